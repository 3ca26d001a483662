import { amount } from '../src/base/amount.ts'
import { accept, type Result } from '../src/base/result.ts'
import { timeUs } from '../src/base/time.ts'
import type { Control } from '../src/api/schema.ts'
import type { ControlRefusal, DecisionExplanation, RecordedHistory, RunInfo, RunSession } from '../src/api/session.ts'
import { effectId } from '../src/engine/effect.ts'
import type { Decision, DecisionBody } from '../src/engine/decision.ts'
import type { AccountPage, MarginView } from '../src/engine/margin/margin-view.ts'
import type { EngineView } from '../src/engine/view.ts'
import { marketId } from '../src/market/instrument.ts'

/** The one market of a fake session. */
export const fakeMarket = marketId('BTC-PERP')

const startUs = 1_583_971_200_000_000
const usdt = (minor: bigint): ReturnType<typeof amount> => amount('USDT', minor)

/** A session whose every part can be exchanged while it is served, and which says who listens and what was commanded. */
export type FakeSession = RunSession &
  Readonly<{
    change: (parts: Partial<FakeParts>) => void
    listeners: () => number
    commands: readonly Control[]
  }>

/** What a fake session answers with. */
export type FakeParts = Readonly<{
  info: RunInfo
  view: EngineView | undefined
  history: RecordedHistory
  decisions: readonly Decision[]
  /** Margin of all accounts, and one account; absent as in a run without margin. */
  margin: MarginView | undefined
  account: AccountPage | undefined
  answer: Result<undefined, ControlRefusal>
}>

const failing = { confidence: 0.975, observations: 1_440, exceedances: 41, expected: 14.4, pValue: 3.2e-9, meanScore: -3.91 }
const holding = { confidence: 0.975, observations: 1_440, exceedances: 17, expected: 14.4, pValue: 0.5, meanScore: -4.4 }

/**
 * Makes a session of one market with one decision of every kind. `change` replaces parts and tells the listeners.
 *
 * @example
 * const session = createFakeSession({ view: undefined })
 * session.change({ view: fakeView() })
 */
