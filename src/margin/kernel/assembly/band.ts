import { sumBlock } from './sweep'

// How far rows can move within boxes of the market. ../band-moves.ts says the same in plain TypeScript.

/**
 * The sums of size, without its sign, times move for `count` rows named in `listed`. A move is four numbers an instrument, one a level of
 * boxes; so is a row's sum, which goes to the row's place.
 */
export function sumMoves(count: u32, listed: usize, starts: usize, columns: usize, sizes: usize, moves: usize, sums: usize): void {
  for (let at: u32 = 0; at < count; at++) {
    const row = <usize>load<u32>(listed + ((<usize>at) << 2))
    const first = <usize>load<u32>(starts + (row << 2))
    const end = columns + ((<usize>load<u32>(starts + (row << 2), 4)) << 2)
    let wide = f64x2.splat(0)
    let narrow = f64x2.splat(0)
    let size = sizes + (first << 3)
    for (let column = columns + (first << 2); column < end; column += 4) {
      const held = f64x2.abs(v128.load64_splat(size))
      const move = moves + ((<usize>load<u32>(column)) << 5)
      wide = f64x2.add(wide, f64x2.mul(held, v128.load(move)))
      narrow = f64x2.add(narrow, f64x2.mul(held, v128.load(move, 16)))
      size += 8
    }
    v128.store(sums + (row << 5), wide)
    v128.store(sums + (row << 5), narrow, 16)
  }
}

/**
 * The first scenario under which each of `count` rows named in `listed` is worth least; it goes to the row's place, as a number.
 *
 * @param sums - Room for one number a scenario.
 */
export function nameWorst(
  count: u32,
  listed: usize,
  scenarios: u32,
  starts: usize,
  columns: usize,
  sizes: usize,
  grid: usize,
  sums: usize,
  places: usize,
): void {
  const series = (<usize>scenarios) << 3
  for (let at: u32 = 0; at < count; at++) {
    const row = load<u32>(listed + ((<usize>at) << 2))
    for (let block: usize = 0; block < series; block += 128) sumBlock(row, starts, columns, sizes, grid + block, series, sums + block)
    let worst: u32 = 0
    let least = load<f64>(sums)
    for (let s: u32 = 1; s < scenarios; s++) {
      const sum = load<f64>(sums + ((<usize>s) << 3))
      if (sum < least) {
        least = sum
        worst = s
      }
    }
    store<u32>(places + ((<usize>row) << 2), worst)
  }
}

/**
 * Sums of sixteen numbers over a row's positions, taken `forLong` bytes after an instrument's first number where size is above 0, and
 * `forShort` where it is below.
 */
@inline
function sumSided(row: usize, starts: usize, columns: usize, sizes: usize, lines: usize, stride: usize, forLong: usize, forShort: usize, out: usize): void {
  const first = <usize>load<u32>(starts + (row << 2))
  const end = columns + ((<usize>load<u32>(starts + (row << 2), 4)) << 2)
  let x0 = f64x2.splat(0),
    x1 = x0,
    x2 = x0,
    x3 = x0,
    x4 = x0,
    x5 = x0,
    x6 = x0,
    x7 = x0
  let size = sizes + (first << 3)
  for (let column = columns + (first << 2); column < end; column += 4) {
    const at = lines + (<usize>load<u32>(column)) * stride + (load<f64>(size) > 0 ? forLong : forShort)
    const held = v128.load64_splat(size)
    x0 = f64x2.add(x0, f64x2.mul(held, v128.load(at)))
    x1 = f64x2.add(x1, f64x2.mul(held, v128.load(at, 16)))
    x2 = f64x2.add(x2, f64x2.mul(held, v128.load(at, 32)))
    x3 = f64x2.add(x3, f64x2.mul(held, v128.load(at, 48)))
    x4 = f64x2.add(x4, f64x2.mul(held, v128.load(at, 64)))
    x5 = f64x2.add(x5, f64x2.mul(held, v128.load(at, 80)))
    x6 = f64x2.add(x6, f64x2.mul(held, v128.load(at, 96)))
    x7 = f64x2.add(x7, f64x2.mul(held, v128.load(at, 112)))
    size += 8
  }
  v128.store(out, x0)
  v128.store(out, x1, 16)
  v128.store(out, x2, 32)
  v128.store(out, x3, 48)
  v128.store(out, x4, 64)
  v128.store(out, x5, 80)
  v128.store(out, x6, 96)
  v128.store(out, x7, 112)
}

/**
 * The four series of sums of each of `count` rows named in `listed` over lines: lower line at the lowest and highest spot, upper line at both.
 * A row's sums go to `sums` in the order of the list.
 */
export function sumLines(count: u32, listed: usize, scenarios: u32, starts: usize, columns: usize, sizes: usize, lines: usize, sums: usize): void {
  const series = (<usize>scenarios) << 3
  for (let at: usize = 0; at < <usize>count; at++) {
    const row = <usize>load<u32>(listed + (at << 2))
    const out = sums + at * 4 * series
    for (let line: usize = 0; line < 4; line++) {
      const forLong = line * series
      const forShort = (line ^ 2) * series
      for (let block: usize = 0; block < series; block += 128) {
        sumSided(row, starts, columns, sizes, lines + block, 4 * series, forLong, forShort, out + forLong + block)
      }
    }
  }
}

/**
 * Where rows are in the whole box by their sums over lines: the least of the lower lines, and the least over scenarios of what the upper
 * line is at most. Two numbers a row, in the order of `sums`.
 */
export function boundLines(count: u32, scenarios: u32, sums: usize, bounds: usize): void {
  const series = (<usize>scenarios) << 3
  for (let at: usize = 0; at < <usize>count; at++) {
    const from = sums + at * 4 * series
    let low = f64x2.splat(Infinity)
    let high = f64x2.splat(Infinity)
    for (let s: usize = 0; s < series; s += 16) {
      const here = from + s
      low = f64x2.pmin(low, f64x2.pmin(v128.load(here), v128.load(here + series)))
      high = f64x2.pmin(high, f64x2.pmax(v128.load(here + 2 * series), v128.load(here + 3 * series)))
    }
    store<f64>(bounds + (at << 4), min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1)))
    store<f64>(bounds + (at << 4), min(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1)), 8)
  }
}
