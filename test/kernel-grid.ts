import { createPrng, nextUniform, type Prng } from '../src/base/prng.ts'
import { createInstrumentTable, setInstrument, type KernelInstrument } from '../src/margin/kernel/instrument-table.ts'
import type { Kernel } from '../src/margin/kernel/kernel.ts'
import type { RowPosition } from '../src/margin/kernel/position-rows.ts'
import { createScenarioGrid, type ScenarioGrid } from '../src/margin/kernel/scenario-grid.ts'
import { createTermTable, scenarioPlaces, setTerm, type KernelScenario, type TermMarket } from '../src/margin/kernel/term-table.ts'

/** Eleven moves of the underlying up to 16 % each way under three moves of volatility, less the last one: 32 scenarios. */
export const madeScenarios: readonly KernelScenario[] = [1, 1.45, 0.75]
  .flatMap((volatilityFactor) => Array.from({ length: 11 }, (_, i) => ({ spotFactor: 0.84 + 0.032 * i, volatilityFactor })))
  .slice(0, 32)

/** A grid of the given terms and instruments, not yet priced. */
export function madeGrid(
  kernel: Kernel,
  given: Readonly<{ terms: readonly TermMarket[]; instruments: readonly KernelInstrument[]; scenarios?: readonly KernelScenario[] }>,
): ScenarioGrid {
  const { terms, instruments, scenarios = madeScenarios } = given
  const table = createTermTable(kernel, { terms: terms.length, width: scenarioPlaces(scenarios.length) })
  terms.forEach((market, term) => setTerm(kernel, table, term, { market, scenarios }))
  const listed = createInstrumentTable(kernel, instruments.length)
  instruments.forEach((instrument, index) => setInstrument(listed, index, instrument))
  return createScenarioGrid(kernel, listed, table)
}

/** `count` instruments of a terms around 60,000: one linear in eight, calls and puts else. */
export function madeInstruments(count: number, terms: number, seed = 7): readonly KernelInstrument[] {
  const generator = createPrng(seed)
  return Array.from({ length: count }, (_, i) => {
    const term = Math.floor(nextUniform(generator) * terms)
    if (i % 8 === 0) return { kind: 'linear', term }
    const strike = Math.round(30_000 + 70_000 * nextUniform(generator))
    return { kind: i % 2 === 0 ? 'call' : 'put', term, strike, volatility: 0.3 + 0.5 * nextUniform(generator) }
  })
}

/** Rows of up to `most` positions each, some without any. */
export function madeRows(rows: number, instruments: number, generator: Prng): readonly (readonly RowPosition[])[] {
  return Array.from({ length: rows }, () =>
    Array.from({ length: Math.floor(20 * nextUniform(generator)) }, () => ({
      instrument: Math.floor(instruments * nextUniform(generator)),
      size: Math.round(2_000 * (nextUniform(generator) - 0.5)) / 100,
    })),
  )
}
