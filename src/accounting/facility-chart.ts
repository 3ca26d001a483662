import type { AccountOpening } from '../ledger/account.ts'

/**
 * Where caps of covers that were sold are set aside to, and claims are paid from. Its balance is 0 between two claims.
 *
 * @example
 * guaranteedAccount('USDT') // 'guaranteed:USDT'
 */
export function guaranteedAccount(asset: string): string {
  return `guaranteed:${asset}`
}

/**
 * Premiums of windows that are not over. Never below zero.
 *
 * @example
 * premiumAccount('USDT') // 'premium:USDT'
 */
export function premiumAccount(asset: string): string {
  return `premium:${asset}`
}

/**
 * What the fund is owed of its loans; the other side is what each borrower owes it.
 *
 * @example
 * loansAccount('USDT') // 'loans:USDT'
 */
export function loansAccount(asset: string): string {
  return `loans:${asset}`
}

/**
 * What a borrower owes the fund of loans: the debits of this account.
 *
 * @example
 * borrowedAccount('fund-7') // 'memberBorrowed:fund-7'
 */
export function borrowedAccount(member: string): string {
  return `memberBorrowed:${member}`
}

/**
 * Where collateral of loans is kept, by asset. Never below zero.
 *
 * @example
 * pledgeAccount('BTC') // 'loanPledge:BTC'
 */
export function pledgeAccount(asset: string): string {
  return `loanPledge:${asset}`
}

/**
 * What to open when a run with guarantees or loans starts.
 *
 * @example
 * for (const opening of guaranteeOpenings('USDT')) openAccount(ledger, opening)
 */
export function guaranteeOpenings(asset: string): readonly AccountOpening[] {
  return [guaranteedAccount(asset), premiumAccount(asset)].map((id) => ({ id, asset, mustStayInCredit: true }))
}

/**
 * What to open when a run with loans starts: what is lent, and where each asset that may be pledged is kept.
 *
 * @example
 * for (const opening of loanOpenings('USDT', ['BTC'])) openAccount(ledger, opening)
 */
export function loanOpenings(asset: string, collateral: readonly string[]): readonly AccountOpening[] {
  return [
    { id: loansAccount(asset), asset, mustStayInCredit: true },
    ...collateral.map((each) => ({ id: pledgeAccount(each), asset: each, mustStayInCredit: true })),
  ]
}
