import { describe, expect, test } from 'vitest'
import { bookOf, inverseInstrument, linearInstrument } from '../../../test/liquidity-books.ts'
import { sharedFile, hasShared } from '../../../test/shared-data.ts'
import { timeUs } from '../../base/time.ts'
import type { Feed } from '../../feed/feed-contract.ts'
import { openFeed } from '../../feed/open.ts'
import { costToTradeBps } from '../../liquidity/cost-to-trade.ts'
import type { Instrument } from '../../market/instrument.ts'
import { bidSide } from '../../market/ladder.ts'
import type { MarketInput } from '../../market/market-input.ts'
import { depthOf, walkCost, walkOf } from '../../risk/liquidation/book-walk.ts'
import { assessLiquidation, type LiquidationAssessment, type LiquidationQuestion } from './assess-liquidation.ts'
import { parsePosition, settlePosition } from './position.ts'
import { movesOf, readHistory } from './read-history.ts'
import { watchMarket } from './watch-market.ts'

/** Books 1 s apart whose depth returns to its mean, with the mid moving up and down, and a print with each. */
function inputsOf(instrument: Instrument, count: number): MarketInput[] {
  const start = 1_700_000_000_000_000
  return Array.from({ length: count }, (_, i) => {
    const at = timeUs(start + i * 1_000_000)
    const mid = 30_000 + (i % 7) * 3
    const lots = 1_000 + 400 * ((i * 7_919) % 11)
    const bids = [mid - 1, lots, mid - 30, 4_000, mid - 200, 90_000]
    const asks = [mid + 1, lots, mid + 30, 4_000, mid + 200, 90_000]
    const book = { kind: 'bookSnapshotReceived', at, venueAt: at, market: instrument.id, updateId: i + 1, bids, asks } as const
    return [
      book,
      { kind: 'tradeReceived', at, venueAt: at, market: instrument.id, tradeId: i, ticks: mid, lots: 500, taker: 'buy' },
    ] as const
  }).flat()
}

function feedOf(instrument: Instrument, inputs: readonly MarketInput[]): Feed {
  async function* read() {
    yield inputs
    await Promise.resolve()
  }
  const inputsAgain = { [Symbol.asyncIterator]: () => read()[Symbol.asyncIterator]() }
  return { label: 'made', identity: 'made', instruments: [instrument], inputs: inputsAgain, progress: () => 1, faults: [], notes: [] }
}

const question: LiquidationQuestion = {
  position: parsePosition('5ETH', '--position'),
  confidence: 0.99,
  horizonDays: 1,
  withinDays: 1,
  annualVolatility: undefined,
  history: undefined,
  impactFactor: 1,
  trades: 11,
  shareOfVolume: 0.3,
}

async function assess(changes: Partial<LiquidationQuestion>, instrument = linearInstrument, count = 120): Promise<LiquidationAssessment> {
  return assessLiquidation(await watchMarket(feedOf(instrument, inputsOf(instrument, count)), undefined), { ...question, ...changes })
}

const sourceOf = (assessment: LiquidationAssessment, name: string): string | undefined =>
  assessment.assumptions.find((row) => row.name === name)?.origin

describe('parsePosition', () => {
  test.each([
    ['250BTC', 250, 'BTC'],
    ['-250btc', -250, 'BTC'],
    ['+0.001 BTC', 0.001, 'BTC'],
    ['-3_000_000USDT', -3e6, 'USDT'],
    ['3,000,000USDT', 3e6, 'USDT'],
  ])('table: %s', (text, amount, asset) => {
    expect(parsePosition(text, '--position')).toEqual({ amount, asset, text })
  })

  test.each(['', '250', 'BTC', '0BTC', '--5BTC', '.5BTC'])('error: %s is none', (text) => {
    expect(() => parsePosition(text, '--position')).toThrow(/^--position: value: expected an amount other than 0 and an asset/)
  })
})

