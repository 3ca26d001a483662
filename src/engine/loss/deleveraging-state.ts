import { seconds, type TimeUs } from '../../base/time.ts'
import { startStopOff, type StartStop } from '../../waterfall/deleveraging/start-stop.ts'

/** One wave: deficits of all markets that came close together. Money in minor units of the settlement asset. */
export type DeleveragingWave = {
  readonly number: number
  readonly startedAt: TimeUs
  lastAt: TimeUs
  neededMinor: bigint
  /** What winners gave up; never more than was needed. */
  coveredMinor: bigint
  /** Accounts closed against winners, and closings of winners. */
  accounts: number
  closings: number
}

/** Everything known of deleveraging beside the ledger. Plain data, part of the engine's state; absent without a policy for it. */
export type DeleveragingState = {
  /** What the insurance fund says. */
  startStop: StartStop
  /** The last waves, the latest last. */
  readonly waves: DeleveragingWave[]
  waveCount: number
  /** When winners were last closed; absent before the first time. */
  closedAt?: TimeUs
}

/** Winners are closed once in this time at the most, for all that came meanwhile: accounts that fall in one second are served alike. */
const leastApart = seconds(1)

/**
 * Whether winners may be closed now, or an account waits for those that come within the same second.
 *
 * @example
 * isRoundDue(deleveraging, turn.at)
 */
export function isRoundDue({ closedAt }: DeleveragingState, at: TimeUs): boolean {
  return closedAt === undefined || at - closedAt >= leastApart
}

/** Waves kept for the view; all of them are in the decisions. */
const mostWavesKept = 100

/**
 * The state before any fall of the fund.
 *
 * @example
 * state.deleveraging = createDeleveragingState()
 */
export function createDeleveragingState(): DeleveragingState {
  return { startStop: startStopOff(), waves: [], waveCount: 0 }
}

/**
 * The wave that a deficit of now belongs to: the last one while it is no further away than the policy says, or a new one.
 *
 * @param apart - Microseconds.
 *
 * @example
 * waveAt(deleveraging, turn.at, policy.waveApart).number
 */
export function waveAt(deleveraging: DeleveragingState, at: TimeUs, apart: number): DeleveragingWave {
  const last = deleveraging.waves.at(-1)
  if (last !== undefined && at - last.lastAt < apart) {
    last.lastAt = at
    return last
  }
  deleveraging.waveCount += 1
  const wave = { number: deleveraging.waveCount, startedAt: at, lastAt: at, neededMinor: 0n, coveredMinor: 0n, accounts: 0, closings: 0 }
  deleveraging.waves.push(wave)
  if (deleveraging.waves.length > mostWavesKept) deleveraging.waves.shift()
  return wave
}
