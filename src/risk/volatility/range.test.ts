import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import {
  createRangeVolatility,
  pushBar,
  rangeEstimators,
  rangeVariance,
  rollingRangeVolatility,
  type Bar,
  type BarSeries,
  type RangeEstimator,
} from './range.ts'

/** Bars of a walk of 100 steps each, so that highs and lows enclose open and close. */
function walk(count: number, seed: number, stepVolatility = 0.001): readonly Bar[] {
  const generator = createPrng(seed)
  let price = 100
  const move = (): number => (price *= Math.exp(stepVolatility * nextNormal(generator)))
  return Array.from({ length: count }, () => {
    const path = [move(), ...Array.from({ length: 100 }, move)]
    return { open: path[0] as number, high: Math.max(...path), low: Math.min(...path), close: path.at(-1) as number }
  })
}

function columnsOf(bars: readonly Bar[]): BarSeries {
  const column = (name: keyof Bar): readonly number[] => bars.map((bar) => bar[name])
  return { open: column('open'), high: column('high'), low: column('low'), close: column('close') }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const spread = (values: readonly number[]): number => {
  const centre = mean(values)
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1)
}

/** Each estimator written out from its paper, over bars `from` to `to` (included). */
const slow: Readonly<Record<RangeEstimator, (bars: readonly Bar[], from: number, to: number) => number>> = {
  closeToClose: (bars, from, to) => spread(gaps(bars, from + 1, to, (bar, before) => Math.log(bar.close / before.close))),
  parkinson: (bars, from, to) => mean(gaps(bars, from, to, ({ high, low }) => Math.log(high / low) ** 2 / (4 * Math.LN2))),
  garmanKlass: (bars, from, to) =>
    mean(
      gaps(
        bars,
        from,
        to,
        ({ open, high, low, close }) => 0.5 * Math.log(high / low) ** 2 - (2 * Math.LN2 - 1) * Math.log(close / open) ** 2,
      ),
    ),
  rogersSatchell: (bars, from, to) =>
    mean(
      gaps(
        bars,
        from,
        to,
        ({ open, high, low, close }) => Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open),
      ),
    ),
  garmanKlassYangZhang: (bars, from, to) =>
    slow.garmanKlass(bars, from, to) + mean(gaps(bars, from, to, (bar, before) => Math.log(bar.open / before.close) ** 2)),
  yangZhang: (bars, from, to) => {
    const n = to - from + 1
    const k = 0.34 / (1.34 + (n + 1) / (n - 1))
    const open = spread(gaps(bars, from, to, (bar, before) => Math.log(bar.open / before.close)))
    const body = spread(gaps(bars, from, to, (bar) => Math.log(bar.close / bar.open)))
    return open + k * body + (1 - k) * slow.rogersSatchell(bars, from, to)
  },
}

function gaps(bars: readonly Bar[], from: number, to: number, term: (bar: Bar, before: Bar) => number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => term(bars[from + i] as Bar, bars[Math.max(0, from + i - 1)] as Bar))
}

const longWalk = columnsOf(walk(2001, 4))

