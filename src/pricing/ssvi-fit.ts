import { requirePositive, requireRising } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { exponential, hyperbolicTangent, naturalLogarithm } from '../num/elementary.ts'
import { nelderMead } from '../num/minimise.ts'
import { refusalOf, requireQuotes, type SmileQuotes, type SmileRefusal } from './smile-quotes.ts'
import { residualsOf, varianceAtTheMoney, weightedSquares } from './smile-misfit.ts'
import { powerLawScale, ssviSlice, type SsviPowerLaw } from './ssvi.ts'
import { sviPoint } from './svi.ts'

/** Quotes of one expiry and its time. */
export type TimedQuotes = Readonly<{ timeYears: number; quotes: SmileQuotes }>

/** A surface fitted to all expiries at once. */
export type SsviFit = Readonly<{
  law: SsviPowerLaw
  /** Total variance at the money, one for each expiry; never falls. */
  thetas: Float64Array
  converged: boolean
  iterations: number
  /** Total variance of the surface less that of the quote, by expiry. */
  residuals: readonly Float64Array[]
  /** Root of the weighted mean of squared residuals over all quotes. */
  rootMeanSquare: number
}>

/** Why no surface can be fitted. `expiry` is the place of the expiry whose quotes do not suffice. */
export type SurfaceRefusal = Readonly<{ reason: 'tooFewExpiries'; found: number; least: number } | (SmileRefusal & { expiry: number })>

/**
 * Fits SSVI with the power law to all expiries, free of butterfly and calendar arbitrage by construction.
 *
 * A search over tilt, scale and power, and for each of these the best variances at the money, expiry by expiry. The scale is kept
 * within what the butterfly conditions allow, and variances at the money never fall, which with the power law is all that calendar
 * arbitrage asks.
 *
 * @param expiries - In order of time, two or more.
 * @throws ArgumentError for expiries that do not rise and quotes that are no numbers.
 * @see Gatheral & Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014), section 4.
 *
 * @example
 * fitSsvi([]) // { ok: false, refusal: { reason: 'tooFewExpiries', found: 0, least: 2 } }
 */
export function fitSsvi(expiries: readonly TimedQuotes[]): Result<SsviFit, SurfaceRefusal> {
  const refusal = surfaceRefusal(expiries, 2)
  if (refusal !== undefined) return refusal
  let thetas = risingThetas(expiries)
  let point: Float64Array = Float64Array.of(-0.2, 0, 0)
  let best = Infinity
  let iterations = 0
  let converged = false
  // What the butterfly conditions allow depends on the variances found, so the search is repeated from there until nothing moves.
  for (let turn = 0; turn < 10 && !converged; turn++) {
    const known = thetas
    const objective = (at: ArrayLike<number>): number => {
      const law = lawOf(at, known)
      return squaresOf(expiries, { law, thetas: betterThetas(expiries, { law, thetas: known }) })
    }
    const ended = nelderMead(objective, point, { step: 0.2, tolerance: 1e-8, iterations: 200 })
    iterations += ended.iterations
    point = ended.point
    thetas = betterThetas(expiries, { law: lawOf(point, known), thetas: known })
    const squares = squaresOf(expiries, { law: lawOf(point, thetas), thetas })
    converged = Math.abs(best - squares) <= 1e-5 * squares
    best = squares
  }
  return accept(fitOf(expiries, { law: lawOf(point, thetas), thetas, iterations, converged }))
}

/**
 * Checks expiries for a fit over all of them.
 *
 * @throws ArgumentError for expiries that do not rise and quotes that are no numbers.
 *
 * @example
 * surfaceRefusal([], 2) // { ok: false, refusal: { reason: 'tooFewExpiries', found: 0, least: 2 } }
 */
export function surfaceRefusal(expiries: readonly TimedQuotes[], least: number): Result<never, SurfaceRefusal> | undefined {
  requireRising(
    'expiries',
    expiries.map((expiry) => expiry.timeYears),
  )
  if (expiries.length < least) return refuse({ reason: 'tooFewExpiries', found: expiries.length, least })
  for (const [expiry, { timeYears, quotes }] of expiries.entries()) {
    requirePositive('timeYears', timeYears)
    requireQuotes(quotes)
    const refusal = refusalOf(quotes)
    if (refusal !== undefined && !refusal.ok) return refuse({ ...refusal.refusal, expiry })
  }
  return undefined
}

type Surface = Readonly<{ law: SsviPowerLaw; thetas: Float64Array }>

