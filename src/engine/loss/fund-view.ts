import type { Amount } from '../../base/amount.ts'
import type { TimeUs } from '../../base/time.ts'
import { rebaseFund, rebaseStake } from '../../waterfall/shares/rebase.ts'
import { minorForShares } from '../../waterfall/shares/share-value.ts'
import { houseShares, type Stake, type StakedFund } from '../../waterfall/shares/staked-fund.ts'
import type { ExitStatus } from '../../waterfall/shares/exit-queue.ts'
import type { EngineState } from '../state.ts'
import { fundAmount, revenueOf, vaultOf } from './fund-books.ts'
import type { FundState } from './fund-state.ts'

/** One staker. Shares are whole, as text; `cost` is paid in less paid out. */
export type HolderView = Readonly<{
  staker: string
  shares: string
  worth: Amount
  cost: Amount
  /** An exit on its way: what was asked for, and what would be paid if nothing more happened. */
  exit?: Readonly<{ shares: string; asked: Amount; pays: Amount; until: TimeUs; held: boolean }>
}>

/** The insurance fund and who owns it. */
export type FundView = Readonly<{
  asset: string
  decimals: number
  holds: Amount
  /** Worth of the house's shares. */
  house: Amount
  totalShares: string
  stakedShares: string
  /** Shares have been divided by ten to this power since the run began. */
  exponent: number
  queuedShares: string
  status: ExitStatus
  revenueWaiting: Amount
  holders: readonly HolderView[]
}>

/**
 * The fund's shares as a reader sees them: a copy, holders in order of name. `undefined` without a policy of shares.
 *
 * @example
 * fundViewOf(state)?.holders[0]?.worth
 */
export function fundViewOf(state: EngineState): FundView | undefined {
  const { fund } = state
  if (fund === undefined) return undefined
  const vault = vaultOf(state, fund)
  // As it would be counted if it were counted now.
  const now = rebaseFund(fund.shares, vault)
  const { totalShares, stakedShares, exponent } = now
  const money = { holds: fundAmount(fund, vault), revenueWaiting: fundAmount(fund, revenueOf(state, fund)) }
  return {
    asset: fund.asset,
    decimals: fund.decimals,
    ...money,
    house: fundAmount(fund, minorForShares(houseShares(now), totalShares, vault)),
    totalShares: String(totalShares),
    stakedShares: String(stakedShares),
    exponent,
    queuedShares: String(fund.queuedShares / BigInt(`1${'0'.repeat(exponent - fund.shares.exponent)}`)),
    status: fund.status,
    holders: holdersOf(fund, now, vault),
  }
}

function holdersOf(fund: FundState, now: StakedFund, vault: bigint): readonly HolderView[] {
  const exits = new Map(fund.queue.map((exit) => [exit.staker, exit]))
  const worthOf = (shares: bigint): bigint => minorForShares(shares, now.totalShares, vault)
  const holderOf = ([staker, counted]: readonly [string, Stake]): HolderView => {
    const stake = rebaseStake(counted, now)
    const [exit, request] = [exits.get(staker), stake.request]
    const held = {
      staker,
      shares: String(stake.shares),
      worth: fundAmount(fund, worthOf(stake.shares)),
      cost: fundAmount(fund, stake.costMinor),
    }
    if (exit === undefined || request === undefined) return held
    const worth = worthOf(request.shares)
    const pays = fundAmount(fund, worth < request.minor ? worth : request.minor)
    const asked = fundAmount(fund, request.minor)
    return { ...held, exit: { shares: String(request.shares), asked, pays, until: exit.until, held: exit.held } }
  }
  return [...fund.stakes].map(holderOf).sort((a, b) => (a.staker < b.staker ? -1 : 1))
}
