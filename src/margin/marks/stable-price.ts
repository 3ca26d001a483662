import { invariant } from '../../base/assert.ts'
import { elapsedUs, seconds, type DurationUs, type TimeUs } from '../../base/time.ts'

/** How fast a stable price may move. */
export type StablePriceTerms = Readonly<{
  /** How long prices are averaged for one delayed price. */
  delayInterval: DurationUs
  /** Delayed prices kept; the oldest is used. With an hour each, 24 delay by a day. */
  delayIntervals: number
  /** Largest relative change from one delayed price to the next, below 1. */
  delayGrowthLimit: number
  /** Largest relative change in a second, further reduced while the price is far from the delayed one. */
  growthPerSecond: number
  /** Prices that come sooner than this after the last are left out, so that calling often does not compound. */
  leastStep: DurationUs
  /** No step counts for more time than this, so that the first price after an outage does not count for all of it. */
  longestStep: DurationUs
}>

/** A price that follows the market slowly. Plain data; a step makes another one. */
export type StablePrice = Readonly<{
  price: number
  at: TimeUs
  /** A ring of delayed prices; the one at the number of the interval, modulo its length, is the oldest. */
  delayPrices: readonly number[]
  /** Price times seconds, and seconds, since the interval began. */
  priceSeconds: number
  averagedSeconds: number
}>

/** An hour for each of 24 delayed prices, 6 % between them, 0.03 % a second. */
export const stablePriceTerms: StablePriceTerms = {
  delayInterval: seconds(3_600),
  delayIntervals: 24,
  delayGrowthLimit: 0.06,
  growthPerSecond: 0.0003,
  leastStep: seconds(10),
  longestStep: seconds(600),
}

/**
 * A stable price that stands at a first price.
 *
 * @throws InvariantError unless the price is positive and finite.
 *
 * @example
 * startStablePrice(100, timeUs(0)).price // 100
 */
export function startStablePrice(price: number, at: TimeUs, terms: StablePriceTerms = stablePriceTerms): StablePrice {
  requirePrice(price)
  return { price, at, delayPrices: Array.from({ length: terms.delayIntervals }, () => price), priceSeconds: 0, averagedSeconds: 0 }
}

/**
 * Takes in a price. The stable price moves towards it by at most `growthPerSecond` for every second since the last one, times the square of
 * how near it is to the delayed price. The delayed price is the mean of an interval a day ago, and moves by at most `delayGrowthLimit` from
 * interval to interval. So ten times the price for an hour makes less than twice the stable price.
 *
 * @param at - Not before the last; a price sooner than `leastStep` changes nothing.
 * @throws InvariantError if time runs backwards, or the price is not positive and finite.
 * @see Mango v4, state/stable_price.rs, whose average of an interval counts the time of an outage and not its prices; here neither counts.
 *
 * @example
 * stepStablePrice(startStablePrice(1, timeUs(0)), 10, timeUs(60e6)).price // 1.018
 */
export function stepStablePrice(state: StablePrice, price: number, at: TimeUs, terms: StablePriceTerms = stablePriceTerms): StablePrice {
  requirePrice(price)
  const elapsed = elapsedUs(state.at, at)
  if (elapsed < terms.leastStep) return state
  const stepSeconds = Math.min(elapsed, terms.longestStep) / 1e6
  const delayed = delay(state, terms, { price, at, stepSeconds })
  const delayPrice = priceAt(delayed.delayPrices, intervalOf(at, terms))
  const nearness = Math.min(state.price, delayPrice) / Math.max(state.price, delayPrice)
  const limit = terms.growthPerSecond * nearness * nearness * stepSeconds
  return { ...delayed, price: clampGrowth(price, state.price, limit), at }
}

type Step = Readonly<{ price: number; at: TimeUs; stepSeconds: number }>

/** Adds the price to the interval's average, and writes the delayed price when the interval is over. */
function delay(state: StablePrice, terms: StablePriceTerms, step: Step): StablePrice {
  const priceSeconds = state.priceSeconds + step.price * step.stepSeconds
  const averagedSeconds = state.averagedSeconds + step.stepSeconds
  const last = intervalOf(state.at, terms)
  const passed = intervalOf(step.at, terms) - last
  if (passed === 0) return { ...state, priceSeconds, averagedSeconds }
  const next = clampGrowth(priceSeconds / averagedSeconds, priceAt(state.delayPrices, last - 1), terms.delayGrowthLimit)
  const delayPrices = [...state.delayPrices]
  // Intervals in which nothing was heard take the same price, once round at most.
  for (let skipped = 0; skipped < Math.min(passed, delayPrices.length); skipped++) delayPrices[slotOf(delayPrices, last + skipped)] = next
  return { ...state, delayPrices, priceSeconds: 0, averagedSeconds: 0 }
}

function intervalOf(at: TimeUs, terms: StablePriceTerms): number {
  return Math.floor(at / terms.delayInterval)
}

function slotOf(prices: readonly number[], interval: number): number {
  return ((interval % prices.length) + prices.length) % prices.length
}

function priceAt(prices: readonly number[], interval: number): number {
  return prices[slotOf(prices, interval)] as number
}

function clampGrowth(target: number, from: number, limit: number): number {
  return Math.min(from * (1 + limit), Math.max(from * (1 - limit), target))
}

function requirePrice(price: number): void {
  invariant(price > 0 && price < Infinity, 'a price is positive and finite')
}
