import { describe, expect, it } from 'vitest'
import {
  bankruptcyPrice,
  inverseBankruptcyPrice,
  maintenancePrice,
  sizeToRestore,
  uncappedSizeToRestore,
  unpaidAt,
} from './bankruptcy-price.ts'
import { closableLots, closePriceFor } from './close-terms.ts'
import { closeAgainstPool, isPoolDeleveraging, poolFactor } from './pool-factor.ts'

describe('prices', () => {
  it('table: where backing and margin are gone', () => {
    expect(bankruptcyPrice({ size: 4, backing: 2, side: 'short' }, 1)).toBe(1.5)
    expect(bankruptcyPrice({ size: 4, backing: 2, side: 'long' }, 1)).toBe(0.5)
    expect(bankruptcyPrice({ size: 1, backing: 2, side: 'long' }, 1)).toBe(0)
    expect(maintenancePrice({ size: 1, backing: 0.1, side: 'long' }, { price: 1, maintenanceFraction: 0.1 })).toBeCloseTo(1, 12)
    expect(inverseBankruptcyPrice('long', 100, 1)).toBe(50)
    expect(inverseBankruptcyPrice('short', 100, 2)).toBe(200)
    expect(inverseBankruptcyPrice('short', 100, 1)).toBe(Number.POSITIVE_INFINITY)
  })

  it('table: unpaid from the bankruptcy price on, on both sides', () => {
    const unpaid = (side: 'long' | 'short', price: number): number => unpaidAt({ side, bankruptcyPrice: 10 }, { size: 3, price })
    expect([11, 10, 9].map((price) => unpaid('long', price))).toEqual([0, 0, 3])
    expect([11, 10, 9].map((price) => unpaid('short', price))).toEqual([3, 0, 0])
  })

  it('table: just enough to restore margin, none when there is enough, all when closing frees nothing', () => {
    const terms = { markPrice: 100, closePrice: 100, maintenanceFraction: 0.1, feeFraction: 0 }
    const size = sizeToRestore({ size: 10, equity: 50, side: 'long' }, terms)
    expect(size).toBe(5)
    expect(50).toBeCloseTo((10 - size) * 100 * 0.1, 9)
    expect(sizeToRestore({ size: 10, equity: 100, side: 'long' }, terms)).toBe(0)
    expect(sizeToRestore({ size: 10, equity: -50, side: 'long' }, terms)).toBe(10)
    expect(uncappedSizeToRestore({ size: 10, equity: 50, side: 'long' }, { ...terms, closePrice: 90 })).toBe(Number.POSITIVE_INFINITY)
    expect(uncappedSizeToRestore({ size: 10, equity: 50, side: 'short' }, { ...terms, closePrice: 95 })).toBeCloseTo(50 / 15, 9)
  })
})

describe('close terms', () => {
  it('table: the bankruptcy price within the bound, and the bound beyond it', () => {
    const long = (bankruptcy: number): unknown => closePriceFor('long', { bankruptcyPrice: bankruptcy, markPrice: 100, mostBps: 500 })
    expect([94, 95, 101].map(long)).toEqual([
      { price: 95, isBounded: true },
      { price: 95, isBounded: false },
      { price: 101, isBounded: false },
    ])
    const short = (bankruptcy: number): unknown => closePriceFor('short', { bankruptcyPrice: bankruptcy, markPrice: 100, mostBps: 500 })
    expect([106, 105, 90].map(short)).toEqual([
      { price: 105, isBounded: true },
      { price: 105, isBounded: false },
      { price: 90, isBounded: false },
    ])
  })

  it('table: nobody gives more than it has won', () => {
    const lots = (gain: number, costPerLot: number): number => closableLots({ lots: 10, gain, costPerLot })
    expect([lots(29, 10), lots(30, 10), lots(500, 10)]).toEqual([2, 3, 10])
    expect([lots(1, 0), lots(0, 0), lots(-1, 10)]).toEqual([10, 0, 0])
  })
})

describe('pool factor', () => {
  const terms = { startAbove: 0.1, stopBelow: 0.02 }
  it('table: on above the level', () => {
    const isOn = (profit: number): boolean => isPoolDeleveraging({ profit, poolValue: 1_000 }, terms)
    expect([99, 100, 101].map(isOn)).toEqual([false, false, true])
    expect(poolFactor({ profit: 1, poolValue: 0 })).toBe(Number.POSITIVE_INFINITY)
    expect(poolFactor({ profit: -1, poolValue: 0 })).toBe(0)
  })

  it('table: an order lowers the factor, and not below the stop', () => {
    const close = (profit: number, realised: number): unknown => {
      const done = closeAgainstPool({ profit, poolValue: 1_000 }, { closed: realised, size: 1_000, gain: 1_000 }, terms)
      return done.ok ? done.value : done.refusal
    }
    expect(close(100, 10)).toBe('notDeleveraging')
    expect(close(200, 0)).toBe('factorNotLowered')
    expect(close(1_500, 100)).toBe('factorNotLowered')
    expect(close(200, 183)).toEqual({ profit: 17, poolValue: 817 })
    expect(close(200, 184)).toBe('factorBelowStop')
  })
})
