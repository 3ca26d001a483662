import { InputFault } from '../../base/fault.ts'
import { later, type DurationUs, type TimeUs } from '../../base/time.ts'
import { signalIndex, type SignalName } from '../../engine/signal-catalogue.ts'
import type { Input } from '../../engine/input.ts'
import type { Policy } from '../../engine/policy.ts'
import { createState, type EngineState } from '../../engine/state.ts'
import { step } from '../../engine/step.ts'
import type { Feed } from '../../feed/feed-contract.ts'
import type { Instrument } from '../../market/instrument.ts'

/** A signal of one market, read at even times as a detector would observe it. */
export type SignalSample = Readonly<{ market: string; values: Float64Array; unknown: number }>

/**
 * Runs the engine over a feed, without triggers and facilities, and reads one signal once in each interval.
 *
 * @param options - `policy` says how the market is measured.
 * @returns Known values in time order; unknown ones are counted.
 * @throws InputFault when the feed is empty, or has several markets and `symbol` names none of them.
 *
 * @example
 * const { values } = await sampleSignal(feed, { policy, signal: 'spreadBps', every: seconds(60) })
 */
export async function sampleSignal(
  feed: Feed,
  options: Readonly<{ policy: Policy; signal: SignalName; every: DurationUs; symbol?: string }>,
): Promise<SignalSample> {
  const instrument = instrumentOf(feed, options.symbol)
  const state = createState()
  const values: number[] = []
  let unknown = 0
  let next: TimeUs | undefined
  for await (const batch of feed.inputs) {
    for (const input of batch) {
      if (input.market !== instrument.id) continue
      if (next === undefined) {
        take(state, startOf(feed, instrument, options.policy, input.at))
        next = later(input.at, options.every)
      }
      for (; next <= input.at; next = later(next, options.every)) {
        take(state, { kind: 'clockTicked', at: next })
        const value = known(state, instrument, options.signal)
        if (value === undefined) unknown += 1
        else values.push(value)
      }
      take(state, input)
    }
  }
  if (next === undefined) throw new InputFault({ file: feed.label, place: 'whole file', expected: 'market data', found: 'none' })
  return { market: instrument.id, values: Float64Array.from(values), unknown }
}

function take(state: EngineState, input: Input): void {
  step(state, { seq: state.seq + 1, input })
}

function startOf(feed: Feed, instrument: Instrument, policy: Policy, at: TimeUs): Input {
  const { name, hash, measure, openingReserve, feeAllowanceBps, markEvery } = policy
  const watching: Policy = { name, hash, measure, triggers: [], openingReserve, feeAllowanceBps, markEvery }
  return { kind: 'runStarted', at, engineVersion: '', source: feed.label, seed: 0, policy: watching, instruments: [instrument] }
}

function known(state: EngineState, instrument: Instrument, signal: SignalName): number | undefined {
  const signals = state.markets.get(instrument.id)?.signals
  const index = signalIndex(signal)
  return signals?.status[index] === 0 ? signals.value[index] : undefined
}

function instrumentOf(feed: Feed, symbol: string | undefined): Instrument {
  const [first] = feed.instruments
  if (symbol === undefined && first !== undefined && feed.instruments.length === 1) return first
  const found = feed.instruments.find(({ id }) => id.toLowerCase() === symbol?.toLowerCase())
  if (found !== undefined) return found
  const names = feed.instruments.map(({ id }) => id).join(', ')
  throw new InputFault({ file: '--symbol', place: 'value', expected: `one of ${names}`, found: symbol ?? 'none' })
}
