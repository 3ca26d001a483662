import { requirePositive, requirePositiveSeries, requireSameLength, requireWhole } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { addToSum, clearSum, createSum, totalOf } from '../num/compensated-sum.ts'
import { meanOf } from '../num/moments.ts'
import { fitLine, slopeError, type NoLine } from './fitted-line.ts'
import { requireNotAbove } from './quotes.ts'
import { requireSizes } from './trade-spreads.ts'

/** The touch at one moment: best prices and the sizes there. */
export type TouchSizes = Readonly<{ bidPrice: number; bidSize: number; askPrice: number; askSize: number }>

/** The touch after each change of it, shape `[n]` each, in order. */
export type TouchSeries = Readonly<{
  bidPrices: ArrayLike<number>
  bidSizes: ArrayLike<number>
  askPrices: ArrayLike<number>
  askSizes: ArrayLike<number>
}>

/**
 * The flow of orders at the touch that led from one state of it to the next: what was added to the bid or taken from the ask counts
 * for, what was taken from the bid or added to the ask counts against.
 *
 * @returns In the unit of the sizes; above zero for buyers.
 * @see Cont, Kukanov & Stoikov, "The price impact of order book events", J. Financial Econometrics 12 (2014), eq. 4.
 *
 * @example
 * touchFlow({ bidPrice: 99, bidSize: 5, askPrice: 101, askSize: 5 }, { bidPrice: 99, bidSize: 7, askPrice: 101, askSize: 5 }) // 2
 */
export function touchFlow(before: TouchSizes, after: TouchSizes): number {
  const arrivedBid = after.bidPrice >= before.bidPrice ? after.bidSize : 0
  const leftBid = after.bidPrice <= before.bidPrice ? before.bidSize : 0
  const arrivedAsk = after.askPrice <= before.askPrice ? after.askSize : 0
  const leftAsk = after.askPrice >= before.askPrice ? before.askSize : 0
  return arrivedBid - leftBid - arrivedAsk + leftAsk
}

/** Order-flow imbalance by buckets, and its relation to the price. */
export type OrderFlow = Readonly<{
  /** Flow of every change, bucketed or not. */
  total: number
  /** Flow by bucket; a last bucket that is not full is left out. */
  imbalance: Float64Array
  /** Change of the mid over each bucket, in ticks. */
  midChangeTicks: Float64Array
  /** Mean size at the touch, one side, over the buckets; absent without a full bucket. */
  averageDepth?: number
}>

/**
 * Order-flow imbalance: the flow at the touch summed over buckets of as many changes each, with what the mid did meanwhile.
 *
 * @param options - `bucket`: changes in each; `tick`: the price step.
 * @throws ArgumentError for fewer than two states, series of unlike length, a crossed touch, a size below zero.
 * @see Cont, Kukanov & Stoikov (2014), eqs. 4-7.
 *
 * @example
 * const bidPrices = [99, 99, 100, 100, 99, 99, 99]
 * const bidSizes = [5, 7, 3, 4, 6, 2, 5]
 * const askPrices = [101, 101, 102, 102, 101, 100, 101]
 * const askSizes = [5, 5, 4, 6, 3, 2, 6]
 * const flow = orderFlowImbalance({ bidPrices, bidSizes, askPrices, askSizes }, { bucket: 2, tick: 1 })
 * flow.imbalance // [10, -8, -1]
 */
export function orderFlowImbalance(touches: TouchSeries, options: Readonly<{ bucket: number; tick: number }>): OrderFlow {
  const { bucket, tick } = options
  requireTouches(touches)
  requireWhole('bucket', bucket, { least: 1 })
  requirePositive('tick', tick)
  const changes = touches.bidPrices.length - 1
  const buckets = Math.floor(changes / bucket)
  const imbalance = new Float64Array(buckets)
  const midChangeTicks = new Float64Array(buckets)
  const depths = new Float64Array(buckets)
  const [total, flow, depth] = [createSum(), createSum(), createSum()]
  for (let n = 1; n <= changes; n++) {
    const after = touchAt(touches, n)
    const change = touchFlow(touchAt(touches, n - 1), after)
    addToSum(total, change)
    addToSum(flow, change)
    addToSum(depth, (after.bidSize + after.askSize) / 2)
    if (n % bucket !== 0) continue
    const place = n / bucket - 1
    imbalance[place] = totalOf(flow)
    midChangeTicks[place] = (midOf(after) - midOf(touchAt(touches, n - bucket))) / tick
    depths[place] = totalOf(depth) / bucket
    clearSum(flow)
    clearSum(depth)
  }
  return { total: totalOf(total), imbalance, midChangeTicks, ...(buckets > 0 && { averageDepth: meanOf(depths) }) }
}

/** How many ticks the mid moves for each unit of flow. */
export type FlowImpact = Readonly<{ alpha: number; beta: number; rSquared?: number; tStatistic?: number }>

/**
 * The regression of the mid's change on order-flow imbalance; with the model of its authors `beta` is about `1 / (2 * depth)`.
 *
 * @returns Refused for fewer than three buckets, and for flow that does not vary.
 * @see Cont, Kukanov & Stoikov (2014), eq. 7.
 *
 * @example
 * flowImpact(flow) // accept({ alpha: -0.0364, beta: 0.1093, rSquared: 0.984, tStatistic: 7.79 })
 */
export function flowImpact(flow: OrderFlow): Result<FlowImpact, NoLine> {
  const line = fitLine(flow.midChangeTicks, flow.imbalance)
  if (!line.ok) return refuse(line.refusal)
  const { slope, intercept, rSquared } = line.value
  const error = slopeError(line.value, { kind: 'classic' })
  return accept({
    alpha: intercept,
    beta: slope,
    ...(error > 0 && { tStatistic: slope / error }),
    ...(rSquared !== undefined && { rSquared }),
  })
}

function touchAt({ bidPrices, bidSizes, askPrices, askSizes }: TouchSeries, n: number): TouchSizes {
  return {
    bidPrice: bidPrices[n] as number,
    bidSize: bidSizes[n] as number,
    askPrice: askPrices[n] as number,
    askSize: askSizes[n] as number,
  }
}

function midOf({ bidPrice, askPrice }: TouchSizes): number {
  return (bidPrice + askPrice) / 2
}

function requireTouches({ bidPrices, bidSizes, askPrices, askSizes }: TouchSeries): void {
  requirePositiveSeries('bidPrices', bidPrices, 2)
  requirePositiveSeries('askPrices', askPrices, 2)
  requireSizes('bidSizes', bidSizes)
  requireSizes('askSizes', askSizes)
  requireSameLength(['bidPrices', bidPrices], ['bidSizes', bidSizes])
  requireSameLength(['bidPrices', bidPrices], ['askPrices', askPrices])
  requireSameLength(['bidPrices', bidPrices], ['askSizes', askSizes])
  requireNotAbove(['bidPrices', bidPrices], ['askPrices', askPrices])
}
