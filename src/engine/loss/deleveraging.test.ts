import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { kindsOf, startMarginDrive, tenthModel, type MarginDrive } from '../../../test/margin-drive.ts'
import { ofKind } from '../../../test/engine-drive.ts'
import { houseAccounts, memberAccounts } from '../../accounting/member-chart.ts'
import { seconds } from '../../base/time.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { certify, checkCertificate, commitToWave } from '../../waterfall/deleveraging/certificate.ts'
import type { DeleverageRule } from '../../waterfall/deleveraging/deleverage-rule.ts'
import type { Outcome } from '../turn.ts'
import type { DeleveragingPolicy } from './deleveraging-policy.ts'
import type { WaterfallPolicy } from './waterfall-policy.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const policy: DeleveragingPolicy = {
  rule: { kind: 'proRata' },
  levels: { startAt: -0.3, stopAbove: -0.25, windowFor: seconds(28_800) },
  priceBoundBps: 10_000,
  waveApart: seconds(5),
}

type Options = Readonly<{ deleveraging?: Partial<DeleveragingPolicy>; waterfall?: WaterfallPolicy }>

function start({ deleveraging, waterfall }: Options = {}): MarginDrive {
  return startMarginDrive({}, { deleveraging: { ...policy, ...deleveraging }, ...(waterfall && { waterfall }) })
}

const cashOf = (drive: MarginDrive, account: string): number => Number(balanceOf(drive.state.ledger, memberAccounts(account).cash)) / 1e6
const lotsOf = (drive: MarginDrive, account: string): number => drive.member(account).positions.get('BTC/USDT:USDT')?.lots ?? 0
const shortfall = (drive: MarginDrive): bigint => -balanceOf(drive.state.ledger, houseAccounts('USDT').shortfall)

/** One BTC long with 1,000 behind it; shorts of .6 and .4. At 8,900 the long is 100 short, the shorts have won 660 and 440. */
function bankrupt(options: Options = {}): Readonly<{ drive: MarginDrive; outcome: Outcome }> {
  const drive = start(options)
  drive.open('long', { cash: 1_000, lots: 1_000 })
  drive.open('short-a', { cash: 5_000, lots: -600 })
  drive.open('short-b', { cash: 5_000, lots: -400 })
  drive.wait(1)
  return { drive, outcome: drive.book({ mid: 89_000 }) }
}

function deleveraged(outcome: Outcome) {
  const [body] = ofKind(outcome.decisions, 'positionsDeleveraged')
  if (body === undefined) throw new Error('winners were closed')
  return body
}

