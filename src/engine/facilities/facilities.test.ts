import { describe, expect, test, vi } from 'vitest'
import { fill, ofKind } from '../../../test/engine-drive.ts'
import { facilitySections, startFacilityDrive, type FacilityDrive } from '../../../test/facility-drive.ts'
import { kindsOf, tenthModel } from '../../../test/margin-drive.ts'
import { borrowedAccount, guaranteedAccount, loansAccount, pledgeAccount, premiumAccount } from '../../accounting/facility-chart.ts'
import { houseAccounts, memberAccounts } from '../../accounting/member-chart.ts'
import { decode, encode } from '../../base/codec.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { availableOf, balanceOf, pendingOf } from '../../ledger/balance.ts'
import { step } from '../step.ts'
import type { EngineState } from '../state.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const dollars = (whole: number): bigint => BigInt(Math.round(whole * 1e6))
const cashOf = (drive: FacilityDrive, account: string): bigint => balanceOf(drive.state.ledger, memberAccounts(account).cash)
const reserveOf = (drive: FacilityDrive): bigint => availableOf(drive.state.ledger, 'reserve:USDT')
const opened = dollars(1_000_000)
const bought = (drive: FacilityDrive, account: string, cap: bigint) =>
  drive.send({ kind: 'guaranteeBought', at: drive.now(), account, capMinor: String(cap) })
/** The last trade's name, as a claim names it. */
const evidence = (trade: string, ticks: number, lots = 100) => ({ trade, side: 'buy' as const, lots, ticks })

/** A maker with a cover of window 1, in which it bought 100 lots at 8,900 of an account that was being liquidated. */
function steppedIn(): Readonly<{ drive: FacilityDrive; cover: string; trade: string }> {
  const drive = startFacilityDrive()
  drive.open('maker', { owner: 'house', cash: 1_000 })
  drive.open('loser', { cash: 1_000, lots: 1_000 })
  const cover = bought(drive, 'maker', dollars(100)).decisions[0]?.id ?? ''
  drive.wait(70)
  drive.book({ mid: 89_000 })
  const trade = drive
    .trades('maker', 100, { ticks: 89_000, counterparty: 'loser' })
    .decisions.find(({ body }) => body.kind === 'tradeAccepted')?.id
  drive.wait(20)
  drive.book({ mid: 80_000 })
  return { drive, cover, trade: trade ?? '' }
}
const claims = (drive: FacilityDrive, cover: string, named: readonly ReturnType<typeof evidence>[], account = 'maker') =>
  drive.send({ kind: 'claimFiled', at: drive.now(), account, cover, evidence: named })

