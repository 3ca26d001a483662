import { expect, test } from 'vitest'
import { amount } from '../base/amount.ts'
import { timeUs } from '../base/time.ts'
import type { AuctionsView, AuctionView } from '../engine/loss/auctions-view.ts'
import { auctionsSchema } from './schema-auctions.ts'
import { toWire } from './wire.ts'

const auction: AuctionView = {
  ...{ auction: '120:4', sale: 'batch', stage: 'solvent', round: 1, parts: 40, partsLeft: 30, countedUs: 3e6, sealedBids: 2 },
  stops: ['outage', 'paused', 'stalePrice'],
  positions: [{ contract: 'BTC-PERP', lots: -250, ticks: 16_000 }],
}
const closing = { event: '119:2', account: 'fund-7', rounds: 1, bidders: 2 }
const view: AuctionsView = {
  paused: true,
  closings: [
    { ...closing, stage: 'book', withoutBidsSince: timeUs(5) },
    { ...closing, stage: 'auction', auction: { ...auction, closesInUs: 7e6, notional: amount('USDT', 5n) } },
    { ...closing, stage: 'auction', auction: { ...auction, sale: 'dutch', stage: 'insolvent', discountBps: 42.5 } },
    { ...closing, stage: 'takeover' },
    { ...closing, stage: 'deleveraging' },
  ],
  providers: [{ account: 'maker-1', smallestDiscountBps: 100, capacity: amount('USDT', 9_007_199_254_740_993n) }],
}

test('behavior: every member a view of auctions may have passes, and none is dropped', () => {
  expect(auctionsSchema.parse(toWire(view))).toStrictEqual(toWire(view))
})
