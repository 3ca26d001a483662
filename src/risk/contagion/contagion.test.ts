import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { correlationsOf, distressedPath, endogenousCovariance, shareHeld } from './distressed-selling.ts'
import { leverageSpillover } from './leverage-targeting.ts'
import { liquidationCascade, type CascadeTerms } from './liquidation-cascade.ts'
import { predatoryTrading } from './predatory-trading.ts'

describe('distressedPath', () => {
  const fund = { units: [1, 2], depths: [10, 5], sellingBelow: 1, emptyAt: 0.5 }
  const moves = { firstPrices: [100, 50], drifts: [0, 0], step: 1, shocks: [[0, 0]] }

  test('behavior: no move, no sale; a fund that sells later is left out of the path', () => {
    expect(distressedPath(fund, moves).prices[1]).toEqual(Float64Array.of(100, 50))
    const calm = distressedPath({ ...fund, sellingBelow: 0.5, emptyAt: 0.1 }, { ...moves, shocks: [[-0.1, 0.2]] })
    expect([...(calm.prices[1] as Float64Array)]).toEqual([90, 60])
  })

  test('table: the share held at, above and below both ends', () => {
    expect([1.1, 1, 0.75, 0.5, 0.4].map((value) => shareHeld(fund, value))).toEqual([1, 1, 0.5, 0, 0])
  })

  test('property: covariance is symmetric, the fundamental one without selling, and rises with it', () => {
    const terms = {
      units: [1, 2],
      depths: [10, 5],
      firstValue: 200,
      prices: [100, 50],
      fundamental: [
        [0.04, 0.01],
        [0.01, 0.09],
      ],
    }
    expect(endogenousCovariance({ ...terms, sellingSpeed: 0 })).toEqual(terms.fundamental.map((row) => Float64Array.from(row)))
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 10, noNaN: true }), (sellingSpeed) => {
        const found = endogenousCovariance({ ...terms, sellingSpeed })
        expect(found[0]?.[1]).toBeCloseTo(found[1]?.[0] as number, 14)
        expect(found[0]?.[1]).toBeGreaterThan(0.01)
      }),
    )
    expect(
      correlationsOf([
        [0, 0],
        [0, 1],
      ]),
    ).toEqual({ ok: false, refusal: { reason: 'noVariance', position: 0 } })
  })

  test('error: lists and bounds name themselves', () => {
    expect(() => distressedPath({ ...fund, emptyAt: 1 }, moves)).toThrow(/^emptyAt/)
    expect(() => distressedPath({ ...fund, depths: [1, 0] }, moves)).toThrow(/^depths\[1\]/)
    expect(() => distressedPath(fund, { ...moves, shocks: [[1]] })).toThrow(/^shocks\[0\]/)
    expect(() => distressedPath(fund, { ...moves, drifts: [1] })).toThrow(/^drifts/)
    expect(() => distressedPath({ ...fund, units: [0, 0] }, moves)).toThrow(/^value/)
    const terms = { units: [1], depths: [1], firstValue: 1, prices: [1], fundamental: [[1]], sellingSpeed: 1 }
    expect(() => endogenousCovariance({ ...terms, fundamental: [[1, 2]] })).toThrow(/^fundamental\[0\]/)
    expect(() => endogenousCovariance({ ...terms, firstValue: 0 })).toThrow(/^firstValue/)
  })
})

describe('leverageSpillover', () => {
  const system = {
    weights: [
      [0.5, 0.5],
      [0, 1],
    ],
    equities: [10, 20],
    leverages: [9, 4],
    impacts: [0.001, 0.002],
    shocks: [-0.1, 0],
  }

  test('default: a loss is met by sales that others feel', () => {
    const found = leverageSpillover(system)
    expect([...found.directLosses]).toEqual([5, 0])
    expect(found.sales[0]).toBe(45)
    expect(found.indirectLosses[1]).toBeGreaterThan(0)
  })

  test('behavior: no shock, no sale; a gain sells nothing; nobody sells more than is left', () => {
    expect([...leverageSpillover({ ...system, shocks: [0, 0] }).sales]).toEqual([0, 0])
    expect(leverageSpillover({ ...system, shocks: [0.1, 0.1] })).toMatchObject({
      sales: Float64Array.of(0, 0),
      directLosses: Float64Array.of(-10, -10),
    })
    expect(leverageSpillover({ ...system, shocks: [-0.5, -0.5] }).sales[0]).toBe(50)
    expect(leverageSpillover({ ...system, shocks: [-2, -2] }).sales[0]).toBe(0)
    expect(leverageSpillover({ ...system, equities: [0, 0] }).aggregateVulnerability).toEqual({
      ok: false,
      refusal: { reason: 'noEquity' },
    })
  })

  test('error: lists name themselves', () => {
    expect(() => leverageSpillover({ ...system, leverages: [1] })).toThrow(/^leverages/)
    expect(() => leverageSpillover({ ...system, equities: [1, -1] })).toThrow(/^equities\[1\]/)
    expect(() => leverageSpillover({ ...system, weights: [[1], [1]] })).toThrow(/^weights\[0\]/)
    expect(() =>
      leverageSpillover({
        ...system,
        weights: [
          [1, 0],
          [1, -1],
        ],
      }),
    ).toThrow(/^weights\[1\]/)
    expect(() => leverageSpillover({ ...system, shocks: [0, Number.NaN] })).toThrow(/^shocks\[1\]/)
  })
})

