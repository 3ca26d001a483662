import type { BookModelParameters } from './book-model-parameters.ts'

/** What the book model remembers of one market. Plain data: a restored state goes on identically. */
export type BookModelState = {
  /** Seconds of bars seen, for weights while a mean is young. */
  secondsSeen: number
  /** Variance of one minute's return. */
  shortVariance: number
  longVariance: number
  /** Quote traded a minute, trailing. */
  turnoverPerMinute: number
  /** Depth now over calm depth, `depthFloor` to 1. */
  depthFactor: number
  nextUpdateId: number
  nextTradeId: number
}

/** How the market stands at one moment inside a bar. */
export type Conditions = Readonly<{ spreadBps: number; depthFactor: number; volatilityBps: number }>

/** What a finished bar adds to memory. */
export type BarSummary = Readonly<{ seconds: number; rangeFraction: number; turnover: number }>

// Parkinson (1980): the variance of a Brownian path is its squared range over 4 ln 2.
const parkinsonFactor = 0.36067376022224085

/**
 * The memory of a market of which nothing is known yet: the first bar sets its norms.
 *
 * @example
 * let state = createBookModelState()
 */
export function createBookModelState(): BookModelState {
  return { secondsSeen: 0, shortVariance: 0, longVariance: 0, turnoverPerMinute: 0, depthFactor: 1, nextUpdateId: 1, nextTradeId: 1 }
}

/**
 * Moves depth by `seconds` under the range seen so far inside the bar and tells spread and depth. Changes `state.depthFactor`.
 *
 * Knows nothing of the rest of the bar: only finished bars and the path up to now.
 *
 * @param rangeSoFar - High less low of the bar's path up to now, as a fraction of price.
 *
 * @example
 * const { spreadBps } = advanceConditions(state, { rangeSoFar: 0.002, seconds: 10, barSeconds: 60 }, bookModelDefaults)
 */
export function advanceConditions(
  state: BookModelState,
  moment: Readonly<{ rangeSoFar: number; seconds: number; barSeconds: number }>,
  parameters: BookModelParameters,
): Conditions {
  const seen = (parkinsonFactor * moment.rangeSoFar * moment.rangeSoFar * 60) / moment.barSeconds
  const weight = moment.barSeconds / (moment.barSeconds + parameters.shortVarianceSeconds)
  // A range can only grow, so an unfinished bar may raise the variance but not calm it.
  const variance = state.shortVariance + weight * Math.max(0, seen - state.shortVariance)
  const ratio = Math.sqrt(variance / usualVariance(state, parameters))
  const excess = Math.max(0, ratio - parameters.calmVolatilityRatio)
  const target = Math.max(parameters.depthFloor, 1 / (1 + parameters.depthFallPerRatioSquared * excess * excess))
  const timeConstant = target < state.depthFactor ? parameters.depthFallSeconds : parameters.depthRecoverySeconds
  state.depthFactor += ((target - state.depthFactor) * moment.seconds) / (moment.seconds + timeConstant)
  const volatilityBps = Math.sqrt(variance) * 1e4
  const widening = parameters.spreadPerVolatility * volatilityBps * (1 / state.depthFactor - 1)
  return {
    spreadBps: Math.min(parameters.spreadMaximumBps, parameters.spreadCalmBps + widening),
    depthFactor: state.depthFactor,
    volatilityBps,
  }
}

/**
 * Depth of the market in calm within 25 bps of the touch on one side, in quote, by what trades and moves on a usual day.
 *
 * Before the first bar is over nothing has been traded; that bar's own turnover stands in, once.
 *
 * @example
 * calmDepthOf(state, { seconds: 60, turnover: 2e6 }, bookModelDefaults)
 */
export function calmDepthOf(state: BookModelState, bar: Omit<BarSummary, 'rangeFraction'>, parameters: BookModelParameters): number {
  if (state.secondsSeen === 0) return parameters.depthMinutesOfTurnover * ((bar.turnover * 60) / bar.seconds)
  const usualBps = Math.sqrt(usualVariance(state, parameters)) * 1e4
  const scale = Math.min(
    parameters.volatilityScaleMost,
    Math.max(parameters.volatilityScaleLeast, parameters.referenceVolatilityBps / usualBps),
  )
  return parameters.depthMinutesOfTurnover * state.turnoverPerMinute * scale
}

/**
 * Takes a finished bar into memory. Changes `state`.
 *
 * @example
 * rememberBar(state, { seconds: 60, rangeFraction: 0.001, turnover: 2e6 }, bookModelDefaults)
 */
export function rememberBar(state: BookModelState, bar: BarSummary, parameters: BookModelParameters): void {
  const minutes = bar.seconds / 60
  const variance = (parkinsonFactor * bar.rangeFraction * bar.rangeFraction) / minutes
  const turnover = bar.turnover / minutes
  const first = state.secondsSeen === 0
  state.secondsSeen += bar.seconds
  const weightOf = (timeConstant: number): number => bar.seconds / Math.min(state.secondsSeen, timeConstant + bar.seconds)
  const clippedVariance = first ? variance : Math.min(variance, parameters.longVarianceClip * usualVariance(state, parameters))
  const clippedTurnover = state.turnoverPerMinute === 0 ? turnover : Math.min(turnover, parameters.turnoverClip * state.turnoverPerMinute)
  state.shortVariance += weightOf(parameters.shortVarianceSeconds) * (variance - state.shortVariance)
  state.longVariance += weightOf(parameters.longVarianceSeconds) * (clippedVariance - state.longVariance)
  state.turnoverPerMinute += weightOf(parameters.turnoverTimeConstantSeconds) * (clippedTurnover - state.turnoverPerMinute)
}

function usualVariance(state: BookModelState, parameters: BookModelParameters): number {
  const floor = parameters.volatilityFloorBps / 1e4
  return Math.max(state.longVariance, floor * floor)
}
