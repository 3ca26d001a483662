import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fitSurface } from '../lab/surface/fit-surface.ts'
import { createCommandLine, type Answer } from '../../test/command-line.ts'
import { chainCsv, madeChain } from '../../test/option-chain.ts'
import { createProgram } from './program.ts'
import { surfaceJson, surfaceText } from './risk-surface-text.ts'

const { at, put, seawall } = createCommandLine()
const surface = (...args: readonly string[]): Answer => seawall('risk', 'surface', ...args)

test('default: one JSON object on stdout, and the page where it was asked for', () => {
  put('made.csv', chainCsv())
  const answer = surface('--data', 'made.csv', '--underlying', 'btc', '--at', '2026-02-06', '--json', '--html', 'page.html')
  expect(answer.code).toBe(0)
  expect(JSON.parse(answer.out)).toMatchObject({
    underlying: 'BTC',
    at: '2026-02-05T16:00:00Z',
    unit: 'spreads',
    svi: { residuals: { count: 63, insideShare: 1 } },
  })
  expect(answer.err).toBe('Page with the smiles: page.html\n')
  expect(readFileSync(at('page.html'), 'utf8')).toContain('BTC volatility surface')
})

test('error: bad input ends with 2 and says where', () => {
  const answer = surface('--data', 'nothing.csv')
  expect(answer).toMatchObject({ code: 2, out: '' })
  expect(answer.err).toContain('nothing.csv: path: expected an option chain')
})

const fitted = fitSurface(madeChain())

test('error: a page for a folder that is not there is refused before anything is read', async () => {
  const program = createProgram()
  const args = ['node', 'seawall', 'risk', 'surface', '--data', 'nothing.csv', '--html', 'nowhere/page.html']
  await expect(program.parseAsync(args)).rejects.toThrow(
    '--html: value: expected a file in a folder that is there, found "nowhere/page.html"',
  )
})

test('behavior: the table has a line for each expiry and each fit', () => {
  const text = surfaceText(fitted)
  expect(text).toContain('BTC at 2026-02-05T16:00:00Z: 63 quotes out of the money in 3 expiries; residuals in bid-ask spreads.')
  expect(text).toMatch(/2026-02-15T16:00 +10\.00 +60032\.88 +21 +\d\d\.\d % +0\.00 +0\.00 +100 %/)
  expect(text).toMatch(/SVI by expiry +63 +0\.00 +0\.00 +100 % +none +none +converged, \d+ iterations/)
  expect(text).toMatch(/SSVI: rho -0\.\d+, eta \d/)
  const chain = madeChain()
  const nothing = surfaceText(fitSurface({ ...chain, underlying: '', rows: chain.rows.slice(18, 24).map(({ forward: _, ...row }) => row) }))
  expect(nothing).toContain('no fit: too few quotes, 3 of 5')
  expect(nothing).toContain('no fit: too few expiries, 0 of 2')
})

test('behavior: JSON has residuals as lists and times as text', () => {
  const json = JSON.parse(JSON.stringify(surfaceJson(fitted))) as {
    expiries: { expiry: string; svi: { fit: { residuals: unknown } } }[]
  }
  expect(json.expiries[0]?.expiry).toBe('2026-02-15T16:00:00Z')
  expect(json.expiries[0]?.svi.fit.residuals).toHaveLength(21)
})
