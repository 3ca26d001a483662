import { describe, expect, test, vi } from 'vitest'
import { fill, ofKind } from '../../../test/engine-drive.ts'
import { kindsOf, startMarginDrive, tenthModel, type MarginDrive } from '../../../test/margin-drive.ts'
import { seconds } from '../../base/time.ts'
import { gradeTolerated, priceGrades, type PriceGrade } from '../../market/price-grade.ts'
import type { Outcome } from '../turn.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const perpetual = 'BTC/USDT:USDT'

/** Tells mark and index of one price at a grade. */
function mark(drive: MarginDrive, grade: PriceGrade, price = 10_000): Outcome {
  return drive.send({
    kind: 'marksChanged',
    at: drive.now(),
    indexes: [{ underlying: 'BTC', indexPrice: price, confidence: 1, grade }],
    contracts: [{ contract: perpetual, markPrice: price, confidence: 1, grade }],
    assets: [],
  })
}

const whyOf = ({ decisions: [first] }: Outcome): string | undefined =>
  first !== undefined && 'why' in first.body ? first.body.why : undefined

// Columns: grade, why risk is not added, why money is not paid, by an account with plenty; nothing where it is done.
const table: readonly (readonly [PriceGrade, string | undefined, string | undefined])[] = [
  ['ok', undefined, undefined],
  ['wide', 'markNotBelieved', 'markNotBelieved'],
  ['tooVolatile', 'markNotBelieved', 'markNotBelieved'],
  ['stale', 'unknown', 'unknown'],
  ['tooFew', 'unknown', 'unknown'],
]

describe('what each grade lets an account do', () => {
  test('behavior: the tables below have every grade', () => {
    expect(table.map(([grade]) => grade)).toEqual(priceGrades)
  })

  test.each(table)('table: risk added and money paid at %s', (grade, trade, withdrawal) => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 5_000, lots: 1_000 })
    mark(drive, grade)
    const order = { contract: perpetual, side: 'buy', lots: 10, ticks: 90_000 } as const
    expect(whyOf(drive.position('a', 10))).toBe(trade)
    expect(whyOf(drive.send({ kind: 'ordersChanged', at: drive.now(), account: 'a', orders: [order] }))).toBe(trade)
    expect(whyOf(drive.withdraw('a', 1))).toBe(withdrawal)
    // What makes the account smaller is always taken, and money may always come.
    expect(kindsOf(drive.position('a', -10))).toContain('tradeAccepted')
    expect(kindsOf(drive.deposit('a', 1))).toContain('depositBooked')
  })

  test.each(table)('table: a contract that is not held yet, at %s', (grade, trade) => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 5_000 })
    mark(drive, grade)
    expect(whyOf(drive.position('a', 10))).toBe(trade)
    // Without positions nothing rests on a price: cash is cash.
    expect(kindsOf(drive.withdraw('a', 1))).toEqual(['withdrawalPaid'])
  })

  test('behavior: collateral that an index prices counts too', () => {
    const drive = startMarginDrive()
    drive.send({
      kind: 'contractListed',
      at: drive.now(),
      contract: { id: 'ETH-PERP', kind: 'perpetual', payoff: 'linear', underlying: 'ETH', multiplier: 1 },
      ...{ tickUnits: 1, priceDecimals: 1, lotUnits: 1, sizeDecimals: 3 },
    })
    drive.open('a', { cash: 5_000, btc: 1 })
    const marks = (grade: PriceGrade): Outcome =>
      drive.send({
        kind: 'marksChanged',
        at: drive.now(),
        indexes: [
          { underlying: 'BTC', indexPrice: 10_000, confidence: 1, grade },
          { underlying: 'ETH', indexPrice: 200, confidence: 1 },
        ],
        contracts: [{ contract: 'ETH-PERP', markPrice: 200, confidence: 1 }],
        assets: [],
      })
    const buy = (): Outcome =>
      drive.send({ kind: 'positionChanged', at: drive.now(), account: 'a', contract: 'ETH-PERP', lots: 10, ticks: 2_000 })
    marks('tooVolatile')
    expect(whyOf(buy())).toBe('markNotBelieved')
    marks('ok')
    expect(kindsOf(buy())).toEqual(['tradeAccepted'])
    marks('wide')
    expect(whyOf(drive.withdraw('a', 1))).toBe('markNotBelieved')
  })
})

