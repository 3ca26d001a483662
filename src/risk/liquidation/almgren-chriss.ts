import { requireFinite, requireNotNegative, requirePositive, requireSeries, requireWhole } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { exponential, exponentialLessOne, inverseHyperbolicSine } from '../../num/elementary.ts'

/** A position to be sold (or bought, when negative) in equal steps of time, and what trading does to the price. */
export type LiquidationTerms = Readonly<{
  /** Units held; negative for a short position that is bought back. */
  size: number
  /** Time until nothing is left, in the unit of time that `volatility` is per root of. */
  horizon: number
  /** Trades, one at the end of each of as many equal intervals. */
  steps: number
  /** Price units per root of time. */
  volatility: number
  /** Price units: the fixed cost of a unit, half the spread and the fees. */
  halfSpread: number
  /** Price units per unit traded: what stays. */
  permanentImpact: number
  /** Price units per unit traded in one unit of time: what lasts for the trade alone. */
  temporaryImpact: number
  /** Price units per unit of time that the price is expected to rise; 0 unless given. */
  drift?: number
}>

/** Why there is no schedule: in one step the permanent impact outweighs the temporary one, so the cost has no minimum. */
export type NoSchedule = Readonly<{ reason: 'temporaryImpactTooSmall'; temporaryImpact: number; mustExceed: number }>

/** What a schedule is expected to cost and how far that may go astray. */
export type ScheduleCost = Readonly<{ expectedCost: number; variance: number; deviation: number }>

/** A schedule of trades, with holdings before the first and after each. */
export type LiquidationSchedule = ScheduleCost &
  Readonly<{
    /** How fast the schedule front-loads, per unit of time; 0 for a straight line. */
    urgency: number
    holdings: Float64Array
    trades: Float64Array
  }>

/**
 * The schedule that minimises expected cost plus `riskAversion` times variance under linear impact.
 *
 * Holdings are `X sinh(k(T - t)) / sinh(kT)`, as ratios that cannot overflow; they become the straight line at risk aversion or
 * volatility 0, and everything at once as either grows without bound. With drift the schedule keeps some of the position longer.
 *
 * @param riskAversion - Per unit of cost, 0 or above.
 * @returns Cost in price units times units, positive for a cost. Refused unless temporary impact exceeds permanent impact times
 *   half a step.
 * @throws ArgumentError for terms that are not finite or out of range.
 * @see Almgren & Chriss, "Optimal execution of portfolio transactions", J. Risk 3 (2000), sections 2 and 4.1.
 *
 * @example
 * const terms = { size: 90, horizon: 3, steps: 3, volatility: 1, halfSpread: 0, permanentImpact: 0, temporaryImpact: 1 }
 * almgrenChrissSchedule(terms, 0).value.expectedCost // 2700
 */
export function almgrenChrissSchedule(terms: LiquidationTerms, riskAversion: number): Result<LiquidationSchedule, NoSchedule> {
  requireTerms(terms)
  requireNotNegative('riskAversion', riskAversion)
  const step = terms.horizon / terms.steps
  const effective = effectiveImpact(terms)
  if (effective <= 0) {
    return refuse({
      reason: 'temporaryImpactTooSmall',
      temporaryImpact: terms.temporaryImpact,
      mustExceed: (terms.permanentImpact * step) / 2,
    })
  }
  // cosh(kappa * step) - 1 = 2 sinh^2(kappa * step / 2): the half-angle keeps full precision as kappa goes to 0.
  const rise = Math.min(Number.MAX_VALUE, (riskAversion * terms.volatility * terms.volatility * step * step) / (2 * effective))
  const urgencyPerStep = 2 * inverseHyperbolicSine(Math.sqrt(rise / 2))
  const late = ((terms.drift ?? 0) * step * step) / (4 * effective)
  const holdings = Float64Array.from({ length: terms.steps + 1 }, (_, index) => heldAt(index, { terms, urgencyPerStep, late }))
  const trades = Float64Array.from({ length: terms.steps }, (_, index) => (holdings[index] as number) - (holdings[index + 1] as number) + 0)
  return accept({ urgency: urgencyPerStep / step, holdings, trades, ...costOfTrades(terms, trades) })
}

