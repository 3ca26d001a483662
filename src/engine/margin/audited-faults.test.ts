import { describe, expect, test, vi } from 'vitest'
import { driveStart, fill, ofKind } from '../../../test/engine-drive.ts'
import { kindsOf, opening, quickMargin, startMarginDrive, tenthModel, type MarginDrive } from '../../../test/margin-drive.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { seconds, timeUs } from '../../base/time.ts'
import type { PriceGrade } from '../../market/price-grade.ts'
import type { Outcome } from '../turn.ts'
import type { MemberOrder } from './member-input.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

// Faults that the auditor of test/margin-auditor.ts found, each in as few inputs as show it.
const perpetual = 'BTC/USDT:USDT'
const bid: MemberOrder = { contract: perpetual, side: 'buy', lots: 100, ticks: 90_000 }

function order(drive: MarginDrive, account: string, orders: readonly MemberOrder[]): Outcome {
  return drive.send({ kind: 'ordersChanged', at: drive.now(), account, orders })
}

function grade(drive: MarginDrive, given: PriceGrade, price = 10_000): Outcome {
  const index = { underlying: 'BTC', indexPrice: price, confidence: 1, grade: given }
  return drive.send({ kind: 'marksChanged', at: drive.now(), indexes: [index], contracts: [], assets: [] })
}

function settle(drive: MarginDrive, contract: string, ticks: number): Outcome {
  return drive.send({ kind: 'contractSettled', at: drive.now(), contract, ticks })
}

describe('orders that rest', () => {
  test('regression: they are margined as if filled, and refused where that is too much', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 100 })
    // A tenth of a bitcoin at 10,000 asks 100; a lot more is too much.
    expect(kindsOf(order(drive, 'a', [bid]))).toEqual(['ordersNoted'])
    const [refused] = ofKind(order(drive, 'a', [{ ...bid, lots: 101 }]).decisions, 'ordersRefused')
    expect(refused?.why).toBe('initialMargin')
    expect(refused?.figures?.initialMargin).toBeCloseTo(101, 9)
  })

  test('regression: the same order told again is one more, and part of one is less', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 200 })
    order(drive, 'a', [bid])
    drive.position('a', 100)
    drive.book({ mid: 99_990 })
    expect(drive.member('a').restricted).toBe(true)
    expect(kindsOf(order(drive, 'a', [bid, bid]))).toEqual(['ordersRefused'])
    expect(
      kindsOf(
        order(drive, 'a', [
          { ...bid, lots: 60 },
          { ...bid, lots: 30 },
        ]),
      )[0],
    ).toBe('ordersNoted')
  })

  test('regression: a liquidation that only they brought about is over once they are gone, and closes nothing', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 110, lots: 10 })
    order(drive, 'a', [{ ...bid, ticks: 100_000 }])
    expect(kindsOf(drive.book({ mid: 94_000 }))).toContain('marginCallIssued')
    drive.wait(61)
    expect(kindsOf(drive.tick())).toEqual(['liquidationStarted', 'liquidationEnded', 'restrictionLifted'])
    expect(drive.member('a').positions.get(perpetual)?.lots).toBe(10)
  })
})

