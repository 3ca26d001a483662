import { parseHTML } from 'linkedom'
import { expect, test } from 'vitest'
import { fitSurface, type FittedSurface } from '../lab/surface/fit-surface.ts'
import { curvesOf } from '../lab/surface/smile-curves.ts'
import { madeChain } from '../../test/option-chain.ts'
import { renderSurface } from './surface-page.ts'

const surface = fitSurface(madeChain())

function read(of: FittedSurface): Readonly<{ html: string; text: (selector: string) => readonly string[] }> {
  const html = renderSurface({ surface: of, curves: of.expiries.map(curvesOf) })
  const { document } = parseHTML(html) as unknown as {
    document: { querySelectorAll: (selector: string) => Iterable<{ textContent: string }> }
  }
  return { html, text: (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent.replaceAll(/\s+/g, ' ').trim()) }
}

test('default: the answer first, then fits, expiries and a smile for each', () => {
  const { html, text } = read(surface)
  expect(text('.verdict')).toEqual(['100 % of quotes have the fitted smile between their bid and ask; no two neighbouring expiries cross.'])
  expect(text('h1')).toEqual(['BTC volatility surface'])
  expect(text('.lead')[0]).toContain('2026-02-05 16:00:00 UTC; 63 quotes out of the money in 3 expiries')
  expect(text('#expiries tbody tr')).toHaveLength(3)
  expect(text('.smiles figure h3')).toEqual(['2026-02-15, 10 days', '2026-03-17, 40 days', '2026-06-15, 130 days'])
  expect(text('.smiles .keys')[0]).toContain('bid to askSVIextended SSVISSVI')
  expect(html).not.toContain('<script')
  expect(html).not.toMatch(/NaN|undefined|Infinity/)
})

test('behavior: marks, refusals and crossings have their words', () => {
  const chain = madeChain()
  const marks = read(fitSurface({ ...chain, rows: chain.rows.map(({ bid: _, ask: __, ...row }) => row) }))
  expect(marks.text('.verdict')[0]).toContain('Fitted smiles miss half of the marks by less than')
  expect(marks.text('.smiles .keys')[0]).toContain('mark')
  const first = Math.min(...chain.rows.map((row) => row.expiry))
  const thin = read(fitSurface({ ...chain, rows: chain.rows.filter((row) => row.expiry > first || row.strike < 50_000) }))
  expect(thin.text('#expiries tbody tr')[0]).toContain('too few quotes')
  const later = Math.max(...chain.rows.map((row) => row.expiry))
  const cheap = chain.rows.map((row) => (row.expiry === later ? { ...row, bid: (row.bid ?? 0) * 0.2, ask: (row.ask ?? 0) * 0.2 } : row))
  const crossed = read(fitSurface({ ...chain, rows: cheap }))
  expect(crossed.text('.verdict')[0]).toContain('1 pair of neighbouring expiries cross')
  const nothing = read(fitSurface({ ...chain, rows: [] }))
  expect(nothing.text('.verdict')).toEqual(['No expiry has quotes enough to fit a smile.'])
  expect(nothing.html).not.toMatch(/NaN|undefined|Infinity/)
})

test('behavior: what a file is called is escaped', () => {
  expect(read({ ...surface, file: '<b>x</b>.csv' }).html).toContain('&lt;b&gt;x&lt;/b&gt;.csv')
})
