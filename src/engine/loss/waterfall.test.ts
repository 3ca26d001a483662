import { describe, expect, test, vi } from 'vitest'
import { fill, ofKind } from '../../../test/engine-drive.ts'
import { kindsOf, quickMargin, startMarginDrive, tenthModel, type MarginDrive } from '../../../test/margin-drive.ts'
import { contributionAccount, insuranceFundAccount, ownMoneyAccount } from '../../accounting/loss-chart.ts'
import { houseAccounts, memberAccounts } from '../../accounting/member-chart.ts'
import { decode, encode } from '../../base/codec.ts'
import { seconds } from '../../base/time.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { eurexWaterfall } from '../../waterfall/waterfall-profiles.ts'
import { beginTurn, type Outcome } from '../turn.ts'
import { allocateShortfall } from './allocate-shortfall.ts'
import type { WaterfallInput } from './waterfall-input.ts'
import type { LayerPolicy } from './waterfall-policy.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

type Unplaced<Kind> = Kind extends unknown ? Omit<Kind, 'at'> : never

const house = houseAccounts('USDT')
const balance = (drive: MarginDrive, account: string): bigint => balanceOf(drive.state.ledger, account)
const whole = (drive: MarginDrive, account: string): number => Number(balance(drive, account)) / 1e6
const send = (drive: MarginDrive, input: Unplaced<WaterfallInput>): Outcome => drive.send({ ...input, at: drive.now() })
const contribute = (drive: MarginDrive, account: string, units: number): Outcome =>
  send(drive, { kind: 'contributionPaid', account, minor: String(units * 1e6) })

function startWith(...layers: readonly LayerPolicy[]): MarginDrive {
  return startMarginDrive({}, { waterfall: { layers } })
}

/**
 * An account of 1 BTC bought at 10,000 falls past its 1,000 of cash: half is sold at 8,000 and half at `lastTicks`. At 79,000 it cannot
 * pay 1,050.
 */
function default_(drive: MarginDrive, account = 'long', lastTicks = 79_000): Outcome {
  drive.book({ mid: 100_000 })
  drive.open(account, { cash: 1_000, lots: 1_000 })
  return fall(drive, account, lastTicks)
}

function fall(drive: MarginDrive, account: string, lastTicks = 79_000): Outcome {
  const order = (): string => drive.member(account).liquidation?.orderId ?? ''
  drive.wait(1)
  drive.book({ mid: 80_000 })
  drive.report(order(), fill(80_000, 500, 0))
  drive.wait(1)
  drive.tick()
  return drive.report(order(), fill(lastTicks, 500, 0))
}

function allocated(outcome: Outcome): readonly (readonly [layer: string, used: number])[] {
  const [body] = ofKind(outcome.decisions, 'lossAllocated')
  return (body?.layers ?? []).map(({ layer, used }) => [layer, Number(used.minor) / 1e6] as const)
}

/** Every unit that members failed to pay lies in a layer or is uncovered, and the ledger balances. */
function expectBooked(drive: MarginDrive): void {
  expect(auditLedger(drive.state.ledger).findings).toEqual([])
  const { waterfall, margin } = drive.state
  const paid = [...(waterfall?.paid.values() ?? [])].reduce((sum, minor) => sum + minor, 0n)
  const uncovered = waterfall?.uncovered.reduce((sum, { minor }) => sum + minor, 0n) ?? 0n
  expect(paid + uncovered).toBe(margin?.counts.shortfallMinor)
  expect(-balance(drive, house.shortfall)).toBe(uncovered)
}

