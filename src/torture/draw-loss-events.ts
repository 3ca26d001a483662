import type { Draw } from './draw.ts'
import type { LossHappening } from './loss-plan.ts'
import { mostAccounts } from './world.ts'

/** An event about losses, with how often it comes. */
export type WeighedLoss = readonly [weight: number, make: (draw: Draw) => LossHappening]

const small = (draw: Draw): number => (draw.chance(0.1) ? 0.000001 : draw.magnitude(1, 5_000))
const account = (draw: Draw): number => (draw.chance(0.5) ? draw.whole(0, 3) : draw.whole(0, mostAccounts))
const staker = (draw: Draw): number => draw.whole(0, 3)
/** Mostly one of the two that have money to take over what others lose. */
const bidder = (draw: Draw): number => (draw.chance(0.7) ? draw.whole(mostAccounts - 2, mostAccounts - 1) : account(draw))
/** Mostly an auction that is open. */
const auction = (draw: Draw): number => draw.whole(0, 2) + (draw.chance(0.1) ? draw.one([100, 200]) : 0)

/** What may happen about losses, weighed against each other; now and then what must be refused. */
export const lossEvents: readonly WeighedLoss[] = [
  [3, (draw) => ({ kind: 'contribute', account: account(draw), amount: small(draw) })],
  [1, (draw) => ({ kind: 'recall', account: account(draw), amount: small(draw) })],
  [0.4, (draw) => ({ kind: 'leave', account: account(draw) })],
  [1, (draw) => ({ kind: 'putUp', layer: draw.whole(0, 3), amount: small(draw) })],
  [
    8,
    (draw) => ({
      kind: 'bid',
      auction: auction(draw),
      account: bidder(draw),
      parts: draw.chance(0.15) ? draw.one([0, 101, -1, 0.5]) : draw.one([1, 1, 3, 7, 50, 100]),
      discountBps: draw.chance(0.1) ? draw.one([20_000, -5, 0.5]) : draw.one([0, 10, 100, 200, 10_000]),
    }),
  ],
  [
    2,
    (draw) => ({
      kind: 'stand',
      account: bidder(draw),
      levels: [10, 100, 1_000]
        .filter(() => draw.chance(0.5))
        .map((discountBps) => ({ discountBps, capacity: draw.magnitude(100, 100_000) })),
    }),
  ],
  [0.4, (draw) => ({ kind: 'auctionCommand', auction: draw.whole(0, 3), command: draw.one(['pause', 'resume', 'resume']) })],
  [2, (draw) => ({ kind: 'stake', staker: staker(draw), amount: small(draw) })],
  [1, (draw) => ({ kind: 'unstake', staker: staker(draw), share: draw.one([0, 0.1, 0.5, 1, 1, 2]) })],
  [0.5, (draw) => ({ kind: draw.one(['stayStaked', 'claimStake']), staker: staker(draw) })],
  [0.5, (draw) => ({ kind: 'fundIncome', amount: small(draw) })],
  [1, (draw) => ({ kind: 'buyCover', account: account(draw), amount: small(draw) })],
  [1, (draw) => ({ kind: 'claim', account: account(draw), cover: draw.whole(0, 3), trade: draw.whole(0, 20), isForged: draw.chance(0.3) })],
  [1.5, (draw) => ({ kind: 'borrow', account: account(draw), amount: small(draw), pledge: draw.magnitude(1, 5_000) })],
  [0.8, (draw) => ({ kind: 'repay', account: account(draw), amount: small(draw) })],
  [1.5, (draw) => ({ kind: 'drawFund', event: draw.whole(0, 6), amount: small(draw) })],
  [0.5, (draw) => ({ kind: 'decideReview', hold: draw.whole(0, 3), verdict: draw.one(['released', 'kept']) })],
  [0.4, (draw) => ({ kind: 'giveSeed', epoch: draw.whole(0, 12), isTrue: draw.chance(0.8) })],
]
