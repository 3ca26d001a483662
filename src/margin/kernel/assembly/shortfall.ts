import { sumBlock } from './sweep'

// Expected shortfall of many accounts. ../shortfall-oracle.ts says the same in plain TypeScript, by sorting.

/**
 * The sums of the rows `from` to `to` under scenarios that stand in tiles of sixteen: [tile][instrument][16]. A tile of all instruments
 * stays in the second cache while every row of the block passes over it.
 */
export function sumTiles(
  from: u32,
  to: u32,
  tiles: u32,
  instruments: u32,
  starts: usize,
  columns: usize,
  sizes: usize,
  grid: usize,
  outcomes: usize,
): void {
  const series = (<usize>tiles) << 7
  for (let tile: usize = 0; tile < <usize>tiles; tile++) {
    const values = grid + tile * ((<usize>instruments) << 7)
    for (let row = from; row < to; row++) {
      sumBlock(row, starts, columns, sizes, values, 128, outcomes + (<usize>(row - from)) * series + (tile << 7))
    }
  }
}

/**
 * The `rank`th smallest outcome of each row, and the sum of the rank - 1 before it.
 *
 * Only outcomes below the row's threshold are looked at, unless they are fewer than `rank`: so a threshold saves time and never changes a
 * result. The sum is taken in the order of scenarios, each below the `rank`th counted, and the rest of rank - 1 are equal to it.
 *
 * @param scenarios - How many count; `series` of them stand in a row.
 * @param candidates - Room for `scenarios` + 1 numbers.
 * @param heap - Room for `rank` numbers.
 */
export function selectTails(
  rows: u32,
  scenarios: u32,
  series: u32,
  rank: u32,
  outcomes: usize,
  thresholds: usize,
  candidates: usize,
  heap: usize,
  ranked: usize,
  sums: usize,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const from = outcomes + ((row * <usize>series) << 3)
    const threshold = load<f64>(thresholds + (row << 3))
    let count = collectBelow(from, scenarios, threshold, candidates)
    let chosen = candidates
    if (count < rank) {
      chosen = from
      count = scenarios
    }
    const at = rankedOf(chosen, count, rank, heap)
    let sum = 0.0
    let below: u32 = 0
    for (let i: usize = 0; i < <usize>count; i++) {
      const outcome = load<f64>(chosen + (i << 3))
      if (outcome < at) {
        sum += outcome
        below++
      }
    }
    store<f64>(ranked + (row << 3), at)
    store<f64>(sums + (row << 3), sum + <f64>(rank - 1 - below) * at)
    // A little above what was found, so that the next moment's tail is likely below it too.
    store<f64>(thresholds + (row << 3), at < 0 ? at * 0.9375 : at * 1.0625)
  }
}

@inline
function collectBelow(from: usize, scenarios: u32, threshold: f64, candidates: usize): u32 {
  const limit = f64x2.splat(threshold)
  let to = candidates
  const whole = (<usize>(scenarios & ~7)) << 3
  for (let at: usize = 0; at < whole; at += 64) {
    const first = f64x2.lt(v128.load(from + at), limit)
    const second = f64x2.lt(v128.load(from + at, 16), limit)
    const third = f64x2.lt(v128.load(from + at, 32), limit)
    const fourth = f64x2.lt(v128.load(from + at, 48), limit)
    if (v128.any_true(v128.or(v128.or(first, second), v128.or(third, fourth)))) {
      for (let next: usize = 0; next < 64; next += 8) {
        const outcome = load<f64>(from + at + next)
        store<f64>(to, outcome)
        to += (<usize>(outcome < threshold)) << 3
      }
    }
  }
  const end = (<usize>scenarios) << 3
  for (let at = whole; at < end; at += 8) {
    const outcome = load<f64>(from + at)
    store<f64>(to, outcome)
    to += (<usize>(outcome < threshold)) << 3
  }
  return <u32>((to - candidates) >> 3)
}

/** The `rank`th smallest of `count` numbers: the top of a heap of the `rank` smallest seen so far. */
@inline
function rankedOf(numbers: usize, count: u32, rank: u32, heap: usize): f64 {
  for (let i: u32 = 0; i < rank; i++) {
    const number = load<f64>(numbers + ((<usize>i) << 3))
    let at = i
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = load<f64>(heap + ((<usize>parent) << 3))
      if (above >= number) break
      store<f64>(heap + ((<usize>at) << 3), above)
      at = parent
    }
    store<f64>(heap + ((<usize>at) << 3), number)
  }
  let top = load<f64>(heap)
  for (let i: u32 = rank; i < count; i++) {
    const number = load<f64>(numbers + ((<usize>i) << 3))
    if (!(number < top)) continue
    let at: u32 = 0
    for (;;) {
      let child: u32 = 2 * at + 1
      if (child >= rank) break
      let below = load<f64>(heap + ((<usize>child) << 3))
      if (child + 1 < rank) {
        const other = load<f64>(heap + ((<usize>child) << 3), 8)
        if (other > below) {
          below = other
          child++
        }
      }
      if (below <= number) break
      store<f64>(heap + ((<usize>at) << 3), below)
      at = child
    }
    store<f64>(heap + ((<usize>at) << 3), number)
    top = load<f64>(heap)
  }
  return top
}
