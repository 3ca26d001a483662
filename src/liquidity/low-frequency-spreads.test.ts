import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng, nextUniform } from '../base/prng.ts'
import { abdiRanaldoSpread } from './abdi-ranaldo-spread.ts'
import type { OpenBars } from './bars.ts'
import { corwinSchultzSpread } from './corwin-schultz-spread.ts'
import { edgeSpread } from './edge-spread.ts'
import { changeAutocovariance, rollSpread } from './roll-spread.ts'

/** Bars of a price that wanders, each trade half a spread above or below it. */
function simulate(
  options: Readonly<{ seed: number; bars: number; trades: number; spread: number }>,
): Required<OpenBars> & { prices: number[] } {
  const prng = createPrng(options.seed)
  let efficient = 100
  const trades = Array.from({ length: options.bars * options.trades }, () => {
    efficient *= 1 + (nextUniform(prng) - 0.5) * 0.004
    return efficient * (1 + (nextUniform(prng) < 0.5 ? -0.5 : 0.5) * options.spread)
  })
  const bars = Array.from({ length: options.bars }, (_, i) => trades.slice(i * options.trades, (i + 1) * options.trades))
  return {
    prices: trades,
    opens: bars.map((bar) => bar[0] as number),
    highs: bars.map((bar) => Math.max(...bar)),
    lows: bars.map((bar) => Math.min(...bar)),
    closes: bars.map((bar) => bar.at(-1) as number),
  }
}

/** EDGE written out term by term as in the paper, with plain sums. */
function slowEdge({ opens, highs, lows, closes }: OpenBars): number {
  const missing = Number.NaN
  const log = (prices: ArrayLike<number>, t: number): number => Math.log(prices[t] as number)
  const mean = (values: readonly number[]): number => {
    const there = values.filter((value) => !Number.isNaN(value))
    return there.reduce((sum, value) => sum + value, 0) / there.length
  }
  const times = Array.from({ length: opens.length - 1 }, (_, i) => i + 1)
  const eta = (t: number): number => (log(highs, t) + log(lows, t)) / 2
  const tau = times.map((t) => {
    const [h, l, c] = [log(highs, t), log(lows, t), log(closes, t - 1)]
    return Number.isNaN(h + l + c) ? missing : h === l && l === c ? 0 : 1
  })
  const differs = (a: number, b: number): number => (Number.isNaN(a + b) ? missing : Number(a !== b))
  const nu = (price: (t: number) => number, extreme: (t: number) => number): number =>
    mean(times.map((t, i) => (tau[i] as number) * differs(price(t), extreme(t))))
  const po =
    nu(
      (t) => log(opens, t),
      (t) => log(highs, t),
    ) +
    nu(
      (t) => log(opens, t),
      (t) => log(lows, t),
    )
  const pc =
    nu(
      (t) => log(closes, t - 1),
      (t) => log(highs, t - 1),
    ) +
    nu(
      (t) => log(closes, t - 1),
      (t) => log(lows, t - 1),
    )
  const demeaned = (returns: readonly number[]): readonly number[] =>
    returns.map((value, i) => value - ((tau[i] as number) * mean(returns)) / mean(tau))
  const up = demeaned(times.map((t) => eta(t) - log(opens, t)))
  const full = demeaned(times.map((t) => eta(t) - log(closes, t - 1)))
  const over = demeaned(times.map((t) => log(opens, t) - log(closes, t - 1)))
  const x1 = times.map((t, i) => {
    const [a, b] = [log(opens, t) - eta(t - 1), log(closes, t - 1) - eta(t - 1)]
    return -4 * (((up[i] as number) * a) / po + ((full[i] as number) * b) / pc)
  })
  const x2 = times.map((t, i) => {
    const [a, b] = [log(opens, t) - log(closes, t - 1), log(closes, t - 1) - eta(t - 1)]
    return -4 * (((up[i] as number) * a) / po + ((over[i] as number) * b) / pc)
  })
  const variance = (values: readonly number[]): number => mean(values.map((value) => value * value)) - mean(values) * mean(values)
  const [v1, v2] = [variance(x1), variance(x2)]
  return (v2 * mean(x1) + v1 * mean(x2)) / (v1 + v2)
}

