import type { AccountOpening } from '../ledger/account.ts'

/**
 * The account of the exchange's layer: penalties come in, losses go out. Never below zero.
 *
 * @example
 * insuranceFundAccount('USDT') // 'insuranceFund:USDT'
 */
export function insuranceFundAccount(asset: string): string {
  return `insuranceFund:${asset}`
}

/**
 * The account of a tranche of the operator's own money. Never below zero.
 *
 * @example
 * ownMoneyAccount('equity', 'USDT') // 'ownMoney:equity:USDT'
 */
export function ownMoneyAccount(tranche: string, asset: string): string {
  return `ownMoney:${tranche}:${asset}`
}

/**
 * The account of a member's part of the mutual fund, in the settlement asset. Never below zero.
 *
 * @example
 * contributionAccount('fund-7') // 'contribution:fund-7'
 */
export function contributionAccount(member: string): string {
  return `contribution:${member}`
}

/**
 * The account of income that waits to be settled into the insurance fund. Never below zero.
 *
 * @example
 * fundRevenueAccount('USDT') // 'fundRevenue:USDT'
 */
export function fundRevenueAccount(asset: string): string {
  return `fundRevenue:${asset}`
}

/**
 * What to open for an account that holds money against losses.
 *
 * @example
 * openAccount(ledger, lossMoneyOpening(insuranceFundAccount('USDT'), 'USDT'))
 */
export function lossMoneyOpening(id: string, asset: string): AccountOpening {
  return { id, asset, mustStayInCredit: true }
}