describe('an exchange', () => {
  // Columns: what the fund opens with, what it pays of 1,050, what is uncovered.
  test.each([
    [2_000, 1_050, 0],
    [1_050, 1_050, 0],
    [1_049.999_999, 1_049.999_999, 0.000_001],
    [0, 0, 1_050],
  ])('table: an insurance fund of %f pays %f', (opening, paid, uncovered) => {
    const drive = startWith({ kind: 'insuranceFund', opening })
    const last = default_(drive)
    expect(kindsOf(last)).toEqual(['positionReduced', 'shortfallRealised', 'liquidationEnded', 'restrictionLifted', 'lossAllocated'])
    const [body] = ofKind(last.decisions, 'lossAllocated')
    expect([Number(body?.loss.minor), Number(body?.uncovered.minor) / 1e6]).toEqual([1_050e6, uncovered])
    expect(allocated(last)).toEqual([['insuranceFund', paid]])
    expect(body?.event).toBe(ofKind(last.decisions, 'shortfallRealised')[0]?.event)
    const booked = last.transfers.filter(({ reason }) => reason === 'lossPaidByInsuranceFund')
    expect(last.decisions[4]?.transfers).toEqual(booked.map(({ id }) => id))
    expect(booked.length).toBe(paid > 0 ? 1 : 0)
    expect(whole(drive, insuranceFundAccount('USDT'))).toBeCloseTo(opening - paid, 9)
    expectBooked(drive)
  })

  test('behavior: what the policy opens its layers with comes from the equity of its owners', () => {
    const drive = startWith({ kind: 'insuranceFund', opening: 2_000 }, { kind: 'ownMoney', tranche: 'last', opening: 500 })
    expect([whole(drive, insuranceFundAccount('USDT')), whole(drive, ownMoneyAccount('last', 'USDT'))]).toEqual([2_000, 500])
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: a cap for one loss holds for each of them', () => {
    const drive = startWith({ kind: 'insuranceFund', opening: 2_000, atMostPerLoss: 600 })
    default_(drive, 'one')
    expect(whole(drive, insuranceFundAccount('USDT'))).toBe(1_400)
    default_(drive, 'two')
    drive.wait(1)
    drive.tick()
    expect(whole(drive, insuranceFundAccount('USDT'))).toBe(800)
    expect(whole(drive, house.shortfall)).toBe(-900)
    expectBooked(drive)
  })

  test('error: a deficit of an account in a loss event is shared once', () => {
    const drive = startWith({ kind: 'insuranceFund', opening: 5_000 })
    const last = default_(drive)
    const [body] = ofKind(last.decisions, 'lossAllocated')
    const turn = beginTurn(drive.state, drive.state.seq + 1, drive.now())
    const at = { turn, margin: drive.margin, member: drive.member('long') }
    allocateShortfall(at, quickMargin, { event: body?.event ?? '', minor: 1_050_000_000n })
    expect(turn.decisions.map((decision) => decision.body)).toMatchObject([{ kind: 'lossNotAllocated', why: 'alreadyAllocated' }])
    expect(turn.transfers).toEqual([])
    expect(whole(drive, insuranceFundAccount('USDT'))).toBe(3_950)
  })

  test('behavior: without the section nothing of it happens', () => {
    const drive = startMarginDrive()
    expect(kindsOf(default_(drive))).not.toContain('lossAllocated')
    expect(drive.state.waterfall).toBeUndefined()
    expect(kindsOf(contribute(drive, 'long', 5))).toEqual(['lossMoneyRefused'])
  })
})

