import { invariant } from '../../base/assert.ts'

/** One tier of a venue's leverage table. Notionals in one unit: quote for linear contracts, coin for inverse ones. */
export type LeverageTier = Readonly<{
  /** Notional above which the tier begins: where the one before it ends, 0 for the first. */
  above: number
  /** Largest notional of the tier. The last tier also margins what lies beyond it, which the venue does not let anyone open. */
  upTo: number
  /** Maintenance margin of each unit of notional within the tier, above 0 and below 1, rising from tier to tier. */
  maintenanceRate: number
  /** Largest leverage of a position whose notional lies in the tier. */
  maxLeverage: number
}>

/** A tier with the amount by which its rate, taken on the whole notional, would ask too much. */
export type DeductedTier = LeverageTier & Readonly<{ deduction: number }>

/**
 * Tiers with their deductions: `deduction[k] = deduction[k-1] + above[k] * (rate[k] - rate[k-1])`, from 0, so that margin is continuous where
 * tiers meet.
 *
 * @param tiers - In order, each beginning where the last ended; see `readLeverageTiers`, which checks a file's.
 *
 * @example
 * const first = { above: 0, upTo: 50_000, maintenanceRate: 0.004, maxLeverage: 125 }
 * const tiers = deductedTiers([first, { above: 50_000, upTo: 600_000, maintenanceRate: 0.005, maxLeverage: 100 }])
 * tiers[1]?.deduction // 50
 */
export function deductedTiers(tiers: readonly LeverageTier[]): readonly DeductedTier[] {
  let [deduction, rateBefore] = [0, 0]
  return tiers.map((tier, k) => {
    if (k > 0) deduction += tier.above * (tier.maintenanceRate - rateBefore)
    rateBefore = tier.maintenanceRate
    return { ...tier, deduction }
  })
}

/**
 * The tier a notional lies in: the first that reaches to it, the last for what lies beyond all.
 *
 * @param tiers - At least one.
 *
 * @example
 * // The tier's end is its own.
 * tierOf(tiers, 50_000).maxLeverage // 125
 */
export function tierOf(tiers: readonly DeductedTier[], notional: number): DeductedTier {
  const tier = tiers.find(({ upTo }) => notional <= upTo) ?? tiers.at(-1)
  invariant(tier !== undefined, 'a table of tiers has at least one')
  return tier
}

/**
 * Maintenance margin of a notional: each tier's rate on the part within it.
 *
 * @param notional - 0 or above.
 * @returns In the unit of the notional.
 *
 * @example
 * // 0.005 * 100,000 - 50
 * tieredMaintenance(tiers, 100_000) // 450
 */
export function tieredMaintenance(tiers: readonly DeductedTier[], notional: number): number {
  const { maintenanceRate, deduction } = tierOf(tiers, notional)
  return maintenanceRate * notional - deduction
}

/**
 * Initial margin of a notional: the whole over the largest leverage of its tier. It steps up where a tier begins.
 *
 * @example
 * // At a leverage of 100.
 * tieredInitial(tiers, 100_000) // 1000
 */
export function tieredInitial(tiers: readonly DeductedTier[], notional: number): number {
  return notional / tierOf(tiers, notional).maxLeverage
}
