import { decode, encode } from '../src/base/codec.ts'
import { hashOf, type Hash } from '../src/base/hash.ts'
import { createPrng, nextUniform } from '../src/base/prng.ts'
import { durationUs, seconds, timeUs, type TimeUs } from '../src/base/time.ts'
import type { Decision } from '../src/engine/decision.ts'
import type { Policy } from '../src/engine/policy.ts'
import { signalIndex } from '../src/engine/signal-catalogue.ts'
import { createState, type EngineState } from '../src/engine/state.ts'
import type { Outcome } from '../src/engine/turn.ts'
import type { SequencedInput } from '../src/engine/input.ts'
import { createMemoryJournal } from '../src/journal/memory.ts'
import type { Journal } from '../src/journal/journal-contract.ts'
import type { FlatLevels, MarketInput } from '../src/market/market-input.ts'
import { openDurableLog } from '../src/runtime/durable-log.ts'
import { runInputs, type Cursor } from '../src/runtime/runner.ts'
import { createSimulatedVenue, simulatedVenue, type SimulatedVenue } from '../src/venue/simulated/venue.ts'
import { btcPerpetual } from './instruments.ts'

const limits = { budget: 400_000, inventoryLimit: 200_000, lossLimit: 20_000, mayBeShort: true }
const disposal = { shareOfVolume: 0.5, sliceEvery: seconds(2), maxLossBps: 50, patientFor: seconds(20) }

/** A policy that acts within seconds, so that a run of minutes shows everything. */
export const quickPolicy: Policy = {
  name: 'quick',
  hash: hashOf('quick'),
  measure: {
    returnEvery: seconds(1),
    costToTradeNotional: 20_000,
    liquidationHorizon: seconds(100),
    normTimeConstant: seconds(600),
    normMinimumHistory: seconds(10),
    volumeWindow: seconds(6),
    ewmaLambda: 0.94,
    realisedVolatilityReturns: 20,
    jumpTestReturns: 20,
    tailWindowReturns: 120,
    tailMinimumReturns: 40,
    valueAtRiskConfidence: 0.99,
    expectedShortfallConfidence: 0.975,
    models: { names: ['historical'], scoreWindowReturns: 120, scoreMinimumReturns: 120, coverageLevel: 0 },
    flow: { effectiveSpreadWindow: seconds(10), orderFlowWindow: seconds(10), resiliencySampleEvery: seconds(1), resiliencySamples: 20 },
    bookStaleAfter: seconds(5),
    referenceMaxMovePerHour: 200,
  },
  triggers: [
    {
      name: 'depthLoss',
      conditions: [
        { signal: 'depth25Ratio', index: signalIndex('depth25Ratio'), direction: 'below', fire: 0.4, release: 0.7, watch: 0.6 },
        { signal: 'spreadBps', index: signalIndex('spreadBps'), direction: 'above', fire: 8, release: 4, watch: 5 },
      ],
      agreeing: 1,
      holdFor: seconds(3),
      releaseHoldFor: seconds(5),
      coolDownFor: seconds(5),
    },
    {
      name: 'fireSale',
      conditions: [{ signal: 'priceGap', index: signalIndex('priceGap'), direction: 'below', fire: -0.02, release: -0.01, watch: -0.015 }],
      agreeing: 1,
      holdFor: seconds(2),
      releaseHoldFor: seconds(4),
      coolDownFor: seconds(5),
    },
  ],
  openingReserve: 1_000_000,
  feeAllowanceBps: 10,
  markEvery: seconds(5),
  depthDeployment: {
    trigger: 'depthLoss',
    limits,
    floors: [
      { withinBps: 25, shareOfNorm: 0.5 },
      { withinBps: 100, shareOfNorm: 0.5 },
    ],
    penalSpreadBps: 5,
    requoteEvery: seconds(1),
    requoteBps: 2,
    withdrawSteps: 4,
    disposal,
  },
  assetPurchase: { trigger: 'fireSale', limits, discountBps: 100, shareOfVolume: 0.2, sliceEvery: seconds(1), disposal },
}

/** When the run's market begins. */
export const marketStart = timeUs(1_600_000_000_000_000)

/**
 * A market of snapshots and prints, four a second: calm, then a fall with nine tenths of the depth gone, then calm again. With
 * `faulty`, it is silent, one-sided or crossed at times.
 *
 * @example
 * const inputs = smallMarket({ seed: 7, seconds: 180 })
 */