describe('a contract that is settled', () => {
  test('regression: a fill that comes after it opens nothing the other way round', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 1_000, lots: 1_000 })
    const started = drive.book({ mid: 85_000 })
    const [ordered] = ofKind(started.decisions, 'reductionOrdered')
    if (ordered === undefined) throw new Error('a bankrupt account is liquidated at once')
    const outcome = settle(drive, perpetual, 95_000)
    expect(kindsOf(outcome)).toEqual(['positionSettled', 'reductionEnded', 'contractClosed', 'liquidationEnded', 'restrictionLifted'])
    expect(ofKind(outcome.decisions, 'reductionEnded')[0]).toMatchObject({ why: 'settled', lotsLeft: 500 })
    expect(kindsOf(drive.report(ordered.effectId, fill(85_000, 500, 0)))).toEqual([])
    expect(drive.member('a').positions.size).toBe(0)
    expect(balanceOf(drive.state.ledger, 'memberCash:a')).toBe(500_000_000n)
  })

  test('regression: orders in it are over, so that nobody stays unknown for them', () => {
    const drive = startMarginDrive()
    const expiresAt = timeUs(driveStart + 60_000_000)
    const contract = { id: 'BTC-DATED', kind: 'future', payoff: 'linear', underlying: 'BTC', multiplier: 1, expiresAt } as const
    drive.send({ kind: 'contractListed', at: drive.now(), contract, tickUnits: 1, priceDecimals: 1, lotUnits: 1, sizeDecimals: 3 })
    const marked = { contract: contract.id, markPrice: 10_000, confidence: 1 }
    drive.send({ kind: 'marksChanged', at: drive.now(), indexes: [], contracts: [marked], assets: [] })
    drive.open('a', { cash: 1_000, lots: 100 })
    order(drive, 'a', [{ ...bid, contract: contract.id }])
    drive.wait(61)
    drive.book({ mid: 100_001 })
    expect(drive.member('a').unknown?.refusal.reason).toBe('contractExpired')
    expect(kindsOf(settle(drive, contract.id, 100_000))).toEqual(['contractClosed', 'accountKnown'])
    expect(drive.member('a').orders).toEqual([])
  })
})

describe('an order of a liquidation whose reports do not come as they should', () => {
  /** Halves of a position of 1,000 lots, a step a second, at 85,000 ticks; returns the first order. */
  function started(drive: MarginDrive): string {
    drive.open('a', { cash: 1_000, lots: 1_000 })
    const [ordered] = ofKind(drive.book({ mid: 85_000 }).decisions, 'reductionOrdered')
    return ordered?.effectId ?? ''
  }
  const lots = (drive: MarginDrive): number => drive.member('a').positions.get(perpetual)?.lots ?? 0

  // Without a spacing an order would be lost at the next tick, and the position closed twice over.
  test.each([1, 0.5, 0])('table: at a spacing of %s s it is lost after ten seconds of silence, and the liquidation goes on', (spacing) => {
    const drive = startMarginDrive({ liquidation: { ...quickMargin.liquidation, spacing: seconds(spacing) } })
    const orderId = started(drive)
    drive.wait(8)
    drive.report(orderId, { kind: 'accepted' })
    drive.wait(10)
    expect(kindsOf(drive.tick())).toEqual([])
    drive.wait(0.001)
    const outcome = drive.tick()
    expect(kindsOf(outcome)).toEqual(['reductionEnded', 'reductionOrdered'])
    expect(ofKind(outcome.decisions, 'reductionEnded')[0]).toMatchObject({ effectId: orderId, why: 'lost', lotsLeft: 500 })
  })

  test('regression: what is told of a lost order after all is booked once, and ends nothing twice', () => {
    const drive = startMarginDrive()
    const orderId = started(drive)
    drive.wait(11)
    drive.tick()
    const next = drive.member('a').liquidation?.orderId
    expect(kindsOf(drive.report(orderId, fill(85_000, 200, 300)))).toEqual(['positionReduced'])
    expect(kindsOf(drive.report(orderId, fill(85_000, 200, 300)))).toEqual([])
    expect(lots(drive)).toBe(800)
    expect(drive.member('a').liquidation?.orderId).toBe(next)
    expect(kindsOf(drive.report(orderId, { kind: 'cancelled', lotsLeft: 300 }))).toEqual([])
    expect(kindsOf(drive.report(orderId, fill(85_000, 300, 0)))).toEqual([])
    expect(drive.margin.reductions.size).toBe(1)
  })

  test('regression: fills that come out of order are all booked, each once', () => {
    const drive = startMarginDrive()
    const orderId = started(drive)
    const fills = [fill(85_000, 300, 0), fill(85_000, 300, 0), fill(85_000, 100, 400), fill(85_000, 150, 250), fill(85_000, 100, 300)]
    const held = fills.map((each) => {
      drive.report(orderId, each)
      return lots(drive)
    })
    expect(held).toEqual([700, 700, 600, 600, 500])
    expect(drive.margin.reductions.has(orderId as never)).toBe(false)
  })

  test('regression: a fill that comes after the end of its order is booked, where the end says that there is one', () => {
    const drive = startMarginDrive()
    const orderId = started(drive)
    expect(kindsOf(drive.report(orderId, { kind: 'cancelled', lotsLeft: 400 }))).toContain('reductionEnded')
    expect(kindsOf(drive.report(orderId, fill(85_000, 100, 400)))).toContain('positionReduced')
    expect(kindsOf(drive.report(orderId, fill(85_000, 100, 400)))).toEqual([])
    expect(lots(drive)).toBe(900)
  })
})