describe('deleverage', () => {
  test('behavior: winners are closed at the price that leaves the bankrupt account owing nothing, to the unit', () => {
    const { drive, outcome } = bankrupt()
    expect(kindsOf(outcome)).toEqual([
      'accountRestricted',
      'liquidationStarted',
      'positionsDeleveraged',
      'liquidationEnded',
      'restrictionLifted',
    ])
    const event = outcome.decisions[1]?.id
    expect(deleveraged(outcome)).toMatchObject({
      defaulters: [{ account: 'long', event, lots: 1_000, lotsLeft: 0, needed: { minor: 100_000_000n }, covered: { minor: 100_000_000n } }],
      ...{ wave: 1, lots: 1_000, lotsLeft: 0, markTicks: 89_000, rule: 'proRata', candidates: 2 },
      needed: { minor: 100_000_000n },
      covered: { minor: 100_000_000n },
      isBounded: false,
      closed: [
        { account: 'short-a', lots: 600, gave: { minor: 60_000_000n } },
        { account: 'short-b', lots: 400, gave: { minor: 40_000_000n } },
      ],
      tornUp: [],
    })
    expect(['long', 'short-a', 'short-b'].map((account) => cashOf(drive, account))).toEqual([0, 5_600, 5_400])
    expect(['long', 'short-a', 'short-b'].map((account) => lotsOf(drive, account))).toEqual([0, 0, 0])
    expect(shortfall(drive)).toBe(0n)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: everyone can check its own result from what was decided', () => {
    const { outcome } = bankrupt()
    const [found] = outcome.deleveraged ?? []
    if (found === undefined) throw new Error('a case was kept')
    const commitment = commitToWave(found.name, { rule: policy.rule, ...found })
    expect(commitment.hash).toBe(deleveraged(outcome).commitment)
    for (const { account, lots } of deleveraged(outcome).closed) {
      const certificate = certify(commitment, found, account)
      expect(certificate.ok && checkCertificate(certificate.value, commitment.hash)).toEqual({ ok: true, value: lots })
    }
  })

  test('behavior: nobody gives more than it has won, however often it is closed', () => {
    const drive = start()
    const open = (account: string, cash: number, lots: number, ticks: number): Outcome =>
      drive.send({
        kind: 'accountOpened',
        at: drive.now(),
        account,
        money: [{ asset: 'USDT', minor: `${cash}000000` }],
        positions: [{ contract: 'BTC/USDT:USDT', lots, ticks }],
      })
    // Its coin will have won 100; each long of half a coin will be 90 short.
    open('short', 5_000, -1_000, 90_000)
    drive.wait(1)
    const gave = ['long-1', 'long-2', 'long-3'].map((account) => {
      drive.wait(2)
      const outcomes = [open(account, 460, 500, 100_000), drive.book({ mid: 89_000 }), drive.tick()]
      return outcomes.flatMap(({ decisions }) =>
        ofKind(decisions, 'positionsDeleveraged').flatMap(({ closed }) => closed.map(({ lots, gave: { minor } }) => [lots, Number(minor)])),
      )
    })
    // The first closes half of it for 90 of its 100; of the 50 that the rest has won 40 are given already, and the last 10 pay for 55 lots.
    expect(gave).toEqual([[[500, 90_000_000]], [[55, 9_900_000]], []])
    // 445 lots are left, at a tenth each: what it came with it still has.
    expect(cashOf(drive, 'short') + 44.5).toBeCloseTo(5_000.1, 6)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: an account of the same owner, one without a position and one that has lost give nothing', () => {
    const drive = start()
    const opened = drive.open('long', { cash: 1_000, lots: 1_000 })
    expect(kindsOf(opened)).toEqual(['accountOpened'])
    drive.send({
      kind: 'accountOpened',
      at: drive.now(),
      account: 'twin',
      owner: 'long',
      money: [{ asset: 'USDT', minor: '5000000000' }],
      positions: [{ contract: 'BTC/USDT:USDT', lots: -900, ticks: 100_000 }],
    })
    drive.open('idle', { cash: 9_000 })
    drive.open('other-long', { cash: 9_000, lots: 10 })
    drive.open('short', { cash: 5_000, lots: -1_000 })
    drive.wait(1)
    const outcome = drive.book({ mid: 89_000 })
    expect(deleveraged(outcome).closed.map(({ account }) => account)).toEqual(['short'])
    expect(cashOf(drive, 'twin')).toBe(5_000)
    expect(cashOf(drive, 'idle')).toBe(9_000)
    expect(lotsOf(drive, 'other-long')).toBe(10)
  })

  test('behavior: what no winner can take ends with holders that have won nothing, at the mark', () => {
    const drive = start()
    drive.open('long', { cash: 1_000, lots: 1_000 })
    drive.open('short', { cash: 5_000, lots: -300 })
    drive.wait(1)
    drive.open('late', { cash: 50_000 })
    drive.position('late', -700, 80_000)
    drive.wait(1)
    const outcome = drive.book({ mid: 89_000 })
    const body = deleveraged(outcome)
    expect(body.closed).toEqual([{ account: 'short', lots: 300, gave: { asset: 'USDT', minor: 30_000_000n } }])
    expect(body.tornUp).toEqual([{ account: 'late', lots: 700 }])
    expect(body.lotsLeft).toBe(0)
    // 700 lots from 8,000 to 8,900, which it had lost already.
    expect(cashOf(drive, 'late')).toBe(50_000 - 630)
    expect(ofKind(outcome.decisions, 'shortfallRealised')[0]?.amount.minor).toBe(70_000_000n)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test.each([
    [112, true, 99_680_000n],
    [113, false, 100_000_000n],
  ])('table: a bound of %d bps of 8,900 where 100 are needed', (priceBoundBps, isBounded, covered) => {
    const { drive, outcome } = bankrupt({ deleveraging: { priceBoundBps } })
    expect(deleveraged(outcome)).toMatchObject({ isBounded, covered: { minor: covered }, needed: { minor: 100_000_000n } })
    expect(shortfall(drive)).toBe(100_000_000n - covered)
  })

  test('behavior: a winner that was restricted is so no more once it holds nothing', () => {
    const drive = start()
    const positions = [{ contract: 'BTC/USDT:USDT', lots: -600, ticks: 92_000 }]
    drive.book({ mid: 92_000 })
    drive.send({ kind: 'accountOpened', at: drive.now(), account: 'a-short', money: [{ asset: 'USDT', minor: '515000000' }], positions })
    drive.open('long', { cash: 830, lots: 1_000 })
    drive.wait(1)
    drive.tick()
    expect(drive.member('a-short').restricted).toBe(true)
    const outcome = drive.book({ mid: 91_500 })
    expect(deleveraged(outcome)).toMatchObject({ lotsLeft: 400, closed: [{ account: 'a-short', lots: 600, gave: { minor: 12_000_000n } }] })
    expect(ofKind(outcome.decisions, 'restrictionLifted').map(({ account }) => account)).toEqual(['a-short'])
    expect(drive.member('a-short').restricted).toBe(false)
  })

  test('behavior: a queue closes the first whole and the next in part', () => {
    const rule: DeleverageRule = { kind: 'queue', ranking: { kind: 'leveragedProfit' } }
    const drive = start({ deleveraging: { rule } })
    drive.open('long', { cash: 1_000, lots: 1_000 })
    drive.open('calm', { cash: 50_000, lots: -900 })
    drive.open('bold', { cash: 800, lots: -700 })
    drive.wait(1)
    const { closed } = deleveraged(drive.book({ mid: 89_000 }))
    expect(closed).toMatchObject([
      { account: 'bold', lots: 700 },
      { account: 'calm', lots: 300 },
    ])
  })
})

describe('when it starts', () => {
  const layers = (opening: number): WaterfallPolicy => ({ layers: [{ kind: 'insuranceFund', opening }] })

  test('behavior: while the fund stands, the book closes the account', () => {
    const { drive, outcome } = bankrupt({ waterfall: layers(1_000) })
    expect(kindsOf(outcome)).toEqual(['accountRestricted', 'liquidationStarted', 'reductionOrdered'])
    expect(drive.state.deleveraging?.waveCount).toBe(0)
  })

  test('behavior: an empty fund starts it, and says so once', () => {
    const { outcome, drive } = bankrupt({ waterfall: layers(0) })
    expect(ofKind(outcome.decisions, 'deleveragingSwitched')).toMatchObject([{ isOn: true, why: 'exhausted', fund: { minor: 0n } }])
    expect(kindsOf(outcome)).toContain('positionsDeleveraged')
    expect(drive.state.deleveraging?.startStop).toMatchObject({ isOn: true, reason: 'exhausted' })
  })

  test('behavior: it stops when the fund is filled above the second level', () => {
    const { drive } = bankrupt({ waterfall: layers(0) })
    drive.send({ kind: 'lossMoneyPaid', at: drive.now(), layer: 'insuranceFund', minor: '5000000' })
    drive.wait(1)
    const switched = ofKind(drive.tick().decisions, 'deleveragingSwitched')
    expect(switched).toMatchObject([{ isOn: false, why: 'recovered', fund: { minor: 5_000_000n } }])
  })

  test('behavior: a policy without the section closes nobody', () => {
    const drive = startMarginDrive()
    drive.open('long', { cash: 1_000, lots: 1_000 })
    drive.open('short', { cash: 5_000, lots: -1_000 })
    drive.wait(1)
    expect(kindsOf(drive.book({ mid: 89_000 }))).toEqual(['accountRestricted', 'liquidationStarted', 'reductionOrdered'])
    expect(drive.state.deleveraging).toBeUndefined()
  })

  test('table: deficits closer together than told are one wave', () => {
    const waves = (apart: number): readonly number[] => {
      const { drive, outcome } = bankrupt()
      drive.open('long-2', { cash: 1_000 })
      drive.open('short-c', { cash: 9_000 })
      drive.position('long-2', 800, 89_000)
      drive.position('short-c', -800, 89_000)
      drive.wait(apart)
      return [deleveraged(outcome).wave, deleveraged(drive.book({ mid: 75_000 })).wave]
    }
    expect(waves(4)).toEqual([1, 1])
    expect(waves(5)).toEqual([1, 2])
  })
})

test('property: money and lots are kept whatever the rule, and nobody gives more than it has won', () => {
  const rule = fc.constantFrom<DeleverageRule>(
    { kind: 'queue', ranking: { kind: 'hyperliquid' } },
    { kind: 'proRata' },
    { kind: 'equalLoss' },
    { kind: 'equalAwards' },
    { kind: 'talmud' },
    { kind: 'equityWeighted' },
    { kind: 'riskAware', leverage: { kind: 'linear' } },
    { kind: 'hedgeAware' },
  )
  const shorts = fc.array(fc.record({ lots: fc.integer({ min: 1, max: 700 }), cash: fc.integer({ min: 1_000, max: 9_000 }) }), {
    minLength: 1,
    maxLength: 6,
  })
  fc.assert(
    fc.property(rule, shorts, fc.integer({ min: 60_000, max: 89_900 }), (which, held, mid) => {
      const drive = start({ deleveraging: { rule: which } })
      const lots = held.reduce((sum, each) => sum + each.lots, 0)
      drive.open('long', { cash: lots, lots })
      held.forEach((each, index) => drive.open(`short-${index}`, { cash: each.cash, lots: -each.lots }))
      const before = held.map((_each, index) => cashOf(drive, `short-${index}`))
      drive.wait(1)
      const outcome = drive.book({ mid })
      const body = deleveraged(outcome)
      expect(lotsOf(drive, 'long')).toBe(body.lotsLeft)
      expect(held.reduce((sum, _each, index) => sum + lotsOf(drive, `short-${index}`), lotsOf(drive, 'long'))).toBe(0)
      expect(body.closed.reduce((sum, { gave }) => sum + gave.minor, 0n)).toBe(body.covered.minor)
      expect(body.covered.minor <= body.needed.minor).toBe(true)
      expect(body.needed.minor - body.covered.minor).toBe(shortfall(drive))
      held.forEach((_each, index) => expect(cashOf(drive, `short-${index}`)).toBeGreaterThanOrEqual(before[index] as number))
      expect(auditLedger(drive.state.ledger).findings).toEqual([])
    }),
    { numRuns: 60 },
  )
})
