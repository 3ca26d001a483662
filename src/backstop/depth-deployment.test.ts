import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { btcPerpetual } from '../../test/instruments.ts'
import { seconds } from '../base/time.ts'
import { notionalOf } from '../market/notional.ts'
import { planQuotes, servesAs, withdrawalShare, type QuoteSituation } from './depth-deployment.ts'
import type { DepthDeploymentPolicy } from './facility.ts'

const policy: DepthDeploymentPolicy = {
  trigger: 'depthLoss',
  limits: { budget: 1e6, inventoryLimit: 1e6, lossLimit: 1e5, mayBeShort: true },
  floors: [
    { withinBps: 25, shareOfNorm: 0.2 },
    { withinBps: 100, shareOfNorm: 0.25 },
  ],
  penalSpreadBps: 8,
  requoteEvery: seconds(5),
  requoteBps: 2,
  withdrawSteps: 4,
  disposal: { shareOfVolume: 0.1, sliceEvery: seconds(60), maxLossBps: 10, patientFor: seconds(3_600) },
}
// At 100,000 ticks (10,000 dollars) a lot is 10 dollars.
const side = (depth: readonly number[]): QuoteSituation['depth']['buy'] => ({ depth, norm: [100_000, 400_000] })
const situation = (bid: readonly number[], ask: readonly number[], share = 1): QuoteSituation => ({
  instrument: btcPerpetual,
  midTicks: 100_000,
  depth: { buy: side(bid), sell: side(ask) },
  share,
})

describe('planQuotes', () => {
  test('behavior: nothing while every floor is held', () => {
    expect(planQuotes(policy, situation([20_000, 100_000], [20_000, 100_000]))).toEqual([])
  })

  test('behavior: what nearer quotes restore counts further out', () => {
    const wanted = planQuotes(policy, situation([0, 0], [20_000, 100_000]))
    expect(wanted.map(({ side: at, ticks }) => [at, ticks])).toEqual([
      ['buy', 99_750],
      ['buy', 99_000],
    ])
    const values = wanted.map((order) => notionalOf(btcPerpetual, order))
    expect(values[0]).toBeGreaterThan(19_980)
    expect(values[0]).toBeLessThanOrEqual(20_000)
    expect(values[0]! + values[1]!).toBeLessThanOrEqual(100_000)
    expect(values[0]! + values[1]!).toBeGreaterThan(99_980)
  })

  test('behavior: never nearer than the penal spread', () => {
    const wanted = planQuotes({ ...policy, penalSpreadBps: 60 }, situation([0, 0], [0, 0]))
    for (const order of wanted) expect(Math.abs(order.ticks - 100_000)).toBeGreaterThanOrEqual(600)
  })

  test('behavior: half the floor while half withdrawn, none when all is', () => {
    const half = planQuotes(policy, situation([0, 0], [20_000, 100_000], 0.5)).map((order) => notionalOf(btcPerpetual, order))
    expect(half.reduce((a, b) => a + b, 0)).toBeGreaterThan(49_980)
    expect(half.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(50_000)
    expect(planQuotes(policy, situation([0, 0], [0, 0], 0))).toEqual([])
  })

  test('property: what stands and what is quoted never exceed the floor, and quotes never cross the mid', () => {
    const depth = fc.array(fc.double({ min: 0, max: 2e5, noNaN: true }), { minLength: 2, maxLength: 2 })
    fc.assert(
      fc.property(depth, depth, fc.double({ min: 0, max: 1, noNaN: true }), (bid, ask, share) => {
        const wanted = planQuotes(policy, situation(bid, ask, share))
        for (const [at, stands] of [
          ['buy', bid],
          ['sell', ask],
        ] as const) {
          const quoted = wanted.filter((order) => order.side === at).reduce((sum, order) => sum + notionalOf(btcPerpetual, order), 0)
          const floor = Math.max(0.2 * share * 100_000 - stands[0]!, 0.25 * share * 400_000 - stands[1]!, 0)
          expect(quoted).toBeLessThanOrEqual(floor + 1e-6)
        }
        for (const order of wanted) expect(order.side === 'buy' ? order.ticks < 100_000 : order.ticks > 100_000).toBe(true)
      }),
    )
  })
})

describe('withdrawalShare', () => {
  test.each([
    [0, 0.75],
    [0.2499, 0.75],
    [0.25, 0.5],
    [0.5, 0.25],
    [0.75, 0],
    [1, 0],
  ])('table: at %d of the release hold, %d of the floor', (progress, share) => {
    expect(withdrawalShare(progress, 4)).toBe(share)
  })
})

describe('servesAs', () => {
  const wanted = { side: 'buy', ticks: 99_750, lots: 100 } as const
  const tolerance = { midTicks: 100_000, requoteBps: 2 }
  test.each([
    [99_770, 100, true],
    [99_771, 100, false],
    [99_730, 100, true],
    [99_729, 100, false],
    [99_750, 75, true],
    [99_750, 74, false],
    [99_750, 125, true],
    [99_750, 126, false],
  ])('table: %d ticks and %d lots: %s', (ticks, lots, serves) => {
    expect(servesAs({ side: 'buy', ticks, lots }, wanted, tolerance)).toBe(serves)
    expect(servesAs({ side: 'sell', ticks, lots }, wanted, tolerance)).toBe(false)
  })
})
