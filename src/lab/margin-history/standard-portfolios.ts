import type { OptionKind } from '../../pricing/option-terms.ts'

/** One leg of a standard portfolio. Sizes in units of the underlying; negative is short. */
export type StandardLeg =
  | Readonly<{ kind: 'perpetual'; size: number }>
  | Readonly<{ kind: 'collateral'; size: number }>
  | Readonly<{
      kind: 'option'
      option: OptionKind
      size: number
      /** Strike wanted, as a fraction of the forward for the expiry. */
      moneyness: number
      expiry: 'near' | 'far'
    }>

/** A portfolio stated by what it is, to be struck in the market of a day. */
export type StandardPortfolio = Readonly<{ name: string; title: string; legs: readonly StandardLeg[] }>

const option = (kind: OptionKind, size: number, moneyness: number, expiry: 'near' | 'far' = 'near'): StandardLeg => ({
  kind: 'option',
  option: kind,
  size,
  moneyness,
  expiry,
})

/**
 * Twelve portfolios that people hold and clearing houses stress: outright, hedged, short volatility, long volatility, spreads in strike and
 * in time. Each is about one unit of the underlying, so that margins can be read beside its price.
 */
export const standardPortfolios: readonly StandardPortfolio[] = [
  { name: 'long-perpetual', title: 'Long perpetual', legs: [{ kind: 'perpetual', size: 1 }] },
  { name: 'short-perpetual', title: 'Short perpetual', legs: [{ kind: 'perpetual', size: -1 }] },
  {
    name: 'covered-call',
    title: 'Covered call: the coin held, a call 10 % above sold',
    legs: [{ kind: 'collateral', size: 1 }, option('call', -1, 1.1)],
  },
  {
    name: 'protective-put',
    title: 'Protective put: long perpetual, a put 10 % below bought',
    legs: [{ kind: 'perpetual', size: 1 }, option('put', 1, 0.9)],
  },
  { name: 'short-straddle', title: 'Short straddle', legs: [option('call', -1, 1), option('put', -1, 1)] },
  { name: 'short-strangle', title: 'Short strangle, 15 % out on both sides', legs: [option('call', -1, 1.15), option('put', -1, 0.85)] },
  { name: 'long-straddle', title: 'Long straddle', legs: [option('call', 1, 1), option('put', 1, 1)] },
  { name: 'put-spread', title: 'Put spread sold: 95 % short, 80 % long', legs: [option('put', -1, 0.95), option('put', 1, 0.8)] },
  {
    name: 'iron-condor',
    title: 'Iron condor: 90/110 % short, 75/125 % long',
    legs: [option('put', -1, 0.9), option('call', -1, 1.1), option('put', 1, 0.75), option('call', 1, 1.25)],
  },
  {
    name: 'put-ratio',
    title: 'Put ratio: one 95 % bought, two 80 % sold',
    legs: [option('put', 1, 0.95), option('put', -2, 0.8)],
  },
  {
    name: 'calendar',
    title: 'Calendar: near straddle sold, far bought',
    legs: [option('call', -1, 1), option('put', -1, 1), option('call', 1, 1, 'far'), option('put', 1, 1, 'far')],
  },
  {
    name: 'risk-reversal',
    title: 'Risk reversal: put 10 % below sold, call 10 % above bought',
    legs: [option('put', -1, 0.9), option('call', 1, 1.1)],
  },
]
