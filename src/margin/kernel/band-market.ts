import type { TimeUs } from '../../base/time.ts'
import type { InstrumentTable } from './instrument-table.ts'
import type { Kernel } from './kernel.ts'
import { scenarioPlaces, type KernelScenario } from './term-table.ts'

/** An expiry of an underlying: what its instruments' forward is made of. */
export type BandTerm = Readonly<{
  /** Which underlying, from 0. */
  underlying: number
  /** Absent for what never expires. */
  expiry?: TimeUs
  /** Forward over spot, 0 or above. */
  forwardRatio: number
}>

/** What is priced: instruments, their terms, and what may happen to them. Terms and instruments may be added up to the tables' size. */
export type BandMarket = Readonly<{
  kernel: Kernel
  instruments: InstrumentTable
  terms: BandTerm[]
  /** Room for terms. */
  mostTerms: number
  scenarios: readonly KernelScenario[]
  /** Places of scenarios in a grid. */
  width: number
  /** How far the scenarios go. */
  extremes: ScenarioExtremes
}>

/** The furthest of all scenarios, and of no shock at all. */
export type ScenarioExtremes = Readonly<{
  spotFactor: number
  volatilityFactor: number
  volatilityPoints: number
  /** The most that a value moves when spot does, as a share of spot's move. */
  slope: number
  /** Distinct times that pass, years. */
  passingYears: readonly number[]
  /** Whether some scenario counts in part only. */
  dampened: boolean
}>

const yearUs = 31_536_000_000_000

/**
 * Puts what is priced together.
 *
 * @example
 * const market = createBandMarket(kernel, { instruments, terms: [{ underlying: 0, forwardRatio: 1 }], mostTerms: 1, scenarios: [{}] })
 */
export function createBandMarket(
  kernel: Kernel,
  given: Readonly<{ instruments: InstrumentTable; terms: BandTerm[]; mostTerms: number; scenarios: readonly KernelScenario[] }>,
): BandMarket {
  return { kernel, ...given, width: scenarioPlaces(given.scenarios.length), extremes: extremesOf(given.scenarios) }
}

function extremesOf(scenarios: readonly KernelScenario[]): ScenarioExtremes {
  const most = (of: (scenario: KernelScenario) => number, atLeast: number): number => Math.max(atLeast, ...scenarios.map(of))
  return {
    spotFactor: most((scenario) => scenario.spotFactor ?? 1, 1),
    volatilityFactor: most((scenario) => scenario.volatilityFactor ?? 1, 1),
    volatilityPoints: most((scenario) => scenario.volatilityPoints ?? 0, 0),
    slope: most(({ spotFactor = 1, weight = 1 }) => 1 - weight + weight * spotFactor, 0),
    passingYears: [...new Set([0, ...scenarios.map((scenario) => scenario.passingYears ?? 0)])],
    dampened: scenarios.some((scenario) => (scenario.weight ?? 1) !== 1),
  }
}

/**
 * Time left to a term's expiry, in years of 365 days; 0 for what has expired or never does.
 *
 * @example
 * yearsLeft(term, at)
 */
export function yearsLeft({ expiry }: BandTerm, at: TimeUs): number {
  return expiry === undefined || at >= expiry ? 0 : (expiry - at) / yearUs
}
