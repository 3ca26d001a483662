import { conditionalTail, fitConditionalExtremes } from '../../risk/extremes/conditional-extremes.ts'
import { hillIndex } from '../../risk/extremes/hill.ts'
import { observedErrorsOf } from '../../risk/extremes/pareto-information.ts'
import { paretoByMoments } from '../../risk/extremes/pareto-moments.ts'
import { excessesOver, extremeTail, fitPeaksOverThreshold } from '../../risk/extremes/peaks-over-threshold.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'
import { garchOf, valueOrNull } from './value-at-risk-series.ts'

/** Extreme value models. */
export const extremeProcedures: ProcedureTable = {
  'evt-gpd': peaksOverThreshold,
  'evt-hill': hill,
  'var-conditional-evt': conditional,
}

function hill(inputs: Fields): unknown {
  const x = inputs.numbers('x')
  // As many losses as there are leave none to measure them against.
  return { hill_xi: Array.from(inputs.numbers('k'), (k) => (k < x.length ? valueOrNull(hillIndex(x, k)) : null)) }
}

function peaksOverThreshold(inputs: Fields): unknown {
  const x = inputs.numbers('x')
  const excesses = excessesOver(x, inputs.number('u'))
  const tail = valueOrNull(fitPeaksOverThreshold(x, inputs.number('u')))
  // The files ask for the observed information as it is, also where it is no measure of error.
  const errors = tail === null ? null : valueOrNull(observedErrorsOf(excesses, tail.fit))
  const moments = valueOrNull(paretoByMoments(excesses))
  const figures = Array.from(inputs.numbers('alphas'), (confidence) => (tail === null ? null : extremeTail(tail, confidence)))
  return {
    n: x.length,
    n_exceed: excesses.length,
    xi: tail?.fit.shape ?? null,
    beta: tail?.fit.scale ?? null,
    nll: tail === null ? null : -tail.fit.logLikelihood,
    se_xi: errors?.shape ?? null,
    se_beta: errors?.scale ?? null,
    var: figures.map((figure) => (figure === null ? null : valueOrNull(figure.valueAtRisk))),
    es: figures.map((figure) => (figure === null ? null : valueOrNull(figure.expectedShortfall))),
    pwm_xi: moments?.shape ?? null,
    pwm_beta: moments?.scale ?? null,
  }
}

function conditional(inputs: Fields): unknown {
  const fitted = valueOrNull(fitConditionalExtremes(inputs.numbers('y'), { model: garchOf(inputs), tailCount: inputs.number('k') }))
  const tails = Array.from(inputs.numbers('alphas'), (confidence) => (fitted === null ? null : conditionalTail(fitted, confidence)))
  return {
    sigma_next: fitted?.nextVolatility ?? null,
    u: fitted?.residualTail.threshold ?? null,
    xi: fitted?.residualTail.fit.shape ?? null,
    beta: fitted?.residualTail.fit.scale ?? null,
    z_var: tails.map((tail) => (tail === null ? null : valueOrNull(tail.residual.valueAtRisk))),
    z_es: tails.map((tail) => (tail === null ? null : valueOrNull(tail.residual.expectedShortfall))),
    var: tails.map((tail) => (tail === null ? null : valueOrNull(tail.valueAtRisk))),
    es: tails.map((tail) => (tail === null ? null : valueOrNull(tail.expectedShortfall))),
  }
}
