import { normalSurvival } from '../../num/normal.ts'
import { studentTSurvival } from '../../num/student-t.ts'
import { fitVolatilityFilter, filterWindow, type VolatilityFilter } from '../../risk/tail/volatility-filter.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { requireSeries } from '../../base/argument.ts'
import { asAsked, type ModelFit, type NoForecast, type TailModel } from '../../risk/tail/forecast.ts'
import { insideUnit } from '../../risk/tail/forecast-parametric.ts'
import { normalTail, studentTTail } from '../../risk/tail/parametric.ts'

/** A filter and the law of what it leaves. */
export type MovingVarianceFit = ModelFit & Readonly<{ filter: VolatilityFilter; degreesOfFreedom: number }>

/**
 * RiskMetrics: a normal loss with an exponentially weighted variance.
 *
 * @see J.P. Morgan, "RiskMetrics Technical Document" (1996).
 *
 * @example
 * forecastTail(riskMetricsModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.99 })
 */
export const riskMetricsModel: TailModel<MovingVarianceFit> = {
  name: 'ewma',
  title: 'RiskMetrics',
  about: 'The next loss is normal with mean 0 and an exponentially weighted variance, lambda 0.94; there is nothing to fit.',
  leastReturns: 20,
  fit: (returns) => {
    requireSeries('returns', returns, 20)
    return accept({
      outcome: asAsked,
      filter: { kind: 'ewma', options: { lambda: 0.94, startReturns: Math.min(50, returns.length) } },
      degreesOfFreedom: Infinity,
    })
  },
  forecast,
}

/**
 * GJR-GARCH(1,1) with Student t innovations: losses of the position may weigh more in the variance than gains.
 *
 * @see Glosten, Jagannathan & Runkle, Journal of Finance 48 (1993).
 *
 * @example
 * forecastTail(gjrStudentTModel, returns, { valueAtRisk: 0.99, expectedShortfall: 0.99 })
 */
export const gjrStudentTModel: TailModel<MovingVarianceFit> = {
  name: 'gjr-t',
  title: 'GJR-GARCH, Student t innovations',
  about:
    'The next loss is Student t with the variance of a GJR-GARCH(1,1), in which losses weigh otherwise than gains, both fitted to the window.',
  leastReturns: 50,
  fit: (returns) => {
    requireSeries('returns', returns, 50)
    return fitVolatilityFilter(returns, { distribution: 'studentT', model: 'gjr' })
  },
  forecast,
}

function forecast(...[fit, returns, confidence]: Parameters<TailModel<MovingVarianceFit>['forecast']>): ReturnType<TailModel['forecast']> {
  const filtered: Result<Readonly<{ nextVolatility: number; mean: number }>, NoForecast> = filterWindow(fit.filter, returns)
  if (!filtered.ok) return refuse(filtered.refusal)
  const { mean, nextVolatility: volatility } = filtered.value
  const { degreesOfFreedom } = fit
  const isNormal = degreesOfFreedom === Infinity
  const of = { mean, standardDeviation: volatility }
  const tailAt = (level: number) => (isNormal ? normalTail(of, level) : studentTTail({ ...of, degreesOfFreedom }, level))
  const scale = isNormal ? volatility : volatility * Math.sqrt((degreesOfFreedom - 2) / degreesOfFreedom)
  return accept({
    valueAtRisk: tailAt(confidence.valueAtRisk).valueAtRisk,
    expectedShortfall: tailAt(confidence.expectedShortfall).expectedShortfall,
    volatility,
    survival: (loss) => {
      const z = (loss + mean) / scale
      return insideUnit(isNormal ? normalSurvival(z) : studentTSurvival(z, degreesOfFreedom))
    },
  })
}
