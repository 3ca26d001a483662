import { amount } from '../../src/base/amount.ts'
import { accept } from '../../src/base/result.ts'
import { timeUs } from '../../src/base/time.ts'
import type { Control } from '../../src/api/schema.ts'
import type { RunInfo, RunSession } from '../../src/api/session.ts'
import { phaseNames } from '../../src/api/thin.ts'
import type { EngineView, FacilityView, MarketView } from '../../src/engine/view.ts'
import type { Reading } from '../../src/trigger/reading.ts'
import { syntheticCrash, type CrashMinute } from './synthetic-crash.ts'
import { crashLot, crashMarket, crashTick, syntheticDecisions, usualDepth } from './synthetic-decisions.ts'

/** A session that stands where a test puts it. For tests of the API and the dashboard only. */
export type FakeSession = RunSession &
  Readonly<{ goTo: (minute: number) => void; fail: (why: string) => void; commands: readonly Control[] }>

const million = (count: number): bigint => BigInt(Math.round(count * 1e6)) * 1_000_000n

/**
 * Makes a session over the synthetic crash. `goTo(0)` is before the first input; `goTo(2880)` is the end.
 *
 * @example
 * const session = createFakeSession()
 * session.goTo(700)
 */
export function createFakeSession(): FakeSession {
  const minutes = syntheticCrash()
  const decisions = syntheticDecisions(minutes)
  const listeners = new Set<() => void>()
  const commands: Control[] = []
  let shown = 0
  let failure: string | undefined
  let paused = false
  let halted = false
  let speed: number | 'max' = 2_400
  const taken = (): typeof decisions => decisions.filter((decision) => decision.seq <= shown)
  const tell = (): void => listeners.forEach((listener) => listener())
  const status = (): RunInfo['progress']['status'] => {
    if (failure !== undefined) return 'failed'
    if (shown >= minutes.length) return 'finished'
    return paused ? 'paused' : 'running'
  }
  return {
    info: () => infoOf({ shown, minutes, status: status(), speed, failure }),
    view: () => viewOf(minutes.slice(0, shown), { halted, decisions: taken().length }),
    history: (market) => (market === crashMarket ? historyOf(minutes.slice(0, shown)) : undefined),
    decisions: (from, limit) => ({ total: taken().length, decisions: taken().slice(from, from + limit) }),
    decision: (id) => {
      const index = taken().findIndex((decision) => decision.id === id)
      const decision = taken()[index]
      if (decision === undefined) return undefined
      const money = amount('USDT', 25_000_000_000n)
      return {
        decision,
        index,
        input: { seq: decision.seq, at: decision.at, kind: 'barClosed', text: `{"kind":"barClosed","at":${decision.at}}` },
        ...(decision.trigger === undefined ? {} : { rule: { name: decision.trigger, text: 'at least 1 of 2 conditions for 10 s' } }),
        transfers: decision.transfers.map((each) => ({
          id: each,
          debit: 'reserve:USDT',
          credit: 'orders:USDT',
          amount: money,
          state: 'pending',
        })),
        effects: [],
      }
    },
    margin: () => undefined,
    marginAccount: () => undefined,
    queue: () => undefined,
    queueContracts: () => [],
    control: (command) => {
      commands.push(command)
      if (command.action === 'pause' || command.action === 'resume') paused = command.action === 'pause'
      if (command.action === 'halt' || command.action === 'unhalt') halted = command.action === 'halt'
      if (command.action === 'speed') speed = command.speed
      tell()
      return accept(undefined)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    goTo: (minute) => {
      shown = minute
      tell()
    },
    fail: (why) => {
      failure = why
      tell()
    },
    commands,
  }
}

function infoOf(
  given: Readonly<{
    shown: number
    minutes: readonly CrashMinute[]
    status: RunInfo['progress']['status']
    speed: number | 'max'
    failure: string | undefined
  }>,
): RunInfo {
  const { shown, minutes, status, speed, failure } = given
  const last = minutes[shown - 1]
  return {
    id: 'synthetic-1',
    label: 'Two synthetic falls (test data)',
    policy: { name: 'test-policy', hash: 'ab'.repeat(32), text: 'name: test-policy\n' },
    data: { label: 'synthetic' },
    modelled: true,
    reconstruction: true,
    sources: [{ title: 'Drawn from a seed' }],
    cannotKnow: ['How others would have reacted.'],
    markets: [crashMarket],
    progress: {
      status,
      fraction: shown / minutes.length,
      ...(last === undefined ? {} : { at: last.atUs }),
      speed,
      inputs: shown,
      inputsPerSecond: 0,
      ...(failure === undefined ? {} : { failure }),
    },
  }
}

function viewOf(minutes: readonly CrashMinute[], given: Readonly<{ halted: boolean; decisions: number }>): EngineView | undefined {
  const last = minutes.at(-1)
  if (last === undefined) return undefined
  const deployed = last.phase === 'active' ? million(3.25) : 0n
  const committed = last.phase === 'active' ? million(0.5) : 0n
  const usdt = (minor: bigint): ReturnType<typeof amount> => amount('USDT', minor)
  return {
    seq: minutes.length,
    at: timeUs(last.atUs),
    halted: given.halted,
    policyName: 'test-policy',
    policyHash: 'ab'.repeat(32),
    counts: { decisions: given.decisions, transfers: given.decisions * 2, effects: given.decisions },
    markets: [marketOf(minutes, last)],
    reserves: [
      {
        asset: 'USDT',
        decimals: 6,
        opening: usdt(million(50)),
        available: usdt(million(50) - deployed - committed - 123_456_789n),
        committed: usdt(committed),
        deployed: usdt(deployed),
        realised: usdt(-123_456_789n),
        unrealised: usdt(-1_005_000n),
        fees: usdt(2_100_000n),
      },
    ],
  }
}

function marketOf(minutes: readonly CrashMinute[], last: CrashMinute): MarketView {
  const readings = readingsOf(last)
  const bidTicks = Math.floor(last.price / crashTick) - 1
  const since = minutes.findLast((minute) => minute.phase !== last.phase)
  const unknownBook = last.unknown === 'stale'
  return {
    market: crashMarket,
    quote: 'USDT',
    base: 'BTC',
    tickSize: crashTick,
    lotSize: crashLot,
    modelled: true,
    integrity: unknownBook ? 'stale' : 'ok',
    ...(unknownBook ? {} : { bidTicks, askTicks: bidTicks + 2, midTicks: bidTicks + 1 }),
    signals: readings,
    triggers: [
      {
        name: 'depthLoss',
        phase: last.phase,
        since: timeUs((since?.atUs ?? last.atUs - 60_000_000) + 60_000_000),
        heldForUs: 0,
        holdForUs: 10_000_000,
        releaseHoldForUs: 60_000_000,
        conditions: [
          conditionOf('depth25Ratio', readings, { direction: 'below', fire: 0.35, release: 0.6 }),
          conditionOf('spreadBps', readings, { direction: 'above', fire: 8, release: 3 }),
        ],
      },
    ],
    facilities: [facilityOf(last)],
    models: modelsOf(last),
  }
}

/** The champion has just given way: the volatile minutes were more than the window had seen. */
function modelsOf(last: CrashMinute): MarketView['models'] {
  const risk = 0.004 + (last.phase === 'calm' ? 0 : 0.009)
  return [
    {
      name: 'historical',
      standing: 'challenger',
      valueAtRisk: 0.0041,
      expectedShortfall: 0.0052,
      record: { confidence: 0.975, observations: 1_440, exceedances: 81, expected: 36, pValue: 3.2e-9, meanScore: -3.91 },
    },
    {
      name: 'filteredHistorical',
      standing: 'champion',
      valueAtRisk: risk,
      expectedShortfall: risk * 1.2,
      record: { confidence: 0.975, observations: 1_440, exceedances: 39, expected: 36, pValue: 0.5, meanScore: -4.4 },
    },
    { name: 'ewmaNormal', standing: 'challenger', record: { confidence: 0.975, observations: 120, exceedances: 7, expected: 3 } },
  ]
}

function readingsOf(minute: CrashMinute): Readonly<Record<string, Reading>> {
  const read = (value: number): Reading =>
    minute.unknown === undefined ? { kind: 'known', value } : { kind: 'unknown', reason: minute.unknown }
  return {
    spreadBps: read(minute.spreadBps),
    depth25Bps: read(minute.depth),
    depth25Ratio: read(minute.depth / usualDepth),
    volumeRatio: read(minute.volumeRatio),
    priceGap: read((minute.price - 7_930) / 7_930),
  }
}

function conditionOf(
  signal: string,
  readings: Readonly<Record<string, Reading>>,
  rule: Readonly<{ direction: 'above' | 'below'; fire: number; release: number }>,
): MarketView['triggers'][number]['conditions'][number] {
  const reading = readings[signal] ?? { kind: 'unknown', reason: 'warmingUp' }
  const met = reading.kind === 'known' && (rule.direction === 'above' ? reading.value > rule.fire : reading.value < rule.fire)
  return { signal, reading, ...rule, met }
}

function facilityOf(last: CrashMinute): FacilityView {
  const usdt = (minor: bigint): ReturnType<typeof amount> => amount('USDT', minor)
  const ticks = Math.round(last.price / crashTick)
  const works = last.phase === 'active'
  return {
    facility: 'depthDeployment',
    suspended: false,
    positionLots: works ? 640_500 : 0,
    averageCostTicks: works ? ticks - 12 : 0,
    committed: usdt(works ? million(0.5) : 0n),
    deployed: usdt(works ? million(3.25) : 0n),
    budget: usdt(million(20)),
    realised: usdt(-123_456_789n),
    unrealised: usdt(-1_005_000n),
    fees: usdt(2_100_000n),
    openOrders: works ? [{ orderId: '1:0', side: 'buy', ticks: ticks - 10, lots: 2_000 }] : [],
  }
}

function historyOf(minutes: readonly CrashMinute[]): NonNullable<ReturnType<RunSession['history']>> {
  const column = (value: (minute: CrashMinute) => number): (number | null)[] =>
    minutes.map((minute) => (minute.unknown === undefined ? value(minute) : null))
  const working = (minute: CrashMinute, whole: number): number => (minute.phase === 'active' ? whole : 0)
  return {
    market: crashMarket,
    quote: 'USDT',
    modelled: true,
    atUs: minutes.map((minute) => minute.atUs),
    series: {
      price: column((minute) => minute.price),
      bid: column((minute) => minute.price - 0.5),
      ask: column((minute) => minute.price + 0.5),
      spreadBps: column((minute) => minute.spreadBps),
      depth10Bps: column((minute) => minute.depth * 0.3),
      depth25Bps: column((minute) => minute.depth),
      depth50Bps: column((minute) => minute.depth * 2),
      depth100Bps: column((minute) => minute.depth * 3),
      costToTradeBps: column((minute) => minute.spreadBps * 1.5),
      volumeRatio: column((minute) => minute.volumeRatio),
      ewmaVolatility: column((minute) => minute.volatility),
      realisedVolatility: column((minute) => minute.volatility * 0.9),
      valueAtRisk: column((minute) => minute.volatility / 500),
      expectedShortfall: column((minute) => minute.volatility / 420),
      priceGap: column((minute) => (minute.price - 7_930) / 7_930),
    },
    phases: [{ trigger: 'depthLoss', values: minutes.map((minute) => phaseNames.indexOf(minute.phase)) }],
    reserves: [
      {
        asset: 'USDT',
        available: minutes.map((minute) => 50e6 - 123.456789 - working(minute, 3.75e6)),
        committed: minutes.map((minute) => working(minute, 0.5e6)),
        deployed: minutes.map((minute) => working(minute, 3.25e6)),
        unrealised: minutes.map(() => -1.005),
        realised: minutes.map(() => -123.456789),
      },
    ],
  }
}
