import { describe, expect, test, vi } from 'vitest'
import { inAuction, startAuctionDrive, type AuctionDrive } from '../../../test/auction-drive.ts'
import { kindsOf, tenthModel } from '../../../test/margin-drive.ts'
import { seconds } from '../../base/time.ts'
import { countedAt } from '../../waterfall/auction/biddable-clock.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

describe('the clock', () => {
  const counted = (drive: AuctionDrive): number => countedAt(drive.auction().clock, drive.now()) / 1e6

  test('behavior: a halted engine, an operator and a doubtful mark stop it; it goes on where it stood', () => {
    const drive = inAuction()
    drive.pass(3)
    drive.command('halt')
    expect(kindsOf({ decisions: drive.pass(1) })).toEqual(['auctionPaused'])
    drive.pass(20)
    drive.operate('pause', drive.auction().id)
    drive.command('resume')
    drive.pass(5)
    expect(drive.auction().clock.stops).toEqual(['paused'])
    const contracts = [{ contract: 'BTC/USDT:USDT', markPrice: 9_400, confidence: 1, grade: 'stale' as const }]
    drive.send({ kind: 'marksChanged', at: drive.now(), indexes: [], contracts, assets: [] })
    drive.pass(1)
    drive.operate('resume', drive.auction().id)
    expect(drive.auction().clock.stops).toEqual(['stalePrice'])
    expect(drive.bodies('auctionPaused').map(({ stops }) => stops)).toEqual([['outage']])
    drive.send({ kind: 'marksChanged', at: drive.now(), indexes: [], contracts: [{ ...contracts[0], grade: 'ok' }] as never, assets: [] })
    drive.pass(1)
    expect(drive.bodies('auctionResumed')).toMatchObject([{ account: 'long', startedAgain: false }])
    // Four seconds until the halt was seen, and none since.
    expect(counted(drive)).toBe(4)
    drive.pass(2)
    expect(counted(drive)).toBe(6)
  })

  test('behavior: while it stands no batch closes and no price falls', () => {
    const drive = inAuction()
    drive.bid('maker', 10, 1)
    drive.bid('taker', 10, 1)
    drive.operate('pause')
    drive.pass(100)
    expect(drive.bodies('auctionEnded')).toEqual([])
    drive.operate('resume')
    drive.pass(10)
    expect(drive.bodies('auctionEnded')).toMatchObject([{ how: 'sold' }])
  })

  test.each([
    [19, false],
    [20, true],
  ])('table: a stop of %i s where 20 s start it again', (stop, startedAgain) => {
    const drive = inAuction({ startAgainAfter: seconds(20) })
    drive.pass(3)
    drive.operate('pause')
    drive.pass(stop)
    drive.operate('resume')
    expect(drive.bodies('auctionResumed')).toMatchObject([{ startedAgain }])
    expect(counted(drive)).toBe(startedAgain ? 0 : 3)
  })

  test('behavior: nothing goes to auction while nobody could bid, and the wait for bids starts anew', () => {
    const drive = startAuctionDrive()
    drive.fall({ cash: 1_000, lots: 1_000, to: 94_000, noBids: true })
    drive.pass(4)
    drive.operate('pause')
    drive.pass(50)
    expect(drive.auctions.open.size).toBe(0)
    drive.operate('resume')
    drive.pass(5)
    expect(drive.auctions.open.size).toBe(0)
    drive.pass(1)
    expect(drive.auctions.open.size).toBe(1)
  })

  test('table: commands for auctions that there are not', () => {
    const drive = inAuction()
    expect(drive.operate('pause', '1:0').decisions.map(({ body }) => body)).toMatchObject([{ why: 'auctionUnknown', by: 'ops' }])
    const { id } = drive.auction()
    drive.deposit('long', 5_000)
    expect(drive.operate('pause', id).decisions.map(({ body }) => body)).toMatchObject([{ why: 'auctionClosed' }])
  })
})
