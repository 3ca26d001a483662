import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { costOnBook, depthOf, walkCost, walkOf } from './book-walk.ts'
import { liquidityAdjustedLoss, lossOfPlan, type LiquidityAdjustedLoss, type LiquidityAdjustedTerms } from './liquidity-adjusted-loss.ts'
import { costInRefillingBook } from './obizhaeva-wang.ts'
import { refillingTrades } from './refilling-schedule.ts'
import { almgrenChrissSchedule } from './almgren-chriss.ts'

const terms: LiquidityAdjustedTerms = {
  units: 50,
  mid: 100,
  book: { prices: [99.99, 99.9, 99.5, 99, 95], sizes: [5, 10, 20, 40, 100] },
  horizon: 1,
  volatility: 0.03,
  valueAtRisk: { deviations: 2.326, spread: 0.001 },
  expectedShortfall: { deviations: 2.665, spread: 0.0015 },
  usualSpread: 0.0002,
  refillHalfLife: 0.001,
  slowCost: 0.0005,
  windows: [0.001, 0.01, 0.1, 1],
  trades: 11,
}

function lossOf(changes: Partial<LiquidityAdjustedTerms>): LiquidityAdjustedLoss {
  const found = liquidityAdjustedLoss({ ...terms, ...changes })
  if (!found.ok) throw new Error(found.refusal.reason)
  return found.value
}

describe('walking a book', () => {
  const walk = walkOf({ prices: [100, 101, 103], sizes: [2, 0, 3] })

  test('table: at, below and above the ends of levels', () => {
    expect([0, 1, 2, 3, 5].map((units) => walkCost(walk, units))).toEqual([0, 0, 0, 3, 9].map((value) => ({ ok: true, value })))
    expect(walkCost(walk, 5.1)).toEqual({ ok: false, refusal: { reason: 'insufficientDepth', wanted: 5.1, available: 5 } })
    expect(depthOf(walk)).toBe(5)
  })

  test('behavior: each trade finds what has refilled; the price moved before counts, the own move does not', () => {
    expect(costOnBook(walk, { trades: [2, 2], remaining: 0, permanentImpact: 0.5 })).toMatchObject({
      value: { temporary: 0, permanent: 2 },
    })
    expect(costOnBook(walk, { trades: [2, 2], remaining: 1, permanentImpact: 0 })).toMatchObject({
      value: { temporary: 6, perTrade: Float64Array.of(0, 6) },
    })
    expect(costOnBook(walk, { trades: [3, 3], remaining: 1, permanentImpact: 0 })).toMatchObject({ ok: false })
    expect(costOnBook(walk, { trades: [3, 3], remaining: 0.5, permanentImpact: 0 })).toMatchObject({ ok: true })
  })

  test('error: sides and plans out of range name themselves', () => {
    expect(() => walkOf({ prices: [], sizes: [] })).toThrow(/^prices/)
    expect(() => walkOf({ prices: [1, 2, 1.5], sizes: [1, 1, 1] })).toThrow('prices[2]: expected a price further from the best, found 1.5')
    expect(() => walkOf({ prices: [1, 1], sizes: [1, 1] })).toThrow(/^prices\[1\]/)
    expect(() => walkOf({ prices: [1, 0], sizes: [1, 1] })).toThrow(/^prices\[1\]/)
    expect(() => walkOf({ prices: [1], sizes: [-1] })).toThrow(/^sizes\[0\]/)
    expect(() => walkCost(walk, -1)).toThrow(/^units/)
    expect(() => costOnBook(walk, { trades: [], remaining: 2, permanentImpact: 0 })).toThrow(/^remaining/)
    expect(() => costOnBook(walk, { trades: [], remaining: 0, permanentImpact: -1 })).toThrow(/^permanentImpact/)
  })
})

