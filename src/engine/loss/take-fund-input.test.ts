import { describe, expect, test } from 'vitest'
import { drivePolicy, fill, ofKind, startDrive, type Drive } from '../../../test/engine-drive.ts'
import { kindsOf, opening, quickMargin } from '../../../test/margin-drive.ts'
import { decode, encode } from '../../base/codec.ts'
import { seconds } from '../../base/time.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { blendExitLevels } from '../../waterfall/shares/exit-queue.ts'
import type { EngineState } from '../state.ts'
import { step } from '../step.ts'
import { fundViewOf } from './fund-view.ts'
import type { FundInput } from './fund-input.ts'
import type { FundSharesPolicy } from './fund-policy.ts'

const shares: FundSharesPolicy = {
  coolDownFor: seconds(100),
  leastStake: 10,
  exitQueue: { onIceFromBps: 3_000, frozenFromBps: 6_000, leastFund: 500 },
}

type Sent =
  | Omit<Extract<FundInput, { kind: 'fundStaked' }>, 'at'>
  | Omit<Extract<FundInput, { kind: Exclude<FundInput['kind'], 'fundStaked'> }>, 'at'>

type FundDrive = Drive &
  Readonly<{ put: (input: Sent & Readonly<Record<string, unknown>>) => ReturnType<Drive['send']>; vault: () => bigint }>

/** 1,000 USDT of the house in the fund; lots of 0.001 BTC at 10,000 USDT. */
function startFundDrive(changes: Partial<FundSharesPolicy> = {}, fundOpening = 1_000): FundDrive {
  const drive = startDrive({
    ...drivePolicy({ facilities: [], measure: { bookStaleAfter: seconds(3_600) } }),
    triggers: [],
    margin: quickMargin,
    waterfall: { layers: [{ kind: 'insuranceFund', opening: fundOpening }] },
    fundShares: { ...shares, ...changes },
  })
  drive.book()
  return {
    ...drive,
    put: (input) => drive.send({ ...input, at: drive.now() } as FundInput),
    vault: () => balanceOf(drive.state.ledger, 'insuranceFund:USDT'),
  }
}

const stake = (drive: FundDrive, staker: string, whole: number) => drive.put({ kind: 'fundStaked', staker, minor: String(whole * 1e6) })
const refusalOf = (outcome: ReturnType<Drive['send']>) => ofKind(outcome.decisions, 'fundInputRefused')[0]
const holder = (drive: FundDrive, staker: string) => fundViewOf(drive.state)?.holders.find((each) => each.staker === staker)

/** One account loses 1,000 USDT more than it has: it is liquidated, closed at 79,000 ticks, and the fund pays. */
function openLoss(drive: FundDrive): void {
  drive.send({ at: drive.now(), ...opening('long', { cash: 1_100, lots: 1_000, btc: 0 }) })
  drive.wait(1)
  drive.book({ mid: 80_000 })
}

function closeLoss(drive: FundDrive): ReturnType<Drive['send']> {
  drive.report(orderOf(drive), fill(79_000, 500, 0))
  drive.wait(1)
  drive.tick()
  return drive.report(orderOf(drive), fill(79_000, 500, 0))
}

const orderOf = (drive: FundDrive): string => String(drive.state.margin?.members.get('long')?.liquidation?.orderId)