describe('a guarantee in the engine', () => {
  test('behavior: the premium is paid, the cap set aside, the loss made good from it, the rest freed', () => {
    const { drive, cover, trade } = steppedIn()
    const { ledger } = drive.state
    // 1 % and the middle of 0 to 10 % of 4 %: 1.2 dollars of 100.
    expect(balanceOf(ledger, premiumAccount('USDT'))).toBe(dollars(1.2))
    expect([reserveOf(drive), pendingOf(ledger, 'reserve:USDT')]).toEqual([opened - dollars(100), dollars(100)])
    expect(ofKind(claims(drive, cover, [evidence(trade, 89_000)]).decisions, 'claimRefused')[0]).toMatchObject({ reason: 'tooEarly' })
    drive.wait(30)
    drive.tick()
    const before = cashOf(drive, 'maker')
    // A tenth of a bitcoin fell by 900 dollars: 90, of which 10 are its own and four fifths of the rest are covered.
    const granted = claims(drive, cover, [evidence(trade, 89_000)])
    expect(ofKind(granted.decisions, 'claimPaid')).toMatchObject([{ lost: { minor: dollars(90) }, paid: { minor: dollars(64) } }])
    expect(granted.transfers.map(({ reason }) => reason)).toEqual(['claimCharged', 'claimPaid'])
    expect(cashOf(drive, 'maker') - before).toBe(dollars(64))
    expect(balanceOf(ledger, guaranteedAccount('USDT'))).toBe(0n)
    expect(ofKind(claims(drive, cover, [evidence(trade, 89_000)]).decisions, 'claimRefused')[0]).toMatchObject({
      reason: 'tradeClaimed',
      trade,
    })
    expect(ofKind(bought(drive, 'maker', dollars(1)).decisions, 'coverRefused')[0]).toMatchObject({ reason: 'coolingDown' })
    drive.wait(31)
    expect(ofKind(drive.tick().decisions, 'coverEnded')).toMatchObject([
      { cover, released: { minor: dollars(36) }, premium: { minor: dollars(1.2) } },
    ])
    expect(reserveOf(drive)).toBe(opened - dollars(64) + dollars(1.2))
    expect(pendingOf(ledger, 'reserve:USDT')).toBe(0n)
    expect(claims(drive, cover, [evidence(trade, 89_000)]).decisions[0]?.body).toMatchObject({ reason: 'coverUnknown' })
    expect(drive.state.facilities?.trades.size).toBe(1)
    drive.wait(40)
    drive.tick()
    expect(drive.state.facilities?.trades.size).toBe(0)
    expect(auditLedger(ledger).findings).toEqual([])
  })

  test.each([
    ['a trade it has not seen', 'none', 89_000, 'tradeUnknown'],
    ['another price', '', 89_001, 'tradeDiffers'],
  ])('error: evidence of %s moves nothing', (_name, forged, ticks, reason) => {
    const { drive, cover, trade } = steppedIn()
    drive.wait(30)
    drive.tick()
    const refused = claims(drive, cover, [evidence(forged === '' ? trade : forged, ticks)])
    expect(refused.decisions.map(({ body }) => body)).toMatchObject([{ kind: 'claimRefused', reason }])
    expect(refused.transfers).toEqual([])
  })

  test('error: nothing is claimed on a trade with somebody who was not being liquidated', () => {
    const drive = startFacilityDrive()
    drive.open('maker', { owner: 'house', cash: 1_000 })
    drive.open('seller', { cash: 1_000 })
    const cover = bought(drive, 'maker', dollars(100)).decisions[0]?.id ?? ''
    drive.wait(70)
    const trade = drive.trades('maker', 50, { ticks: 100_000, counterparty: 'seller' }).decisions[0]?.id ?? ''
    drive.wait(50)
    drive.tick()
    expect(claims(drive, cover, [evidence(trade, 100_000, 50)]).decisions[0]?.body).toMatchObject({ reason: 'notForced', trade })
  })

  test('error: nothing is claimed on a trade with one’s own group, or with nobody named', () => {
    const drive = startFacilityDrive()
    drive.open('maker', { owner: 'house', cash: 1_000 })
    drive.open('twin', { owner: 'house', cash: 1_000, lots: 1_000 })
    const cover = bought(drive, 'maker', dollars(100)).decisions[0]?.id ?? ''
    drive.wait(70)
    drive.book({ mid: 89_000 })
    const own = drive.trades('maker', 50, { ticks: 89_000, counterparty: 'twin' }).decisions[0]?.id ?? ''
    const unsaid = drive.trades('maker', 50, { ticks: 89_000 }).decisions[0]?.id ?? ''
    drive.wait(50)
    drive.tick()
    expect(claims(drive, cover, [evidence(own, 89_000, 50)]).decisions[0]?.body).toMatchObject({ reason: 'selfDealt' })
    expect(claims(drive, cover, [evidence(unsaid, 89_000, 50)]).decisions[0]?.body).toMatchObject({ reason: 'counterpartyUnknown' })
  })
})

/** An account of a tenth of a bitcoin, of which three tenths count as margin, that is called for 110 dollars at 9,000. */
function called(): FacilityDrive {
  const drive = startFacilityDrive(facilitySections, {
    collateral: [{ asset: 'BTC', decimals: 8, initialHaircut: 0.7, maintenanceHaircut: 0.7, underlying: 'BTC' }],
  })
  drive.open('fund-7', { btc: 0.1, lots: 200 })
  drive.wait(1)
  expect(ofKind(drive.book({ mid: 90_000 }).decisions, 'marginCallIssued')).toMatchObject([{ shortBy: { minor: dollars(110) } }])
  return drive
}
const asks = (drive: FacilityDrive, wanted: number, btc: number) =>
  drive.send({
    kind: 'loanRequested',
    at: drive.now(),
    account: 'fund-7',
    wantedMinor: String(dollars(wanted)),
    pledges: [{ asset: 'BTC', minor: String(Math.round(btc * 1e8)) }],
  })

