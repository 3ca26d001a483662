import { describe, expect, test } from 'vitest'
import { parseTime } from '../../feed/parse-time.ts'
import { sviPoint } from '../../pricing/svi.ts'
import { chainSmiles, madeChain } from '../../../test/option-chain.ts'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { fitSurface, type FittedExpiry } from './fit-surface.ts'
import { forwardOf } from './forward-of.ts'
import type { ChainRow, OptionChain } from './option-chain.ts'
import { readChain } from './read-chain.ts'
import { summaryOf } from './residual-summary.ts'
import { curvesOf } from './smile-curves.ts'
import { smilesOf } from './smile-points.ts'

const chain = madeChain()
const days = [...chainSmiles.keys()]

function changed(change: (row: ChainRow) => Partial<Record<keyof ChainRow, unknown>>): OptionChain {
  const rows = chain.rows.map((row) => {
    const entries = Object.entries({ ...row, ...change(row) }).filter(([, value]) => value !== undefined)
    return Object.fromEntries(entries) as unknown as ChainRow
  })
  return { ...chain, rows }
}

describe('smilesOf', () => {
  test('default: options out of the money, with the volatilities they were priced at', () => {
    const smiles = smilesOf(chain)
    expect(smiles.map((smile) => Math.round(smile.timeYears * 365))).toEqual(days)
    for (const [i, smile] of smiles.entries()) {
      expect(smile.points).toHaveLength(21)
      expect(smile.forward.from).toBe('venue')
      for (const { logStrike, bid = 0, ask = 0, middle } of smile.points) {
        const { variance } = sviPoint([...chainSmiles.values()][i] as never, logStrike)
        const volatility = Math.sqrt(variance / smile.timeYears)
        expect(bid).toBeCloseTo(0.98 * volatility, 9)
        expect(ask).toBeCloseTo(1.02 * volatility, 9)
        expect(middle).toBeCloseTo(volatility, 9)
      }
    }
  })

  test('table: what is left out, and why', () => {
    const reasons = (change: (row: ChainRow) => Partial<Record<keyof ChainRow, unknown>>) =>
      smilesOf(changed((row) => (row.strike === 50_000 ? change(row) : {})))[0]?.leftOut
    expect(reasons(() => ({}))).toEqual({})
    expect(reasons(() => ({ bid: 0 }))).toEqual({ noBid: 1 })
    expect(reasons(() => ({ bid: undefined }))).toEqual({ noBid: 1 })
    expect(reasons(() => ({ ask: undefined }))).toEqual({ noAsk: 1 })
    expect(reasons(({ bid }) => ({ ask: bid }))).toEqual({ noSpread: 1 })
    expect(reasons(() => ({ ask: 5 }))).toEqual({ noVolatility: 1 })
    expect(reasons(() => ({ bid: undefined, ask: undefined }))).toEqual({ noBid: 1 })
  })

  test('behavior: expired options are gone', () => {
    expect(smilesOf({ ...chain, at: (chain.rows[0] as ChainRow).expiry })).toHaveLength(2)
  })
})

describe('forwardOf', () => {
  const rows = chain.rows.slice(0, 42)
  const forward = rows[0]?.forward as number
  const without = (...fields: readonly (keyof ChainRow)[]): readonly ChainRow[] =>
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => !fields.includes(key as never))) as unknown as ChainRow)

  test('table: the venue, put-call parity, delta, the index, nothing', () => {
    expect(forwardOf(rows, 10 / 365)).toEqual({ ok: true, value: { forward, from: 'venue' } })
    const parity = forwardOf(without('forward'), 10 / 365)
    expect(parity).toMatchObject({ ok: true, value: { from: 'parity' } })
    expect(parity.ok && parity.value.forward).toBeCloseTo(forward, 6)
    const blind = without('forward', 'mark')
    expect(forwardOf(blind, 10 / 365)).toEqual({ ok: false, refusal: { reason: 'noForward' } })
    expect(
      forwardOf(
        blind.map((row) => ({ ...row, index: 7 })),
        10 / 365,
      ),
    ).toEqual({ ok: true, value: { forward: 7, from: 'index' } })
    // Half a normal distribution lies below 0: a call of that delta is struck at F exp(s^2 / 2).
    const byDelta = (kind: 'call' | 'put', delta: number) =>
      forwardOf([{ kind, strike: 100 * Math.exp(0.02), expiry: chain.at, delta, markVolatility: 0.2 }], 1)
    for (const found of [byDelta('call', 0.5), byDelta('put', -0.5)]) {
      expect(found).toMatchObject({ ok: true, value: { from: 'delta' } })
      expect(found.ok && found.value.forward).toBeCloseTo(100, 10)
    }
    expect(byDelta('put', -0.3)).toEqual(byDelta('call', 0.7))
    expect(byDelta('call', 0.1).ok).toBe(false)
  })
})

