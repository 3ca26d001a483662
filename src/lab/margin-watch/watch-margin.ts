import { setImmediate } from 'node:timers/promises'
import { createPrng, splitPrng } from '../../base/prng.ts'
import { timeUs, type TimeUs } from '../../base/time.ts'
import { createWatch } from '../../margin/kernel/watch-create.ts'
import { countMismatches, createWatchCheck } from '../../margin/kernel/watch-check.ts'
import { breachedAccounts, tick, type WatchTick } from '../../margin/kernel/watch.ts'
import type { AccountBalance } from '../../margin/kernel/watch-value.ts'
import { countLatency, createLatencyHistogram, latencySummary, type LatencyHistogram, type LatencySummary } from './latency-histogram.ts'
import { drawnAccounts } from './drawn-accounts.ts'
import { simulatedInstruments, simulatedMoves, watchScenarios, type SimulatedUnderlying } from './simulated-market.ts'

/** What to watch, and how. */
export type WatchMarginOptions = Readonly<{
  /** How many simulated accounts. */
  accounts: number
  seed: number
  underlyings: readonly SimulatedUnderlying[]
  /** When it begins. */
  at?: TimeUs
  /** Simulated moves, unless `moves` gives recorded ones. */
  ticks: number
  /** Of all underlyings together; 10 when absent. */
  ticksPerSecond?: number
  /** Recorded moves of the underlyings, in order of time, from `at` on. */
  moves?: Iterable<WatchTick>
  /** Every how many ticks all balances are computed and compared; never when absent. */
  checkEvery?: number
  /** Stops the watch between ticks. */
  signal?: AbortSignal
}>

/** What happens while watching. */
export type WatchMarginEvent =
  | Readonly<{ kind: 'started'; accounts: number; positions: number; instruments: number; startMs: number }>
  | Readonly<{ kind: 'breached' | 'recovered'; tick: number; at: TimeUs; balance: AccountBalance }>
  | Readonly<{ kind: 'checked'; tick: number; mismatches: number }>
  | Readonly<{ kind: 'progressed'; tick: number; breached: number; hot: number; latency: LatencySummary }>

/** How it went. */
export type WatchMarginSummary = Readonly<{
  /** Whether all ticks were watched, or the signal stopped it. */
  outcome: 'finished' | 'stopped'
  ticks: number
  accounts: number
  positions: number
  breaches: number
  recoveries: number
  /** Below zero at the end. */
  breachedNow: number
  checks: number
  mismatches: number
  /** Hot rows after a tick, in the mean. */
  meanHot: number
  /** What a tick took. */
  latency: LatencySummary
  histogram: LatencyHistogram
}>

const progressEvery = 500
const usualStart = timeUs(1_770_000_000_000_000)

/**
 * Watches simulated accounts while their underlyings move, and tells of each breach as it happens.
 *
 * Events are the same for the same options; only durations differ. Between ticks others get their turn, so a signal or a key is heard.
 *
 * @throws ArgumentError for numbers out of range, or a recorded move of an underlying that is not watched.
 *
 * @example
 * const summary = await watchMargin({ accounts: 1_000, seed: 7, underlyings, ticks: 5_000 }, (event) => print(event))
 */
export async function watchMargin(options: WatchMarginOptions, onEvent: (event: WatchMarginEvent) => void): Promise<WatchMarginSummary> {
  const { underlyings, accounts: wanted, at = usualStart, ticks, ticksPerSecond = 10, checkEvery, signal } = options
  const draw = createPrng(options.seed)
  const markets = underlyings.map(({ name, spot }) => ({ underlying: name, spot, volatilityFactor: 1, at }))
  const instruments = underlyings.flatMap((underlying) => simulatedInstruments(underlying, at))
  const market = { markets, instruments, scenarios: watchScenarios }
  const accounts = drawnAccounts({ accounts: wanted, market }, splitPrng(draw))
  const positions = accounts.reduce((sum, account) => sum + account.positions.length, 0)
  const start = performance.now()
  const watch = createWatch({ ...market, accounts })
  onEvent({ kind: 'started', accounts: wanted, positions, instruments: instruments.length, startMs: performance.now() - start })
  const check = createWatchCheck(watch)
  const histogram = createLatencyHistogram()
  let [tickCount, breaches, recoveries, checks, mismatches, hotSum] = [0, 0, 0, 0, 0, 0]
  const moves = options.moves ?? simulatedMoves({ underlyings, at, ticks, ticksPerSecond }, splitPrng(draw))
  for (const move of moves) {
    if (signal?.aborted === true) break
    const before = performance.now()
    const { breached, recovered, counters } = tick(watch, move)
    countLatency(histogram, performance.now() - before)
    tickCount++
    hotSum += counters.hot
    breaches += breached.length
    recoveries += recovered.length
    for (const balance of breached) onEvent({ kind: 'breached', tick: tickCount, at: move.at, balance })
    for (const balance of recovered) onEvent({ kind: 'recovered', tick: tickCount, at: move.at, balance })
    if (checkEvery !== undefined && tickCount % checkEvery === 0) {
      const found = countMismatches(check)
      checks++
      mismatches += found
      onEvent({ kind: 'checked', tick: tickCount, mismatches: found })
    }
    if (tickCount % progressEvery === 0) {
      const breachedNow = breachedAccounts(watch).length
      onEvent({ kind: 'progressed', tick: tickCount, breached: breachedNow, hot: counters.hot, latency: latencySummary(histogram) })
      await setImmediate()
    }
  }
  return {
    outcome: signal?.aborted === true ? 'stopped' : 'finished',
    ...{ ticks: tickCount, accounts: wanted, positions, breaches, recoveries, breachedNow: breachedAccounts(watch).length },
    ...{ checks, mismatches, meanHot: tickCount === 0 ? 0 : hotSum / tickCount, latency: latencySummary(histogram), histogram },
  }
}
