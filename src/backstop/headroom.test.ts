import { describe, expect, test } from 'vitest'
import { btcPerpetual } from '../../test/instruments.ts'
import { cutToHeadroom, headroom, type HeadroomInput } from './headroom.ts'
import { flat } from './position.ts'

const none = { buy: 0, sell: 0 }
const limits = { budget: 1_000, inventoryLimit: 500, lossLimit: 100, mayBeShort: true }
const base: HeadroomInput = {
  limits,
  budgetLeft: 800,
  reserveAvailable: 900,
  position: flat,
  deployed: 0,
  openLots: none,
  openNotional: none,
}

describe('headroom', () => {
  test('table: the least of budget and reserve, never below zero', () => {
    expect(headroom(base).available).toBe(800)
    expect(headroom({ ...base, reserveAvailable: 300 }).available).toBe(300)
    expect(headroom({ ...base, budgetLeft: -1 }).available).toBe(0)
  })

  test('table: inventory left on each side, open orders counted', () => {
    const long = { ...base, position: { lots: 5, costMinor: 400_000_000n }, deployed: 400 }
    expect(headroom(long).addable).toEqual({ buy: 100, sell: 500 })
    expect(headroom({ ...long, openNotional: { buy: 150, sell: 20 } }).addable).toEqual({ buy: 0, sell: 480 })
    expect(headroom(long).reducibleLots).toEqual({ buy: 0, sell: 5 })
    expect(headroom({ ...long, openLots: { buy: 0, sell: 3 } }).reducibleLots.sell).toBe(2)
    expect(headroom({ ...long, openLots: { buy: 0, sell: 9 } }).reducibleLots.sell).toBe(0)
  })

  test('behavior: without leave to be short nothing may be sold that is not held', () => {
    const spot = { ...base, limits: { ...limits, mayBeShort: false } }
    expect(headroom(spot).addable.sell).toBe(0)
    expect(headroom({ ...spot, position: { lots: 5, costMinor: 1n } }).reducibleLots.sell).toBe(5)
  })
})

describe('cutToHeadroom', () => {
  const room = headroom(base)
  // One lot at 1,000 ticks is 0.1 dollars: 500 dollars of inventory are 5,000 lots.
  test.each([
    [4_999, 4_999],
    [5_000, 5_000],
    [5_001, 5_000],
  ])('table: %d lots wanted, %d allowed', (lots, allowed) => {
    expect(cutToHeadroom(btcPerpetual, room, { side: 'buy', ticks: 1_000, lots })).toEqual({ lots: allowed, fundedLots: allowed })
  })

  test('behavior: what gives inventory back needs no money', () => {
    const spent = headroom({ ...base, budgetLeft: 0, position: { lots: 7, costMinor: 700_000n } })
    expect(cutToHeadroom(btcPerpetual, spent, { side: 'sell', ticks: 1_000, lots: 10 })).toEqual({ lots: 7, fundedLots: 0 })
  })
})
