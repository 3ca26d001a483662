import { requireFinite, requireNotNegative, requirePositive, requirePositiveSeries, requireWhole } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { exponential } from '../../num/elementary.ts'
import { costOnBook, depthOf, walkCost, walkOf, type BookWalk, type TakenSide, type TooShallow } from './book-walk.ts'
import { refillingTrades } from './refilling-schedule.ts'

/** How many deviations of the price, and how wide a spread, count as the worst case of one measure. */
export type WorstCase = Readonly<{
  /** Deviations, such as 2.326 for value at risk at 99 % of a normal distribution. */
  deviations: number
  /** Relative spread, a fraction of the mid, not below the usual one. */
  spread: number
}>

/** A position, the book it would be sold into, and what is known of both. Times in days. */
export type LiquidityAdjustedTerms = Readonly<{
  /** Units held; negative for a short position, which is bought back. */
  units: number
  /** Price units per unit. */
  mid: number
  /** The side that is taken: bids for a long position, asks for a short one. */
  book: TakenSide
  /** Days the position is held before it is left; 0 to leave at once. */
  horizon: number
  /** Deviation of returns, per root of a day. */
  volatility: number
  valueAtRisk: WorstCase
  expectedShortfall: WorstCase
  /** Relative spread as it usually is. */
  usualSpread: number
  /** Days until half of what was taken from the book is there again. */
  refillHalfLife: number
  /** What leaving without hurry costs beyond the spread, as a fraction of the value: by the square-root law, or a measured slope. */
  slowCost: number
  /** Days a liquidation may take, each tried. */
  windows: readonly number[]
  /** Trades of a schedule. */
  trades: number
}>

/** One way out, before any measure weighs it. Money in price units times units. */
export type LiquidationPlan = Readonly<{
  /** Days from the first trade to the last. */
  window: number
  /** Days of each trade. */
  times: Float64Array
  /** Units of each trade, above zero or none. */
  trades: Float64Array
  temporary: number
  permanent: number
  /** Cost of each trade beyond the best price at the start. */
  perTrade: Float64Array
  /** Deviation of what is still held while the schedule lasts. */
  deviation: number
}>

/** What the loss is made of; the parts sum to `total`. Money in price units times units. */
export type AdjustedLoss = Readonly<{
  total: number
  /** Of the price over the horizon, the plain VaR or ES. */
  priceRisk: number
  /** What price risk during the liquidation adds to that. */
  waitingRisk: number
  /** Half the usual spread on the whole position. */
  usualSpread: number
  /** Half of what the worst spread is wider. */
  widerSpread: number
  /** Of walking the book. */
  temporaryImpact: number
  /** Of the price moving away as the position is sold. */
  permanentImpact: number
  /** The best schedule by this measure. */
  plan: LiquidationPlan
}>

/** Both measures, every schedule that none beats in both cost and deviation, and what the book takes at once. */
export type LiquidityAdjustedLoss = Readonly<{
  valueAtRisk: AdjustedLoss
  expectedShortfall: AdjustedLoss
  /** Cost rising, deviation falling. */
  frontier: readonly LiquidationPlan[]
  /** Units on the side that is taken. */
  depth: number
  /** Cost of taking everything at once beyond the best price; refused when the book holds less. */
  atOnce: Result<number, TooShallow>
  /** Price units each unit moves the price for good. */
  permanentImpact: number
}>

/** Why there is no figure: no schedule tried fits through the book. */
export type NoWayOut = Readonly<{ reason: 'insufficientDepth'; available: number; mostWithinWindow: number }>

/** Urgencies tried, three a decade; 0 and all at once come besides. */
const urgencies = Array.from({ length: 37 }, (_, i) => exponential((i - 24) * 0.7675283643313486))

/**
 * Value at risk and expected shortfall with the cost of leaving: price risk over the horizon, the spread at its worst, and the best
 * schedule through the book given, which refills, while the price moves on and away.
 *
 * Schedules are those that are optimal in a block-shaped book with the same refilling, over each window and urgency; each is priced on
 * the book itself, and the one of least loss taken. Horizon and liquidation are independent, so deviations add in squares; spread
 * and price are at their worst together, which errs on the safe side.
 *
 * @returns Refused when the book is too thin for the size within every window.
 * @throws ArgumentError for terms out of range.
 * @see Bangia and others (1999) for the spread, Almgren & Chriss (2000) for the frontier, Obizhaeva & Wang (2013) for the refilling.
 *
 * @example
 * const book = { prices: [99.9, 99], sizes: [10, 40] }
 * const position = { units: 5, mid: 100, book, horizon: 1, volatility: 0.02, usualSpread: 0.002 }
 * const worst = { valueAtRisk: { deviations: 2, spread: 0.002 }, expectedShortfall: { deviations: 2.5, spread: 0.004 } }
 * const terms = { ...position, ...worst, refillHalfLife: 0.001, slowCost: 0, windows: [1], trades: 10 }
 * liquidityAdjustedLoss(terms).value.valueAtRisk.total // 20.5
 */