describe('range volatility', () => {
  test.each(rangeEstimators)('behavior: %s over rolling windows is what its paper says', (estimator) => {
    const bars = walk(40, 3)
    const found = rollingRangeVolatility(columnsOf(bars), estimator, { windowBars: 7, barsPerYear: 252 })
    const first = estimator === 'yangZhang' || estimator === 'garmanKlassYangZhang' ? 7 : 6
    expect(found).toHaveLength(40 - first)
    found.forEach((volatility, i) => {
      const to = first + i
      expect(volatility).toBeCloseTo(Math.sqrt(252 * slow[estimator](bars, to - 6, to)), 12)
    })
  })

  test.each(rangeEstimators)('behavior: %s finds the volatility of a walk, and ranges scatter less than closes', (estimator) => {
    const found = rollingRangeVolatility(longWalk, estimator, { windowBars: 2000, barsPerYear: 1 })
    // A walk of 101 steps with the gap; high and low of 100 steps fall short of those of a continuous path.
    expect(found[0] as number).toBeGreaterThan(0.0086)
    expect(found[0] as number).toBeLessThan(0.0105)
  })

  test('property: prices in another unit change nothing, and the live form saved and cut in two gives the same bits', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 3, max: 9 }), fc.nat(19), (seed, windowBars, cut) => {
        const bars = walk(20, seed)
        let range = createRangeVolatility(windowBars)
        bars.forEach((bar, t) => {
          if (t === cut) range = structuredClone(range)
          pushBar(range, bar)
        })
        for (const estimator of rangeEstimators) {
          const batch = rollingRangeVolatility(columnsOf(bars), estimator, { windowBars, barsPerYear: 1 })
          expect(Math.sqrt(rangeVariance(range, estimator) ?? Number.NaN)).toBe(batch.at(-1))
          const doubled = bars.map(({ open, high, low, close }) => ({ open: 2 * open, high: 2 * high, low: 2 * low, close: 2 * close }))
          expect(rollingRangeVolatility(columnsOf(doubled), estimator, { windowBars, barsPerYear: 1 }).at(-1)).toBe(batch.at(-1))
        }
      }),
      { numRuns: 30 },
    )
  })

  test('table: nothing is known until the window is full, and one bar longer where the close before counts', () => {
    const range = createRangeVolatility(3)
    const bars = walk(4, 5)
    bars.slice(0, 2).forEach((bar) => pushBar(range, bar))
    expect(rangeVariance(range, 'parkinson')).toBeUndefined()
    pushBar(range, bars[2] as Bar)
    expect(rangeVariance(range, 'parkinson')).toBeGreaterThan(0)
    expect(rangeVariance(range, 'closeToClose')).toBeGreaterThan(0)
    expect(rangeVariance(range, 'yangZhang')).toBeUndefined()
    pushBar(range, bars[3] as Bar)
    expect(rangeVariance(range, 'yangZhang')).toBeGreaterThan(0)
  })

  test('table: a price that never moves has no volatility', () => {
    const flat = Array.from({ length: 6 }, () => ({ open: 5, high: 5, low: 5, close: 5 }))
    for (const estimator of rangeEstimators) {
      expect(rollingRangeVolatility(columnsOf(flat), estimator, { windowBars: 4, barsPerYear: 1 })[0]).toBe(0)
    }
  })

  test('error: what is wrong is named', () => {
    const bars = columnsOf(walk(5, 6))
    const options = { windowBars: 3, barsPerYear: 365 }
    expect(() => createRangeVolatility(2)).toThrow('windowBars')
    expect(() => rollingRangeVolatility(bars, 'parkinson', { ...options, windowBars: 6 })).toThrow(
      'open: expected at least 6 numbers, found 5',
    )
    expect(() => rollingRangeVolatility(bars, 'parkinson', { ...options, barsPerYear: 0 })).toThrow('barsPerYear')
    expect(() => rollingRangeVolatility({ ...bars, low: [1] }, 'parkinson', options)).toThrow('low')
    expect(() => rollingRangeVolatility({ ...bars, close: [1, 1, 0, 1, 1] }, 'parkinson', options)).toThrow('close[2]')
    expect(() => rollingRangeVolatility({ ...bars, high: [1, 1, 1, 1, 1] }, 'parkinson', options)).toThrow('high[0]')
    expect(() => rollingRangeVolatility({ ...bars, low: [999, 1, 1, 1, 1] }, 'parkinson', options)).toThrow('low[0]')
    expect(() => pushBar(createRangeVolatility(3), { open: 2, high: 1.9, low: 1, close: 1.5 })).toThrow('high: expected at least')
    expect(() => pushBar(createRangeVolatility(3), { open: 2, high: 2, low: 1.6, close: 1.5 })).toThrow('low: expected at most')
    expect(() => pushBar(createRangeVolatility(3), { open: Number.NaN, high: 2, low: 1, close: 1.5 })).toThrow('open')
  })
})
