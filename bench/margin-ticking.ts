import { execFileSync } from 'node:child_process'
import { createPrng, nextUniform, type Prng } from '../src/base/prng.ts'
import { later, seconds, timeUs } from '../src/base/time.ts'
import { sweepRows } from '../src/margin/kernel/position-rows.ts'
import { priceGrid } from '../src/margin/kernel/scenario-grid.ts'
import { setTerm } from '../src/margin/kernel/term-table.ts'
import { createWatch, type WatchAccount, type WatchInstrument } from '../src/margin/kernel/watch-create.ts'
import type { Watch } from '../src/margin/kernel/watch-state.ts'
import { breachedAccounts, type WatchTick } from '../src/margin/kernel/watch.ts'
import { madeMarginWorkload, workloadScenarios, writeArrays, type MarginWorkload } from './margin-workload.ts'
import { compileNative } from './native-code.ts'

/** A watch over the margin workload, and the workload itself to check it with. */
export type WatchWorkload = Readonly<{ watch: Watch; workload: MarginWorkload; cash: Float64Array; start: WatchTick; draw: Prng }>

const start: WatchTick = { underlying: 'BTC', spot: 60_000, volatilityFactor: 1, at: timeUs(1_770_000_000_000_000) }
const forwardRatio = (term: number): number => 1 + 0.002 * term
const days = (term: number): number => 1 + 12 * term

/**
 * The workload's accounts under watch. Money beside the worst scenario is exponentially spread around what that scenario takes, or a hundredth
 * of spot times sizes where it takes less: about one account in a hundred has less than a hundredth of that.
 *
 * @example
 * const { watch } = madeWatchWorkload(100_000)
 */
export function madeWatchWorkload(accounts: number): WatchWorkload {
  const workload = madeMarginWorkload(accounts)
  const draw = createPrng(23)
  const instruments = workload.instruments.map((instrument, index): WatchInstrument => {
    const expiry = later(start.at, seconds(86_400 * days(instrument.term)))
    const of = { name: String(index), underlying: start.underlying, expiry, forwardRatio: forwardRatio(instrument.term) }
    return instrument.kind === 'linear' ? { kind: 'linear', ...of } : { ...instrument, ...of }
  })
  const cash = new Float64Array(accounts)
  moveWorkload(workload, start)
  for (let account = 0; account < accounts; account++) cash[account] = drawCash(workload, account, draw)
  const watch = createWatch({ markets: [start], instruments, scenarios: workloadScenarios, accounts: accountsOf(workload, cash) })
  return { watch, workload, cash, start, draw }
}

function drawCash({ sweep }: MarginWorkload, account: number, draw: Prng): number {
  const { rows, grid, worst } = sweep
  let [unmoved, worth] = [0, 0]
  for (let at = rows.starts[account] as number; at < (rows.starts[account + 1] as number); at++) {
    const size = rows.sizes[at] as number
    unmoved += size * (grid.values[(rows.columns[at] as number) * grid.terms.width + 5] as number)
    worth += Math.abs(size) * start.spot
  }
  const least = worst[account] as number
  return -least - Math.max(unmoved - least, 0.01 * worth) * Math.log(1 - nextUniform(draw))
}

function* accountsOf({ sweep }: MarginWorkload, cash: Float64Array): Generator<WatchAccount> {
  const { rows } = sweep
  for (let account = 0; account < rows.rows; account++) {
    const positions: { instrument: number; size: number }[] = []
    for (let at = rows.starts[account] as number; at < (rows.starts[account + 1] as number); at++)
      positions.push({ instrument: rows.columns[at] as number, size: rows.sizes[at] as number })
    yield { name: String(account), cash: cash[account] as number, positions }
  }
}

/** Prices and sweeps all of the workload where the market is. */
function moveWorkload({ kernel, sweep }: MarginWorkload, { spot, volatilityFactor, at }: WatchTick): void {
  const { terms } = sweep.grid
  for (let term = 0; term < terms.terms; term++) {
    const timeYears = (later(start.at, seconds(86_400 * days(term))) - at) / 31_536_000_000_000
    const scenarios = workloadScenarios.map((scenario) => ({
      ...scenario,
      volatilityFactor: volatilityFactor * (scenario.volatilityFactor ?? 1),
    }))
    setTerm(kernel, terms, term, { market: { variableForward: spot * forwardRatio(term), timeYears }, scenarios })
  }
  priceGrid(kernel, sweep.grid)
  sweepRows(kernel, sweep)
}

/**
 * Requires that the watch knows of every account what a full sweep of the workload finds.
 *
 * @throws Error with the number of accounts it has on the wrong side of zero.
 *
 * @example
 * requireNoMismatch(given, move)
 */
export function requireNoMismatch({ watch, workload, cash }: WatchWorkload, move: WatchTick): void {
  moveWorkload(workload, move)
  const below = new Set(breachedAccounts(watch))
  let mismatches = 0
  for (let account = 0; account < cash.length; account++)
    if ((cash[account] as number) + (workload.sweep.worst[account] as number) < 0 !== below.has(account)) mismatches++
  if (mismatches > 0) throw new Error(`mismatches ${mismatches} of ${cash.length} accounts at ${move.spot}`)
}

/**
 * The next move of a path of 60 % volatility at 10 ticks a second; the volatility factor moves every hundredth tick, by half a thousandth.
 *
 * @example
 * move = nextMove(draw, move, tick)
 */
export function nextMove(draw: Prng, move: WatchTick, tick: number): WatchTick {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - nextUniform(draw))) * Math.cos(2 * Math.PI * nextUniform(draw))
  const spot = move.spot * Math.exp((0.6 / Math.sqrt(31_536_000 * 10)) * normal())
  const volatilityFactor = tick % 100 === 0 ? move.volatilityFactor * Math.exp(0.0005 * normal()) : move.volatilityFactor
  return { ...move, spot, volatilityFactor, at: later(move.at, seconds(0.1)) }
}

/**
 * Native code that prices all instruments and sweeps all accounts.
 *
 * @returns A function that gives the milliseconds of both, the shortest of a few runs; undefined on a machine without g++.
 *
 * @example
 * const brute = nativeBruteForce(folder, workload)
 */
export function nativeBruteForce(folder: string, { sweep }: MarginWorkload): (() => number) | undefined {
  const { instruments, terms } = sweep.grid
  const { kinds, termOf, strikes, logStrikes, volatilities } = instruments
  writeArrays(folder, { starts: sweep.rows.starts, columns: sweep.rows.columns, sizes: sweep.rows.sizes, grid: sweep.grid.values })
  writeArrays(folder, { kinds, termOf, strikes, logStrikes, volatilities, terms: terms.numbers })
  const [grid, sweeper] = [compileNative(folder, 'black76-grid'), compileNative(folder, 'margin-sweep')]
  if (grid === undefined || sweeper === undefined) return undefined
  const values = sweep.grid.values.length
  const run = (binary: string, words: readonly string[]): number =>
    Number(execFileSync(binary, [folder, ...words], { encoding: 'utf8' }).split(' ')[1])
  return () => (run(grid, ['20']) * values) / 1e6 + run(sweeper, ['1', '20'])
}
