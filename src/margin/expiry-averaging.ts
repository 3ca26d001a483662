import { invariant } from '../base/assert.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { elapsedUs, type DurationUs, type TimeUs } from '../base/time.ts'
import type { ExpiryMarket } from './market-snapshot.ts'

/** An expiry whose settlement price is the mean of the index over a last stretch of time. */
export type AveragedExpiry = Readonly<{
  expiresAt: TimeUs
  /** Length of the averaging window, which ends at the expiry. 0: the settlement is the last price. */
  window: DurationUs
  /** Forward for the expiry as it would be without averaging, in quote: what the rest of the window is expected to average. */
  forward: number
  /** Time-weighted mean of the index since the window began, in quote; absent before it has begun. */
  averageSoFar?: number
  rate: number
  confidence: number
}>

/**
 * What is known of an expiry at a time: which part of its settlement price is fixed, and which still moves. Before the window all of it
 * moves; at a share `s` of the window `s * averageSoFar` is fixed and `(1 - s) * forward` moves; at its end nothing does. So the delta of an
 * expiry in its window falls to zero, and a push of the index in the last minute moves the settlement by a minute's share.
 *
 * @param at - At or before the expiry.
 * @returns A refusal when the window has begun and its average is not known.
 * @throws InvariantError after the expiry.
 *
 * @example
 * // A quarter of the window is left.
 * const known = { forward: 1_500, averageSoFar: 1_468, rate: 0, confidence: 1 }
 * const expiry = { expiresAt: timeUs(3_600e6), window: seconds(1_800), ...known }
 * expiryMarketAt(expiry, timeUs(3_150e6)) // { ok: true, value: { variableForward: 375, fixedForward: 1101 } }
 */
export function expiryMarketAt(expiry: AveragedExpiry, at: TimeUs): Result<ExpiryMarket, Readonly<{ reason: 'averageMissing' }>> {
  invariant(at <= expiry.expiresAt, 'an expiry has a market until it expires')
  const { forward, averageSoFar, rate, confidence } = expiry
  const left = elapsedUs(at, expiry.expiresAt)
  if (left >= expiry.window) return accept({ variableForward: forward, fixedForward: 0, rate, confidence })
  if (averageSoFar === undefined) return refuse({ reason: 'averageMissing' })
  const leftShare = left / expiry.window
  return accept({ variableForward: leftShare * forward, fixedForward: (1 - leftShare) * averageSoFar, rate, confidence })
}
