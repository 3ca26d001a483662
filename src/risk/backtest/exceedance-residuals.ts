import { ArgumentError, requirePositiveSeries, requireSameLength, requireWhole } from '../../base/argument.ts'
import { createPrng, splitPrng } from '../../base/prng.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { meanOf, varianceOf } from '../../num/moments.ts'
import { nextIndex } from '../../num/random.ts'
import type { TestOutcome } from './outcome.ts'
import { requireTailRecord, type TailRecord } from './tail-record.ts'

/** Why the exceedances say nothing of the shortfall: fewer than two, or all alike. */
export type TooFewResiduals = Readonly<
  { reason: 'tooFewExceedances'; exceedances: number } | { reason: 'constantResiduals'; value: number }
>

/** How the law of the statistic is found. */
export type Resampling =
  /** Drawn from a generator; the seed is repeated in the result. */
  | Readonly<{ kind: 'seeded'; seed: number; samples: number }>
  /** Given: each row holds as many places, from 0, as there are exceedances. */
  | Readonly<{ kind: 'given'; places: readonly ArrayLike<number>[] }>

/** What McNeil and Frey's test says. */
export type ResidualOutcome = TestOutcome &
  Readonly<{
    exceedances: number
    /** Mean of the residuals: 0 when ES is right, positive when it is too small. */
    meanResidual: number
    samples: number
    /** Of the generator, unless the places were given. */
    seed: number | undefined
  }>

/**
 * By how much each loss beyond its VaR differs from its ES, as a share of the forecast volatility.
 *
 * @param volatility - Of the losses, same unit; all 1 leaves the residuals in that unit.
 * @throws ArgumentError as for a tail record, and for a volatility that is not above 0.
 *
 * @example
 * exceedanceResiduals({ losses: [3, 0], valueAtRisk: [1, 1], expectedShortfall: [2, 2], tailProbability: 0.5 }, [2, 2]) // [0.5]
 */
export function exceedanceResiduals(record: TailRecord, volatility: ArrayLike<number>): Float64Array {
  requireTailRecord(record)
  requirePositiveSeries('volatility', volatility)
  requireSameLength(['losses', record.losses], ['volatility', volatility])
  const residuals: number[] = []
  for (let t = 0; t < record.losses.length; t++) {
    const loss = record.losses[t] as number
    if (loss > (record.valueAtRisk[t] as number)) {
      residuals.push((loss - (record.expectedShortfall[t] as number)) / (volatility[t] as number))
    }
  }
  return Float64Array.from(residuals)
}

/**
 * McNeil and Frey's test: is the mean residual of exceedances 0, against above 0 (ES too small)?
 *
 * The law of the t statistic is found by resampling the centred residuals. With few exceedances the p-value is coarse; below about ten
 * it says little. A resample of equal residuals counts as 0.
 *
 * @param residuals - As `exceedanceResiduals` makes them.
 * @returns Refused for fewer than two residuals, or equal ones.
 * @throws ArgumentError for places outside the residuals, rows of another length, no resamples, or a number that is not finite.
 * @see A. McNeil & R. Frey, J. Empirical Finance 7 (2000); Efron & Tibshirani, "An introduction to the bootstrap" (1993), p. 224.
 *
 * @example
 * exceedanceResidualTest([0.2, -0.1, 0.3], { kind: 'seeded', seed: 7, samples: 999 }) // { ok: true, value: { statistic: 1.11, seed: 7 } }
 */
export function exceedanceResidualTest(residuals: ArrayLike<number>, resampling: Resampling): Result<ResidualOutcome, TooFewResiduals> {
  const exceedances = residuals.length
  const rows = placesOf(resampling, exceedances)
  if (exceedances < 2) return refuse({ reason: 'tooFewExceedances', exceedances })
  const meanResidual = meanOf(residuals)
  const statistic = studentised(residuals)
  if (statistic === undefined) return refuse({ reason: 'constantResiduals', value: meanResidual })
  const centred = Float64Array.from(residuals, (residual) => residual - meanResidual)
  const sample = new Float64Array(exceedances)
  let asFar = 0
  for (let b = 0; b < rows.count; b++) {
    rows.fill(b, sample, centred)
    if ((studentised(sample) ?? 0) >= statistic) asFar++
  }
  return accept({ statistic, pValue: asFar / rows.count, exceedances, meanResidual, samples: rows.count, seed: rows.seed })
}

/** The mean over its standard error; undefined when the values do not vary. */
function studentised(values: ArrayLike<number>): number | undefined {
  const first = values[0] as number
  // Exactly equal values may leave a variance of a rounding, so they are compared.
  let varies = false
  for (let i = 1; i < values.length && !varies; i++) varies = values[i] !== first
  if (!varies) return undefined
  return meanOf(values) / Math.sqrt(varianceOf(values) / values.length)
}

type Rows = Readonly<{ count: number; seed: number | undefined; fill: (row: number, into: Float64Array, from: Float64Array) => void }>

function placesOf(resampling: Resampling, length: number): Rows {
  if (resampling.kind === 'given') return givenRows(resampling.places, length)
  requireWhole('samples', resampling.samples, { least: 1 })
  requireWhole('seed', resampling.seed, { least: 0 })
  const generator = splitPrng(createPrng(resampling.seed))
  return {
    count: resampling.samples,
    seed: resampling.seed,
    fill: (_, into, from) => {
      for (let i = 0; i < length; i++) into[i] = from[nextIndex(generator, length)] as number
    },
  }
}

function givenRows(places: readonly ArrayLike<number>[], length: number): Rows {
  requireWhole('places.length', places.length, { least: 1 })
  places.forEach((row, position) => {
    if (row.length !== length) {
      throw new ArgumentError('places', { position, expected: `${length} places, one per exceedance`, found: String(row.length) })
    }
    for (let i = 0; i < length; i++) requireWhole(`places[${position}][${i}]`, row[i] as number, { least: 0, most: length - 1 })
  })
  return {
    count: places.length,
    seed: undefined,
    fill: (row, into, from) => {
      const chosen = places[row] as ArrayLike<number>
      for (let i = 0; i < length; i++) into[i] = from[chosen[i] as number] as number
    },
  }
}