describe('settlePosition', () => {
  const levels = [[29_999, 1_000, 29_000, 5_000] as const, [30_001, 2_000, 31_000, 5_000] as const] as const

  test('default: a long position takes the bids, a short one the asks; quote becomes base at the mid', () => {
    const market = { instrument: linearInstrument, book: bookOf(linearInstrument, ...levels) }
    const long = settlePosition(parsePosition('2ETH', ''), market)
    expect(long).toMatchObject({ units: 2, unitAsset: 'ETH', moneyAsset: 'USDT', takesBids: true, mid: 3000 })
    expect(long.book.prices).toEqual([2999.9, 2900])
    expect(Array.from(long.book.sizes, (size) => Number(size.toFixed(9)))).toEqual([1, 5])
    expect(settlePosition(parsePosition('-6000USDT', ''), market)).toMatchObject({ units: -2, takesBids: false })
    expect(() => settlePosition(parsePosition('2BTC', ''), market)).toThrow('expected an amount of ETH or USDT, found 2BTC')
  })

  test('behavior: an inverse position is the opposite of its quote, priced in base, at the same cost of money', () => {
    const market = { instrument: inverseInstrument, book: bookOf(inverseInstrument, ...levels) }
    const long = settlePosition(parsePosition('20ETH', ''), market)
    expect(long).toMatchObject({ units: -60_000, unitAsset: 'USD', moneyAsset: 'ETH', takesBids: true, quotePerMoney: 3000 })
    expect(Array.from(long.book.sizes)).toEqual([100_000, 500_000])
    // 160 000 USD: 100 000 at 2999.9 and 60 000 at 2900, against the mid.
    const walk = walkOf(long.book)
    const cost = walkCost(walk, 160_000)
    const paid = 100_000 / 2999.9 + 60_000 / 2900 - 160_000 / 2999.9
    expect(cost.ok && cost.value).toBeCloseTo(paid, 9)
    const bps = costToTradeBps(market.book, bidSide, 160_000) as number
    const fromMid = (cost.ok ? cost.value : Number.NaN) + 160_000 * (walk.bestPrice - long.mid)
    expect((fromMid / (160_000 * long.mid)) * 1e4).toBeCloseTo(bps, -1)
    expect(depthOf(walk)).toBe(600_000)
  })
})

describe('watchMarket', () => {
  test('default: the last book, samples a second apart, and what was traded', async () => {
    const watch = await watchMarket(feedOf(linearInstrument, inputsOf(linearInstrument, 50)), undefined)
    expect(watch.mids).toHaveLength(50)
    expect(watch.mids[0]).toBe(3000)
    expect(watch.spreads[0]).toBeCloseTo(2 / 30_000, 15)
    expect(watch.trades).toBe(50)
    expect(watch.traded).toBeCloseTo(25, 9)
    expect((await watchMarket(feedOf(inverseInstrument, inputsOf(inverseInstrument, 2)), undefined)).traded).toBe(100_000)
  })

  test('error: no book at the end, or no such market', async () => {
    const oneSided = inputsOf(linearInstrument, 3).map((input) => (input.kind === 'bookSnapshotReceived' ? { ...input, bids: [] } : input))
    await expect(watchMarket(feedOf(linearInstrument, oneSided), undefined)).rejects.toThrow(
      /expected a book of ETH\/USDT:USDT with both sides, found one side only/,
    )
    await expect(watchMarket(feedOf(linearInstrument, []), undefined)).rejects.toThrow('found a book that is awaitingSnapshot')
    const two = { ...feedOf(linearInstrument, []), instruments: [linearInstrument, { ...inverseInstrument, id: 'ETH/USD:ETH' as never }] }
    await expect(watchMarket(two, undefined)).rejects.toThrow(/--symbol/)
    await expect(watchMarket(two, 'BTC/USDT')).rejects.toThrow(/expected one of ETH/)
  })
})

describe('movesOf', () => {
  test('property: volatility does not depend on how many prices stand between', () => {
    const times = Array.from({ length: 41 }, (_, i) => i * 3_600_000_000)
    const prices = times.map((_, i) => (i % 2 === 0 ? 100 : 101))
    const found = movesOf(times, prices, 0)
    expect(found?.dailyVolatility).toBeCloseTo(Math.log(1.01) * Math.sqrt(24), 12)
    const dense = times.flatMap((time) => [time, time + 60_000_000])
    const still = prices.flatMap((price) => [price, price])
    expect(movesOf(dense, still, 0)?.dailyVolatility).toBeCloseTo(found?.dailyVolatility as number, 2)
    expect(movesOf(times.slice(0, 10), prices.slice(0, 10), 0)).toBeUndefined()
  })

  test('error: a history without enough bars', async () => {
    await expect(readHistory(feedOf(linearInstrument, []))).rejects.toThrow('expected at least 11 bars, found 0')
  })
})

