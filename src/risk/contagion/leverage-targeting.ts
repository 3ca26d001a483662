import { ArgumentError, requireNotNegative, requireSameLength, requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, compensatedSum, createSum, totalOf } from '../../num/compensated-sum.ts'

/** Leveraged holders of common assets, and a shock to those. */
export type LeveragedSystem = Readonly<{
  /** Share of each holder's assets in each asset: rows of holders. */
  weights: readonly ArrayLike<number>[]
  /** Equity of each holder, 0 or above. */
  equities: ArrayLike<number>
  /** Debt over equity of each holder, 0 or above, which it wants to get back to. */
  leverages: ArrayLike<number>
  /** Fall of each asset's price, as a fraction, per unit of value sold; 0 or above. */
  impacts: ArrayLike<number>
  /** Return of each asset from outside, negative for a fall. */
  shocks: ArrayLike<number>
}>

/** One round of sales. Losses are positive. */
export type LeverageSpillover = Readonly<{
  /** Loss of each holder by the shock itself; negative for a gain. */
  directLosses: Float64Array
  /** Value each holder sells to get back to its leverage, at most what is left to it. */
  sales: Float64Array
  /** Value sold of each asset. */
  assetsSold: Float64Array
  /** Return of each asset by the sales. */
  priceChanges: Float64Array
  /** Loss of each holder by the sales of all. */
  indirectLosses: Float64Array
  /** Sum of the indirect losses over the sum of equities; refused without equity. */
  aggregateVulnerability: Result<number, Readonly<{ reason: 'noEquity' }>>
}>

/**
 * One round of fire sales by holders that return to their leverage: a loss is met by selling, in proportion to what is held, and sales
 * lower the prices that all hold.
 *
 * A holder that gained sells nothing. Indirect losses fall on the assets held before the shock, and leave the shock itself out.
 *
 * @throws ArgumentError for lists of unlike length, negative equity, leverage or impact, or numbers that are not finite.
 * @see Greenwood, Landier & Thesmar, "Vulnerable banks", J. Financial Economics 115 (2015).
 *
 * @example
 * const system = { weights: [[1]], equities: [10], leverages: [9], impacts: [0.001], shocks: [-0.1] }
 * leverageSpillover(system).sales // [90]
 */
export function leverageSpillover(system: LeveragedSystem): LeverageSpillover {
  requireSystem(system)
  const assets = Float64Array.from(system.equities, (equity, i) => equity * (1 + (system.leverages[i] as number)))
  const returns = system.weights.map((row) => inner(row, system.shocks))
  const directLosses = assets.map((value, i) => 0 - value * (returns[i] as number))
  const sales = assets.map((value, i) => {
    const gained = returns[i] as number
    const left = value * (1 + Math.min(gained, 0))
    return Math.min(value * (system.leverages[i] as number) * Math.max(-gained, 0), Math.max(0, left))
  })
  const assetsSold = Float64Array.from(system.shocks, (_, asset) =>
    inner(
      system.weights.map((row) => row[asset] as number),
      sales,
    ),
  )
  const priceChanges = assetsSold.map((sold, asset) => 0 - (system.impacts[asset] as number) * sold)
  const indirectLosses = assets.map((value, i) => 0 - value * inner(system.weights[i] as ArrayLike<number>, priceChanges))
  const equity = compensatedSum(system.equities)
  const aggregateVulnerability = equity > 0 ? accept(compensatedSum(indirectLosses) / equity) : refuse({ reason: 'noEquity' as const })
  return { directLosses, sales, assetsSold, priceChanges, indirectLosses, aggregateVulnerability }
}

function inner(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const sum = createSum()
  for (let i = 0; i < first.length; i++) addToSum(sum, (first[i] as number) * (second[i] as number))
  return totalOf(sum)
}

function requireSystem(system: LeveragedSystem): void {
  const { weights, equities, leverages, impacts, shocks } = system
  for (const [name, values] of [
    ['equities', equities],
    ['leverages', leverages],
    ['impacts', impacts],
  ] as const) {
    requireSeries(name, values)
    for (let position = 0; position < values.length; position++) {
      const value = values[position] as number
      if (value < 0) throw new ArgumentError(name, { position, expected: 'a number, 0 or above', found: String(value) })
    }
  }
  requireSeries('shocks', shocks)
  requireSameLength(['equities', equities], ['leverages', leverages])
  requireSameLength(['equities', equities], ['weights', weights])
  requireSameLength(['shocks', shocks], ['impacts', impacts])
  weights.forEach((row, index) => {
    requireSeries(`weights[${index}]`, row)
    requireSameLength(['shocks', shocks], [`weights[${index}]`, row])
    for (let position = 0; position < row.length; position++) requireNotNegative(`weights[${index}]`, row[position] as number)
  })
}
