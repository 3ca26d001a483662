// Worst sums of rows in single precision, and how far each may be from the one in double precision. ../near-oracle.ts says the same.

/** Instruments whose values are above this have no bound; sums below it times any count of positions do not overflow. */
const mostValue: f32 = 1e30
/** 2^-60: a share of this covers what rounding does to values near 0. */
const leastPeak: f32 = 8.673617379884035e-19
/** 2^-84, a share of `leastPeak`: values below it count as 0, because numbers below the normal ones take long. */
const leastValue: f32 = 5.169878828456423e-26

/** Values of the instruments `from` to `to` in single precision, and of each the largest of them. `scenarios` is a multiple of four. */
export function narrowGrid(from: u32, to: u32, scenarios: u32, values: usize, narrow: usize, peaks: usize): void {
  const series = (<usize>scenarios) << 3
  for (let i: usize = from; i < <usize>to; i++) {
    const value = values + i * series
    const out = narrow + ((i * series) >> 1)
    let most = f32x4.splat(0)
    for (let s: usize = 0; s < series; s += 32) {
      const first = f32x4.demote_f64x2_zero(v128.load(value + s))
      const second = f32x4.demote_f64x2_zero(v128.load(value + s, 16))
      const rounded = v128.shuffle<f32>(first, second, 0, 1, 4, 5)
      const four = v128.andnot(rounded, f32x4.lt(f32x4.abs(rounded), f32x4.splat(leastValue)))
      v128.store(out + (s >> 1), four)
      // Keeps what is not a number, which then has no bound either.
      most = f32x4.max(most, f32x4.abs(four))
    }
    const sides = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1))
    const left = f32x4.extract_lane(sides, 0)
    const right = f32x4.extract_lane(sides, 1)
    const bounded = left < mostValue && right < mostValue
    store<f32>(peaks + (i << 2), bounded ? max(max(left, right), leastPeak) : <f32>Infinity)
  }
}

/**
 * For each of `count` rows named in `listed`, four numbers at the row's place: the worst sum in single precision, how far it may be from the
 * worst sum in double precision, the stamp, and what is left as it is. `scenarios` is a multiple of sixteen.
 */
export function sweepNear(
  count: u32,
  listed: usize,
  scenarios: u32,
  starts: usize,
  columns: usize,
  sizes: usize,
  narrow: usize,
  peaks: usize,
  stamp: f64,
  near: usize,
): void {
  const series = (<usize>scenarios) << 2
  for (let at: u32 = 0; at < count; at++) {
    const name = <usize>load<u32>(listed + ((<usize>at) << 2))
    const first = load<u32>(starts + (name << 2))
    const end = load<u32>(starts + (name << 2), 4)
    const column = columns + ((<usize>first) << 2)
    const endColumn = columns + ((<usize>end) << 2)
    const size = sizes + ((<usize>first) << 3)
    const out = near + (name << 4)
    if (scenarios == 32) sweepOf32(column, endColumn, size, narrow, peaks, out)
    else {
      let least = f32x4.splat(Infinity)
      for (let block: usize = 0; block < series; block += 64) {
        least = f32x4.pmin(least, leastOf16(column, endColumn, size, narrow + block, series))
      }
      storeNear(leastLane(least), end - first, grossOf(column, endColumn, size, peaks), out)
    }
    store<f64>(out, stamp, 16)
  }
}

/** The usual width, in eight registers; what the positions are worth without their signs is summed on the way. */
@inline
function sweepOf32(from: usize, endColumn: usize, sizeOfFirst: usize, narrow: usize, peaks: usize, out: usize): void {
  let x0 = f32x4.splat(0),
    x1 = x0,
    x2 = x0,
    x3 = x0,
    x4 = x0,
    x5 = x0,
    x6 = x0,
    x7 = x0
  let gross: f32 = 0
  let size = sizeOfFirst
  for (let column = from; column < endColumn; column += 4) {
    const instrument = <usize>load<u32>(column)
    const at = narrow + (instrument << 7)
    const single = <f32>load<f64>(size)
    const held = f32x4.splat(single)
    x0 = f32x4.add(x0, f32x4.mul(held, v128.load(at)))
    x1 = f32x4.add(x1, f32x4.mul(held, v128.load(at, 16)))
    x2 = f32x4.add(x2, f32x4.mul(held, v128.load(at, 32)))
    x3 = f32x4.add(x3, f32x4.mul(held, v128.load(at, 48)))
    x4 = f32x4.add(x4, f32x4.mul(held, v128.load(at, 64)))
    x5 = f32x4.add(x5, f32x4.mul(held, v128.load(at, 80)))
    x6 = f32x4.add(x6, f32x4.mul(held, v128.load(at, 96)))
    x7 = f32x4.add(x7, f32x4.mul(held, v128.load(at, 112)))
    gross += abs(single) * load<f32>(peaks + (instrument << 2))
    size += 8
  }
  const low = f32x4.pmin(f32x4.pmin(x0, x1), f32x4.pmin(x2, x3))
  const high = f32x4.pmin(f32x4.pmin(x4, x5), f32x4.pmin(x6, x7))
  storeNear(leastLane(f32x4.pmin(low, high)), <u32>((endColumn - from) >> 2), gross, out)
}

