import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bidRefusals, refusalOf, type AuctionStanding, type Bid, type Bidder } from './bid-refusal.ts'

const auction: AuctionStanding = { status: 'open', defaulter: { account: 'd', group: 'D' }, lotsLeft: 10, asked: 95, reserve: 90 }
const bidder: Bidder = { account: 'b', group: 'B', standing: 'open' }
const bid: Bid = { lots: 10, price: 95 }

describe('refusing a bid', () => {
  test.each([
    ['all that is left at the price asked', {}, {}, {}, undefined],
    ['one lot', {}, {}, { lots: 1 }, undefined],
    ['a closed auction', { status: 'closed' }, {}, {}, 'auctionClosed'],
    ['the defaulter', {}, { account: 'd' }, {}, 'bidderIsDefaulter'],
    ['another account of its owner', {}, { group: 'D' }, {}, 'bidderLinked'],
    ['an account that is not open', {}, { standing: 'notOpen' }, {}, 'bidderNotOpen'],
    ['an account below its margin', {}, { standing: 'underMargin' }, {}, 'bidderUnderMargin'],
    ['nothing', {}, {}, { lots: 0 }, 'sizeNotPositive'],
    ['less than nothing', {}, {}, { lots: -1 }, 'sizeNotPositive'],
    ['no number', {}, {}, { lots: Number.NaN }, 'sizeNotPositive'],
    ['half a lot', {}, {}, { lots: 0.5 }, 'notWholeLots'],
    ['without end', {}, {}, { lots: Infinity }, 'notWholeLots'],
    ['a lot more than is left', {}, {}, { lots: 11 }, 'abovePortfolio'],
    ['just below the price asked', {}, {}, { price: 94.99 }, 'priceLimitExceeded'],
    ['a sealed bid at the reserve', { asked: undefined }, {}, { price: 90 }, undefined],
    ['a sealed bid just below it', { asked: undefined }, {}, { price: 89.99 }, 'belowReserve'],
    ['a sealed bid without reserve', { asked: undefined, reserve: undefined }, {}, { price: -1 }, undefined],
    ['a paused auction', { status: 'paused' }, {}, {}, 'auctionPaused'],
  ] as const)('table: %s', (_name, standing, who, what, reason) => {
    expect(refusalOf({ ...auction, ...standing }, { ...bidder, ...who }, { ...bid, ...what })).toBe(reason)
  })

  test('table: an auction that there is not', () => {
    expect(refusalOf(undefined, { ...bidder, account: 'd' }, { lots: 0, price: 0 })).toBe('auctionUnknown')
  })

  test('property: of all reasons that apply, the first stated is given', () => {
    const flags = fc.array(fc.boolean(), { minLength: bidRefusals.length, maxLength: bidRefusals.length })
    fc.assert(
      fc.property(flags, (wanted) => {
        const is = (reason: (typeof bidRefusals)[number]): boolean => wanted[bidRefusals.indexOf(reason)] as boolean
        const isUnderBoth = is('priceLimitExceeded') || is('belowReserve')
        const reason = refusalOf(
          is('auctionUnknown')
            ? undefined
            : {
                ...auction,
                asked: is('priceLimitExceeded') ? 95 : undefined,
                reserve: is('belowReserve') ? 90 : undefined,
                status: is('auctionClosed') ? 'closed' : is('auctionPaused') ? 'paused' : 'open',
              },
          {
            account: is('bidderIsDefaulter') ? 'd' : 'b',
            group: is('bidderLinked') ? 'D' : 'B',
            standing: is('bidderNotOpen') ? 'notOpen' : is('bidderUnderMargin') ? 'underMargin' : 'open',
          },
          {
            lots: is('sizeNotPositive') ? 0 : is('notWholeLots') ? 10.5 : is('abovePortfolio') ? 11 : 10,
            price: isUnderBoth ? 89 : 95,
          },
        )
        expect(reason).toBe(bidRefusals.find(is))
      }),
    )
  })
})
