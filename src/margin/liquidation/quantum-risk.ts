import { divideUp, magnitude, type ExactFraction } from './exact-fraction.ts'

/** A perpetual as a chain counts it: whole quantums of base against whole quantums of quote. */
export type QuantumMarket = Readonly<{
  /** Quote quantums that one base quantum is worth at the oracle's price. */
  price: ExactFraction
  /** Initial margin in millionths of the notional; maintenance margin in millionths of the initial. */
  initialMarginPpm: bigint
  maintenanceFractionPpm: bigint
}>

/** A position in base quantums; short is below 0. */
export type QuantumPosition = Readonly<{ perpetual: string; market: QuantumMarket; quantums: bigint }>

/** What an account holds, in quantums. `quote` is below 0 where it owes. */
export type QuantumAccount = Readonly<{ quote: bigint; positions: readonly QuantumPosition[] }>

/** What something is worth and what is asked for it, in quote quantums. A short is worth less than 0. */
export type QuantumRisk = Readonly<{ worth: bigint; maintenanceMargin: bigint }>

const million = 1_000_000n

/**
 * What a position is worth and its maintenance margin: worth rounded towards 0, margins up.
 *
 * @see dYdX v4, `x/perpetuals/lib`.
 *
 * @example
 * const btc = { price: { numerator: 500n, denominator: 1n }, initialMarginPpm: 200_000n, maintenanceFractionPpm: 500_000n }
 * positionRisk(btc, 10_000_000n).maintenanceMargin // 500_000_000n
 */
export function positionRisk(market: QuantumMarket, quantums: bigint): QuantumRisk {
  const { price, initialMarginPpm, maintenanceFractionPpm } = market
  const worth = (quantums * price.numerator) / price.denominator
  const initial = divideUp(magnitude(worth) * initialMarginPpm, million)
  return { worth, maintenanceMargin: divideUp(initial * maintenanceFractionPpm, million) }
}

/**
 * What a whole account is worth, and the maintenance margin of all it holds.
 *
 * @example
 * const long = { quote: -4_501_000_000n, positions: [{ perpetual: 'BTC', market: btc, quantums: 10_000_000n }] }
 * accountRisk(long).worth // 499_000_000n
 */
export function accountRisk({ quote, positions }: QuantumAccount): QuantumRisk {
  let [worth, maintenanceMargin] = [quote, 0n]
  for (const { market, quantums } of positions) {
    const risk = positionRisk(market, quantums)
    worth += risk.worth
    maintenanceMargin += risk.maintenanceMargin
  }
  return { worth, maintenanceMargin }
}