describe('stakes of the insurance fund', () => {
  test('behavior: what was there before is the house’s; a stake buys shares at the price', () => {
    const drive = startFundDrive()
    const staked = stake(drive, 'alice', 3_000)
    expect(ofKind(staked.decisions, 'fundStaked')).toEqual([
      {
        kind: 'fundStaked',
        staker: 'alice',
        staked: { asset: 'USDT', minor: 3_000_000_000n },
        bought: '3000000000',
        held: '3000000000',
        fund: { asset: 'USDT', minor: 4_000_000_000n },
      },
    ])
    expect(staked.transfers.map(({ debit, credit, minor }) => [debit, credit, minor])).toEqual([
      ['outside:USDT', 'insuranceFund:USDT', 3_000_000_000n],
    ])
    expect(fundViewOf(drive.state)).toMatchObject({ house: { minor: 1_000_000_000n }, status: 'active', stakedShares: '3000000000' })
  })

  test('behavior: a loss the fund pays is every share’s at once, and an exit on its way bears it', () => {
    const drive = startFundDrive()
    stake(drive, 'alice', 2_000)
    stake(drive, 'bob', 1_000)
    drive.put({ kind: 'unstakeRequested', staker: 'bob' })
    expect(holder(drive, 'bob')?.exit).toMatchObject({ asked: { minor: 1_000_000_000n }, pays: { minor: 1_000_000_000n } })
    openLoss(drive)
    expect(kindsOf(closeLoss(drive))).toContain('shortfallRealised')
    // 1,100 there, 2,100 lost: the fund pays 1,000 of its 4,000, a quarter.
    expect(drive.vault()).toBe(3_000_000_000n)
    expect(holder(drive, 'alice')?.worth.minor).toBe(1_500_000_000n)
    expect(holder(drive, 'bob')?.exit).toMatchObject({ asked: { minor: 1_000_000_000n }, pays: { minor: 750_000_000n } })
    drive.wait(98)
    expect(kindsOf(drive.tick())).toEqual(['unstakeSettled'])
    expect(drive.vault()).toBe(2_250_000_000n)
    expect(holder(drive, 'bob')).toBe(undefined)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('table: the clock pays with the first tick at which the cool-down is over', () => {
    const drive = startFundDrive()
    stake(drive, 'alice', 3_000)
    drive.put({ kind: 'unstakeRequested', staker: 'alice', shares: '1000000000' })
    drive.wait(99.999999)
    expect(kindsOf(drive.tick())).toEqual([])
    drive.wait(0.000001)
    const settled = drive.tick()
    expect(ofKind(settled.decisions, 'unstakeSettled')[0]).toMatchObject({
      staker: 'alice',
      paid: { minor: 1_000_000_000n },
      held: '2000000000',
    })
    expect(settled.transfers.map(({ reason }) => reason)).toEqual(['unstakePaid'])
  })

  test('behavior: while a loss event is open nobody leaves and nobody comes in', () => {
    const drive = startFundDrive()
    stake(drive, 'alice', 2_000)
    stake(drive, 'bob', 1_000)
    drive.put({ kind: 'unstakeRequested', staker: 'alice', shares: '1' })
    drive.wait(99)
    openLoss(drive)
    const event = drive.state.margin?.members.get('long')?.liquidation?.id
    expect(ofKind(drive.tick().decisions, 'unstakeHeld')).toMatchObject([{ staker: 'alice', event }])
    expect(ofKind(drive.tick().decisions, 'unstakeHeld')).toEqual([])
    expect(refusalOf(drive.put({ kind: 'unstakeClaimed', staker: 'alice' }))).toMatchObject({ reason: 'lossOpen', found: event })
    expect(refusalOf(stake(drive, 'carol', 500))).toMatchObject({ reason: 'lossOpen', found: event })
    closeLoss(drive)
    expect(kindsOf(drive.tick())).toContain('unstakeSettled')
    expect(kindsOf(stake(drive, 'carol', 500))).toEqual(['fundStaked'])
  })

  test('behavior: exits are paid each in its time, in the order of the requests, and stakers are told in order of name', () => {
    const drive = startFundDrive()
    stake(drive, 'bob', 1_000)
    stake(drive, 'alice', 1_000)
    expect(fundViewOf(drive.state)?.holders.map(({ staker }) => staker)).toEqual(['alice', 'bob'])
    drive.put({ kind: 'unstakeRequested', staker: 'bob' })
    drive.wait(10)
    drive.put({ kind: 'unstakeRequested', staker: 'alice' })
    drive.wait(90)
    expect(ofKind(drive.tick().decisions, 'unstakeSettled').map(({ staker }) => staker)).toEqual(['bob'])
    expect(fundViewOf(drive.state)?.queuedShares).toBe('1000000000')
    drive.wait(10)
    expect(ofKind(drive.tick().decisions, 'unstakeSettled').map(({ staker }) => staker)).toEqual(['alice'])
  })

  test('behavior: only exits that are due wait for a loss event, and claims leave the queue to the others', () => {
    const drive = startFundDrive()
    for (const staker of ['alice', 'bob', 'carol']) stake(drive, staker, 1_000)
    drive.put({ kind: 'unstakeRequested', staker: 'alice' })
    drive.put({ kind: 'unstakeRequested', staker: 'bob', shares: '500000000' })
    drive.wait(50)
    drive.put({ kind: 'unstakeRequested', staker: 'carol' })
    drive.wait(49)
    openLoss(drive)
    expect(ofKind(drive.tick().decisions, 'unstakeHeld').map(({ staker }) => staker)).toEqual(['alice', 'bob'])
    closeLoss(drive)
    drive.put({ kind: 'unstakeClaimed', staker: 'bob' })
    expect(fundViewOf(drive.state)?.holders.map(({ staker, exit }) => [staker, exit?.held])).toEqual([
      ['alice', true],
      ['bob', undefined],
      ['carol', false],
    ])
    expect(ofKind(drive.tick().decisions, 'unstakeSettled').map(({ staker }) => staker)).toEqual(['alice'])
    drive.wait(60)
    expect(ofKind(drive.tick().decisions, 'unstakeSettled').map(({ staker }) => staker)).toEqual(['carol'])
  })

  test('behavior: a staker is paid on asking once the cool-down is over', () => {
    const drive = startFundDrive()
    stake(drive, 'alice', 3_000)
    drive.put({ kind: 'unstakeRequested', staker: 'alice' })
    expect(refusalOf(drive.put({ kind: 'unstakeClaimed', staker: 'alice' }))).toMatchObject({ reason: 'coolingDown' })
    drive.wait(100)
    expect(ofKind(drive.put({ kind: 'unstakeClaimed', staker: 'alice' }).decisions, 'unstakeSettled')).toMatchObject([{ held: '0' }])
    expect(refusalOf(drive.put({ kind: 'unstakeClaimed', staker: 'alice' }))?.reason).toBe('nothingStaked')
    expect(kindsOf(drive.tick())).toEqual([])
  })

  test('behavior: taking a request back forfeits what came in since', () => {
    const terms = { largestPartBps: 10_000, yearlyCapBps: 1_000_000, settleEvery: seconds(31_536_000), housePartBps: 0 }
    const drive = startFundDrive({ revenue: terms })
    stake(drive, 'alice', 1_000)
    drive.put({ kind: 'unstakeRequested', staker: 'alice' })
    drive.put({ kind: 'fundRevenueReceived', minor: '400000000' })
    drive.tick()
    // 2,400 of 2,000 shares: 1,000 shares are worth 1,200; bought anew with 1,000 against the house's 1,000 shares and 1,400 they are 714.28.
    const cancelled = drive.put({ kind: 'unstakeCancelled', staker: 'alice' })
    expect(ofKind(cancelled.decisions, 'unstakeCancelled')[0]).toMatchObject({ forfeited: '285714286', held: '714285714' })
    expect(holder(drive, 'alice')?.worth.minor).toBe(999_999_999n)
    expect(cancelled.transfers).toEqual([])
    drive.wait(200)
    expect(kindsOf(drive.tick())).toEqual([])
  })

  test('error: a request is not taken back where rounding would take more than the gain', () => {
    const terms = { largestPartBps: 10_000, yearlyCapBps: 1_000_000, settleEvery: seconds(31_536_000), housePartBps: 0 }
    const drive = startFundDrive({ revenue: terms }, 0.000001)
    stake(drive, 'alice', 1_000)
    drive.put({ kind: 'unstakeRequested', staker: 'alice' })
    drive.put({ kind: 'fundRevenueReceived', minor: '400000000' })
    drive.tick()
    expect(refusalOf(drive.put({ kind: 'unstakeCancelled', staker: 'alice' }))?.reason).toBe('forfeitureTooCoarse')
    drive.wait(100)
    expect(ofKind(drive.tick().decisions, 'unstakeSettled')[0]).toMatchObject({ paid: { minor: 1_000_000_000n } })
  })
})

describe('income of the fund', () => {
  const revenue = { largestPartBps: 1_000, yearlyCapBps: 100_000, settleEvery: seconds(31_536_000), housePartBps: 2_500 }

  test('behavior: it waits, and a tenth is settled at a time, part of it for shares of the house', () => {
    const drive = startFundDrive({ revenue })
    stake(drive, 'alice', 1_000)
    const booked = drive.put({ kind: 'fundRevenueReceived', minor: '1000000000' })
    expect(booked.transfers.map(({ credit }) => credit)).toEqual(['fundRevenue:USDT'])
    expect(drive.vault()).toBe(2_000_000_000n)
    const settled = drive.tick()
    expect(ofKind(settled.decisions, 'fundRevenueSettled')).toMatchObject([
      { settled: { minor: 100_000_000n }, waiting: { minor: 900_000_000n } },
    ])
    expect(drive.vault()).toBe(2_100_000_000n)
    expect(fundViewOf(drive.state)?.totalShares).toBe('2025000000')
    expect(kindsOf(drive.tick())).toEqual([])
    drive.wait(31_536_000)
    expect(kindsOf(drive.tick())).toContain('fundRevenueSettled')
  })
})

describe('status of the fund', () => {
  test('table: it follows the queue', () => {
    const drive = startFundDrive()
    stake(drive, 'alice', 9_000)
    const asked = (staker: string, whole: number) => {
      const outcome = drive.put({ kind: 'unstakeRequested', staker, shares: String(whole * 1e6) })
      return ofKind(outcome.decisions, 'fundStatusMoved').map(({ from, to }) => [from, to])
    }
    expect(asked('alice', 2_999)).toEqual([])
    drive.put({ kind: 'unstakeCancelled', staker: 'alice' })
    expect(asked('alice', 3_000)).toEqual([['active', 'onIce']])
    expect(ofKind(drive.put({ kind: 'unstakeCancelled', staker: 'alice' }).decisions, 'fundStatusMoved')).toMatchObject([{ to: 'active' }])
    expect(asked('alice', 6_000)).toEqual([['active', 'frozen']])
    expect(blendExitLevels.frozenFromBps).toBe(shares.exitQueue.frozenFromBps)
  })

  test('behavior: the queue is a signal that triggers may be made of; without shares of a fund it is unknown', () => {
    const drive = startFundDrive()
    drive.tick()
    expect(drive.reading('fundExitQueue')).toEqual({ kind: 'known', value: 0 })
    stake(drive, 'alice', 3_000)
    drive.put({ kind: 'unstakeRequested', staker: 'alice', shares: '1000000000' })
    expect(drive.reading('fundExitQueue')).toEqual({ kind: 'known', value: 0.25 })
    drive.send({
      kind: 'bookSnapshotReceived',
      at: drive.now(),
      venueAt: drive.now(),
      market: drive.market.instrument.id,
      updateId: 9,
      bids: [],
      asks: [],
    })
    expect(drive.reading('fundExitQueue')).toEqual({ kind: 'known', value: 0.25 })
    const empty = startFundDrive({}, 0)
    empty.tick()
    expect(empty.reading('fundExitQueue')).toEqual({ kind: 'known', value: 0 })
    const without = startDrive({ ...drivePolicy({ facilities: [] }), triggers: [], margin: quickMargin })
    without.tick()
    expect(without.reading('fundExitQueue').kind).toBe('unknown')
  })

  test('behavior: a fund with less than it must hold begins and ends on ice', () => {
    const drive = startFundDrive({ leastStake: 0 }, 499)
    expect(fundViewOf(drive.state)?.status).toBe('onIce')
    drive.put({ kind: 'fundStaked', staker: 'alice', minor: '999999' })
    expect(fundViewOf(drive.state)?.status).toBe('onIce')
    const enough = drive.put({ kind: 'fundStaked', staker: 'alice', minor: '1' })
    expect(ofKind(enough.decisions, 'fundStatusMoved')).toMatchObject([{ from: 'onIce', to: 'active' }])
    expect(fundViewOf(startFundDrive({}, 500).state)?.status).toBe('active')
  })

  test('behavior: after a loss that leaves little, shares are counted anew', () => {
    const drive = startFundDrive({}, 0)
    stake(drive, 'alice', 1_002)
    openLoss(drive)
    closeLoss(drive)
    expect(drive.vault()).toBe(2_000_000n)
    const ticked = drive.tick()
    expect(ofKind(ticked.decisions, 'fundSharesRebased')).toMatchObject([{ tenfolds: 1, totalShares: '100200000' }])
    expect(ofKind(ticked.decisions, 'fundStatusMoved')).toMatchObject([{ from: 'active', to: 'onIce' }])
    expect(holder(drive, 'alice')).toMatchObject({ shares: '100200000', worth: { minor: 2_000_000n } })
  })

  test('behavior: shares in the queue are counted anew with all, by a stake as by the clock', () => {
    const drive = startFundDrive({}, 0)
    stake(drive, 'alice', 1_002)
    drive.put({ kind: 'unstakeRequested', staker: 'alice', shares: '12' })
    openLoss(drive)
    closeLoss(drive)
    // As a reader sees it, before anything was counted anew.
    expect(fundViewOf(drive.state)).toMatchObject({ totalShares: '100200000', exponent: 1, queuedShares: '1' })
    expect(kindsOf(stake(drive, 'bob', 10))).toEqual(['fundSharesRebased', 'fundStaked', 'fundStatusMoved'])
    expect(fundViewOf(drive.state)).toMatchObject({ exponent: 1, queuedShares: '1' })
    expect(drive.state.fund?.queuedShares).toBe(1n)
  })

  test('regression: a request that was rounded to nothing leaves the queue when another takes its place', () => {
    const drive = startFundDrive({}, 0)
    stake(drive, 'alice', 1_002)
    drive.put({ kind: 'unstakeRequested', staker: 'alice', shares: '9' })
    openLoss(drive)
    closeLoss(drive)
    drive.tick()
    expect(kindsOf(drive.put({ kind: 'unstakeRequested', staker: 'alice', shares: '50000000' }))).toContain('unstakeRequested')
    expect(drive.state.fund?.queue.length).toBe(1)
    drive.wait(100)
    expect(ofKind(drive.tick().decisions, 'unstakeSettled')).toMatchObject([{ shares: '50000000' }])
  })

  test('behavior: an emptied fund takes no stake while shares claim it', () => {
    const drive = startFundDrive({}, 0)
    stake(drive, 'alice', 1_000)
    openLoss(drive)
    closeLoss(drive)
    expect(drive.vault()).toBe(0n)
    expect(refusalOf(stake(drive, 'bob', 100))?.reason).toBe('claimsOnEmptyVault')
  })
})

describe('refused', () => {
  test.each<readonly [string, Record<string, unknown>, string]>([
    ['a name', { kind: 'fundStaked', staker: 'a b', minor: '-1' }, 'nameNotAllowed'],
    ['an amount', { kind: 'fundStaked', staker: 'a', minor: '-1' }, 'amountNotPositive'],
    ['too little', { kind: 'fundStaked', staker: 'a', minor: '9999999' }, 'belowLeastStake'],
    ['half a share', { kind: 'unstakeRequested', staker: 'nobody', shares: '0.5' }, 'sharesNotWhole'],
    ['nothing staked', { kind: 'unstakeRequested', staker: 'nobody' }, 'nothingStaked'],
    ['nothing staked, so nothing to take back', { kind: 'unstakeCancelled', staker: 'nobody' }, 'nothingStaked'],
    ['nothing requested', { kind: 'unstakeCancelled', staker: 'alice' }, 'nothingRequested'],
    ['nothing requested to pay', { kind: 'unstakeClaimed', staker: 'alice' }, 'nothingRequested'],
    ['more than is held', { kind: 'unstakeRequested', staker: 'alice', shares: '3000000001' }, 'moreThanHeld'],
    ['income of a fund that has none', { kind: 'fundRevenueReceived', minor: '5' }, 'revenueOff'],
    ['no income', { kind: 'fundRevenueReceived', minor: '0' }, 'amountNotPositive'],
  ])('table: %s, with books and shares unchanged', (_name, input, reason) => {
    const drive = startFundDrive()
    stake(drive, 'alice', 3_000)
    const before = encode([drive.state.fund, drive.state.ledger])
    const outcome = drive.put(input as never)
    expect(refusalOf(outcome)?.reason).toBe(reason)
    expect(encode([drive.state.fund, drive.state.ledger])).toBe(before)
  })

  test('behavior: what is in the fund at the start is the house’s before anybody says anything', () => {
    const drive = startFundDrive()
    const before = encode(drive.state.fund)
    drive.put({ kind: 'unstakeClaimed', staker: 'nobody' })
    expect(encode(drive.state.fund)).toBe(before)
  })

  test('error: a second request, and anything without a policy of shares', () => {
    const drive = startFundDrive()
    stake(drive, 'alice', 3_000)
    drive.put({ kind: 'unstakeRequested', staker: 'alice', shares: '1' })
    expect(refusalOf(drive.put({ kind: 'unstakeRequested', staker: 'alice', shares: '1' }))?.reason).toBe('requestInProgress')
    const without = startDrive({ ...drivePolicy({ facilities: [] }), triggers: [], margin: quickMargin })
    const outcome = without.send({ kind: 'fundRevenueReceived', at: without.now(), minor: '5' })
    expect(refusalOf(outcome)?.reason).toBe('fundSharesOff')
    expect(without.state.fund).toBe(undefined)
  })

  test('error: less than a share costs', () => {
    const terms = { largestPartBps: 10_000, yearlyCapBps: 1_000_000, settleEvery: seconds(1), housePartBps: 0 }
    const drive = startFundDrive({ leastStake: 0, revenue: terms }, 0.000001)
    drive.put({ kind: 'fundRevenueReceived', minor: '9' })
    drive.tick()
    // One share, ten units.
    expect(refusalOf(drive.put({ kind: 'fundStaked', staker: 'bob', minor: '9' }))?.reason).toBe('buysNoShare')
    expect(kindsOf(drive.put({ kind: 'fundStaked', staker: 'bob', minor: '10' }))).toContain('fundStaked')
  })
})

test('property: a restored state goes on as the one that was saved', () => {
  const drive = startFundDrive()
  stake(drive, 'alice', 3_000)
  drive.put({ kind: 'unstakeRequested', staker: 'alice', shares: '7' })
  const restored = decode(encode(drive.state)) as EngineState
  drive.wait(100)
  const outcome = step(restored, { seq: restored.seq + 1, input: { kind: 'clockTicked', at: drive.now() } })
  expect(encode(drive.tick())).toBe(encode(outcome))
})