describe('a grade that a feed told', () => {
  // Columns: seconds until the next book, whether the feed has told ungraded marks before it, whether risk is added then.
  test.each([
    [0, false, 'markNotBelieved'],
    [3_600, false, 'markNotBelieved'],
    [3_601, false, undefined],
    [0, true, undefined],
  ] as const)('table: stands for the time a mark may be old, or until it is told again: %s s, %s', (later, again, expected) => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 5_000 })
    mark(drive, 'wide')
    drive.wait(later)
    const contracts = [{ contract: perpetual, markPrice: 10_000, confidence: 1 }]
    const indexes = [{ underlying: 'BTC', indexPrice: 10_000, confidence: 1 }]
    if (again) drive.send({ kind: 'marksChanged', at: drive.now(), indexes, contracts, assets: [] })
    drive.book({ mid: 100_100 })
    expect(drive.margin.marks.get(perpetual)?.markPrice).toBe(10_010)
    expect(whyOf(drive.position('a', 10))).toBe(expected)
  })
})

describe('a liquidation that has begun', () => {
  // Columns: the grade of the mark that comes while it runs, what that mark and the next tick conclude.
  const running: readonly (readonly [PriceGrade, readonly string[]])[] = [
    ['ok', ['reductionOrdered']],
    ['wide', ['reductionOrdered']],
    ['tooVolatile', ['liquidationWaited']],
    ['stale', ['accountUnknown']],
    ['tooFew', ['accountUnknown']],
  ]
  test.each(running)('table: pauses or goes on at %s', (grade, expected) => {
    expect(running.map(([each]) => each)).toEqual(priceGrades)
    // The book marks its contract itself once it is off or has not for long; here it leaves that to the feed.
    const marks = { leastStepBps: 5_000, every: seconds(600), mostStepBps: 10_000, staleAfter: seconds(600) }
    const drive = startMarginDrive({ marks })
    drive.open('a', { cash: 400, lots: 1_000 })
    drive.wait(61)
    expect(kindsOf(drive.tick())).toEqual(['liquidationStarted', 'reductionOrdered'])
    drive.report(drive.member('a').liquidation?.orderId ?? '', { kind: 'cancelled', lotsLeft: 500 })
    drive.wait(1)
    const told = mark(drive, grade)
    expect([...told.decisions, ...drive.tick().decisions].map(({ body }) => body.kind)).toEqual(expected)
    if (gradeTolerated('startLiquidation', grade)) return
    // Said once; believed again, it goes on.
    drive.wait(10)
    expect(kindsOf(drive.tick())).toEqual([])
    const back = mark(drive, 'ok')
    expect(kindsOf(back)).toEqual(grade === 'tooVolatile' ? ['reductionOrdered'] : ['accountKnown', 'reductionOrdered'])
    expect(drive.member('a').liquidation?.waiting).toBeUndefined()
  })

  test('behavior: collateral is not taken at a price that may be a fault, and is once it is believed', () => {
    const drive = startMarginDrive()
    drive.open('a', { btc: 0.1, lots: 700 })
    drive.wait(1)
    drive.book({ mid: 90_000 })
    drive.wait(61)
    drive.tick()
    drive.report(drive.member('a').liquidation?.orderId ?? '', fill(90_000, 350, 0))
    drive.wait(1)
    drive.tick()
    const orderId = drive.member('a').liquidation?.orderId ?? ''
    mark(drive, 'tooVolatile', 9_000)
    const paused = drive.report(orderId, fill(80_000, 350, 0))
    expect(kindsOf(paused)).toEqual(['positionReduced', 'liquidationWaited'])
    expect(ofKind(paused.decisions, 'liquidationWaited')[0]?.why).toBe('markNotBelieved')
    expect(kindsOf(mark(drive, 'ok', 9_000))).toEqual(['collateralTaken', 'shortfallRealised', 'liquidationEnded', 'restrictionLifted'])
  })
})
