import { requireNotNegative } from '../../base/argument.ts'
import { accept, type Result } from '../../base/result.ts'
import { exponential, naturalLogarithm } from '../../num/elementary.ts'
import { bracketedRoot } from '../../num/root.ts'
import { almgrenChrissSchedule, costOfTrades, type LiquidationSchedule, type LiquidationTerms, type NoSchedule } from './almgren-chriss.ts'

/** Beyond it an exponential leaves the doubles. */
const largestLogarithm = 709

/** A schedule with the loss it stands for: expected cost plus `z` deviations. */
export type PricedSchedule = LiquidationSchedule & Readonly<{ loss: number }>

/** The schedule of least loss, beside the two naive ones. */
export type LeastRiskySchedule = Readonly<{
  best: PricedSchedule
  /** The risk aversion whose schedule it is; `undefined` when selling all in the first step is best, the limit without bound. */
  riskAversion: number | undefined
  straightLine: PricedSchedule
  immediate: PricedSchedule
}>

/**
 * The liquidity-adjusted value at risk of a position: the least expected cost plus `z` deviations over all schedules.
 *
 * The minimum lies on the frontier where risk aversion equals `z / (2 deviation)`, since risk aversion is the frontier's slope. Where
 * no point has that slope, selling everything in the first step is best.
 *
 * @param z - Deviations that count as the worst case, such as 2.326; 0 or above.
 * @returns Refused as the schedule is: temporary impact must exceed permanent impact times half a step.
 * @throws ArgumentError for terms out of range.
 * @see Almgren & Chriss, "Optimal execution of portfolio transactions", J. Risk 3 (2000), section 3.3.
 *
 * @example
 * const terms = { size: 90, horizon: 3, steps: 3, volatility: 0, halfSpread: 0, permanentImpact: 0, temporaryImpact: 1 }
 * leastRiskySchedule(terms, 2.326).value.best.loss // 2700
 */
export function leastRiskySchedule(terms: LiquidationTerms, z: number): Result<LeastRiskySchedule, NoSchedule> {
  requireNotNegative('z', z)
  const straight = almgrenChrissSchedule(terms, 0)
  if (!straight.ok) return straight
  const straightLine = priced(straight.value, z)
  const immediate = priced(immediateSchedule(terms), z)
  const aversion = bestAversion(terms, {
    z,
    deviation: straightLine.deviation,
    slowly: straightLine.expectedCost,
    atOnce: immediate.expectedCost,
  })
  if (aversion === undefined) return accept({ best: immediate, riskAversion: undefined, straightLine, immediate })
  const found = almgrenChrissSchedule(terms, aversion)
  if (!found.ok) return found
  return accept({ best: priced(found.value, z), riskAversion: aversion, straightLine, immediate })
}

/**
 * Selling everything in the first step, as a schedule.
 *
 * @example
 * immediateSchedule({ ...terms, size: 90, steps: 3 }).trades // [90, 0, 0]
 */
export function immediateSchedule(terms: LiquidationTerms): LiquidationSchedule {
  const trades = new Float64Array(terms.steps)
  trades[0] = terms.size
  const holdings = new Float64Array(terms.steps + 1)
  holdings[0] = terms.size
  return { urgency: Infinity, holdings, trades, ...costOfTrades(terms, trades) }
}

function priced(schedule: LiquidationSchedule, z: number): PricedSchedule {
  return { ...schedule, loss: schedule.expectedCost + z * schedule.deviation }
}

/** The risk aversion whose own slope is `z / (2 deviation)`: 2 * aversion * deviation rises with aversion, from 0. */
function bestAversion(
  terms: LiquidationTerms,
  line: Readonly<{ z: number; deviation: number; slowly: number; atOnce: number }>,
): number | undefined {
  const least = line.z / (2 * line.deviation)
  // Numbers so far apart that their quotient leaves the doubles: one of the two ends is best to the last bit.
  if (!(least > 1e-280 && least < 1e280)) return line.z * line.deviation <= line.atOnce - line.slowly ? 0 : undefined
  const excess = (logarithm: number): number => {
    const aversion = exponential(logarithm)
    const schedule = almgrenChrissSchedule(terms, aversion)
    return schedule.ok ? 2 * aversion * schedule.value.deviation - line.z : Number.NaN
  }
  // Deviations only fall from the straight line's, so the aversion lies at or above this; drift may hold more, so it starts lower still.
  const start = naturalLogarithm(least)
  let low = start
  while (excess(low) > 0 && low > start - 200) low -= 2
  let high = low + 1
  while (!(excess(high) > 0)) {
    low = high
    high += 1
    if (high > Math.min(start + 200, largestLogarithm)) return undefined
  }
  const root = bracketedRoot(excess, { low, high })
  return root.ok ? exponential(root.value) : undefined
}
