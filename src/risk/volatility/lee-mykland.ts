import { ArgumentError, requireProbability, requireSeries, requireWhole } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { logarithmOfOnePlus, naturalLogarithm } from '../../num/elementary.ts'

/** Jumps of a series by the test of Lee and Mykland. */
export type LeeMykland = Readonly<{
  /** Returns tested: all from the window's last on. */
  testedCount: number
  /** Centre and scale of the largest of that many statistics when nothing jumps. */
  centre: number
  scale: number
  /** How many scales above the centre a statistic must lie: `-ln(-ln(1 - significance))`. */
  threshold: number
  /** `return / local volatility` of each tested return; refused where nothing moved before it. */
  statistics: readonly Result<number, Readonly<{ reason: 'noLocalVolatility' }>>[]
  /** Indices into `returns`, from 0, of those that jumped. */
  jumpIndices: readonly number[]
}>

/** The mean of the absolute value of a standard normal variable. */
const meanAbsoluteNormal = Math.sqrt(2 / Math.PI)

/**
 * Finds jumps: returns too large for the volatility just before them, judged against the largest of all that were tested, so that the
 * chance of even one false jump in the series is `significance`.
 *
 * The local volatility is that of the bipower products of the window before the return. Take the pattern of the day out of intraday
 * returns first, or every opening is a jump.
 *
 * @param returns - Evenly spaced, oldest first, shape `[n]`.
 * @param options.windowReturns - Returns of the window, with the tested one; at least 3, and so few that two returns or more are tested.
 * @param options.significance - The chance of a false jump, strictly between 0 and 1; 0.01 for example.
 * @throws ArgumentError for a series shorter than the window and one return more, a number that is not finite, or an option outside its range.
 * @see Lee & Mykland, "Jumps in financial markets: a new nonparametric test and jump dynamics", Review of Financial Studies 21 (2008).
 *
 * @example
 * leeMyklandTest(returns, { windowReturns: 30, significance: 0.01 }).jumpIndices
 */
export function leeMyklandTest(returns: ArrayLike<number>, options: Readonly<{ windowReturns: number; significance: number }>): LeeMykland {
  const { windowReturns, significance } = options
  requireSeries('returns', returns)
  requireWhole('windowReturns', windowReturns, { least: 3 })
  requireProbability('significance', significance)
  const testedCount = returns.length - windowReturns + 1
  if (testedCount < 2) {
    throw new ArgumentError('windowReturns', {
      expected: `at most ${returns.length - 1}, one below the returns`,
      found: String(windowReturns),
    })
  }
  const spread = Math.sqrt(2 * naturalLogarithm(testedCount))
  const scale = 1 / (meanAbsoluteNormal * spread)
  const logs = naturalLogarithm(Math.PI) + naturalLogarithm(naturalLogarithm(testedCount))
  const centre = spread / meanAbsoluteNormal - logs / (2 * meanAbsoluteNormal * spread)
  const threshold = -naturalLogarithm(-logarithmOfOnePlus(-significance))
  const statistics = statisticsOf(returns, windowReturns)
  const jumpIndices = statistics.flatMap((statistic, i) =>
    statistic.ok && (Math.abs(statistic.value) - centre) / scale > threshold ? [i + windowReturns - 1] : [],
  )
  return { testedCount, centre, scale, threshold, statistics, jumpIndices }
}

function statisticsOf(returns: ArrayLike<number>, windowReturns: number): LeeMykland['statistics'] {
  const at = (i: number): number => returns[i] as number
  const statistics: Result<number, Readonly<{ reason: 'noLocalVolatility' }>>[] = []
  for (let i = windowReturns - 1; i < returns.length; i++) {
    const sum = createSum()
    for (let j = i - windowReturns + 2; j < i; j++) addToSum(sum, Math.abs(at(j)) * Math.abs(at(j - 1)))
    const variance = totalOf(sum) / (windowReturns - 2)
    statistics.push(variance > 0 ? accept(at(i) / Math.sqrt(variance)) : refuse({ reason: 'noLocalVolatility' }))
  }
  return statistics
}
