import { describe, expect, test } from 'vitest'
import { bookOf, inverseInstrument, linearInstrument } from '../../test/liquidity-books.ts'
import type { LiquidationAssessment } from '../lab/liquidation/assess-liquidation.ts'
import { liquidityAdjustedLoss } from '../risk/liquidation/liquidity-adjusted-loss.ts'
import { renderLiquidation } from './lvar-page.ts'
import { lossParts, spanText } from './lvar-parts.ts'

/** An assessment made by hand, so that the page is tested without data. */
function assessmentOf(changes: Readonly<{ units?: number; horizonDays?: number; inverse?: boolean }>): LiquidationAssessment {
  const { units = 20, horizonDays = 1, inverse = false } = changes
  const book = { prices: [99.9, 99, 95], sizes: [10, 40, 200] }
  const worst = { deviations: 2.3, spread: 0.003 }
  const terms = {
    ...{ units, mid: 100, book, horizon: horizonDays, volatility: 0.03, valueAtRisk: worst, expectedShortfall: worst, usualSpread: 0.002 },
    ...{ refillHalfLife: 0.0001, slowCost: 0.001, windows: [0.01, 1], trades: 5 },
  }
  const [found, now] = [liquidityAdjustedLoss(terms), liquidityAdjustedLoss({ ...terms, horizon: 0 })]
  if (!found.ok || !now.ok) throw new Error('refused')
  const instrument = inverse ? inverseInstrument : linearInstrument
  bookOf(instrument, [1, 1], [2, 1])
  return {
    ...{
      market: 'A<B>',
      modelled: inverse,
      at: 1_700_000_000_000_000,
      terms,
      loss: found.value,
      leaveNow: now.value.valueAtRisk,
      dailyVolume: 100,
    },
    question: {
      ...{ position: { amount: units, asset: 'ETH', text: '20ETH' }, confidence: 0.99, horizonDays, withinDays: 1, annualVolatility: 0.6 },
      ...{ history: undefined, impactFactor: 1, trades: 5, shareOfVolume: 0.3 },
    },
    position: {
      ...{
        units,
        unitAsset: inverse ? 'USD' : 'ETH',
        mid: 100,
        moneyAsset: inverse ? 'ETH' : 'USDT',
        book,
        quotePerMoney: inverse ? 3000 : 1,
      },
      ...{ takesBids: !inverse, venueMid: 100 },
    },
    value: Math.abs(units) * 100,
    assumptions: [{ name: 'volatility', value: '60 % a year', origin: 'given', how: 'by hand' }],
    warnings: ['Mind <this>.'],
  }
}

const about = { data: 'made.jsonl', notes: ['a note'] }

describe('renderLiquidation', () => {
  test('default: headline, figures, parts, schedule and what it rests on; everything escaped, nothing loaded', () => {
    const page = renderLiquidation(assessmentOf({}), about)
    for (const text of [
      'A&lt;B&gt;',
      'Mind &lt;this&gt;.',
      'a note',
      'Efficient frontier',
      'Best schedule',
      'Walking the book',
      'VaR if left now',
      'given',
    ]) {
      expect(page).toContain(text)
    }
    for (const { label } of lossParts) expect(page).toContain(label)
    expect(page).not.toContain('<script')
    expect(page).not.toMatch(/(src|href)="http/)
    expect(page).not.toContain('NaN')
    expect(renderLiquidation(assessmentOf({}), about)).toBe(page)
  })

  test('behavior: leaving now has no bar of price risk and no second best; an inverse market shows both moneys', () => {
    const page = renderLiquidation(assessmentOf({ horizonDays: 0, inverse: true }), about)
    expect(page).not.toContain('best if left now')
    expect(page).toContain('left now')
    expect(page).toContain('modelled book')
    expect(page).toMatch(/ ETH \([\d,.]+ USD\)/)
    expect(page).not.toContain('NaN')
  })

  test('behavior: more than the book holds, and what the touch takes, can be drawn', () => {
    const large = renderLiquidation(assessmentOf({ units: 400, horizonDays: 0 }), about)
    expect(large).toContain('end of the book')
    expect(large).toContain('not possible')
    expect(renderLiquidation(assessmentOf({ units: 0.001 }), about)).not.toContain('NaN')
  })

  test('table: spans lose the zero at their end', () => {
    expect([1, 0, 1.5 / 1440, 3].map(spanText)).toEqual(['24 h', '0 s', '1 min 30 s', '3 d'])
  })
})