describe('prices', () => {
  test('regression: a mark renewed at the price it had is news to whoever could not be valued on it', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 1_000, lots: 100 })
    expect(kindsOf(grade(drive, 'stale'))).toEqual(['accountUnknown'])
    drive.wait(3_601)
    expect(kindsOf(drive.book())).toEqual(['accountKnown'])
  })

  test('regression: an account is unknown while the index that prices its collateral is not believed, and is not called on it', () => {
    const drive = startMarginDrive()
    drive.open('a', { btc: 1 })
    drive.send({ kind: 'contractListed', at: drive.now(), contract: other, tickUnits: 1, priceDecimals: 1, lotUnits: 1, sizeDecimals: 3 })
    const marked = [{ contract: other.id, markPrice: 10_000, confidence: 1 }]
    const index = [{ underlying: 'ETH', indexPrice: 10_000, confidence: 1 }]
    drive.send({ kind: 'marksChanged', at: drive.now(), indexes: index, contracts: marked, assets: [] })
    drive.send({ kind: 'positionChanged', at: drive.now(), account: 'a', contract: other.id, lots: 1_000, ticks: 100_000 })
    expect(kindsOf(grade(drive, 'tooFew', 500))).toEqual(['accountUnknown'])
    expect(drive.member('a').call).toBeUndefined()
    expect(kindsOf(grade(drive, 'ok'))).toEqual(['accountKnown'])
  })

  test('regression: no minor unit is a shortfall while collateral is left to pay it', () => {
    const pledged = { asset: 'ETH', decimals: 18, initialHaircut: 0.2, maintenanceHaircut: 0.1 }
    const drive = startMarginDrive({ collateral: [pledged], liquidation: { ...quickMargin.liquidation, shareOfPosition: 1 } })
    const assets = [{ asset: 'ETH', price: 413.37, confidence: 1 }]
    drive.send({ kind: 'marksChanged', at: drive.now(), indexes: [], contracts: [], assets })
    for (let k = 0; k < 400; k += 1) {
      const money = [{ asset: 'ETH', minor: `${96_741_300 + k}123456789012345` }]
      drive.send({ ...opening(`m-${k}`, { cash: 0, lots: 10_000_000, btc: 0 }), money, at: drive.now() })
    }
    drive.book({ mid: 64_000, lots: 20_000_000 })
    drive.wait(61)
    // Closed so that what is owed is a little less than what the collateral pays: nobody needs more than it.
    const taken = ofKind(drive.tick().decisions, 'reductionOrdered').flatMap(({ effectId }, k) =>
      ofKind(drive.report(effectId, fill(65_000 + k, 10_000_000, 0, BigInt(k * 7_919))).decisions, 'collateralTaken'),
    )
    expect(taken).toHaveLength(400)
    expect(drive.margin.counts.shortfallMinor).toBe(0n)
  })
})