describe('edgeSpread', () => {
  test('property: equal to the formulas written out, also with prices missing', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.integer({ min: 20, max: 60 }), fc.array(fc.nat(59), { maxLength: 6 }), (seed, bars, gaps) => {
        const made = simulate({ seed, bars, trades: 4, spread: 0.01 })
        for (const [i, gap] of gaps.entries()) {
          for (const [j, prices] of [made.opens, made.highs, made.lows, made.closes].entries()) {
            if (gap < bars && (i % 2 === 0 || j === i % 4)) (prices as number[])[gap] = Number.NaN
          }
        }
        const found = edgeSpread(made)
        const expected = slowEdge(made)
        expect(found.ok && found.value.squared).toBeCloseTo(expected, 12)
        expect(found.ok && found.value.signedSpread).toBe(found.ok && Math.sign(found.value.squared) * found.value.spread)
      }),
      { numRuns: 60 },
    )
  })

  test('property: the unit of the prices does not matter', () => {
    fc.assert(
      fc.property(fc.nat(1_000), (seed) => {
        const made = simulate({ seed, bars: 40, trades: 3, spread: 0.02 })
        const doubled = Object.fromEntries(
          Object.entries(made).map(([name, prices]) => [name, Array.from(prices, (price) => price * 1024)]),
        )
        const [one, other] = [edgeSpread(made), edgeSpread(doubled as unknown as OpenBars)]
        expect(one.ok && one.value.squared).toBeCloseTo((other.ok && other.value.squared) as number, 12)
      }),
      { numRuns: 20 },
    )
  })

  // Columns: bars as (open, high, low, close), why there is no estimate.
  const table: readonly (readonly [readonly (readonly number[])[], string])[] = [
    [[[5, 6, 4, 5]], 'tooFewTradedPeriods'],
    [
      [
        [5, 6, 4, 5],
        [5, 6, 4, 5],
      ],
      'tooFewTradedPeriods',
    ],
    [
      [
        [5, 6, 4, 5],
        [5, 5, 5, 5],
        [5, 5, 5, 5],
        [5, 5, 5, 5],
      ],
      'tooFewTradedPeriods',
    ],
    [
      [
        [5, 6, 4, 5],
        [6, 6, 6, 6],
        [7, 7, 7, 7],
        [8, 8, 8, 8],
      ],
      'noInnerOpens',
    ],
    [
      [
        [5, 5, 5, 5],
        [6, 6, 6, 6],
        [7, 7, 7, 7],
        [8, 9, 7, 8],
      ],
      'noInnerCloses',
    ],
  ]
  test.each(table)('table: bars %j have no estimate: %s', (rows, reason) => {
    const column = (place: number): number[] => rows.map((row) => row[place] as number)
    const bars = { opens: column(0), highs: column(1), lows: column(2), closes: column(3) }
    expect(edgeSpread(bars)).toMatchObject({ ok: false, refusal: { reason } })
  })
})

describe('estimators of the spread from prices at long steps', () => {
  test('behavior: on bars of a known spread of 2 % all come near it', () => {
    const made = simulate({ seed: 7, bars: 800, trades: 60, spread: 0.02 })
    const edge = edgeSpread(made)
    expect(edge.ok && edge.value.spread).toBeCloseTo(0.02, 2)
    expect(corwinSchultzSpread(made).meanSigned).toBeGreaterThan(0.012)
    expect(corwinSchultzSpread(made).meanSigned).toBeLessThan(0.028)
    expect(abdiRanaldoSpread(made).wholeSample).toBeCloseTo(0.02, 2)
    const roll = rollSpread(made.prices)
    expect(roll.ok && roll.value / 100).toBeGreaterThan(0.01)
  })

  test('table: Roll by hand, and none where prices trend', () => {
    expect(changeAutocovariance([100, 101, 100, 101, 100])).toBeCloseTo(-4 / 3, 12)
    expect(rollSpread([100, 101, 100, 101, 100])).toMatchObject({ ok: true })
    expect(rollSpread([1, 2, 4, 8, 16])).toMatchObject({ refusal: { reason: 'autocovarianceNotNegative' } })
    expect(rollSpread([5, 5, 5, 5])).toMatchObject({ refusal: { autocovariance: 0 } })
    expect(() => rollSpread([1, 2, 3])).toThrow('prices: expected at least 4 numbers')
    expect(() => rollSpread([1, 2, Number.NaN, 3])).toThrow('prices[2]: expected')
    // Only changes count: prices may fall below zero, as oil's did.
    expect(rollSpread([-1, 0, -1, 0, -1])).toEqual(rollSpread([100, 101, 100, 101, 100]))
  })

  test('table: Corwin and Schultz by hand, with a gap that is closed first', () => {
    const still = { highs: [102, 102], lows: [100, 100], closes: [101, 101] }
    const range = Math.log(1.02)
    const alpha = ((2 - Math.SQRT2) * range) / (3 - 2 * Math.SQRT2) - range / Math.sqrt(3 - 2 * Math.SQRT2)
    expect(corwinSchultzSpread(still).daily[0]).toBeCloseTo(2 * Math.tanh(alpha / 2), 14)
    const jumped = { highs: [102, 205], lows: [100, 201], closes: [102, 203] }
    const back = { highs: [102, 106], lows: [100, 102], closes: [102, 103] }
    expect(corwinSchultzSpread(jumped).daily).toEqual(corwinSchultzSpread(back).daily)
    const fell = { highs: [102, 52], lows: [100, 50], closes: [101, 51] }
    const level = { highs: [102, 101], lows: [100, 99], closes: [101, 100] }
    expect(corwinSchultzSpread(fell).daily).toEqual(corwinSchultzSpread(level).daily)
  })

  test('property: what is signed is at most what is zeroed; Abdi and Ranaldo by the formula', () => {
    fc.assert(
      fc.property(fc.nat(1_000), (seed) => {
        const made = simulate({ seed, bars: 12, trades: 5, spread: 0.001 })
        const { daily, meanSigned, meanZeroed, shareNegative } = corwinSchultzSpread(made)
        expect(meanSigned).toBeLessThanOrEqual(meanZeroed)
        expect(shareNegative * 11).toBeCloseTo([...daily].filter((spread) => spread < 0).length, 9)
        const middle = (t: number): number => Math.log((made.highs[t] as number) * (made.lows[t] as number)) / 2
        const square = (t: number): number => {
          const close = Math.log(made.closes[t] as number)
          return 4 * (close - middle(t)) * (close - middle(t + 1))
        }
        const squares = Array.from({ length: 11 }, (_, t) => square(t))
        const found = abdiRanaldoSpread(made)
        expect(found.squared).toBeCloseTo(squares.reduce((sum, value) => sum + value, 0) / 11, 12)
        expect(found.wholeSample).toBe(Math.sqrt(Math.max(0, found.squared)))
        expect(found.twoDay).toBeCloseTo(squares.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0) / 11, 9)
      }),
      { numRuns: 40 },
    )
  })
})
