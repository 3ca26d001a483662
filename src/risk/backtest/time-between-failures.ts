import { requireProbability } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { chiSquareSurvival } from '../../num/distributions.ts'
import { waitsOf } from './exceedance-marks.ts'
import { waitRatio } from './first-failure.ts'
import { kupiecTest } from './kupiec.ts'
import type { ChiSquareOutcome } from './outcome.ts'

/** There is no wait to judge. */
export type NoExceedances = Readonly<{ reason: 'noExceedances'; observations: number }>

/**
 * Haas's test of the times between failures, alone (`independence`) and with the proportion of failures (`mixed`).
 *
 * The ratios of all waits are summed, the first from the start; the wait still open at the end is not used. Degrees of freedom are the
 * number of exceedances, and one more for the mixed test. With many exceedances it rejects too often, since each wait's ratio is far
 * from chi-square.
 *
 * @param marks - 1 for an exceedance, else 0, in order of time.
 * @returns Refused without exceedances.
 * @throws ArgumentError for no marks or a tail outside (0, 1).
 * @see M. Haas, "New methods in backtesting", Financial Engineering Research Center, Bonn (2001).
 *
 * @example
 * timeBetweenFailuresTest([0, 1, 1, 0], 0.5) // { ok: true, value: { independence: { degreesOfFreedom: 2 } } }
 */
export function timeBetweenFailuresTest(
  marks: ArrayLike<number>,
  tailProbability: number,
): Result<Readonly<{ independence: ChiSquareOutcome; mixed: ChiSquareOutcome }>, NoExceedances> {
  requireProbability('tailProbability', tailProbability)
  const waits = waitsOf(marks)
  const coverage = kupiecTest({ observations: marks.length, exceedances: waits.length, tailProbability })
  if (waits.length === 0) return refuse({ reason: 'noExceedances', observations: marks.length })
  const sum = waits.reduce((total, wait) => total + waitRatio(wait, tailProbability), 0)
  return accept({ independence: outcome(sum, waits.length), mixed: outcome(sum + coverage.statistic, waits.length + 1) })
}

function outcome(statistic: number, degreesOfFreedom: number): ChiSquareOutcome {
  return { statistic, pValue: chiSquareSurvival(statistic, degreesOfFreedom), degreesOfFreedom }
}
