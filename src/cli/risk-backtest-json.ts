import type { ModelBacktest, RiskBacktest } from '../lab/risk-backtest/backtest-result.ts'
import type { SeriesGap } from '../lab/risk-backtest/series-types.ts'

/**
 * A backtest as `--json` prints it: everything but the columns of figures, and with `withForecasts` those too.
 *
 * Fields: `data` what was read, `options`, `models` with tests and verdicts, `ranking`, `caveats`, and `forecasts` by model. Times are
 * ISO text, or numbers of rows where the data has none; `null` stands where a model had no figure.
 *
 * @example
 * printJson(backtestJson(backtest, false))
 */
export function backtestJson(backtest: RiskBacktest, withForecasts: boolean): unknown {
  const { series, models, at, losses, ...rest } = backtest
  const { at: _at, losses: _losses, gaps, gapsDropped, ...data } = series
  const timeOf = (value: number): string | number => (series.clock === 'count' ? value : new Date(value / 1000).toISOString())
  return {
    data: {
      ...data,
      losses: series.losses.length,
      forecasts: losses.length,
      from: timeOf(at[0] ?? 0),
      to: timeOf(at.at(-1) ?? 0),
      gaps: { count: gaps.length, dropped: gapsDropped, ...longestOf(gaps, timeOf) },
    },
    ...rest,
    models: models.map(modelJson),
    ...(withForecasts
      ? {
          forecasts: {
            at: Array.from(at, timeOf),
            losses: [...losses],
            models: Object.fromEntries(models.map(({ name, walk }) => [name, columnsOf(walk)])),
          },
        }
      : {}),
  }
}

function longestOf(gaps: readonly SeriesGap[], timeOf: (at: number) => string | number): Readonly<Record<string, unknown>> {
  const [longest] = gaps.toSorted((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs))
  return longest === undefined ? {} : { longest: { from: timeOf(longest.fromUs), to: timeOf(longest.toUs) } }
}

function modelJson({ walk: _walk, report, ...model }: ModelBacktest): unknown {
  if (!report.ok) return { ...model, report: { refused: report.refusal } }
  const { shortfallCoverage } = report.value
  if (!shortfallCoverage.ok) return { ...model, report: report.value }
  // A typed array would become an object with a key for each place.
  const value = { ...shortfallCoverage.value, autocorrelations: [...shortfallCoverage.value.autocorrelations] }
  return { ...model, report: { ...report.value, shortfallCoverage: { ok: true, value } } }
}

// NaN, which stands for no figure in a column, is null in JSON.
function columnsOf({ valueAtRisk, expectedShortfall, volatility, survival }: ModelBacktest['walk']): unknown {
  return {
    valueAtRisk: [...valueAtRisk],
    expectedShortfall: [...expectedShortfall],
    volatility: [...volatility],
    probabilityAbove: [...survival],
  }
}
