import { describe, expect, test } from 'vitest'
import { inDays, madeAccount, madeSnapshot, marginNow } from '../../../test/margin.ts'
import { accept } from '../../base/result.ts'
import { timeUs, type TimeUs } from '../../base/time.ts'
import type { MarginModel } from '../../margin/margin-model.ts'
import { shockSnapshot } from '../../margin/shock-snapshot.ts'
import { measuresOf } from './history-measures.ts'
import { createMarginHistory, type MarginPoint } from './margin-history.ts'
import { standardPortfolios } from './standard-portfolios.ts'
import { strikePortfolio } from './strike-portfolio.ts'

const terms = { snapshot: madeSnapshot(), underlying: 'BTC', near: inDays(10), far: inDays(60) }
const struck = (name: string) => {
  const portfolio = standardPortfolios.find((one) => one.name === name)
  const result = portfolio && strikePortfolio(portfolio, terms)
  return result?.ok === true ? result.value : undefined
}

describe('standard portfolios', () => {
  test('default: twelve, each of its own name, and all can be struck', () => {
    expect(new Set(standardPortfolios.map(({ name }) => name)).size).toBe(12)
    for (const { name } of standardPortfolios) expect(struck(name)?.positions.length).toBeGreaterThan(0)
  })

  test('behavior: options are struck at the nearest listed strike of the right expiry', () => {
    expect(struck('short-strangle')?.positions).toEqual([
      { contract: 'BTC-10D-70000-C', size: -1 },
      { contract: 'BTC-10D-50000-P', size: -1 },
    ])
    expect(struck('calendar')?.positions.map(({ contract, size }) => `${size} ${contract}`)).toEqual([
      '-1 BTC-10D-60000-C',
      '-1 BTC-10D-60000-P',
      '1 BTC-60D-60000-C',
      '1 BTC-60D-60000-P',
    ])
    expect(struck('covered-call')?.collateral).toEqual([{ asset: 'BTC', amount: 1 }])
  })

  test('behavior: an inverse perpetual of one coin is its price in dollars, over what a contract stands for', () => {
    const contracts = [...madeSnapshot().contracts].filter(([id]) => id !== 'BTC-PERP')
    const result = strikePortfolio(standardPortfolios[0] as (typeof standardPortfolios)[0], {
      ...terms,
      snapshot: madeSnapshot({ contracts: new Map(contracts) }),
    })
    expect(result).toMatchObject({ ok: true, value: { positions: [{ contract: 'BTC-PERPETUAL', size: 6_000, entryPrice: 60_000 }] } })
  })

  test('error: an expiry without options refuses', () => {
    const put = standardPortfolios.find(({ name }) => name === 'put-ratio') as (typeof standardPortfolios)[0]
    expect(strikePortfolio(put, { ...terms, near: inDays(11) })).toEqual({
      ok: false,
      refusal: { reason: 'noOption', portfolio: 'put-ratio' },
    })
  })
})

test('behavior: a history holds what each model asked at each moment, and why it could not be asked', () => {
  const half: MarginModel = {
    name: 'tims',
    title: 'half the index',
    effectiveFrom: '2026-01-01',
    source: 'here',
    assess: ({ equity }, snapshot) => {
      const initialMargin = (snapshot.underlyings.get('BTC')?.indexPrice ?? 0) / 2
      return accept({ initialMargin, maintenanceMargin: initialMargin / 2, equity, parts: [], scans: [] })
    },
  }
  const account = madeAccount({ positions: [{ contract: 'BTC-10D-60000-C', size: 1 }] })
  const history = createMarginHistory({ accounts: [account], models: [half] })
  history.take(madeSnapshot())
  history.take(shockSnapshot(madeSnapshot({ at: inDays(1) }), { spotMove: -0.1 }))
  history.take(madeSnapshot({ at: inDays(10) }))
  const [series] = history.series()
  expect(series?.points.map(({ initialMargin }) => initialMargin)).toEqual([30_000, 27_000])
  expect(series?.gaps).toMatchObject([{ at: inDays(10), refusal: { reason: 'contractExpired' } }])
})

describe('measures of a history', () => {
  const points = (rows: readonly (readonly [number, number, number])[]): readonly MarginPoint[] =>
    rows.map(([days, initialMargin, equity]) => ({ at: at(days), initialMargin, maintenanceMargin: 0, equity }))
  const measured = (rows: Parameters<typeof points>[0]) => measuresOf(points(rows), 10)
  const at = (days: number): TimeUs => timeUs(marginNow + days * 86_400e6)

  test('default: rises are taken over real time', () => {
    const found = measured([[0, 100, 0], [0.5, 110, 0], [1, 150, 0], [3, 120, 0], [6, 240, 0]]) // prettier-ignore
    expect(found).toMatchObject({ lowest: 100, highest: 240, peakToTrough: 2.4, oneDayIncrease: 0.5, oneDayCall: 50 })
    expect(found.fiveDayIncrease).toBeCloseTo(1, 12)
  })

  test('behavior: a loss beyond the margin held before it is a breach, one equal to it is not', () => {
    expect(
      measured([
        [0, 100, 0],
        [1, 100, -100],
        [2, 100, -201],
        [5, 100, -900],
      ]),
    ).toMatchObject({ breaches: 1, judged: 2, worstUse: 1.01 })
  })

  test('behavior: a day has an hour of slack and no more', () => {
    expect(measured([[0, 100, 0], [25 / 24, 300, 0]]).oneDayIncrease).toBe(2) // prettier-ignore
    expect(measured([[0, 100, 0], [25.01 / 24, 300, 0]]).oneDayIncrease).toBeUndefined() // prettier-ignore
  })

  test('behavior: margins below the least count as it in ratios, and as they are in calls', () => {
    const found = measured([[0, 0, 0], [1, 50, -1], [2, 5, 0]]) // prettier-ignore
    expect(found).toEqual({
      lowest: 0,
      highest: 50,
      peakToTrough: 5,
      oneDayIncrease: 4,
      fiveDayIncrease: 4,
      oneDayCall: 50,
      breaches: 1,
      judged: 2,
      worstUse: -0.02,
    })
  })
})
