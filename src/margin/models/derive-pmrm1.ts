import { compensatedSum } from '../../num/compensated-sum.ts'
import { exponential } from '../../num/elementary.ts'
import type { MarginModel, RequirementPart } from '../margin-model.ts'
import { assessDerivePortfolios } from './derive-assessment.ts'
import { deriveMarginOf, doubtCharge, type DeriveMargin } from './derive-margin.ts'
import { pmrm1Terms, type Pmrm1Terms } from './derive-pmrm1-terms.ts'
import {
  expiryConfidence,
  grossOptionSize,
  grossPerpetualSize,
  linearConfidence,
  nakedShortOptions,
  secondsAYear,
  type DeriveExpiry,
  type DerivePortfolio,
} from './derive-portfolio.ts'
import { scanDerivePortfolio, type DeriveScan, type ExpiryDiscounts, type PositionProfits } from './derive-scan.ts'

/** Margin of the first generation with what it was made from. */
export type Pmrm1Margin = DeriveMargin & Readonly<{ scan: DeriveScan }>

/**
 * The margin of Derive's first portfolio risk manager: the worst of all scenarios and of the basis contingency, and shares of the notional of
 * collateral on the same underlying, perpetuals and naked short options. Initial margin is a multiple of that, more when the settlement asset
 * is off its peg, and a charge for oracles in doubt.
 *
 * Collateral that follows the underlying is what the venue calls base; of other collateral, which the venue does not take here, haircuts
 * are asked.
 *
 * @see derivexyz/v2-core, PMRM and PMRMLib.
 *
 * @example
 * pmrm1Margin(portfolio, pmrm1Terms).maintenanceBalance
 */
export function pmrm1Margin(portfolio: DerivePortfolio, terms: Pmrm1Terms): Pmrm1Margin {
  const scan = scanDerivePortfolio(portfolio, terms.scan, (expiry) => pmrm1Discounts(expiry, terms))
  const values = [...portfolio.perpetuals, ...portfolio.collateral].map(({ value }) => value)
  const markToMarket = compensatedSum([portfolio.cash, scan.optionValue, ...values])
  return { ...deriveMarginOf(markToMarket, partsOf(portfolio, scan, terms)), scan }
}

/**
 * What an expiry's options are multiplied by: nothing at their marks, and after a scenario only what is worth something.
 *
 * @example
 * pmrm1Discounts(expiry, pmrm1Terms).gain
 */
export function pmrm1Discounts(expiry: DeriveExpiry, terms: Pmrm1Terms): ExpiryDiscounts {
  const years = expiry.secondsToExpiry / secondsAYear
  const rate = Math.max(0, expiry.rate) * terms.rateScale + terms.rateAdd
  return { mark: 1, gain: terms.discountBase * exponential(-years * rate), debt: 1 }
}

/** The dollars in base: its value in the settlement asset at that asset's price. */
function baseNotional({ collateral, stablePrice }: DerivePortfolio): number {
  return collateral.reduce((sum, { follows, value }) => sum + (follows ? Math.abs(value) * stablePrice : 0), 0)
}

function partsOf(portfolio: DerivePortfolio, scan: DeriveScan, terms: Pmrm1Terms): readonly RequirementPart[] {
  const loss = -(scan.outcomes[scan.worst] as PositionProfits).profit
  const fromBasis = scan.worst === terms.scan.scenarios.length
  const base = baseNotional(portfolio) * terms.baseShare
  const perpetual = grossPerpetualSize(portfolio) * portfolio.spotPrice * terms.perpetualShare
  const naked = portfolio.expiries.reduce((sum, { options }) => sum + nakedShortOptions(options), 0)
  const option = naked * portfolio.spotPrice * terms.nakedShortShare
  const offPeg = Math.max(0, terms.pegThreshold - portfolio.stablePrice) * terms.pegFactor
  const asked = (name: string, maintenance: number): RequirementPart => ({ name, initial: maintenance * terms.initialFactor, maintenance })
  const others = portfolio.collateral.filter(({ follows }) => !follows)
  const haircut = (of: 'initialHaircut' | 'maintenanceHaircut'): number =>
    others.reduce((sum, held) => sum + Math.abs(held.value) * held[of], 0)
  return [
    asked('worst scenario', fromBasis ? 0 : loss),
    asked('forward contingency', fromBasis ? loss : 0),
    { name: 'depeg', initial: (loss + base + perpetual + option) * offPeg, maintenance: 0 },
    asked('perpetual contingency', perpetual),
    asked('option contingency', option),
    asked('base contingency', base),
    { name: 'collateral haircut', initial: haircut('initialHaircut'), maintenance: haircut('maintenanceHaircut') },
    { name: 'oracle confidence', initial: doubt(portfolio, terms), maintenance: 0 },
  ]
}

function doubt(portfolio: DerivePortfolio, terms: Pmrm1Terms): number {
  const confidence = linearConfidence(portfolio)
  const { spotPrice } = portfolio
  const linear = grossPerpetualSize(portfolio) * spotPrice + baseNotional(portfolio)
  return compensatedSum([
    doubtCharge(terms, { confidence, notional: linear }),
    ...portfolio.expiries.map((expiry) =>
      doubtCharge(terms, { confidence: expiryConfidence(expiry, confidence), notional: grossOptionSize(expiry.options) * spotPrice }),
    ),
  ])
}

/**
 * Derive's portfolio margin of the first generation with given numbers.
 *
 * @param read - The day the numbers came into force, and where they were read.
 *
 * @example
 * const model = createDerivePmrm1Model({ ...pmrm1Terms, initialFactor: 1.5 }, { effectiveFrom: '2026-12-01', source: 'ours' })
 * const asked = model.assess(valued, snapshot)
 * asked.ok && asked.value.initialMargin // 45771.65
 */
export function createDerivePmrm1Model(terms: Pmrm1Terms, read: Pick<MarginModel, 'effectiveFrom' | 'source'>): MarginModel {
  const { scenarios } = terms.scan
  return {
    ...{ name: 'derive-pmrm1', title: 'Derive portfolio margin, first generation', ...read },
    assess: (account, snapshot) => assessDerivePortfolios(account, snapshot, { scenarios, marginOf: (held) => pmrm1Margin(held, terms) }),
  }
}

/** Derive's portfolio margin, first generation, with the venue's numbers. */
export const derivePmrm1: MarginModel = createDerivePmrm1Model(pmrm1Terms, {
  effectiveFrom: '2026-01-21',
  source: 'derivexyz/v2-core, scripts/config-mainnet.sol at f469730',
})
