import type { TimeUs } from '../base/time.ts'
import { hashOf } from '../base/hash.ts'
import type { Input } from '../engine/input.ts'
import type { EngineState } from '../engine/state.ts'
import { seedOfEpoch } from '../trigger/committed-threshold.ts'
import { ownersPlace } from './draw-crash.ts'
import { thresholdEpochs, thresholdRoot } from './draw-loss.ts'
import type { LossHappening } from './loss-plan.ts'
import { accountNamed } from './world.ts'

/** What is needed to name what an event is about. */
export type LossScene = Readonly<{ at: TimeUs; btcPrice: number; state: EngineState }>

/**
 * The input that an event about losses means.
 *
 * @example
 * lossInput({ at, btcPrice: 10_000, state }, { kind: 'contribute', account: 3, amount: 50 })
 */
export function lossInput(scene: LossScene, event: LossHappening): Input {
  const { at, state } = scene
  switch (event.kind) {
    case 'contribute':
    case 'recall': {
      const kind = event.kind === 'contribute' ? 'contributionPaid' : 'contributionRequested'
      return { kind, at, account: accountNamed(event.account), minor: minorOf(event.amount) }
    }
    case 'leave':
      return { kind: 'membershipEnded', at, account: accountNamed(event.account) }
    case 'putUp':
      return {
        kind: 'lossMoneyPaid',
        at,
        layer: ['insuranceFund', 'ownMoney:first', 'ownMoney:second', 'nowhere'][event.layer] ?? '',
        minor: minorOf(event.amount),
      }
    case 'bid': {
      const { account, parts, discountBps } = event
      return { kind: 'bidPlaced', at, auction: auctionAt(state, event.auction), account: accountNamed(account), parts, discountBps }
    }
    case 'stand': {
      const levels = event.levels.map(({ discountBps, capacity }) => ({ discountBps, capacity: minorOf(capacity) }))
      return { kind: 'standingBidsChanged', at, account: accountNamed(event.account), levels }
    }
    case 'auctionCommand': {
      const which = event.auction === 3 ? {} : { auction: auctionAt(state, event.auction) }
      return { kind: 'auctionCommanded', at, ...which, by: 'torture', command: event.command, reason: 'drill' }
    }
    case 'stake':
    case 'unstake':
    case 'stayStaked':
    case 'claimStake':
    case 'fundIncome':
      return fundInput(scene, event)
    default:
      return facilityInput(scene, event)
  }
}

/** Even, so that an account can be split in halves. */
function minorOf(amount: number): string {
  return String(Math.max(1, Math.round(amount * 5e5)) * 2)
}

function auctionAt({ auctions }: EngineState, place: number): string {
  const [open, ended] = [[...(auctions?.open.keys() ?? [])], auctions?.ended ?? []]
  if (place >= 200) return '0:0'
  if (place >= 100) return ended[place % Math.max(1, ended.length)] ?? '0:0'
  return open[place % Math.max(1, open.length)] ?? ended.at(-1) ?? '0:0'
}

type Kinds<Kind extends LossHappening['kind']> = Extract<LossHappening, { kind: Kind }>

function fundInput({ at, state }: LossScene, event: Kinds<'stake' | 'unstake' | 'stayStaked' | 'claimStake' | 'fundIncome'>): Input {
  if (event.kind === 'fundIncome') return { kind: 'fundRevenueReceived', at, minor: minorOf(event.amount) }
  const staker = `staker-${event.staker}`
  switch (event.kind) {
    case 'stake':
      return { kind: 'fundStaked', at, staker, minor: minorOf(event.amount) }
    case 'unstake': {
      const held = state.fund?.stakes.get(staker)?.shares ?? 0n
      // Without shares: all of them.
      const shares = event.share === 0 ? {} : { shares: String((held * BigInt(Math.round(event.share * 10))) / 10n) }
      return { kind: 'unstakeRequested', at, staker, ...shares }
    }
    case 'stayStaked':
      return { kind: 'unstakeCancelled', at, staker }
    default:
      return { kind: 'unstakeClaimed', at, staker }
  }
}

type FacilityHappening = Kinds<'buyCover' | 'claim' | 'borrow' | 'repay' | 'drawFund' | 'decideReview' | 'giveSeed'>

function facilityInput(scene: LossScene, event: FacilityHappening): Input {
  const { at, state, btcPrice } = scene
  switch (event.kind) {
    case 'buyCover':
      return { kind: 'guaranteeBought', at, account: accountNamed(event.account), capMinor: minorOf(event.amount) }
    case 'claim':
      return claimOf(scene, event)
    case 'borrow': {
      const minor = String(Math.max(1, Math.round((event.pledge / btcPrice) * 1e8)))
      return {
        kind: 'loanRequested',
        at,
        account: accountNamed(event.account),
        wantedMinor: minorOf(event.amount),
        pledges: [{ asset: 'BTC', minor }],
      }
    }
    case 'repay':
      return { kind: 'loanRepaid', at, account: accountNamed(event.account), minor: minorOf(event.amount) }
    case 'drawFund': {
      const events = [...(state.facilities?.draws?.events.keys() ?? [])]
      return { kind: 'drawRequested', at, by: 'torture', event: events[event.event] ?? '0:0', wantedMinor: minorOf(event.amount) }
    }
    case 'decideReview': {
      const holds = [...(state.facilities?.draws?.escrow.keys() ?? [])]
      return { kind: 'reviewDecided', at, by: 'torture', hold: holds[event.hold] ?? '0:0', verdict: event.verdict, reason: 'drill' }
    }
    default: {
      const seed = event.isTrue ? seedOfEpoch(thresholdRoot, { epoch: event.epoch, epochs: thresholdEpochs }) : hashOf('forged')
      return { kind: 'thresholdSeedGiven', at, epoch: event.epoch, seed }
    }
  }
}

/** A claim on a cover of its own, or of another, with a trade as it was or with forged numbers. */
function claimOf({ at, state }: LossScene, event: Kinds<'claim'>): Input {
  const { facilities } = state
  const covers = [...(facilities?.guarantees?.book.covers.values() ?? [])]
  const cover = covers[event.cover % Math.max(1, covers.length)]
  const account = event.account === ownersPlace ? (cover?.account ?? accountNamed(0)) : accountNamed(event.account)
  const trades = [...(facilities?.trades.values() ?? [])].filter((each) => event.account !== ownersPlace || each.account === account)
  const trade = trades[event.trade % Math.max(1, trades.length)]
  const { side = 'buy', lots = 1, ticks = 1 } = trade ?? {}
  const evidence = [{ trade: trade?.id ?? '0:0', side, lots: event.isForged ? lots * 3 : lots, ticks }]
  return { kind: 'claimFiled', at, account, cover: cover?.id ?? '0:0', evidence }
}