describe('a clearing house', () => {
  const layers: readonly LayerPolicy[] = [
    { kind: 'defaulterContribution' },
    { kind: 'ownMoney', tranche: 'dedicated', opening: 143 },
    { kind: 'mutualFund', order: 'together', beside: { tranche: 'second', opening: 57 } },
    {
      kind: 'assessments',
      order: 'together',
      perDefault: 2,
      perPeriod: 2,
      periodBusinessDays: 20,
      periodAtMostMonths: 3,
      beside: { tranche: 'further', opening: 90 },
    },
    { kind: 'ownMoney', tranche: 'equity', opening: 600 },
  ]
  const membersOf = (drive: MarginDrive): void => {
    for (const [account, contribution] of [
      ['a', 90],
      ['b', 45],
    ] as const) {
      drive.open(account, { cash: 1_000 })
      contribute(drive, account, contribution)
    }
  }

  test('behavior: the defaulter first, own money, then members and the tranche beside them, assessments, own money again', () => {
    const drive = startWith(...layers)
    membersOf(drive)
    drive.open('long', { cash: 1_000, lots: 1_000 })
    contribute(drive, 'long', 100)
    const last = fall(drive, 'long')
    // 1,050 less 100 and 143 leaves 807; 135 of members and 57 beside them leave 615; 270 and 90 can be asked for; 255 is left.
    expect(allocated(last)).toEqual([
      ['defaulterContribution', 100],
      ['ownMoney:dedicated', 143],
      ['mutualFund', 192],
      ['assessments', 360],
      ['ownMoney:equity', 255],
    ])
    expect([
      whole(drive, contributionAccount('a')),
      whole(drive, contributionAccount('b')),
      whole(drive, contributionAccount('long')),
    ]).toEqual([0, 0, 0])
    // Assessed twice their contributions, out of cash.
    expect([whole(drive, memberAccounts('a').cash), whole(drive, memberAccounts('b').cash)]).toEqual([820, 910])
    expect(whole(drive, ownMoneyAccount('equity', 'USDT'))).toBe(345)
    const [body] = ofKind(last.decisions, 'lossAllocated')
    expect(body?.period).toMatchObject({ startedAt: drive.now(), defaults: 1 })
    expect(body?.layers[3]?.shares).toEqual([
      { account: 'a', paid: { asset: 'USDT', minor: 180_000_000n } },
      { account: 'b', paid: { asset: 'USDT', minor: 90_000_000n } },
    ])
    expectBooked(drive)
  })

  test('behavior: a second default in the capped period asks for no more, and contributions stay in', () => {
    const drive = startWith(...layers)
    membersOf(drive)
    default_(drive, 'one')
    const second = default_(drive, 'two')
    expect(allocated(second).find(([layer]) => layer === 'assessments')).toEqual(['assessments', 0])
    expect(ofKind(second.decisions, 'lossAllocated')[0]?.period).toBeUndefined()
    expect(drive.state.waterfall?.period?.defaults).toBe(1)
    contribute(drive, 'a', 40)
    const refused = send(drive, { kind: 'contributionRequested', account: 'a', minor: '1' })
    expect(ofKind(refused.decisions, 'lossMoneyRefused')[0]?.why).toBe('cappedPeriodRunning')
    expectBooked(drive)
    // A default that takes the new money extends the period, with the caps of its beginning.
    const third = default_(drive, 'three')
    expect(ofKind(third.decisions, 'lossAllocated')[0]?.period?.defaults).toBe(2)
    expect(allocated(third).find(([layer]) => layer === 'assessments')).toEqual(['assessments', 0])
    contribute(drive, 'a', 10)
    expect(allocated(default_(drive, 'again')).find(([layer]) => layer === 'assessments')).toEqual(['assessments', 0])
    // Once it is over the caps begin anew, on what members have put up then.
    drive.wait(100 * 86_400)
    contribute(drive, 'b', 30)
    expect(allocated(default_(drive, 'four')).find(([layer]) => layer === 'assessments')).toEqual(['assessments', 60])
    expectBooked(drive)
  })

  test('behavior: who left before the capped period is not assessed, who leaves in it is', () => {
    const drive = startWith(...layers)
    membersOf(drive)
    expect(kindsOf(send(drive, { kind: 'membershipEnded', account: 'b' }))).toEqual(['membershipEnded'])
    const last = default_(drive, 'one')
    const assessments = ofKind(last.decisions, 'lossAllocated')[0]?.layers[3]
    expect(assessments?.shares.map(({ account }) => account)).toEqual(['a'])
    expect(whole(drive, memberAccounts('b').cash)).toBe(1_000)
    expectBooked(drive)
    const other = startWith(...layers)
    membersOf(other)
    default_(other, 'small', 96_000)
    send(other, { kind: 'membershipEnded', account: 'b' })
    const shares = ofKind(default_(other, 'two').decisions, 'lossAllocated')[0]?.layers[3]?.shares
    expect(shares?.map(({ account }) => account)).toEqual(['a', 'b'])
  })

  test('behavior: a member that cannot pay its assessment owes it, and is called or liquidated as any other', () => {
    const drive = startWith(...layers)
    drive.open('poor', { cash: 60, lots: 20 })
    contribute(drive, 'poor', 90)
    const last = default_(drive)
    expect(allocated(last).find(([layer]) => layer === 'assessments')).toEqual(['assessments', 270])
    expect(kindsOf(last)).toContain('liquidationStarted')
    expect(drive.member('poor').liquidation).toBeDefined()
    // 180 was asked of 60: 120 is owed, beside what the fall cost it.
    expect(whole(drive, memberAccounts('poor').owed)).toBeLessThanOrEqual(-120)
    expectBooked(drive)
  })

  test('behavior: the state it leaves is plain data', () => {
    const drive = startWith(...layers)
    membersOf(drive)
    default_(drive)
    expect(decode(encode(drive.state.waterfall))).toEqual(drive.state.waterfall)
  })

  test('behavior: the profile of a clearing house is carried out with its published sizes', () => {
    const opening = (tranche: string): number => eurexWaterfall.tranches.find((each) => each.tranche === tranche)?.millions ?? 0
    const drive = startWith(
      { kind: 'defaulterContribution' },
      { kind: 'ownMoney', tranche: 'dedicatedAmount', opening: opening('dedicatedAmount') },
      {
        kind: 'mutualFund',
        order: 'nonBiddersFirst',
        beside: { tranche: 'secondDedicatedAmount', opening: opening('secondDedicatedAmount') },
      },
    )
    membersOf(drive)
    expect(allocated(default_(drive))).toEqual([
      ['defaulterContribution', 0],
      ['ownMoney:dedicatedAmount', 143],
      ['mutualFund', 192],
    ])
  })
})

