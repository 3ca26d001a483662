import { requireNotNegative } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { exponential } from '../num/elementary.ts'
import { normalCumulative, normalDensity } from '../num/normal.ts'
import { normalisedBlack } from './normalised-black.ts'
import { intrinsicValue, logMoneyness, requireTerms, type OptionAtVolatility } from './option-terms.ts'

/** Value of an option and what moves it. */
export type Black76Greeks = Readonly<{
  /** In the currency of the forward. */
  price: number
  /** Change of the price with the forward. */
  delta: number
  /** Change of delta with the forward. */
  gamma: number
  /** Change of the price for 1.00 of volatility; a hundredth of it is for one point. */
  vega: number
  /** Change of the price as a year passes at fixed forward and rate; divide by 365 for a day. */
  theta: number
  /** Change of the price for 1.00 of the rate, at fixed forward. */
  rho: number
  /** Change of delta with volatility. */
  vanna: number
  /** Change of vega with volatility. */
  volga: number
  /** Change of the price with the strike. */
  dualDelta: number
  /** Change of gamma with the forward. */
  speed: number
}>

/** Why an option has a value but no greeks. */
export type GreeksRefusal = Readonly<{ reason: 'forwardIsStrikeWithoutVolatility'; price: number }>

/**
 * The value of a European option on a forward: intrinsic value plus the value of the side out of the money, discounted.
 *
 * Without time or volatility it is the discounted intrinsic value. A strike of 0 makes a call the discounted forward, a forward of 0
 * makes a put the discounted strike.
 *
 * @returns In the currency of the forward.
 * @throws ArgumentError naming a term that is not finite or below zero.
 * @see Black, "The pricing of commodity contracts", Journal of Financial Economics 3 (1976).
 *
 * @example
 * black76Price({ kind: 'call', forward: 60000, strike: 60000, timeYears: 30 / 365, volatility: 0.55 }) // 3770.4091091833543
 */
export function black76Price(option: OptionAtVolatility): number {
  requireTerms(option)
  requireNotNegative('volatility', option.volatility)
  return exponential(-(option.rate ?? 0) * option.timeYears) * (intrinsicValue(option) + timeValue(option))
}

/**
 * Value and greeks of a European option on a forward.
 *
 * Where time or volatility is 0, or forward or strike is 0, they are the limits: delta 0 or the discount factor, no gamma, no vega.
 *
 * @returns A refusal where forward and strike meet without time or volatility: the value has a kink there and no derivative.
 * @throws ArgumentError naming a term that is not finite or below zero.
 * @see Haug, "The Complete Guide to Option Pricing Formulas" (2007), chapters 1 and 2.
 *
 * @example
 * black76Greeks({ kind: 'call', forward: 100, strike: 90, timeYears: 0, volatility: 0.5 })
 */
export function black76Greeks(option: OptionAtVolatility): Result<Black76Greeks, GreeksRefusal> {
  const price = black76Price(option)
  const { kind, forward, strike, timeYears, volatility, rate = 0 } = option
  const s = volatility * Math.sqrt(timeYears)
  if (!(s > 0) && forward === strike) return refuse({ reason: 'forwardIsStrikeWithoutVolatility', price })
  if (forward === 0 && strike === 0) return refuse({ reason: 'forwardIsStrikeWithoutVolatility', price })
  const discount = exponential(-rate * timeYears)
  const sign = kind === 'call' ? 1 : -1
  const x = logMoneyness(forward, strike)
  const h = s > 0 ? x / s : x * Infinity
  const plus = h + 0.5 * s
  const minus = h - 0.5 * s
  const shares = {
    price,
    delta: sign * discount * normalCumulative(sign * plus),
    dualDelta: -sign * discount * normalCumulative(sign * minus),
    rho: -timeYears * price + 0,
  }
  if (!(s > 0) || !Number.isFinite(h)) {
    return accept({ ...shares, gamma: 0, vega: 0, theta: rate * price, vanna: 0, volga: 0, speed: 0 })
  }
  const density = discount * normalDensity(plus)
  const gamma = density / (forward * s)
  const vega = density * forward * Math.sqrt(timeYears)
  return accept({
    ...shares,
    gamma,
    vega,
    theta: rate * price - (vega * volatility) / (2 * timeYears),
    vanna: (-density * minus) / volatility,
    volga: (vega * plus * minus) / volatility,
    speed: (-gamma / forward) * (1 + plus / s),
  })
}

/** What the option is worth above its intrinsic value, which is what the other kind is worth when that is out of the money. */
function timeValue(option: OptionAtVolatility): number {
  const { forward, strike } = option
  if (forward === 0 || strike === 0) return 0
  const s = option.volatility * Math.sqrt(option.timeYears)
  return Math.sqrt(forward) * Math.sqrt(strike) * normalisedBlack(-Math.abs(logMoneyness(forward, strike)), s)
}
