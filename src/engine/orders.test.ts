import type { Desk } from './desks.ts'
import { describe, expect, test } from 'vitest'
import { drivePolicy, fill, ofKind, startDrive, type Drive, type DrivePolicyOptions } from '../../test/engine-drive.ts'
import { encode } from '../base/codec.ts'
import { auditLedger } from '../ledger/audit.ts'
import { availableOf, remainingOf } from '../ledger/balance.ts'
import { accountsOf, budgetOf, wholeToMinor } from './books.ts'
import { effectId } from './effect.ts'
import { applyReport, cancelOrder, placeOrder, workingOrders } from './orders.ts'
import { beginTurn, type Turn } from './turn.ts'

/** 990 USDT: 0.1 BTC at 9,900. */
const buy = { side: 'buy', ticks: 99_000, lots: 100 } as const
const opening = 1_000_000_000_000n

function openDesk(options: DrivePolicyOptions = {}): { drive: Drive; desk: Desk; turn: () => Turn; available: () => bigint } {
  const drive = startDrive(drivePolicy(options))
  drive.book()
  const desk = drive.desk('depthDeployment')
  let seq = 100
  return {
    drive,
    desk,
    turn: () => beginTurn(drive.state, (seq += 1), drive.now()),
    available: () => availableOf(drive.state.ledger, accountsOf(desk).reserve),
  }
}

function soundBooks(drive: Drive): void {
  expect(auditLedger(drive.state.ledger).findings).toEqual([])
}

describe('placeOrder', () => {
  test('default: capital and fees are set aside before the venue is asked', () => {
    const { drive, desk, turn, available } = openDesk()
    const placing = turn()
    const placed = placeOrder(placing, desk, buy, 'postOnly')
    expect(placed).toEqual({ intent: { effectId: '101:0', ...buy }, transfers: ['101:0', '101:1'] })
    expect(placing.effects).toEqual([
      { kind: 'placeOrder', effectId: '101:0', market: desk.market.instrument.id, ...buy, timeInForce: 'postOnly' },
    ])
    expect(placing.transfers.map((transfer) => transfer.reason)).toEqual(['capitalReserved', 'feeReserved'])
    // The notional, and 10 bps of it, each with the allowance for rounding.
    expect(remainingOf(drive.state.ledger, '101:0')).toBe(990_001_000n)
    expect(remainingOf(drive.state.ledger, '101:1')).toBe(991_000n)
    expect(available()).toBe(opening - 990_001_000n - 991_000n)
    expect(budgetOf(drive.state, desk).committed.minor).toBe(990_001_000n)
    expect(drive.state.reserves.get('USDT')?.peakUseMinor).toBe(990_001_000n + 991_000n)
    soundBooks(drive)
  })

  test('behavior: a sale that opens a short sets a fiftieth more aside', () => {
    const { drive, desk, turn } = openDesk()
    placeOrder(turn(), desk, { ...buy, side: 'sell' }, 'postOnly')
    expect(remainingOf(drive.state.ledger, '101:0')).toBe(990_000_000n + 990_000_000n / 50n + 1_000n)
  })

  test('behavior: what gives inventory back needs no capital, and without a fee allowance nothing is set aside at all', () => {
    for (const [feeAllowanceBps, transfers] of [
      [10, ['103:0']],
      [0, []],
    ] as const) {
      const { drive, desk, turn } = openDesk({ feeAllowanceBps })
      placeOrder(turn(), desk, buy, 'postOnly')
      applyReport(turn(), desk, effectId(101, 0), fill(99_000, 100, 0))
      expect(desk.facility.position.lots).toBe(100)
      const placed = placeOrder(turn(), desk, { ...buy, side: 'sell' }, 'immediateOrCancel')
      expect(placed?.transfers).toEqual(transfers)
      expect(drive.state.orders.get(effectId(103, 0))).toMatchObject({ capitalId: '', feeId: transfers[0] ?? '', lotsLeft: 100 })
      applyReport(turn(), desk, effectId(103, 0), fill(99_100, 100, 0))
      expect(desk.facility.position).toEqual({ lots: 0, costMinor: 0n })
      expect(drive.state.ledger.pending.size).toBe(0)
      soundBooks(drive)
    }
  })

  // One lot is 9.9 USDT at 99 000 ticks.
  test.each([
    [{ budget: 0 }, undefined],
    [{ budget: 9.89 }, undefined],
    [{ budget: 9.9 }, 1],
    [{ budget: 989.99 }, 99],
    [{ budget: 990 }, 100],
    [{ inventoryLimit: 9.89 }, undefined],
    [{ inventoryLimit: 495 }, 50],
    [{ inventoryLimit: 990 }, 100],
  ])('limits: with %o, of 100 lots %s go out', (limits, lots) => {
    const { desk, turn } = openDesk({ limits })
    const placing = turn()
    expect(placeOrder(placing, desk, buy, 'postOnly')?.intent.lots).toBe(lots)
    expect(placing.effects.length).toBe(lots === undefined ? 0 : 1)
    expect(placing.transfers.length).toBe(lots === undefined ? 0 : 2)
  })

  test.each([
    [1_030, 100],
    [1_000, 97],
    [9.9, undefined],
  ])('limits: a reserve of %s funds %s lots, with room for fees and rounding', (openingReserve, lots) => {
    const { drive, desk, turn, available } = openDesk({ openingReserve })
    expect(placeOrder(turn(), desk, buy, 'postOnly')?.intent.lots).toBe(lots)
    expect(available() >= 0n).toBe(true)
    soundBooks(drive)
  })

  test('limits: a spot desk sells only what it holds', () => {
    const { desk, turn } = openDesk({ limits: { mayBeShort: false } })
    expect(placeOrder(turn(), desk, { ...buy, side: 'sell' }, 'postOnly')).toBeUndefined()
    placeOrder(turn(), desk, { ...buy, lots: 40 }, 'postOnly')
    applyReport(turn(), desk, effectId(102, 0), fill(99_000, 40, 0))
    expect(placeOrder(turn(), desk, { ...buy, side: 'sell' }, 'postOnly')?.intent.lots).toBe(40)
  })
})

