import { requireWhole } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import { refuse, type Result } from '../../base/result.ts'
import { power } from '../../num/elementary.ts'
import { jumpMeasures, jumpTestOf, type JumpTest, type NoJumpTest } from './realised.ts'

/** The last returns, for the jump test. Plain data, changed in place by `pushJumpReturn`. */
export type RollingJumpTest = {
  /** Absolute returns, and their powers of four thirds, oldest first as far as `count` goes. */
  readonly absolute: Float64Array
  readonly fourThirds: Float64Array
  count: number
}

/**
 * Makes an empty window of returns.
 *
 * @param windowReturns - At least 4. The statistic is normal only where the window holds some tens.
 * @throws ArgumentError for a window that is not a whole number or too short.
 *
 * @example
 * const jumps = createRollingJumpTest(60)
 */
export function createRollingJumpTest(windowReturns: number): RollingJumpTest {
  requireWhole('windowReturns', windowReturns, { least: 4 })
  return { absolute: new Float64Array(windowReturns), fourThirds: new Float64Array(windowReturns), count: 0 }
}

/**
 * Takes in a return; the oldest leaves a full window. The window is kept in order of time, so that its sums are those of the batch form
 * to the last bit; moving it costs less than one power.
 *
 * @throws InvariantError if the return is not finite.
 *
 * @example
 * pushJumpReturn(jumps, 0.0004)
 */
export function pushJumpReturn(jumps: RollingJumpTest, nextReturn: number): void {
  invariant(Number.isFinite(nextReturn), 'every return is finite')
  const { absolute, fourThirds } = jumps
  if (jumps.count === absolute.length) {
    absolute.copyWithin(0, 1)
    fourThirds.copyWithin(0, 1)
    jumps.count -= 1
  }
  absolute[jumps.count] = Math.abs(nextReturn)
  fourThirds[jumps.count] = power(Math.abs(nextReturn), 4 / 3)
  jumps.count += 1
}

/**
 * The test of no jump among the returns of the window, equal to that of `realisedMeasures` over them.
 *
 * @returns Refused with `windowNotFull` before the window is full.
 *
 * @example
 * const four = createRollingJumpTest(4)
 * for (const each of [1, 1, 1, 1]) pushJumpReturn(four, each)
 * rollingJumpTest(four) // { ok: true, value: { statistic: -1.463, pValue: 0.928 } }
 */
export function rollingJumpTest(jumps: RollingJumpTest): Result<JumpTest, NoJumpTest | Readonly<{ reason: 'windowNotFull' }>> {
  const { absolute, fourThirds, count } = jumps
  if (count < absolute.length) return refuse({ reason: 'windowNotFull' })
  return jumpTestOf(jumpMeasures(absolute, fourThirds), count)
}
