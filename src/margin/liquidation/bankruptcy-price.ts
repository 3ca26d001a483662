import { accept, refuse, type Result } from '../../base/result.ts'
import { divideDown, magnitude } from './exact-fraction.ts'
import { accountRisk, positionRisk, type QuantumAccount, type QuantumPosition } from './quantum-risk.ts'

/** A part of a position that is closed: quantums against the position's sign, no more of them than are held. */
export type QuantumClosing = Readonly<{ perpetual: string; quantums: bigint }>

/** Why no price follows, in this order of precedence. */
export type QuantumRefusal = Readonly<{
  reason: 'nothingFilled' | 'closingNotOfPosition' | 'noMaintenanceMargin' | 'priceBelowZero'
}>

/**
 * Quote quantums that leave nothing of the closed part's share of an account: what the part is worth less the share of the account's worth that
 * goes with its maintenance margin. Above 0 is received, as when a long is sold. Rounded up, so that closing at it never costs a fund anything.
 *
 * @returns A refusal where the closing is of 0, of another sign than it must be or larger than the position, or where no margin is asked.
 * @see dYdX v4, `GetBankruptcyPriceInQuoteQuantums`: -DNNV - TNC |DMMR| / TMMR.
 *
 * @example
 * const btc = { price: { numerator: 500n, denominator: 1n }, initialMarginPpm: 200_000n, maintenanceFractionPpm: 500_000n }
 * const long = { quote: -4_501_000_000n, positions: [{ perpetual: 'BTC', market: btc, quantums: 10_000_000n }] }
 * bankruptcyQuote(long, { perpetual: 'BTC', quantums: -10_000_000n }).value // 4_501_000_000n
 */
export function bankruptcyQuote(account: QuantumAccount, closing: QuantumClosing): Result<bigint, QuantumRefusal> {
  const position = closedPosition(account, closing)
  if (!position.ok) return position
  const { market, quantums } = position.value
  const total = accountRisk(account)
  if (total.maintenanceMargin === 0n) return refuse({ reason: 'noMaintenanceMargin' })
  const before = positionRisk(market, quantums)
  const after = positionRisk(market, quantums + closing.quantums)
  const released = magnitude(after.maintenanceMargin - before.maintenanceMargin)
  return accept(before.worth - after.worth - divideDown(total.worth * released, total.maintenanceMargin))
}

/**
 * The position a closing is of.
 *
 * @returns A refusal where it closes nothing, would make the position larger, or turn it.
 *
 * @example
 * closedPosition(long, { perpetual: 'BTC', quantums: 0n }).refusal.reason // 'closingNotOfPosition'
 */
export function closedPosition(account: QuantumAccount, closing: QuantumClosing): Result<QuantumPosition, QuantumRefusal> {
  const position = account.positions.find(({ perpetual }) => perpetual === closing.perpetual)
  const held = position?.quantums ?? 0n
  const isAgainst = (held > 0n && closing.quantums < 0n) || (held < 0n && closing.quantums > 0n)
  if (position === undefined || !isAgainst || magnitude(closing.quantums) > magnitude(held))
    return refuse({ reason: 'closingNotOfPosition' })
  return accept(position)
}