describe('a protocol', () => {
  const steps = [
    { after: seconds(3_600), part: 0.5 },
    { after: seconds(7_200), part: 1 },
  ]
  const layers: readonly LayerPolicy[] = [
    { kind: 'insuranceFund', opening: 50 },
    { kind: 'socialisation', rule: 'shortfallOverBalances', steps },
  ]
  /** 1,000 uncovered, 4,000 on the accounts of others. */
  const shortOfAThousand = (): MarginDrive => {
    const drive = startWith(...layers)
    for (const account of ['x', 'y']) drive.open(account, { cash: 2_000 })
    default_(drive)
    return drive
  }

  // Columns: seconds after the loss, what is kept of 500.
  test.each([
    [0, 0],
    [3_599, 0],
    [3_600, 62.5],
    [7_199, 62.5],
    [7_200, 125],
  ])('table: %i s after the loss a withdrawal of 500 loses %f', (waited, kept) => {
    const drive = shortOfAThousand()
    drive.wait(waited)
    const outcome = drive.withdraw('x', 500)
    expect(kindsOf(outcome)).toEqual(kept === 0 ? ['withdrawalPaid'] : ['withdrawalCut', 'withdrawalPaid'])
    expect(Number(ofKind(outcome.decisions, 'withdrawalPaid')[0]?.withdrawn.minor) / 1e6).toBe(500 - kept)
    expect(whole(drive, memberAccounts('x').cash)).toBe(1_500)
    expect(whole(drive, house.shortfall)).toBe(kept - 1_000)
    expectBooked(drive)
  })

  test('behavior: who does not withdraw loses nothing, and what is kept never exceeds what is uncovered', () => {
    const drive = shortOfAThousand()
    drive.wait(7_200)
    drive.withdraw('x', 2_000)
    expect(whole(drive, memberAccounts('y').cash)).toBe(2_000)
    expect(whole(drive, house.shortfall)).toBe(-500)
    drive.withdraw('y', 2_000)
    expect(whole(drive, house.shortfall)).toBe(0)
    expect(drive.state.waterfall?.uncoveredSince).toBeUndefined()
    expectBooked(drive)
  })

  test('behavior: money put into the fund pays what is uncovered, the oldest loss first, and ends the cuts', () => {
    const drive = shortOfAThousand()
    default_(drive, 'second')
    const some = send(drive, { kind: 'lossMoneyPaid', layer: 'insuranceFund', minor: '1500000000' })
    expect(ofKind(some.decisions, 'lossRecovered').map(({ account, paid, uncovered }) => [account, paid.minor, uncovered.minor])).toEqual([
      ['long', 1_000_000_000n, 0n],
      ['second', 500_000_000n, 550_000_000n],
    ])
    send(drive, { kind: 'lossMoneyPaid', layer: 'insuranceFund', minor: '600000000' })
    expect(whole(drive, insuranceFundAccount('USDT'))).toBe(50)
    drive.wait(7_200)
    expect(kindsOf(drive.withdraw('x', 500))).toEqual(['withdrawalPaid'])
    expectBooked(drive)
  })
})

