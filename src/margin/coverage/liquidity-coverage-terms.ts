/** The numbers of liquidity-coverage margin. */
export type LiquidityCoverageTerms = Readonly<{
  effectiveFrom: string
  source: string
  /** Share of a day's volume that closing out may be without driving the price. */
  participation: number
  /** How many times a day the lasting part of the visible book comes back after being taken; the same share of that may be taken. */
  replenishmentsPerDay: number
  /** Days of closing that the model's own margin covers: its margin period of risk. */
  coveredDays: number
  /** Standard deviations of a day's return that a loss is measured by. */
  deviations: number
  /** The square-root law's factor, for what the visible book does not hold. */
  impact: number
}>

/** The house's numbers. 2.665 is the expected shortfall of a normal loss at 99 %. */
export const liquidityCoverageTerms: LiquidityCoverageTerms = {
  effectiveFrom: '2026-01-01',
  source: 'Seawall',
  participation: 0.1,
  replenishmentsPerDay: 100,
  coveredDays: 1,
  deviations: 2.665,
  impact: 0.8,
}
