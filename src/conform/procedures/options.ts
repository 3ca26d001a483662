import { black76Greeks, black76Price } from '../../pricing/black-76.ts'
import { blackScholesPrice } from '../../pricing/black-scholes.ts'
import { inverseOptionValue } from '../../pricing/inverse-option.ts'
import { inverseBankruptcyPrice, inverseValue } from '../../pricing/inverse-perpetual.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'
import { kindOf, optionOf } from './option-rows.ts'
import { impliedVolatilityProcedure } from './options-implied.ts'
import { ssviSurface, sviSmile } from './options-smile.ts'

/** Procedures of option prices, volatilities and inverse contracts. */
export const optionsProcedures: ProcedureTable = {
  'opt-black76-greeks': (inputs) => ({ rows: inputs.rows('rows').map(greeksRow) }),
  'opt-bsm': (inputs) => ({ rows: inputs.rows('rows').map((row) => ({ price: spotPrice(row) })) }),
  'opt-implied-vol': impliedVolatilityProcedure,
  'opt-inverse-perp': (inputs) => ({ rows: inputs.rows('rows').map(inverseRow) }),
  'opt-inverse-option-delta': (inputs) => ({ rows: inputs.rows('rows').map(inverseOptionRow) }),
  'opt-svi': sviSmile,
  'opt-ssvi': ssviSurface,
}

function greeksRow(row: Fields): unknown {
  const option = optionOf(row)
  const greeks = black76Greeks(option)
  if (!greeks.ok) return { price: black76Price(option) }
  const { dualDelta, ...others } = greeks.value
  return { ...others, dual_delta: dualDelta }
}

function spotPrice(row: Fields): number {
  return blackScholesPrice({
    kind: kindOf(row),
    spot: row.number('S'),
    strike: row.number('K'),
    timeYears: row.number('T'),
    volatility: row.number('vol'),
    rate: row.numberOr('r', 0),
    yieldRate: row.numberOr('q', 0),
  })
}

function inverseRow(row: Fields): unknown {
  const position = { contracts: row.number('contracts'), multiplier: row.number('multiplier'), entry: row.number('entry') }
  const mark = row.number('mark')
  const collateral = row.number('collateral')
  const value = inverseValue(position, mark)
  const bankruptcy = inverseBankruptcyPrice(position, collateral)
  return {
    pnl_coin: value.profitCoin,
    delta_coin_per_usd: value.deltaCoinPerUsd,
    gamma_coin: value.gammaCoin,
    usd_value_of_equity: (collateral + value.profitCoin) * mark,
    bankruptcy_price: bankruptcy.ok ? bankruptcy.value : null,
  }
}

function inverseOptionRow(row: Fields): unknown {
  const value = inverseOptionValue(optionOf(row))
  if (!value.ok) return { price_coin: value.refusal.price, bs_delta: null, net_delta: null, d_coin_dF: null }
  return {
    price_coin: value.value.priceCoin,
    bs_delta: value.value.delta,
    net_delta: value.value.netDelta,
    d_coin_dF: value.value.coinPerUsd,
  }
}
