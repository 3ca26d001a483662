import { basename } from 'node:path'
import type { ModelBacktest, RiskBacktest } from '../lab/risk-backtest/backtest-result.ts'
import { fallbackReasonText, fallbackUsedText, lossText } from './backtest-words.ts'
import { markup, table, type Markup } from './markup.ts'
import { countText, numberText } from './words.ts'

/**
 * How the figures came about, with every parameter, and what a record of this size can show.
 *
 * @example
 * backtestMethod(backtest, command).markup
 */
export function backtestMethod(backtest: RiskBacktest, command: readonly string[]): Markup {
  return markup`<section id="caveats">
      <h2>What this record can show</h2>
      <ul>
        ${backtest.caveats.map((caveat) => markup`<li>${caveat}</li>`)}
      </ul>
    </section>
    <section id="data">
      <h2>Data</h2>
      <ul>
        ${backtest.series.notes.map((note) => markup`<li>${note}</li>`)} ${spreadNote(backtest)}
      </ul>
    </section>
    <section id="method">
      <h2>Method</h2>
      <p>
        Each forecast is made from the ${backtest.options.window} losses before it. Parameters are fitted anew every
        ${countText(backtest.options.refitEvery, 'forecast')}; in between they stand still while volatilities and windows move with each loss.
        A loss is positive, and an exceedance is a loss above its VaR, not equal to it. VaR and ES have one confidence.
      </p>
      ${table({
        caption: 'Models',
        head: ['model', 'what it says of the next loss', 'fits', 'not as asked'],
        rows: backtest.models.map((model) => [
          markup`<b>${model.name}</b><br /><small>${model.title}</small>`,
          model.about,
          model.fits,
          fallbackList(model),
        ]),
        numeric: [2],
      })}
      <p class="note">
        Simulated p-values are of ${countText(backtest.samples, 'draw')} under the null hypothesis, ties broken at random (Dufour 2006), and the
        bootstrap of McNeil and Frey's test is of as many resamples; all from seed ${backtest.seed}. The critical values of Z2 are of normal
        losses for models that are normal, and of a Student t with 4 degrees of freedom for the others:
        ${criticalValues(backtest)}. Probabilities that the model gave are taken with ranks for models without a density.
      </p>
    </section>
    ${reproduceSection(backtest, command)}`
}

function reproduceSection(backtest: RiskBacktest, command: readonly string[]): Markup {
  return markup`<section id="reproduce">
      <h2>How to reproduce</h2>
      <pre tabindex="0">${command.map(quoted).join(' ')}</pre>
      ${table({
        caption: 'What the figures depend on',
        head: ['what', 'value'],
        rows: [
          ['data', markup`${basename(backtest.series.file)}, SHA-256 <code>${backtest.series.dataHash}</code>`],
          ['confidence, window, refit', `${backtest.options.confidence}, ${backtest.options.window}, every ${backtest.options.refitEvery}`],
          [
            'position, returns',
            `${backtest.series.position}, ${backtest.series.column.kind === 'price' ? backtest.series.returns : `column of ${backtest.series.column.kind}s`.replace('losss', 'losses')}`,
          ],
          ['seed, draws', `${backtest.seed}, ${backtest.samples}`],
          ['version', `seawall ${backtest.version}`],
        ],
      })}
    </section>`
}

function spreadNote({ series }: RiskBacktest): Markup | undefined {
  if (series.variancePerYear === undefined) return undefined
  const deviation = Math.sqrt(series.variancePerYear)
  return markup`<li>
    Volatility of the whole series, by its squares over the time they cover: ${lossText(deviation, series.unit)} a year of 365 days.
  </li>`
}

function fallbackList({ fallbacks, fits, walk }: ModelBacktest): Markup | string {
  if (fallbacks.length === 0) return 'none'
  return markup`<ul class="plain">
    ${fallbacks.map(({ of, reason, used, count }) => {
      const all = of === 'fit' ? `${fits} fits` : `${walk.to - walk.from} forecasts`
      return markup`<li>${count} of ${all} ${fallbackReasonText(reason)}: ${fallbackUsedText(used)} used</li>`
    })}
  </ul>`
}

function criticalValues({ models }: RiskBacktest): string {
  const values = new Set(
    models.flatMap(({ report, law }) => {
      if (!report.ok || !report.value.shortfallCriticalValues.ok) return []
      const { warning, alarm } = report.value.shortfallCriticalValues.value
      return [`${law.kind === 'normal' ? 'normal' : 'Student t'} ${numberText(warning, 3)} at 5 % and ${numberText(alarm, 3)} at 0.01 %`]
    }),
  )
  return values.size === 0 ? 'none could be found' : [...values].join('; ')
}

/** As a shell takes it: words with anything beside plain characters stand in quotes. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