/**
 * Expected cost and variance of any trades under linear impact, whether or not a best schedule exists.
 *
 * @param trades - Units sold in each step, as many as `terms.steps`; their sum is what is sold.
 * @throws ArgumentError for terms out of range or trades that are not finite.
 *
 * @example
 * const terms = { size: 90, horizon: 2, steps: 2, volatility: 1, halfSpread: 0, permanentImpact: 0, temporaryImpact: 1 }
 * costOfTrades(terms, [90, 0]) // { expectedCost: 8100, variance: 0, deviation: 0 }
 */
export function costOfTrades(terms: LiquidationTerms, trades: ArrayLike<number>): ScheduleCost {
  requireTerms(terms)
  requireSeries('trades', trades)
  const step = terms.horizon / terms.steps
  const [traded, squares, held, heldSquares] = [createSum(), createSum(), createSum(), createSum()]
  let left = terms.size
  for (let index = 0; index < trades.length; index++) {
    const trade = trades[index] as number
    // The last holding is nothing, not what subtraction leaves of it.
    left = index === trades.length - 1 ? 0 : left - trade
    addToSum(traded, Math.abs(trade))
    addToSum(squares, trade * trade)
    addToSum(held, left)
    addToSum(heldSquares, left * left)
  }
  const permanent = (terms.permanentImpact * terms.size * terms.size) / 2
  const temporary = terms.halfSpread * totalOf(traded) + (effectiveImpact(terms) / step) * totalOf(squares)
  const deviation = terms.volatility * Math.sqrt(step * totalOf(heldSquares))
  return { expectedCost: permanent + temporary - (terms.drift ?? 0) * step * totalOf(held), variance: deviation * deviation, deviation }
}

/** Temporary impact less what the permanent impact of a trade adds within its own step. */
function effectiveImpact(terms: LiquidationTerms): number {
  return terms.temporaryImpact - (terms.permanentImpact * terms.horizon) / terms.steps / 2
}

function heldAt(index: number, rule: Readonly<{ terms: LiquidationTerms; urgencyPerStep: number; late: number }>): number {
  const { terms, urgencyPerStep, late } = rule
  if (index === 0) return terms.size
  if (index === terms.steps) return 0
  const left = terms.steps - index
  const plain = terms.size * ratioOfSines(urgencyPerStep, left, terms.steps)
  if (late === 0) return plain
  const decay = exponential(-urgencyPerStep)
  const product = geometric(urgencyPerStep, left) * geometric(urgencyPerStep, index)
  return plain + (late * 2 * decay * product) / (1 + exponential(-urgencyPerStep * terms.steps))
}

/** `sinh(k a) / sinh(k b)` for `a <= b`, through decaying exponentials alone. */
function ratioOfSines(k: number, a: number, b: number): number {
  // Below this the ratio is a / b to the last bit, and the exponentials would divide two rounded numbers.
  if (k * b < 1e-8) return a / b
  return (exponential(-k * (b - a)) * exponentialLessOne(-2 * k * a)) / exponentialLessOne(-2 * k * b)
}

/** `(1 - e^(-k m)) / (1 - e^(-k))`: the sum of m terms of a geometric series, m itself at k = 0. */
function geometric(k: number, m: number): number {
  return k < 1e-300 ? m : exponentialLessOne(-k * m) / exponentialLessOne(-k)
}

function requireTerms(terms: LiquidationTerms): void {
  requireFinite('size', terms.size)
  requirePositive('horizon', terms.horizon)
  requireWhole('steps', terms.steps, { least: 1, most: 1_000_000 })
  requireNotNegative('volatility', terms.volatility)
  requireNotNegative('halfSpread', terms.halfSpread)
  requireNotNegative('permanentImpact', terms.permanentImpact)
  requireNotNegative('temporaryImpact', terms.temporaryImpact)
  requireFinite('drift', terms.drift ?? 0)
}
