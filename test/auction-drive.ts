import { memberAccounts } from '../src/accounting/member-chart.ts'
import { seconds } from '../src/base/time.ts'
import type { Decision, DecisionBody } from '../src/engine/decision.ts'
import type { AuctionPolicy } from '../src/engine/loss/auction-policy.ts'
import type { AuctionsState, OpenAuction } from '../src/engine/loss/auction-state.ts'
import type { MarginPolicy } from '../src/engine/margin/margin-policy.ts'
import type { Outcome } from '../src/engine/turn.ts'
import { balanceOf } from '../src/ledger/balance.ts'
import { ofKind } from './engine-drive.ts'
import { btcPerpetual } from './instruments.ts'
import { startMarginDrive, type MarginDrive } from './margin-drive.ts'

/** An auction policy that acts within seconds: a batch of 10 s, then a price that falls for 20 s and 80 s. */
export const quickAuction: AuctionPolicy = {
  leaveBook: { noBidsFor: seconds(5), insolvent: true },
  rounds: ['batch', 'dutch'],
  parts: 10,
  mostDiscountBps: 500,
  leastBidders: 2,
  batchFor: seconds(10),
  dutch: { startShare: 1, fastEndShare: 0.8, fastFor: 20, slowFor: 80, insolventFor: 100 },
}

/** A driven run with margin and auctions. */
export type AuctionDrive = MarginDrive &
  Readonly<{
    auctions: AuctionsState
    /** Everything that was concluded since the last call of `forget`. */
    log: Decision[]
    /** The only auction that is open. */
    auction: () => OpenAuction
    /** Opens `long` and lets the price fall until its call is not met; the book then stands at the price, one-sided where nobody bids. */
    fall: (how: Readonly<{ cash: number; lots: number; to: number; noBids?: boolean }>) => void
    /** Lets whole seconds pass, with a tick each. */
    pass: (count: number) => readonly Decision[]
    bid: (account: string, parts: number, discountBps: number, auction?: string) => Outcome
    commit: (account: string, ...levels: readonly (readonly [discountBps: number, whole: number])[]) => Outcome
    operate: (command: 'pause' | 'resume', auction?: string) => Outcome
    bodies: <Kind extends DecisionBody['kind']>(kind: Kind) => readonly Extract<DecisionBody, { kind: Kind }>[]
  }>

/**
 * Starts a driven run with margin and auctions and, beside `long`, bidders with 100,000 USDT each: `maker`, `taker`, `third`.
 *
 * @example
 * const drive = startAuctionDrive({ rounds: ['dutch'] })
 */
export function startAuctionDrive(changes: Partial<AuctionPolicy> = {}, margin: Partial<MarginPolicy> = {}): AuctionDrive {
  const drive = startMarginDrive(margin, { auction: { ...quickAuction, ...changes } })
  const { auctions } = drive.state
  if (auctions === undefined) throw new Error('a run with an auction policy has auctions')
  const log: Decision[] = []
  const kept = (outcome: Outcome): Outcome => {
    log.push(...outcome.decisions)
    return outcome
  }
  for (const account of ['maker', 'taker', 'third']) drive.open(account, { cash: 100_000 })
  const auction = (): OpenAuction => {
    const [only] = auctions.open.values()
    if (only === undefined) throw new Error('an auction is open')
    return only
  }
  const pass = (count: number): readonly Decision[] => {
    const before = log.length
    for (let second = 0; second < count; second++) {
      drive.wait(1)
      kept(drive.tick())
    }
    return log.slice(before)
  }
  return {
    ...drive,
    send: (input) => kept(drive.send(input)),
    book: (book) => kept(drive.book(book)),
    tick: () => kept(drive.tick()),
    command: (command) => kept(drive.command(command)),
    deposit: (account, whole, asset) => kept(drive.deposit(account, whole, asset)),
    auctions,
    log,
    auction,
    fall: ({ cash, lots, to, noBids = false }) => {
      drive.open('long', { cash, lots })
      drive.wait(1)
      kept(drive.book({ mid: to }))
      if (noBids) kept(drive.book({ bids: [Math.round(to * 0.9), 5], asks: [Math.round(to * 1.1), 5] }))
      drive.wait(60)
      pass(1)
    },
    pass,
    bid: (account, parts, discountBps, id = auction().id) =>
      kept(drive.send({ kind: 'bidPlaced', at: drive.now(), auction: id, account, parts, discountBps })),
    commit: (account, ...levels) =>
      kept(
        drive.send({
          kind: 'standingBidsChanged',
          at: drive.now(),
          account,
          levels: levels.map(([discountBps, whole]) => ({ discountBps, capacity: String(Math.round(whole * 1e6)) })),
        }),
      ),
    operate: (command, id) =>
      kept(
        drive.send({
          kind: 'auctionCommanded',
          at: drive.now(),
          ...(id !== undefined && { auction: id }),
          by: 'ops',
          command,
          reason: 'drill',
        }),
      ),
    bodies: (kind) => ofKind(log, kind),
  }
}

/**
 * A run with `long` in its first auction: one BTC bought at 10,000 with 1,000 behind it, at 9,400 without a bid in the book: equity 400, margins
 * 940 and 470, restored at 705.
 *
 * @example
 * const drive = inAuction({ rounds: ['dutch'] })
 */
export function inAuction(changes: Partial<AuctionPolicy> = {}): AuctionDrive {
  const drive = startAuctionDrive(changes)
  drive.fall({ cash: 1_000, lots: 1_000, to: 94_000, noBids: true })
  drive.pass(5)
  return drive
}

/**
 * The same at 8,900, with bids in the book: equity -100, margins 890 and 445. One round, of a falling price.
 *
 * @example
 * const drive = insolventInAuction({ rounds: [] })
 */
export function insolventInAuction(changes: Partial<AuctionPolicy> = {}): AuctionDrive {
  const drive = startAuctionDrive({ rounds: ['dutch'], ...changes })
  drive.open('long', { cash: 1_000, lots: 1_000 })
  drive.wait(1)
  drive.book({ mid: 89_000 })
  return drive
}

/** A member's cash in whole USDT. */
export function cashOf(drive: AuctionDrive, account: string): number {
  return Number(balanceOf(drive.state.ledger, memberAccounts(account).cash)) / 1e6
}

/** Lots a member holds in the run's market. */
export function lotsOf(drive: AuctionDrive, account: string): number {
  return drive.member(account).positions.get(btcPerpetual.id)?.lots ?? 0
}
