import { accept, refuse, type Result } from '../../base/result.ts'
import { closedPosition, type QuantumClosing, type QuantumRefusal } from './bankruptcy-price.ts'
import { exactFraction, type ExactFraction } from './exact-fraction.ts'
import { accountRisk, positionRisk, type QuantumAccount } from './quantum-risk.ts'

/** How far from the oracle's price a liquidation may be filled, in millionths. */
export type FillableTerms = Readonly<{
  /** How fast the price moves as the account's worth falls below its maintenance margin; a million moves it all the way at a worth of 0. */
  bankruptcyAdjustmentPpm: bigint
  /** All the way is this of the position's maintenance margin. */
  spreadToMaintenanceMarginPpm: bigint
}>

const million = 1_000_000n

/**
 * The price at which a liquidation is offered, in quote quantums for a base quantum, exactly: the oracle's price less a spread that grows as
 * the account nears 0, for shorts the other way. It is of the whole position, however little is closed.
 *
 * @returns A refusal as `bankruptcyQuote`, or where the price would be below 0.
 * @see dYdX v4, `GetFillablePrice`: (PNNV - ABR SMMR PMMR) / PS with ABR = BA (1 - TNC / TMMR) from 0 to 1.
 *
 * @example
 * const btc = { price: { numerator: 500n, denominator: 1n }, initialMarginPpm: 200_000n, maintenanceFractionPpm: 500_000n }
 * const long = { quote: -4_501_000_000n, positions: [{ perpetual: 'BTC', market: btc, quantums: 10_000_000n }] }
 * const terms = { bankruptcyAdjustmentPpm: 2_000_000n, spreadToMaintenanceMarginPpm: 100_000n }
 * fillablePrice(long, { perpetual: 'BTC', quantums: -10_000_000n }, terms).value // { numerator: 24_999n, denominator: 50n }
 */
export function fillablePrice(
  account: QuantumAccount,
  closing: QuantumClosing,
  terms: FillableTerms,
): Result<ExactFraction, QuantumRefusal> {
  const position = closedPosition(account, closing)
  if (!position.ok) return position
  const { market, quantums } = position.value
  const total = accountRisk(account)
  if (total.maintenanceMargin === 0n) return refuse({ reason: 'noMaintenanceMargin' })
  const { worth, maintenanceMargin } = positionRisk(market, quantums)
  // The rating is `rated` of `whole`, held between 0 and 1.
  const whole = total.maintenanceMargin * million
  const rated = between(0n, (total.maintenanceMargin - total.worth) * terms.bankruptcyAdjustmentPpm, whole)
  const scale = whole * million
  const offered = worth * scale - rated * maintenanceMargin * terms.spreadToMaintenanceMarginPpm
  const price = exactFraction(offered, scale * quantums)
  return price.numerator < 0n ? refuse({ reason: 'priceBelowZero' }) : accept(price)
}

function between(least: bigint, value: bigint, most: bigint): bigint {
  if (value < least) return least
  return value > most ? most : value
}
