import type { DeriveExpiry, DeriveOption, DerivePortfolio } from '../../margin/models/derive-portfolio.ts'
import { fieldsOf, type Fields } from '../fields.ts'

/** How a model's file treats collateral: what the venue's portfolio cases call bases. */
export type BaseTreatment = Readonly<{ follows: boolean; initialHaircut: number; maintenanceHaircut: number }>

/**
 * The portfolio of one of the venue's portfolio cases, underlying by underlying, in the market that all cases of its file share but for a
 * case's own overrides. Cash stands in the first portfolio; there is one also where nothing but cash is held.
 *
 * A forward is given as its distance from the shared spot and does not move with an override of spot.
 *
 * @example
 * environmentPortfolios(one, environment, base)
 */
export function environmentPortfolios(one: Fields, environment: Fields, base: BaseTreatment): readonly DerivePortfolio[] {
  const portfolio = one.fields('portfolio')
  const overrides = fieldsOf(one.has('overrides') ? one.raw('overrides') : {}, { file: 'case', place: `${one.place}.overrides` })
  const held = ['eth', 'btc'].filter((name) =>
    ['bases', 'options', 'perps'].some((list) => portfolio.rows(list).some((row) => row.text('underlying') === name)),
  )
  const names = held.length === 0 ? ['eth'] : held
  return names.map((underlying, index) => ({
    ...portfolioOf({ underlying, portfolio, environment, stable: overrides, own: underlying === 'eth' ? overrides : nothing }, base),
    cash: index === 0 ? portfolio.number('cash') / 1e8 : 0,
  }))
}

const nothing = fieldsOf({}, { file: 'case', place: 'overrides' })

/** Cases override what is known of ether, and the price of the settlement asset for all. */
type Context = Readonly<{ underlying: string; portfolio: Fields; environment: Fields; stable: Fields; own: Fields }>

function portfolioOf(context: Context, base: BaseTreatment): Omit<DerivePortfolio, 'cash'> {
  const { underlying, portfolio, environment, own } = context
  const spotPrice = own.numberOr('spot', environment.fields(underlying).number('spot'))
  const spotConfidence = own.numberOr('spotConf', environment.number('confidence_default'))
  const stablePrice = context.stable.numberOr('stable', environment.number('stable_default'))
  const [perpPrice, perpConfidence] = perpetualMark(context)
  const mine = (list: string): readonly Fields[] => portfolio.rows(list).filter((row) => row.text('underlying') === underlying)
  const options = mine('options')
  return {
    spotPrice,
    spotConfidence,
    stablePrice,
    perpetuals: mine('perps').map((row, i) => {
      const size = row.number('amount') / 1e8
      const value = size * (perpPrice - row.number('entryPrice') / 1e8)
      return { id: `perp-${i}`, size, price: perpPrice, confidence: perpConfidence, value }
    }),
    expiries: [...new Set(options.map((row) => row.text('expiry')))].map((expiry) => expiryOf(expiry, options, context)),
    collateral: mine('bases').map((row) => ({
      id: `${underlying}-base`,
      value: ((row.number('amount') / 1e8) * spotPrice) / stablePrice,
      confidence: spotConfidence,
      ...base,
    })),
  }
}

function perpetualMark({ environment, own, underlying }: Context): readonly [price: number, confidence: number] {
  const usual = [
    environment.fields(underlying).number('perp_price'),
    own.numberOr('perpConf', environment.number('confidence_default')),
  ] as const
  return pairOf(own, 'perp', usual)
}

/** A price and the confidence in it, each as overridden or as usual. */
function pairOf(from: Fields, name: string, usual: readonly [number, number]): readonly [number, number] {
  if (!from.has(name)) return usual
  const [first = usual[0], second = usual[1]] = from.numbers(name)
  return [first, second]
}

function expiryOf(expiry: string, options: readonly Fields[], { environment, own, underlying }: Context): DeriveExpiry {
  const market = environment.fields(underlying)
  const certain = environment.number('confidence_default')
  const forwards = own.has('fwd') ? own.fields('fwd') : nothing
  const [distance, confidence] = pairOf(forwards, expiry, [market.fields('forward_minus_spot').number(expiry), certain])
  const smile = own.has('vol') ? own.fields('vol') : nothing
  const held = options.filter((row) => row.text('expiry') === expiry)
  return {
    secondsToExpiry: environment.fields('expiry_seconds_from_now').number(expiry),
    variableForward: market.number('spot') + distance,
    fixedForward: 0,
    rate: market.numberOr('rate', 0),
    confidence,
    options: held.map((row, i) =>
      optionOf(row, `${expiry}-${i}`, (key) => pairOf(smile, key, [environment.number('vol_default'), certain])),
    ),
  }
}

function optionOf(row: Fields, id: string, markOf: (key: string) => readonly [number, number]): DeriveOption {
  const strike = row.number('strike')
  const [volatility, confidence] = markOf(`('${row.text('expiry')}', ${strike})`)
  const size = row.number('amount') / 1e8
  return { id, kind: row.text('type') === 'call' ? 'call' : 'put', strike, size, volatility, confidence }
}