export function createFakeSession(given: Partial<FakeParts> = {}): FakeSession {
  let parts: FakeParts = {
    info: fakeInfo(),
    view: fakeView(),
    history: fakeHistory([0, 1, 2]),
    decisions: everyBody.map(fakeDecision),
    margin: undefined,
    account: undefined,
    answer: accept(undefined),
    ...given,
  }
  const listeners = new Set<() => void>()
  const commands: Control[] = []
  return {
    info: () => parts.info,
    view: () => parts.view,
    history: (market) => (market === fakeMarket ? parts.history : undefined),
    decisions: (from, limit) => ({ total: parts.decisions.length, decisions: parts.decisions.slice(from, from + limit) }),
    decision: (id) => explanationIn(parts.decisions, id),
    margin: () => parts.margin,
    marginAccount: (account) => (parts.account?.account === account ? parts.account : undefined),
    queue: () => undefined,
    queueContracts: () => [],
    control: (command) => {
      commands.push(command)
      return parts.answer
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    change: (changed) => {
      parts = { ...parts, ...changed }
      for (const listener of listeners) listener()
    },
    listeners: () => listeners.size,
    commands,
  }
}

/**
 * What governs the fake run; without a report until `reportPath` is added.
 *
 * @example
 * fakeInfo({ reportPath: '/tmp/report.html' })
 */
export function fakeInfo(changed: Partial<RunInfo> = {}): RunInfo {
  return {
    id: 'run-1',
    label: 'A run for tests',
    policy: { name: 'quick', hash: 'ab'.repeat(32), text: 'name: quick\n' },
    data: { label: 'made by hand', from: startUs },
    modelled: true,
    reconstruction: false,
    sources: [{ title: 'None' }],
    cannotKnow: ['How others would have reacted.'],
    markets: [fakeMarket],
    progress: { status: 'running', fraction: 0.25, at: startUs, speed: 60, inputs: 10, inputsPerSecond: 5 },
    ...changed,
  }
}

/**
 * The engine's view: ticks of 0.5 USDT, lots of 0.001 BTC, a reserve of over 2^53 minor units.
 *
 * @example
 * fakeView().markets[0]?.tickSize // 0.5
 */
export function fakeView(seq = 7): EngineView {
  const nothing = usdt(0n)
  return {
    seq,
    at: timeUs(startUs),
    halted: false,
    policyName: 'quick',
    policyHash: 'ab'.repeat(32),
    counts: { decisions: 3, transfers: 4, effects: 5 },
    markets: [
      {
        market: fakeMarket,
        quote: 'USDT',
        base: 'BTC',
        tickSize: 0.5,
        lotSize: 0.001,
        modelled: true,
        integrity: 'ok',
        bidTicks: 15_999,
        askTicks: 16_001,
        signals: { spreadBps: { kind: 'known', value: 1.25 }, volumeRatio: { kind: 'unknown', reason: 'noTrades' } },
        triggers: [],
        facilities: [],
        models: [],
      },
    ],
    reserves: [
      {
        asset: 'USDT',
        decimals: 6,
        opening: usdt(9_007_199_254_740_993n),
        available: usdt(9_007_199_254_740_993n),
        committed: nothing,
        deployed: nothing,
        realised: usdt(-5n),
        unrealised: nothing,
        fees: nothing,
      },
    ],
  }
}

/**
 * A recorded history with points at the given seconds; `columns` replaces series, every other one is unknown throughout.
 *
 * @example
 * fakeHistory([0, 1], { spreadBps: [1, null] })
 */
export function fakeHistory(
  atSeconds: readonly number[],
  columns: Partial<RecordedHistory['series']> = {},
  phases: readonly (number | null)[] = atSeconds.map(() => 0),
): RecordedHistory {
  const unknown = atSeconds.map(() => null)
  const names = ['price', 'bid', 'ask', 'spreadBps', 'depth10Bps', 'depth25Bps', 'depth50Bps', 'depth100Bps', 'costToTradeBps'] as const
  const more = ['volumeRatio', 'ewmaVolatility', 'realisedVolatility', 'valueAtRisk', 'expectedShortfall', 'priceGap'] as const
  const empty = Object.fromEntries([...names, ...more].map((name) => [name, unknown])) as unknown as RecordedHistory['series']
  const places = atSeconds.map((_, i) => i)
  return {
    market: fakeMarket,
    quote: 'USDT',
    modelled: true,
    atUs: atSeconds.map((second) => startUs + Math.round(second * 1e6)),
    series: { ...empty, ...columns },
    phases: [{ trigger: 'depthLoss', values: phases }],
    reserves: [{ asset: 'USDT', available: places, committed: unknown, deployed: places, unrealised: unknown, realised: unknown }],
  }
}

const order = { effectId: effectId(7, 0), side: 'buy', ticks: 15_990, lots: 250 } as const
const quotes = { kind: 'quotesWithdrawn', facility: 'depthDeployment', orders: [effectId(7, 0), effectId(7, 1)] } as const
const fill = {
  kind: 'orderFilled',
  orderId: effectId(7, 0),
  ticks: 15_990,
  lots: 250,
  realised: usdt(-1_250_000n),
  fee: usdt(430_000n),
} as const

/** One body of every kind, and of every reason or side that is worded differently. */
export const everyBody: readonly DecisionBody[] = [
  { kind: 'triggerMoved', from: 'calm', to: 'stressed' },
  { kind: 'backstopActivated', facilities: ['depthDeployment', 'assetPurchase'] },
  { kind: 'backstopReleased', activeForUs: 90_000_000 },
  { kind: 'quotesPlaced', facility: 'depthDeployment', midTicks: 16_000, orders: [order, { ...order, side: 'sell', lots: 100 }] },
  ...(['marketReturned', 'released', 'bookUnknown', 'requote', 'suspended', 'halted'] as const).map((why) => ({ ...quotes, why })),
  { kind: 'purchaseOrdered', facility: 'assetPurchase', referenceTicks: 16_400, boundTicks: 16_010, order },
  { kind: 'purchaseOrdered', facility: 'assetPurchase', referenceTicks: 16_400, boundTicks: 16_010, order: { ...order, side: 'sell' } },
  { kind: 'disposalOrdered', facility: 'assetPurchase', averageCostTicks: 15_000, boundTicks: 15_985, order: { ...order, side: 'sell' } },
  { ...fill, facility: 'depthDeployment', side: 'buy' },
  { ...fill, facility: 'assetPurchase', side: 'sell' },
  { kind: 'orderEnded', facility: 'depthDeployment', orderId: effectId(7, 0), why: 'cancelled', lotsLeft: 50 },
  { kind: 'orderEnded', facility: 'depthDeployment', orderId: effectId(7, 0), why: 'rejected', detail: 'would take', lotsLeft: 50 },
  { kind: 'inventoryMarked', facility: 'assetPurchase', markTicks: 15_800, unrealised: usdt(-2_500_000_000n), change: usdt(10_000n) },
  { kind: 'facilitySuspended', facility: 'assetPurchase', why: 'lossLimit' },
  ...(['payoffNotSupported', 'budgetSpent', 'inventoryLimit', 'halted'] as const).map(
    (why) => ({ kind: 'facilityWithheld', facility: 'depthDeployment', why }) as const,
  ),
  { kind: 'modelDemoted', model: 'historical', successor: 'filteredHistorical', record: failing, successorRecord: holding },
  { kind: 'modelDistrusted', model: 'ewmaNormal', record: failing },
  { kind: 'modelTrusted', model: 'historical', record: holding },
  { kind: 'engineHalted', by: 'operator', reason: 'a look around' },
  { kind: 'engineResumed', by: 'operator', reason: 'all well' },
]

/**
 * A decision with a body, numbered by its place: `7:<place>`.
 *
 * @example
 * fakeDecision({ kind: 'engineHalted', by: 'operator', reason: 'a look around' }, 0).id // '7:0'
 */
export function fakeDecision(body: DecisionBody, place: number): Decision {
  const met = { signal: 'spreadBps', direction: 'above', fire: 50, release: 20, condition: 'met', modelled: true } as const
  const money = { limit: usdt(400_000_000_000n), committed: usdt(0n), deployed: usdt(0n), available: usdt(400_000_000_000n) }
  return {
    id: `7:${place}`,
    seq: 7,
    at: timeUs(startUs + place),
    market: fakeMarket,
    trigger: 'depthLoss',
    evidence: [{ ...met, reading: { kind: 'known', value: 61 } }],
    budgetBefore: money,
    transfers: ['7:0'],
    body,
  }
}

function explanationIn(decisions: readonly Decision[], id: string): DecisionExplanation | undefined {
  const index = decisions.findIndex((decision) => decision.id === id)
  const decision = decisions[index]
  if (decision === undefined) return undefined
  return {
    decision,
    index,
    input: { seq: decision.seq, at: decision.at, kind: 'tick', text: '{"kind":"tick"}' },
    rule: { name: 'depthLoss', text: 'spreadBps above 50 for 3 s' },
    transfers: [{ id: '7:0', debit: 'reserve', credit: 'orders', amount: usdt(9_007_199_254_740_993n), state: 'pending' }],
    effects: [{ effectId: '7:0', text: 'place an order', outcome: 'accepted' }],
  }
}
