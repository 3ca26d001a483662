import { describe, expect, test, vi } from 'vitest'
import { ofKind } from '../../../test/engine-drive.ts'
import { kindsOf, opening, startMarginDrive, tenthModel } from '../../../test/margin-drive.ts'
import { drivePolicy, startDrive } from '../../../test/engine-drive.ts'
import { memberAccounts } from '../../accounting/member-chart.ts'
import { timeUs } from '../../base/time.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { availableOf, balanceOf } from '../../ledger/balance.ts'
import type { MemberInput } from './member-input.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const perpetual = 'BTC/USDT:USDT'
const option = {
  id: 'BTC-CALL',
  kind: 'option',
  underlying: 'BTC',
  multiplier: 1,
  payoff: 'linear',
  option: 'call',
  strike: 10_000,
  expiresAt: timeUs(1_700_000_000_000_000),
} as const
const steps = { tickUnits: 1, priceDecimals: 1, lotUnits: 1, sizeDecimals: 3 }

describe('inputs that make no sense', () => {
  type Wrong = MemberInput extends infer Each ? (Each extends MemberInput ? Omit<Each, 'at'> : never) : never
  const table: readonly (readonly [string, Wrong])[] = [
    ['accountUnknown', { kind: 'depositConfirmed', account: 'nobody', asset: 'USDT', minor: '1' }],
    ['accountUnknown', { kind: 'positionChanged', account: 'nobody', contract: perpetual, lots: 1, ticks: 1 }],
    ['accountExists', opening('a', { cash: 0, lots: 0, btc: 0 })],
    ['nameNotAllowed', opening('a:b', { cash: 0, lots: 0, btc: 0 })],
    ['assetUnknown', { kind: 'depositConfirmed', account: 'a', asset: 'DOGE', minor: '1' }],
    ['amountNotPositive', { kind: 'depositConfirmed', account: 'a', asset: 'USDT', minor: '0' }],
    ['amountNotPositive', { kind: 'depositConfirmed', account: 'a', asset: 'USDT', minor: '1.5' }],
    ['amountNotPositive', { kind: 'withdrawalRequested', account: 'a', asset: 'BTC', minor: '-1' }],
    ['contractUnknown', { kind: 'positionChanged', account: 'a', contract: 'ETH', lots: 1, ticks: 1 }],
    ['lotsNotWhole', { kind: 'positionChanged', account: 'a', contract: perpetual, lots: 0, ticks: 1 }],
    ['lotsNotWhole', { kind: 'positionChanged', account: 'a', contract: perpetual, lots: 0.5, ticks: 1 }],
    ['priceNotPositive', { kind: 'positionChanged', account: 'a', contract: perpetual, lots: 1, ticks: 0 }],
    ['lotsNotWhole', { kind: 'ordersChanged', account: 'a', orders: [{ contract: perpetual, side: 'buy', lots: -1, ticks: 1 }] }],
    ['contractUnknown', { kind: 'fundingSettled', contract: 'ETH', rate: 0.1 }],
    ['markNotANumber', { kind: 'fundingSettled', contract: perpetual, rate: Number.NaN }],
    ['contractUnknown', { kind: 'contractSettled', contract: 'ETH', ticks: 1 }],
    ['priceNotPositive', { kind: 'contractSettled', contract: perpetual, ticks: 0 }],
    ['contractExists', { kind: 'contractListed', contract: { ...option, id: perpetual }, ...steps }],
    ['payoffNotSupported', { kind: 'contractListed', contract: { ...option, payoff: 'inverse' }, ...steps }],
    ['contractNotWellFormed', { kind: 'contractListed', contract: option, ...steps, tickUnits: 0 }],
    ['contractNotWellFormed', { kind: 'contractListed', contract: option, ...steps, sizeDecimals: 19 }],
    ['contractNotWellFormed', { kind: 'contractListed', contract: { ...option, multiplier: 0 }, ...steps }],
    [
      'priceNotPositive',
      { kind: 'marksChanged', indexes: [{ underlying: 'BTC', indexPrice: -1, confidence: 1 }], contracts: [], assets: [] },
    ],
    [
      'markNotANumber',
      { kind: 'marksChanged', indexes: [], contracts: [{ contract: perpetual, markPrice: Number.NaN, confidence: 1 }], assets: [] },
    ],
    ['markNotANumber', { kind: 'marksChanged', indexes: [], contracts: [{ contract: perpetual, confidence: 2 }], assets: [] }],
    ['assetUnknown', { kind: 'marksChanged', indexes: [], contracts: [], assets: [{ asset: 'DOGE', price: 1, confidence: 1 }] }],
  ]
  test.each(table)('error: %s, %j', (reason, input) => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 1_000, lots: 100 })
    const refused = drive.send({ ...input, at: drive.now() })
    expect(kindsOf(refused)).toEqual(['inputRefused'])
    expect(ofKind(refused.decisions, 'inputRefused')[0]).toMatchObject({ input: input.kind, reason })
    expect(refused.transfers).toEqual([])
    // The others go on.
    expect(kindsOf(drive.deposit('a', 1))).toEqual(['depositBooked'])
  })

  test('error: a run without a margin section refuses every input of members, and is otherwise as before', () => {
    const drive = startDrive(drivePolicy())
    const refused = drive.send({ ...opening('a', { cash: 1, lots: 0, btc: 0 }), at: drive.now() })
    expect(ofKind(refused.decisions, 'inputRefused')[0]?.reason).toBe('marginOff')
    expect(drive.state.margin).toBeUndefined()
  })
})

