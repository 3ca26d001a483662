import { describe, expect, test, vi } from 'vitest'
import { cashOf, inAuction, insolventInAuction, lotsOf, startAuctionDrive, type AuctionDrive } from '../../../test/auction-drive.ts'
import { kindsOf, startMarginDrive, tenthModel } from '../../../test/margin-drive.ts'
import { houseAccounts } from '../../accounting/member-chart.ts'
import { decode, encode } from '../../base/codec.ts'
import { seconds } from '../../base/time.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { countedAt } from '../../waterfall/auction/biddable-clock.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const house = houseAccounts('USDT')
const isSound = (drive: AuctionDrive): void => expect(auditLedger(drive.state.ledger).findings).toEqual([])

describe('from the book to an auction', () => {
  test('table: without bids for just too short, and for long enough', () => {
    const drive = startAuctionDrive()
    drive.fall({ cash: 1_000, lots: 1_000, to: 94_000, noBids: true })
    expect(kindsOf({ decisions: drive.log }).slice(-2)).toEqual(['liquidationStarted', 'liquidationWaited'])
    expect(kindsOf({ decisions: drive.pass(4) })).toEqual([])
    expect(kindsOf({ decisions: drive.pass(1) })).toEqual(['escalated', 'auctionStarted'])
    expect(drive.bodies('escalated')).toMatchObject([{ account: 'long', from: 'book', to: 'auction', why: 'noBids' }])
    const event = drive.member('long').liquidation?.id
    expect(drive.bodies('auctionStarted')).toMatchObject([
      {
        ...{ account: 'long', event, sale: 'batch', stage: 'solvent', round: 1, parts: 10, mostDiscountBps: 500 },
        positions: [{ contract: 'BTC/USDT:USDT', lots: 1_000, ticks: 94_000 }],
        notional: { minor: 9_400_000_000n },
      },
    ])
  })

  test('behavior: a bid in the book starts the wait anew, and what is in auction sends no orders to the book', () => {
    const drive = startAuctionDrive()
    drive.fall({ cash: 1_000, lots: 1_000, to: 94_000, noBids: true })
    drive.pass(4)
    expect(kindsOf(drive.book({ mid: 94_000, lots: 1 }))).toEqual([])
    expect(kindsOf({ decisions: drive.pass(1) })).toEqual(['reductionOrdered'])
    const other = inAuction()
    other.book({ mid: 94_000 })
    expect(kindsOf({ decisions: other.pass(3) })).toEqual([])
  })

  test.each([
    [2.1, undefined],
    [1.9, 'tooLarge'],
  ])('table: twice what the book holds, where %f times is too much', (largestOfBook, why) => {
    const drive = startAuctionDrive({ leaveBook: { noBidsFor: seconds(999), insolvent: false, largestOfBook } })
    drive.open('long', { cash: 1_000, lots: 1_000 })
    drive.wait(1)
    drive.book({ mid: 94_000, lots: 500 })
    drive.wait(60)
    drive.pass(1)
    expect(drive.bodies('escalated')[0]?.why).toBe(why)
  })

  test('behavior: an insolvent account goes to auction at once, where the policy says so', () => {
    const drive = insolventInAuction()
    expect(kindsOf({ decisions: drive.log }).slice(-3)).toEqual(['liquidationStarted', 'escalated', 'auctionStarted'])
    expect(drive.bodies('auctionStarted')).toMatchObject([{ sale: 'dutch', stage: 'insolvent' }])
    const patient = insolventInAuction({ leaveBook: { noBidsFor: seconds(5), insolvent: false } })
    expect(kindsOf({ decisions: patient.log })).toContain('reductionOrdered')
    expect(patient.auctions.open.size).toBe(0)
  })

  test('behavior: without an auction policy the book is all there is, and bids are told so', () => {
    const drive = startMarginDrive()
    drive.open('long', { cash: 1_000, lots: 1_000 })
    drive.wait(1)
    expect(kindsOf(drive.book({ mid: 89_000 }))).toContain('reductionOrdered')
    const at = drive.now()
    const refused = [
      drive.send({ kind: 'bidPlaced', at, auction: '1:0', account: 'long', parts: 1, discountBps: 0 }),
      drive.send({ kind: 'standingBidsChanged', at, account: 'long', levels: [] }),
      drive.send({ kind: 'auctionCommanded', at, by: 'ops', command: 'pause', reason: 'drill' }),
    ]
    expect(refused.flatMap(({ decisions }) => decisions.map(({ body }) => body))).toMatchObject([
      { kind: 'bidRefused', why: 'auctionOff' },
      { kind: 'standingBidsRefused', why: 'auctionOff' },
      { kind: 'auctionCommandRefused', auction: 'all', why: 'auctionOff' },
    ])
  })
})

