import type { EwmaFilterOptions } from '../../risk/tail/filtered-historical.ts'
import { dailyReturnFilter } from '../return-volatility.ts'
import type { CloseOutTerms } from './filtered-margin.ts'

/** The numbers of margin by filtered historical simulation. */
export type FilteredMarginTerms = Readonly<{
  effectiveFrom: string
  source: string
  filter: EwmaFilterOptions
  /** Fewest daily returns of an underlying. */
  leastReturns: number
  confidence: number
  /** Days until a defaulted portfolio is closed. */
  marginPeriodDays: number
  /** Implied volatility is multiplied by `exp(beta * log return)` in each scenario: 0 leaves it, -1 raises it by 11 % in a fall of 10 %. */
  volatilityBeta: number
  /** Share of the stressed loss in the mix. */
  stressWeight: number
  /** The stressed move of the underlying, up and down, as a fraction. */
  stressMove: number
  /** The stressed moves of implied volatility, as fractions of it, both above 0. Without a move of the price they are charged in full. */
  volatilityRise: number
  volatilityFall: number
  /** Least margin as a fraction of the net delta-equivalent notional of each underlying. */
  floor: number
  closeOut: CloseOutTerms
  /** The share of a day's volume that a position is taken for where the volume is not known; such an account is refused where this is absent. */
  unknownVolumeShare?: number
  /** Maintenance margin as a fraction of initial margin, haircuts apart. */
  maintenanceShare: number
}>

/**
 * The house's numbers. The 99 % and the 25 % of stress are those of the European rules for cleared derivatives; a confidence of 99 % for a mean
 * of the tail is stricter than their quantile. The rest is ours.
 */
export const filteredMarginTerms: FilteredMarginTerms = {
  effectiveFrom: '2026-01-01',
  source: 'Seawall; Commission Delegated Regulation (EU) 153/2013, articles 24 and 28',
  filter: dailyReturnFilter,
  leastReturns: 250,
  confidence: 0.99,
  marginPeriodDays: 2,
  volatilityBeta: 0,
  stressWeight: 0.25,
  stressMove: 0.35,
  volatilityRise: 0.5,
  volatilityFall: 0.3,
  floor: 0.05,
  closeOut: { spread: 0.0006, impact: 0.8 },
  unknownVolumeShare: 1,
  maintenanceShare: 0.8,
}