/** Works through positions one by one in any order until nobody is reached. */
function oneByOne(terms: CascadeTerms, order: readonly number[]): number {
  let [price, sold] = [terms.price * (1 - terms.shock), 0]
  const gone = new Set<number>()
  for (let moved = true; moved;) {
    moved = false
    for (const position of order) {
      if (gone.has(position) || (terms.liquidationPrices[position] as number) < price) continue
      gone.add(position)
      moved = true
      sold += terms.units[position] as number
      const fallen = terms.price * (1 - terms.shock)
      price = terms.impact === 'linear' ? Math.max(0, fallen - sold / terms.depth) : fallen * Math.exp(-sold / terms.depth)
    }
  }
  return gone.size
}

describe('liquidationCascade', () => {
  const terms: CascadeTerms = { price: 100, shock: 0.05, units: [10, 10], liquidationPrices: [95, 86], depth: 1, impact: 'linear' }

  test('table: a position at, just above and just below the price', () => {
    for (const [at, count] of [
      [95, 1],
      [95.001, 1],
      [94.999, 0],
    ] as const) {
      expect(liquidationCascade({ ...terms, units: [1], liquidationPrices: [at] }).positionsLiquidated).toBe(count)
    }
  })

  test('behavior: no liquidation without a shock, and none without positions', () => {
    expect(liquidationCascade({ ...terms, shock: 0 })).toMatchObject({ rounds: 0, finalPrice: 100, amplification: { ok: false } })
    expect(liquidationCascade({ ...terms, units: [], liquidationPrices: [] })).toMatchObject({
      rounds: 0,
      amplification: { ok: true, value: 1 },
    })
  })

  test('behavior: a price does not fall below zero', () => {
    expect(liquidationCascade({ ...terms, depth: 0.01 }).finalPrice).toBe(0)
    expect(liquidationCascade({ ...terms, depth: 0.01, impact: 'exponential' }).finalPrice).toBeGreaterThanOrEqual(0)
  })

  test('property: whatever the order of working through, the same positions go; a larger shock liquidates no fewer', () => {
    const position = fc.record({ units: fc.integer({ min: 0, max: 20 }), at: fc.integer({ min: 40, max: 99 }) })
    fc.assert(
      fc.property(fc.array(position, { maxLength: 20 }), fc.constantFrom('linear', 'exponential'), fc.nat(), (positions, impact, seed) => {
        const drawn = {
          ...terms,
          impact,
          depth: impact === 'linear' ? 8 : 400,
          units: positions.map((one) => one.units),
          liquidationPrices: positions.map((one) => one.at),
        }
        const found = liquidationCascade(drawn)
        const order = positions.map((_, i) => i).toSorted((a, b) => ((a * 7919 + seed) % 101) - ((b * 7919 + seed) % 101))
        expect(oneByOne(drawn, order)).toBe(found.positionsLiquidated)
        expect(liquidationCascade({ ...drawn, shock: 0.1 }).positionsLiquidated).toBeGreaterThanOrEqual(found.positionsLiquidated)
      }),
    )
  })

  test('error: terms out of range name themselves', () => {
    expect(() => liquidationCascade({ ...terms, price: 0 })).toThrow(/^price/)
    expect(() => liquidationCascade({ ...terms, shock: 1.1 })).toThrow(/^shock/)
    expect(() => liquidationCascade({ ...terms, depth: 0 })).toThrow(/^depth/)
    expect(() => liquidationCascade({ ...terms, units: [1] })).toThrow(/^liquidationPrices/)
    expect(() => liquidationCascade({ ...terms, units: [1, -1] })).toThrow(/^units\[1\]/)
  })
})

describe('predatoryTrading', () => {
  const terms = { targets: [-1, 0], permanentImpact: 10, temporaryImpact: 1, horizon: 1 }

  test('property: everybody reaches the target, and the costs are those of the path', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(0, 0.01, 1, 5),
        (targets, permanentImpact) => {
          const found = predatoryTrading({ targets, permanentImpact, temporaryImpact: 1, horizon: 2 })
          const count = 2000
          const sums = targets.map(() => 0)
          const costs = targets.map(() => 0)
          for (let i = 0; i < count; i++) {
            const time = ((i + 0.5) * 2) / count
            const rates = found.ratesAt(time)
            rates.forEach((rate, trader) => {
              sums[trader] = (sums[trader] as number) + (rate * 2) / count
              costs[trader] = (costs[trader] as number) + (found.priceImpactAt(time) * rate * 2) / count
            })
          }
          targets.forEach((target, trader) => {
            expect(sums[trader]).toBeCloseTo(target, 2)
            expect(Math.abs((costs[trader] as number) - (found.costs[trader] as number))).toBeLessThan(0.01)
          })
        },
      ),
      { numRuns: 30 },
    )
  })

  test('behavior: a predator earns from a seller it knows of, and nothing without permanent impact', () => {
    const found = predatoryTrading(terms)
    expect(found.costs[1]).toBeLessThan(0)
    expect(predatoryTrading({ ...terms, permanentImpact: 0 }).costs[1]).toBeCloseTo(0, 15)
    expect([...predatoryTrading({ ...terms, permanentImpact: 1e6 }).ratesAt(0.5)].every(Number.isFinite)).toBe(true)
  })

  test('error: terms out of range name themselves', () => {
    expect(() => predatoryTrading({ ...terms, targets: [] })).toThrow(/^targets/)
    expect(() => predatoryTrading({ ...terms, permanentImpact: -1 })).toThrow(/^permanentImpact/)
    expect(() => predatoryTrading({ ...terms, temporaryImpact: 0 })).toThrow(/^temporaryImpact/)
    expect(() => predatoryTrading({ ...terms, horizon: 0 })).toThrow(/^horizon/)
  })
})
