import {
  ArgumentError,
  requireFinite,
  requirePositive,
  requirePositiveSeries,
  requireSameLength,
  requireSeries,
} from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'

/** A fund whose investors leave as it loses, and the markets it then sells in. One item per asset in each list. */
export type DistressedFund = Readonly<{
  /** Units the fund holds. */
  units: ArrayLike<number>
  /** Units whose sale moves the price by its own amount: market depth. */
  depths: ArrayLike<number>
  /** Value of the fund over its first, at which selling begins. */
  sellingBelow: number
  /** Value at which all is sold; below `sellingBelow`. */
  emptyAt: number
}>

/** Exogenous moves of the prices. */
export type ExogenousMoves = Readonly<{
  firstPrices: ArrayLike<number>
  /** Expected return per unit of time, for each asset. */
  drifts: ArrayLike<number>
  /** Length of a step, in units of time. */
  step: number
  /** Random part of each step for each asset, per root of time: rows of steps. */
  shocks: readonly ArrayLike<number>[]
}>

/** Prices before the first step and after each, and the value of the holdings the fund began with. */
export type DistressedPath = Readonly<{ prices: readonly Float64Array[]; values: Float64Array }>

/**
 * Prices with a fund that sells as it loses: each exogenous move changes its value, that changes what it still wants to hold, and the
 * sale moves every price it holds.
 *
 * @throws ArgumentError for lists of unlike length, depths or prices not above zero, or `emptyAt` not below `sellingBelow`.
 * @see Cont & Wagalath, "Running for the exit: distressed selling and endogenous correlation in financial markets", Mathematical
 *   Finance 23 (2013).
 *
 * @example
 * const fund = { units: [1], depths: [10], sellingBelow: 1, emptyAt: 0.5 }
 * distressedPath(fund, { firstPrices: [100], drifts: [0], step: 1, shocks: [[-0.1]] }).prices[1] // [88]
 */
export function distressedPath(fund: DistressedFund, moves: ExogenousMoves): DistressedPath {
  requireFund(fund)
  requireMoves(fund, moves)
  let prices = Float64Array.from(moves.firstPrices)
  const first = valueOf(fund, prices)
  requirePositive('value', first)
  const path = [prices]
  const values = [first]
  for (const shocks of moves.shocks) {
    const returns = prices.map((_, i) => (moves.drifts[i] as number) * moves.step + Math.sqrt(moves.step) * (shocks[i] as number))
    const moved = prices.map((price, i) => price * (1 + (returns[i] as number)))
    const wanted = shareHeld(fund, valueOf(fund, moved) / first) - shareHeld(fund, valueOf(fund, prices) / first)
    prices = prices.map(
      (price, i) => price * (1 + (returns[i] as number) + ((fund.units[i] as number) / (fund.depths[i] as number)) * wanted),
    )
    path.push(prices)
    values.push(valueOf(fund, prices))
  }
  return { prices: path, values: Float64Array.from(values) }
}

/**
 * The share of its holdings a fund still wants at a value: 1 above `sellingBelow`, 0 below `emptyAt`, straight between.
 *
 * @param value - Value over the first value.
 *
 * @example
 * shareHeld({ units: [1], depths: [1], sellingBelow: 1, emptyAt: 0.5 }, 0.75) // 0.5
 */
export function shareHeld(fund: DistressedFund, value: number): number {
  return Math.min(1, Math.max(0, (value - fund.emptyAt) / (fund.sellingBelow - fund.emptyAt)))
}

/** Where the covariance is asked for. */
export type CovarianceTerms = Readonly<{
  units: ArrayLike<number>
  depths: ArrayLike<number>
  /** Value of the fund at the first prices, above zero. */
  firstValue: number
  /** Prices now. */
  prices: ArrayLike<number>
  /** Covariance of the assets without the fund, rows of columns. */
  fundamental: readonly ArrayLike<number>[]
  /** How fast the share held changes with value over first value; 0 where nobody sells. */
  sellingSpeed: number
}>

/**
 * The covariance of returns while a fund sells: the fundamental one and what the fund's own selling adds to it.
 *
 * @returns Rows of columns, symmetric when `fundamental` is.
 * @throws ArgumentError for lists of unlike length or values out of range.
 * @see Cont & Wagalath (2013), section 4; "Fire sales forensics: measuring endogenous risk", Mathematical Finance 26 (2016).
 *
 * @example
 * const terms = { units: [1], depths: [10], firstValue: 100, prices: [100], fundamental: [[0.04]] }
 * endogenousCovariance({ ...terms, sellingSpeed: 2 }) // [[0.0576]]
 */
