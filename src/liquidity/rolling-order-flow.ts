import { invariant } from '../base/assert.ts'
import { timeUs, type DurationUs, type TimeUs } from '../base/time.ts'
import { accept, refuse, type Result } from '../base/result.ts'

/**
 * Order-flow imbalance over a trailing window of time, in buckets. Plain data, changed in place. Sizes are whole lots, so every sum is
 * exact and none is ever taken anew.
 */
export type RollingOrderFlow = {
  readonly bucketUs: number
  /** Three numbers a bucket: flow, lots at both touches added up, and changes of the touch; a ring. */
  readonly buckets: Float64Array
  /** The newest bucket's number and the time at which it ends; -1 and 0 before the first touch. */
  newest: number
  endsAt: number
  flow: number
  depth: number
  changes: number
  /** Since when every change has been seen; 0 while there is no touch. */
  since: TimeUs
  bidTicks: number
  bidLots: number
  askTicks: number
  askLots: number
}

/** The touch in whole ticks and lots. */
export type TouchLots = Readonly<{ bidTicks: number; bidLots: number; askTicks: number; askLots: number }>

/**
 * Makes an empty window.
 *
 * @throws InvariantError unless the window is a whole number of microseconds in each of at least one bucket.
 *
 * @example
 * const flow = createRollingOrderFlow({ window: seconds(60), buckets: 50 })
 */
export function createRollingOrderFlow(options: Readonly<{ window: DurationUs; buckets: number }>): RollingOrderFlow {
  const bucketUs = options.window / options.buckets
  invariant(options.buckets >= 1 && Number.isSafeInteger(options.buckets), 'a window has a whole number of buckets, at least one')
  invariant(bucketUs >= 1 && Number.isSafeInteger(bucketUs), 'a bucket lasts a whole number of microseconds, at least one')
  const still = { newest: -1, endsAt: 0, flow: 0, depth: 0, changes: 0, since: timeUs(0) }
  return { bucketUs, buckets: new Float64Array(3 * options.buckets), ...still, bidTicks: 0, bidLots: 0, askTicks: 0, askLots: 0 }
}

/**
 * Takes in the touch as it stands. When it differs from the last one, the flow between the two counts now.
 *
 * @param at - Never before the last.
 * @see Cont, Kukanov & Stoikov, J. Financial Econometrics 12 (2014), eq. 4.
 *
 * @example
 * noteTouch(flow, timeUs(1e6), { bidTicks: 618_000, bidLots: 40, askTicks: 618_001, askLots: 8 })
 * // Buyers add 12 lots at the bid.
 * noteTouch(flow, timeUs(70e6), { bidTicks: 618_000, bidLots: 52, askTicks: 618_001, askLots: 8 })
 * rollingOrderFlow(flow, timeUs(70e6)) // accept(0.4)
 */
export function noteTouch(flow: RollingOrderFlow, at: TimeUs, touch: TouchLots): void {
  const { bidTicks, bidLots, askTicks, askLots } = flow
  if (at >= flow.endsAt) moveTo(flow, at)
  if (flow.since === 0) flow.since = at
  else if (touch.bidTicks !== bidTicks || touch.bidLots !== bidLots || touch.askTicks !== askTicks || touch.askLots !== askLots) {
    const bid = (touch.bidTicks >= bidTicks ? touch.bidLots : 0) - (touch.bidTicks <= bidTicks ? bidLots : 0)
    const ask = (touch.askTicks <= askTicks ? touch.askLots : 0) - (touch.askTicks >= askTicks ? askLots : 0)
    addChange(flow, bid - ask, touch.bidLots + touch.askLots)
  } else return
  flow.bidTicks = touch.bidTicks
  flow.bidLots = touch.bidLots
  flow.askTicks = touch.askTicks
  flow.askLots = touch.askLots
}

/**
 * Forgets everything: after a gap the window would miss flow.
 *
 * @example
 * forgetFlow(flow)
 * rollingOrderFlow(flow, timeUs(71e6)) // refuse({ reason: 'windowNotSeen' })
 */
export function forgetFlow(flow: RollingOrderFlow): void {
  if (flow.since === 0) return
  flow.since = timeUs(0)
  empty(flow)
}

/**
 * The window's order flow over the average depth at the touch: how many times the depth of one side was added for buyers, less
 * those for sellers.
 *
 * @returns Above zero for buyers; 0 when nothing changed. Refused while not all of the window has been seen.
 *
 * @example
 * noteTouch(flow, timeUs(100e6), { bidTicks: 618_000, bidLots: 20, askTicks: 618_001, askLots: 20 })
 * // Sellers take all of the best bid, and 30 lots rest below.
 * noteTouch(flow, timeUs(170e6), { bidTicks: 617_999, bidLots: 30, askTicks: 618_001, askLots: 20 })
 * rollingOrderFlow(flow, timeUs(170e6)) // accept(-0.8)
 */
export function rollingOrderFlow(flow: RollingOrderFlow, at: TimeUs): Result<number, Readonly<{ reason: 'windowNotSeen' }>> {
  return isFlowSeen(flow, at) ? accept(flowInDepths(flow)) : refuse({ reason: 'windowNotSeen' })
}

/**
 * Moves the window on to a time and says whether all of it has been seen. With `flowInDepths` it is `rollingOrderFlow` in two steps
 * that leave nothing for the collector, for use after every event.
 *
 * @example
 * isFlowSeen(flow, timeUs(170e6)) // true
 */
export function isFlowSeen(flow: RollingOrderFlow, at: TimeUs): boolean {
  if (at >= flow.endsAt) moveTo(flow, at)
  return flow.since !== 0 && at - flow.since >= (flow.bucketUs * flow.buckets.length) / 3
}

/**
 * The order flow of a window that has been seen, over the average depth at the touch.
 *
 * @example
 * flowInDepths(flow) // -0.8
 */
export function flowInDepths(flow: RollingOrderFlow): number {
  return flow.changes === 0 ? 0 : (2 * flow.flow * flow.changes) / flow.depth
}

function addChange(flow: RollingOrderFlow, lots: number, depth: number): void {
  const { buckets } = flow
  const place = 3 * (flow.newest % (buckets.length / 3))
  buckets[place] = (buckets[place] as number) + lots
  buckets[place + 1] = (buckets[place + 1] as number) + depth
  buckets[place + 2] = (buckets[place + 2] as number) + 1
  flow.flow += lots
  flow.depth += depth
  flow.changes++
}

/** Empties the buckets between the newest and the one of `at`. */
function moveTo(flow: RollingOrderFlow, at: TimeUs): void {
  const { buckets, bucketUs } = flow
  const count = buckets.length / 3
  const reached = Math.floor(at / bucketUs)
  if (reached - flow.newest >= count) empty(flow)
  else {
    for (let bucket = flow.newest + 1; bucket <= reached; bucket++) {
      const place = 3 * (bucket % count)
      flow.flow -= buckets[place] as number
      flow.depth -= buckets[place + 1] as number
      flow.changes -= buckets[place + 2] as number
      buckets.fill(0, place, place + 3)
    }
  }
  flow.newest = reached
  flow.endsAt = (reached + 1) * bucketUs
}

function empty(flow: RollingOrderFlow): void {
  flow.buckets.fill(0)
  flow.flow = 0
  flow.depth = 0
  flow.changes = 0
}
