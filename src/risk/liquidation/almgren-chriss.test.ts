import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { almgrenChrissSchedule, costOfTrades, type LiquidationSchedule, type LiquidationTerms } from './almgren-chriss.ts'
import { immediateSchedule, leastRiskySchedule } from './least-risky-schedule.ts'

const paper: LiquidationTerms = {
  size: 1e6,
  horizon: 5,
  steps: 5,
  volatility: 0.95,
  halfSpread: 0.0625,
  permanentImpact: 2.5e-7,
  temporaryImpact: 2.5e-6,
}

function scheduleOf(terms: LiquidationTerms, aversion: number): LiquidationSchedule {
  const found = almgrenChrissSchedule(terms, aversion)
  if (!found.ok) throw new Error(found.refusal.reason)
  return found.value
}

const anyTerms: fc.Arbitrary<LiquidationTerms> = fc.record({
  size: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  horizon: fc.double({ min: 0.01, max: 20, noNaN: true }),
  steps: fc.integer({ min: 1, max: 12 }),
  volatility: fc.double({ min: 0, max: 10, noNaN: true }),
  halfSpread: fc.double({ min: 0, max: 1, noNaN: true }),
  permanentImpact: fc.constant(0),
  temporaryImpact: fc.double({ min: 1e-6, max: 10, noNaN: true }),
})

describe('almgrenChrissSchedule', () => {
  test('default: the schedule of the paper front-loads', () => {
    const { urgency, trades } = scheduleOf(paper, 1e-6)
    expect(urgency).toBeCloseTo(0.607, 3)
    expect([...trades]).toEqual([...trades].toSorted((a, b) => b - a))
  })

  test('behavior: without aversion or volatility the line is exactly straight', () => {
    for (const [terms, aversion] of [
      [paper, 0],
      [{ ...paper, volatility: 0 }, 1],
      [paper, 1e-300],
    ] as const) {
      expect([...scheduleOf(terms, aversion).holdings]).toEqual([1e6, 8e5, 6e5, 4e5, 2e5, 0])
    }
  })

  test('behavior: aversion without bound sells at once, without overflow', () => {
    scheduleOf(paper, 1e300).trades.forEach((trade, i) => expect(trade).toBeCloseTo(i === 0 ? 1e6 : 0, 9))
    expect([...scheduleOf({ ...paper, steps: 5000 }, 1e9).trades].every(Number.isFinite)).toBe(true)
  })

  test('behavior: one step has no choice', () => {
    expect(scheduleOf({ ...paper, steps: 1 }, 1)).toMatchObject({ variance: 0, holdings: Float64Array.of(1e6, 0) })
  })

  test('table: temporary impact at, below and above half a step of permanent impact', () => {
    const terms = { ...paper, permanentImpact: 2, steps: 5, horizon: 5 }
    expect(almgrenChrissSchedule({ ...terms, temporaryImpact: 1 }, 1)).toEqual({
      ok: false,
      refusal: { reason: 'temporaryImpactTooSmall', temporaryImpact: 1, mustExceed: 1 },
    })
    expect(almgrenChrissSchedule({ ...terms, temporaryImpact: 0.999 }, 1).ok).toBe(false)
    expect(almgrenChrissSchedule({ ...terms, temporaryImpact: 1.001 }, 1).ok).toBe(true)
  })

  test('property: no other trades have less cost plus aversion times variance', () => {
    fc.assert(
      fc.property(
        anyTerms,
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (terms, aversion, moves, drift) => {
          const drifting = { ...terms, drift }
          const best = scheduleOf(drifting, aversion)
          const trades = best.trades.map((trade, i) => trade + (moves[i] as number) * (Math.abs(terms.size) + 1))
          const excess = trades.reduce((sum, trade) => sum + trade, -terms.size)
          trades[0] = (trades[0] as number) - excess
          const other = costOfTrades({ ...drifting, halfSpread: 0 }, trades)
          const own = costOfTrades({ ...drifting, halfSpread: 0 }, best.trades)
          const [mine, theirs] = [own.expectedCost + aversion * own.variance, other.expectedCost + aversion * other.variance]
          expect(mine).toBeLessThanOrEqual(theirs + 1e-9 * (Math.abs(theirs) + Math.abs(mine) + 1))
        },
      ),
    )
  })

  test('property: scaled size scales trades, cost by the square when spread and drift are 0, deviation in proportion', () => {
    fc.assert(
      fc.property(anyTerms, fc.double({ min: 0.1, max: 10, noNaN: true }), (terms, scale) => {
        const free = { ...terms, halfSpread: 0 }
        const [one, many] = [scheduleOf(free, 0.5), scheduleOf({ ...free, size: free.size * scale }, 0.5)]
        expect(many.expectedCost).toBeCloseTo(one.expectedCost * scale * scale, -Math.log10(1e-9 * (1 + Math.abs(many.expectedCost))))
        // What is left after the first trade is a difference of sizes, so its rounding is that of the whole position's deviation.
        const whole = Math.abs(free.size) * scale * free.volatility * Math.sqrt(free.horizon)
        expect(Math.abs(many.deviation - one.deviation * scale)).toBeLessThanOrEqual(1e-12 * whole + 1e-9 * many.deviation + 1e-100)
      }),
    )
  })

  test('property: a short position is the mirror of a long one', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const [long, short] = [scheduleOf(terms, 1), scheduleOf({ ...terms, size: -terms.size }, 1)]
        expect([...short.trades]).toEqual([...long.trades].map((trade) => 0 - trade))
        expect(short.expectedCost).toBe(long.expectedCost)
      }),
    )
  })

  test('error: terms out of range name themselves', () => {
    expect(() => almgrenChrissSchedule({ ...paper, steps: 0 }, 1)).toThrow(
      new ArgumentError('steps', { expected: 'a whole number, from 1 to 1000000', found: '0' }),
    )
    expect(() => almgrenChrissSchedule({ ...paper, size: Number.NaN }, 1)).toThrow(/^size/)
    expect(() => almgrenChrissSchedule({ ...paper, horizon: 0 }, 1)).toThrow(/^horizon/)
    expect(() => almgrenChrissSchedule({ ...paper, volatility: -1 }, 1)).toThrow(/^volatility/)
    expect(() => almgrenChrissSchedule({ ...paper, halfSpread: -1 }, 1)).toThrow(/^halfSpread/)
    expect(() => almgrenChrissSchedule({ ...paper, permanentImpact: -1 }, 1)).toThrow(/^permanentImpact/)
    expect(() => almgrenChrissSchedule({ ...paper, temporaryImpact: Infinity }, 1)).toThrow(/^temporaryImpact/)
    expect(() => almgrenChrissSchedule({ ...paper, drift: Number.NaN }, 1)).toThrow(/^drift/)
    expect(() => almgrenChrissSchedule(paper, -1)).toThrow(/^riskAversion/)
    expect(() => costOfTrades(paper, [Number.NaN])).toThrow(/^trades\[0\]/)
  })
})

