import { describe, expect, test, vi } from 'vitest'
import { ofKind } from '../../../test/engine-drive.ts'
import { kindsOf, opening, startMarginDrive, tenthModel, type MarginDrive } from '../../../test/margin-drive.ts'
import { decode, encode } from '../../base/codec.ts'
import { seconds } from '../../base/time.ts'
import { liquidityCoverageTerms } from '../../margin/coverage/liquidity-coverage-terms.ts'
import type { Outcome } from '../turn.ts'
import { assessMember } from './assess-member.ts'
import type { CoveragePolicy } from './margin-policy.ts'
import { accountPageOf } from './margin-view-of.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const terms: CoveragePolicy = {
  every: seconds(10),
  withinBps: 100,
  stoodPersistence: 1,
  newPersistence: 0.5,
  leastDailyVolatility: 0.04,
}

function startCovered(changes: Partial<CoveragePolicy> = {}): MarginDrive {
  return startMarginDrive({ liquidityCoverage: { ...terms, ...changes } })
}

function openFor(drive: MarginDrive, account: string, lots: number, owner?: string): Outcome {
  return drive.send({ ...opening(account, { cash: 1_000_000, lots, btc: 0 }), at: drive.now(), ...(owner !== undefined && { owner }) })
}

/** Depth of one side in base, after persistence. */
const depthOf = (drive: MarginDrive, side: 'bids' | 'asks' = 'bids'): number =>
  (drive.margin.underlyings.get('BTC')?.depth?.[side] ?? []).reduce((sum, { size, persistence }) => sum + size * persistence, 0)

/** By the rule: half the spread, which is 1, a unit, and what the price may move in the days beyond the first. One level, so nothing is walked. */
function chargeFor(units: number, groupUnits: number, depth: number): number {
  const { participation, replenishmentsPerDay, deviations } = liquidityCoverageTerms
  const days = Math.max(1, groupUnits / (participation * depth * replenishmentsPerDay))
  return units * 1 + deviations * 0.04 * 10_000 * units * (Math.sqrt(days) - 1)
}

describe('what counts of a book', () => {
  test('behavior: what stood in the sample before counts in full, what is new by half, and nothing before it is due', () => {
    const drive = startCovered()
    expect(depthOf(drive)).toBe(1)
    drive.wait(9.999_999)
    drive.book({ lots: 3_000 })
    expect(depthOf(drive)).toBe(1)
    drive.wait(0.000_001)
    drive.book({ lots: 3_000 })
    // 2 BTC stood, 1 is new.
    expect(depthOf(drive)).toBeCloseTo(2.5, 12)
    drive.wait(10)
    drive.book({ bids: [99_990, 3_000], asks: [100_020, 3_000] })
    expect([depthOf(drive), depthOf(drive, 'asks')]).toEqual([3, 1.5])
    drive.wait(10)
    drive.book({ lots: 500 })
    expect(depthOf(drive)).toBeCloseTo(0.5, 12)
  })

  // A hundredth of the best bid of 99,990 is 999.9 ticks. Columns: ticks of the second level, whether it counts.
  test.each([
    [98_991, true],
    [98_990, false],
  ])('table: a level at %d counts: %s', (ticks, counts) => {
    const drive = startCovered()
    drive.wait(10)
    drive.book({ bids: [99_990, 2_000, ticks, 4_000], asks: [100_010, 2_000] })
    expect(depthOf(drive)).toBeCloseTo(counts ? 4 : 2, 12)
  })

  test('behavior: a book that is not whole is not sampled, and the one before stands', () => {
    const drive = startCovered()
    drive.wait(10)
    drive.book({ bids: [] })
    expect(depthOf(drive)).toBe(1)
  })

  test('behavior: volatility is what is measured where that is more than what is stated', () => {
    const drive = startCovered()
    const volatility = (): number => drive.margin.underlyings.get('BTC')?.dailyVolatility ?? 0
    expect(volatility()).toBe(0.04)
    for (let i = 1; i <= 60; i++) {
      drive.wait(1)
      drive.book({ mid: i % 2 === 0 ? 100_000 : 100_500 })
    }
    // A return of half a percent each second, as of the sample at the last second.
    const reading = drive.reading('ewmaVolatility')
    expect(reading).toMatchObject({ kind: 'known' })
    expect(volatility()).toBeCloseTo((reading.kind === 'known' ? reading.value : 0) / Math.sqrt(365), 9)
    expect(volatility()).toBeCloseTo(0.005 * Math.sqrt(86_400), 1)
  })
})

