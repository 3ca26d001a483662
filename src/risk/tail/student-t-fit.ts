import { requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { exponential, logarithmOfOnePlus, naturalLogarithm } from '../../num/elementary.ts'
import { nelderMead } from '../../num/minimise.ts'
import { meanOf, varianceOf } from '../../num/moments.ts'
import { logarithmOfGamma } from '../../num/special.ts'
import type { ConstantSeries } from './cornish-fisher.ts'
import type { ReturnMoments } from './parametric.ts'

/** Student t returns by maximum likelihood. */
export type StudentTFit = ReturnMoments &
  Readonly<{
    /** Above 2; see `atBound`. */
    degreesOfFreedom: number
    logLikelihood: number
    converged: boolean
    /** `heavy` when the degrees of freedom ended at 2, below which there is no variance; `normal` when so many that the tail is normal. */
    atBound: 'heavy' | 'normal' | undefined
  }>

const fewestFreedom = 2.01
const mostFreedom = 1_000

/**
 * Fits location, scale and degrees of freedom of a Student t distribution by maximum likelihood.
 *
 * The degrees of freedom are held between 2.01 and 1,000: below there is no variance to state, above there is no difference to the normal.
 *
 * @param returns - At least 10, in any unit.
 * @returns Refused for returns that do not vary.
 * @throws ArgumentError for too few returns or one that is not finite.
 *
 * @example
 * fitStudentT(returns)
 */
export function fitStudentT(returns: ArrayLike<number>): Result<StudentTFit, ConstantSeries> {
  requireSeries('returns', returns, 10)
  const centre = meanOf(returns)
  const spread = Math.sqrt(varianceOf(returns))
  const first = returns[0]
  if (Array.prototype.every.call(returns, (value: number) => value === first) || !(spread > 0)) return refuse({ reason: 'constantSeries' })
  const z = Float64Array.from(returns, (value) => (value - centre) / spread)
  // Location, logarithm of scale, logarithm of the inverse of freedom: all near 1 in size.
  const cost = (point: Float64Array): number => {
    const freedom = freedomOf(point[2] as number)
    return -logLikelihoodOf(z, { location: point[0] as number, scale: exponential(point[1] as number), freedom })
  }
  const starts = [3, 8].map((freedom) =>
    nelderMead(cost, [0, 0.5 * naturalLogarithm((freedom - 2) / freedom), -naturalLogarithm(freedom)], { step: 0.2 }),
  )
  const best = starts.reduce((least, next) => (next.value < least.value ? next : least))
  const degreesOfFreedom = freedomOf(best.point[2] as number)
  const scale = exponential(best.point[1] as number) * spread
  return accept({
    mean: centre + (best.point[0] as number) * spread,
    standardDeviation: scale * Math.sqrt(degreesOfFreedom / (degreesOfFreedom - 2)),
    degreesOfFreedom,
    logLikelihood: -best.value - returns.length * naturalLogarithm(spread),
    converged: best.converged,
    atBound: degreesOfFreedom <= fewestFreedom ? 'heavy' : degreesOfFreedom >= mostFreedom ? 'normal' : undefined,
  })
}

function freedomOf(logarithmOfInverse: number): number {
  return Math.min(mostFreedom, Math.max(fewestFreedom, exponential(-logarithmOfInverse)))
}

type StudentTParameters = Readonly<{ location: number; scale: number; freedom: number }>

function logLikelihoodOf(z: Float64Array, { location, scale, freedom }: StudentTParameters): number {
  const half = freedom / 2
  const constant =
    logarithmOfGamma(half + 0.5) - logarithmOfGamma(half) - 0.5 * naturalLogarithm(freedom * Math.PI) - naturalLogarithm(scale)
  let sum = 0
  for (let i = 0; i < z.length; i++) {
    const away = ((z[i] as number) - location) / scale
    sum += logarithmOfOnePlus((away * away) / freedom)
  }
  return z.length * constant - (half + 0.5) * sum
}
