import { ArgumentError, requireProbability, requireSameLength, requireSeries } from '../../base/argument.ts'

/** Losses with the VaR and ES forecasts made before each, all in one unit, positive for a loss. */
export type TailRecord = Readonly<{
  losses: ArrayLike<number>
  valueAtRisk: ArrayLike<number>
  expectedShortfall: ArrayLike<number>
  /** One less the confidence of both forecasts. */
  tailProbability: number
}>

/**
 * Checks a record of losses and forecasts.
 *
 * @throws ArgumentError for empty series, unlike lengths, a number that is not finite, an ES that is not above 0, or a tail outside (0, 1).
 *
 * @example
 * requireTailRecord({ losses: [0.01], valueAtRisk: [0.02], expectedShortfall: [0.03], tailProbability: 0.025 })
 */
export function requireTailRecord(record: TailRecord): void {
  const { losses, valueAtRisk, expectedShortfall, tailProbability } = record
  requireProbability('tailProbability', tailProbability)
  requireSeries('losses', losses)
  requireSeries('valueAtRisk', valueAtRisk)
  requireSeries('expectedShortfall', expectedShortfall)
  requireSameLength(['losses', losses], ['valueAtRisk', valueAtRisk])
  requireSameLength(['losses', losses], ['expectedShortfall', expectedShortfall])
  for (let position = 0; position < expectedShortfall.length; position++) {
    const forecast = expectedShortfall[position] as number
    if (!(forecast > 0)) throw new ArgumentError('expectedShortfall', { position, expected: 'a number above 0', found: String(forecast) })
  }
}