describe('trades, orders and withdrawals', () => {
  // 1,000 in cash carry exactly 1 BTC at 10,000. Columns: lots, what is concluded.
  const table: readonly (readonly [number, readonly string[]])[] = [
    [1_000, ['tradeAccepted']],
    [1_001, ['tradeRefused']],
    [-1_000, ['tradeAccepted']],
    [-1_001, ['tradeRefused']],
  ]
  test.each(table)('table: a trade of %d lots', (lots, expected) => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 1_000 })
    const traded = drive.position('a', lots)
    expect(kindsOf(traded)).toEqual(expected)
    expect(drive.member('a').positions.get(perpetual)?.lots).toBe(expected[0] === 'tradeAccepted' ? lots : undefined)
  })

  test('behavior: whoever is restricted may reduce but not add, and not turn round', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 900, lots: 1_000 })
    expect(ofKind(drive.position('a', 1).decisions, 'tradeRefused')[0]?.why).toBe('restricted')
    expect(ofKind(drive.position('a', -1_001).decisions, 'tradeRefused')[0]?.why).toBe('restricted')
    expect(kindsOf(drive.position('a', -100))).toEqual(['tradeAccepted', 'restrictionLifted'])
    expect(ofKind(drive.position('a', 1).decisions, 'tradeRefused')[0]?.why).toBe('initialMargin')
  })

  test('behavior: orders are margined, and a set that is part of the one before needs none', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 1_000 })
    const order = (lots: number) => ({ contract: perpetual, side: 'buy', lots, ticks: 100_000 }) as const
    const send = (...lots: number[]) => drive.send({ kind: 'ordersChanged', at: drive.now(), account: 'a', orders: lots.map(order) })
    expect(kindsOf(send(600, 400))).toEqual(['ordersNoted'])
    expect(kindsOf(send(600, 401))).toEqual(['ordersRefused'])
    expect(kindsOf(drive.position('a', 1))).toEqual(['tradeRefused'])
    expect(kindsOf(send(600))).toEqual(['ordersNoted'])
    expect(kindsOf(drive.position('a', 400))).toEqual(['tradeAccepted'])
  })

  // 1,500 in cash and 1 BTC at 10,000, which needs 1,000. Columns: whole USDT wanted, what is concluded.
  test.each([
    [500, 'withdrawalPaid'],
    [500.000_001, 'withdrawalRefused'],
    [1_501, 'withdrawalRefused'],
  ])('table: %d wanted', (whole, expected) => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 1_500, lots: 1_000 })
    expect(kindsOf(drive.withdraw('a', whole))).toEqual([expected])
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: money locked by a call cannot be withdrawn, nor anything while it is open', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 400, lots: 1_000 })
    expect(availableOf(drive.state.ledger, memberAccounts('a').cash)).toBe(0n)
    expect(ofKind(drive.withdraw('a', 1).decisions, 'withdrawalRefused')[0]?.why).toBe('called')
  })
})

