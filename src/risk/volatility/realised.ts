import { requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { power } from '../../num/elementary.ts'
import { normalSurvival } from '../../num/normal.ts'

/** Sums over one span of time, such as a day, of the returns inside it. All but the quarticities are variances of the whole span. */
export type RealisedMeasures = Readonly<{
  /** Sum of squares: continuous moves and jumps together. */
  realisedVariance: number
  /** From products of neighbours, in which one jump counts for nothing as returns grow short. */
  bipowerVariation: number
  /** Integrated fourth power of volatility, from products of three and of four neighbours. */
  tripowerQuarticity: number
  quadpowerQuarticity: number
  /** From the smaller of two neighbours and the middle of three. */
  minimumVariance: number
  medianVariance: number
  /** Sums of squares of falls and of rises; together the realised variance. */
  fallVariance: number
  riseVariance: number
  /** What jumps have added: realised variance less bipower variation, 0 when that is negative. */
  jumpVariance: number
  /** The test of no jump, by the ratio of bipower variation to realised variance. */
  jumpTest: Result<JumpTest, NoJumpTest>
  /** Share of returns that are 0. Many make bipower variation too small and jumps of nothing. */
  zeroShare: number
}>

/** A test of no jump: standard normal where there is none, large where there was one. */
export type JumpTest = Readonly<{ statistic: number; pValue: number }>

/** Why a span has no test: nothing moved, or no two neighbours did. */
export type NoJumpTest = Readonly<{ reason: 'noVariance' | 'noBipowerVariation' }>

/** The inverse of the mean of `|Z|^(4/3)`, cubed: `2^(2/3) gamma(7/6) / gamma(1/2)` for a standard normal Z. */
const fourThirdsMoment = 0.8308609250295591

/** Returns that the sums of four neighbours need. */
const leastReturns = 4

/**
 * Realised variance, its versions that jumps do not touch, and the test of jumps of Barndorff-Nielsen and Shephard.
 *
 * @param returns - Inside one span, evenly spaced, oldest first, shape `[n]`, at least 4.
 * @throws ArgumentError for a series too short or a number that is not finite.
 * @see Barndorff-Nielsen & Shephard, "Econometrics of testing for jumps in financial economics using bipower variation", J. Financial
 *   Econometrics 4 (2006); Huang & Tauchen, "The relative contribution of jumps to total price variance", the same 3 (2005); Andersen,
 *   Dobrev & Schaumburg, "Jump-robust volatility estimation using nearest neighbor truncation", J. Econometrics 169 (2012).
 *
 * @example
 * realisedMeasures([1, -2, 0, 3]).realisedVariance // 14
 */
export function realisedMeasures(returns: ArrayLike<number>): RealisedMeasures {
  requireSeries('returns', returns, leastReturns)
  const n = returns.length
  const absolute = Float64Array.from(returns, Math.abs)
  const jump = jumpMeasures(absolute, fourThirdsOf(absolute))
  const signed = signedMeasures(returns)
  const at = (i: number): number => absolute[i] as number
  const pairs = sumFrom(1, n, (i) => Math.min(at(i), at(i - 1)) * Math.min(at(i), at(i - 1)))
  const triples = sumFrom(2, n, (i) => {
    const middle = middleOf(at(i), at(i - 1), at(i - 2))
    return middle * middle
  })
  const fours = sumFrom(3, n, (i) => at(i) * at(i - 1) * at(i - 2) * at(i - 3))
  return {
    realisedVariance: jump.realisedVariance,
    bipowerVariation: jump.bipowerVariation,
    tripowerQuarticity: jump.tripowerQuarticity,
    quadpowerQuarticity: n * (Math.PI / 2) * (Math.PI / 2) * (n / (n - 3)) * fours,
    minimumVariance: (Math.PI / (Math.PI - 2)) * (n / (n - 1)) * pairs,
    medianVariance: (Math.PI / (6 - 4 * Math.sqrt(3) + Math.PI)) * (n / (n - 2)) * triples,
    ...signed,
    jumpVariance: Math.max(0, jump.realisedVariance - jump.bipowerVariation),
    jumpTest: jumpTestOf(jump, n),
  }
}

/** What the jump test is made of. */
export type JumpMeasures = Readonly<{ realisedVariance: number; bipowerVariation: number; tripowerQuarticity: number }>

/**
 * Realised variance, bipower variation and tripower quarticity from absolute returns and their powers of four thirds.
 *
 * @example
 * jumpMeasures(absolute, fourThirdsOf(absolute)).bipowerVariation
 */
export function jumpMeasures(absolute: Float64Array, fourThirds: Float64Array): JumpMeasures {
  const n = absolute.length
  const at = (i: number): number => absolute[i] as number
  const powerAt = (i: number): number => fourThirds[i] as number
  const squares = sumFrom(0, n, (i) => at(i) * at(i))
  const pairs = sumFrom(1, n, (i) => at(i) * at(i - 1))
  const triples = sumFrom(2, n, (i) => powerAt(i) * powerAt(i - 1) * powerAt(i - 2))
  return {
    realisedVariance: squares,
    bipowerVariation: (Math.PI / 2) * (n / (n - 1)) * pairs,
    tripowerQuarticity: (n * (n / (n - 2)) * triples) / (fourThirdsMoment * fourThirdsMoment * fourThirdsMoment),
  }
}

/**
 * The powers of four thirds of absolute returns.
 *
 * @example
 * fourThirdsOf(Float64Array.of(1)) // [1]
 */
export function fourThirdsOf(absolute: Float64Array): Float64Array {
  return absolute.map((value) => power(value, 4 / 3))
}

/**
 * The ratio form of the jump test over `n` returns, whose variance is never taken below that of constant volatility.
 *
 * @example
 * jumpTestOf(jumpMeasures(absolute, fourThirds), absolute.length)
 */
export function jumpTestOf(measures: JumpMeasures, n: number): Result<JumpTest, NoJumpTest> {
  const { realisedVariance, bipowerVariation, tripowerQuarticity } = measures
  if (realisedVariance === 0) return refuse({ reason: 'noVariance' })
  if (bipowerVariation === 0) return refuse({ reason: 'noBipowerVariation' })
  const share = (realisedVariance - bipowerVariation) / realisedVariance
  const roughness = Math.max(1, tripowerQuarticity / (bipowerVariation * bipowerVariation))
  const statistic = share / Math.sqrt(((Math.PI * Math.PI) / 4 + Math.PI - 5) * (roughness / n))
  return accept({ statistic, pValue: normalSurvival(statistic) })
}

function signedMeasures(returns: ArrayLike<number>): Pick<RealisedMeasures, 'fallVariance' | 'riseVariance' | 'zeroShare'> {
  const at = (i: number): number => returns[i] as number
  const n = returns.length
  return {
    fallVariance: sumFrom(0, n, (i) => (at(i) < 0 ? at(i) * at(i) : 0)),
    riseVariance: sumFrom(0, n, (i) => (at(i) > 0 ? at(i) * at(i) : 0)),
    zeroShare: sumFrom(0, n, (i) => (at(i) === 0 ? 1 : 0)) / n,
  }
}

function sumFrom(first: number, end: number, term: (i: number) => number): number {
  const sum = createSum()
  for (let i = first; i < end; i++) addToSum(sum, term(i))
  return totalOf(sum)
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