describe('what closing adds to margin', () => {
  // Columns: lots on a side of the book, all new, so that half of them counts; 5 BTC long.
  test.each([[2_000], [500], [200], [20]])('table: 5 BTC against %d lots', (bookLots) => {
    const drive = startCovered()
    drive.book({ lots: bookLots })
    drive.wait(10)
    drive.book({ bids: [99_990, bookLots], asks: [100_010, bookLots] })
    drive.wait(10)
    drive.book({ bids: [99_990, bookLots], asks: [100_010, bookLots] })
    openFor(drive, 'a', 5_000)
    const charge = chargeFor(5, 5, bookLots / 1_000)
    const beyond = drive.member('a').figures
    expect(beyond?.initialMargin).toBeCloseTo(5_000 + charge, 6)
    expect(beyond?.maintenanceMargin).toBeCloseTo(2_500 + charge, 6)
  })

  test('behavior: the same position costs more when the book thins, though no mark moves, and it may be called for that', () => {
    const drive = startCovered()
    drive.send({ ...opening('a', { cash: 6_000, lots: 5_000, btc: 0 }), at: drive.now() })
    const before = drive.member('a').figures?.maintenanceMargin ?? 0
    expect(before).toBeCloseTo(2_500 + chargeFor(5, 5, 1), 6)
    drive.wait(10)
    const thin = drive.book({ lots: 20 })
    expect(kindsOf(thin)).toEqual(['accountRestricted', 'marginCallIssued'])
    const [call] = ofKind(thin.decisions, 'marginCallIssued')
    expect(call?.evidence.maintenanceMargin).toBeCloseTo(2_500 + chargeFor(5, 5, 0.02), 6)
    const parts = accountPageOf(drive.state, 'a')?.requirement?.parts.map(({ name }) => name)
    expect(parts).toEqual(['notional', 'haircuts', 'liquidity horizon', 'closing cost'])
    // Curves ask the same model: unmoved they say the same.
    const level = accountPageOf(drive.state, 'a')?.curves[0]?.levels.find(({ move }) => move === 0)
    expect(level?.maintenanceMargin).toBeCloseTo(call?.evidence.maintenanceMargin ?? 0, 6)
  })

  test('behavior: accounts of one owner are closed together, each bearing its share; others are not', () => {
    const drive = startCovered()
    openFor(drive, 'a1', 10_000, 'fund')
    openFor(drive, 'a2', 20_000, 'fund')
    openFor(drive, 'a3', -5_000, 'fund')
    openFor(drive, 'b', 10_000)
    openFor(drive, 'c', 10_000, 'other')
    drive.wait(10)
    drive.book({ lots: 2_000 })
    const added = (name: string, notional: number): number => (drive.member(name).figures?.initialMargin ?? 0) - notional / 10
    // All of the book stood by now: 2 BTC.
    expect(added('a1', 100_000)).toBeCloseTo(chargeFor(10, 30, 2), 6)
    expect(added('a2', 200_000)).toBeCloseTo(chargeFor(20, 30, 2), 6)
    expect(added('a3', 50_000)).toBeCloseTo(chargeFor(5, 5, 2), 6)
    expect(added('b', 100_000)).toBeCloseTo(chargeFor(10, 10, 2), 6)
    expect(added('c', 100_000)).toBeCloseTo(chargeFor(10, 10, 2), 6)
  })

  test('behavior: a trade is looked at with what the owner would then hold', () => {
    const drive = startCovered()
    openFor(drive, 'a1', 10_000, 'fund')
    openFor(drive, 'a2', 20_000, 'fund')
    const after = new Map([['BTC/USDT:USDT', { ...drive.member('a1').positions.get('BTC/USDT:USDT')!, lots: 20_000 }]])
    const supposed = assessMember(drive.state, drive.margin, drive.member('a1'), { positions: after })
    expect(supposed.ok && supposed.value.requirement.initialMargin).toBeCloseTo(20_000 + chargeFor(20, 40, 1), 6)
  })

  test('error: an underlying without a book of the run makes its holder unknown, and nobody else', () => {
    const drive = startCovered()
    drive.send({
      kind: 'contractListed',
      at: drive.now(),
      contract: { id: 'ETH-PERP', kind: 'perpetual', payoff: 'linear', underlying: 'ETH', multiplier: 1 },
      ...{ tickUnits: 1, priceDecimals: 1, lotUnits: 1, sizeDecimals: 3 },
    })
    const index = { underlying: 'ETH', indexPrice: 200, confidence: 1 }
    const contracts = [{ contract: 'ETH-PERP', markPrice: 200, confidence: 1 }]
    drive.send({ kind: 'marksChanged', at: drive.now(), indexes: [index], contracts, assets: [] })
    const positions = [{ contract: 'ETH-PERP', lots: 10, ticks: 2_000 }]
    const opened = drive.send({ kind: 'accountOpened', at: drive.now(), account: 'e', money: [], positions })
    expect(ofKind(opened.decisions, 'accountUnknown')[0]?.refusal).toMatchObject({ reason: 'depthMissing', subject: 'ETH' })
    expect(kindsOf(openFor(drive, 'a', 1_000))).toEqual(['accountOpened'])
  })

  test('behavior: news of the index keeps the depth, and the state is saved with it', () => {
    const drive = startCovered()
    const index = { underlying: 'BTC', indexPrice: 10_001, confidence: 1 }
    drive.send({ kind: 'marksChanged', at: drive.now(), indexes: [index], contracts: [], assets: [] })
    expect(depthOf(drive)).toBe(1)
    openFor(drive, 'a', 1_000, 'fund')
    expect(encode(decode(encode(drive.state)))).toBe(encode(drive.state))
  })
})