export function endogenousCovariance(terms: CovarianceTerms): readonly Float64Array[] {
  requireCovariance(terms)
  const count = terms.units.length
  const speed = terms.sellingSpeed / terms.firstValue
  const worth = Float64Array.from(terms.units, (units, i) => units * (terms.prices[i] as number))
  const reach = Float64Array.from(terms.units, (units, i) => (speed * units) / (terms.depths[i] as number))
  const withFund = terms.fundamental.map((row) => inner(row, worth))
  const ofFund = inner(withFund, worth)
  return Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: count }, (_column, j) => {
      const [reachI, reachJ] = [reach[i] as number, reach[j] as number]
      const crossed = reachJ * (withFund[i] as number) + reachI * (withFund[j] as number)
      return ((terms.fundamental[i] as ArrayLike<number>)[j] as number) + crossed + reachI * reachJ * ofFund
    }),
  )
}

/** Why there are no correlations: an asset does not vary. */
export type NoCorrelation = Readonly<{ reason: 'noVariance'; position: number }>

/**
 * Correlations of a covariance.
 *
 * @returns Rows of columns with 1 on the diagonal. Refused when a variance is not above zero.
 *
 * @example
 * correlationsOf([[4, 2], [2, 4]]) // { ok: true, value: [[1, 0.5], [0.5, 1]] }
 */
export function correlationsOf(covariance: readonly ArrayLike<number>[]): Result<readonly Float64Array[], NoCorrelation> {
  const deviations = covariance.map((row, i) => Math.sqrt(row[i] as number))
  const position = deviations.findIndex((deviation) => !(deviation > 0))
  if (position !== -1) return refuse({ reason: 'noVariance', position })
  return accept(
    covariance.map((row, i) =>
      Float64Array.from(row, (value, j) => (i === j ? 1 : value / ((deviations[i] as number) * (deviations[j] as number)))),
    ),
  )
}

function valueOf(fund: DistressedFund, prices: ArrayLike<number>): number {
  return inner(fund.units, prices)
}

function inner(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const sum = createSum()
  for (let i = 0; i < first.length; i++) addToSum(sum, (first[i] as number) * (second[i] as number))
  return totalOf(sum)
}

function requireFund(fund: DistressedFund): void {
  requireSeries('units', fund.units)
  requirePositiveSeries('depths', fund.depths)
  requireSameLength(['units', fund.units], ['depths', fund.depths])
  requireFinite('sellingBelow', fund.sellingBelow)
  requireFinite('emptyAt', fund.emptyAt)
  if (fund.emptyAt < fund.sellingBelow) return
  throw new ArgumentError('emptyAt', { expected: `a number below sellingBelow, ${fund.sellingBelow}`, found: String(fund.emptyAt) })
}

function requireMoves(fund: DistressedFund, moves: ExogenousMoves): void {
  requirePositiveSeries('firstPrices', moves.firstPrices)
  requireSeries('drifts', moves.drifts)
  requirePositive('step', moves.step)
  requireSameLength(['units', fund.units], ['firstPrices', moves.firstPrices])
  requireSameLength(['units', fund.units], ['drifts', moves.drifts])
  moves.shocks.forEach((row, index) => {
    requireSeries(`shocks[${index}]`, row)
    requireSameLength(['units', fund.units], [`shocks[${index}]`, row])
  })
}

function requireCovariance(terms: CovarianceTerms): void {
  requireSeries('units', terms.units)
  requirePositiveSeries('depths', terms.depths)
  requirePositive('firstValue', terms.firstValue)
  requireSeries('prices', terms.prices)
  requireFinite('sellingSpeed', terms.sellingSpeed)
  requireSameLength(['units', terms.units], ['depths', terms.depths])
  requireSameLength(['units', terms.units], ['prices', terms.prices])
  requireSameLength(['units', terms.units], ['fundamental', terms.fundamental])
  terms.fundamental.forEach((row, index) => {
    requireSeries(`fundamental[${index}]`, row)
    requireSameLength(['units', terms.units], [`fundamental[${index}]`, row])
  })
}