describe('what has no price that is believed', () => {
  /** Lists a perpetual on ETH and marks it at 10,000: a tenth of that is initial margin, a twentieth maintenance margin. */
  function withOther(drive: MarginDrive): void {
    drive.send({ kind: 'contractListed', at: drive.now(), contract: other, tickUnits: 1, priceDecimals: 1, lotUnits: 1, sizeDecimals: 3 })
    const marked = [{ contract: other.id, markPrice: 10_000, confidence: 1 }]
    const index = [{ underlying: 'ETH', indexPrice: 10_000, confidence: 1 }]
    drive.send({ kind: 'marksChanged', at: drive.now(), indexes: index, contracts: marked, assets: [] })
  }
  const holding = (cash: number, btc: number) => ({
    ...opening('a', { cash, lots: 0, btc }),
    positions: [{ contract: other.id, lots: 1_000, ticks: 100_000 }],
  })
  const called = ['accountRestricted', 'marginCallIssued']

  // Columns: cash, bitcoin last believed at 10,000 of which a tenth and a fifth do not count, what follows for 1,000 / 750 / 500 asked.
  test.each<readonly [cash: number, btc: number, kinds: readonly string[]]>([
    [1_000, 0.1, []],
    [999.99, 0.1, ['accountUnknown']],
    [499, 0.1, ['accountUnknown']],
    [400, 0.0112, ['accountUnknown']],
    [400, 0.0111, called],
    [499, 0.00000001, called],
    [600, 0.00000001, ['accountRestricted']],
  ])('table: %s of cash with %s bitcoin whose index is not believed', (cash, btc, expected) => {
    const drive = startMarginDrive()
    withOther(drive)
    grade(drive, 'tooFew', 1)
    expect(kindsOf(drive.send({ ...holding(cash, btc), at: drive.now() })).slice(1)).toEqual(expected)
  })

  test('regression: a little of it does not keep its holder from being liquidated', () => {
    const drive = startMarginDrive()
    withOther(drive)
    drive.send({ ...holding(499, 0.00000001), at: drive.now() })
    expect(kindsOf(grade(drive, 'tooFew', 1))).toEqual([])
    drive.wait(61)
    expect(kindsOf(drive.tick())).toEqual(['liquidationStarted', 'liquidationWaited'])
  })

  test.each<readonly [PriceGrade, boolean]>([
    ['ok', true],
    ['wide', true],
    ['tooVolatile', true],
    ['stale', false],
    ['tooFew', false],
  ])('table: what is paid in at %s is pledged: %s', (given, isPledged) => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 1_000 })
    grade(drive, given)
    const { decisions } = drive.deposit('a', 0.5, 'BTC')
    if (!isPledged) expect(ofKind(decisions, 'inputRefused')[0]).toMatchObject({ reason: 'priceNotBelieved', subject: 'BTC', found: given })
    expect(drive.member('a').assets).toEqual(isPledged ? ['BTC'] : [])
    expect(kindsOf(drive.deposit('a', 1))).toContain('depositBooked')
  })

  test('error: collateral that never had a price is not pledged, a contract that never had a mark is not traded', () => {
    const drive = startMarginDrive({ collateral: [{ asset: 'ETH', decimals: 6, initialHaircut: 0.2, maintenanceHaircut: 0.1 }] })
    drive.send({ kind: 'contractListed', at: drive.now(), contract: other, tickUnits: 1, priceDecimals: 1, lotUnits: 1, sizeDecimals: 3 })
    drive.open('a', { cash: 1_000, lots: 100 })
    expect(ofKind(drive.deposit('a', 1, 'ETH').decisions, 'inputRefused')[0]).toMatchObject({ reason: 'priceNotBelieved', found: 'none' })
    const dust = { kind: 'positionChanged', account: 'a', contract: other.id, lots: 1, ticks: 1 } as const
    expect(ofKind(drive.send({ ...dust, at: drive.now() }).decisions, 'tradeRefused')[0]?.why).toBe('unknown')
    expect(ofKind(order(drive, 'a', [{ ...bid, contract: other.id }]).decisions, 'ordersRefused')[0]?.why).toBe('unknown')
    expect(drive.member('a').unknown).toBeUndefined()
  })
})

const other = { id: 'ETH-PERP', kind: 'perpetual', payoff: 'linear', underlying: 'ETH', multiplier: 1 } as const
