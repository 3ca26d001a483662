import type { AccountOpening } from '../ledger/account.ts'

/** The accounts of one quote asset that all facilities share. */
export type ReserveAccounts = Readonly<{
  /** Where the opening reserve came from; its debits are what the owners put in. */
  equity: string
  /** Money that may be spent. Never below zero, reservations counted. */
  reserve: string
  /** What the fund owes beyond its reserve: losses that found it empty. Its debits are that debt. */
  shortfall: string
}>

/** The accounts of one facility in one market, all in the market's quote asset. */
export type FacilityAccounts = Readonly<{
  /** Inventory at cost; what is pending here is committed to working orders. */
  deployed: string
  /** Counterpart of realised results: a gain is its debit, a loss its credit. */
  realised: string
  /** Venue fees paid; a rebate is a debit. */
  fees: string
  /** Inventory's value beyond its cost; negative when it is worth less. */
  revaluation: string
  /** Counterpart of the revaluation: an unrealised gain is its debit. */
  unrealised: string
}>

/**
 * Names the accounts of a quote asset.
 *
 * @example
 * reserveAccounts('USDT').reserve // 'reserve:USDT'
 */
export function reserveAccounts(asset: string): ReserveAccounts {
  return { equity: `equity:${asset}`, reserve: `reserve:${asset}`, shortfall: `shortfall:${asset}` }
}

/**
 * Names the accounts of a facility in a market.
 *
 * @example
 * facilityAccounts('assetPurchase', 'BTC/USDT:USDT').deployed // 'deployed:assetPurchase:BTC/USDT:USDT'
 */
export function facilityAccounts(facility: string, market: string): FacilityAccounts {
  const at = `${facility}:${market}`
  return {
    deployed: `deployed:${at}`,
    realised: `realised:${at}`,
    fees: `fees:${at}`,
    revaluation: `revaluation:${at}`,
    unrealised: `unrealised:${at}`,
  }
}

/**
 * What to open for a quote asset.
 *
 * @example
 * for (const opening of reserveOpenings('USDT')) openAccount(ledger, opening)
 */
export function reserveOpenings(asset: string): readonly AccountOpening[] {
  const { equity, reserve, shortfall } = reserveAccounts(asset)
  return [
    { id: equity, asset, mustStayInCredit: false },
    { id: reserve, asset, mustStayInCredit: true },
    { id: shortfall, asset, mustStayInCredit: false },
  ]
}

/**
 * What to open for a facility in a market whose quote asset is `asset`.
 *
 * @example
 * for (const opening of facilityOpenings(facilityAccounts('assetPurchase', 'BTC/USDT:USDT'), 'USDT')) openAccount(ledger, opening)
 */
export function facilityOpenings(accounts: FacilityAccounts, asset: string): readonly AccountOpening[] {
  const { deployed, realised, fees, revaluation, unrealised } = accounts
  return [
    { id: deployed, asset, mustStayInCredit: true },
    { id: realised, asset, mustStayInCredit: false },
    { id: fees, asset, mustStayInCredit: false },
    { id: revaluation, asset, mustStayInCredit: false },
    { id: unrealised, asset, mustStayInCredit: false },
  ]
}
