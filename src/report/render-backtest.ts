import { basename } from 'node:path'
import type { ModelBacktest, RiskBacktest } from '../lab/risk-backtest/backtest-result.ts'
import { backtestAnswer } from './backtest-answer.ts'
import { cumulativeFigure, rollingFigure } from './backtest-coverage.ts'
import { backtestLights } from './backtest-lights.ts'
import { lossFigure, worstFigure } from './backtest-losses.ts'
import { backtestMethod } from './backtest-method.ts'
import { rankedModels } from './backtest-order.ts'
import { backtestRanking } from './backtest-ranking.ts'
import { backtestStyle } from './backtest-style.ts'
import { transformFigure } from './backtest-transform.ts'
import { drawFigure } from './chart.ts'
import { markup, type Markup } from './markup.ts'
import { contentsOf, pageOf } from './page.ts'

const contents = [
  ['tests', 'Tests'],
  ['figures', 'Figures'],
  ['ranking', 'Ranking'],
  ['caveats', 'What this record can show'],
  ['data', 'Data'],
  ['method', 'Method'],
  ['reproduce', 'How to reproduce'],
] as const

/**
 * Lays a backtest out as one self-contained HTML page: no script, nothing loaded from elsewhere, every text escaped.
 *
 * The same input gives the same bytes.
 *
 * @param command - As it was typed, for the reader who wants the page again.
 *
 * @example
 * writeFileSync('btc.html', renderBacktest(backtest, ['npx', 'seawall', 'risk', 'backtest', '--data', 'btc.csv']))
 */
export function renderBacktest(backtest: RiskBacktest, command: readonly string[]): string {
  return pageOf({
    title: `${basename(backtest.series.file)}: backtest of value at risk and expected shortfall`,
    ownStyle: backtestStyle,
    parts: [
      backtestAnswer(backtest),
      contentsOf(contents),
      backtestLights(backtest),
      markup`<div id="figures">${figures(backtest)}</div>`,
      backtestRanking(backtest),
      backtestMethod(backtest, command),
    ],
  })
}

function figures(backtest: RiskBacktest): readonly Markup[] {
  const models = rankedModels(backtest)
  const [chosen, ...others] = models
  if (chosen === undefined) return []
  return [
    drawFigure(lossFigure(backtest, chosen)),
    drawFigure(worstFigure(backtest, chosen)),
    drawFigure(cumulativeFigure(backtest, models, chosen)),
    drawFigure(rollingFigure(backtest, models, chosen)),
    drawFigure(transformFigure(chosen)),
    ...(others.length === 0 ? [] : [othersOf(backtest, others)]),
  ]
}

function othersOf(backtest: RiskBacktest, others: readonly ModelBacktest[]): Markup {
  return markup`<section>
    <h2>The other models</h2>
    ${others.map(
      (model) =>
        markup`<details>
          <summary>${model.name} <span class="tag tag-${model.verdict.kind}">${model.verdict.kind}</span></summary>
          ${drawFigure(lossFigure(backtest, model, 220))} ${drawFigure(transformFigure(model))}
        </details>`,
    )}
  </section>`
}
