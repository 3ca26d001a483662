import { seconds } from '../base/time.ts'
import type { LiquidationPolicy, MarginPolicy } from '../engine/margin/margin-policy.ts'
import type { Policy } from '../engine/policy.ts'
import type { Draw } from './draw.ts'
import { drawMargin, pledges } from './draw-policy.ts'
import { drawLossSections, drawWaterfall } from './draw-loss.ts'
import type { Happening, TortureEvent } from './plan.ts'
import { mostAccounts } from './world.ts'

/** Accounts beside the two that have money to take over what others lose. */
const traders = mostAccounts - 2

/**
 * A policy under which losses come about: prices that are followed at once, thin layers, most sections there.
 *
 * @example
 * crashPolicy(drawOf(7), policy).waterfall?.layers
 */
export function crashPolicy(draw: Draw, policy: Policy): Policy {
  const drawn = policy.margin ?? drawMargin(draw)
  const { pace, leastNotional: _, ...liquidated } = drawn.liquidation
  const liquidation: LiquidationPolicy = {
    ...liquidated,
    ...(pace !== undefined && draw.chance(0.4) && { pace }),
    boundBps: draw.one([0, 300, 10_000]),
    shareOfPosition: draw.one([0.3, 1, 1]),
    shareOfBook: draw.one([0.3, 1, 1]),
    spacing: seconds(draw.one([0, 1])),
  }
  const margin: MarginPolicy = {
    ...drawn,
    model: 'tiered',
    callDueFor: seconds(draw.one([0, 0, 30])),
    bankruptAtOnce: draw.chance(0.9),
    liquidation,
    collateral: pledges,
    marks: { leastStepBps: 0, every: seconds(0), mostStepBps: 10_000, staleAfter: seconds(3_600) },
  }
  const waterfall = policy.waterfall ?? drawWaterfall(draw)
  // Sections that are absent are drawn once more, so that most are there.
  const sections = { ...drawLossSections(draw), ...sectionsOf(policy) }
  const { lossGuarantee, collateralSupport } = sections
  return {
    ...policy,
    ...sections,
    openingReserve: draw.one([5_000, 100_000, 10_000_000]),
    // So short that covers end, and can be claimed on, within a run.
    ...(lossGuarantee && { lossGuarantee: { ...lossGuarantee, windowFor: seconds(20), leadFor: seconds(0), claimFor: seconds(60) } }),
    ...(collateralSupport && { collateralSupport: { ...collateralSupport, equityAtLeastBps: 0 } }),
    margin,
    waterfall,
  }
}

function sectionsOf({ auction, deleveraging, lossGuarantee, collateralSupport, fundDraw }: Policy): Partial<Policy> {
  return {
    ...(auction && { auction }),
    ...(deleveraging && { deleveraging }),
    ...(lossGuarantee && { lossGuarantee }),
    ...(collateralSupport && { collateralSupport }),
    ...(fundDraw && { fundDraw }),
  }
}

/** What stands while the crashes of a run are drawn. */
type Stage = Readonly<{ draw: Draw; markets: number; contracts: number; round: number; policy: Policy }>

/**
 * Crashes one after the other: each time accounts come in with next to nothing behind their positions and others stand against them, members
 * put money up, then prices jump past what the accounts can bear, and everyone bids, pays, withdraws, stakes, leaves and claims while losses
 * are open.
 *
 * @example
 * drawCrashes(drawOf(7), { markets: 1, contracts: 3, policy })
 */
export function drawCrashes(draw: Draw, world: Readonly<{ markets: number; contracts: number; policy: Policy }>): readonly TortureEvent[] {
  const rounds = draw.whole(2, 3)
  return Array.from({ length: rounds }, (_, round) => oneCrash({ draw, ...world, round })).flat()
}

function oneCrash(stage: Stage): readonly TortureEvent[] {
  const { draw } = stage
  const up: 1 | -1 = draw.chance(0.5) ? 1 : -1
  const against = up === 1 ? -1 : 1
  const first = stage.round * 4
  const comers = [0, 1, 2, 3].map((place) => first + place).filter((account) => account < traders)
  return [
    ...prepared(stage),
    ...comers.map((account, place) => at(0, comer(stage, { account, side: place === 3 ? up : against }))),
    // Who is already there trades against each other as if it had more than it has.
    ...times(2, () => at(draw.whole(0, 2_000_000), trade(stage))),
    ...gap(stage, up),
    ...times(draw.whole(10, 18), () => at(draw.one([0, 300_000, 1_100_000, 4_000_000]), aftermath(stage))),
    ...(draw.chance(0.5) ? gap(stage, draw.chance(0.7) ? up : against) : []),
    ...times(draw.whole(6, 12), () => at(draw.one([1_100_000, 4_000_000, 40_000_000]), aftermath(stage))),
  ]
}