describe('refused inputs, in order of precedence', () => {
  const start = (): MarginDrive => {
    const drive = startWith({ kind: 'insuranceFund', opening: 0 }, { kind: 'mutualFund', order: 'together' })
    drive.open('a', { cash: 10 })
    drive.open('b', { cash: 10 })
    contribute(drive, 'a', 5)
    return drive
  }
  const rows: readonly (readonly [Unplaced<WaterfallInput>, string])[] = [
    [{ kind: 'lossMoneyPaid', layer: 'ownMoney:none', minor: 'x' }, 'layerUnknown'],
    [{ kind: 'lossMoneyPaid', layer: 'mutualFund', minor: '5' }, 'layerUnknown'],
    [{ kind: 'lossMoneyPaid', layer: 'insuranceFund', minor: '0' }, 'amountNotPositive'],
    [{ kind: 'contributionPaid', account: 'nobody', minor: '-1' }, 'accountUnknown'],
    [{ kind: 'contributionPaid', account: 'a', minor: '1.5' }, 'amountNotPositive'],
    [{ kind: 'contributionRequested', account: 'nobody', minor: '0' }, 'accountUnknown'],
    [{ kind: 'contributionRequested', account: 'b', minor: '0' }, 'amountNotPositive'],
    [{ kind: 'contributionRequested', account: 'b', minor: '1' }, 'notAMember'],
    [{ kind: 'contributionRequested', account: 'a', minor: '5000001' }, 'moreThanContributed'],
    [{ kind: 'membershipEnded', account: 'nobody' }, 'accountUnknown'],
    [{ kind: 'membershipEnded', account: 'b' }, 'notAMember'],
  ]
  test.each(rows)('error: %j, %s', (input, why) => {
    const drive = start()
    const before = encode([...drive.state.ledger.accounts.values()])
    const outcome = send(drive, input)
    expect(ofKind(outcome.decisions, 'lossMoneyRefused').map((body) => body.why)).toEqual([why])
    expect(kindsOf(outcome)).toHaveLength(1)
    expect(outcome.transfers).toEqual([])
    expect(encode([...drive.state.ledger.accounts.values()])).toBe(before)
  })

  test('error: a member that left can neither leave again nor contribute', () => {
    const drive = start()
    send(drive, { kind: 'membershipEnded', account: 'a' })
    const whys = [send(drive, { kind: 'membershipEnded', account: 'a' }), contribute(drive, 'a', 1)].flatMap(({ decisions }) =>
      ofKind(decisions, 'lossMoneyRefused').map(({ why }) => why),
    )
    expect(whys).toEqual(['memberHasLeft', 'memberHasLeft'])
  })

  test('behavior: all of a contribution may be taken back, to the unit', () => {
    const drive = start()
    const outcome = send(drive, { kind: 'contributionRequested', account: 'a', minor: '5000000' })
    expect(ofKind(outcome.decisions, 'contributionReturned')[0]?.held.minor).toBe(0n)
    expect(whole(drive, contributionAccount('a'))).toBe(0)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })
})

describe('cuts of gains', () => {
  /** A short of one BTC at 10,000 and one of half: at 8,000 they have gained 2,000 and 1,000. */
  const withWinners = (...layers: readonly LayerPolicy[]): MarginDrive => {
    const drive = startWith(...layers)
    drive.open('large', { cash: 5_000, lots: -1_000 })
    drive.open('half', { cash: 5_000, lots: -500 })
    drive.open('idle', { cash: 5_000 })
    return drive
  }

  test('behavior: what the fund leaves is cut from gains in proportion, and an account without positions gives nothing', () => {
    const drive = withWinners({ kind: 'insuranceFund', opening: 150 }, { kind: 'gainsHaircut', atMostShare: 1 })
    const last = default_(drive)
    expect(allocated(last)).toEqual([
      ['insuranceFund', 150],
      ['gainsHaircut', 900],
    ])
    const shares = ofKind(last.decisions, 'lossAllocated')[0]?.layers[1]?.shares
    expect(shares?.map(({ account, paid }) => [account, paid.minor])).toEqual([
      ['half', 300_000_000n],
      ['large', 600_000_000n],
    ])
    expect(whole(drive, memberAccounts('idle').cash)).toBe(5_000)
    expectBooked(drive)
  })

  test('behavior: a layer takes its part of what the one before it left, and no layer beyond it', () => {
    const drive = withWinners(
      { kind: 'insuranceFund', opening: 0 },
      { kind: 'deleveraging', atMostShare: 0.1 },
      { kind: 'gainsHaircut', atMostShare: 0.1, atMostPerLoss: 200 },
      { kind: 'tearUp', atMostShare: 0.1 },
    )
    // Of gains of 3,000: a tenth, then at most 200 of a tenth of the rest, then a tenth of what both left, each rounded down.
    expect(allocated(default_(drive))).toEqual([
      ['insuranceFund', 0],
      ['deleveraging', 300],
      ['gainsHaircut', 200],
      ['tearUp', 249.999999],
    ])
    expect(whole(drive, house.shortfall)).toBe(-300.000001)
    expectBooked(drive)
  })
})
