import { insuranceFundAccount } from '../../accounting/loss-chart.ts'
import { amount, type Amount } from '../../base/amount.ts'
import type { TimeUs } from '../../base/time.ts'
import { availableOf } from '../../ledger/balance.ts'
import { tickSize } from '../../market/instrument.ts'
import type { DeleverageRule } from '../../waterfall/deleveraging/deleverage-rule.ts'
import { exposureOf } from '../../waterfall/deleveraging/exposure.ts'
import type { StartStopReason } from '../../waterfall/deleveraging/start-stop.ts'
import type { EngineState } from '../state.ts'
import { otherSideOf } from './deleverage-candidates.ts'

/** One wave of deleveraging. */
export type DeleveragingWaveView = Readonly<{
  number: number
  startedAt: TimeUs
  lastAt: TimeUs
  needed: Amount
  covered: Amount
  accounts: number
  closings: number
}>

/** Deleveraging as a reader sees it. */
export type DeleveragingView = Readonly<{
  rule: DeleverageRule['kind']
  isOn: boolean
  why: StartStopReason
  /** The insurance fund's fall from its highest in the window, as a fraction; and how much more it may fall before winners are closed. */
  ratio: number
  untilStart: Amount
  waveCount: number
  /** The latest last. */
  waves: readonly DeleveragingWaveView[]
}>

/**
 * Deleveraging as it stands: a copy, plain data. `undefined` without a policy for it.
 *
 * @example
 * deleveragingViewOf(state)?.isOn // false
 */
export function deleveragingViewOf(state: EngineState): DeleveragingView | undefined {
  const { deleveraging, margin, terms } = state
  const policy = terms?.policy.deleveraging
  if (deleveraging === undefined || margin === undefined || policy === undefined) return undefined
  const money = (minor: bigint): Amount => amount(margin.settlement.asset, minor)
  const { isOn, reason, ratio } = deleveraging.startStop
  return {
    rule: policy.rule.kind,
    isOn: isOn || !hasFund(state, margin.settlement.asset),
    why: reason,
    ratio,
    untilStart: money(untilStartMinor(state)),
    waveCount: deleveraging.waveCount,
    waves: deleveraging.waves.map(({ number, startedAt, lastAt, neededMinor, coveredMinor, accounts, closings }) => ({
      number,
      startedAt,
      lastAt,
      needed: money(neededMinor),
      covered: money(coveredMinor),
      accounts,
      closings,
    })),
  }
}

/** One account's place among those who would be closed. */
export type QueuePlace = Readonly<{
  /** From 1, the first to be closed whole. */
  place: number
  account: string
  gain: Amount
  /** The account begins to be closed, and is closed whole, when the fund falls by this; absent where it never is. */
  beginsAt?: Amount
  endsAt?: Amount
}>

/**
 * The places of all winners on one side of a contract, the first to be closed whole first, under the policy's rule at the marks as they stand. It values every
 * holder, so it is asked for a contract when somebody wants to know.
 *
 * @param side - Of the winners.
 * @returns Undefined without a policy for deleveraging, and for a contract that is not listed or has no mark.
 *
 * @example
 * queuePlacesOf(state, 'BTC/USDT:USDT', 'short')?.[0]?.account
 */
export function queuePlacesOf(state: EngineState, contract: string, side: 'long' | 'short'): readonly QueuePlace[] | undefined {
  const { margin, terms } = state
  const policy = terms?.policy.deleveraging
  const listing = margin?.listings.get(contract)
  const price = margin?.marks.get(contract)?.markPrice
  if (margin === undefined || policy === undefined || listing === undefined || price === undefined) return undefined
  const markTicks = Math.max(1, Math.round(price / tickSize(listing.instrument)))
  // Nobody's position in particular: one lot of the other side.
  const { winners } = otherSideOf(state, margin, { account: '', listing, lots: side === 'short' ? 1 : -1, markTicks })
  const { begins, ends } = exposureOf(policy.rule, winners, winners.gain)
  const until = untilStartMinor(state)
  const fallOf = (deficit: number): Amount | undefined =>
    Number.isFinite(deficit) ? amount(margin.settlement.asset, until + BigInt(Math.ceil(deficit))) : undefined
  const order = Array.from(winners.accounts.keys()).sort(
    (a, b) => before(ends[a] as number, ends[b] as number) || before(begins[a] as number, begins[b] as number) || a - b,
  )
  return order.map((index, at) => {
    const [beginsAt, endsAt] = [fallOf(begins[index] as number), fallOf(ends[index] as number)]
    return {
      place: at + 1,
      account: winners.accounts[index] as string,
      gain: amount(margin.settlement.asset, BigInt(winners.gain[index] as number)),
      ...(beginsAt && { beginsAt }),
      ...(endsAt && { endsAt }),
    }
  })
}

/**
 * The contracts whose winners have places: those with a mark, by name; none without a policy for deleveraging.
 *
 * @example
 * queueContractsOf(state) // ['BTC/USDT:USDT']
 */
export function queueContractsOf({ margin, terms }: EngineState): readonly string[] {
  if (margin === undefined || terms?.policy.deleveraging === undefined) return []
  return [...margin.listings.keys()].filter((contract) => margin.marks.get(contract)?.markPrice !== undefined).sort()
}

/** A difference would be no number between two that are infinite. */
function before(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}

function hasFund(state: EngineState, asset: string): boolean {
  return state.ledger.accounts.has(insuranceFundAccount(asset))
}

/** How much more the fund may lose before winners are closed; 0 while they are, and where there is no fund. */
function untilStartMinor(state: EngineState): bigint {
  const { deleveraging, margin, terms } = state
  const levels = terms?.policy.deleveraging?.levels
  if (deleveraging === undefined || margin === undefined || levels === undefined || !hasFund(state, margin.settlement.asset)) return 0n
  if (deleveraging.startStop.isOn) return 0n
  const balance = availableOf(state.ledger, insuranceFundAccount(margin.settlement.asset))
  const highest = deleveraging.startStop.balances[0]?.balance ?? Number(balance)
  const left = Number(balance) - highest * (1 + levels.startAt)
  return BigInt(Math.max(0, Math.ceil(left)))
}