describe('leastRiskySchedule', () => {
  test('table: numbers at the ends of the doubles end at an end of the frontier', () => {
    const lossOf = (changes: Partial<LiquidationTerms>, z: number): number => {
      const found = leastRiskySchedule({ ...paper, ...changes }, z)
      if (!found.ok) throw new Error('refused')
      return found.value.best.loss
    }
    const straight = lossOf({}, 0)
    expect(lossOf({ volatility: 5e-324 }, 2)).toBe(straight)
    expect(lossOf({ volatility: 1e-160 }, 5e-324)).toBe(straight)
    expect(lossOf({ volatility: 1e300 }, 2)).toBe(immediateSchedule(paper).expectedCost)
    expect(lossOf({}, 5e-324)).toBe(straight)
    expect(lossOf({ size: 5e-324 }, 2)).toBeCloseTo(0, 300)
    // Its best risk aversion would lie above the largest double.
    expect(
      lossOf({ size: 6.4e-136, volatility: 8.9e-127, horizon: 3.46, steps: 11, halfSpread: 1, temporaryImpact: 1.7e-4 }, 5),
    ).toBeLessThan(1e-120)
  })

  test('property: no risk aversion and neither naive schedule has less loss', () => {
    fc.assert(
      fc.property(
        anyTerms,
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.double({ min: -20, max: 20, noNaN: true }),
        (terms, z, power) => {
          const found = leastRiskySchedule(terms, z)
          if (!found.ok) throw new Error('refused')
          const { best, straightLine, immediate } = found.value
          const other = scheduleOf(terms, 10 ** power)
          const bound = best.loss * (1 - 1e-10) - 1e-12
          for (const loss of [straightLine.loss, immediate.loss, other.expectedCost + z * other.deviation])
            expect(loss).toBeGreaterThanOrEqual(bound)
        },
      ),
    )
  })

  test('behavior: where risk outweighs impact everywhere, all is sold at once', () => {
    const found = leastRiskySchedule({ ...paper, volatility: 1e6 }, 2)
    expect(found).toMatchObject({ ok: true, value: { riskAversion: undefined, best: { trades: Float64Array.of(1e6, 0, 0, 0, 0) } } })
  })

  test('behavior: without worst case the straight line is best, and a nothing costs nothing', () => {
    expect(leastRiskySchedule(paper, 0)).toMatchObject({ value: { riskAversion: 0 } })
    expect(leastRiskySchedule({ ...paper, size: 0 }, 2)).toMatchObject({ value: { best: { loss: 0 } } })
  })

  test('behavior: a step too few for its impact is refused; z below 0 is a mistake', () => {
    expect(leastRiskySchedule({ ...paper, permanentImpact: 1 }, 2)).toMatchObject({ ok: false })
    expect(() => leastRiskySchedule(paper, -1)).toThrow(/^z:/)
    expect(immediateSchedule(paper).trades[0]).toBe(1e6)
  })
})