export function smallMarket(options: Readonly<{ seed: number; seconds: number; faulty?: boolean }>): readonly MarketInput[] {
  const draws = createPrng(options.seed)
  const inputs: MarketInput[] = []
  let mid = 100_000
  for (let i = 0; i < options.seconds * 4; i++) {
    const share = i / (options.seconds * 4)
    const falling = share > 0.3 && share < 0.45
    mid += Math.round((nextUniform(draws) - 0.5) * 30 - (falling ? (4_000 * 4) / options.seconds : 0))
    const at = timeUs(marketStart + i * 250_000)
    const fault = options.faulty === true ? nextUniform(draws) : 1
    if (fault < 0.05) i += Math.floor(nextUniform(draws) * 40)
    const depth = (share > 0.3 && share < 0.6 ? 0.1 : 1) * (0.8 + 0.4 * nextUniform(draws))
    const spread = falling ? 20 : 2
    const bids = fault > 0.05 && fault < 0.08 ? [] : levels(mid - spread, -1, depth)
    const asks = fault > 0.08 && fault < 0.1 ? levels(mid - spread - 5, 1, depth) : levels(mid + spread, 1, depth)
    inputs.push({ kind: 'bookSnapshotReceived', at, venueAt: at, market: btcPerpetual.id, updateId: i + 1, bids, asks })
    const tradeAt = timeUs(at + 100_000)
    const taker = nextUniform(draws) < (falling ? 0.1 : 0.5) ? 'buy' : 'sell'
    const ticks = taker === 'buy' ? mid + spread : mid - spread - (falling ? Math.floor(nextUniform(draws) * 60) : 0)
    const lots = 1 + Math.floor(nextUniform(draws) * (falling ? 4_000 : 400))
    inputs.push({ kind: 'tradeReceived', at: tradeAt, venueAt: tradeAt, market: btcPerpetual.id, tradeId: i, ticks, lots, taker })
  }
  return inputs
}

function levels(best: number, step: 1 | -1, depth: number): FlatLevels {
  const flat: number[] = []
  for (let level = 0; level < 40; level++) flat.push(best + step * level * 30, Math.max(1, Math.round(1_500 * depth)))
  return flat
}

/** What a small run left behind. */
export type SmallRun = Readonly<{
  state: EngineState
  stateHash: Hash
  journal: Journal
  decisions: readonly Decision[]
  outcomes: readonly Readonly<{ sequenced: SequencedInput; outcome: Outcome }>[]
  /** Snapshots by sequence number, each as text. */
  snapshots: readonly string[]
}>

/** Where to begin: a journal, and a snapshot of an earlier run over the same inputs. */
export type SmallRunOptions = Readonly<{
  policy?: Policy
  journal?: Journal
  snapshot?: string
  checkpointEvery?: number
  onStep?: (state: EngineState) => void
  commands?: (state: EngineState) => ReturnType<Parameters<typeof runInputs>[0]['takeCommands']>
}>

type Snapshot = { state: EngineState; venue: SimulatedVenue; cursor: Cursor }

/**
 * Runs the real runner, engine and simulated venue over inputs in memory.
 *
 * @example
 * const { stateHash } = await smallRun(smallMarket({ seed: 7, seconds: 180 }))
 */
export async function smallRun(inputs: readonly MarketInput[], options: SmallRunOptions = {}): Promise<SmallRun> {
  const journal = options.journal ?? createMemoryJournal()
  const { state, venue, cursor } = options.snapshot === undefined ? fresh() : (decode(options.snapshot) as Snapshot)
  const outcomes: SmallRun['outcomes'][number][] = []
  const snapshots: string[] = []
  const world = {
    observe: (input: SequencedInput['input']) => simulatedVenue.observeMarket(venue, input),
    submit: (effects: Outcome['effects'], at: TimeUs) => simulatedVenue.submitEffects(venue, effects, at),
    nextDueAt: () => simulatedVenue.nextDueAt(venue),
    takeNext: (upTo: TimeUs) => simulatedVenue.takeNextReport(venue, upTo),
  }
  await runInputs(
    {
      state,
      cursor,
      log: openDurableLog(journal, state.seq),
      world,
      tickEvery: seconds(1),
      start: (at) => ({
        kind: 'runStarted',
        at,
        engineVersion: 'test',
        source: 'small market',
        seed: 1,
        policy: options.policy ?? quickPolicy,
        instruments: [btcPerpetual],
      }),
      onStep: (sequenced, outcome) => {
        outcomes.push({ sequenced, outcome })
        options.onStep?.(state)
      },
      beforeInput: () => undefined,
      takeCommands: () => options.commands?.(state) ?? [],
      checkpointEvery: options.checkpointEvery ?? 1_000_000,
      onCheckpoint: async () => {
        snapshots.push(encode({ state, venue, cursor }))
      },
    },
    batches(inputs),
  )
  const decisions = outcomes.flatMap(({ outcome }) => outcome.decisions)
  return { state, stateHash: hashOf(encode(state)), journal, decisions, outcomes, snapshots }
}

function fresh(): Snapshot {
  return {
    state: createState(),
    venue: createSimulatedVenue({ instruments: [btcPerpetual], latencyUs: durationUs(20_000), makerFeeBps: 2, takerFeeBps: 5 }),
    cursor: { marketInputsRead: 0, nextTickAt: timeUs(0) },
  }
}

async function* batches(inputs: readonly MarketInput[]): AsyncIterable<readonly MarketInput[]> {
  for (let i = 0; i < inputs.length; i += 100) yield inputs.slice(i, i + 100)
}
