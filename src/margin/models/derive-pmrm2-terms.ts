import { deriveScenario, type DeriveScanTerms } from './derive-scan-terms.ts'

/** How the second generation discounts what options are worth after a scenario. */
export type Pmrm2DiscountTerms = Readonly<{
  /** An expiry that is worth something is multiplied by this, and by the exponential of minus time at `gainRateScale` rates plus `gainRateAdd`. */
  gainBase: number
  gainRateScale: number
  gainRateAdd: number
  /** One that is owed is multiplied by this and the exponential of plus time, but by no more than undoes the discount at the rate. */
  debtBase: number
  debtRateScale: number
  debtRateAdd: number
}>

/** What is asked for beside the worst scenario, as fractions of notional. `initial` is asked beside `maintenance`. */
export type Pmrm2ContingencyTerms = Readonly<{
  perpetualMaintenance: number
  perpetualInitial: number
  nakedShortMaintenance: number
  nakedShortInitial: number
  /** Below this price of the settlement asset the loss factor of initial margin rises by the shortfall times the factor. */
  pegThreshold: number
  pegFactor: number
  /** Below this confidence initial margin asks for what is lacking to 1, times the factor, of the notional. */
  confidenceThreshold: number
  confidenceFactor: number
}>

/** The numbers of the second generation of portfolio margin. */
export type Pmrm2Terms = Readonly<{
  scan: DeriveScanTerms
  initialLossFactor: number
  maintenanceLossFactor: number
  discount: Pmrm2DiscountTerms
  contingency: Pmrm2ContingencyTerms
}>

const moves = ['down', 'unchanged', 'up'] as const
const tails: readonly (readonly [spotPercent: number, weight: number])[] = [
  [-66, 0.21],
  [-33, 0.42],
  [50, 0.2772],
  [100, 0.1386],
  [200, 0.0693],
  [300, 0.0462],
  [400, 0.03465],
  [500, 0.02772],
]

/** The venue's 33 scenarios: 23 regular ones, 8 tails of which a share counts, 2 turns of the smile. */
const scenarios = [
  deriveScenario(18, 'up'),
  ...[13.5, 9, 4.5, 0, -4.5, -9, -13.5].flatMap((spotPercent) => moves.map((move) => deriveScenario(spotPercent, move))),
  deriveScenario(-18, 'up'),
  ...tails.map(([spotPercent, weight]) => deriveScenario(spotPercent, 'up', weight)),
  { name: 'smile turned', spotFactor: 1, volatility: 'linearSkew', weight: 1 },
  { name: 'wings moved', spotFactor: 1, volatility: 'absoluteSkew', weight: 1 },
] as const

/** The venue's numbers. What its configuration was not read for (skew, the scales of rates) is taken from its own tests. */
export const pmrm2Terms: Pmrm2Terms = {
  scan: {
    scenarios,
    volatilityShock: { rangeUp: 0.5, rangeDown: 0.3, shortPower: 0.3, longPower: 0.13, floorDays: 1, leastUp: 0.4 },
    skewShock: {
      linearCap: 0.15,
      linearCapSlope: -0.05,
      absoluteCap: 0.15,
      absoluteCapSlope: -0.05,
      leastWidth: 0.01,
      widthScale: 4,
      volatilityLevel: 0.6,
      volatilitySlope: -0.1,
    },
    basis: { upFactor: 1.045, downFactor: 0.955, share: 0.5, shareAYear: 2 },
  },
  initialLossFactor: 1,
  maintenanceLossFactor: 0.8,
  discount: { gainBase: 0.95, gainRateScale: 1, gainRateAdd: 0.16, debtBase: 1.05, debtRateScale: 0.5, debtRateAdd: 0.16 },
  contingency: {
    perpetualMaintenance: 0.03,
    perpetualInitial: 0.01,
    nakedShortMaintenance: 0.003,
    nakedShortInitial: 0.002,
    pegThreshold: 0.99,
    pegFactor: 4,
    confidenceThreshold: 0.55,
    confidenceFactor: 1,
  },
}