@inline
function leastLane(four: v128): f32 {
  const two = f32x4.pmin(four, v128.shuffle<f32>(four, four, 2, 3, 0, 1))
  const left = f32x4.extract_lane(two, 0)
  const right = f32x4.extract_lane(two, 1)
  return right < left ? right : left
}

/** What rounding to single precision can make of `count` products and their sum: 2^-24 for each, and what underflow can take. */
@inline
function storeNear(worst: f32, count: u32, gross: f32, out: usize): void {
  const positions = <f64>count
  store<f64>(out, <f64>worst)
  store<f64>(out, gross < mostValue ? (positions + 8) * 6.020069122314453e-8 * <f64>gross + positions * 1e-15 : Infinity, 8)
}

/** The sum of sizes, without their signs, times the largest value of each. */
@inline
function grossOf(from: usize, endColumn: usize, sizeOfFirst: usize, peaks: usize): f32 {
  let gross: f32 = 0
  let size = sizeOfFirst
  for (let column = from; column < endColumn; column += 4) {
    gross += abs(<f32>load<f64>(size)) * load<f32>(peaks + ((<usize>load<u32>(column)) << 2))
    size += 8
  }
  return gross
}

@inline
function leastOf16(from: usize, endColumn: usize, sizeOfFirst: usize, values: usize, stride: usize): v128 {
  let x0 = f32x4.splat(0),
    x1 = x0,
    x2 = x0,
    x3 = x0
  let size = sizeOfFirst
  for (let column = from; column < endColumn; column += 4) {
    const at = values + (<usize>load<u32>(column)) * stride
    const held = f32x4.splat(<f32>load<f64>(size))
    x0 = f32x4.add(x0, f32x4.mul(held, v128.load(at)))
    x1 = f32x4.add(x1, f32x4.mul(held, v128.load(at, 16)))
    x2 = f32x4.add(x2, f32x4.mul(held, v128.load(at, 32)))
    x3 = f32x4.add(x3, f32x4.mul(held, v128.load(at, 48)))
    size += 8
  }
  return f32x4.pmin(f32x4.pmin(x0, x1), f32x4.pmin(x2, x3))
}

/**
 * For each of `count` rows named in `listed`, the first level of boxes, from `from` on, in which it moves by less than its room, which is the
 * fourth of its near numbers; `levels` where there is none, and `unknown` for a row of another stamp. One number a row, in the order listed.
 *
 * @param factors - By what the moves of each level are multiplied, four numbers.
 */
export function findLevels(
  count: u32,
  listed: usize,
  starts: usize,
  columns: usize,
  sizes: usize,
  moves: usize,
  factors: usize,
  near: usize,
  stamp: f64,
  from: u32,
  levels: u32,
  unknown: u32,
  found: usize,
): void {
  for (let at: usize = 0; at < <usize>count; at++) {
    const name = <usize>load<u32>(listed + (at << 2))
    const place = near + (name << 4)
    if (load<f64>(place, 16) != stamp) {
      store<u32>(found + (at << 2), unknown)
      continue
    }
    const first = <usize>load<u32>(starts + (name << 2))
    const end = columns + ((<usize>load<u32>(starts + (name << 2), 4)) << 2)
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
    const room = v128.load64_splat(place, 24)
    const holdsWide = i64x2.bitmask(f64x2.gt(room, f64x2.mul(wide, v128.load(factors))))
    const holdsNarrow = i64x2.bitmask(f64x2.gt(room, f64x2.mul(narrow, v128.load(factors, 16))))
    // A bit a level; the bit of `levels` stands for none.
    const holds = (<u32>(holdsWide | (holdsNarrow << 2)) & ((1 << levels) - 1)) | (1 << levels)
    store<u32>(found + (at << 2), ctz((holds >> from) << from))
  }
}