describe('refillingTrades', () => {
  test('behavior: in a book that is full again at each trade it is the schedule of Almgren and Chriss', () => {
    const sale = { size: 10, horizon: 5, steps: 5, volatility: 1, halfSpread: 0, permanentImpact: 0, temporaryImpact: 0.5 }
    const expected = almgrenChrissSchedule(sale, 0.3)
    const trades = refillingTrades({ size: 10, trades: 5, remaining: 0, urgency: 2 * 0.3 })
    trades.forEach((trade, i) => expect(trade).toBeCloseTo(expected.ok ? (expected.value.trades[i] as number) : Number.NaN, 12))
  })

  test('property: trades sum to the size, none buys back, and no others are better', () => {
    const share = fc.double({ min: 0, max: 0.95, noNaN: true })
    fc.assert(
      fc.property(
        share,
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.array(share, { minLength: 6, maxLength: 6 }),
        (remaining, urgency, weights) => {
          const trades = refillingTrades({ size: 10, trades: 6, remaining, urgency })
          expect(Math.min(...trades)).toBeGreaterThanOrEqual(0)
          expect(trades.reduce((sum, trade) => sum + trade, 0)).toBeCloseTo(10, 9)
          const total = weights.reduce((sum, weight) => sum + weight + 0.01, 0)
          const others = weights.map((weight) => ((weight + 0.01) / total) * 10)
          const objective = (plan: ArrayLike<number>): number => {
            let [left, squares] = [10, 0]
            for (let i = 0; i < 5; i++) {
              left -= plan[i] as number
              squares += left * left
            }
            return costInRefillingBook(plan, remaining) + (urgency / 2) * squares
          }
          expect(objective(trades)).toBeLessThanOrEqual(objective(others) * (1 + 1e-9))
        },
      ),
    )
  })

  test('table: limits, and plans out of range', () => {
    expect([...refillingTrades({ size: 3, trades: 3, remaining: 0.5, urgency: Infinity })]).toEqual([3, 0, 0])
    expect([...refillingTrades({ size: 3, trades: 1, remaining: 0.5, urgency: 1 })]).toEqual([3])
    expect([...refillingTrades({ size: 3, trades: 3, remaining: 0, urgency: 0 })]).toEqual([1, 1, 1])
    expect(() => refillingTrades({ size: 0, trades: 3, remaining: 0, urgency: 0 })).toThrow(/^size/)
    expect(() => refillingTrades({ size: 1, trades: 0, remaining: 0, urgency: 0 })).toThrow(/^trades/)
    expect(() => refillingTrades({ size: 1, trades: 2, remaining: 1, urgency: 0 })).toThrow(/^remaining/)
    expect(() => refillingTrades({ size: 1, trades: 2, remaining: 0, urgency: -1 })).toThrow(/^urgency/)
  })
})

