// Sums of size times value over an account's positions, for every scenario, in the order of positions. ../sweep-oracle.ts says the same.
//
// Rows are compressed: row r has the positions starts[r] to starts[r + 1], each with the index of a grid row and a size. Scenarios come in
// blocks of sixteen, whose sums are kept in eight registers.

/** The worst sum of each of the rows `from` to `to`; 0 for a row without positions. */
export function sweepRows(
  from: u32,
  to: u32,
  scenarios: u32,
  starts: usize,
  columns: usize,
  sizes: usize,
  grid: usize,
  worst: usize,
): void {
  // A width known to the compiler saves a multiplication a position; 32 is the usual one.
  if (scenarios == 32) {
    for (let row = from; row < to; row++) sweepRow(row, 256, starts, columns, sizes, grid, worst + ((<usize>row) << 3))
  } else {
    const series = (<usize>scenarios) << 3
    for (let row = from; row < to; row++) sweepRow(row, series, starts, columns, sizes, grid, worst + ((<usize>row) << 3))
  }
}

/** As `sweepRows`, for `count` rows named in `listed`; each worst sum goes to its row's place. */
export function sweepListed(
  count: u32,
  listed: usize,
  scenarios: u32,
  starts: usize,
  columns: usize,
  sizes: usize,
  grid: usize,
  worst: usize,
): void {
  if (scenarios == 32) {
    for (let at: u32 = 0; at < count; at++) {
      const row = load<u32>(listed + ((<usize>at) << 2))
      sweepRow(row, 256, starts, columns, sizes, grid, worst + ((<usize>row) << 3))
    }
  } else {
    const series = (<usize>scenarios) << 3
    for (let at: u32 = 0; at < count; at++) {
      const row = load<u32>(listed + ((<usize>at) << 2))
      sweepRow(row, series, starts, columns, sizes, grid, worst + ((<usize>row) << 3))
    }
  }
}

@inline
function sweepRow(row: u32, series: usize, starts: usize, columns: usize, sizes: usize, grid: usize, worst: usize): void {
  const first = <usize>load<u32>(starts + ((<usize>row) << 2))
  const end = <usize>load<u32>(starts + ((<usize>row) << 2), 4)
  const endColumn = columns + (end << 2)
  let least = f64x2.splat(Infinity)
  for (let block: usize = 0; block < series; block += 128) {
    let x0 = f64x2.splat(0),
      x1 = x0,
      x2 = x0,
      x3 = x0,
      x4 = x0,
      x5 = x0,
      x6 = x0,
      x7 = x0
    const values = grid + block
    let size = sizes + (first << 3)
    // The place of the next position is found while this one is summed. Behind the last something is read and not used: sizes lie there.
    let next = first < end ? values + (<usize>load<u32>(columns + (first << 2))) * series : values
    for (let column = columns + (first << 2); column < endColumn; column += 4) {
      const at = next
      next = values + (<usize>load<u32>(column, 4)) * series
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
    least = f64x2.pmin(least, f64x2.pmin(f64x2.pmin(f64x2.pmin(x0, x1), f64x2.pmin(x2, x3)), f64x2.pmin(f64x2.pmin(x4, x5), f64x2.pmin(x6, x7))))
  }
  const left = f64x2.extract_lane(least, 0)
  const right = f64x2.extract_lane(least, 1)
  store<f64>(worst, right < left ? right : left)
}

/** The sums of each of the rows `from` to `to`, kept: `outcomes` begins with row `from` and holds `scenarios` numbers a row. */
export function sumRows(
  from: u32,
  to: u32,
  scenarios: u32,
  starts: usize,
  columns: usize,
  sizes: usize,
  grid: usize,
  outcomes: usize,
): void {
  const series = (<usize>scenarios) << 3
  for (let row = from; row < to; row++) {
    for (let block: usize = 0; block < series; block += 128) {
      sumBlock(row, starts, columns, sizes, grid + block, series, outcomes + (<usize>(row - from)) * series + block)
    }
  }
}

/** Sixteen sums of one row over values that stand `stride` bytes apart from instrument to instrument. */
@inline
export function sumBlock(row: u32, starts: usize, columns: usize, sizes: usize, values: usize, stride: usize, out: usize): void {
  const first = <usize>load<u32>(starts + ((<usize>row) << 2))
  const endColumn = columns + ((<usize>load<u32>(starts + ((<usize>row) << 2), 4)) << 2)
  let x0 = f64x2.splat(0),
    x1 = x0,
    x2 = x0,
    x3 = x0,
    x4 = x0,
    x5 = x0,
    x6 = x0,
    x7 = x0
  let size = sizes + (first << 3)
  for (let column = columns + (first << 2); column < endColumn; column += 4) {
    const at = values + (<usize>load<u32>(column)) * stride
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
