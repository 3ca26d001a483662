import { describe, expect, test, vi } from 'vitest'
import { inAuction } from '../../../test/auction-drive.ts'
import { startMarginDrive, tenthModel } from '../../../test/margin-drive.ts'
import { encode } from '../../base/codec.ts'
import { viewOf } from '../view-of.ts'
import { auctionsViewOf } from './auctions-view.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

describe('auctions as a reader sees them', () => {
  test('default: nothing without a policy for them', () => {
    const { state } = startMarginDrive()
    expect(auctionsViewOf(state)).toBeUndefined()
    expect(viewOf(state)).not.toHaveProperty('losses')
  })

  test('behavior: a batch, its bids and commitments; reading changes nothing', () => {
    const drive = inAuction()
    drive.bid('maker', 3, 40)
    drive.commit('third', [100, 5_000], [200, 1_000])
    drive.pass(3)
    const before = encode(drive.state)
    const view = viewOf(drive.state)?.losses?.auctions
    expect(view).toEqual({
      paused: false,
      closings: [
        {
          event: drive.member('long').liquidation?.id,
          ...{ account: 'long', stage: 'auction', rounds: 1, bidders: 1, withoutBidsSince: drive.now() - 8e6 },
          auction: {
            ...{ auction: drive.auction().id, sale: 'batch', stage: 'solvent', round: 1, parts: 10, partsLeft: 10 },
            ...{ countedUs: 3e6, closesInUs: 7e6, stops: [], sealedBids: 1 },
            positions: [{ contract: 'BTC/USDT:USDT', lots: 1_000, ticks: 94_000 }],
            notional: { asset: 'USDT', minor: 9_400_000_000n },
          },
        },
      ],
      providers: [{ account: 'third', smallestDiscountBps: 100, capacity: { asset: 'USDT', minor: 6_000_000_000n } }],
    })
    expect(encode(drive.state)).toBe(before)
  })

  test('behavior: a falling price says what is given now, and a stop why it stands', () => {
    const drive = inAuction({ rounds: ['dutch'] })
    drive.pass(10)
    drive.operate('pause')
    drive.pass(5)
    const view = auctionsViewOf(drive.state)
    expect(view).toMatchObject({ paused: true, closings: [{ auction: { sale: 'dutch', stops: ['paused'], countedUs: 10e6 } }] })
    expect(view?.closings[0]?.auction?.discountBps).toBeCloseTo(42.553, 3)
    expect(view?.closings[0]?.auction).not.toHaveProperty('closesInUs')
  })
})
