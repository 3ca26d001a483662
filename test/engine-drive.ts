import type { Desk } from '../src/engine/desks.ts'
import { hashOf } from '../src/base/hash.ts'
import { later, seconds, timeUs, type DurationUs, type TimeUs } from '../src/base/time.ts'
import type { Decision, DecisionBody } from '../src/engine/decision.ts'
import { desksOf } from '../src/engine/desks.ts'
import type { EffectReport } from '../src/engine/effect.ts'
import type { Input, SequencedInput } from '../src/engine/input.ts'
import type { AuctionPolicy } from '../src/engine/loss/auction-policy.ts'
import type { DeleveragingPolicy } from '../src/engine/loss/deleveraging-policy.ts'
import type { WaterfallPolicy } from '../src/engine/loss/waterfall-policy.ts'
import type { MarketState } from '../src/engine/market-state.ts'
import type { Policy } from '../src/engine/policy.ts'
import { signalIndex } from '../src/engine/signal-catalogue.ts'
import { createState, type EngineState } from '../src/engine/state.ts'
import { step } from '../src/engine/step.ts'
import type { Outcome } from '../src/engine/turn.ts'
import type { FacilityName, FacilityLimits, OrderId } from '../src/backstop/facility.ts'
import type { Instrument } from '../src/market/instrument.ts'
import type { FlatLevels } from '../src/market/market-input.ts'
import { readingAt, type Reading } from '../src/trigger/reading.ts'
import { btcPerpetual } from './instruments.ts'
import { quickPolicy } from './small-run.ts'

/** When a driven run starts: on a whole second. */
export const driveStart = timeUs(1_600_000_000_000_000)

/** Limits that nothing in a driven run comes near. */
export const wideLimits: FacilityLimits = { budget: 400_000, inventoryLimit: 200_000, lossLimit: 20_000, mayBeShort: true }

/** What a test wants otherwise than the driven policy has it. */
export type DrivePolicyOptions = Readonly<{
  limits?: Partial<FacilityLimits>
  openingReserve?: number
  measure?: Partial<Policy['measure']>
  facilities?: readonly FacilityName[]
  feeAllowanceBps?: number
  auction?: AuctionPolicy
  deleveraging?: DeleveragingPolicy
  waterfall?: WaterfallPolicy
}>

/**
 * A policy that acts on the input that calls for it: `wide` fires at a spread above 8 bps, `gap` at a price 2 % below the
 * reference, both at once; they are released after 4 s.
 *
 * @example
 * drivePolicy({ limits: { budget: 0 } })
 */
export function drivePolicy(options: DrivePolicyOptions = {}): Policy {
  const limits = { ...wideLimits, ...options.limits }
  const facilities = options.facilities ?? ['depthDeployment', 'assetPurchase']
  const disposal = { shareOfVolume: 0.5, sliceEvery: seconds(1), maxLossBps: 50, patientFor: seconds(20) }
  const times = { agreeing: 1, holdFor: seconds(0), releaseHoldFor: seconds(4), coolDownFor: seconds(0) }
  const spread = { signal: 'spreadBps', index: signalIndex('spreadBps'), direction: 'above', fire: 8, release: 4, watch: 5 } as const
  const gap = {
    signal: 'priceGap',
    index: signalIndex('priceGap'),
    direction: 'below',
    fire: -0.02,
    release: -0.01,
    watch: -0.015,
  } as const
  return {
    name: 'driven',
    hash: hashOf('driven'),
    measure: { ...quickPolicy.measure, referenceMaxMovePerHour: 0.06, ...options.measure },
    triggers: [
      { name: 'wide', conditions: [spread], ...times },
      { name: 'gap', conditions: [gap], ...times },
    ],
    openingReserve: options.openingReserve ?? 1_000_000,
    feeAllowanceBps: options.feeAllowanceBps ?? 10,
    markEvery: seconds(5),
    ...(options.auction !== undefined && { auction: options.auction }),
    ...(options.deleveraging !== undefined && { deleveraging: options.deleveraging }),
    ...(options.waterfall !== undefined && { waterfall: options.waterfall }),
    ...(facilities.includes('depthDeployment') && {
      depthDeployment: {
        trigger: 'wide',
        limits,
        floors: [{ withinBps: 25, shareOfNorm: 0.5 }],
        penalSpreadBps: 5,
        requoteEvery: seconds(1),
        requoteBps: 2,
        withdrawSteps: 4,
        disposal,
      },
    }),
    ...(facilities.includes('assetPurchase') && {
      assetPurchase: { trigger: 'gap', limits, discountBps: 100, shareOfVolume: 0.2, sliceEvery: seconds(1), disposal },
    }),
  }
}

