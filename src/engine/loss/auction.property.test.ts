import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { cashOf, inAuction, insolventInAuction, lotsOf, type AuctionDrive } from '../../../test/auction-drive.ts'
import { ofKind } from '../../../test/engine-drive.ts'
import { tenthModel } from '../../../test/margin-drive.ts'
import { encode } from '../../base/codec.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { countedAt } from '../../waterfall/auction/biddable-clock.ts'
import type { Outcome } from '../turn.ts'
import { dutchQuote } from './auction-quote.ts'
import { auctionTurn, portfolioOf } from './portfolio-of.ts'
import { beginTurn } from '../turn.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const names = ['long', 'maker', 'taker', 'third'] as const

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pass' as const), count: fc.integer({ min: 1, max: 25 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('bid' as const),
      account: fc.constantFrom(...names),
      parts: fc.integer({ min: 0, max: 11 }),
      discountBps: fc.integer({ min: -20, max: 520 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      account: fc.constantFrom(...names),
      discountBps: fc.integer({ min: 0, max: 520 }),
      whole: fc.integer({ min: 100, max: 12_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('operate' as const), command: fc.constantFrom('pause' as const, 'resume' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('price' as const), mid: fc.integer({ min: 860, max: 960 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('withdraw' as const), account: fc.constantFrom('maker' as const, 'third' as const) }),
  },
)

type Step = typeof step extends fc.Arbitrary<infer Drawn> ? Drawn : never

const carryOut = (drive: AuctionDrive, drawn: Step): readonly Outcome[] => {
  switch (drawn.do) {
    case 'pass':
      return [{ decisions: drive.pass(drawn.count), transfers: [], effects: [] }]
    case 'bid':
      return drive.auctions.open.size === 0 ? [] : [drive.bid(drawn.account, drawn.parts, drawn.discountBps)]
    case 'commit':
      return [drive.commit(drawn.account, [drawn.discountBps, drawn.whole])]
    case 'operate':
      return [drive.operate(drawn.command)]
    case 'price':
      return [drive.book({ bids: [drawn.mid * 95, 5], asks: [drawn.mid * 105, 5] })]
    default:
      return [drive.withdraw(drawn.account, 99_000)]
  }
}

const lotsHeld = (drive: AuctionDrive): number =>
  [...drive.margin.members.values()].flatMap(({ positions }) => [...positions.values()]).reduce((sum, { lots }) => sum + lots, 0)

const standOf = (drive: AuctionDrive): string => encode({ auctions: drive.auctions, margin: drive.margin, ledger: drive.state.ledger })

function checkOutcome(drive: AuctionDrive, { decisions }: Outcome): void {
  const accepted = ofKind(decisions, 'bidAccepted')
  for (const moved of [...ofKind(decisions, 'portfolioTransferred'), ...ofKind(decisions, 'providerTookOver')]) {
    expect(moved.to).not.toBe(moved.account)
    expect(moved.discountBps).toBeLessThanOrEqual(500)
    // Nobody is given less than it asked: a bid of this step, or one that was sealed before.
    const told = drive.log.flatMap(({ body }) => (body.kind === 'bidAccepted' && body.bidder === moved.to ? [body.discountBps] : []))
    if (moved.kind === 'portfolioTransferred') expect(Math.min(...told)).toBeLessThanOrEqual(moved.discountBps + 1e-9)
  }
  for (const { sold, unsold, auction } of ofKind(decisions, 'auctionEnded')) {
    const started = drive.log.find(({ id }) => id === auction)?.body
    expect(started?.kind === 'auctionStarted' && started.parts).toBe(sold + unsold)
    expect(Math.min(sold, unsold)).toBeGreaterThanOrEqual(0)
  }
  expect(accepted.every(({ bidder, account }) => bidder !== account)).toBe(true)
}

describe('laws of auctions', () => {
  test.each([
    ['solvent', () => inAuction()],
    ['insolvent', () => insolventInAuction({ rounds: ['dutch', 'batch'] })],
  ])('property: whatever is bid for a %s portfolio, lots and money stay, and refusals change nothing', (_name, start) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), (steps) => {
        const drive = start()
        for (const drawn of steps) {
          const before = standOf(drive)
          const outcomes = carryOut(drive, drawn)
          for (const outcome of outcomes) checkOutcome(drive, outcome)
          const isRefused =
            outcomes.length > 0 &&
            outcomes.every(({ decisions: [first, ...rest] }) => first?.body.kind === 'bidRefused' && rest.length === 0)
          if (drawn.do === 'bid' && isRefused) expect(standOf(drive)).toBe(before)
          expect(lotsHeld(drive)).toBe(1_000)
          for (const auction of drive.auctions.open.values()) {
            expect(auction.partsLeft).toBeGreaterThan(0)
            expect(auction.partsLeft).toBeLessThanOrEqual(auction.parts)
            expect(drive.member(auction.account).liquidation?.id).toBe(auction.event)
          }
        }
        expect(auditLedger(drive.state.ledger).findings).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('property: while nobody can bid the clock stands, and with marks unchanged the discount never falls', () => {
    const steps = fc.array(fc.record({ by: fc.integer({ min: 1, max: 9 }), stop: fc.boolean() }), { minLength: 2, maxLength: 15 })
    fc.assert(
      fc.property(steps, fc.boolean(), (all, isSolvent) => {
        const drive = isSolvent ? inAuction({ rounds: ['dutch'] }) : insolventInAuction()
        let counted = 0
        let discount = -1
        for (const { by, stop } of all) {
          drive.operate(stop ? 'pause' : 'resume')
          drive.pass(by)
          const [auction] = drive.auctions.open.values()
          if (auction === undefined) return
          counted += stop ? 0 : by
          expect(countedAt(auction.clock, drive.now())).toBe(counted * 1e6)
          const at = auctionTurn(beginTurn(drive.state, drive.state.seq, drive.now()), 'long')
          const portfolio = at && portfolioOf(at)
          if (at === undefined || portfolio === undefined) throw new Error('a portfolio in auction can be valued')
          const quote = dutchQuote(auction, portfolio.standing, { at: drive.now(), policies: at.policies })
          expect(quote.discountBps).toBeGreaterThanOrEqual(discount - 1e-9)
          discount = quote.discountBps
        }
      }),
      { numRuns: 60 },
    )
  })

  test('property: the order in which sealed bids come does not matter', () => {
    const bids = fc.array(
      fc.record({
        account: fc.constantFrom('maker', 'taker', 'third'),
        parts: fc.integer({ min: 1, max: 10 }),
        discountBps: fc.integer({ min: 0, max: 9 }),
      }),
      { minLength: 2, maxLength: 6 },
    )
    const result = (all: readonly { account: string; parts: number; discountBps: number }[]): unknown => {
      const drive = inAuction({ leastBidders: 1 })
      for (const { account, parts, discountBps } of all) drive.bid(account, parts, discountBps)
      drive.pass(10)
      const ended = drive.bodies('auctionEnded').map(({ how, sold, clearedAtBps }) => [how, sold, clearedAtBps])
      return [ended, ['maker', 'taker', 'third'].map((name) => [lotsOf(drive, name), cashOf(drive, name)])]
    }
    fc.assert(
      fc.property(bids, (all) => {
        expect(result(all.toReversed())).toEqual(result(all))
      }),
      { numRuns: 40 },
    )
  })
})
