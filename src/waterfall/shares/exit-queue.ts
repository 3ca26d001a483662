import { assertNever } from '../../base/assert.ts'
import { accept, refuse, type Result } from '../../base/result.ts'

/**
 * What a fund's exit queue says about it: whether those who know it best are leaving.
 *
 * - `active`, `onIce`, `frozen`: as the queue and the threshold say; anybody may bring them up to date.
 * - `...ByOperator`: set by hand. The queue still overrules an active or iced fund, at higher levels; a frozen one only the operator thaws.
 * - `setup`: not opened yet.
 */
export const exitStatuses = ['activeByOperator', 'active', 'onIceByOperator', 'onIce', 'frozenByOperator', 'frozen', 'setup'] as const

/** One of `exitStatuses`. */
export type ExitStatus = (typeof exitStatuses)[number]

/** A status an operator can set. */
export type SettableExitStatus = 'activeByOperator' | 'onIceByOperator' | 'onIce' | 'frozenByOperator'

/** Parts of all shares that ask to leave, in basis points, from which a status changes. */
export type ExitLevels = Readonly<{
  onIceFromBps: number
  frozenFromBps: number
  /** From here an operator's `activeByOperator` gives way. */
  operatorActiveBelowBps: number
  /** From here an operator's `onIceByOperator` gives way. */
  operatorOnIceBelowBps: number
}>

/**
 * The levels of Blend's pools (blend-contracts-v2, `pool/src/pool/status.rs`).
 *
 * @example
 * blendExitLevels.frozenFromBps // 6000
 */
export const blendExitLevels: ExitLevels = {
  onIceFromBps: 3_000,
  frozenFromBps: 6_000,
  operatorActiveBelowBps: 5_000,
  operatorOnIceBelowBps: 7_500,
}

/** What stands in the queue now. */
export type ExitReading = Readonly<{
  queuedShares: bigint
  /** All shares, queued ones included. 0 is a fund that nobody can leave: its queue is empty. */
  totalShares: bigint
  /** Whether the fund holds as much as it must. */
  thresholdMet: boolean
}>

/**
 * The status that follows from the queue.
 *
 * @returns Refused where only an operator may change it: `frozenByOperator` and `setup`.
 *
 * @example
 * stepExitStatus('active', { queuedShares: 3n, totalShares: 10n, thresholdMet: true }, blendExitLevels) // onIce
 */
export function stepExitStatus(
  status: ExitStatus,
  reading: ExitReading,
  levels: ExitLevels,
): Result<ExitStatus, Readonly<{ kind: 'operatorOnly' }>> {
  switch (status) {
    case 'activeByOperator':
      return accept(!reading.thresholdMet || reaches(reading, levels.operatorActiveBelowBps) ? 'onIce' : status)
    case 'onIceByOperator':
      return accept(reaches(reading, levels.operatorOnIceBelowBps) ? 'frozen' : status)
    case 'active':
    case 'onIce':
    case 'frozen':
      return accept(statusByQueue(reading, levels))
    case 'frozenByOperator':
    case 'setup':
      return refuse({ kind: 'operatorOnly' })
    default:
      return assertNever(status)
  }
}

function statusByQueue(reading: ExitReading, levels: ExitLevels): ExitStatus {
  if (reaches(reading, levels.frozenFromBps)) return 'frozen'
  return !reading.thresholdMet || reaches(reading, levels.onIceFromBps) ? 'onIce' : 'active'
}

/**
 * The status an operator sets. Freezing is always allowed; thawing never against the queue.
 *
 * @returns The status, or the first reason against it: the threshold, then the queue.
 *
 * @example
 * setExitStatus('activeByOperator', { queuedShares: 5n, totalShares: 10n, thresholdMet: true }, blendExitLevels) // refused
 */
export function setExitStatus(
  wanted: SettableExitStatus,
  reading: ExitReading,
  levels: ExitLevels,
): Result<ExitStatus, Readonly<{ kind: 'thresholdNotMet' | 'queueTooLong' }>> {
  if (wanted === 'frozenByOperator') return accept(wanted)
  if (wanted === 'activeByOperator' && !reading.thresholdMet) return refuse({ kind: 'thresholdNotMet' })
  const below = wanted === 'activeByOperator' ? levels.operatorActiveBelowBps : levels.operatorOnIceBelowBps
  return reaches(reading, below) ? refuse({ kind: 'queueTooLong' }) : accept(wanted)
}

/** Whether so many ask to leave, exactly. */
function reaches({ queuedShares, totalShares }: ExitReading, levelBps: number): boolean {
  return totalShares > 0n && queuedShares * 10_000n >= BigInt(levelBps) * totalShares
}