describe('fitSurface', () => {
  const fitted = fitSurface(chain)

  test('default: finds the smiles the chain was made from', () => {
    expect(fitted.unit).toBe('spreads')
    expect(fitted.svi.residuals?.insideShare).toBe(1)
    expect(fitted.svi.residuals?.worstTwentieth).toBeLessThan(0.01)
    expect(fitted.svi.calendar.free).toBe(true)
    expect(fitted.ssvi).toMatchObject({ ok: true, converged: true, butterflyFree: true, calendar: { free: true } })
    expect(fitted.extended).toMatchObject({ ok: true, butterflyFree: true, calendar: { free: true } })
    const medians = [fitted.ssvi, fitted.extended].map((one) => (one.ok ? one.residuals.median : Infinity))
    expect(medians[1]).toBeLessThan(medians[0] as number)
  })

  test('behavior: curves run over the strikes quoted, in volatilities', () => {
    const [expiry] = fitted.expiries
    if (expiry === undefined) throw new Error('the chain has expiries')
    const curve = curvesOf(expiry)
    expect(curve).toHaveLength(121)
    const nearest = curve.reduce((best, point) => (Math.abs(point.strike - 60_000) < Math.abs(best.strike - 60_000) ? point : best))
    const middle = expiry.points.find((point) => point.strike === 60_000)?.middle as number
    expect(nearest.svi).toBeCloseTo(middle, 2)
    expect(nearest.ssvi).toBeCloseTo(middle, 1)
    expect(nearest.extended).toBeCloseTo(middle, 1)
    expect(curvesOf({ ...expiry, points: [] })).toEqual([])
  })

  test.each([0.7, 1.4])('behavior: a quote that the smile passes by is not inside, at %d times its price', (by) => {
    const first = Math.min(...chain.rows.map((row) => row.expiry))
    const isOdd = (row: ChainRow): boolean => row.expiry === first && row.strike === 64_000
    const odd = fitSurface(changed((row) => (isOdd(row) ? { bid: (row.bid ?? 0) * by, ask: (row.ask ?? 0) * by } : {})))
    const expiry = odd.expiries[0] as FittedExpiry
    if (!expiry.svi.ok) throw new Error(expiry.svi.refusal.reason)
    const { fit, residuals } = expiry.svi
    const misses = expiry.points.map(({ logStrike, bid = 0, ask = 0 }) => {
      const volatility = Math.sqrt(sviPoint(fit.slice, logStrike).variance / expiry.timeYears)
      return volatility < bid ? 'below' : volatility > ask ? 'above' : 'inside'
    })
    expect(misses).toContain(by < 1 ? 'above' : 'below')
    expect(residuals.insideShare).toBe(misses.filter((miss) => miss === 'inside').length / 21)
  })

  test('behavior: expiries that cross are told', () => {
    const later = Math.max(...chain.rows.map((row) => row.expiry))
    const crossed = fitSurface(changed((row) => (row.expiry === later ? { bid: (row.bid ?? 0) * 0.2, ask: (row.ask ?? 0) * 0.2 } : {})))
    expect(crossed.svi.calendar).toMatchObject({ free: false, worst: { earlier: 1, later: 2 } })
    expect(crossed.extended).toMatchObject({ ok: true, calendar: { free: true } })
  })

  test('behavior: an expiry with too few quotes is refused, the others fitted', () => {
    const first = Math.min(...chain.rows.map((row) => row.expiry))
    const thin = fitSurface({ ...chain, rows: chain.rows.filter((row) => row.expiry > first || row.strike < 50_000) })
    expect(thin.expiries[0]).toMatchObject({ svi: { ok: false, refusal: { reason: 'tooFewQuotes', found: 4, least: 5 } }, ssvi: undefined })
    expect(thin.expiries[1]?.svi.ok).toBe(true)
    expect(thin.ssvi.ok).toBe(true)
  })

  test('behavior: marks alone are fitted in points of volatility', () => {
    const marks = fitSurface(changed(() => ({ bid: undefined, ask: undefined, forward: undefined })))
    expect(marks.unit).toBe('points')
    expect(marks.svi.residuals).not.toHaveProperty('insideShare')
    expect(marks.svi.residuals?.median).toBeLessThan(0.1)
    expect(marks.expiries.map((expiry) => expiry.forward.from)).toEqual(['parity', 'parity', 'parity'])
  })

  test('behavior: nothing to fit is refused, not drawn', () => {
    const nothing = fitSurface({ ...chain, rows: [] })
    expect(nothing).toMatchObject({
      expiries: [],
      svi: { residuals: undefined, calendar: { free: true } },
      ssvi: { ok: false, refusal: { reason: 'tooFewExpiries' } },
    })
  })

  test.skipIf(!hasShared)('vectors: nearly all quotes of a recorded chain have the fitted smile between bid and ask', async () => {
    const recorded = fitSurface(await readChain(sharedFile('data/options/deribit_btc_chain_2020-05-21_full_book.csv.gz'), {}))
    expect(recorded.expiries).toHaveLength(7)
    expect(recorded.svi.residuals?.insideShare).toBeGreaterThan(0.85)
    expect(recorded.svi.residuals?.median).toBeLessThan(0.2)
    expect(recorded.expiries.every(({ svi }) => svi.ok && svi.fit.butterfly.free)).toBe(true)
  })
})

test.skipIf(!hasShared)('vectors: on the day of a crash the repair of a smile is not caught in a bad place', async () => {
  const file = sharedFile('data/options/deribit_chains_2025-12-30_2026-08-22.parquet')
  const crash = fitSurface(await readChain(file, { underlying: 'BTC', at: parseTime('2026-02-06T05:00', '--at') }))
  const summer = crash.expiries.find((expiry) => expiry.expiry === parseTime('2026-06-26T08:00', ''))
  expect(summer?.svi).toMatchObject({ ok: true, fit: { repair: 'penalty', butterfly: { free: true } } })
  expect(summer?.svi.ok && summer.svi.residuals.median).toBeLessThan(0.3)
})

test('summaryOf: sizes without sign, and the share inside', () => {
  const residuals = Array.from({ length: 20 }, (_, i) => ({ value: i % 2 === 0 ? i : -i, isInside: i < 5 }))
  expect(summaryOf(residuals)).toEqual({ count: 20, median: 9, worstTwentieth: 18, insideShare: 0.25 })
  expect(summaryOf([{ value: -2 }])).toEqual({ count: 1, median: 2, worstTwentieth: 2 })
  expect(summaryOf([])).toBeUndefined()
})
