import { seconds } from '../base/time.ts'
import type { Instrument } from '../market/instrument.ts'
import type { DurationUs } from '../base/time.ts'

/** The simulated venue of every run. Part of a run's identity. */
export const venueTerms = {
  // Assumed: a co-located order takes a few milliseconds, one over the public internet 20 to 100. One way.
  latencyUs: seconds(0.025),
  // Binance USD-M fee schedule, lowest tier: maker 0.02 %, taker 0.05 %.
  makerFeeBps: 2,
  takerFeeBps: 5,
} as const

/** Inputs between two checkpoints: rare enough to cost little, often enough that going on is quick. */
export const checkpointEvery = 50_000

/**
 * How often the clock ticks for a run, and how far apart the points of its history are: with the frames of the book model,
 * or each second of a recording.
 *
 * @example
 * tickEvery(feed.instruments) // 1_000_000
 */
export function tickEvery(instruments: readonly Instrument[]): DurationUs {
  return instruments.every((instrument) => instrument.bookSource === 'modelled') ? seconds(10) : seconds(1)
}
