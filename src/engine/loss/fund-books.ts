import { fundRevenueAccount, insuranceFundAccount, lossMoneyOpening } from '../../accounting/loss-chart.ts'
import { amount, type Amount } from '../../base/amount.ts'
import { invariant } from '../../base/assert.ts'
import { openAccount } from '../../ledger/account.ts'
import { availableOf } from '../../ledger/balance.ts'
import { rebaseFund } from '../../waterfall/shares/rebase.ts'
import { wholeToMinor } from '../books.ts'
import type { Policy } from '../policy.ts'
import type { EngineState } from '../state.ts'
import { recordDecision, type Turn } from '../turn.ts'
import type { FundSharesPolicy } from './fund-policy.ts'
import { createFundState, type FundState } from './fund-state.ts'

/** A fund at work in a turn. */
export type FundTurn = Readonly<{ turn: Turn; fund: FundState; policy: FundSharesPolicy }>

/**
 * Starts shares of the insurance fund. What is in the fund by then is the house's. Comes after the waterfall, which opens its layers;
 * nothing without a policy of shares or without margin.
 *
 * @example
 * startFundShares(turn, policy)
 */
export function startFundShares(turn: Turn, policy: Policy): void {
  const { state } = turn
  if (policy.fundShares === undefined || state.margin === undefined) return
  const { asset, decimals } = state.margin.settlement
  for (const id of [insuranceFundAccount(asset), fundRevenueAccount(asset)]) {
    if (state.ledger.accounts.has(id)) continue
    invariant(openAccount(state.ledger, lossMoneyOpening(id, asset)).ok, "the fund's accounts are opened once")
  }
  const fund = createFundState({ asset, decimals }, turn.at)
  state.fund = fund
  fund.shares = rebaseFund(fund.shares, vaultOf(state, fund))
  // Its first status is where it begins, and nothing moved there.
  if (vaultOf(state, fund) < leastFundMinor(fund, policy.fundShares)) fund.status = 'onIce'
}

/**
 * What a fund holds, in minor units: its balance in the books less what is reserved there.
 *
 * @example
 * vaultOf(state, fund) // 5_000_000n
 */
export function vaultOf({ ledger }: EngineState, { asset }: FundState): bigint {
  return availableOf(ledger, insuranceFundAccount(asset))
}

/**
 * Income that waits to be settled, in minor units.
 *
 * @example
 * revenueOf(state, fund) // 1_000_000n
 */
export function revenueOf({ ledger }: EngineState, { asset }: FundState): bigint {
  return availableOf(ledger, fundRevenueAccount(asset))
}

/**
 * Names minor units as money of a fund.
 *
 * @example
 * fundAmount(fund, 5_000_000n) // 5 USDT
 */
export function fundAmount({ asset }: FundState, minor: bigint): Amount {
  return amount(asset, minor)
}

/**
 * What a fund must hold not to be on ice, in minor units.
 *
 * @example
 * leastFundMinor(fund, policy.fundShares) // 1_000_000_000_000n
 */
export function leastFundMinor({ decimals }: FundState, { exitQueue }: FundSharesPolicy): bigint {
  return wholeToMinor(exitQueue.leastFund, decimals)
}

/**
 * Counts shares anew where a loss has made them too many for what is left, and says so.
 *
 * @example
 * followVault(at)
 */
export function followVault({ turn, fund }: FundTurn): void {
  const vault = vaultOf(turn.state, fund)
  const before = fund.shares
  fund.shares = rebaseFund(before, vault)
  const tenfolds = fund.shares.exponent - before.exponent
  if (tenfolds === 0) return
  fund.queuedShares /= BigInt(`1${'0'.repeat(tenfolds)}`)
  const totalShares = String(fund.shares.totalShares)
  recordDecision(turn, { body: { kind: 'fundSharesRebased', tenfolds, totalShares, fund: fundAmount(fund, vault) } })
}

/**
 * The loss event that may still cost the fund something: a liquidation whose account has less than nothing, or cannot be valued.
 *
 * @returns The id of the decision that started it, or `undefined`.
 *
 * @example
 * openLossOf(turn.state) // '120:4'
 */
export function openLossOf({ margin }: EngineState): string | undefined {
  for (const name of margin?.attended ?? []) {
    const member = margin?.members.get(name)
    if (member?.liquidation === undefined) continue
    if (member.figures === undefined || member.figures.equity < 0) return member.liquidation.id
  }
  return undefined
}