describe('collateral support in the engine', () => {
  test('behavior: a loan on good collateral meets the call, is paid back with interest, and returns its collateral', () => {
    const drive = called()
    const { ledger } = drive.state
    // 0.03 BTC are worth 270 dollars and count for 81 as margin: the account lacks 191 without them, and 194.40 are lent on them.
    expect(ofKind(asks(drive, 191.01, 0.03).decisions, 'loanRefused')).toMatchObject([
      { reason: 'beyondNeed', available: { minor: dollars(191) } },
    ])
    expect(ofKind(asks(drive, 191, 0.02).decisions, 'loanRefused')).toMatchObject([{ reason: 'beyondNeed' }])
    const granted = asks(drive, 191, 0.03)
    expect(kindsOf(granted)).toContain('marginCallMet')
    const [loan] = ofKind(granted.decisions, 'loanGranted')
    // 5 % + 3 % + 7 % in the middle of 0 to 191 of 2,000.
    expect(loan).toMatchObject({ lent: { minor: dollars(191) }, yearlyRate: 0.083_342_5 })
    expect([balanceOf(ledger, loansAccount('USDT')), balanceOf(ledger, borrowedAccount('fund-7'))]).toEqual([dollars(191), -dollars(191)])
    expect(balanceOf(ledger, pledgeAccount('BTC'))).toBe(3_000_000n)
    expect(reserveOf(drive)).toBe(opened - dollars(191))
    drive.wait(300)
    drive.send({ kind: 'depositConfirmed', at: drive.now(), account: 'fund-7', asset: 'USDT', minor: String(dollars(200)) })
    // 191 dollars at 8.33425 % for 300 seconds.
    const repaid = drive.send({ kind: 'loanRepaid', at: drive.now(), account: 'fund-7', minor: String(dollars(195)) })
    const interest = BigInt(Math.ceil((191e6 * 0.083_342_5 * 300) / 31_536_000))
    expect(ofKind(repaid.decisions, 'loanReduced')).toMatchObject([
      { interest: { minor: interest }, principal: { minor: dollars(191) }, isOver: true },
    ])
    expect(reserveOf(drive)).toBe(opened + interest)
    expect([loansAccount('USDT'), borrowedAccount('fund-7'), pledgeAccount('BTC')].map((id) => balanceOf(ledger, id))).toEqual([0n, 0n, 0n])
    expect(auditLedger(ledger).findings).toEqual([])
  })

  test('behavior: a loan that is called and not met falls into default; its collateral is taken, and what it does not bring is lost', () => {
    const drive = called()
    const { ledger } = drive.state
    const loan = asks(drive, 191, 0.03).decisions[0]?.id ?? ''
    drive.wait(1)
    // 0.03 BTC at 7,200 are 216, of which 172.80 count: less than is owed.
    drive.book({ mid: 72_000 })
    expect(ofKind(drive.tick().decisions, 'loanCalled')).toMatchObject([{ loan }])
    drive.wait(10)
    const over = drive.tick()
    expect(kindsOf(over)).toEqual(expect.arrayContaining(['loanDefaulted', 'loanRecovered']))
    const [recovered] = ofKind(over.decisions, 'loanRecovered')
    expect(recovered).toMatchObject({
      brought: { minor: dollars(172.8) },
      principal: { minor: dollars(172.8) },
      interest: { minor: 0n },
      lost: { minor: dollars(18.2) },
    })
    expect(reserveOf(drive)).toBe(opened - dollars(18.2))
    expect([loansAccount('USDT'), borrowedAccount('fund-7'), pledgeAccount('BTC')].map((id) => balanceOf(ledger, id))).toEqual([0n, 0n, 0n])
    expect(balanceOf(ledger, 'collateralTaken:BTC') >= 3_000_000n).toBe(true)
    expect(auditLedger(ledger).findings).toEqual([])
  })

  test.each([
    ['an asset nobody lends on', { pledges: [{ asset: 'DOGE', minor: '1' }] }, 'assetUnknown'],
    ['more collateral than it holds', { pledges: [{ asset: 'BTC', minor: '10000001' }] }, 'pledgeNotThere'],
    ['collateral of nothing', { pledges: [{ asset: 'BTC', minor: '0' }] }, 'amountNotWhole'],
    ['no whole amount', { wantedMinor: '1.5' }, 'amountNotWhole'],
    ['a stranger', { account: 'nobody' }, 'accountUnknown'],
  ])('error: %s', (_name, change, reason) => {
    const drive = called()
    const request = { account: 'fund-7', wantedMinor: '1000000', pledges: [{ asset: 'BTC', minor: '2500000' }], ...change }
    const refused = drive.send({ kind: 'loanRequested', at: drive.now(), ...request })
    expect(refused.decisions.map(({ body }) => body)).toMatchObject([{ kind: 'requestRefused', reason }])
    expect(refused.transfers).toEqual([])
  })

  test.each([
    ['0', 'minorNotPositive'],
    ['1', 'loanUnknown'],
  ])('error: a payment of %s on no loan: %s', (minor, reason) => {
    const drive = called()
    const refused = drive.send({ kind: 'loanRepaid', at: drive.now(), account: 'fund-7', minor })
    expect(refused.decisions[0]?.body).toMatchObject({ kind: 'repaymentRefused', reason })
  })
})

