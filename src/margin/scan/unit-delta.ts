import { normalCumulative } from '../../num/normal.ts'
import { black76Price } from '../../pricing/black-76.ts'
import { logMoneyness } from '../../pricing/option-terms.ts'
import { priceNow, type OptionInstrument, type ScanInstrument } from './scan-instrument.ts'
import type { CoinCounting } from './unit-profits.ts'

/**
 * How many units of the underlying one unit of an instrument moves like. Where coins are counted in coin, an inverse option's premium, which
 * is coin itself, is taken off.
 *
 * @example
 * unitDelta({ kind: 'deltaOne', payoff: 'inverse', price: { moving: 60000, fixed: 0 } }, 'coin') // 1 / 60000
 */
export function unitDelta(instrument: ScanInstrument, counting: CoinCounting): number {
  const price = priceNow(instrument)
  if (instrument.kind === 'deltaOne') {
    if (instrument.payoff === 'linear') return 1
    // Counted in quote the coins gained so far move too: what moves in all is what a dollar bought at the entry.
    return 1 / (counting === 'quote' ? (instrument.entryPrice ?? price) : price)
  }
  const delta = optionDelta(instrument, price)
  if (instrument.payoff === 'linear' || counting === 'quote') return delta
  const { option: kind, strike, timeYears, volatility } = instrument
  return delta - black76Price({ kind, forward: price, strike, timeYears, volatility }) / price
}

/**
 * Change of an option's price with its forward, undiscounted. At the strike without time or volatility it is half of what it is beyond.
 *
 * @param forward - 0 or above.
 *
 * @example
 * optionDelta({ option: 'call', strike: 60000, timeYears: 0.1, volatility: 0.6, ... }, 60000) // 0.54
 */
export function optionDelta(option: Pick<OptionInstrument, 'option' | 'strike' | 'timeYears' | 'volatility'>, forward: number): number {
  const sign = option.option === 'call' ? 1 : -1
  const spread = option.volatility * Math.sqrt(option.timeYears)
  const distance = forward === option.strike ? 0 : logMoneyness(forward, option.strike)
  if (!(spread > 0)) return distance === 0 ? sign / 2 : distance * sign > 0 ? sign : 0
  return sign * normalCumulative(sign * (distance / spread + spread / 2))
}