describe('a batch', () => {
  test('behavior: one price for all that bid below it, shared at the margin, and every unit booked', () => {
    const drive = inAuction()
    drive.bid('maker', 6, 100)
    drive.bid('taker', 6, 150)
    drive.bid('third', 9, 151)
    expect(drive.pass(9).map(({ body }) => body.kind)).toEqual([])
    drive.pass(1)
    expect(drive.bodies('portfolioTransferred')).toMatchObject([
      { to: 'maker', parts: 6, discountBps: 150, discount: { minor: 84_600_000n }, positions: [{ lots: 600, ticks: 94_000 }] },
      { to: 'taker', parts: 4, discountBps: 150, discount: { minor: 56_400_000n }, positions: [{ lots: 400, ticks: 94_000 }] },
    ])
    expect(drive.bodies('auctionEnded')).toMatchObject([{ how: 'sold', sold: 10, unsold: 0, clearedAtBps: 150, bidders: 3 }])
    expect([lotsOf(drive, 'long'), lotsOf(drive, 'maker'), lotsOf(drive, 'taker')]).toEqual([0, 600, 400])
    // 1,000 less a fall of 600 and the discount of 141; what the bidders were given is what it paid.
    expect([cashOf(drive, 'long'), cashOf(drive, 'maker'), cashOf(drive, 'taker')]).toEqual([259, 100_084.6, 100_056.4])
    expect(drive.bodies('liquidationEnded')).toMatchObject([{ how: 'closed' }])
    expect(drive.auctions.closings.size + drive.auctions.open.size).toBe(0)
    isSound(drive)
  })

  test('behavior: too few bidders sell nothing, whatever they bid, and the next round begins', () => {
    const drive = inAuction()
    drive.bid('maker', 10, 0)
    drive.bid('maker', 10, 1)
    drive.pass(10)
    expect(drive.bodies('auctionEnded')).toMatchObject([{ how: 'tooFewBidders', sold: 0, unsold: 10, bidders: 1 }])
    expect(drive.bodies('auctionStarted')[1]).toMatchObject({ sale: 'dutch', round: 2, parts: 10 })
    drive.pass(100)
    // Nobody bid in the second; who bid at all is remembered for the waterfall.
    expect(drive.bodies('auctionEnded')[1]).toMatchObject({ how: 'unsold', bidders: 0 })
    expect([...drive.auctions.closings.values()]).toMatchObject([{ bidders: ['maker'] }])
    expect(lotsOf(drive, 'long')).toBe(1_000)
  })

  test('behavior: accounts of one owner are one bidder', () => {
    const drive = inAuction()
    for (const account of ['left', 'right']) {
      const money = [{ asset: 'USDT', minor: '50000000000' }]
      drive.send({ kind: 'accountOpened', at: drive.now(), account, owner: 'both', money, positions: [] })
      drive.bid(account, 5, 10)
    }
    drive.pass(10)
    expect(drive.bodies('auctionEnded')).toMatchObject([{ how: 'tooFewBidders', bidders: 1 }])
  })

  test('behavior: only as much is sold as restores the account, the rest stays', () => {
    const drive = inAuction({ mostDiscountBps: 100 })
    drive.bid('maker', 10, 50)
    drive.bid('taker', 10, 50)
    drive.pass(10)
    // 305 missing; a part sold at 100 bps frees 70.5 less 9.4: five are needed.
    expect(drive.bodies('auctionEnded')).toMatchObject([{ how: 'sold', sold: 5, unsold: 5 }])
    expect(drive.bodies('portfolioTransferred').map(({ to, parts }) => [to, parts])).toEqual([
      ['maker', 3],
      ['taker', 2],
    ])
    expect(drive.bodies('liquidationEnded')).toMatchObject([{ how: 'restored' }])
    expect([lotsOf(drive, 'long'), lotsOf(drive, 'maker'), lotsOf(drive, 'taker')]).toEqual([500, 300, 200])
  })

  test('behavior: a bidder that lost its margin meanwhile takes nothing', () => {
    const drive = inAuction()
    drive.open('small', { cash: 1_000 })
    drive.bid('small', 10, 1)
    drive.bid('maker', 10, 2)
    drive.withdraw('small', 900)
    drive.pass(10)
    expect(drive.bodies('bidRefused')).toMatchObject([{ bidder: 'small', why: 'bidderUnderMargin' }])
    expect(drive.bodies('auctionEnded')).toMatchObject([{ how: 'unsold', sold: 0, unsold: 10 }])
  })

  test('behavior: commitments join the sealed bids, and are used up', () => {
    const drive = inAuction()
    drive.commit('third', [20, 1_900], [400, 1_000])
    drive.bid('maker', 9, 30)
    drive.pass(10)
    // 1,900 of notional are two parts of 940.
    expect(drive.bodies('portfolioTransferred').map(({ to, parts, discountBps }) => [to, parts, discountBps])).toEqual([
      ['maker', 8, 30],
      ['third', 2, 30],
    ])
    expect(drive.bodies('bidAccepted').at(-1)).toMatchObject({ bidder: 'third', parts: 2, standing: true })
    expect(drive.auctions.standing.get('third')).toEqual([
      { discountBps: 20, capacity: 20_000_000n },
      { discountBps: 400, capacity: 1_000_000_000n },
    ])
    isSound(drive)
  })
})