/** Fills all that the liquidation of an account sends, at 8,800, until nothing is left. */
function liquidate(drive: FacilityDrive, account: string): void {
  for (let step = 0; step < 4; step++) {
    const orderId = drive.state.margin?.members.get(account)?.liquidation?.orderId
    const left = orderId === undefined ? undefined : drive.state.margin?.reductions.get(orderId)?.lotsLeft
    if (orderId === undefined || left === undefined) break
    drive.report(orderId, fill(88_000, left, 0))
    drive.wait(1)
    drive.tick()
  }
}

/** A loss event of 200 dollars; `twin` of the loser's owner sold it 100 lots before, `far` at a price far from the mark. */
function defaulted(sections = facilitySections): Readonly<{ drive: FacilityDrive; event: string }> {
  const drive = startFacilityDrive(sections)
  drive.open('twin', { owner: 'ring', cash: 1_000 })
  drive.open('far', { cash: 1_000 })
  drive.open('near', { cash: 1_000 })
  drive.open('loser', { owner: 'ring', cash: 1_000, lots: 1_000 })
  drive.trades('twin', -50, { ticks: 100_000, counterparty: 'loser' })
  drive.trades('far', -50, { ticks: 106_000, counterparty: 'loser' })
  drive.trades('near', -50, { ticks: 100_000, counterparty: 'loser' })
  drive.wait(1)
  const started = drive.book({ mid: 88_000, lots: 20_000 })
  const event =
    ofKind(started.decisions, 'liquidationStarted').length === 1
      ? started.decisions.find(({ body }) => body.kind === 'liquidationStarted')?.id
      : ''
  liquidate(drive, 'loser')
  return { drive, event: event ?? '' }
}
const draws = (drive: FacilityDrive, event: string, wanted: bigint) =>
  drive.send({ kind: 'drawRequested', at: drive.now(), by: 'operator', event, wantedMinor: String(wanted) })

describe('a draw on the fund in the engine', () => {
  test('behavior: it pays what is uncovered, within its caps, and holds gains of the linked and the far', () => {
    const { drive, event } = defaulted()
    const { ledger } = drive.state
    const uncovered = (): bigint => -balanceOf(ledger, houseAccounts('USDT').shortfall)
    expect(uncovered()).toBe(dollars(200))
    expect(ofKind(draws(drive, '0:0', 1n).decisions, 'drawRefused')).toMatchObject([{ reason: 'eventUnknown' }])
    expect(ofKind(draws(drive, event, dollars(200) + 1n).decisions, 'drawRefused')).toMatchObject([
      { reason: 'beyondLoss', available: { minor: dollars(200) } },
    ])
    expect(ofKind(draws(drive, event, dollars(150) + 1n).decisions, 'drawRefused')).toMatchObject([
      { reason: 'beyondEvent', available: { minor: dollars(150) } },
    ])
    const outcome = draws(drive, event, dollars(150))
    expect(ofKind(outcome.decisions, 'fundDrawn')).toMatchObject([{ drawn: { minor: dollars(150) }, uncovered: { minor: dollars(50) } }])
    expect([uncovered(), reserveOf(drive)]).toEqual([dollars(50), opened - dollars(150)])
    // 50 lots gained 60 dollars from 10,000 and 90 from 10,600, at a mark of 8,800.
    const held = ofKind(outcome.decisions, 'gainHeld')
    expect(held.map(({ account, why, held: { minor } }) => [account, why, minor])).toEqual([
      ['twin', 'linked', dollars(60)],
      ['far', 'farPrice', dollars(90)],
    ])
    expect(outcome.decisions.filter(({ body }) => body.kind === 'gainHeld').map(({ id }) => id)).toEqual(held.map(({ hold }) => hold))
    expect(pendingOf(ledger, memberAccounts('twin').cash)).toBe(dollars(60))
    // The operator keeps what was made at far prices; what the linked made is kept by rule.
    const verdict = { kind: 'reviewDecided', by: 'operator', hold: held[1]?.hold ?? '', verdict: 'kept', reason: 'wash' } as const
    const decided = drive.send({ ...verdict, at: drive.now() })
    expect(ofKind(decided.decisions, 'gainDecided')).toMatchObject([{ account: 'far', verdict: 'kept', by: 'operator' }])
    expect(ofKind(drive.send({ ...verdict, at: drive.now() }).decisions, 'reviewRefused')).toMatchObject([{ reason: 'holdUnknown' }])
    drive.wait(120)
    expect(ofKind(drive.tick().decisions, 'gainDecided')).toMatchObject([{ account: 'twin', verdict: 'kept' }])
    expect(reserveOf(drive)).toBe(opened)
    expect([cashOf(drive, 'twin'), cashOf(drive, 'far'), cashOf(drive, 'near')]).toEqual([dollars(940), dollars(910), dollars(1_000)])
    expect(auditLedger(ledger).findings).toEqual([])
  })

  test('behavior: what the operator does not decide and is not linked is released', () => {
    const { drive, event } = defaulted()
    draws(drive, event, dollars(150))
    drive.wait(120)
    const ended = ofKind(drive.tick().decisions, 'gainDecided')
    expect(ended.map(({ account, verdict }) => [account, verdict])).toEqual([
      ['twin', 'kept'],
      ['far', 'released'],
    ])
    expect(cashOf(drive, 'far')).toBe(dollars(1_000))
  })
})

