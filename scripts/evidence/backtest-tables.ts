import type { ModelBacktest, RiskBacktest, TestName } from '../../src/lab/risk-backtest/backtest-result.ts'
import type { SharedBacktest } from './backtests.ts'
import { modelOf } from './backtests.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'
import { forecastFigure } from './forecast-figure.ts'

/**
 * A probability for a table.
 *
 * @example
 * probabilityText(0.0004) // '< 0.001'
 */
export function probabilityText(probability: number | undefined): string {
  if (probability === undefined) return '–'
  return probability < 0.001 ? '< 0.001' : probability.toFixed(3)
}

/**
 * The p-value of one test of a model; a dash where the test does not exist.
 *
 * @example
 * pValueText(model, 'kupiec') // '0.547'
 */
export function pValueText(model: ModelBacktest, name: TestName): string {
  const test = model.tests.find((each) => each.name === name)
  return probabilityText(test?.outcome.ok === true ? test.outcome.value.pValue : undefined)
}

/**
 * How many losses exceeded the model's value at risk.
 *
 * @example
 * exceedancesOf(backtest, model) // 47
 */
export function exceedancesOf(backtest: RiskBacktest, model: ModelBacktest): number {
  return model.walk.valueAtRisk.reduce((count, value, t) => count + ((backtest.losses[t] as number) > value ? 1 : 0), 0)
}

/**
 * A table of all models and some tests of one backtest, with the command that shows the whole.
 *
 * @example
 * testsTable(backtest, bitcoinDaily, [['Kupiec', 'kupiec']])
 */
export function testsTable(backtest: RiskBacktest, of: SharedBacktest, tests: readonly (readonly [string, TestName])[]): string {
  const expected = (1 - backtest.options.confidence) * backtest.losses.length
  const rows = backtest.models.map((model) => [
    model.name,
    String(exceedancesOf(backtest, model)),
    ...tests.map(([, name]) => pValueText(model, name)),
  ])
  const table = markdownTable([['model', `exceedances (${expected.toFixed(0)} expected)`, ...tests.map(([title]) => title)], ...rows])
  return `${of.title}: ${backtest.losses.length.toLocaleString('en-US')} forecasts at ${backtest.options.confidence * 100} %. p-values, simulated where the law is wrong in records of this length.

${table}

\`\`\`sh
${of.command}
\`\`\``
}

/**
 * The evidence for one model: what became of its forecasts on each series, and the figure of the first.
 *
 * @example
 * modelEvidence('historical', [bitcoinDaily, crashMinutes])
 */
export async function modelEvidence(names: readonly string[], of: readonly SharedBacktest[]): Promise<EvidencePart> {
  const rows: string[][] = []
  const figures = new Map<string, string>()
  const images: string[] = []
  for (const each of of) {
    const backtest = await each.run()
    for (const name of names) {
      const model = modelOf(backtest, name)
      rows.push([
        each.title,
        name,
        String(exceedancesOf(backtest, model)),
        ((1 - backtest.options.confidence) * backtest.losses.length).toFixed(1),
        pValueText(model, 'kupiec'),
        pValueText(model, 'dynamicQuantile'),
        pValueText(model, 'mcNeilFrey'),
        model.verdict.kind,
      ])
    }
    const file = `${names[0]}-${figures.size + 1}.svg`
    figures.set(file, forecastFigure(backtest, modelOf(backtest, names[0] ?? '')))
    images.push(`![${each.title}: losses, value at risk (thin), expected shortfall (above it) and exceedances (dots)](figures/${file})`)
  }
  const head = ['series', 'model', 'exceedances', 'expected', 'Kupiec', 'dynamic quantile', 'McNeil-Frey', 'verdict']
  const commands = of.map(({ command }) => command).join('\n')
  return { markdown: [markdownTable([head, ...rows]), ...images, `\`\`\`sh\n${commands}\n\`\`\``].join('\n\n'), figures }
}
