import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import { timeUs } from '../base/time.ts'
import { exampleReport } from '../../test/report-example.ts'
import { renderReport } from './render-report.ts'

const example = exampleReport()
const page = renderReport(example)
const { document } = parseHTML(page) as unknown as {
  document: {
    querySelectorAll: (
      selector: string,
    ) => Iterable<{ textContent: string; getAttribute: (name: string) => string | null }> & { length: number }
    querySelector: (selector: string) => { textContent: string } | null
  }
}
const textOf = (selector: string): string => document.querySelector(selector)?.textContent.replaceAll(/\s+/g, ' ').trim() ?? ''

describe('renderReport', () => {
  test('default: answers first: activated, when, for how long, spent, came back, result', () => {
    expect(textOf('.verdict')).toBe(
      'The backstop was activated 2 times, first at 2020-03-12 10:17:00 by depthLoss, and released each time.',
    )
    const cards = [...document.querySelectorAll('.card')].map((card) => card.textContent.replaceAll(/\s+/g, ' '))
    expect(cards.join('|')).toContain('4 h 13 min active in all')
    expect(cards.join('|')).toContain('12,345,678.90')
    expect(cards.join('|')).toContain('49,912,345.67')
    expect(cards.join('|')).toContain('-87,654.32')
  })

  test('behavior: calm, once released, and still active each have their sentence', () => {
    const verdictOf = (activations: typeof example.activations): string =>
      /class="verdict[^>]*>([^<]*)</.exec(renderReport({ ...example, activations }))?.[1] ?? ''
    const [first] = example.activations
    if (first === undefined) throw new Error('the example has an activation')
    const { releasedAt: _, ...open } = first
    expect(verdictOf([])).toBe('The backstop was not activated.')
    expect(verdictOf([first])).toContain('activated once, first at 2020-03-12 10:17:00 by depthLoss, and released after 43 min 0 s.')
    expect(verdictOf([open])).toContain('still active at the end of the data (depthLoss)')
  })

  test('behavior: nothing is loaded from elsewhere, and no script is needed', () => {
    for (const selector of ['script', 'link', 'img', 'iframe', 'object', 'base']) expect(document.querySelectorAll(selector).length).toBe(0)
    const outside = [...page.matchAll(/(?:src|href|action)="([^"]*)"/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !target.startsWith('#'))
    expect(outside).toEqual([])
    expect(page).not.toMatch(/url\(|@import|\son[a-z]+=/)
  })

  test('behavior: every figure is drawn wide and narrow, with words for those who cannot see it', () => {
    expect(document.querySelectorAll('.wide svg').length).toBe(9)
    expect(document.querySelectorAll('.narrow svg').length).toBe(9)
    const labels = [...document.querySelectorAll('.wide .panel')].map((panel) => panel.getAttribute('aria-label') ?? '')
    expect(labels[0]).toMatch(/^Price from 7,\d+ to 6,\d+, 87 fills$/)
    expect(labels.every((label) => label.length > 10)).toBe(true)
  })

  test('behavior: no number of a drawing is broken', () => {
    expect(/NaN|Infinity|undefined|\[object/.exec(page)).toBeNull()
  })

  test('behavior: an activation shows the signals that were met, beside their thresholds', () => {
    expect(textOf('#activations .evidence')).toBe(
      'Depth within 25 bps over its norm 0.28, below 0.35 modelled Quoted spread 11.25, above 8 modelled',
    )
  })

  test('behavior: a condition that is met by hysteresis says so instead of contradicting itself', () => {
    const [activation] = example.activations
    const [first] = activation?.evidence ?? []
    if (activation === undefined || first === undefined) throw new Error('the example has an activation with evidence')
    const said = (value: number): string =>
      renderReport({ ...example, activations: [{ ...activation, evidence: [{ ...first, reading: { kind: 'known', value } }] }] })
    expect(/<b>0.34<.b>, below 0.35/.test(said(0.34))).toBe(true)
    expect(/<b>0.35<.b>, met since it went below 0.35, not yet above 0.6/.test(said(0.35))).toBe(true)
  })

  test('behavior: a condition met by a detector says what it saw', () => {
    const [activation] = example.activations
    const [first] = activation?.evidence ?? []
    if (activation === undefined || first === undefined) throw new Error('the example has an activation with evidence')
    const rate = { oneFalseAlarmPerObservations: 259_200, observeEverySeconds: 60, observations: 12, learning: false }
    const detector = { kind: 'cusum', statistic: 15.2, threshold: 14.7, ...rate } as const
    const said = renderReport({ ...example, activations: [{ ...activation, evidence: [{ ...first, detector }] }] })
    expect(said).toMatch(/its detector at 15.2 against 14.7, stated at one false alarm per 180 d/)
  })

  test('behavior: the trial balance is summed to the last unit, and an imbalance is named', () => {
    expect(textOf('#books')).toContain('62,433,333.221099')
    expect(textOf('#books .good')).toBe('balanced')
    const [first, ...rest] = example.accounts
    if (first === undefined) throw new Error('the example has accounts')
    expect(renderReport({ ...example, accounts: [{ ...first, debitsPosted: first.debitsPosted + 1n }, ...rest] })).toContain(
      'out of balance',
    )
  })

  test('behavior: every text from outside is escaped', () => {
    const evil = `</style><script>alert("1")</script>&'\u0007`
    const evilPage = renderReport({
      ...example,
      run: evil,
      command: [evil],
      data: { ...example.data, label: evil, sources: [{ title: evil, url: evil }] },
      policy: { name: evil, hash: evil, text: evil },
      limits: [evil],
      faults: [{ file: evil, place: evil, expected: evil, found: evil }],
      decisions: [{ id: evil, at: timeUs(0), kind: 'backstopActivated', title: evil, text: evil }],
      activations: example.activations.map((activation) => ({ ...activation, market: evil, trigger: evil, decisionId: evil })),
      accounts: example.accounts.map((account) => ({ ...account, id: evil, asset: evil })),
      reserves: example.reserves.map((reserve) => ({ ...reserve, asset: evil })),
      markets: example.markets.map((market) => ({
        ...market,
        market: evil,
        base: evil,
        quote: evil,
        history: { ...market.history, phases: market.history.phases.map((phase) => ({ ...phase, trigger: evil })) },
      })),
    })
    expect(evilPage.includes('<script')).toBe(false)
    expect(evilPage.match(/<\/style>/g)?.length).toBe(page.match(/<\/style>/g)?.length)
    expect(evilPage.includes('\u0007')).toBe(false)
  })

  test('behavior: a long group of decisions is folded and cut in the middle, and says so', () => {
    const [decision] = example.decisions
    if (decision === undefined) throw new Error('the example has decisions')
    const many = Array.from({ length: 5_000 }, (_, i) => ({ ...decision, id: `${i}:0`, kind: 'inventoryMarked' }))
    const long = renderReport({ ...example, decisions: many })
    expect(long).toContain('4,800 decisions between them are in the journal')
    expect(long).toContain('<code>99:0</code>')
    expect(long).not.toContain('<code>100:0</code>')
    expect(long).toContain('<code>4999:0</code>')
  })

  test('behavior: a kind of decision without a group is listed still', () => {
    const decisions = example.decisions.slice(0, 1).map((decision) => ({ ...decision, kind: 'somethingNew', text: 'a new conclusion' }))
    expect(renderReport({ ...example, decisions })).toContain('a new conclusion')
  })

  test('behavior: a run with nothing recorded has a page still', () => {
    const [market] = example.markets
    if (market === undefined) throw new Error('the example has a market')
    const empty = { ...market.history, atUs: [], phases: [], reserves: [] }
    expect(renderReport({ ...example, markets: [{ ...market, history: empty }] })).toContain('Too little was recorded to draw.')
    expect(renderReport({ ...example, markets: [], reserves: [], accounts: [], decisions: [], activations: [] })).toContain(
      'was not activated',
    )
  })

  test('behavior: series that are never known are drawn as nothing', () => {
    const [market] = example.markets
    if (market === undefined) throw new Error('the example has a market')
    const series = Object.fromEntries(Object.keys(market.history.series).map((name) => [name, market.history.atUs.map(() => null)]))
    const history = { ...market.history, series: series as unknown as typeof market.history.series }
    expect(renderReport({ ...example, markets: [{ ...market, history }] })).not.toMatch(/NaN|Infinity/)
  })

  test('property: the same input gives the same bytes', () => {
    expect(renderReport(exampleReport())).toBe(page)
  })
})
