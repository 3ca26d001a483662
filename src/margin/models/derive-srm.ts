import { compensatedSum } from '../../num/compensated-sum.ts'
import { black76Price } from '../../pricing/black-76.ts'
import { intrinsicValue } from '../../pricing/option-terms.ts'
import type { MarginModel, RequirementPart } from '../margin-model.ts'
import { assessDeriveMarkets } from './derive-assessment.ts'
import { deriveMarginOf, doubtCharge, type DeriveMargin } from './derive-margin.ts'
import {
  grossPerpetualSize,
  linearConfidence,
  secondsAYear,
  type DeriveExpiry,
  type DeriveOption,
  type DerivePortfolio,
} from './derive-portfolio.ts'
import { srmTermSheet, type SrmOptionTerms, type SrmTerms, type SrmTermSheet } from './derive-srm-terms.ts'

/** What the options of one expiry are worth and asked. Margins are below 0 where something is asked. */
export type SrmExpiryMargin = Readonly<{
  value: number
  isolated: Readonly<{ initial: number; maintenance: number }>
  /** The most it can lose at settlement, with unpaired calls at a multiple of the forward. */
  bounded: Readonly<{ initial: number; maintenance: number }>
  /** The milder of the two. */
  initial: number
  maintenance: number
}>

/** Standard margin with what it was made from, expiry by expiry. */
export type SrmMargin = DeriveMargin & Readonly<{ expiries: readonly SrmExpiryMargin[] }>

/**
 * The margin of Derive's standard manager for everything on one underlying: each expiry asks for its short options one by one or for the most
 * it can lose, whichever is less; perpetuals for a share of their notional; collateral counts less its haircut; initial margin adds charges
 * for a settlement asset off its peg and for oracles in doubt. What options held are worth counts for nothing.
 *
 * @see derivexyz/v2-core, StandardManager.
 *
 * @example
 * srmMargin(portfolio, srmTerms).initialBalance
 */
export function srmMargin(portfolio: DerivePortfolio, terms: SrmTerms): SrmMargin {
  const expiries = portfolio.expiries.map((expiry) => srmExpiryMargin(expiry, portfolio.spotPrice, terms.option))
  const optionValue = compensatedSum(expiries.map(({ value }) => value))
  const values = [...portfolio.perpetuals, ...portfolio.collateral].map(({ value }) => value)
  const parts: RequirementPart[] = [
    {
      name: 'options',
      initial: optionValue - compensatedSum(expiries.map(({ initial }) => initial)),
      maintenance: optionValue - compensatedSum(expiries.map(({ maintenance }) => maintenance)),
    },
    ...linearParts(portfolio, terms),
  ]
  return { ...deriveMarginOf(compensatedSum([portfolio.cash, optionValue, ...values]), parts), expiries }
}

/**
 * What the options of one expiry are worth and asked.
 *
 * @example
 * srmExpiryMargin(expiry, 1500, srmTerms.option).initial // -304.37
 */
export function srmExpiryMargin(expiry: DeriveExpiry, spotPrice: number, terms: SrmOptionTerms): SrmExpiryMargin {
  const forward = expiry.variableForward + expiry.fixedForward
  const timeYears = expiry.secondsToExpiry / secondsAYear
  const worths = expiry.options.map(
    ({ kind, strike, size, volatility }) => size * black76Price({ kind, forward, strike, timeYears, volatility }),
  )
  const alone = expiry.options.map((option, i) => isolatedMargin(option, { value: worths[i] as number, spotPrice, terms }))
  const isolated = {
    initial: compensatedSum(alone.map(({ initial }) => initial)),
    maintenance: compensatedSum(alone.map(({ maintenance }) => maintenance)),
  }
  const calls = compensatedSum(expiry.options.map(({ kind, size }) => (kind === 'call' ? size : 0)))
  const least = leastPayoff(expiry.options)
  const unpaired = Math.min(0, calls) * forward
  const bounded = { initial: least + terms.unpairedInitial * unpaired, maintenance: least + terms.unpairedMaintenance * unpaired }
  return {
    value: compensatedSum(worths),
    isolated,
    bounded,
    initial: Math.max(isolated.initial, bounded.initial),
    maintenance: Math.max(isolated.maintenance, bounded.maintenance),
  }
}