export function liquidityAdjustedLoss(terms: LiquidityAdjustedTerms): Result<LiquidityAdjustedLoss, NoWayOut> {
  requireLossTerms(terms)
  const walk = walkOf(terms.book)
  const size = Math.abs(terms.units)
  const permanentImpact = size === 0 ? 0 : (2 * terms.slowCost * terms.mid) / size
  const plans = size === 0 ? [nothingToDo] : plansOf(terms, { walk, size, permanentImpact })
  const [first] = plans
  if (first === undefined) return refuse(noWayOut(terms, depthOf(walk)))
  return accept({
    valueAtRisk: leastLoss(terms, terms.valueAtRisk, plans),
    expectedShortfall: leastLoss(terms, terms.expectedShortfall, plans),
    frontier: frontierOf(plans),
    depth: depthOf(walk),
    atOnce: walkCost(walk, size),
    permanentImpact,
  })
}

/**
 * The loss by one measure if a given plan is followed.
 *
 * @example
 * const [plan] = liquidityAdjustedLoss(terms).value.frontier
 * lossOfPlan(terms, terms.expectedShortfall, plan).total // 26
 */
export function lossOfPlan(terms: LiquidityAdjustedTerms, worst: WorstCase, plan: LiquidationPlan): AdjustedLoss {
  const value = Math.abs(terms.units) * terms.mid
  const held = terms.volatility * value * Math.sqrt(terms.horizon)
  const priceRisk = worst.deviations * held
  const waitingRisk = worst.deviations * (Math.sqrt(held * held + plan.deviation * plan.deviation) - held)
  const usualSpread = 0.5 * terms.usualSpread * value
  const widerSpread = 0.5 * (worst.spread - terms.usualSpread) * value
  const { temporary: temporaryImpact, permanent: permanentImpact } = plan
  const total = priceRisk + waitingRisk + usualSpread + widerSpread + temporaryImpact + permanentImpact
  return { total, priceRisk, waitingRisk, usualSpread, widerSpread, temporaryImpact, permanentImpact, plan }
}

type Way = Readonly<{ walk: BookWalk; size: number; permanentImpact: number }>

const nothing = new Float64Array(1)
const nothingToDo: LiquidationPlan = {
  window: 0,
  times: nothing,
  trades: nothing,
  temporary: 0,
  permanent: 0,
  perTrade: nothing,
  deviation: 0,
}

function plansOf(terms: LiquidityAdjustedTerms, way: Way): LiquidationPlan[] {
  const atOnce = planOf(terms, way, { window: 0, trades: Float64Array.of(way.size), remaining: 0 })
  const others = terms.windows.flatMap((window) => {
    const remaining = Math.min(1 - 1e-9, exponential((-Math.LN2 * window) / (terms.trades - 1) / terms.refillHalfLife))
    return [0, ...urgencies].flatMap((urgency) => {
      const trades = refillingTrades({ size: way.size, trades: terms.trades, remaining, urgency })
      return planOf(terms, way, { window, trades, remaining })
    })
  })
  return [...atOnce, ...others]
}

function planOf(
  terms: LiquidityAdjustedTerms,
  way: Way,
  tried: Readonly<{ window: number; trades: Float64Array; remaining: number }>,
): LiquidationPlan[] {
  const { trades, window, remaining } = tried
  const cost = costOnBook(way.walk, { trades, remaining, permanentImpact: way.permanentImpact })
  if (!cost.ok) return []
  const wait = trades.length === 1 ? 0 : window / (trades.length - 1)
  let [left, squares] = [way.size, 0]
  for (let index = 0; index < trades.length - 1; index++) {
    left -= trades[index] as number
    squares += left * left
  }
  const deviation = terms.volatility * terms.mid * Math.sqrt(wait * squares)
  return [{ window, times: trades.map((_, index) => index * wait), trades, deviation, ...cost.value }]
}

function leastLoss(terms: LiquidityAdjustedTerms, worst: WorstCase, plans: readonly LiquidationPlan[]): AdjustedLoss {
  return plans.map((plan) => lossOfPlan(terms, worst, plan)).reduce((best, loss) => (loss.total < best.total ? loss : best))
}

/** Plans that no other beats in both cost and deviation. */
function frontierOf(plans: readonly LiquidationPlan[]): LiquidationPlan[] {
  const cost = (plan: LiquidationPlan): number => plan.temporary + plan.permanent
  const rising = plans.toSorted((a, b) => cost(a) - cost(b) || a.deviation - b.deviation)
  let least = Infinity
  return rising.filter((plan) => {
    const isBetter = plan.deviation < least
    if (isBetter) least = plan.deviation
    return isBetter
  })
}

function noWayOut(terms: LiquidityAdjustedTerms, available: number): NoWayOut {
  const longest = Math.max(...terms.windows)
  const gone = 1 - exponential((-Math.LN2 * longest) / (terms.trades - 1) / terms.refillHalfLife)
  // The whole book at first, then what has refilled each time.
  return { reason: 'insufficientDepth', available, mostWithinWindow: available * (1 + (terms.trades - 1) * gone) }
}

function requireLossTerms(terms: LiquidityAdjustedTerms): void {
  requireFinite('units', terms.units)
  requirePositive('mid', terms.mid)
  requireNotNegative('horizon', terms.horizon)
  requireNotNegative('volatility', terms.volatility)
  requireNotNegative('usualSpread', terms.usualSpread)
  for (const name of ['valueAtRisk', 'expectedShortfall'] as const) {
    requireNotNegative(`${name}.deviations`, terms[name].deviations)
    requireNotNegative(`${name}.spread`, terms[name].spread - terms.usualSpread)
  }
  requirePositive('refillHalfLife', terms.refillHalfLife)
  requireNotNegative('slowCost', terms.slowCost)
  requirePositiveSeries('windows', terms.windows)
  requireWhole('trades', terms.trades, { least: 2, most: 200 })
}