function squaresOf(expiries: readonly TimedQuotes[], surface: Surface): number {
  let sum = 0
  for (let i = 0; i < expiries.length; i++) sum += expirySquares(expiries[i] as TimedQuotes, surface.law, surface.thetas[i] as number)
  return sum
}

function expirySquares(expiry: TimedQuotes, law: SsviPowerLaw, theta: number): number {
  const slice = ssviSlice(law, theta)
  return weightedSquares(expiry.quotes, (k) => sviPoint(slice, k).variance)
}

/** Unbounded numbers to a law within the butterfly conditions: tilt, share of the largest scale, power. */
function lawOf(point: ArrayLike<number>, thetas: Float64Array): SsviPowerLaw {
  const rho = 0.999 * hyperbolicTangent(point[0] as number)
  const gamma = logistic(point[2] as number)
  return { rho, gamma, eta: logistic(point[1] as number) * largestScale({ rho, gamma }, thetas) }
}

/** The scale at which the first of the butterfly conditions would bind, over variances from the first to the last expiry. */
function largestScale(shape: Readonly<{ rho: number; gamma: number }>, thetas: Float64Array): number {
  const tilt = 1 + Math.abs(shape.rho)
  const [first, last] = [thetas[0] as number, thetas[thetas.length - 1] as number]
  let most = Infinity
  for (let i = 0; i <= 20; i++) {
    // Between expiries the surface is asked too, so the conditions are held there as well.
    const theta = first * exponential((naturalLogarithm(last / first) * i) / 20)
    const unit = powerLawScale({ ...shape, eta: 1 }, theta)
    most = Math.min(most, 4 / (theta * unit * tilt), Math.sqrt(4 / (theta * tilt)) / unit)
  }
  return most * (1 - 1e-9)
}

function logistic(x: number): number {
  return 1 / (1 + exponential(-x))
}

/** The best variance at the money for each expiry by golden section, between those of its neighbours. */
function betterThetas(expiries: readonly TimedQuotes[], surface: Surface): Float64Array {
  const { law } = surface
  const thetas = Float64Array.from(surface.thetas)
  for (let i = 0; i < thetas.length; i++) {
    const now = thetas[i] as number
    const low = Math.max(i === 0 ? 0 : (thetas[i - 1] as number) * (1 + 1e-9), 0.8 * now)
    const high = Math.min(thetas[i + 1] ?? Infinity, 1.25 * now)
    const found = lowestBetween((theta) => expirySquares(expiries[i] as TimedQuotes, law, theta), low, high)
    const before = expirySquares(expiries[i] as TimedQuotes, law, now)
    if (expirySquares(expiries[i] as TimedQuotes, law, found) < before) thetas[i] = found
  }
  return thetas
}

const golden = (Math.sqrt(5) - 1) / 2

function lowestBetween(of: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high]
  let [left, right] = [to - golden * (to - from), from + golden * (to - from)]
  let [atLeft, atRight] = [of(left), of(right)]
  for (let i = 0; i < 40; i++) {
    if (atLeft <= atRight) {
      ;[to, right, atRight] = [right, left, atLeft]
      left = to - golden * (to - from)
      atLeft = of(left)
    } else {
      ;[from, left, atLeft] = [left, right, atRight]
      right = from + golden * (to - from)
      atRight = of(right)
    }
  }
  return 0.5 * (from + to)
}

/** Variances at the money as quoted, each raised to just above the one before where it fell. */
function risingThetas(expiries: readonly TimedQuotes[]): Float64Array {
  const thetas = Float64Array.from(expiries, (expiry) => varianceAtTheMoney(expiry.quotes))
  for (let i = 1; i < thetas.length; i++) thetas[i] = Math.max(thetas[i] as number, (thetas[i - 1] as number) * (1 + 1e-6))
  return thetas
}

function fitOf(expiries: readonly TimedQuotes[], found: Surface & Readonly<{ iterations: number; converged: boolean }>): SsviFit {
  const residuals = expiries.map((expiry, i) => {
    const slice = ssviSlice(found.law, found.thetas[i] as number)
    return residualsOf(expiry.quotes, (k) => sviPoint(slice, k).variance)
  })
  const counted = expiries.reduce((sum, { quotes }) => sum + Array.from(quotes.weights).filter((weight) => weight > 0).length, 0)
  return { ...found, residuals, rootMeanSquare: Math.sqrt(squaresOf(expiries, found) / counted) }
}
