/** Where a figure comes from; with a modelled book, everything from `book` and `trades` is labelled modelled. `fund` is of no market: each has it alike. */
export type SignalOrigin = 'book' | 'trades' | 'price' | 'fund'

/** What there is to say of one signal. */
export type SignalEntry = Readonly<{
  name: string
  unit: 'bps' | 'quote' | 'ratio' | 'fraction' | 'count' | 'seconds'
  origin: SignalOrigin
  label: string
}>

/** Every signal a rule may name, in the order of their index in a signal table. */
export const signalCatalogue = [
  { name: 'spreadBps', unit: 'bps', origin: 'book', label: 'Quoted spread' },
  { name: 'depth10Bps', unit: 'quote', origin: 'book', label: 'Depth within 10 bps, thinner side' },
  { name: 'depth25Bps', unit: 'quote', origin: 'book', label: 'Depth within 25 bps, thinner side' },
  { name: 'depth50Bps', unit: 'quote', origin: 'book', label: 'Depth within 50 bps, thinner side' },
  { name: 'depth100Bps', unit: 'quote', origin: 'book', label: 'Depth within 100 bps, thinner side' },
  { name: 'depth10Ratio', unit: 'ratio', origin: 'book', label: 'Depth within 10 bps over its norm' },
  { name: 'depth25Ratio', unit: 'ratio', origin: 'book', label: 'Depth within 25 bps over its norm' },
  { name: 'depth50Ratio', unit: 'ratio', origin: 'book', label: 'Depth within 50 bps over its norm' },
  { name: 'depth100Ratio', unit: 'ratio', origin: 'book', label: 'Depth within 100 bps over its norm' },
  { name: 'costToTradeBps', unit: 'bps', origin: 'book', label: 'Cost to trade the policy notional, worse side' },
  { name: 'imbalance', unit: 'fraction', origin: 'book', label: 'Imbalance within 25 bps' },
  { name: 'orderFlowImbalance', unit: 'ratio', origin: 'book', label: 'Order flow over the depth at the touch' },
  { name: 'resiliencyHalfLifeSeconds', unit: 'seconds', origin: 'book', label: 'Half-life of a loss of depth within 25 bps' },
  { name: 'effectiveSpreadBps', unit: 'bps', origin: 'trades', label: 'Effective spread of trades' },
  { name: 'volumeRatio', unit: 'ratio', origin: 'trades', label: 'Traded volume over its norm' },
  { name: 'realisedVolatility', unit: 'fraction', origin: 'price', label: 'Realised volatility, annualised' },
  { name: 'ewmaVolatility', unit: 'fraction', origin: 'price', label: 'EWMA volatility, annualised' },
  { name: 'jumpStatistic', unit: 'ratio', origin: 'price', label: 'Jump among the last returns, in standard deviations' },
  { name: 'valueAtRisk', unit: 'fraction', origin: 'price', label: 'Value at risk of one return, 99 %' },
  { name: 'expectedShortfall', unit: 'fraction', origin: 'price', label: 'Expected shortfall of one return, 97.5 %' },
  { name: 'exceedances', unit: 'count', origin: 'price', label: 'Returns beyond value at risk in the window' },
  { name: 'coveragePValue', unit: 'fraction', origin: 'price', label: 'Coverage of value at risk, p-value' },
  { name: 'priceGap', unit: 'fraction', origin: 'price', label: 'Price against its clipped reference' },
  {
    name: 'liquidityAdjustedShortfall',
    unit: 'fraction',
    origin: 'book',
    label: 'Expected shortfall over the horizon, and the cost to leave',
  },
  { name: 'fundExitQueue', unit: 'fraction', origin: 'fund', label: 'Shares of the insurance fund that ask to leave' },
] as const satisfies readonly SignalEntry[]

/** A signal's name. */
export type SignalName = (typeof signalCatalogue)[number]['name']

/** Names in the order of their index. */
export const signalNames: readonly SignalName[] = signalCatalogue.map((entry) => entry.name)

/** Distances from the mid at which depth is measured, in basis points. */
export const depthDistancesBps = [10, 25, 50, 100] as const

/**
 * A signal's place in every signal table, or -1 for a name that is none.
 *
 * @example
 * signalIndex('spreadBps') // 0
 */
export function signalIndex(name: string): number {
  return (signalNames as readonly string[]).indexOf(name)
}