function at(wait: number, what: Happening): TortureEvent {
  return { wait, ...what }
}

function times<Made>(count: number, make: () => Made): readonly Made[] {
  return Array.from({ length: count }, make)
}

/** What is put up before a crash: contributions, stakes, promises to take over, covers. */
function prepared({ draw, round }: Stage): readonly TortureEvent[] {
  const all: Happening[] = [
    ...[mostAccounts - 2, mostAccounts - 1, ...times(2, () => trader(draw))].map((account): Happening => ({
      kind: 'contribute',
      account,
      amount: draw.magnitude(10, 2_000),
    })),
    { kind: 'stand', account: maker(draw), levels: [{ discountBps: draw.one([0, 100, 200]), capacity: draw.magnitude(100, 200_000) }] },
    { kind: 'stake', staker: draw.whole(0, 3), amount: draw.magnitude(1, 500) },
    { kind: 'buyCover', account: trader(draw), amount: draw.magnitude(5, 50) },
    { kind: 'giveSeed', epoch: round, isTrue: true },
  ]
  return all.filter(() => draw.chance(0.7)).map((what) => at(0, what))
}

/** Comes in with up to a hundred times its money in positions: what it holds may be worth less than nothing after the smallest move. */
function comer({ draw, contracts }: Stage, { account, side }: Readonly<{ account: number; side: 1 | -1 }>): Happening {
  // Some have collateral and hardly any cash: a call finds them short of what they own.
  const isIlliquid = draw.chance(0.25)
  const money = isIlliquid ? 1 : draw.magnitude(100, 10_000)
  const pledge = isIlliquid || draw.chance(0.6) ? draw.magnitude(100, 4_000) : 0
  const behind = isIlliquid ? pledge * draw.one([0.3, 1]) : money
  const notional = side * behind * draw.one([3, 5, 10, 20, 100])
  const positions = times(draw.one([1, 1, 2]), () => ({
    contract: draw.chance(0.8) ? 0 : draw.whole(0, contracts - 1),
    notional,
    off: 0,
  }))
  const owner = draw.chance(0.3) ? { owner: draw.whole(0, 1) } : {}
  return { kind: 'open', account, ...owner, money, pledge, positions }
}

function trade({ draw, contracts }: Stage): Happening {
  const [buyer, seller] = [trader(draw), draw.chance(0.5) ? maker(draw) : trader(draw)]
  return { kind: 'trade', buyer, seller, contract: draw.whole(0, contracts - 1), notional: draw.magnitude(200, 20_000), off: 0 }
}

/** Every market and contract jumps the same way, with books that are thin, empty or whole. */
function gap({ draw, markets, contracts }: Stage, up: 1 | -1): readonly TortureEvent[] {
  const size = draw.one([0.06, 0.15, 0.3, 0.6])
  const move = up === 1 ? size : -size / (1 + size)
  const books = times(markets, () => undefined).map((_, market): Happening => {
    const shape = draw.one(['both', 'both', 'both', 'both', 'empty', 'bidsOnly', 'asksOnly'] as const)
    return { kind: 'book', market, move, halfSpreadBps: draw.one([1, 30]), depth: draw.magnitude(5_000, 5_000_000), shape, told: 'true' }
  })
  const marks = times(contracts, () => undefined).map((_, contract): Happening => ({ kind: 'marks', contract, off: 0 }))
  return [...books, ...marks].map((what) => at(0, what))
}

type Make = (draw: Draw, stage: Stage) => Happening

/** A deed, how often it is done, and the section of the policy it asks for: hardly ever done without it. */
type Deed = readonly [weight: number, make: Make, section?: keyof Policy]

