import { requireFinite, requirePositive } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'

/** A position in contracts whose size is in dollars and whose margin and profit are in coin. */
export type InversePosition = Readonly<{
  /** Contracts held; negative is short. */
  contracts: number
  /** Dollars one contract stands for, above 0. */
  multiplier: number
  /** Price at which the position was entered, in dollars for one coin. */
  entry: number
}>

/** What an inverse position stands at. */
export type InverseValue = Readonly<{
  /** Profit in coin; a loss is negative. */
  profitCoin: number
  /** Change of the profit, in coin, for one dollar of price. */
  deltaCoinPerUsd: number
  /** Change of delta for one dollar of price; negative for a long, whose losses in coin accelerate as the price falls. */
  gammaCoin: number
}>

/**
 * Profit of an inverse position in coin, and what moves it: `Q (1/entry - 1/mark)`, `Q / mark^2`, `-2 Q / mark^3`.
 *
 * @throws ArgumentError for prices or a multiplier that are not above zero.
 * @see BitMEX and Deribit, contract specifications of inverse perpetuals.
 *
 * @example
 * inverseValue({ contracts: 1000, multiplier: 100, entry: 50000 }, 45000).profitCoin // -0.2222222222222222
 */
export function inverseValue(position: InversePosition, mark: number): InverseValue {
  requirePositive('mark', mark)
  const size = sizeOf(position)
  return {
    profitCoin: (size * (mark - position.entry)) / position.entry / mark + 0,
    deltaCoinPerUsd: size / mark / mark,
    gammaCoin: (-2 * size) / mark / mark / mark + 0,
  }
}

/**
 * The price at which collateral and profit together are worth nothing: `1 / (1/entry + collateral / Q)`.
 *
 * @param collateral - In coin; negative when it is owed.
 * @returns A refusal when no positive price bankrupts the position, as with a short of one times its collateral or less, or none at all.
 * @throws ArgumentError for an entry or a multiplier that is not above zero.
 *
 * @example
 * inverseBankruptcyPrice({ contracts: 2000, multiplier: 100, entry: 60000 }, 1) // { ok: true, value: 46153.846153846156 }
 */
export function inverseBankruptcyPrice(
  position: InversePosition,
  collateral: number,
): Result<number, Readonly<{ reason: 'noPriceBankrupts' }>> {
  requireFinite('collateral', collateral)
  const size = sizeOf(position)
  const denominator = size + collateral * position.entry
  const price = (position.entry * size) / denominator
  return size !== 0 && price > 0 && price < Infinity ? accept(price) : refuse({ reason: 'noPriceBankrupts' })
}

function sizeOf(position: InversePosition): number {
  requireFinite('contracts', position.contracts)
  requirePositive('multiplier', position.multiplier)
  requirePositive('entry', position.entry)
  return position.contracts * position.multiplier
}