describe('several loss events', () => {
  test('behavior: what was drawn for one is not drawn again because another is unpaid', () => {
    const wide = { ...facilitySections.fundDraw, perEvent: 1_000, perAccount: 1_000, perGroup: 1_000, perEpoch: 1_000 }
    const { drive, event } = defaulted({ ...facilitySections, fundDraw: wide })
    drive.open('second', { cash: 1_000, lots: 1_000 })
    drive.tick()
    liquidate(drive, 'second')
    expect(-balanceOf(drive.state.ledger, houseAccounts('USDT').shortfall)).toBe(dollars(400))
    expect(ofKind(draws(drive, event, dollars(200)).decisions, 'fundDrawn')).toMatchObject([{ uncovered: { minor: 0n } }])
    expect(ofKind(draws(drive, event, 1n).decisions, 'drawRefused')).toMatchObject([{ reason: 'beyondLoss', available: { minor: 0n } }])
  })
})

describe('facilities that a policy does not have', () => {
  test('behavior: every request is refused, and nothing else happens', () => {
    const drive = startFacilityDrive({})
    drive.open('a', { cash: 10 })
    const at = { at: drive.now() }
    const requests = [
      { kind: 'guaranteeBought', ...at, account: 'a', capMinor: '1' },
      { kind: 'claimFiled', ...at, account: 'a', cover: '1:0', evidence: [] },
      { kind: 'loanRequested', ...at, account: 'a', wantedMinor: '1', pledges: [] },
      { kind: 'loanRepaid', ...at, account: 'a', minor: '1' },
      { kind: 'drawRequested', ...at, by: 'x', event: '1:0', wantedMinor: '1' },
      { kind: 'reviewDecided', ...at, by: 'x', hold: '1:0', verdict: 'kept', reason: 'x' },
      { kind: 'thresholdSeedGiven', ...at, epoch: 0, seed: '00' },
    ] as const
    for (const request of requests) {
      const { decisions, transfers } = drive.send(request)
      expect(decisions.map(({ body }) => body)).toMatchObject([{ reason: 'facilityOff' }])
      expect(transfers).toEqual([])
    }
    expect(drive.state.facilities).toBeUndefined()
  })
})

describe('the state of facilities', () => {
  test('behavior: saved and restored it goes on as if it had not been', () => {
    const { drive, cover, trade } = steppedIn()
    const restored = decode(encode(drive.state)) as EngineState
    drive.wait(30)
    const claim = { kind: 'claimFiled', at: drive.now(), account: 'maker', cover, evidence: [evidence(trade, 89_000)] } as const
    const again = step(restored, { seq: restored.seq + 1, input: claim })
    expect(encode(again)).toBe(encode(drive.send(claim)))
    expect(encode(restored)).toBe(encode(drive.state))
  })
})