describe('a falling price', () => {
  test('behavior: a solvent portfolio is sold for less and less of its worth, only as much as restores it', () => {
    const drive = inAuction({ rounds: ['dutch'] })
    drive.pass(10)
    // Half-way to 80 %: a tenth of 400 would be given for all of 9,400.
    expect(drive.bid('maker', 10, 43).decisions.at(-1)?.body).toMatchObject({ kind: 'bidRefused', why: 'priceLimitExceeded' })
    drive.bid('maker', 10, 42)
    expect(drive.bodies('portfolioTransferred')).toMatchObject([{ to: 'maker', parts: 5, discount: { minor: 20_000_000n } }])
    expect(drive.bodies('portfolioTransferred')[0]?.discountBps).toBeCloseTo(42.553, 3)
    expect(drive.bodies('liquidationEnded')).toMatchObject([{ how: 'restored', evidence: { equity: 380, maintenanceMargin: 235 } }])
    expect(drive.bodies('auctionEnded')).toMatchObject([{ how: 'restored', sold: 5, unsold: 5, bidders: 1 }])
    expect([lotsOf(drive, 'long'), lotsOf(drive, 'maker')]).toEqual([500, 500])
    isSound(drive)
  })

  test('behavior: what earlier bids paid in is not for sale', () => {
    const drive = inAuction({ rounds: ['dutch'] })
    drive.pass(10)
    drive.bid('maker', 2, 0)
    // A fifth of 400 for 90 %: 72 paid in, 8 given away.
    expect(drive.auction()).toMatchObject({ partsLeft: 8 })
    expect(drive.auction().reservedCash).toBeCloseTo(72, 9)
    drive.pass(10)
    drive.bid('taker', 1, 0)
    // An eighth of a fifth of 392 less 72.
    expect(drive.bodies('portfolioTransferred')[1]).toMatchObject({ to: 'taker', parts: 1, discount: { minor: 8_000_000n } })
    isSound(drive)
  })

  test('behavior: the taker of an insolvent portfolio is given up to its margin, and the account cannot pay that', () => {
    const drive = insolventInAuction()
    drive.pass(50)
    expect(drive.bid('maker', 10, 251).decisions.at(-1)?.body).toMatchObject({ why: 'priceLimitExceeded' })
    drive.bid('maker', 10, 250)
    expect(drive.bodies('portfolioTransferred')).toMatchObject([{ parts: 10, discount: { minor: 222_500_000n } }])
    expect(drive.bodies('shortfallRealised')).toMatchObject([{ account: 'long', amount: { minor: 322_500_000n } }])
    expect(balanceOf(drive.state.ledger, house.shortfall)).toBe(-322_500_000n)
    expect([lotsOf(drive, 'long'), lotsOf(drive, 'maker'), cashOf(drive, 'maker')]).toEqual([0, 1_000, 100_222.5])
    expect(drive.bodies('auctionEnded')).toMatchObject([{ how: 'sold', sold: 10, unsold: 0 }])
    isSound(drive)
  })

  test('behavior: never more than the largest discount is given', () => {
    const drive = insolventInAuction({ mostDiscountBps: 100 })
    drive.pass(99)
    expect(drive.bid('maker', 10, 101).decisions.at(-1)?.body).toMatchObject({ why: 'priceLimitExceeded' })
    drive.bid('maker', 10, 100)
    expect(drive.bodies('portfolioTransferred')).toMatchObject([{ discountBps: 100, discount: { minor: 89_000_000n } }])
  })

  test('behavior: a portfolio that becomes insolvent is sold as that, from the start of that price', () => {
    const drive = inAuction({ rounds: ['dutch'] })
    drive.pass(50)
    drive.book({ bids: [80_000, 5], asks: [98_000, 5] })
    drive.pass(1)
    expect(drive.bodies('auctionRestarted')).toMatchObject([{ account: 'long', stage: 'insolvent' }])
    expect(drive.auction()).toMatchObject({ stage: 'insolvent', reservedCash: 0 })
    expect(countedAt(drive.auction().clock, drive.now())).toBe(0)
  })

  test('behavior: a commitment bids by itself once the price has come to it', () => {
    const drive = inAuction({ rounds: ['dutch'] })
    drive.commit('third', [80, 100_000])
    drive.pass(19)
    // 76 of 9,400 are 80.85 bps; a second before it was 76.6.
    expect(drive.bodies('portfolioTransferred')).toMatchObject([{ to: 'third', parts: 5 }])
    expect(drive.bodies('bidAccepted')).toMatchObject([{ bidder: 'third', standing: true }])
    expect(drive.bodies('auctionEnded')).toMatchObject([{ how: 'restored' }])
    isSound(drive)
  })

  test('behavior: nobody bids to the end, and the round ends a tick after the price has', () => {
    const drive = insolventInAuction()
    drive.pass(100)
    expect(drive.auctions.open.size).toBe(1)
    drive.pass(1)
    expect(drive.bodies('auctionEnded')).toMatchObject([{ how: 'unsold', sold: 0, unsold: 10, bidders: 0 }])
    expect(drive.bodies('escalated').map(({ from, to, why }) => [from, to, why])).toEqual([
      ['book', 'auction', 'insolvent'],
      ['auction', 'takeover', 'unsold'],
    ])
    const solvent = inAuction({ rounds: ['dutch'] })
    solvent.pass(99)
    expect(solvent.auctions.open.size).toBe(1)
    solvent.pass(1)
    expect(solvent.auctions.open.size).toBe(0)
  })
})

