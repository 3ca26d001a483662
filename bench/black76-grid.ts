import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { priceGridPlainly } from '../src/margin/kernel/grid-oracle.ts'
import { priceGrid, type ScenarioGrid } from '../src/margin/kernel/scenario-grid.ts'
import { black76Price } from '../src/pricing/black-76.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { madeMarginWorkload, writeArrays } from './margin-workload.ts'
import { compileNative, hasHeader, median, shortestTime } from './native-code.ts'

/** Nanoseconds a value, 0 for what is not here, and the sum of the grid's values. */
type NativeGrid = Readonly<{ instructions: string; grid: number; textbook: number; formula: number; engine: number; sum: number }>

/**
 * Black-76 values a second, of 1,536 instruments under 32 scenarios: ours, native code by the same method, the textbook formula with the C
 * library, and QuantLib where its headers are, in turns. The values must be those of plain TypeScript to the bit, near those of native
 * code, and near the pricing folder's.
 *
 * @example
 * bench({ quick: true }).ratioToLimit
 */
export function bench(options: BenchOptions): BenchResult {
  const { kernel, sweep } = madeMarginWorkload(1)
  const { grid } = sweep
  const [rounds, runs] = options.quick ? [1, 5] : [9, 101]
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'))
  const ours: number[] = []
  const natives: NativeGrid[] = []
  try {
    const { kinds, termOf, strikes, logStrikes, volatilities } = grid.instruments
    writeArrays(folder, { kinds, termOf, strikes, logStrikes, volatilities, terms: grid.terms.numbers })
    const binary = compileNative(
      folder,
      'black76-grid',
      !options.quick && hasHeader('ql/quote.hpp') ? ['-w', '-DQUANTLIB', '-lQuantLib'] : [],
    )
    for (let round = 0; round < rounds; round++) {
      ours.push((shortestTime(runs, () => priceGrid(kernel, grid)) * 1e6) / grid.values.length)
      if (binary !== undefined) natives.push(requireNear(runNative(binary, folder, runs), grid))
    }
    requireEqualBits(grid)
    if (!(largestError(grid) < 1e-13)) throw new Error(`expected errors below 1e-13 of the forward, found ${largestError(grid)}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
  const our = median(ours)
  const middle = (key: 'grid' | 'textbook' | 'formula' | 'engine'): number => median(natives.map((native) => native[key]))
  const limit = natives.length === 0 ? null : middle('grid')
  const peers = (['textbook', 'formula', 'engine'] as const).filter((key) => natives.length > 0 && middle(key) > 0)
  const named = { textbook: 'C textbook', formula: 'QuantLib blackFormula', engine: 'QuantLib AnalyticEuropeanEngine' }
  return {
    name: 'black76-grid',
    unit: 'values/s',
    ours: 1e9 / our,
    limit: limit === null ? null : 1e9 / limit,
    ratioToLimit: limit === null ? null : median(natives.map((native, round) => native.grid / (ours[round] as number))),
    peers: Object.fromEntries(peers.map((key) => [named[key], middle(key) / our])),
    note: `${our.toFixed(1)} ns a value, native ${limit === null ? 'not measured: no g++ here' : `${natives[0]?.instructions} ${limit.toFixed(1)} ns`}${peers.includes('engine') ? '' : ', QuantLib not measured: no headers here'}; largest error ${largestError(grid).toExponential(1)} of the forward; bits equal to plain TypeScript`,
  }
}

function runNative(binary: string, folder: string, runs: number): NativeGrid {
  const [instructions = '', ...rest] = execFileSync(binary, [folder, String(runs)], { encoding: 'utf8' }).split(' ')
  const [grid = 0, textbook = 0, formula = 0, engine = 0, sum = 0] = rest.map(Number)
  return { instructions, grid, textbook, formula, engine, sum }
}

function requireNear(native: NativeGrid, { values }: ScenarioGrid): NativeGrid {
  const ours = values.reduce((total, value) => total + value, 0)
  if (!(Math.abs(native.sum / ours - 1) < 1e-12)) throw new Error(`native has the sum ${native.sum}, expected ${ours}`)
  return native
}

function requireEqualBits(grid: ScenarioGrid): void {
  const at = priceGridPlainly(grid).findIndex((value, place) => !Object.is(value, grid.values[place]))
  if (at >= 0) throw new Error(`plain TypeScript differs from ${grid.values[at]} at ${at}`)
}

/** Against the pricing folder's Black-76, as a share of the forward. */
function largestError({ instruments, terms, values }: ScenarioGrid): number {
  const { width, numbers } = terms
  const errors = Array.from(values, (value, at) => {
    const [i, s] = [Math.floor(at / width), at % width]
    const [forward, , root, factor] = [0, 1, 2, 3].map(
      (series) => numbers[((instruments.termOf[i] as number) * 6 + series) * width + s] as number,
    )
    if (instruments.kinds[i] === 0 || forward === undefined || root === undefined) return 0
    const kind = instruments.kinds[i] === 1 ? 'call' : 'put'
    const volatility = (instruments.volatilities[i] as number) * (factor ?? 1)
    return (
      Math.abs(value - black76Price({ kind, forward, strike: instruments.strikes[i] as number, timeYears: root * root, volatility })) /
      forward
    )
  })
  return errors.reduce((most, error) => Math.max(most, error), 0)
}
