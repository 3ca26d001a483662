import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bufferExcess,
  exceedsLimit,
  insolventPrice,
  insolventSale,
  largestShare,
  restartOf,
  sellShare,
  solventMultiplier,
  solventPhase,
  withdrawalsBlocked,
  type PortfolioTerms,
  type SolventStanding,
} from './portfolio-auction.ts'

const terms: PortfolioTerms = { startShare: 0.98, fastEndShare: 0.8, fastFor: 100, slowFor: 400, insolventFor: 600, bufferShare: 0.2 }
const standing: SolventStanding = {
  figures: { markToMarket: 300, maintenanceExcess: -100 },
  reservedCash: 0,
  multiplier: 0.9,
  bufferShare: 0.1,
}

describe('solvent', () => {
  test.each([
    [0, 'fast', 0.98],
    [50, 'fast', 0.89],
    [99.9999, 'fast', 0.80000018],
    [100, 'slow', 0.8],
    [300, 'slow', 0.4],
    [499.9999, 'slow', 0.0000002],
    [500, 'over', 0],
    [9_999, 'over', 0],
  ])('table: after %f s it is in the %s phase at %f', (elapsed, phase, multiplier) => {
    expect(solventPhase(terms, elapsed)).toBe(phase)
    expect(solventMultiplier(terms, elapsed)).toBeCloseTo(multiplier, 9)
  })

  test('table: a phase without a length is skipped', () => {
    expect(solventMultiplier({ ...terms, fastFor: 0 }, 0)).toBe(0.8)
    expect(solventMultiplier({ ...terms, slowFor: 0 }, 100)).toBe(0)
  })

  test.each([
    ['short', { markToMarket: 300, maintenanceExcess: -100 }, 140 / 410],
    ['not short', { markToMarket: 300, maintenanceExcess: 40 }, 0],
    ['short of the buffer alone', { markToMarket: 300, maintenanceExcess: 20 }, 8 / 278],
    ['at the buffer', { markToMarket: 110, maintenanceExcess: 10 }, 0],
    ['worth nothing', { markToMarket: 0, maintenanceExcess: -1 }, 1],
    ['insolvent', { markToMarket: -5, maintenanceExcess: -10 }, 1],
  ])('table: %s', (_name, figures, share) => {
    expect(largestShare({ ...standing, figures })).toBeCloseTo(share, 12)
  })

  test('table: what is worth nothing goes as a whole, whatever cash earlier bids paid in', () => {
    const shareOf = (markToMarket: number): number =>
      largestShare({ ...standing, figures: { markToMarket, maintenanceExcess: -10 }, reservedCash: 5, multiplier: 0.5 })
    expect([0, -5].map(shareOf)).toEqual([1, 1])
    // A buffer of a tenth of 11 makes it 11.1 short; selling all would leave 0.5 and half of the cash.
    expect(shareOf(1)).toBeCloseTo(11.1 / 14.1, 12)
  })

  test('behavior: the largest share restores the buffer, whatever earlier bids paid in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999 }),
        fc.integer({ min: 1, max: 9_999 }),
        fc.integer({ min: 1, max: 999 }),
        (worth, margin, m) => {
          const figures = { markToMarket: worth, maintenanceExcess: worth - margin * 3 }
          const first = sellShare({ figures, reservedCash: 0, multiplier: m / 1_000, bufferShare: 0.2 }, 0.25)
          const next = sellShare({ figures: first.after, reservedCash: first.reservedCash, multiplier: m / 2_000, bufferShare: 0.2 }, 1)
          const isShort = bufferExcess(first.after, 0.2) < 0
          expect(bufferExcess(next.after, 0.2)).toBeCloseTo(isShort ? 0 : bufferExcess(first.after, 0.2), 6)
          expect(next.isRestored).toBe(true)
        },
      ),
    )
  })

  test('table: a bid below the largest share is filled as wanted and restores nothing', () => {
    expect(sellShare(standing, 0.1)).toMatchObject({ share: 0.1, isRestored: false, reservedCash: 27 })
    expect(sellShare(standing, 0.1).paid).toBeCloseTo(27, 12)
    expect(sellShare(standing, largestShare(standing)).isRestored).toBe(true)
  })

  test('property: what a sale costs the portfolio is what it was sold below its worth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 200 }), (wanted, reserved) => {
        const at = { ...standing, reservedCash: reserved }
        const sale = sellShare(at, wanted / 1_000)
        const given = (300 - reserved) * (1 - at.multiplier) * sale.share
        expect(sale.after.markToMarket).toBeCloseTo(300 - given, 9)
      }),
    )
  })

  test.each([
    ['worth something', 1, 0, 'goesOn'],
    ['worth nothing', 0, 0, 'goesOn'],
    ['worth less than nothing', -0.01, 0, 'insolvent'],
    ['insolvent with cash paid in', -1, 5, 'insolvent'],
    ['worth a little more than what was paid in', 5.01, 5, 'goesOn'],
    ['worth what was paid in', 5, 5, 'solvent'],
  ] as const)('table: a portfolio %s', (_name, markToMarket, reserved, restart) => {
    expect(restartOf({ markToMarket, maintenanceExcess: -9 }, reserved)).toBe(restart)
  })
})

