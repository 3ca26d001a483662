import { createPrng, nextUniform, type Prng } from '../../base/prng.ts'
import { timeUs } from '../../base/time.ts'
import { lotSize, tickSize } from '../../market/instrument.ts'
import type { BarClosed } from '../../market/market-input.ts'
import type { Anchor, Scenario } from './scenario.ts'

const minuteUs = 60_000_000
const stepsPerMinute = 6

/**
 * One-minute bars of a scenario, drawn anew for each seed: between two anchors a Brownian bridge of the segment's volatility.
 *
 * Every anchor's price is met at its time. Volume varies around the segment's and grows with the minute's range.
 *
 * @example
 * const bars = [...scenarioBars(blackThursday2020, 7)] // 2,880 bars
 */
export function* scenarioBars(scenario: Scenario, seed: number): Generator<BarClosed> {
  for (let segment = 0; segment + 1 < scenario.anchors.length; segment++) {
    // Each segment has its own draws, so changing one anchor leaves the rest of the event as it was.
    const draws = createPrng(seed * 1_000 + segment)
    const prices = bridgePrices(scenario, segment, draws)
    yield* segmentBars(scenario, { segment, prices, draws })
  }
}

/**
 * Whole minutes of a scenario.
 *
 * @example
 * scenarioMinutes(blackThursday2020) // 2_880
 */
export function scenarioMinutes(scenario: Scenario): number {
  return ((scenario.anchors.at(-1)?.at ?? 0) - (scenario.anchors[0]?.at ?? 0)) / minuteUs
}

function anchorsOf(scenario: Scenario, segment: number): readonly [Anchor, Anchor] {
  return [scenario.anchors[segment] as Anchor, scenario.anchors[segment + 1] as Anchor]
}

function bridgePrices(scenario: Scenario, segment: number, draws: Prng): readonly number[] {
  const [from, to] = anchorsOf(scenario, segment)
  const steps = Math.round((to.at - from.at) / minuteUs) * stepsPerMinute
  const stepSize = from.volatilityBps / 1e4 / Math.sqrt(stepsPerMinute)
  const walk = new Float64Array(steps + 1)
  for (let i = 1; i <= steps; i++) walk[i] = (walk[i - 1] ?? 0) + stepSize * nextNormal(draws)
  const end = walk[steps] ?? 0
  const prices: number[] = []
  for (let i = 0; i <= steps; i++) {
    const along = i / steps
    const straight = from.price + (to.price - from.price) * along
    prices.push(within(scenario, straight * (1 + (walk[i] ?? 0) - along * end)))
  }
  return prices
}

// Reflected once at the published extremes, then held there: the path may touch them but not pass.
function within(scenario: Scenario, price: number): number {
  const { lowestPrice, highestPrice } = scenario
  const reflected = price < lowestPrice ? 2 * lowestPrice - price : price > highestPrice ? 2 * highestPrice - price : price
  return Math.min(highestPrice, Math.max(lowestPrice, reflected))
}

// Four uniforms: mean 0, variance 1, tails cut at 3.46. Logarithms, which a better normal needs, differ between machines.
function nextNormal(draws: Prng): number {
  return (nextUniform(draws) + nextUniform(draws) + nextUniform(draws) + nextUniform(draws) - 2) * 1.7320508075688772
}

type Segment = Readonly<{ segment: number; prices: readonly number[]; draws: Prng }>

function* segmentBars(scenario: Scenario, segment: Segment): Generator<BarClosed> {
  const [from, to] = anchorsOf(scenario, segment.segment)
  const minutes = Math.round((to.at - from.at) / minuteUs)
  for (let minute = 0; minute < minutes; minute++) yield minuteBar(scenario, segment, minute)
}

function minuteBar(scenario: Scenario, segment: Segment, minute: number): BarClosed {
  const { instrument } = scenario
  const [from] = anchorsOf(scenario, segment.segment)
  const ticks = segment.prices
    .slice(minute * stepsPerMinute, (minute + 1) * stepsPerMinute + 1)
    .map((price) => Math.max(1, Math.round(price / tickSize(instrument))))
  const highTicks = Math.max(...ticks)
  const lowTicks = Math.min(...ticks)
  const usualRange = (1.6 * from.volatilityBps) / 1e4
  const activity = 0.4 + 0.4 * ((highTicks - lowTicks) / lowTicks / usualRange) + 0.4 * nextUniform(segment.draws)
  const startedAt = timeUs(from.at + minute * minuteUs)
  return {
    kind: 'barClosed',
    at: timeUs(startedAt + minuteUs),
    market: instrument.id,
    startedAt,
    openTicks: ticks[0] ?? 1,
    highTicks,
    lowTicks,
    closeTicks: ticks.at(-1) ?? 1,
    volumeLots: Math.round((from.volumePerMinute * activity) / lotSize(instrument)),
  }
}
