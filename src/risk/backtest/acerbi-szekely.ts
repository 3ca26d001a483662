import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { countExceedances, markExceedances } from './exceedance-marks.ts'
import { requireTailRecord, type TailRecord } from './tail-record.ts'
import type { NoExceedances } from './time-between-failures.ts'

/** Acerbi and Szekely's statistics. Each is 0 in expectation when the forecasts are right, and negative when ES is too small. */
export type ShortfallStatistics = Readonly<{
  exceedances: number
  /** Test 1: were the exceedances as large as promised? Refused without any. */
  sizeOfExceedances: Result<number, NoExceedances>
  /** Test 2: were they as large and as many as promised? */
  sizeAndNumber: number
  /** The ridge-backtest statistic, which hardly depends on VaR being right; mean, in the unit of the losses. */
  minimallyBiased: number
  /** The same, each term as a share of its ES. */
  minimallyBiasedRelative: number
}>

/**
 * Acerbi and Szekely's statistics of an expected shortfall record: Z1, Z2 and the minimally biased one.
 *
 * They have no p-value of their own: compare Z2 with `criticalValueOfSizeAndNumber` of the tail the model claims.
 *
 * @throws ArgumentError for empty series, unlike lengths, a number that is not finite, or an ES that is not above 0.
 * @see C. Acerbi & B. Szekely, "Backtesting expected shortfall", Risk (December 2014); "General properties of backtestable statistics" (2017).
 *
 * @example
 * shortfallStatistics({ losses: [3, 0], valueAtRisk: [1, 1], expectedShortfall: [2, 2], tailProbability: 0.5 }).sizeAndNumber // -0.5
 */
export function shortfallStatistics(record: TailRecord): ShortfallStatistics {
  requireTailRecord(record)
  const { losses, valueAtRisk, expectedShortfall, tailProbability } = record
  const n = losses.length
  const [relative, ridge, ridgeRelative] = [createSum(), createSum(), createSum()]
  for (let t = 0; t < n; t++) {
    const [loss, quantile, shortfall] = [losses[t] as number, valueAtRisk[t] as number, expectedShortfall[t] as number]
    if (loss > quantile) addToSum(relative, loss / shortfall)
    const term = shortfall - quantile - Math.max(0, loss - quantile) / tailProbability
    addToSum(ridge, term)
    addToSum(ridgeRelative, term / shortfall)
  }
  const exceedances = countExceedances(markExceedances(losses, valueAtRisk))
  return {
    exceedances,
    sizeOfExceedances:
      exceedances === 0 ? refuse({ reason: 'noExceedances', observations: n }) : accept(1 - totalOf(relative) / exceedances),
    sizeAndNumber: 1 - totalOf(relative) / (n * tailProbability),
    minimallyBiased: totalOf(ridge) / n,
    minimallyBiasedRelative: totalOf(ridgeRelative) / n,
  }
}
