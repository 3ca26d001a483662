import { lower, widest } from './wide-integer.ts'

/** A liquidator's fee in millionths of what is taken over: where it starts, where it ends. */
export type RisingFee = Readonly<{ baseFee: bigint; mostFee: bigint }>

/** Slots before the fee begins to rise: ten minutes of 400 ms. */
const graceSlots = 1_500n

/**
 * The fee after an account was left alone for some slots. Within ten minutes it is the base; then a millionth more for every slot that has passed,
 * those of the ten minutes included, up to the most.
 *
 * @see Drift v2, `get_liquidation_fee`.
 *
 * @example
 * feeAfterSlots({ baseFee: 20_000n, mostFee: 50_000n }, 10_000n) // 30_000n
 */
export function feeAfterSlots({ baseFee, mostFee }: RisingFee, slots: bigint): bigint {
  if (slots < graceSlots) return baseFee
  return lower(lower(baseFee + slots, widest.bits32), mostFee)
}

/**
 * What a fee makes of a price, in millionths: the asset is handed over at a premium, the debt taken at a discount.
 *
 * @example
 * liquidationMultiplier(10_000n, 'discount') // 990_000n
 */
export function liquidationMultiplier(fee: bigint, kind: 'premium' | 'discount'): bigint {
  return kind === 'premium' ? 1_000_000n + fee : 1_000_000n - fee
}
