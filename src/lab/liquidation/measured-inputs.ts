import { InputFault } from '../../base/fault.ts'
import { ratio } from '../../base/ratio.ts'
import { squareRootImpact } from '../../liquidity/impact/square-root-law.ts'
import { resiliencyOf } from '../../liquidity/resiliency-half-life.ts'
import { historicalExpectedShortfall } from '../../risk/expected-shortfall.ts'
import { historicalValueAtRisk } from '../../risk/value-at-risk.ts'
import { amountText, bpsText, durationText, percent } from './number-text.ts'
import type { AskedPosition, SettledPosition } from './position.ts'
import { movesOf, type PriceMoves } from './read-history.ts'
import { depthBandBps, type MarketWatch } from './watch-market.ts'

/** Where a number comes from. */
export type NumberOrigin = 'measured' | 'modelled' | 'given' | 'assumed'

/** One number that the result rests on. */
export type Assumption = Readonly<{ name: string; value: string; origin: NumberOrigin; how: string }>

/** What is asked of a liquidation. */
export type LiquidationQuestion = Readonly<{
  position: AskedPosition
  confidence: number
  horizonDays: number
  /** Longest time a liquidation may take. */
  withinDays: number
  /** Annual volatility that was given; measured where there is none. */
  annualVolatility: number | undefined
  /** Volatility of a longer series and the name of its file. */
  history: Readonly<{ moves: PriceMoves; label: string }> | undefined
  /** Factor of the square-root law. */
  impactFactor: number
  trades: number
  /** Most of what trades that a schedule may be, on average over it; taking all at once is no schedule. */
  shareOfVolume: number
}>

const dayUs = 86_400_000_000
/** Pace of a schedule unless told. */
export const defaultShareOfVolume = 0.3

/** Used where the book gave no half-life. */
const assumedHalfLifeSeconds = 60

/** Numbers with the rows that say where they come from. */
export type Sourced = Readonly<{ rows: readonly Assumption[] }>

/**
 * The volatility of a day: as given, of a longer series, or measured from the samples of the price.
 *
 * @throws InputFault when it is none of these.
 *
 * @example
 * volatilityOf(watch, question).daily // 0.031
 */
export function volatilityOf(watch: MarketWatch, question: LiquidationQuestion): Sourced & Readonly<{ daily: number; warning?: string }> {
  const row = (annual: number, origin: NumberOrigin, how: string): readonly Assumption[] => [
    { name: 'volatility', value: `${percent(annual)} a year, ${percent(annual / Math.sqrt(365))} a day`, origin, how },
  ]
  if (question.annualVolatility !== undefined) {
    return { daily: question.annualVolatility / Math.sqrt(365), rows: row(question.annualVolatility, 'given', '365 days a year') }
  }
  const { history } = question
  if (history !== undefined) {
    const { dailyVolatility, returns, days } = history.moves
    const how = `${returns} returns over ${days.toFixed(days < 10 ? 1 : 0)} days of ${history.label}`
    return { daily: dailyVolatility, rows: row(dailyVolatility * Math.sqrt(365), 'measured', how) }
  }
  const minutes = movesOf(watch.sampledAt, watch.mids, 60_000_000)
  const seconds = minutes === undefined || minutes.returns < 30 ? movesOf(watch.sampledAt, watch.mids, 5_000_000) : undefined
  const moves = seconds ?? minutes
  if (moves === undefined) {
    throw new InputFault({
      file: '--volatility',
      place: 'value',
      expected: 'a number a year, or --history, as the data is too short to measure it',
      found: `${watch.mids.length} samples of the price`,
    })
  }
  const how = `${moves.returns} returns of ${seconds === undefined ? 'a minute' : '5 s'} over ${durationText(moves.days)} of this data`
  const warning = `Volatility is measured over ${durationText(moves.days)} only; give --volatility or --history for a figure to rely on.`
  return {
    daily: moves.dailyVolatility,
    rows: row(moves.dailyVolatility * Math.sqrt(365), 'measured', how),
    ...(moves.days < 1 && { warning }),
  }
}

/**
 * The usual spread and its worst, from the samples.
 *
 * @example
 * spreadOf(watch, 0.99).worst // 0.0000219
 */
