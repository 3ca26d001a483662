import { elapsedUs, type DurationUs, type TimeUs } from '../base/time.ts'
import { invariant } from '../base/assert.ts'

/** What was spent of money that is limited: by epoch, where it is forgotten when the epoch is over, and standing, until it is given back. Minor units. */
export type Allowance = { epoch: number; readonly ofEpoch: Map<string, bigint>; readonly standing: Map<string, bigint> }

/** One limit on spending: what is spent under a key never exceeds it. `standing` limits do not begin anew with an epoch. */
export type Cap<Reason extends string> = Readonly<{ reason: Reason; key: string; limitMinor: bigint; scope: 'epoch' | 'standing' }>

/** The first of the caps that a wish does not fit under, and what would. */
export type Exceeded<Reason extends string> = Readonly<{ reason: Reason; availableMinor: bigint }>

/**
 * An allowance of which nothing was spent.
 *
 * @example
 * const allowance = createAllowance()
 */
export function createAllowance(): Allowance {
  return { epoch: 0, ofEpoch: new Map(), standing: new Map() }
}

/**
 * The number of the epoch a time lies in, from 0. An epoch begins at its first microsecond and ends before that of the next.
 *
 * @throws InvariantError when an epoch has no length, or the time lies before the start.
 *
 * @example
 * epochAt(timeUs(250), { startedAt: timeUs(0), epochFor: durationUs(100) }) // 2
 */
export function epochAt(at: TimeUs, epochs: Readonly<{ startedAt: TimeUs; epochFor: DurationUs }>): number {
  invariant(epochs.epochFor > 0, 'an epoch has a length')
  return Math.floor(elapsedUs(epochs.startedAt, at) / epochs.epochFor)
}

/**
 * Begins an epoch: what was spent of the one before is forgotten. Nothing within the same epoch.
 *
 * @throws InvariantError for an epoch that is over.
 *
 * @example
 * beginEpoch(allowance, epochAt(at, terms))
 */
export function beginEpoch(allowance: Allowance, epoch: number): void {
  invariant(epoch >= allowance.epoch, 'epochs follow each other')
  if (epoch === allowance.epoch) return
  allowance.epoch = epoch
  allowance.ofEpoch.clear()
}

/**
 * What may still be spent under all of some caps. Never negative.
 *
 * @example
 * roomUnder(allowance, [{ reason: 'beyondEpoch', key: 'all', limitMinor: 100n, scope: 'epoch' }]) // 100n before anything was spent
 */
export function roomUnder(allowance: Allowance, caps: readonly [Cap<string>, ...Cap<string>[]]): bigint {
  return caps.map((cap) => leftOf(allowance, cap)).reduce((least, left) => (left < least ? left : least))
}

/**
 * The first cap, in the order they are given in, that an amount does not fit under.
 *
 * @returns Undefined when it fits under all of them; an amount equal to what is left fits.
 *
 * @example
 * firstExceeded(allowance, caps, 101n) // { reason: 'beyondEpoch', availableMinor: 100n }
 */
export function firstExceeded<Reason extends string>(
  allowance: Allowance,
  caps: readonly Cap<Reason>[],
  minor: bigint,
): Exceeded<Reason> | undefined {
  const cap = caps.find((each) => minor > leftOf(allowance, each))
  return cap && { reason: cap.reason, availableMinor: leftOf(allowance, cap) }
}

/**
 * Spends an amount under every one of some caps.
 *
 * @throws InvariantError when it does not fit under one of them: ask `firstExceeded` before.
 *
 * @example
 * spend(allowance, caps, 60n)
 */
export function spend(allowance: Allowance, caps: readonly Cap<string>[], minor: bigint): void {
  invariant(minor >= 0n && firstExceeded(allowance, caps, minor) === undefined, 'no more is spent than a limit leaves')
  for (const cap of caps) spentUnder(allowance, cap).set(cap.key, spentOf(allowance, cap) + minor)
}

/**
 * Gives back what was spent under standing caps; caps of an epoch keep what was spent of them, so that giving back and taking again does not
 * go round them.
 *
 * @throws InvariantError when more is given back than was spent.
 *
 * @example
 * giveBack(allowance, caps, 60n)
 */
export function giveBack(allowance: Allowance, caps: readonly Cap<string>[], minor: bigint): void {
  for (const cap of caps) {
    if (cap.scope === 'epoch') continue
    const left = spentOf(allowance, cap) - minor
    invariant(minor >= 0n && left >= 0n, 'no more is given back than was spent')
    if (left === 0n) allowance.standing.delete(cap.key)
    else allowance.standing.set(cap.key, left)
  }
}

/**
 * What was spent under a cap so far, in its scope.
 *
 * @example
 * spentOf(allowance, { key: 'event:7:0', scope: 'standing' }) // 0n
 */
export function spentOf(allowance: Allowance, cap: Readonly<{ key: string; scope: 'epoch' | 'standing' }>): bigint {
  return spentUnder(allowance, cap).get(cap.key) ?? 0n
}

function leftOf(allowance: Allowance, cap: Cap<string>): bigint {
  const left = cap.limitMinor - spentOf(allowance, cap)
  return left > 0n ? left : 0n
}

function spentUnder(allowance: Allowance, { scope }: Readonly<{ scope: 'epoch' | 'standing' }>): Map<string, bigint> {
  return scope === 'epoch' ? allowance.ofEpoch : allowance.standing
}
