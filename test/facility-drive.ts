import { seconds } from '../src/base/time.ts'
import type { MarginPolicy } from '../src/engine/margin/margin-policy.ts'
import type { Policy } from '../src/engine/policy.ts'
import type { MarketId } from '../src/market/instrument.ts'
import type { Decision } from '../src/engine/decision.ts'
import type { Outcome } from '../src/engine/turn.ts'
import { drivePolicy, fill, startDrive, type Drive } from './engine-drive.ts'
import { btcPerpetual } from './instruments.ts'
import { quickMargin } from './margin-drive.ts'

/** The sections a driven run of the facilities has: windows and epochs of a minute, limits of some hundreds of dollars. */
export const facilitySections = {
  lossGuarantee: {
    windowFor: seconds(60),
    leadFor: seconds(5),
    claimFor: seconds(30),
    premiumBps: 100,
    scarcityBps: 400,
    deductible: 10,
    coveredBps: 8_000,
    farBps: 500,
    perWindow: 1_000,
    perAccount: 500,
    perGroup: 800,
    coolDownFor: seconds(300),
  },
  collateralSupport: {
    collateral: [{ asset: 'BTC', haircut: 0.2 }],
    epochFor: seconds(60),
    marketBps: 500,
    markupBps: 300,
    scarcityBps: 700,
    termFor: seconds(600),
    callDueFor: seconds(10),
    lendAtBps: 9_000,
    callAtBps: 10_000,
    equityAtLeastBps: 2_000,
    seniority: 1,
    budget: 2_000,
    perAccount: 900,
    perGroup: 1_200,
    perEpoch: 1_500,
    coolDownFor: seconds(120),
  },
  fundDraw: {
    epochFor: seconds(600),
    perEvent: 150,
    perAccount: 300,
    perGroup: 300,
    perEpoch: 500,
    coolDownFor: seconds(60),
    farBps: 500,
    reviewFor: seconds(120),
  },
} satisfies Partial<Policy>

/** A driven run of the facilities: accounts with an owner, trades with a counterparty, amounts in whole dollars. */
export type FacilityDrive = Drive &
  Readonly<{
    open: (account: string, holds: Readonly<{ owner?: string; cash?: number; btc?: number; lots?: number }>) => Outcome
    trades: (account: string, lots: number, at: Readonly<{ ticks: number; counterparty?: string }>) => Outcome
  }>

/**
 * Starts a driven run with members and facilities, its mark at 100,000 ticks: 10,000 USDT. An account is asked for what its model says.
 *
 * @example
 * const drive = startFacilityDrive()
 */
export function startFacilityDrive(sections: Partial<Policy> = facilitySections, margin: Partial<MarginPolicy> = {}): FacilityDrive {
  const drive = startDrive({
    ...drivePolicy({ facilities: [], measure: { bookStaleAfter: seconds(3_600) } }),
    triggers: [],
    margin: { ...quickMargin, ...margin },
    ...sections,
  })
  drive.book()
  const contract: MarketId = btcPerpetual.id
  return {
    ...drive,
    open: (account, { owner, cash = 0, btc = 0, lots = 0 }) =>
      drive.send({
        kind: 'accountOpened',
        at: drive.now(),
        account,
        ...(owner !== undefined && { owner }),
        money: [
          ...(cash > 0 ? [{ asset: 'USDT', minor: String(cash * 1e6) }] : []),
          ...(btc > 0 ? [{ asset: 'BTC', minor: String(btc * 1e8) }] : []),
        ],
        positions: lots === 0 ? [] : [{ contract, lots, ticks: 100_000 }],
      }),
    trades: (account, lots, { ticks, counterparty }) =>
      drive.send({
        kind: 'positionChanged',
        at: drive.now(),
        account,
        contract,
        lots,
        ticks,
        ...(counterparty !== undefined && { counterparty }),
      }),
  }
}

/**
 * Buys or sells all that a liquidation sends at a price, until nothing is left.
 *
 * @example
 * liquidate(drive, 'loser', 88_000)
 */
export function liquidate(drive: FacilityDrive, account: string, ticks: number): readonly Decision[] {
  const decisions: Decision[] = []
  for (let step = 0; step < 4; step++) {
    const orderId = drive.state.margin?.members.get(account)?.liquidation?.orderId
    const left = orderId === undefined ? undefined : drive.state.margin?.reductions.get(orderId)?.lotsLeft
    if (orderId === undefined || left === undefined) break
    decisions.push(...drive.report(orderId, fill(ticks, left, 0)).decisions)
    drive.wait(1)
    decisions.push(...drive.tick().decisions)
  }
  return decisions
}
