import { invariant } from '../../base/assert.ts'
import { black76Price } from '../../pricing/black-76.ts'
import { priceNow, type DeltaOneInstrument, type OptionInstrument, type ScanInstrument } from './scan-instrument.ts'
import type { ScanScenario } from './scan-scenario.ts'

/**
 * How the profit of a contract settled in coin is counted in quote. `coin`: the coins gained, at the index of now, for accounts whose equity
 * is kept in coin. `quote`: what the coins are worth after the move less what they are worth now.
 */
export type CoinCounting = 'coin' | 'quote'

/** Where and how coins are counted. */
export type CoinMarket = Readonly<{ indexPrice: number; counting: CoinCounting }>

/**
 * What one unit of an instrument gains in every scenario, in quote, before weights. It depends on no account: a hundred thousand accounts
 * share it.
 *
 * @throws InvariantError when an inverse contract is moved to a price that is not above 0.
 *
 * @example
 * unitProfits(instrument, scenarios, { indexPrice: 60000, counting: 'quote' })
 */
export function unitProfits(instrument: ScanInstrument, scenarios: readonly ScanScenario[], coins: CoinMarket): Float64Array {
  const profitIn = instrument.kind === 'deltaOne' ? deltaOneProfits(instrument) : optionProfits(instrument)
  if (instrument.payoff === 'linear') return Float64Array.from(scenarios, profitIn)
  const valueNow = coins.counting === 'coin' ? 0 : coinValueNow(instrument)
  return Float64Array.from(scenarios, (scenario) => {
    const gained = profitIn(scenario)
    if (coins.counting === 'coin') return gained * coins.indexPrice
    return (gained * (1 + scenario.spotMove) + valueNow * scenario.spotMove) * coins.indexPrice
  })
}

type ProfitIn = (scenario: ScanScenario) => number

/** In quote for linear, in coin for inverse. Written as one product, since the difference of two prices would lose digits. */
function deltaOneProfits(instrument: DeltaOneInstrument): ProfitIn {
  const { moving } = instrument.price
  if (instrument.payoff === 'linear') return ({ spotMove }) => moving * spotMove
  const now = priceNow(instrument)
  return ({ spotMove }) => (moving * spotMove) / now / shockedPrice(instrument, spotMove)
}

function optionProfits(instrument: OptionInstrument): ProfitIn {
  const { option: kind, strike, timeYears, volatility } = instrument
  const now = black76Price({ kind, forward: priceNow(instrument), strike, timeYears, volatility })
  const inverse = instrument.payoff === 'inverse'
  const valueNow = inverse ? now / priceNow(instrument) : now
  return ({ spotMove, passingYears, shockedVolatility }) => {
    const forward = inverse
      ? shockedPrice(instrument, spotMove)
      : Math.max(0, instrument.price.moving * (1 + spotMove) + instrument.price.fixed)
    const left = Math.max(0, timeYears - passingYears)
    const price = black76Price({ kind, forward, strike, timeYears: left, volatility: shockedVolatility(volatility, timeYears) })
    return (inverse ? price / forward : price) - valueNow
  }
}

function shockedPrice(instrument: ScanInstrument, spotMove: number): number {
  const price = instrument.price.moving * (1 + spotMove) + instrument.price.fixed
  invariant(price > 0, 'an inverse contract is scanned at prices above 0')
  return price
}

/** What one unit is worth now, in coin: an option its price, a future what it has gained since it was entered. */
function coinValueNow(instrument: ScanInstrument): number {
  const price = priceNow(instrument)
  if (instrument.kind === 'deltaOne')
    return instrument.entryPrice === undefined ? 0 : (price - instrument.entryPrice) / instrument.entryPrice / price
  const { option: kind, strike, timeYears, volatility } = instrument
  return black76Price({ kind, forward: price, strike, timeYears, volatility }) / price
}
