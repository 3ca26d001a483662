import { tailProbability } from '../../risk/tail/tail-risk.ts'
import type { ModelBacktest, RiskBacktest } from './backtest-result.ts'
import { judgeModel } from './judge-model.ts'
import { rankModels } from './rank-models.ts'
import type { LossSeries } from './series-types.ts'
import { walkModels, type WalkOutcome, type WalkRequest } from './walk-models.ts'

/** A series, models, and how to hold the one against the other. */
export type BacktestRequest = Omit<WalkRequest, 'losses'> & Readonly<{ series: LossSeries; version: string; seed: number; samples: number }>

/** The backtest, or how far it had come when it was told to stop. */
export type BacktestOutcome = Readonly<{ kind: 'done'; backtest: RiskBacktest }> | Extract<WalkOutcome, { kind: 'interrupted' }>

/**
 * Walks models through a series and holds their forecasts against what happened.
 *
 * @throws as `walkModels`.
 *
 * @example
 * const outcome = await backtestModels({ series, models, options, workers: 2, version: '0.3.0', seed: 1, samples: 999 })
 */
export async function backtestModels(request: BacktestRequest): Promise<BacktestOutcome> {
  const { series, options, version, seed, samples } = request
  const outcome = await walkModels({ ...request, losses: series.losses })
  if (outcome.kind === 'interrupted') return outcome
  const losses = series.losses.slice(options.window)
  const judging = { confidence: options.confidence, samples, seed }
  const models = outcome.walks.map(({ model, part }) => judgeModel(model, part, losses, judging))
  const walks = outcome.walks.map(({ model, part }) => ({ name: model.name, part }))
  const backtest: RiskBacktest = {
    ...{ version, seed, samples, series, options, losses, models },
    at: series.at.slice(options.window),
    ranking: rankModels({ losses, walks, tailProbability: tailProbability(options.confidence) }),
    caveats: caveatsOf(series, models, request),
  }
  return { kind: 'done', backtest }
}

/** Sizes and powers are those of Kupiec's test at 250 observations and 1 %, the case the regulation knows. */
function caveatsOf(series: LossSeries, models: readonly ModelBacktest[], { options }: BacktestRequest): readonly string[] {
  const tail = tailProbability(options.confidence)
  const count = series.losses.length - options.window
  const caveats: string[] = []
  if (options.window * tail < 1 + 1e-9) {
    caveats.push(
      `A window of ${options.window} holds ${shortNumber(options.window * tail)} losses beyond a confidence of ${options.confidence}: the VaR of historical simulation is the largest of the window, which says little of the confidence asked for.`,
    )
  }
  if (count * tail < 10) {
    caveats.push(
      `Only ${shortNumber(count * tail)} exceedances are expected of ${count} forecasts. At 250 forecasts and 1 % Kupiec's test by its usual law rejects a right model 9.5 % of the time instead of 5 %, and finds one with twice the exceedances in only 24 % of records: a model that holds here has not been proved right. The simulated p-values have the right size, and no more power.`,
    )
  }
  caveats.push(
    "Christoffersen's test by its usual law hardly ever rejects (1.5 % at 250 forecasts and 1 %) and the dynamic quantile test too often (8.6 % there, 11 % at 1,000): both are judged by simulated p-values, which are right at any length.",
    'Expected shortfall is judged on exceedances alone, so much less is known of it than of value at risk. Tests of ES ignore that its parameters were estimated.',
  )
  const slow = models.filter(({ leftOut }) => leftOut > 0)
  for (const { name, leftOut } of slow) {
    caveats.push(`${name} gave no expected shortfall above 0 for ${leftOut} losses; these are left out of its tests and of the ranking.`)
  }
  return caveats
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)))
}