describe('funding and settlement', () => {
  test('behavior: longs pay shorts, rounded against whoever pays, and what rounding leaves is in clearing', () => {
    const drive = startMarginDrive()
    drive.open('long', { cash: 2_000, lots: 333 })
    drive.open('short', { cash: 2_000, lots: -333 })
    const settled = drive.send({ kind: 'fundingSettled', at: drive.now(), contract: perpetual, rate: 0.000_000_333 })
    expect(ofKind(settled.decisions, 'fundingBooked')[0]).toMatchObject({ accounts: 2, paid: { minor: 1_109n } })
    const cash = (account: string): bigint => balanceOf(drive.state.ledger, memberAccounts(account).cash)
    expect([cash('long'), cash('short')]).toEqual([1_999_998_891n, 2_000_001_108n])
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: at a rate below 0 shorts pay longs', () => {
    const drive = startMarginDrive()
    drive.open('long', { cash: 2_000, lots: 1_000 })
    drive.open('short', { cash: 2_000, lots: -1_000 })
    drive.send({ kind: 'fundingSettled', at: drive.now(), contract: perpetual, rate: -0.001 })
    const cash = (account: string): bigint => balanceOf(drive.state.ledger, memberAccounts(account).cash)
    expect([cash('long'), cash('short')]).toEqual([2_010_000_000n, 1_990_000_000n])
  })

  test('behavior: an option is paid for in full, and worthless at the end', () => {
    const drive = startMarginDrive()
    drive.send({ kind: 'contractListed', at: drive.now(), contract: option, ...steps })
    drive.open('a', { cash: 5_000 })
    expect(
      kindsOf(drive.send({ kind: 'positionChanged', at: drive.now(), account: 'a', contract: option.id, lots: 100, ticks: 5_000 })),
    ).toEqual(['tradeRefused'])
    const expiries = [{ expiresAt: option.expiresAt, variableForward: 10_000, fixedForward: 0, rate: 0, confidence: 1 }]
    drive.send({
      kind: 'marksChanged',
      at: drive.now(),
      indexes: [{ underlying: 'BTC', indexPrice: 10_000, confidence: 1, expiries }],
      contracts: [{ contract: option.id, volatility: 0.6, confidence: 1 }],
      assets: [],
    })
    const bought = drive.send({ kind: 'positionChanged', at: drive.now(), account: 'a', contract: option.id, lots: 100, ticks: 5_000 })
    expect(ofKind(bought.decisions, 'tradeAccepted')[0]?.realised.minor).toBe(-50_000_000n)
    const settled = drive.send({ kind: 'contractSettled', at: drive.now(), contract: option.id, ticks: 0 })
    expect(kindsOf(settled)).toEqual(['positionSettled', 'contractClosed'])
    expect(drive.member('a').positions.size).toBe(0)
    expect(balanceOf(drive.state.ledger, memberAccounts('a').cash)).toBe(4_950_000_000n)
  })
})

describe('who is revalued', () => {
  test('behavior: an account stands in the lists of what it holds, and of nothing else', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 1_000, lots: 100 })
    drive.open('b', { cash: 1_000 })
    drive.open('c', { btc: 0.1 })
    const lists = (): unknown => Object.fromEntries([...drive.margin.touchedBy].filter(([, names]) => names.length > 0))
    expect(lists()).toEqual({ BTC: ['a', 'c'], 'asset:BTC': ['c'] })
    drive.position('a', -100)
    expect(lists()).toEqual({ BTC: ['c'], 'asset:BTC': ['c'] })
  })
})

describe('marks', () => {
  test('behavior: a mark follows only past its least step or interval, and never further than its largest step', () => {
    const drive = startMarginDrive({ marks: { leastStepBps: 10, every: 60e6 as never, mostStepBps: 100, staleAfter: 3_600e6 as never } })
    const mark = (): number | undefined => drive.margin.marks.get(perpetual)?.markPrice
    drive.book({ mid: 100_099 })
    expect(mark()).toBe(10_000)
    drive.book({ mid: 100_100 })
    expect(mark()).toBe(10_010)
    drive.book({ mid: 50_000 })
    expect(mark()).toBeCloseTo(9_909.9, 9)
    drive.wait(59.999_999)
    drive.book({ mid: 99_000 })
    expect(mark()).toBeCloseTo(9_909.9, 9)
    drive.wait(0.000_001)
    drive.book({ mid: 99_000 })
    expect(mark()).toBe(9_900)
  })
})