/** A book of one level a side, by the ticks of its mid and of half its spread. */
export type DrivenBook = Readonly<{ mid?: number; half?: number; lots?: number; bids?: FlatLevels; asks?: FlatLevels }>

/** An engine that a test drives by hand, one input at a time, at a time of its own. */
export type Drive = Readonly<{
  state: EngineState
  market: MarketState
  now: () => TimeUs
  /** Everything that was sent so far. */
  sent: readonly SequencedInput[]
  /** Lets so many seconds pass before the next input. */
  wait: (secondsLater: number) => void
  send: (input: Input) => Outcome
  /** A snapshot: mid 100 000 ticks, spread 2 bps and 2 000 lots a side unless said otherwise. */
  book: (book?: DrivenBook) => Outcome
  trade: (ticks: number, lots: number) => Outcome
  tick: () => Outcome
  report: (orderId: string, report: EffectReport) => Outcome
  command: (command: 'halt' | 'resume') => Outcome
  desk: (facility: FacilityName) => Desk
  reading: (signal: string) => Reading
}>

/**
 * Starts a driven run of one market.
 *
 * @example
 * const drive = startDrive(drivePolicy())
 */
export function startDrive(policy: Policy, instrument: Instrument = btcPerpetual): Drive {
  const state = createState()
  let now = driveStart
  let id = 0
  const sent: SequencedInput[] = []
  const send = (input: Input): Outcome => {
    const sequenced = { seq: state.seq + 1, input }
    sent.push(sequenced)
    return step(state, sequenced)
  }
  send({ kind: 'runStarted', at: now, engineVersion: 'test', source: 'drive', seed: 1, policy, instruments: [instrument] })
  const market = state.markets.get(instrument.id)
  if (market === undefined) throw new Error('a run has the markets it was started with')
  return {
    state,
    market,
    now: () => now,
    sent,
    wait: (secondsLater) => {
      now = later(now, Math.round(secondsLater * 1e6) as DurationUs)
    },
    send,
    book: ({ mid = 100_000, half = 10, lots = 2_000, bids = [mid - half, lots], asks = [mid + half, lots] } = {}) =>
      send({ kind: 'bookSnapshotReceived', at: now, venueAt: now, market: instrument.id, updateId: (id += 1), bids, asks }),
    trade: (ticks, lots) =>
      send({ kind: 'tradeReceived', at: now, venueAt: now, market: instrument.id, tradeId: (id += 1), ticks, lots, taker: 'sell' }),
    tick: () => send({ kind: 'clockTicked', at: now }),
    report: (orderId, report) => send({ kind: 'effectReported', at: now, effectId: orderId as OrderId, report }),
    command: (command) => send({ kind: 'operatorCommanded', at: now, by: 'test', command, reason: 'drill' }),
    desk: (facility) => {
      const desk = desksOf(market, policy).find((candidate) => candidate.facility.facility === facility)
      if (desk === undefined) throw new Error(`the driven policy has no ${facility}`)
      return desk
    },
    reading: (signal) => readingAt(market.signals, signalIndex(signal)),
  }
}

/**
 * The bodies of one kind among decisions.
 *
 * @example
 * ofKind(outcome.decisions, 'facilityWithheld').map((body) => body.why)
 */
export function ofKind<Kind extends DecisionBody['kind']>(
  decisions: readonly Decision[],
  kind: Kind,
): readonly Extract<DecisionBody, { kind: Kind }>[] {
  return decisions.map(({ body }) => body).filter((body): body is Extract<DecisionBody, { kind: Kind }> => body.kind === kind)
}

/** A fill of `lots` at `ticks`, with `lotsLeft` of the order after it and a fee in minor units. */
export function fill(ticks: number, lots: number, lotsLeft: number, feeMinor = 0n): EffectReport {
  return { kind: 'filled', ticks, lots, lotsLeft, liquidity: 'maker', feeMinor: String(feeMinor) }
}
