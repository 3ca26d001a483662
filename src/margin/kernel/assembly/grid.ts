import { both, exponential, logarithm, multiplyAdd, placed, tailDenominator, tailNumerator } from './elementary'

// Black-76 on a grid of instruments and scenarios. ../grid-oracle.ts says the same in plain TypeScript.
//
// A term is an expiry of an underlying: six series of numbers, one number a scenario, one series after the other: forward, its logarithm,
// the root of the time left, the factor on volatilities, what is added to them, and the weight of what was priced.

const numbers = memory.data<f64>([0.5, -0.5, 40.0])

/**
 * Two options of one strike. `side` has every bit set for a put, none for a call. One exponential serves both tails, as
 * forward * density(d1) = strike * density(d2). What rounding, no volatility or no strike make of it never falls below the intrinsic value.
 */
@inline
function optionValues(forward: v128, moneyness: v128, total: v128, strike: v128, side: v128): v128 {
  const ratio = f64x2.div(moneyness, total)
  const half = f64x2.mul(total, placed(numbers, 0))
  const d1 = f64x2.add(ratio, half)
  const d2 = f64x2.sub(ratio, half)
  const x1 = f64x2.pmin(f64x2.abs(d1), placed(numbers, 2))
  const x2 = f64x2.pmin(f64x2.abs(d2), placed(numbers, 2))
  const density = f64x2.mul(forward, exponential(f64x2.mul(f64x2.mul(d1, d1), placed(numbers, 1))))
  const under1 = tailDenominator(x1)
  const under2 = tailDenominator(x2)
  const scale = f64x2.div(density, f64x2.mul(under1, under2))
  const tail1 = f64x2.mul(scale, f64x2.mul(tailNumerator(x1), under2))
  const tail2 = f64x2.mul(scale, f64x2.mul(tailNumerator(x2), under1))
  const above1 = v128.xor(f64x2.gt(d1, both(0.0)), side)
  const above2 = v128.xor(f64x2.gt(d2, both(0.0)), side)
  const asset = v128.bitselect(f64x2.sub(forward, tail1), tail1, above1)
  const paid = v128.bitselect(f64x2.sub(strike, tail2), tail2, above2)
  const sign = i64x2.shl(side, 63)
  const value = v128.xor(f64x2.sub(asset, paid), sign)
  const intrinsic = f64x2.pmax(both(0.0), v128.xor(f64x2.sub(forward, strike), sign))
  return f64x2.pmax(intrinsic, value)
}

/** Values of the instruments `from` to `to`, under `scenarios` (even) scenarios. Kinds: 0 linear, 1 call, 2 put. */
export function priceGrid(
  from: u32,
  to: u32,
  scenarios: u32,
  kinds: usize,
  termOf: usize,
  strikes: usize,
  logStrikes: usize,
  volatilities: usize,
  terms: usize,
  lowest: f64,
  values: usize,
): void {
  const series = (<usize>scenarios) << 3
  for (let i = from; i < to; i++) {
    const kind = load<u32>(kinds + ((<usize>i) << 2))
    const term = terms + (<usize>load<u32>(termOf + ((<usize>i) << 2))) * 6 * series
    const out = values + (<usize>i) * series
    if (kind == 0) {
      for (let s: usize = 0; s < series; s += 16) v128.store(out + s, v128.load(term + s))
      continue
    }
    const strike = v128.load64_splat(strikes + ((<usize>i) << 3))
    const logStrike = v128.load64_splat(logStrikes + ((<usize>i) << 3))
    const volatility = v128.load64_splat(volatilities + ((<usize>i) << 3))
    const side = i64x2.splat(kind == 2 ? -1 : 0)
    for (let s: usize = 0; s < series; s += 16) {
      const at = term + s
      const forward = v128.load(at)
      const moneyness = f64x2.sub(v128.load(at + series), logStrike)
      const root = v128.load(at + 2 * series)
      const factor = v128.load(at + 3 * series)
      const points = v128.load(at + 4 * series)
      const shocked = f64x2.pmax(multiplyAdd(volatility, factor, points), both(lowest))
      v128.store(out + s, optionValues(forward, moneyness, f64x2.mul(shocked, root), strike, side))
    }
  }
}

/** Natural logarithms of `count` (even) numbers, 0 or above. */
export function takeLogarithms(count: u32, numbers: usize, logarithms: usize): void {
  const end = (<usize>count) << 3
  for (let at: usize = 0; at < end; at += 16) v128.store(logarithms + at, logarithm(v128.load(numbers + at)))
}

/** Moves values toward those without a shock: (1 - weight) * base + weight * value. `base` holds two equal numbers an instrument. */
export function dampenGrid(from: u32, to: u32, scenarios: u32, termOf: usize, terms: usize, base: usize, values: usize): void {
  const series = (<usize>scenarios) << 3
  for (let i = from; i < to; i++) {
    const weights = terms + ((<usize>load<u32>(termOf + ((<usize>i) << 2))) * 6 + 5) * series
    const unmoved = v128.load(base + ((<usize>i) << 4))
    const out = values + (<usize>i) * series
    for (let s: usize = 0; s < series; s += 16) {
      const weight = v128.load(weights + s)
      const rest = f64x2.mul(f64x2.sub(both(1.0), weight), unmoved)
      v128.store(out + s, f64x2.add(rest, f64x2.mul(weight, v128.load(out + s))))
    }
  }
}
