import { requireFinite, requirePositive, requireProbability } from '../../base/argument.ts'
import { naturalLogarithm } from '../../num/elementary.ts'
import { requireTailRecord, type TailRecord } from './tail-record.ts'
import { markExceedances } from './exceedance-marks.ts'

/** One loss, its forecasts, and their tail. */
export type ScoredForecast = Readonly<{ loss: number; valueAtRisk: number; expectedShortfall: number; tailProbability: number }>

/**
 * The Fissler-Ziegel score of a pair of VaR and ES forecasts (FZ0): lower is better, and the pair that is right has the lowest mean.
 *
 * It does not change its ranking with the unit of money: scores in another unit differ by one constant. A loss equal to its VaR counts
 * as an exceedance, which adds nothing.
 *
 * @throws ArgumentError for an ES that is not above 0, a tail outside (0, 1), or a number that is not finite.
 * @see Fissler & Ziegel, Annals of Statistics 44 (2016); Patton, Ziegel & Chen, J. Econometrics 211 (2019).
 *
 * @example
 * fisslerZiegelScore({ loss: 3, valueAtRisk: 1, expectedShortfall: 2, tailProbability: 0.5 }) // 2.1931
 */
export function fisslerZiegelScore(forecast: ScoredForecast): number {
  const { loss, valueAtRisk, expectedShortfall, tailProbability } = forecast
  requireFinite('loss', loss)
  requireFinite('valueAtRisk', valueAtRisk)
  requirePositive('expectedShortfall', expectedShortfall)
  requireProbability('tailProbability', tailProbability)
  return scoreOf(forecast)
}

function scoreOf({ loss, valueAtRisk, expectedShortfall, tailProbability }: ScoredForecast): number {
  const beyond = loss > valueAtRisk ? (loss - valueAtRisk) / (tailProbability * expectedShortfall) : 0
  return beyond + valueAtRisk / expectedShortfall + naturalLogarithm(expectedShortfall) - 1
}

/**
 * The scores of a whole record.
 *
 * @throws ArgumentError for empty series, unlike lengths, a number that is not finite, or an ES that is not above 0.
 *
 * @example
 * fisslerZiegelScores({ losses: [3], valueAtRisk: [1], expectedShortfall: [2], tailProbability: 0.5 })[0] // 2.1931
 */
export function fisslerZiegelScores(record: TailRecord): Float64Array {
  requireTailRecord(record)
  const { losses, valueAtRisk, expectedShortfall, tailProbability } = record
  return Float64Array.from({ length: losses.length }, (_, t) =>
    scoreOf({
      loss: losses[t] as number,
      valueAtRisk: valueAtRisk[t] as number,
      expectedShortfall: expectedShortfall[t] as number,
      tailProbability,
    }),
  )
}

/**
 * The tick losses of VaR forecasts, in the unit of the losses: lower is better.
 *
 * @throws ArgumentError for empty series, unlike lengths, a number that is not finite, or a tail outside (0, 1).
 * @see R. Koenker & G. Bassett, Econometrica 46 (1978).
 *
 * @example
 * tickLosses({ losses: [3, 0], valueAtRisk: [1, 1], tailProbability: 0.5 }) // [1, 0.5]
 */
export function tickLosses(
  record: Readonly<{ losses: ArrayLike<number>; valueAtRisk: ArrayLike<number>; tailProbability: number }>,
): Float64Array {
  requireProbability('tailProbability', record.tailProbability)
  const marks = markExceedances(record.losses, record.valueAtRisk)
  return Float64Array.from(
    marks,
    (mark, t) => (mark - record.tailProbability) * ((record.losses[t] as number) - (record.valueAtRisk[t] as number)),
  )
}
