import type { AccountOpening } from '../ledger/account.ts'

/** The accounts of the house that stand behind every member, all in the settlement asset. */
export type HouseAccounts = Readonly<{
  /** Where deposits come from and withdrawals go to: the world. Its debits are what members have put in. */
  outside: string
  /** The other side of members' results: a member's gain is its debit, a loss its credit. */
  clearing: string
  /** Venue fees of liquidations, paid by those who were liquidated; a rebate is a debit. */
  liquidationFees: string
  /** What was paid for collateral that was taken; its counterpart lies in `collateralTaken` of each asset. */
  collateralPaid: string
  /** What members could not pay. Its debits are that loss; who bears it is decided elsewhere. */
  shortfall: string
}>

/** The accounts of one member in the settlement asset. */
export type MemberAccounts = Readonly<{
  /** Money of the member. Never below zero; what is pending here is locked by a margin call. */
  cash: string
  /** What the member owes beyond that, with collateral or positions behind it. Its debits are the debt. */
  owed: string
}>

/**
 * Names the house's accounts of the settlement asset.
 *
 * @example
 * houseAccounts('USDT').clearing // 'clearing:USDT'
 */
export function houseAccounts(asset: string): HouseAccounts {
  return {
    outside: outsideAccount(asset),
    clearing: `clearing:${asset}`,
    liquidationFees: `liquidationFees:${asset}`,
    collateralPaid: `collateralPaid:${asset}`,
    shortfall: `memberShortfall:${asset}`,
  }
}

/**
 * Names a member's accounts of the settlement asset.
 *
 * @example
 * memberAccounts('fund-7').cash // 'memberCash:fund-7'
 */
export function memberAccounts(member: string): MemberAccounts {
  return { cash: `memberCash:${member}`, owed: `memberOwed:${member}` }
}

/**
 * Names a member's account of a collateral asset.
 *
 * @example
 * collateralAccount('fund-7', 'BTC') // 'memberCollateral:BTC:fund-7'
 */
export function collateralAccount(member: string, asset: string): string {
  return `memberCollateral:${asset}:${member}`
}

/**
 * The member whose cash, debt or collateral an account of the ledger holds; `undefined` for any other account.
 *
 * @example
 * memberOfAccount('memberCollateral:BTC:fund-7') // 'fund-7'
 */
export function memberOfAccount(account: string): string | undefined {
  if (!account.startsWith('member')) return undefined
  const [kind, first, second] = account.split(':')
  if (kind === 'memberCash' || kind === 'memberOwed') return first
  return kind === 'memberCollateral' ? second : undefined
}

/**
 * Where an asset comes from when it is deposited, and goes to when it is withdrawn.
 *
 * @example
 * outsideAccount('BTC') // 'outside:BTC'
 */
export function outsideAccount(asset: string): string {
  return `outside:${asset}`
}

/**
 * Where the house holds collateral it has taken.
 *
 * @example
 * takenAccount('BTC') // 'collateralTaken:BTC'
 */
export function takenAccount(asset: string): string {
  return `collateralTaken:${asset}`
}

/**
 * Where the reserve stands for margin that a speed limit keeps from being charged at once: what is pending towards it is carried.
 *
 * @example
 * carriedAccount('USDT') // 'carried:USDT'
 */
export function carriedAccount(asset: string): string {
  return `carried:${asset}`
}

/**
 * What to open for the house when a run with margin starts.
 *
 * @example
 * for (const opening of houseOpenings('USDT', ['BTC'])) openAccount(ledger, opening)
 */
export function houseOpenings(asset: string, collateral: readonly string[]): readonly AccountOpening[] {
  const open = (id: string, of: string): AccountOpening => ({ id, asset: of, mustStayInCredit: false })
  return [
    ...Object.values(houseAccounts(asset)).map((id) => open(id, asset)),
    ...collateral.flatMap((each) => [open(outsideAccount(each), each), open(takenAccount(each), each)]),
  ]
}

/**
 * What to open for a member.
 *
 * @example
 * for (const opening of memberOpenings('fund-7', 'USDT')) openAccount(ledger, opening)
 */
export function memberOpenings(member: string, asset: string): readonly AccountOpening[] {
  const { cash, owed } = memberAccounts(member)
  return [
    { id: cash, asset, mustStayInCredit: true },
    { id: owed, asset, mustStayInCredit: false },
  ]
}
