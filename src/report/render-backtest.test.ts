import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import { exampleBacktest } from '../../test/backtest-example.ts'
import type { ModelBacktest, RiskBacktest } from '../lab/risk-backtest/backtest-result.ts'
import { binomialBand } from './binomial-band.ts'
import { fallbackReasonText, fallbackUsedText, lossText, momentText, probabilityText } from './backtest-words.ts'
import { renderBacktest } from './render-backtest.ts'

const command = ['npx', 'seawall', 'risk', 'backtest', '--data', 'btc.csv']
const example = exampleBacktest()
const page = renderBacktest(example, command)

type Element = { textContent: string; getAttribute: (name: string) => string | null }
type Document = { querySelectorAll: (selector: string) => Iterable<Element>; querySelector: (selector: string) => Element | null }

function documentOf(html: string): Document {
  return (parseHTML(html) as unknown as { document: Document }).document
}

function textsOf(html: string, selector: string): readonly string[] {
  return [...documentOf(html).querySelectorAll(selector)].map(({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim())
}

/** The example with its first model changed. */
function withFirst(change: Partial<ModelBacktest>): RiskBacktest {
  const [first, ...rest] = example.models
  if (first === undefined) throw new Error('the example has models')
  return { ...example, models: [{ ...first, ...change }, ...rest] }
}

describe('renderBacktest', () => {
  test('default: answers first: which models hold, which fail, each in a sentence', () => {
    expect(textsOf(page, '.verdict')).toEqual(['good holds; doubt is doubtful; bad fails.'])
    const sentences = textsOf(page, '.verdicts li')
    expect(sentences[0]).toBe('holds good 3 exceedances where 3 were expected, and none of 8 tests speaks against it.')
    expect(sentences).toHaveLength(3)
    expect(textsOf(page, '.lead')[0]).toContain('300 forecasts from 2024-01-01 to 2024-10-26 UTC')
    expect(textsOf(page, '.card').join(' | ')).toContain('Largest loss 9 %')
  })

  test('behavior: when none holds the page says so, and a long list is counted', () => {
    const failing = example.models.map((model) => ({ ...model, verdict: { kind: 'fails', sentence: 'fails: x.', against: [] } as const }))
    expect(textsOf(renderBacktest({ ...example, models: failing }, command), '.verdict')).toEqual(['No model holds; all 3 fail.'])
  })

  test('behavior: each test of each model has a light with its p-value, and words on a tooltip', () => {
    const lights = textsOf(page, '#tests tbody tr:first-child .light')
    expect(lights).toEqual(['green', '0.55', '0.90', '0.68', 'none', '0.65', '0.16', '-0.17', '≤ 0.001', '0.32', '0.026'])
    const titles = [...documentOf(page).querySelectorAll('#tests tbody tr:first-child .light')].map(
      (light) => light.getAttribute('title') ?? '',
    )
    expect(titles[1]).toBe(
      'Kupiec (1995), proportion of failures. Statistic 1.5, p 0.55 by simulation; by its usual law 0.50. Is the share of exceedances the one promised?',
    )
    expect(titles[4]).toBe('fewer than two exceedances: there is nothing to compare')
    expect(titles.every((title) => title.length > 10)).toBe(true)
    expect(textsOf(page, '#tests dt')).toHaveLength(11)
  })

  test('table: colours of lights', () => {
    const kindsOf = (html: string): readonly string[] =>
      [...documentOf(html).querySelectorAll('#tests tbody tr:last-child .light')].map((light) => light.getAttribute('class') ?? '')
    // The last row is of the model that fails for its number and for its Z2; every other test is held.
    const kinds = kindsOf(page).map((kind) => kind.replace('light light-', ''))
    expect(kinds).toEqual(['bad', 'bad', 'ok', 'bad', 'none', 'ok', 'ok', 'bad', 'warn', 'ok', 'warn'])
  })

  test('behavior: the ranking has scores, distances, and p-values of every pair', () => {
    const rows = textsOf(page, '#ranking tbody tr')
    expect(rows[0]).toBe('1good-2.1000the best0.13 %5 %6 %1.22')
    expect(rows[1]).toContain('2doubt-2.00000.10000.25')
    expect(rows[2]).toContain('3bad-1.50000.6000forecasts alike')
    expect(rows).toHaveLength(6)
    expect(textsOf(renderBacktest({ ...example, ranking: { observations: 0, places: [], pairs: [] } }, command), '#ranking')[0]).toContain(
      'No model had an expected shortfall above 0',
    )
  })

  test('behavior: figures are drawn wide and narrow with words, and no number of a drawing is broken', () => {
    const wide = [...documentOf(page).querySelectorAll('.wide .panel')].map((panel) => panel.getAttribute('aria-label') ?? '')
    expect(wide.slice(0, 3)).toEqual([
      'Losses, VaR and ES of good, 3 exceedances',
      'Losses, VaR and ES of good, 2 exceedances',
      'Exceedances from the start of good, 3 at the end',
    ])
    expect([...documentOf(page).querySelectorAll('.narrow .panel')]).toHaveLength(wide.length)
    expect(/NaN|Infinity|undefined|\[object/.exec(page)).toBeNull()
  })

  test('behavior: nothing is loaded from elsewhere and everything from outside is escaped', () => {
    expect(page).not.toMatch(/<script|<link|<img|url\(|@import/)
    const evil = '<script>alert(1)</script>'
    const attacked = renderBacktest(
      {
        ...withFirst({ name: evil, title: evil, about: evil, fallbacks: [{ of: 'fit', reason: evil, used: evil, count: 1 }] }),
        series: { ...example.series, file: `/x/${evil}.csv`, notes: [evil] },
        caveats: [evil],
        version: evil,
      },
      [evil],
    )
    expect(attacked).not.toContain('<script')
  })

  test('behavior: what was not as asked, parameters, seed, hash and version stand on the page', () => {
    const method = textsOf(page, '#method').join(' ')
    expect(method).toContain('3 of 15 fits not stationary: the fit constrained to a persistence of 1 used')
    expect(method).toContain('normal -0.5 at 5 % and -1.2 at 0.01 %')
    const reproduce = textsOf(page, '#reproduce').join(' ')
    for (const said of [command.join(' '), 'a'.repeat(64), '0.99, 100, every 20', '7, 199', 'seawall 0.3.0'])
      expect(reproduce).toContain(said)
    expect(textsOf(page, '#caveats li')).toEqual(['Only 3 exceedances are expected.'])
  })

  test('behavior: rows without times, figures without a unit, and a model without figures', () => {
    const counted = { ...example.series, clock: 'count' as const, unit: 'asGiven' as const }
    const html = renderBacktest(
      { ...withFirst({ tests: [], judged: 0, zones: { whole: 'green' } }), series: counted, at: example.at.map((_, i) => i + 101) },
      command,
    )
    expect(textsOf(html, '.lead')[0]).toContain('from row 101 to row 400')
    expect(textsOf(html, '#tests tbody tr:first-child .light-none')).toHaveLength(10)
    expect(/NaN|Infinity|undefined|\[object/.exec(html)).toBeNull()
  })

  test('property: the same input gives the same bytes', () => {
    expect(renderBacktest(exampleBacktest(), command)).toBe(page)
  })
})

describe('words', () => {
  test('table: p-values, losses, moments', () => {
    expect([0.0004, 0.001, 0.0011, 0.0999, 0.1, 0.98].map(probabilityText)).toEqual([
      '≤ 0.001',
      '≤ 0.001',
      '0.001',
      '0.100',
      '0.10',
      '0.98',
    ])
    expect([lossText(0.04231, 'fraction'), lossText(12.345, 'asGiven'), lossText(-0.5, 'fraction')]).toEqual(['4.23 %', '12.3', '-50 %'])
    expect(momentText({ clock: 'time' }, 1_583_971_200_000_000)).toBe('2020-03-12')
    expect(momentText({ clock: 'time' }, 1_583_971_260_000_000)).toBe('2020-03-12 00:01')
    expect(fallbackReasonText('somethingNew')).toBe('refused (somethingNew)')
    expect(fallbackUsedText('historical simulation')).toBe('historical simulation')
  })
})

describe('binomialBand', () => {
  test('table: the counts a right model stays between', () => {
    // P(at most 6 of 250 at 1 %) is 0.9863 and P(at most 5) 0.9588: the first to reach 0.975 is 6.
    expect(binomialBand({ trials: 250, probability: 0.01 }, 0.95)).toEqual({ least: 0, most: 6 })
    // The traffic light: yellow from 5, red from 10.
    expect(binomialBand({ trials: 250, probability: 0.01 }, 0.9).most).toBe(5)
    expect(binomialBand({ trials: 250, probability: 0.01 }, 0.9998).most).toBe(10)
    expect(binomialBand({ trials: 1, probability: 0.5 }, 0.5)).toEqual({ least: 0, most: 1 })
  })
})