/** The least the options pay at settlement at 0 or any strike, and not above 0. */
function leastPayoff(options: readonly DeriveOption[]): number {
  const payoffAt = (price: number): number =>
    compensatedSum(options.map(({ kind, strike, size }) => size * intrinsicValue({ kind, forward: price, strike, timeYears: 0 })))
  return [0, ...options.map(({ strike }) => strike)].reduce((least, price) => Math.min(least, payoffAt(price)), 0)
}

type OptionContext = Readonly<{ value: number; spotPrice: number; terms: SrmOptionTerms }>

function isolatedMargin(option: DeriveOption, context: OptionContext): Readonly<{ initial: number; maintenance: number }> {
  if (option.size >= 0) return { initial: 0, maintenance: 0 }
  const { value, spotPrice, terms } = context
  const beyond = option.kind === 'call' ? option.strike - spotPrice : spotPrice - option.strike
  const share = Math.max(terms.leastInitial, terms.mostInitial - Math.max(0, beyond) / spotPrice)
  const initial = share * spotPrice * option.size + value
  if (option.kind === 'call') return { initial, maintenance: value + terms.callMaintenance * spotPrice * option.size }
  const maintenance = value + Math.min(terms.putMaintenance * spotPrice * option.size, terms.putMaintenanceOfValue * value)
  return { initial: Math.min(initial, terms.putInitialOverMaintenance * maintenance), maintenance }
}

function linearParts(portfolio: DerivePortfolio, terms: SrmTerms): readonly RequirementPart[] {
  const { spotPrice, stablePrice, collateral, perpetuals } = portfolio
  const notional = compensatedSum(perpetuals.map(({ size, price }) => Math.abs(size) * price))
  const shorts = compensatedSum(portfolio.expiries.map(({ options }) => shortSize(options)))
  const offPeg = Math.max(0, terms.pegThreshold - stablePrice) * terms.pegFactor
  // The venue counts collateral in dollars, as if the settlement asset were worth one. It lends none of it; what is owed here counts in full.
  const uncounted = (of: 'initialHaircut' | 'maintenanceHaircut'): number =>
    compensatedSum(
      collateral.map(({ value, ...held }) => Math.max(0, value) * (1 - stablePrice) + Math.abs(value) * stablePrice * held[of]),
    )
  return [
    { name: 'perpetuals', initial: notional * terms.perpetual.initial, maintenance: notional * terms.perpetual.maintenance },
    { name: 'collateral haircut', initial: uncounted('initialHaircut'), maintenance: uncounted('maintenanceHaircut') },
    { name: 'depeg', initial: (shorts + grossPerpetualSize(portfolio)) * offPeg * spotPrice, maintenance: 0 },
    { name: 'oracle confidence', initial: doubt(portfolio, terms), maintenance: 0 },
  ]
}

function shortSize(options: readonly DeriveOption[]): number {
  return options.reduce((sum, { size }) => sum + Math.max(0, -size), 0)
}

function doubt(portfolio: DerivePortfolio, terms: SrmTerms): number {
  const { spotPrice, spotConfidence, stablePrice } = portfolio
  return compensatedSum([
    doubtCharge(terms, { confidence: linearConfidence(portfolio), notional: grossPerpetualSize(portfolio) * spotPrice }),
    ...portfolio.expiries.map(({ options, confidence }) =>
      doubtCharge(terms, {
        confidence: Math.min(spotConfidence, confidence, ...options.map((option) => option.confidence)),
        notional: shortSize(options) * spotPrice,
      }),
    ),
    ...portfolio.collateral.map(({ value, confidence }) => doubtCharge(terms, { confidence, notional: Math.abs(value) * stablePrice })),
  ])
}

/**
 * Derive's standard margin with given numbers.
 *
 * @example
 * const asked = createDeriveSrmModel({ ...srmTermSheet, otherwise: srmTerms }).assess(valued, snapshot)
 * asked.ok && asked.value.initialMargin // 42000
 */
export function createDeriveSrmModel(sheet: SrmTermSheet): MarginModel {
  const { effectiveFrom, source, underlyings, otherwise } = sheet
  return {
    ...{ name: 'derive-srm', title: 'Derive standard margin', effectiveFrom, source },
    assess: (account, snapshot) =>
      assessDeriveMarkets(account, snapshot, (held, underlying) => srmMargin(held, underlyings.get(underlying) ?? otherwise)),
  }
}

/** Derive's standard, rules-based margin with the venue's numbers. */
export const deriveSrm: MarginModel = createDeriveSrmModel(srmTermSheet)
