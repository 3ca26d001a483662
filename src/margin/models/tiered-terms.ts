import type { LeverageTier } from './leverage-tiers.ts'

/** Tables of tiers by contract or, where a contract has none, by underlying. */
export type TieredTerms = Readonly<{
  effectiveFrom: string
  source: string
  /** For linear contracts, notionals in quote. */
  linear: ReadonlyMap<string, readonly LeverageTier[]>
  /** For linear contracts without a table; they are refused where it is absent. */
  linearDefault?: readonly LeverageTier[]
  /** For inverse contracts, notionals in coin. There is no default: a coin of which nothing is known has no size to be measured by. */
  inverse: ReadonlyMap<string, readonly LeverageTier[]>
}>

/**
 * Tiers in the order of their ends: each begins where the last ended.
 *
 * @param rows - End of the tier, maintenance rate, largest leverage.
 *
 * @example
 * tiersOf([[50_000, 0.004, 125], [600_000, 0.005, 100]])[1]?.above // 50000
 */
export function tiersOf(rows: readonly (readonly [upTo: number, maintenanceRate: number, maxLeverage: number])[]): readonly LeverageTier[] {
  return rows.map(([upTo, maintenanceRate, maxLeverage], k) => ({ above: rows[k - 1]?.[0] ?? 0, upTo, maintenanceRate, maxLeverage }))
}

/** The house's tables. Ours, in the usual shape; a venue's own are read from its file. */
export const tieredTerms: TieredTerms = {
  effectiveFrom: '2026-01-01',
  source: 'Seawall',
  linear: new Map([
    [
      'BTC',
      tiersOf([
        [1_000_000, 0.005, 100],
        [10_000_000, 0.01, 50],
        [50_000_000, 0.02, 25],
        [100_000_000, 0.05, 10],
        [200_000_000, 0.1, 5],
        [400_000_000, 0.25, 2],
        [800_000_000, 0.5, 1],
      ]),
    ],
    [
      'ETH',
      tiersOf([
        [500_000, 0.005, 100],
        [5_000_000, 0.01, 50],
        [25_000_000, 0.02, 25],
        [50_000_000, 0.05, 10],
        [100_000_000, 0.1, 5],
        [200_000_000, 0.25, 2],
        [400_000_000, 0.5, 1],
      ]),
    ],
  ]),
  linearDefault: tiersOf([
    [25_000, 0.02, 20],
    [250_000, 0.05, 10],
    [1_000_000, 0.1, 5],
    [2_000_000, 0.25, 2],
    [4_000_000, 0.5, 1],
  ]),
  inverse: new Map([
    [
      'BTC',
      tiersOf([
        [20, 0.005, 100],
        [200, 0.01, 50],
        [1_000, 0.02, 25],
        [2_000, 0.05, 10],
        [4_000, 0.1, 5],
        [8_000, 0.25, 2],
        [16_000, 0.5, 1],
      ]),
    ],
    [
      'ETH',
      tiersOf([
        [200, 0.005, 100],
        [2_000, 0.01, 50],
        [10_000, 0.02, 25],
        [20_000, 0.05, 10],
        [40_000, 0.1, 5],
        [80_000, 0.25, 2],
        [160_000, 0.5, 1],
      ]),
    ],
  ]),
}
