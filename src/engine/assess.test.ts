import { describe, expect, test } from 'vitest'
import { drivePolicy, startDrive, type Drive } from '../../test/engine-drive.ts'
import { btcPerpetual } from '../../test/instruments.ts'
import { lossCount } from '../risk/rolling-tail.ts'
import type { MarketState } from './market-state.ts'
import { championOf } from './model-bench.ts'
import { priceTicksOf } from './assess.ts'
import type { SignalName } from './signal-catalogue.ts'

const policy = drivePolicy({ facilities: [], measure: { tailMinimumReturns: 5, realisedVolatilityReturns: 3 } })

/** One book a second at these mids, each on its boundary; the first return is that of the second mid. */
function follow(drive: Drive, mids: readonly number[]): void {
  for (const mid of mids) {
    drive.book({ mid })
    drive.wait(1)
  }
}

/** Losses in the champion's window. */
function lossesIn(market: MarketState): number {
  const { model } = championOf(market.assessment.models)
  return model.name === 'historical' ? lossCount(model.losses.valueAtRisk) : -1
}

describe('notePrice', () => {
  test.each([
    [4, 'unknown'],
    [5, 'known'],
    [6, 'known'],
  ])('threshold: with %s returns of at least 5, VaR and ES are %s', (returns, kind) => {
    const drive = startDrive(policy)
    follow(drive, [100_000, ...Array.from({ length: returns }, (_, i) => 100_000 - 100 * (i + 1))])
    expect(lossesIn(drive.market)).toBe(returns)
    for (const name of ['valueAtRisk', 'expectedShortfall']) {
      expect(drive.reading(name).kind).toBe(kind)
      if (kind === 'unknown') expect(drive.reading(name)).toEqual({ kind, reason: 'warmingUp' })
    }
    if (kind === 'unknown') return
    // A fall of 100 each second: the worst loss is the last one.
    const worst = 100 / (100_000 - 100 * (returns - 1))
    expect(drive.reading('valueAtRisk')).toEqual({ kind, value: expect.closeTo(worst, 12) as number })
    expect(drive.reading('expectedShortfall')).toEqual({ kind, value: expect.closeTo(worst, 12) as number })
  })

  test('behavior: the liquidity-adjusted shortfall follows the cost to leave between returns, and says what it lacks', () => {
    const measure = { tailMinimumReturns: 5, realisedVolatilityReturns: 3, costToTradeNotional: 10_000 }
    const drive = startDrive(drivePolicy({ facilities: [], measure }))
    drive.book()
    expect(drive.reading('liquidityAdjustedShortfall')).toEqual({ kind: 'unknown', reason: 'warmingUp' })
    follow(drive, [100_000, 99_900, 99_800, 99_700, 99_600, 99_500])
    const figure = (name: SignalName): number => {
      const reading = drive.reading(name)
      return reading.kind === 'known' ? reading.value : Number.NaN
    }
    // A horizon of 100 returns, hence ten times the shortfall of one.
    const expected = (): number => 10 * figure('expectedShortfall') + figure('costToTradeBps') / 1e4
    expect(figure('liquidityAdjustedShortfall')).toBeCloseTo(expected(), 14)
    const [before, costBefore] = [figure('liquidityAdjustedShortfall'), figure('costToTradeBps')]
    drive.book({ bids: [99_400, 2_500], asks: [99_600, 2_500] })
    expect(figure('costToTradeBps')).toBeGreaterThan(costBefore)
    expect(figure('liquidityAdjustedShortfall') - before).toBeCloseTo((figure('costToTradeBps') - costBefore) / 1e4, 14)
    drive.book({ bids: [99_400, 1], asks: [99_600, 1] })
    expect(drive.reading('liquidityAdjustedShortfall')).toEqual({ kind: 'unknown', reason: 'insufficientDepth' })
  })

  test('behavior: a loss is judged by the forecast made before it', () => {
    const drive = startDrive(policy)
    follow(drive, [100_000, 99_900, 99_800, 99_700, 99_600, 99_500])
    expect(drive.reading('exceedances')).toEqual({ kind: 'unknown', reason: 'warmingUp' })
    follow(drive, [98_500])
    expect(drive.reading('exceedances')).toEqual({ kind: 'known', value: 1 })
    follow(drive, [98_400])
    expect(drive.reading('exceedances')).toEqual({ kind: 'known', value: 1 })
    expect(championOf(drive.market.assessment.models).exceedances.judged).toBe(2)
  })

  test('behavior: the price of a silent recorded book stands across the boundaries of returns, until it is stale', () => {
    const drive = startDrive(policy)
    drive.wait(0.5)
    drive.book()
    drive.wait(0.5)
    for (let i = 0; i < 4; i++, drive.wait(1)) drive.tick()
    const { sampler } = drive.market.assessment
    expect(sampler.missed).toBe(0)
    expect(lossesIn(drive.market)).toBe(3)
    drive.wait(1)
    drive.tick()
    expect(drive.reading('priceGap')).toEqual({ kind: 'unknown', reason: 'stale' })
    drive.book()
    expect(sampler.missed).toBeGreaterThan(0)
    expect(lossesIn(drive.market)).toBe(3)
  })

  test('behavior: the price of a modelled book is the close of a bar, and no tick invents a return between two', () => {
    const drive = startDrive(policy, { ...btcPerpetual, bookSource: 'modelled' })
    drive.book({ mid: 90_000 })
    expect(priceTicksOf(drive.market)).toBeUndefined()
    const bar = {
      kind: 'barClosed',
      market: btcPerpetual.id,
      startedAt: drive.now(),
      openTicks: 1,
      highTicks: 1,
      lowTicks: 1,
      volumeLots: 1,
    } as const
    drive.send({ ...bar, at: drive.now(), closeTicks: 100_000 })
    expect(priceTicksOf(drive.market)).toBe(100_000)
    for (let i = 0; i < 3; i++, drive.wait(1)) drive.tick()
    expect(drive.market.assessment.sampler.observedAt).toBe(1_600_000_000_000_000)
    expect(lossesIn(drive.market)).toBe(0)
  })

  test('behavior: a jump among quiet returns stands far above the noise, and a price that stands still has no statistic', () => {
    const drive = startDrive(drivePolicy({ facilities: [], measure: { jumpTestReturns: 24 } }))
    const quiet = Array.from({ length: 24 }, (_, i) => 100_000 + 10 * ((i * 7) % 5))
    follow(drive, quiet)
    expect(drive.reading('jumpStatistic')).toEqual({ kind: 'unknown', reason: 'warmingUp' })
    follow(drive, [100_020])
    const calm = drive.reading('jumpStatistic')
    expect(calm.kind === 'known' && calm.value < 2).toBe(true)
    follow(drive, [102_000])
    const jumped = drive.reading('jumpStatistic')
    expect(jumped.kind === 'known' && jumped.value > 4).toBe(true)
    follow(
      drive,
      Array.from({ length: 26 }, () => 102_000),
    )
    expect(drive.reading('jumpStatistic')).toEqual({ kind: 'unknown', reason: 'constantSeries' })
  })

  test('behavior: the gap is held against a reference that follows slowly', () => {
    const drive = startDrive(policy)
    follow(drive, [100_000])
    expect(drive.reading('priceGap')).toEqual({ kind: 'known', value: 0 })
    follow(drive, [97_000])
    expect(drive.reading('priceGap')).toEqual({ kind: 'known', value: expect.closeTo(-0.03, 12) as number })
    follow(drive, [97_000])
    const reading = drive.reading('priceGap')
    expect(reading.kind === 'known' && reading.value > -0.03 && reading.value < -0.029).toBe(true)
  })

  test('behavior: once the book is believed again, what was known is known at once', () => {
    const drive = startDrive(policy)
    follow(drive, [100_000, 99_900, 99_800, 99_700, 99_600, 99_500])
    const before = drive.reading('valueAtRisk')
    drive.book({ bids: [] })
    expect(drive.reading('valueAtRisk')).toEqual({ kind: 'unknown', reason: 'oneSided' })
    drive.book({ mid: 99_500 })
    expect(drive.reading('valueAtRisk')).toEqual(before)
    expect(drive.reading('realisedVolatility').kind).toBe('known')
    expect(drive.reading('ewmaVolatility')).toEqual({ kind: 'unknown', reason: 'warmingUp' })
  })

  test('behavior: no price is taken from a crossed book', () => {
    const drive = startDrive(policy)
    drive.book()
    drive.wait(1)
    drive.book({ bids: [50_010, 1], asks: [50_000, 1] })
    expect(drive.market.assessment.reference.price).toBe(100_000)
  })
})
