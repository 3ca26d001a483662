import { ArgumentError, requireNotNegative, requireWhole } from '../../base/argument.ts'
import { reserveNumbers, type Kernel } from './kernel.ts'

/** What one scenario does. What is absent does not move. */
export type KernelScenario = Readonly<{
  /** What prices are multiplied by: 0.84 is 16 % down. 0 or above. */
  spotFactor?: number
  /** What volatilities are multiplied by, 0 or above. */
  volatilityFactor?: number
  /** What is added to volatilities after that. */
  volatilityPoints?: number
  /** How much time passes, in years, 0 or above. */
  passingYears?: number
  /** Share of the move in value that counts, from 0 to 1. */
  weight?: number
}>

/** An expiry of an underlying, or the underlying itself as something that never expires. */
export type TermMarket = Readonly<{
  /** The forward's part that moves with the underlying, in quote, 0 or above; the index or a perpetual's mark for what has no expiry. */
  variableForward: number
  /** The part that an averaging window has fixed, in quote; 0 when absent. */
  fixedForward?: number
  /** Time left; 0 when absent. */
  timeYears?: number
}>

/** Terms under scenarios: `numbers` holds six series of `width` numbers a term. The layout stands in `assembly/grid.ts`. */
export type TermTable = Readonly<{ terms: number; width: number; numbers: Float64Array }>

/** Series of numbers in a term. */
export const seriesOfTerm = 6

/**
 * How many places `scenarios` take: the next multiple of 16, which is how many sums the kernel keeps at once. The last scenario fills them.
 *
 * @example
 * scenarioPlaces(33) // 48
 */
export function scenarioPlaces(scenarios: number): number {
  requireWhole('scenarios', scenarios, { least: 1 })
  return Math.ceil(scenarios / 16) * 16
}

/** Places for values without a shock: one number twice, as the kernel works on pairs. */
export const basePlaces = 2

/**
 * Reserves a table of terms.
 *
 * @param width - Places for scenarios: `scenarioPlaces(count)`, or `basePlaces` for values without a shock.
 *
 * @example
 * const table = createTermTable(kernel, { terms: 12, width: scenarioPlaces(33) })
 */
export function createTermTable(kernel: Kernel, { terms, width }: Readonly<{ terms: number; width: number }>): TermTable {
  requireWhole('terms', terms, { least: 1 })
  requireWhole('width', width, { least: 2 })
  if (width % 2 !== 0) throw new ArgumentError('width', { expected: 'an even number', found: String(width) })
  return { terms, width, numbers: reserveNumbers(kernel, terms * seriesOfTerm * width) }
}

/**
 * Writes a term under every scenario; the last scenario also fills the places left over.
 *
 * @param term - Which term, from 0.
 * @throws ArgumentError for a number out of its range, naming the scenario by position; nothing is written then.
 *
 * @example
 * setTerm(kernel, table, 0, { market: { variableForward: 60_000 }, scenarios: [{ spotFactor: 0.9 }, {}] })
 */
export function setTerm(
  kernel: Kernel,
  table: TermTable,
  term: number,
  { market, scenarios }: Readonly<{ market: TermMarket; scenarios: readonly KernelScenario[] }>,
): void {
  const { variableForward, fixedForward = 0, timeYears = 0 } = market
  requireWhole('term', term, { least: 0, most: table.terms - 1 })
  requireWhole('scenarios.length', scenarios.length, { least: 1, most: table.width })
  requireNotNegative('variableForward', variableForward)
  requireNotNegative('fixedForward', fixedForward)
  requireNotNegative('timeYears', timeYears)
  scenarios.forEach(requireScenario)
  const { numbers, width } = table
  const at = term * seriesOfTerm * width
  for (let s = 0; s < width; s++) {
    const scenario = scenarios[Math.min(s, scenarios.length - 1)] as KernelScenario
    numbers[at + s] = variableForward * (scenario.spotFactor ?? 1) + fixedForward
    numbers[at + 2 * width + s] = Math.sqrt(Math.max(0, timeYears - (scenario.passingYears ?? 0)))
    numbers[at + 3 * width + s] = scenario.volatilityFactor ?? 1
    numbers[at + 4 * width + s] = scenario.volatilityPoints ?? 0
    numbers[at + 5 * width + s] = scenario.weight ?? 1
  }
  const start = numbers.byteOffset + at * 8
  kernel.code.takeLogarithms(width, start, start + width * 8)
}

function requireScenario(scenario: KernelScenario, position: number): void {
  const { spotFactor = 1, volatilityFactor = 1, volatilityPoints = 0, passingYears = 0, weight = 1 } = scenario
  const sound = [spotFactor, volatilityFactor, passingYears].every((number) => number >= 0 && number < Infinity)
  if (sound && Number.isFinite(volatilityPoints) && weight >= 0 && weight <= 1) return
  throw new ArgumentError('scenarios', {
    position,
    expected: 'factors and time of 0 or above, finite points and a weight from 0 to 1',
    found: JSON.stringify(scenario),
  })
}
