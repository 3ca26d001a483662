import { accept, refuse, type Result } from '../../base/result.ts'
import { createSum, addToSum, totalOf } from '../../num/compensated-sum.ts'
import { resolvePosition, type PositionFault } from './resolve-position.ts'
import type { CollateralHolding, MarginAccount } from './margin-account.ts'
import type { MarginRefusal, MarginRefusalReason } from './margin-refusal.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import type { ValuedAccount, ValuedHolding, ValuedPosition } from './valued-account.ts'

/**
 * Looks up and checks everything an account holds, and values it. The first fault in order of the account's lists refuses the account:
 * nothing is valued on a guess.
 *
 * @returns A refusal names the account, the contract or asset, and what was found.
 *
 * @example
 * const valued = valueAccount(account, snapshot)
 * valued.ok && valued.value.equity // 121741.44
 */
export function valueAccount(account: MarginAccount, snapshot: MarketSnapshot): Result<ValuedAccount, MarginRefusal> {
  const fault = (reason: MarginRefusalReason, subject?: string, found?: number | string): MarginRefusal => ({
    account: account.id,
    reason,
    ...(subject !== undefined && { subject }),
    ...(found !== undefined && { found: String(found) }),
  })
  const held = account.positions.length + account.orders.length + account.collateral.length
  if (held === 0 && account.cash === 0) return refuse(fault('nothingHeld'))
  if (!isMoney(account.cash)) return refuse(fault('numberTooLarge', 'cash', account.cash))
  const settlement = settlementFault(snapshot)
  if (settlement !== undefined) return refuse(refusalOf(fault, snapshot.settlement.asset, settlement))
  const positions: ValuedPosition[] = []
  const seen = new Set<string>()
  for (const position of account.positions) {
    if (seen.has(position.contract)) return refuse(fault('contractTwice', position.contract))
    seen.add(position.contract)
    const resolved = resolvePosition(position, snapshot)
    if (!resolved.ok) return refuse(refusalOf(fault, position.contract, resolved.refusal))
    positions.push(resolved.value)
  }
  const holdings: ValuedHolding[] = []
  for (const holding of account.collateral) {
    const valued = valueHolding(holding, snapshot)
    if (!valued.ok) return refuse(refusalOf(fault, holding.asset, valued.refusal))
    holdings.push(valued.value)
  }
  return accept({ account, positions, holdings, equity: equityOf(account.cash, positions, holdings) })
}

/** Beyond this a float no longer tells one unit from the next. */
const largestMoney = Number.MAX_SAFE_INTEGER

function isMoney(amount: number): boolean {
  return Math.abs(amount) < largestMoney
}

function settlementFault(snapshot: MarketSnapshot): PositionFault | undefined {
  const { price, confidence } = snapshot.settlement
  if (!(price > 0 && price < Infinity)) return { reason: 'settlementNotPositive', found: price }
  return confidence >= 0 && confidence <= 1 ? undefined : { reason: 'confidenceOutOfRange', found: confidence }
}

function refusalOf(
  fault: (reason: MarginRefusalReason, subject?: string, found?: number | string) => MarginRefusal,
  subject: string,
  found: PositionFault,
): MarginRefusal {
  return fault(found.reason, subject, found.found)
}

function valueHolding(holding: CollateralHolding, snapshot: MarketSnapshot): Result<ValuedHolding, PositionFault> {
  const market = snapshot.collateral.get(holding.asset)
  if (market === undefined) return refuse({ reason: 'collateralUnpriced' })
  if (!(market.price > 0 && market.price < Infinity)) return refuse({ reason: 'collateralPriceNotPositive', found: market.price })
  if (!(market.confidence >= 0 && market.confidence <= 1)) return refuse({ reason: 'confidenceOutOfRange', found: market.confidence })
  const { confidence = 1 } = snapshot.underlyings.get(market.underlying ?? '') ?? {}
  if (!(confidence >= 0 && confidence <= 1)) return refuse({ reason: 'confidenceOutOfRange', found: confidence })
  const { initialHaircut, maintenanceHaircut } = market
  if (!(maintenanceHaircut >= 0 && maintenanceHaircut <= initialHaircut && initialHaircut <= 1))
    return refuse({ reason: 'haircutOutOfRange', found: `${initialHaircut} and ${maintenanceHaircut}` })
  const value = holding.amount * market.price
  if (!isMoney(value) || !isMoney(holding.amount)) return refuse({ reason: 'numberTooLarge', found: holding.amount })
  return accept({ holding, market, value })
}

function equityOf(cash: number, positions: readonly ValuedPosition[], holdings: readonly ValuedHolding[]): number {
  const sum = createSum()
  addToSum(sum, cash)
  for (const { value } of holdings) addToSum(sum, value)
  for (const { value } of positions) addToSum(sum, value)
  return totalOf(sum)
}