describe('assessLiquidation', () => {
  test('default: every number says where it comes from', async () => {
    const found = await assess({})
    expect(found.value).toBeGreaterThan(0)
    expect(sourceOf(found, 'volatility')).toBe('measured')
    expect(sourceOf(found, 'spread, usual')).toBe('measured')
    expect(sourceOf(found, 'volume a day')).toBe('measured')
    expect(found.warnings.join(' ')).toContain('Volatility is measured over')
    expect(found.leaveNow.total).toBeLessThan(found.loss.valueAtRisk.total)
  })

  test('behavior: figures of a modelled book say so', async () => {
    const found = await assess({ annualVolatility: 0.6 }, { ...linearInstrument, bookSource: 'modelled' })
    for (const name of ['spread, usual', 'spread, worst', 'the book', 'refilling, half-life'])
      expect(sourceOf(found, name)).toBe('modelled')
    expect(found.modelled).toBe(true)
    expect(found.warnings[0]).toContain('modelled from bars')
  })

  test('behavior: volatility given or of a history takes the place of the measured one', async () => {
    const given = await assess({ annualVolatility: 0.6 })
    expect(sourceOf(given, 'volatility')).toBe('given')
    expect(given.loss.valueAtRisk.priceRisk / given.value).toBeCloseTo((2.3263478740408408 * 0.6) / Math.sqrt(365), 9)
    const history = { moves: { dailyVolatility: 0.03, returns: 100, days: 50 }, label: 'bars' }
    expect((await assess({ history })).terms.volatility).toBe(0.03)
    await expect(assess({}, linearInstrument, 5)).rejects.toThrow(/^--volatility: value: expected a number a year, or --history/)
  })

  test('behavior: a larger position is left more slowly, at the pace allowed', async () => {
    const large = await assess({ position: parsePosition('60ETH', ''), annualVolatility: 0.6 })
    const { plan } = large.loss.valueAtRisk
    expect(plan.window * (large.dailyVolume as number) * 0.3).toBeGreaterThanOrEqual(60 * (1 - 1e-9))
    const small = await assess({ position: parsePosition('0.001ETH', ''), annualVolatility: 0.6 })
    expect(small.loss.valueAtRisk.plan.window).toBe(0)
    expect(small.loss.valueAtRisk.temporaryImpact).toBe(0)
  })

  test('behavior: more than the book holds is said; more than any window can take is refused', async () => {
    const found = await assess({ position: parsePosition('200ETH', ''), annualVolatility: 0.6 })
    expect(found.loss.atOnce.ok).toBe(false)
    expect(found.warnings.join(' ')).toContain('the schedule waits for it to refill')
    const tooMuch = assess({ position: parsePosition('900000ETH', ''), annualVolatility: 0.6, withinDays: 0.001 })
    await expect(tooMuch).rejects.toThrow(/^--position: value: expected a position that ETH\/USDT:USDT can take within/)
    const hurried = await assess({ position: parsePosition('200ETH', ''), annualVolatility: 0.6, withinDays: 0.001 })
    expect(hurried.warnings.join(' ')).toContain('give --within a longer one')
  })

  test('behavior: without prints there is no permanent impact, and that is said', async () => {
    const books = inputsOf(linearInstrument, 120).filter((input) => input.kind === 'bookSnapshotReceived')
    const watch = await watchMarket(feedOf(linearInstrument, books), undefined)
    const found = assessLiquidation(watch, { ...question, annualVolatility: 0.6 })
    expect(found.loss.valueAtRisk.permanentImpact).toBe(0)
    expect(found.assumptions.find(({ name }) => name === 'permanent impact')?.how).toContain('no prints')
  })

  test('behavior: a book that never returns to a mean refills as assumed', async () => {
    const growing = inputsOf(linearInstrument, 120).map((input, i) =>
      input.kind === 'bookSnapshotReceived' ? { ...input, bids: [29_999, Math.round(1_000 * 1.03 ** i)], asks: [30_001, 1_000] } : input,
    )
    const found = assessLiquidation(await watchMarket(feedOf(linearInstrument, growing), undefined), { ...question, annualVolatility: 0.6 })
    expect(sourceOf(found, 'refilling, half-life')).toBe('assumed')
  })

  test.skipIf(!hasShared)('behavior: the walk of a recorded book is the cost to trade it', async () => {
    const path = sharedFile('data/l2/binance_raw_cm_btcusd_perp_20240808.jsonl.gz')
    const watch = await watchMarket(await openFeed({ paths: [path] }), undefined)
    const position = settlePosition(parsePosition('-100BTC', ''), watch)
    const walk = walkOf(position.book)
    const units = Math.abs(position.units)
    const cost = walkCost(walk, units)
    if (!cost.ok) throw new Error('too thin')
    const beyondMid = cost.value + units * Math.abs(walk.bestPrice - position.mid)
    const bps = costToTradeBps(watch.book, position.takesBids ? bidSide : 1, units) as number
    expect((1e4 * beyondMid) / (units * position.mid)).toBeCloseTo(bps, 1)
  })
})
