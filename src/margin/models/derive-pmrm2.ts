import { compensatedSum } from '../../num/compensated-sum.ts'
import { exponential } from '../../num/elementary.ts'
import type { MarginModel, RequirementPart } from '../margin-model.ts'
import { assessDerivePortfolios } from './derive-assessment.ts'
import { deriveMarginOf, doubtCharge, type DeriveMargin } from './derive-margin.ts'
import { pmrm2Terms, type Pmrm2DiscountTerms, type Pmrm2Terms } from './derive-pmrm2-terms.ts'
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

/** Margin of the second generation with what it was made from. */
export type Pmrm2Margin = DeriveMargin & Readonly<{ scan: DeriveScan }>

/**
 * The margin of Derive's second portfolio risk manager.
 *
 * The worst of all scenarios and of the basis contingency, times a loss factor; less haircuts on collateral and shares of the notional of
 * perpetuals and naked short options; for initial margin also for a settlement asset off its peg and for oracles in doubt.
 *
 * @param portfolio - Volatilities and times are those of options not expired.
 * @see derivexyz/v2-core, PMRM_2 and PMRMLib_2.
 *
 * @example
 * pmrm2Margin(portfolio, pmrm2Terms).maintenanceBalance
 */
export function pmrm2Margin(portfolio: DerivePortfolio, terms: Pmrm2Terms): Pmrm2Margin {
  const scan = scanDerivePortfolio(portfolio, terms.scan, (expiry) => pmrm2Discounts(expiry, terms.discount))
  const values = [...portfolio.perpetuals, ...portfolio.collateral].map(({ value }) => value)
  const markToMarket = compensatedSum([portfolio.cash, scan.optionValue, ...values])
  const parts = [...lossParts(portfolio, scan, terms), ...contingencyParts(portfolio, terms)]
  return { ...deriveMarginOf(markToMarket, parts), scan }
}

/**
 * What an expiry's options are multiplied by: their marks are discounted at the rate; after a scenario what is worth something is discounted
 * further, and what is owed is marked up, at most to the undiscounted.
 *
 * @example
 * pmrm2Discounts(expiry, pmrm2Terms.discount).gain
 */
export function pmrm2Discounts(expiry: DeriveExpiry, terms: Pmrm2DiscountTerms): ExpiryDiscounts {
  const years = expiry.secondsToExpiry / secondsAYear
  const rate = Math.max(0, expiry.rate)
  const mark = exponential(-rate * years)
  const gain = terms.gainBase * exponential(-years * (rate * terms.gainRateScale + terms.gainRateAdd))
  const debt = terms.debtBase * exponential(years * (rate * terms.debtRateScale + terms.debtRateAdd))
  return { mark, gain, debt: Math.min(1 / mark, debt) }
}

function lossParts(portfolio: DerivePortfolio, scan: DeriveScan, terms: Pmrm2Terms): readonly RequirementPart[] {
  const loss = -(scan.outcomes[scan.worst] as PositionProfits).profit
  const fromBasis = scan.worst === terms.scan.scenarios.length
  const asked = { initial: loss * terms.initialLossFactor, maintenance: loss * terms.maintenanceLossFactor }
  const nothing = { initial: 0, maintenance: 0 }
  const { pegThreshold, pegFactor } = terms.contingency
  const offPeg = Math.max(0, pegThreshold - portfolio.stablePrice) * pegFactor
  return [
    { name: 'worst scenario', ...(fromBasis ? nothing : asked) },
    { name: 'forward contingency', ...(fromBasis ? asked : nothing) },
    { name: 'depeg', initial: loss * offPeg, maintenance: 0 },
  ]
}

function contingencyParts(portfolio: DerivePortfolio, terms: Pmrm2Terms): readonly RequirementPart[] {
  const { contingency } = terms
  const perpetuals = grossPerpetualSize(portfolio) * portfolio.spotPrice
  const naked = portfolio.expiries.reduce((sum, { options }) => sum + nakedShortOptions(options), 0) * portfolio.spotPrice
  const haircut = (of: 'initialHaircut' | 'maintenanceHaircut'): number =>
    portfolio.collateral.reduce((sum, held) => sum + Math.abs(held.value) * held[of], 0)
  return [
    part('perpetual contingency', perpetuals, [contingency.perpetualInitial, contingency.perpetualMaintenance]),
    part('option contingency', naked, [contingency.nakedShortInitial, contingency.nakedShortMaintenance]),
    { name: 'collateral haircut', initial: haircut('initialHaircut'), maintenance: haircut('maintenanceHaircut') },
    { name: 'oracle confidence', initial: doubt(portfolio, terms), maintenance: 0 },
  ]
}

/** `initial` comes on top of `maintenance`. */
function part(name: string, notional: number, [initial, maintenance]: readonly [initial: number, maintenance: number]): RequirementPart {
  return { name, initial: notional * (maintenance + initial), maintenance: notional * maintenance }
}

/** Collateral is doubted with the index, an expiry with the index and the perpetuals held beside it. */
function doubt(portfolio: DerivePortfolio, { contingency }: Pmrm2Terms): number {
  const { spotPrice, spotConfidence } = portfolio
  const confidence = linearConfidence(portfolio)
  return compensatedSum([
    doubtCharge(contingency, { confidence, notional: grossPerpetualSize(portfolio) * spotPrice }),
    ...portfolio.expiries.map((expiry) =>
      doubtCharge(contingency, {
        confidence: expiryConfidence(expiry, confidence),
        notional: grossOptionSize(expiry.options) * spotPrice,
      }),
    ),
    ...portfolio.collateral.map((held) =>
      doubtCharge(contingency, { confidence: Math.min(held.confidence, spotConfidence), notional: Math.abs(held.value) }),
    ),
  ])
}

/**
 * Derive's portfolio margin of the second generation with given numbers.
 *
 * @param read - The day the numbers came into force, and where they were read.
 *
 * @example
 * const model = createDerivePmrm2Model({ ...pmrm2Terms, initialLossFactor: 1.2 }, { effectiveFrom: '2026-12-01', source: 'ours' })
 * const asked = model.assess(valued, snapshot)
 * asked.ok && asked.value.initialMargin // 32102.64
 */
export function createDerivePmrm2Model(terms: Pmrm2Terms, read: Pick<MarginModel, 'effectiveFrom' | 'source'>): MarginModel {
  const { scenarios } = terms.scan
  return {
    ...{ name: 'derive-pmrm2', title: 'Derive portfolio margin, second generation', ...read },
    assess: (account, snapshot) => assessDerivePortfolios(account, snapshot, { scenarios, marginOf: (held) => pmrm2Margin(held, terms) }),
  }
}

/** Derive's portfolio margin, second generation, with the venue's numbers. */
export const derivePmrm2: MarginModel = createDerivePmrm2Model(pmrm2Terms, {
  effectiveFrom: '2026-01-21',
  source: 'derivexyz/v2-core at 7736900, scripts/config-mainnet.sol; skew and scales of rates from its PMRM_2 portfolio tests',
})
