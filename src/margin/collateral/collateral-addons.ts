import { requireFinite, requireNotNegative } from '../../base/argument.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { requireFraction } from '../fraction.ts'
import type { RequirementPart } from '../margin-model.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import type { ValuedAccount, ValuedPosition } from '../account/valued-account.ts'

/** What is asked beyond a model's own requirement when collateral or prices are doubtful. */
export type CollateralAddOnTerms = Readonly<{
  /** Price of the settlement asset below which it has lost its peg, in its unit of account. */
  depegBelow: number
  /** What each unit of price below the peg costs, as a fraction of the value of positions. */
  depegFactor: number
  /** Confidence from 0 to 1 below which a price is doubtful. */
  confidenceBelow: number
  /** What a wholly doubtful price costs, as a fraction of the value that rests on it; less doubtful ones in proportion. */
  confidenceFactor: number
  /** Share of the depeg and confidence parts that is asked for maintenance too, from 0 to 1. */
  maintenanceShare: number
}>

/** Peg lost below 0.98; doubtful below a confidence of 0.6; none of the two for maintenance, so that a doubtful price liquidates nobody. */
export const collateralAddOnTerms: CollateralAddOnTerms = {
  depegBelow: 0.98,
  depegFactor: 2,
  confidenceBelow: 0.6,
  confidenceFactor: 0.1,
  maintenanceShare: 0,
}

/**
 * Two parts of a requirement for models without a rule of their own: `depeg` (positions settle in an asset that is worth less than it says)
 * and `oracle confidence` (of collateral and positions whose price is doubtful). Haircuts are `collateralHaircut`, which every model has.
 *
 * @returns In quote, each 0 or above, in this order.
 * @throws ArgumentError for terms below 0 or out of their range.
 *
 * @example
 * const settlement = { asset: 'USD', price: 0.97, confidence: 1 }
 * collateralAddOns(valued, { ...snapshot, settlement })[0] // { name: 'depeg', initial: 6000, maintenance: 0 }
 */
export function collateralAddOns(
  account: ValuedAccount,
  snapshot: MarketSnapshot,
  terms: CollateralAddOnTerms = collateralAddOnTerms,
): readonly RequirementPart[] {
  requireTerms(terms)
  const depegged = Math.max(0, terms.depegBelow - snapshot.settlement.price) * terms.depegFactor
  const depeg = depegged * compensatedSum(account.positions.map(notionalOf))
  const doubtful = compensatedSum([
    ...account.holdings.map(({ value, market }) => Math.abs(value) * doubtOf(market.confidence, terms)),
    ...account.positions.map((position) => notionalOf(position) * doubtOf(confidenceOf(position), terms)),
  ])
  return [
    { name: 'depeg', initial: depeg, maintenance: depeg * terms.maintenanceShare },
    { name: 'oracle confidence', initial: doubtful, maintenance: doubtful * terms.maintenanceShare },
  ]
}

/** What a position stands for at the index, in quote, without sign. */
function notionalOf({ contract, exposure, underlying }: ValuedPosition): number {
  const isQuoted = (contract.kind === 'future' || contract.kind === 'perpetual') && contract.payoff === 'inverse'
  return Math.abs(exposure) * (isQuoted ? 1 : underlying.indexPrice)
}

/** A position is as doubtful as the most doubtful of what it is valued from. */
function confidenceOf({ underlying, mark, expiry }: ValuedPosition): number {
  return Math.min(underlying.confidence, mark.confidence, expiry?.confidence ?? 1)
}

function doubtOf(confidence: number, terms: CollateralAddOnTerms): number {
  return confidence < terms.confidenceBelow ? (1 - confidence) * terms.confidenceFactor : 0
}

function requireTerms(terms: CollateralAddOnTerms): void {
  requireFinite('depegBelow', terms.depegBelow)
  requireNotNegative('depegFactor', terms.depegFactor)
  requireFraction('confidenceBelow', terms.confidenceBelow)
  requireNotNegative('confidenceFactor', terms.confidenceFactor)
  requireFraction('maintenanceShare', terms.maintenanceShare)
}
