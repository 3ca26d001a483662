import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPrng, nextUniform, type Prng } from '../src/base/prng.ts'
import { createInstrumentTable, setInstrument, type KernelInstrument } from '../src/margin/kernel/instrument-table.ts'
import { createKernel, reserveNumbers, type Kernel } from '../src/margin/kernel/kernel.ts'
import { requireRows, reservePositionRows, type PositionRows, type Sweep } from '../src/margin/kernel/position-rows.ts'
import { createScenarioGrid, priceGrid } from '../src/margin/kernel/scenario-grid.ts'
import { createTermTable, scenarioPlaces, setTerm, type KernelScenario } from '../src/margin/kernel/term-table.ts'

/** Accounts over instruments, priced and ready to sweep. */
export type MarginWorkload = Readonly<{ kernel: Kernel; sweep: Sweep; instruments: readonly KernelInstrument[] }>

/** 30 moves of the underlying and volatility in a grid, and two far ones: 32. */
export const workloadScenarios: readonly KernelScenario[] = Array.from({ length: 32 }, (_, s) =>
  s < 30
    ? { spotFactor: 0.84 + 0.032 * (s % 11), volatilityFactor: s < 11 ? 1 : s < 22 ? 1.45 : 0.75 }
    : { spotFactor: s === 30 ? 0.5 : 1.5, volatilityFactor: 1 },
)

/**
 * A seeded workload: positions an account log-normal, 17 in the mean, at most 200, on 1,536 instruments of which some are held far more
 * than others: 16 perpetuals and futures, and options of 95 strikes on each of 16 expiries.
 *
 * @example
 * madeMarginWorkload(100_000).sweep.rows.rows // 100000
 */
export function madeMarginWorkload(accounts: number): MarginWorkload {
  const [expiries, strikes] = [16, 96]
  const kernel = createKernel()
  const terms = createTermTable(kernel, { terms: expiries, width: scenarioPlaces(workloadScenarios.length) })
  const table = createInstrumentTable(kernel, expiries * strikes)
  for (let term = 0; term < expiries; term++) {
    const market = { variableForward: 60_000 * (1 + 0.002 * term), timeYears: (1 + 12 * term) / 365 }
    setTerm(kernel, terms, term, { market, scenarios: workloadScenarios })
  }
  const instruments = Array.from({ length: expiries * strikes }, (_, i): KernelInstrument => {
    const [term, place] = [Math.floor(i / strikes), i % strikes]
    if (place === 0) return { kind: 'linear', term }
    return {
      kind: i % 2 === 0 ? 'call' : 'put',
      term,
      strike: 30_000 + 800 * place,
      volatility: 0.45 + (0.3 * ((7 * i) % strikes)) / strikes,
    }
  })
  instruments.forEach((instrument, index) => setInstrument(table, index, instrument))
  const grid = createScenarioGrid(kernel, table, terms)
  priceGrid(kernel, grid)
  const rows = drawRows(kernel, accounts, instruments.length)
  requireRows(rows, grid)
  return { kernel, instruments, sweep: { rows, grid, worst: reserveNumbers(kernel, accounts) } }
}

function drawRows(kernel: Kernel, accounts: number, instruments: number): PositionRows {
  const generator = createPrng(11)
  const starts = [0]
  const columns: number[] = []
  const sizes: number[] = []
  for (let account = 0; account < accounts; account++) {
    const count = Math.min(200, 1 + Math.floor(Math.exp(2.4 + 0.9 * drawNormal(generator))))
    const held = new Set<number>()
    while (held.size < count) held.add(Math.floor(instruments * nextUniform(generator) ** 2.2))
    for (const column of [...held].sort((a, b) => a - b)) {
      columns.push(column)
      sizes.push(Math.round(1000 * drawNormal(generator)) / 100)
    }
    starts.push(columns.length)
  }
  const rows = reservePositionRows(kernel, { rows: accounts, positions: columns.length })
  rows.starts.set(starts)
  rows.columns.set(columns)
  rows.sizes.set(sizes)
  return rows
}

function drawNormal(generator: Prng): number {
  return Math.sqrt(-2 * Math.log(1 - nextUniform(generator))) * Math.cos(2 * Math.PI * nextUniform(generator))
}

/**
 * Writes what native code needs to do the same work, as this machine writes numbers.
 *
 * @example
 * writeArrays(folder, { starts: rows.starts, sizes: rows.sizes })
 */
export function writeArrays(folder: string, arrays: Readonly<Record<string, Float64Array | Uint32Array>>): void {
  for (const [name, array] of Object.entries(arrays)) {
    // Copied, because files are not written from memory that threads share.
    writeFileSync(join(folder, name), new Uint8Array(array.slice().buffer))
  }
}