/** What people do while losses are open, weighed against each other. */
const deeds: readonly Deed[] = [
  [8, () => ({ kind: 'tick' })],
  [9, bid, 'auction'],
  [7, (draw, stage) => calm(draw, stage)],
  [2, (draw) => ({ kind: 'deposit', account: trader(draw), asset: 0, amount: draw.magnitude(10, 20_000) })],
  [2, (draw) => ({ kind: 'withdraw', account: draw.chance(0.5) ? maker(draw) : trader(draw), asset: 0, amount: draw.magnitude(1, 500) })],
  [1.5, (draw) => ({ kind: 'putUp', layer: draw.whole(0, 2), amount: draw.magnitude(1, 2_000) })],
  [1, (draw) => ({ kind: 'fundIncome', amount: draw.magnitude(1, 2_000) }), 'fundShares'],
  [1, (draw) => ({ kind: 'stake', staker: draw.whole(0, 3), amount: draw.magnitude(1, 500) }), 'fundShares'],
  [2, (draw) => ({ kind: 'unstake', staker: draw.whole(0, 3), share: draw.one([0, 0.5, 1]) }), 'fundShares'],
  [1, (draw) => ({ kind: draw.one(['stayStaked', 'claimStake']), staker: draw.whole(0, 3) }), 'fundShares'],
  [1, (draw) => ({ kind: 'recall', account: draw.chance(0.5) ? maker(draw) : trader(draw), amount: draw.magnitude(1, 200) })],
  [0.7, (draw) => ({ kind: 'leave', account: draw.chance(0.5) ? maker(draw) : trader(draw) })],
  [1, (draw) => ({ kind: 'contribute', account: trader(draw), amount: draw.magnitude(1, 500) })],
  [3, (draw) => ({ kind: 'drawFund', event: draw.whole(0, 3), amount: draw.magnitude(1, 60) }), 'fundDraw'],
  [1, (draw) => ({ kind: 'decideReview', hold: draw.whole(0, 1), verdict: draw.one(['released', 'kept']) }), 'fundDraw'],
  [2, claim, 'lossGuarantee'],
  [
    2,
    (draw) => ({ kind: 'borrow', account: trader(draw), amount: draw.magnitude(1, 60), pledge: draw.magnitude(10, 200) }),
    'collateralSupport',
  ],
  [1, (draw) => ({ kind: 'repay', account: trader(draw), amount: draw.magnitude(1, 60) }), 'collateralSupport'],
  [1, (draw) => ({ kind: 'buyCover', account: trader(draw), amount: draw.magnitude(5, 50) }), 'lossGuarantee'],
  [0.5, (draw) => ({ kind: 'auctionCommand', auction: draw.whole(0, 3), command: draw.one(['pause', 'resume', 'resume']) }), 'auction'],
  [1, (draw, stage) => trade({ ...stage, draw })],
  [0.2, (draw, { contracts }) => ({ kind: 'settle', contract: draw.whole(0, contracts - 1), off: 0 })],
]

function aftermath(stage: Stage): Happening {
  const { draw } = stage
  const weighed = deeds.map(
    ([weight, make, section]) => [section === undefined || section in stage.policy ? weight : weight / 20, make] as const,
  )
  let left = draw.uniform() * weighed.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, make] of weighed) {
    left -= weight
    if (left < 0) return make(draw, stage)
  }
  return { kind: 'tick' }
}

/** A bid that can stand, most of the time: on an open auction, of one who has money. */
function bid(draw: Draw): Happening {
  return {
    kind: 'bid',
    auction: draw.whole(0, 2),
    account: draw.chance(0.85) ? maker(draw) : trader(draw),
    parts: draw.one([1, 1, 3, 7, 50, 100]),
    discountBps: draw.one([0, 10, 100, 200, 10_000]),
  }
}

/** A claim on its own cover by who holds it, most of the time; `account` is at the end of the list where nobody is meant. */
function claim(draw: Draw): Happening {
  const account = draw.chance(0.15) ? trader(draw) : ownersPlace
  return { kind: 'claim', account, cover: draw.whole(0, 3), trade: draw.whole(0, 5), isForged: draw.chance(0.15) }
}

/** In a claim: whoever holds the cover. */
export const ownersPlace = -1

function calm(draw: Draw, { markets }: Stage): Happening {
  const move = (draw.uniform() - 0.5) * 0.02
  const market = draw.whole(0, markets - 1)
  return { kind: 'book', market, move, halfSpreadBps: 1, depth: draw.magnitude(50_000, 2_000_000), shape: 'both', told: 'true' }
}

function maker(draw: Draw): number {
  return draw.whole(mostAccounts - 2, mostAccounts - 1)
}

function trader(draw: Draw): number {
  return draw.whole(0, traders - 1)
}
