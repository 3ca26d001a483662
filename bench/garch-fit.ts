import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { fitGarch } from '../src/risk/garch/fit.ts'
import { garchReturns } from '../test/garch-returns.ts'
import { hasProgram } from '../test/has-program.ts'
import { sharedFile } from '../test/shared-data.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { compileNative, median } from './native-code.ts'

/** Milliseconds of one fit, and what was found: mean, omega, alpha, beta, log-likelihood, Bollerslev-Wooldridge standard errors. */
type Measured = Readonly<{ ms: number; found: readonly number[] }>

/**
 * GARCH(1,1) fits a second with three kinds of standard errors, of the mark against the pound: ours, native code that makes the same
 * searches, and R's fGarch where R is. All must find the same parameters.
 *
 * @example
 * (await bench({ quick: true })).ratioToLimit
 */
export function bench(options: BenchOptions): BenchResult {
  const { returns, source } = loadReturns()
  const [rounds, fits] = options.quick ? [1, 100] : [7, 200]
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'))
  const ours: number[] = []
  const native: number[] = []
  let peer: Measured | undefined
  try {
    const binary = compileNative(folder, 'garch-fit')
    const file = join(folder, 'returns')
    writeFileSync(file, returns)
    // Long enough for the compiler to have done its work.
    runOurs(returns, 300)
    for (let round = 0; round < rounds; round++) {
      const mine = runOurs(returns, fits)
      ours.push(mine.ms)
      if (binary !== undefined) native.push(requireEqual('native', runNative(binary, file, { count: returns.length, fits }), mine))
    }
    peer = runFGarch(folder, returns, options)
    if (peer !== undefined) requireEqual('fGarch', { ...peer, found: peer.found.slice(0, 4) }, runOurs(returns, 1), 1e-3)
  } finally {
    rmSync(folder, { recursive: true })
  }
  const [our, limit] = [median(ours), native.length === 0 ? null : median(native)]
  const limitText = limit === null ? 'not measured: no g++ here' : `${limit.toFixed(3)} ms`
  const peerText = peer === undefined ? 'not measured: no Rscript with fGarch here' : `${peer.ms.toFixed(1)} ms`
  return {
    name: 'garch-fit',
    unit: 'fits/s',
    ours: 1e3 / our,
    limit: limit === null ? null : 1e3 / limit,
    ratioToLimit: limit === null ? null : limit / our,
    peers: peer === undefined ? {} : { fGarch: peer.ms / our },
    note: `${our.toFixed(3)} ms a fit, native ${limitText}, fGarch ${peerText}; ${returns.length} returns, ${source}`,
  }
}

function loadReturns(): Readonly<{ returns: Float64Array; source: string }> {
  const file = sharedFile('data/reference/dem_gbp_markpound.csv.gz')
  if (existsSync(file)) {
    const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(1)
    return { returns: Float64Array.from(lines, (line) => Number(line.split(',')[2])), source: 'mark against pound 1984 to 1991' }
  }
  const model = { mean: 0, omega: 0.011, alpha: 0.15, gamma: 0, beta: 0.81, degreesOfFreedom: Infinity }
  return { returns: garchReturns(1974, model, 7), source: 'simulated with seed 7, as the shared series is not here' }
}

function runOurs(returns: Float64Array, fits: number): Measured {
  const times: number[] = []
  let found: readonly number[] = []
  for (let i = 0; i < fits; i++) {
    const start = performance.now()
    const fit = fitGarch(returns)
    times.push(performance.now() - start)
    if (!fit.ok || !fit.value.standardErrors.bollerslevWooldridge.ok) throw new Error('expected a fit with standard errors')
    const { mean, omega, alpha, beta } = fit.value.parameters
    const errors = fit.value.standardErrors.bollerslevWooldridge.value
    const known = (value: number | undefined): number => value ?? Number.NaN
    found = [mean, omega, alpha, beta, fit.value.logLikelihood, ...[errors.mean, errors.omega, errors.alpha, errors.beta].map(known)]
  }
  return { ms: median(times), found }
}

function runNative(binary: string, file: string, { count, fits }: Readonly<{ count: number; fits: number }>): Measured {
  const words = execFileSync(binary, [file, String(count), String(fits)], { encoding: 'utf8' })
    .trim()
    .split(' ')
  const [ms = Number.NaN, ...found] = words.map(Number)
  return { ms, found }
}

/** Times fGarch on the same returns, its Hessian standard errors included; undefined where it is not installed. */
function runFGarch(folder: string, returns: Float64Array, { quick }: BenchOptions): Measured | undefined {
  if (!hasProgram('Rscript') || !hasFGarch()) return undefined
  const file = join(folder, 'returns.txt')
  writeFileSync(file, Array.from(returns, String).join('\n'))
  const script = `
    suppressMessages(library(fGarch))
    y <- scan("${file}", quiet = TRUE)
    one <- function() garchFit(~ garch(1, 1), data = y, trace = FALSE)
    fit <- one()
    times <- sapply(1:${quick ? 1 : 9}, function(i) system.time(one())[["elapsed"]] * 1000)
    cat(format(c(median(times), coef(fit)), digits = 15))`
  const words = execFileSync('Rscript', ['-e', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .trim()
    .split(/\s+/)
  const [ms = Number.NaN, ...found] = words.map(Number)
  return { ms, found }
}

function hasFGarch(): boolean {
  try {
    execFileSync('Rscript', ['-e', 'library(fGarch)'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function requireEqual(name: string, theirs: Measured, ours: Measured, tolerance = 1e-6): number {
  theirs.found.forEach((value, i) => {
    const mine = ours.found[i] as number
    if (Math.abs(value - mine) > tolerance * Math.abs(mine)) throw new Error(`${name} found ${value} in place ${i}, expected ${mine}`)
  })
  return theirs.ms
}
