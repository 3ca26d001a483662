import { describe, expect, test, vi } from 'vitest'
import { inAuction, startAuctionDrive, type AuctionDrive } from '../../../test/auction-drive.ts'
import { kindsOf, tenthModel } from '../../../test/margin-drive.ts'
import { encode } from '../../base/codec.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

describe('bids that cannot stand', () => {
  const reasonOf = (drive: AuctionDrive, ...bid: Parameters<AuctionDrive['bid']>): unknown => {
    const before = encode({ auctions: drive.auctions, margin: drive.margin, ledger: drive.state.ledger })
    const [decision, ...others] = drive.bid(...bid).decisions
    expect(others).toEqual([])
    expect(encode({ auctions: drive.auctions, margin: drive.margin, ledger: drive.state.ledger })).toBe(before)
    return decision?.body.kind === 'bidRefused' ? decision.body.why : decision?.body.kind
  }

  test.each([
    ['maker', 1, 0, 'bidAccepted'],
    ['long', 0.5, 900, 'bidderIsDefaulter'],
    ['twin', 0.5, 900, 'bidderLinked'],
    ['nobody', 0, 900, 'bidderNotOpen'],
    ['poor', 0, 900, 'bidderUnderMargin'],
    ['small', 10, 900, 'bidderUnderMargin'],
    ['small', 5, 900, 'belowReserve'],
    ['maker', 0, 900, 'sizeNotPositive'],
    ['maker', -1, 900, 'sizeNotPositive'],
    ['maker', Number.NaN, 0, 'sizeNotPositive'],
    ['maker', 1.5, 900, 'notWholeLots'],
    ['maker', 11, 900, 'abovePortfolio'],
    ['maker', 10, 501, 'belowReserve'],
    ['maker', 10, 500, 'bidAccepted'],
    ['maker', 10, -10, 'bidAccepted'],
    ['maker', 10, 0.5, 'belowReserve'],
    ['maker', 10, Number.NaN, 'belowReserve'],
  ])('table: %s for %f parts at %f bps: %s', (account, parts, discountBps, reason) => {
    const drive = startAuctionDrive()
    const owned = { at: drive.now(), owner: 'house-long', positions: [] }
    for (const name of ['long', 'twin'])
      drive.send({
        kind: 'accountOpened',
        account: name,
        ...owned,
        money: [{ asset: 'USDT', minor: name === 'long' ? '1000000000' : '90000000000' }],
      })
    drive.position('long', 1_000)
    drive.open('poor', { cash: 1_000, lots: 1_000 })
    drive.open('small', { cash: 500 })
    drive.wait(1)
    drive.book({ mid: 94_000 })
    drive.book({ bids: [84_600, 5], asks: [103_400, 5] })
    drive.deposit('poor', 300)
    drive.wait(60)
    drive.pass(6)
    expect(drive.auction().account).toBe('long')
    if (reason === 'bidAccepted') expect(kindsOf(drive.bid(account, parts, discountBps))).toEqual(['bidAccepted'])
    else expect(reasonOf(drive, account, parts, discountBps)).toBe(reason)
  })

  test('table: an auction that there is not, that is over, that is paused', () => {
    const drive = inAuction()
    const { id } = drive.auction()
    expect(reasonOf(drive, 'long', 0, 0, '0:0')).toBe('auctionUnknown')
    drive.operate('pause')
    expect(reasonOf(drive, 'maker', 10, 501)).toBe('belowReserve')
    expect(reasonOf(drive, 'maker', 10, 500)).toBe('auctionPaused')
    drive.deposit('long', 1_000)
    expect(reasonOf(drive, 'long', 0, 0, id)).toBe('auctionClosed')
  })

  test('behavior: a bid right after a halt is not taken, tick or no tick', () => {
    const drive = inAuction()
    drive.command('halt')
    expect(kindsOf(drive.bid('maker', 10, 1))).toEqual(['auctionPaused', 'bidRefused'])
    expect(reasonOf(drive, 'maker', 10, 1)).toBe('auctionPaused')
  })

  test('behavior: a sealed bid must be affordable beside the bidder’s others', () => {
    const drive = inAuction()
    drive.open('small', { cash: 500 })
    // 500 carry five parts of 94 initial margin each.
    expect(kindsOf(drive.bid('small', 4, 10))).toEqual(['bidAccepted'])
    expect(reasonOf(drive, 'small', 2, 10)).toBe('bidderUnderMargin')
    expect(kindsOf(drive.bid('small', 1, 10))).toEqual(['bidAccepted'])
  })
})