describe('providers', () => {
  test('behavior: the smallest discounts take over first, each at its own; what they leave is for winners', () => {
    const drive = insolventInAuction({ rounds: [] })
    drive.commit('third', [450, 1_800])
    drive.commit('maker', [500, 890], [501, 90_000])
    drive.pass(1)
    expect(
      drive.bodies('providerTookOver').map(({ to, parts, discountBps, discount }) => [to, parts, discountBps, discount.minor]),
    ).toEqual([
      ['third', 2, 450, 80_100_000n],
      ['maker', 1, 500, 44_500_000n],
    ])
    expect(drive.bodies('escalated').map(({ from, to, why }) => [from, to, why])).toEqual([
      ['book', 'takeover', 'insolvent'],
      ['takeover', 'deleveraging', 'capacityShort'],
    ])
    expect([lotsOf(drive, 'long'), lotsOf(drive, 'third'), lotsOf(drive, 'maker')]).toEqual([700, 200, 100])
    expect(drive.auctions.standing.get('third')).toEqual([{ discountBps: 450, capacity: 20_000_000n }])
    isSound(drive)
  })

  test('behavior: enough of them close the account, and what it cannot pay is a shortfall', () => {
    const drive = insolventInAuction({ rounds: [] })
    drive.commit('third', [100, 100_000])
    drive.pass(1)
    expect(drive.bodies('providerTookOver')).toMatchObject([{ to: 'third', parts: 10 }])
    expect(drive.bodies('shortfallRealised')).toMatchObject([{ amount: { minor: 189_000_000n } }])
    expect(drive.auctions.closings.size).toBe(0)
    isSound(drive)
  })

  test('behavior: who cannot take its share takes none of it', () => {
    const drive = insolventInAuction({ rounds: [] })
    drive.commit('third', [100, 100_000])
    drive.withdraw('third', 99_500)
    drive.pass(1)
    expect(drive.bodies('providerTookOver')).toEqual([])
    expect(lotsOf(drive, 'long')).toBe(1_000)
  })

  test('behavior: the book goes on where winners are next', () => {
    const drive = insolventInAuction({ rounds: [] })
    drive.pass(2)
    expect(drive.bodies('escalated').at(-1)?.to).toBe('deleveraging')
    expect(drive.bodies('reductionOrdered').length).toBeGreaterThan(0)
  })

  test.each([
    ['nobody', [[1, 1]], 'accountUnknown'],
    ['maker', [[-1, 1]], 'discountOutOfRange'],
    [
      'maker',
      [
        [2, 1],
        [2, 1],
      ],
      'discountsNotRising',
    ],
    ['maker', [[2, 0]], 'capacityNotPositive'],
  ] as const)('table: commitments of %s, %j: %s', (account, levels, why) => {
    const drive = startAuctionDrive()
    expect(drive.commit(account, ...levels).decisions.map(({ body }) => body)).toEqual([{ kind: 'standingBidsRefused', account, why }])
    expect(drive.auctions.standing.size).toBe(0)
  })

  test('behavior: a commitment is replaced, and withdrawn by none', () => {
    const drive = startAuctionDrive()
    drive.commit('maker', [100, 5])
    drive.commit('maker', [200, 7])
    expect(drive.auctions.standing.get('maker')).toEqual([{ discountBps: 200, capacity: 7_000_000n }])
    drive.commit('maker')
    expect(drive.auctions.standing.size).toBe(0)
  })
})

describe('an auction ends early', () => {
  test('behavior: money comes in', () => {
    const drive = inAuction()
    drive.bid('maker', 10, 1)
    expect(kindsOf(drive.deposit('long', 1_000))).toEqual(['depositBooked', 'liquidationEnded', 'auctionEnded', 'restrictionLifted'])
    expect(drive.bodies('auctionEnded')).toMatchObject([{ how: 'restored', sold: 0, unsold: 10, bidders: 1 }])
  })

  test('behavior: the contract is settled', () => {
    const drive = inAuction()
    drive.send({ kind: 'contractSettled', at: drive.now(), contract: 'BTC/USDT:USDT', ticks: 94_000 })
    expect(drive.bodies('auctionEnded')).toMatchObject([{ how: 'nothingLeft' }])
  })
})

test('behavior: a state in the middle of an auction is plain data', () => {
  const drive = inAuction()
  drive.bid('maker', 3, 40)
  drive.commit('third', [100, 5_000])
  expect(encode(decode(encode(drive.auctions)))).toBe(encode(drive.auctions))
})