describe('insolvent', () => {
  const figures = { markToMarket: -100, maintenanceExcess: -300 }

  test.each([
    [0, -100],
    [12, -104],
    [300, -200],
    [599.97, -299.99],
    [600, -300],
    [10_000, -300],
  ])('table: after %f s', (elapsed, price) => {
    expect(insolventPrice(figures, 600, elapsed)).toBeCloseTo(price, 9)
  })

  test('table: from nothing where it is worth something, and nothing where nothing is short', () => {
    expect(insolventPrice({ markToMarket: 50, maintenanceExcess: -300 }, 600, 0)).toBe(0)
    expect(insolventPrice({ markToMarket: 50, maintenanceExcess: -300 }, 600, 300)).toBe(-150)
    expect(insolventPrice({ markToMarket: 50, maintenanceExcess: 0 }, 600, 300)).toBe(0)
    expect(insolventPrice(figures, 0, 0)).toBe(-300)
    expect([0, 300, 600].map((elapsed) => insolventPrice({ markToMarket: 50, maintenanceExcess: 5 }, 600, elapsed))).toEqual([0, 0, 0])
  })

  test.each([
    [1_000, 52, 0],
    [52, 52, 0],
    [51, 51, 1],
    [0, 0, 52],
    [-5, 0, 52],
  ])('table: a fund of %i pays %i and leaves %i', (fund, fromFund, uncovered) => {
    expect(insolventSale(-104, 0.5, fund)).toEqual({ payout: 52, fromFund, uncovered })
  })

  test('table: nothing is nothing, not minus nothing', () => {
    expect(insolventSale(0, 1, 10)).toEqual({ payout: 0, fromFund: 0, uncovered: 0 })
  })

  test.each([
    [-100, -200, true],
    [-200, -201, true],
    [-200, -200, false],
    [10, 10, false],
    [10, 9, true],
  ])('table: paying %i where at most %i is agreed', (paid, limit, exceeds) => {
    expect(exceedsLimit(paid, limit)).toBe(exceeds)
  })

  test.each([
    [300, undefined, false],
    [0, 0, false],
    [0, -5, false],
    [1, 0, true],
    [600, 599, true],
    [600, 600, false],
  ])('table: %i in insolvent auctions against %s', (total, fund, blocked) => {
    expect(withdrawalsBlocked(total, fund)).toBe(blocked)
  })
})

test('property: neither price ever rises', () => {
  const times = fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 }))
  fc.assert(
    fc.property(times, fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 900 }), (pair, worth, margin) => {
      const [early, late] = [Math.min(...pair), Math.max(...pair)]
      expect(solventMultiplier(terms, late)).toBeLessThanOrEqual(solventMultiplier(terms, early))
      const figures = { markToMarket: worth, maintenanceExcess: Math.min(worth, 0) - margin }
      expect(insolventPrice(figures, 600, late)).toBeLessThanOrEqual(insolventPrice(figures, 600, early) + 1e-9)
    }),
  )
})
