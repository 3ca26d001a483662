import { describe, expect, test } from 'vitest'
import { seconds } from '../base/time.ts'
import { planDisposal, planPurchase } from './asset-purchase.ts'
import type { AssetPurchasePolicy } from './facility.ts'

const disposal = { shareOfVolume: 0.1, sliceEvery: seconds(60), maxLossBps: 50, patientFor: seconds(3_600) }
const policy: AssetPurchasePolicy = {
  trigger: 'fireSale',
  limits: { budget: 1e6, inventoryLimit: 1e6, lossLimit: 1e5, mayBeShort: true },
  discountBps: 200,
  shareOfVolume: 0.1,
  sliceEvery: seconds(30),
  disposal,
}

describe('planPurchase', () => {
  const market = { bidTicks: 9_790, askTicks: 9_800, referenceTicks: 10_000, tradedLots: 100 }
  // The bound is 9,800: buys at it, not above; sells from 10,200.
  test.each([
    [9_799, 'buy'],
    [9_800, 'buy'],
    [9_801, undefined],
  ])('table: best offer at %d', (askTicks, side) => {
    const planned = planPurchase(policy, { ...market, askTicks })
    expect(planned?.order.side).toBe(side)
    if (side !== undefined) expect(planned).toEqual({ order: { side, ticks: askTicks, lots: 10 }, boundTicks: 9_800 })
  })

  test.each([
    [10_199, undefined],
    [10_200, 'sell'],
    [10_201, 'sell'],
  ])('table: best bid at %d', (bidTicks, side) => {
    expect(planPurchase(policy, { ...market, bidTicks, askTicks: bidTicks + 1 })?.order.side).toBe(side)
  })

  test('table: a share of what traded, rounded down, and nothing when nothing traded', () => {
    expect(planPurchase(policy, { ...market, tradedLots: 9 })).toBeUndefined()
    expect(planPurchase(policy, { ...market, tradedLots: 19 })?.order.lots).toBe(1)
    expect(planPurchase(policy, { ...market, tradedLots: 0 })).toBeUndefined()
  })
})

describe('planDisposal', () => {
  const held = { bidTicks: 9_950, askTicks: 9_951, tradedLots: 1_000, positionLots: 500, averageCostTicks: 10_000, sinceReleaseUs: 0 }
  test.each([
    [9_949, undefined],
    [9_950, 9_950],
    [9_951, 9_951],
  ])('table: a long, best bid at %d against a floor of 9,950', (bidTicks, ticks) => {
    expect(planDisposal(disposal, { ...held, bidTicks })?.order.ticks).toBe(ticks)
  })

  test.each([
    [10_051, undefined],
    [10_050, 10_050],
    [10_049, 10_049],
  ])('table: a short, best offer at %d against a ceiling of 10,050', (askTicks, ticks) => {
    expect(planDisposal(disposal, { ...held, positionLots: -500, askTicks })?.order.ticks).toBe(ticks)
  })

  test.each([
    [disposal.patientFor - 1, false],
    [disposal.patientFor, true],
  ])('table: %d microseconds after the release, sells below its floor: %s', (sinceReleaseUs, sells) => {
    expect(planDisposal(disposal, { ...held, bidTicks: 5_000, sinceReleaseUs }) !== undefined).toBe(sells)
  })

  test('table: never more than is held, never more than the pace', () => {
    expect(planDisposal(disposal, { ...held })?.order).toEqual({ side: 'sell', ticks: 9_950, lots: 100 })
    expect(planDisposal(disposal, { ...held, positionLots: 30 })?.order.lots).toBe(30)
    expect(planDisposal(disposal, { ...held, positionLots: 0 })).toBeUndefined()
    expect(planDisposal(disposal, { ...held, tradedLots: 9 })).toBeUndefined()
  })
})