export function spreadOf(watch: MarketWatch, confidence: number): Sourced & Readonly<{ usual: number; worst: number; tail: number }> {
  const usual = historicalValueAtRisk(watch.spreads, ratio(0.5))
  const worst = historicalValueAtRisk(watch.spreads, ratio(confidence))
  const tail = historicalExpectedShortfall(watch.spreads, ratio(confidence))
  const how = `${watch.spreads.length} samples, a second or more apart`
  return {
    usual,
    worst,
    tail,
    rows: [
      { name: 'spread, usual', value: bpsText(usual), origin: bookOrigin(watch), how: `median of ${how}` },
      {
        name: 'spread, worst',
        value: `${bpsText(worst)}; ${bpsText(tail)} for ES`,
        origin: bookOrigin(watch),
        how: 'quantile and tail mean of those',
      },
    ],
  }
}

/**
 * How fast the side that is taken refills: the half-life of its depth near the mid, or an assumed one where that shows none.
 *
 * @example
 * refillOf(watch, position).seconds // 4.3
 */
export function refillOf(watch: MarketWatch, position: SettledPosition): Sourced & Readonly<{ seconds: number }> {
  const depth = position.takesBids ? watch.bidDepth : watch.askDepth
  const step = ((watch.sampledAt.at(-1) ?? 0) - (watch.sampledAt[0] ?? 0)) / Math.max(1, watch.sampledAt.length - 1) / 1e6
  const about = `depth within ${depthBandBps} bps of the ${position.takesBids ? 'bid' : 'ask'} side`
  const fitted = depth.length < 30 ? undefined : resiliencyOf(depth)
  const halfLife = fitted?.ok === true ? fitted.value.halfLife : undefined
  if (halfLife?.ok === true) {
    // A half-life below the samples' distance cannot be seen; the distance is the slower, safer figure.
    const seconds = Math.max(step, halfLife.value * step)
    const how = `return of ${about} to its mean, ${depth.length} samples of ${step.toFixed(1)} s`
    return { seconds, rows: [{ name: 'refilling, half-life', value: `${seconds.toPrecision(3)} s`, origin: bookOrigin(watch), how }] }
  }
  const how = `${about} showed no return to a mean`
  const value = `${assumedHalfLifeSeconds} s`
  return { seconds: assumedHalfLifeSeconds, rows: [{ name: 'refilling, half-life', value, origin: 'assumed', how }] }
}

type SlowBasis = Readonly<{ position: SettledPosition; question: LiquidationQuestion; dailyVolatility: number }>

/**
 * What leaving without hurry costs, by the square-root law on the volume as measured; nothing where there are no prints.
 *
 * @example
 * slowCostOf(watch, { position, question, dailyVolatility: 0.031 }).cost // 0.0005
 */
export function slowCostOf(watch: MarketWatch, basis: SlowBasis): Sourced & Readonly<{ cost: number; dailyVolume: number | undefined }> {
  const { position, question, dailyVolatility } = basis
  const days = (watch.lastAt - watch.firstAt) / dayUs
  if (watch.trades === 0 || days === 0) {
    const how = 'the data has no prints, so the square-root law has no volume; the figure is too low by it'
    return { cost: 0, dailyVolume: undefined, rows: [{ name: 'permanent impact', value: 'none', origin: 'assumed', how }] }
  }
  const dailyVolume = watch.traded / days
  const impact = squareRootImpact({
    ...{ size: Math.abs(position.units), volume: dailyVolume, volatility: dailyVolatility },
    ...{ factor: question.impactFactor, exponent: 0.5 },
  })
  const cost = impact.ok ? impact.value.average : 0
  const volumeHow = `${watch.trades} prints over ${durationText(days)}, taken as they were for a day`
  return {
    cost,
    dailyVolume,
    rows: [
      { name: 'volume a day', value: `${amountText(dailyVolume)} ${position.unitAsset}`, origin: 'measured', how: volumeHow },
      {
        name: 'pace',
        value: `at most ${percent(question.shareOfVolume)} of volume`,
        origin: question.shareOfVolume === defaultShareOfVolume ? 'assumed' : 'given',
        how: 'the square-root law is tested to about there; all at once is left out of it, as the book shows what that costs',
      },
      {
        name: 'factor of the square-root law',
        value: `${question.impactFactor}`,
        origin: question.impactFactor === 1 ? 'assumed' : 'given',
        how: 'between 0.5 and 1 in the literature; the upper end is the safer',
      },
      {
        name: 'permanent impact',
        value: bpsText(cost),
        origin: 'assumed',
        how: 'the square-root law on the rows above: two thirds of its peak, on average',
      },
    ],
  }
}

/**
 * Whether figures of the book are of a venue's book or of the book model's.
 *
 * @example
 * bookOrigin(watch) // 'measured'
 */
export function bookOrigin(watch: MarketWatch): NumberOrigin {
  return watch.instrument.bookSource === 'modelled' ? 'modelled' : 'measured'
}
