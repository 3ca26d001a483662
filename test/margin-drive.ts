import { accept } from '../src/base/result.ts'
import { seconds } from '../src/base/time.ts'
import type { Decision, DecisionBody } from '../src/engine/decision.ts'
import type { Input } from '../src/engine/input.ts'
import type { MarginPolicy } from '../src/engine/margin/margin-policy.ts'
import type { MarginState, MemberState } from '../src/engine/margin/margin-state.ts'
import type { AccountOpened } from '../src/engine/margin/member-input.ts'
import type { Outcome } from '../src/engine/turn.ts'
import type { MarginModel } from '../src/margin/margin-model.ts'
import { drivePolicy, startDrive, type Drive, type DrivePolicyOptions } from './engine-drive.ts'
import { btcPerpetual } from './instruments.ts'

/** A model so plain that thresholds can be hit to the last bit: a tenth of the notional initially, a twentieth for maintenance. */
export const tenthModel: MarginModel = {
  name: 'tiered',
  title: 'A tenth of the notional',
  effectiveFrom: '2020-01-01',
  source: 'made for tests',
  assess: ({ positions, holdings, equity }) => {
    const scenarios = positions.map(({ contract, exposure, underlying }) => {
      const profit = -Math.abs(exposure) * underlying.indexPrice * 0.1
      const outcome = { name: 'a tenth against it', spotMove: exposure > 0 ? -0.1 : 0.1, volatilityMove: 'unchanged', weight: 1, profit }
      const contributions = [{ contract: contract.id, amount: -profit }]
      return { underlying: contract.underlying, scenarios: [outcome], worst: 0, contributions }
    })
    const notional = positions.reduce(
      (sum, { exposure, mark, underlying }) => sum + Math.abs(exposure) * (mark.markPrice ?? underlying.indexPrice),
      0,
    )
    const haircut = { initial: 0, maintenance: 0 }
    for (const { value, market } of holdings) {
      haircut.initial += value * market.initialHaircut
      haircut.maintenance += value * market.maintenanceHaircut
    }
    const [initial, maintenance] = [notional / 10, notional / 20]
    return accept({
      initialMargin: initial + haircut.initial,
      maintenanceMargin: maintenance + haircut.maintenance,
      equity,
      parts: [
        { name: 'notional', initial, maintenance },
        { name: 'haircuts', ...haircut },
      ],
      scans: scenarios,
    })
  },
}

/** Margin that acts at once: marks follow every book, calls are due after 60 s, half a position a step, a step a second. */
export const quickMargin: MarginPolicy = {
  model: 'tiered',
  callDueFor: seconds(60),
  bankruptAtOnce: true,
  liquidation: { until: 'liquidationEnd', shareOfPosition: 0.5, shareOfBook: 1, spacing: seconds(1), boundBps: 500 },
  marks: { leastStepBps: 0, every: seconds(1), mostStepBps: 10_000, staleAfter: seconds(3_600) },
  collateral: [{ asset: 'BTC', decimals: 8, initialHaircut: 0.2, maintenanceHaircut: 0.1, underlying: 'BTC' }],
}

/** A driven run with margin. Prices in ticks of 0.1, lots of 0.001 BTC, money in micro-dollars. */
export type MarginDrive = Drive &
  Readonly<{
    margin: MarginState
    member: (account: string) => MemberState
    /** Opens an account with whole USDT and lots at 100,000 ticks. */
    open: (account: string, holds?: Readonly<{ cash?: number; lots?: number; btc?: number }>) => Outcome
    deposit: (account: string, whole: number, asset?: string) => Outcome
    withdraw: (account: string, whole: number, asset?: string) => Outcome
    trade: Drive['trade']
    position: (account: string, lots: number, ticks?: number) => Outcome
  }>

/**
 * Starts a driven run with margin and without facilities, its mark at 100,000 ticks: 10,000 USDT.
 *
 * @example
 * const drive = startMarginDrive()
 * drive.open('long', { cash: 1_000, lots: 1_000 })
 */
export function startMarginDrive(changes: Partial<MarginPolicy> = {}, options: DrivePolicyOptions = {}): MarginDrive {
  const drive = startDrive({
    ...drivePolicy({ facilities: [], measure: { bookStaleAfter: seconds(3_600) }, ...options }),
    triggers: [],
    margin: { ...quickMargin, ...changes },
  })
  drive.book()
  const { margin } = drive.state
  if (margin === undefined) throw new Error('a run with a margin policy has margin')
  const at = (): Pick<Input, 'at'> => ({ at: drive.now() })
  const minor = (whole: number, asset: string): string => String(Math.round(whole * (asset === 'BTC' ? 1e8 : 1e6)))
  return {
    ...drive,
    margin,
    member: (account) => {
      const member = margin.members.get(account)
      if (member === undefined) throw new Error(`there is no account ${account}`)
      return member
    },
    open: (account, { cash = 0, lots = 0, btc = 0 } = {}) => drive.send({ ...at(), ...opening(account, { cash, lots, btc }) }),
    deposit: (account, whole, asset = 'USDT') =>
      drive.send({ kind: 'depositConfirmed', ...at(), account, asset, minor: minor(whole, asset) }),
    withdraw: (account, whole, asset = 'USDT') =>
      drive.send({ kind: 'withdrawalRequested', ...at(), account, asset, minor: minor(whole, asset) }),
    position: (account, lots, ticks = 100_000) =>
      drive.send({ kind: 'positionChanged', ...at(), account, contract: btcPerpetual.id, lots, ticks }),
  }
}

/**
 * An account that brings whole USDT, whole BTC and lots at 100,000 ticks, without its time.
 *
 * @example
 * opening('long', { cash: 1_000, lots: 1_000, btc: 0 })
 */
export function opening(account: string, holds: Readonly<{ cash: number; lots: number; btc: number }>): Omit<AccountOpened, 'at'> {
  const { cash, lots, btc } = holds
  return {
    kind: 'accountOpened',
    account,
    money: [
      ...(cash > 0 ? [{ asset: 'USDT', minor: String(Math.round(cash * 1e6)) }] : []),
      ...(btc > 0 ? [{ asset: 'BTC', minor: String(Math.round(btc * 1e8)) }] : []),
    ],
    positions: lots === 0 ? [] : [{ contract: btcPerpetual.id, lots, ticks: 100_000 }],
  }
}

/**
 * The kinds of decisions, in order.
 *
 * @example
 * kindsOf(drive.tick()) // ['liquidationStarted', 'reductionOrdered']
 */
export function kindsOf(outcome: Readonly<{ decisions: readonly Decision[] }>): readonly DecisionBody['kind'][] {
  return outcome.decisions.map(({ body }) => body.kind)
}