describe('applyReport', () => {
  test('behavior: partial fills draw on what was set aside, the last one releases the rest', () => {
    const { drive, desk, turn, available } = openDesk()
    placeOrder(turn(), desk, buy, 'postOnly')
    const first = turn()
    applyReport(first, desk, effectId(101, 0), fill(99_000, 40, 60, 79_200n))
    expect(first.transfers.map(({ reason, minor }) => [reason, minor])).toEqual([
      ['capitalDeployed', 396_000_000n],
      ['feePaid', 79_200n],
    ])
    expect(drive.state.orders.get(effectId(101, 0))).toMatchObject({ lots: 100, lotsLeft: 60 })
    expect(budgetOf(drive.state, desk)).toMatchObject({ deployed: { minor: 396_000_000n }, committed: { minor: 594_001_000n } })
    const last = turn()
    applyReport(last, desk, effectId(101, 0), fill(98_900, 60, 0, 118_680n))
    expect(last.transfers.filter(({ reason }) => reason === 'reservationReleased')).toHaveLength(2)
    expect(drive.state.orders.size).toBe(0)
    expect(drive.state.ledger.pending.size).toBe(0)
    const spent = 396_000_000n + 593_400_000n + 79_200n + 118_680n
    expect(available()).toBe(opening - spent)
    expect(desk.facility.position).toEqual({ lots: 100, costMinor: 989_400_000n })
    expect(last.decisions[0]?.transfers).toEqual(last.transfers.map((transfer) => transfer.id))
    soundBooks(drive)
  })

  test.each(['cancelled', 'rejected'] as const)('behavior: an order that is %s releases everything', (kind) => {
    const { drive, desk, turn, available } = openDesk()
    placeOrder(turn(), desk, buy, 'postOnly')
    const ending = turn()
    applyReport(ending, desk, effectId(101, 0), kind === 'rejected' ? { kind, reason: 'wouldCross' } : { kind, lotsLeft: 100 })
    expect(available()).toBe(opening)
    expect(drive.state.ledger.pending.size).toBe(0)
    expect(workingOrders(ending, desk)).toEqual([])
    const ended = { facility: 'depthDeployment', orderId: '101:0', lotsLeft: 100, why: kind }
    expect(ofKind(ending.decisions, 'orderEnded')).toMatchObject([kind === 'rejected' ? { ...ended, detail: 'wouldCross' } : ended])
    expect(ending.decisions[0]?.budgetAfter?.committed.minor).toBe(0n)
    soundBooks(drive)
  })

  test('behavior: late and doubled reports change nothing', () => {
    const drive = startDrive(drivePolicy())
    drive.book()
    drive.wait(1)
    const orderId = drive.book({ half: 60, lots: 100 }).effects[0]?.effectId ?? ''
    const lots = drive.state.orders.get(effectId(3, 0))?.lots ?? 0
    drive.report(orderId, { kind: 'accepted' })
    drive.report(orderId, fill(99_760, lots, 0))
    const settled = encode({ ledger: drive.state.ledger, orders: drive.state.orders, hash: drive.state.outcomeHash })
    for (const report of [
      fill(99_760, lots, 0),
      { kind: 'cancelled', lotsLeft: lots },
      { kind: 'rejected', reason: 'duplicate' },
      { kind: 'accepted' },
    ] as const) {
      expect(drive.report(orderId, report)).toEqual({ decisions: [], transfers: [], effects: [] })
    }
    expect(drive.report('7:7', { kind: 'cancelled', lotsLeft: 1 })).toEqual({ decisions: [], transfers: [], effects: [] })
    expect(encode({ ledger: drive.state.ledger, orders: drive.state.orders, hash: drive.state.outcomeHash })).toBe(settled)
  })

  test('behavior: an order that was never placed changes nothing', () => {
    const { desk, turn } = openDesk()
    const reporting = turn()
    applyReport(reporting, desk, effectId(7, 7), fill(99_000, 1, 0))
    expect([reporting.decisions, reporting.transfers, reporting.effects]).toEqual([[], [], []])
  })

  test('behavior: a fill of more than the order ever had, of nothing, or beyond its end changes nothing', () => {
    for (const impossible of [
      fill(99_000, 101, 0),
      fill(99_000, 0, 100),
      fill(99_000, -1, 100),
      fill(99_000, 60, 41),
      fill(99_000, 5, -1),
    ]) {
      const { drive, desk, turn } = openDesk()
      placeOrder(turn(), desk, buy, 'postOnly')
      const before = encode(drive.state)
      const told = turn()
      applyReport(told, desk, effectId(101, 0), impossible)
      expect(told.decisions).toEqual([])
      expect(encode(drive.state)).toBe(before)
    }
  })

  test('regression: a part that is told twice is booked once, in whatever order parts are told', () => {
    const { drive, desk, turn } = openDesk()
    placeOrder(turn(), desk, buy, 'postOnly')
    // 100 lots in parts of 30, 30 and 40: the last is told first, the first one twice.
    for (const part of [fill(99_000, 40, 0), fill(99_000, 30, 70), fill(99_000, 30, 70), fill(99_000, 30, 40), fill(99_000, 30, 40)]) {
      applyReport(turn(), desk, effectId(101, 0), part)
    }
    expect(desk.facility.position.lots).toBe(100)
    expect(drive.state.orders.size).toBe(0)
    expect(drive.state.ledger.pending.size).toBe(0)
    soundBooks(drive)
  })

  test('regression: an order whose end is told before its last fill is over at once and books the fill when it comes', () => {
    const { drive, desk, turn, available } = openDesk()
    placeOrder(turn(), desk, buy, 'postOnly')
    const ended = turn()
    applyReport(ended, desk, effectId(101, 0), { kind: 'cancelled', lotsLeft: 60 })
    expect(ofKind(ended.decisions, 'orderEnded')).toHaveLength(1)
    expect(workingOrders(turn(), desk)).toEqual([])
    expect(available()).toBe(opening)
    const again = turn()
    applyReport(again, desk, effectId(101, 0), { kind: 'cancelled', lotsLeft: 60 })
    expect(again.decisions).toEqual([])
    for (const told of [fill(99_000, 40, 60), fill(99_000, 40, 60)]) applyReport(turn(), desk, effectId(101, 0), told)
    expect(desk.facility.position.lots).toBe(40)
    expect(available()).toBe(opening - 396_000_000n)
    expect(drive.state.ledger.pending.size).toBe(0)
    soundBooks(drive)
  })
})

describe('cancelOrder', () => {
  test('behavior: the venue is asked once, and the money stays set aside until it answers', () => {
    const { drive, desk, turn } = openDesk()
    placeOrder(turn(), desk, buy, 'postOnly')
    const cancelling = turn()
    const [order] = workingOrders(cancelling, desk)
    if (order === undefined) throw new Error('the order works')
    cancelOrder(cancelling, order)
    cancelOrder(cancelling, order)
    expect(cancelling.effects).toMatchObject([{ kind: 'cancelOrder', effectId: '102:0', orderId: '101:0' }])
    expect(drive.state.ledger.pending.size).toBe(2)
  })
})

describe('wholeToMinor', () => {
  test.each([
    [2.5, 6, 2_500_000n],
    [0.000_000_9, 6, 0n],
    [1, 0, 1n],
    [0, 6, 0n],
  ])('%s with %s decimals is %s', (whole, decimals, minor) => {
    expect(wholeToMinor(whole, decimals)).toBe(minor)
  })
})
