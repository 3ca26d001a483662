import { requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { meanOf, varianceOf } from '../../num/moments.ts'
import { normalSurvival } from '../../num/normal.ts'
import { bracketedRoot } from '../../num/root.ts'
import { studentTSurvival } from '../../num/student-t.ts'
import { cornishFisherQuantile, cornishFisherTail, fourMomentsOf, type FourMoments } from './cornish-fisher.ts'
import { asAsked, type ModelFit, type NoForecast, type TailConfidence, type TailForecast, type TailModel } from './forecast.ts'
import { normalTail, studentTTail, type ReturnMoments } from './parametric.ts'
import { fitStudentT } from './student-t-fit.ts'
import { filterWindow, fitVolatilityFilter, type VolatilityFilter } from './volatility-filter.ts'

/**
 * The normal distribution with the mean and variance of the window.
 *
 * @example
 * forecastTail(normalModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export const normalModel: TailModel = {
  name: 'normal',
  title: 'Normal distribution',
  about: 'The next loss is normal with the mean and the variance of the window.',
  leastReturns: 2,
  fit: (returns) => {
    requireSeries('returns', returns, 2)
    return accept({ outcome: asAsked })
  },
  forecast: (_fit, returns, confidence) => {
    requireSeries('returns', returns, 2)
    const of = { mean: meanOf(returns), standardDeviation: Math.sqrt(varianceOf(returns)) }
    return of.standardDeviation > 0 ? accept(normalForecast(of, confidence)) : refuse({ reason: 'constantSeries' })
  },
}

/** A fitted distribution. */
export type StudentTModelFit = ModelFit & ReturnMoments & Readonly<{ degreesOfFreedom: number }>

/**
 * Student's t with location, scale and degrees of freedom fitted to the window.
 *
 * @example
 * forecastTail(studentTModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export const studentTModel: TailModel<StudentTModelFit> = {
  name: 'student-t',
  title: 'Student t distribution',
  about: 'The next loss is Student t with location, scale and degrees of freedom fitted to the window by maximum likelihood.',
  leastReturns: 20,
  fit: (returns) => {
    requireSeries('returns', returns, 20)
    const fit = fitStudentT(returns)
    if (!fit.ok) return refuse(fit.refusal)
    const outcome =
      fit.value.atBound === 'heavy' ? ({ kind: 'fallback', reason: 'infiniteVariance', used: 'degreesOfFreedomHeld' } as const) : asAsked
    return accept({ ...fit.value, outcome })
  },
  forecast: (fit, _returns, confidence) => accept(studentTForecast(fit, confidence)),
}

/** A filter and the distribution of what it leaves. */
export type GarchModelFit = ModelFit & Readonly<{ filter: VolatilityFilter; degreesOfFreedom: number }>

/**
 * GARCH(1,1) with normal innovations, or its named fallback.
 *
 * @example
 * forecastTail(garchNormalModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export const garchNormalModel: TailModel<GarchModelFit> = garchModel({
  name: 'garch-normal',
  title: 'GARCH, normal innovations',
  about: 'The next loss is normal with the variance of a GARCH(1,1) fitted to the window.',
  distribution: 'normal',
})

/**
 * GARCH(1,1) with Student t innovations, or its named fallback.
 *
 * @example
 * forecastTail(garchStudentTModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export const garchStudentTModel: TailModel<GarchModelFit> = garchModel({
  name: 'garch-t',
  title: 'GARCH, Student t innovations',
  about: 'The next loss is Student t with the variance of a GARCH(1,1), both fitted to the window.',
  distribution: 'studentT',
})

/**
 * The Cornish-Fisher expansion in the moments of the window; refused outside the domain where it is a distribution.
 *
 * @example
 * forecastTail(cornishFisherModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.975 })
 */
export const cornishFisherModel: TailModel = {
  name: 'cornish-fisher',
  title: 'Cornish-Fisher expansion',
  about:
    'The next loss has the mean, variance, skewness and kurtosis of the window, by the Cornish-Fisher expansion of the normal quantile.',
  leastReturns: 20,
  fit: (returns) => {
    requireSeries('returns', returns, 20)
    return accept({ outcome: asAsked })
  },
  forecast: (_fit, returns, confidence) => cornishFisherForecast(returns, confidence),
}

function garchModel(
  of: Readonly<{ name: string; title: string; about: string; distribution: 'normal' | 'studentT' }>,
): TailModel<GarchModelFit> {
  return {
    name: of.name,
    title: of.title,
    about: of.about,
    leastReturns: 50,
    fit: (returns) => {
      requireSeries('returns', returns, 50)
      return fitVolatilityFilter(returns, { distribution: of.distribution })
    },
    forecast: (fit, returns, confidence) => {
      const filtered = filterWindow(fit.filter, returns)
      if (!filtered.ok) return refuse(filtered.refusal)
      const moments = { mean: filtered.value.mean, standardDeviation: filtered.value.nextVolatility }
      const { degreesOfFreedom } = fit
      return accept(
        degreesOfFreedom === Infinity
          ? normalForecast(moments, confidence)
          : studentTForecast({ ...moments, degreesOfFreedom }, confidence),
      )
    },
  }
}

function normalForecast(of: ReturnMoments, confidence: TailConfidence): TailForecast {
  return {
    valueAtRisk: normalTail(of, confidence.valueAtRisk).valueAtRisk,
    expectedShortfall: normalTail(of, confidence.expectedShortfall).expectedShortfall,
    volatility: of.standardDeviation,
    survival: (loss) => insideUnit(normalSurvival((loss + of.mean) / of.standardDeviation)),
  }
}

function studentTForecast(of: ReturnMoments & Readonly<{ degreesOfFreedom: number }>, confidence: TailConfidence): TailForecast {
  const scale = of.standardDeviation * Math.sqrt((of.degreesOfFreedom - 2) / of.degreesOfFreedom)
  return {
    valueAtRisk: studentTTail(of, confidence.valueAtRisk).valueAtRisk,
    expectedShortfall: studentTTail(of, confidence.expectedShortfall).expectedShortfall,
    volatility: of.standardDeviation,
    survival: (loss) => insideUnit(studentTSurvival((loss + of.mean) / scale, of.degreesOfFreedom)),
  }
}

function cornishFisherForecast(returns: ArrayLike<number>, confidence: TailConfidence): Result<TailForecast, NoForecast> {
  requireSeries('returns', returns, 20)
  const moments = fourMomentsOf(returns)
  if (!moments.ok) return refuse(moments.refusal)
  const [forVaR, forShortfall] = [confidence.valueAtRisk, confidence.expectedShortfall].map((level) =>
    cornishFisherTail(moments.value, level),
  )
  if (forVaR === undefined || forShortfall === undefined) return refuse({ reason: 'quantileNotMonotone' })
  if (!forVaR.ok) return refuse(forVaR.refusal)
  if (!forShortfall.ok) return refuse(forShortfall.refusal)
  return accept({
    valueAtRisk: forVaR.value.valueAtRisk,
    expectedShortfall: forShortfall.value.expectedShortfall,
    volatility: moments.value.standardDeviation,
    survival: (loss) => cornishFisherSurvival(moments.value, loss),
  })
}

/** The normal probability of the z at which the expansion's quantile is the return; both grow together inside the domain. */
function cornishFisherSurvival(of: FourMoments, loss: number): number {
  const target = (-loss - of.mean) / of.standardDeviation
  const gap = (z: number): number => cornishFisherQuantile(z, of) - target
  const root = bracketedRoot(gap, { low: -38, high: 38, tolerance: 1e-12 })
  const z = root.ok ? root.value : target < 0 ? -38 : 38
  return insideUnit(normalSurvival(-z))
}

/**
 * A probability kept strictly between 0 and 1, where doubles have run out.
 *
 * @example
 * insideUnit(0) // 1e-300
 */
export function insideUnit(probability: number): number {
  return Math.min(1 - Number.EPSILON / 2, Math.max(1e-300, probability))
}
