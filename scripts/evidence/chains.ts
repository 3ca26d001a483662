import { timeUs } from '../../src/base/time.ts'
import { fitSurface, type FittedExpiry, type FittedSurface } from '../../src/lab/surface/fit-surface.ts'
import type { OptionChain } from '../../src/lab/surface/option-chain.ts'
import { readChain } from '../../src/lab/surface/read-chain.ts'
import { sharedFile } from '../../test/shared-data.ts'

/** Bitcoin chains of Deribit around the crash of 5 and 6 February 2026: the last snapshot not after each moment. */
export const snapshots = {
  'before, 2 February': '2026-02-02T16:00:00Z',
  'falling, 5 February 16:00': '2026-02-05T16:00:00Z',
  'lowest, 5 February 21:30': '2026-02-05T22:00:00Z',
  'after, 15 February': '2026-02-15T22:00:00Z',
} as const

/** One of the snapshots. */
export type SnapshotName = keyof typeof snapshots

const chains = new Map<SnapshotName, Promise<OptionChain>>()
const surfaces = new Map<SnapshotName, Promise<FittedSurface>>()

/**
 * The chain of a snapshot; each is read once.
 *
 * @example
 * const { rows } = await chainAt('after, 15 February')
 */
export function chainAt(name: SnapshotName): Promise<OptionChain> {
  const at = timeUs(Date.parse(snapshots[name]) * 1_000)
  const file = sharedFile('data/options/deribit_chains_2025-12-30_2026-08-22.parquet')
  const known = chains.get(name) ?? readChain(file, { underlying: 'BTC', at })
  chains.set(name, known)
  return known
}

/**
 * The surface fitted to a snapshot; each is fitted once.
 *
 * @example
 * const { svi } = await surfaceAt('after, 15 February')
 */
export function surfaceAt(name: SnapshotName): Promise<FittedSurface> {
  const known = surfaces.get(name) ?? chainAt(name).then(fitSurface)
  surfaces.set(name, known)
  return known
}

/**
 * An expiry by its day.
 *
 * @throws Error when the chain has none on that day.
 *
 * @example
 * expiryOn(surface, '2026-03-27').points.length
 */
export function expiryOn(surface: FittedSurface, day: string): FittedExpiry {
  const found = surface.expiries.find(({ expiry }) => dayOf(expiry) === day)
  if (found === undefined) throw new Error(`no expiry on ${day}`)
  return found
}

/**
 * The day of a time in microseconds.
 *
 * @example
 * dayOf(1_774_598_400_000_000) // '2026-03-27'
 */
export function dayOf(timeInUs: number): string {
  return new Date(timeInUs / 1_000).toISOString().slice(0, 10)
}
