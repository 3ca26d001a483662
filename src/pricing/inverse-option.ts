import { requirePositive } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { normalCumulative } from '../num/normal.ts'
import { black76Greeks, type GreeksRefusal } from './black-76.ts'
import { logMoneyness, type OptionAtVolatility } from './option-terms.ts'

/** Value and hedge of an option that is paid and settled in the coin it is on. */
export type InverseOptionValue = Readonly<{
  /** Price in coin. A put can cost more than one coin. */
  priceCoin: number
  /** Delta of the option in dollars. */
  delta: number
  /** Coins that hedge a position kept in coin: delta less the premium, which moves with the coin itself. */
  netDelta: number
  /** Change of the price in coin for one dollar of the forward. */
  coinPerUsd: number
}>

/**
 * A coin-settled option: Black-76 over the forward, undiscounted, and the delta adjusted for the premium.
 *
 * `delta - price / F` is `(K/F) N(d2)` for a call and `-(K/F) N(-d2)` for a put; written so, nothing cancels deep in the money.
 *
 * @param option - Its rate is not used: coin prices are forward prices over the forward.
 * @returns A refusal where the dollar option has no greeks.
 * @throws ArgumentError for a forward that is not above zero or terms that are not finite or below zero.
 * @see Lucic & Sepp, "Valuation and hedging of cryptocurrency inverse options", SSRN (2024).
 *
 * @example
 * inverseOptionValue({ kind: 'call', forward: 60000, strike: 65000, timeYears: 30 / 365, volatility: 0.6 })
 */
export function inverseOptionValue(option: OptionAtVolatility): Result<InverseOptionValue, GreeksRefusal> {
  requirePositive('forward', option.forward)
  const greeks = black76Greeks({ ...option, rate: 0 })
  if (!greeks.ok) return refuse({ ...greeks.refusal, price: greeks.refusal.price / option.forward })
  const sign = option.kind === 'call' ? 1 : -1
  const s = option.volatility * Math.sqrt(option.timeYears)
  const x = logMoneyness(option.forward, option.strike)
  const minus = s > 0 ? x / s - 0.5 * s : x * Infinity
  const netDelta = (sign * option.strike * normalCumulative(sign * minus)) / option.forward
  return accept({
    priceCoin: greeks.value.price / option.forward,
    delta: greeks.value.delta,
    netDelta,
    coinPerUsd: netDelta / option.forward,
  })
}