describe('liquidityAdjustedLoss', () => {
  const sized = fc.double({ min: 0.01, max: 150, noNaN: true })
  const parts = ['priceRisk', 'waitingRisk', 'usualSpread', 'widerSpread', 'temporaryImpact', 'permanentImpact'] as const

  test('default: the plain VaR is the textbook one, and no plan of the frontier has less loss', () => {
    const found = lossOf({})
    expect(found.valueAtRisk.priceRisk).toBeCloseTo(2.326 * 0.03 * 5000, 9)
    for (const plan of found.frontier)
      expect(lossOfPlan(terms, terms.valueAtRisk, plan).total).toBeGreaterThanOrEqual(found.valueAtRisk.total)
    expect(found.expectedShortfall.total).toBeGreaterThan(found.valueAtRisk.total)
  })

  test('property: parts are not negative and sum to the whole; short mirrors long', () => {
    fc.assert(
      fc.property(sized, (units) => {
        const { valueAtRisk } = lossOf({ units })
        expect(parts.reduce((sum, part) => sum + valueAtRisk[part], 0)).toBeCloseTo(valueAtRisk.total, 9)
        for (const part of parts) expect(valueAtRisk[part]).toBeGreaterThanOrEqual(0)
        expect(lossOf({ units: -units }).valueAtRisk.total).toBe(valueAtRisk.total)
        expect(valueAtRisk.plan.trades.reduce((sum, trade) => sum + trade, 0)).toBeCloseTo(units, 9)
      }),
      { numRuns: 30 },
    )
  })

  test('property: loss per unit does not fall with size', () => {
    fc.assert(
      fc.property(sized, fc.double({ min: 1, max: 3, noNaN: true }), (units, factor) => {
        const [small, large] = [lossOf({ units: units / 3, horizon: 0 }), lossOf({ units: (units / 3) * factor, horizon: 0 })]
        expect(large.valueAtRisk.total / factor).toBeGreaterThanOrEqual(small.valueAtRisk.total * (1 - 1e-9))
      }),
      { numRuns: 30 },
    )
  })

  test('property: other units of price and size change the figures in proportion only', () => {
    fc.assert(
      fc.property(sized, fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 }), (units, power, other) => {
        const [price, size] = [2 ** power, 2 ** other]
        const book = { prices: Array.from(terms.book.prices, (p) => p * price), sizes: Array.from(terms.book.sizes, (s) => s * size) }
        const scaled = lossOf({ units: units * size, mid: terms.mid * price, book }).valueAtRisk.total
        expect(scaled / (price * size)).toBeCloseTo(lossOf({ units }).valueAtRisk.total, 6)
      }),
      { numRuns: 30 },
    )
  })

  test('property: the frontier trades cost against deviation', () => {
    const { frontier } = lossOf({})
    for (let i = 1; i < frontier.length; i++) {
      const [before, after] = [frontier[i - 1], frontier[i]]
      if (before === undefined || after === undefined) throw new Error('a hole')
      expect(after.temporary + after.permanent).toBeGreaterThanOrEqual(before.temporary + before.permanent)
      expect(after.deviation).toBeLessThan(before.deviation)
    }
    expect(frontier.at(-1)?.deviation).toBe(0)
  })

  test('behavior: nothing held costs nothing', () => {
    expect(lossOf({ units: 0 }).valueAtRisk.total).toBe(0)
  })

  test('behavior: what the best level takes costs the spread alone, without a slow cost', () => {
    const { valueAtRisk } = lossOf({ units: 5, slowCost: 0, horizon: 0 })
    expect(valueAtRisk).toMatchObject({ priceRisk: 0, waitingRisk: 0, temporaryImpact: 0, permanentImpact: 0, plan: { window: 0 } })
    expect(valueAtRisk.total).toBeCloseTo(0.5 * 0.001 * 500, 12)
  })

  test('behavior: more than the book holds is sold in parts, and too much for any window is refused', () => {
    const found = lossOf({ units: 400 })
    expect(found.atOnce).toEqual({ ok: false, refusal: { reason: 'insufficientDepth', wanted: 400, available: 175 } })
    expect(found.valueAtRisk.plan.window).toBeGreaterThan(0)
    expect(Math.max(...found.valueAtRisk.plan.trades)).toBeLessThanOrEqual(175)
    const refused = liquidityAdjustedLoss({ ...terms, units: 1e6 })
    expect(refused).toMatchObject({ ok: false, refusal: { reason: 'insufficientDepth', available: 175 } })
    expect(!refused.ok && refused.refusal.mostWithinWindow).toBeCloseTo(175 * 11, 6)
  })

  test('error: terms out of range name themselves', () => {
    const wrong: readonly (readonly [RegExp, Partial<LiquidityAdjustedTerms>])[] = [
      [/^units/, { units: Number.NaN }],
      [/^mid/, { mid: 0 }],
      [/^horizon/, { horizon: -1 }],
      [/^volatility/, { volatility: -1 }],
      [/^usualSpread/, { usualSpread: -1 }],
      [/^valueAtRisk.deviations/, { valueAtRisk: { deviations: -1, spread: 1 } }],
      [/^expectedShortfall.spread/, { expectedShortfall: { deviations: 1, spread: 0 } }],
      [/^refillHalfLife/, { refillHalfLife: 0 }],
      [/^slowCost/, { slowCost: -1 }],
      [/^windows/, { windows: [] }],
      [/^windows\[1\]/, { windows: [1, 0] }],
      [/^trades/, { trades: 1 }],
    ]
    for (const [message, changes] of wrong) expect(() => liquidityAdjustedLoss({ ...terms, ...changes })).toThrow(message)
  })
})
