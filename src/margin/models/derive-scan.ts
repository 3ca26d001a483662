import { compensatedSum } from '../../num/compensated-sum.ts'
import { black76Price } from '../../pricing/black-76.ts'
import { secondsAYear, type DeriveExpiry, type DerivePortfolio } from './derive-portfolio.ts'
import type { DeriveScanTerms, DeriveScenario } from './derive-scan-terms.ts'
import { shockedVolatility } from './derive-shock.ts'

/** What the options of an expiry are multiplied by: at their marks, and after a scenario when they add up to a gain or to a debt. */
export type ExpiryDiscounts = Readonly<{ mark: number; gain: number; debt: number }>

/** An expiry at its marks. */
export type ExpiryScan = Readonly<{
  expiry: DeriveExpiry
  discounts: ExpiryDiscounts
  /** Worth of each option and of all, at their marks. */
  optionValues: readonly number[]
  value: number
}>

/** Profit of all positions in one scenario. */
export type PositionProfits = Readonly<{
  profit: number
  /** Of each position: perpetuals, options expiry by expiry, collateral. They add up to the profit. */
  positions: readonly number[]
}>

/** A portfolio under all scenarios. */
export type DeriveScan = Readonly<{
  expiries: readonly ExpiryScan[]
  optionValue: number
  /** One for every scenario, and the basis contingency as the last. */
  outcomes: readonly PositionProfits[]
  /** The outcome that loses most. The basis contingency is it unless a scenario loses more, so the worst never gains. */
  worst: number
}>

/**
 * Values a portfolio under every scenario of a model.
 *
 * In a skew scenario an expiry that gains is taken to lose as much: the smile may turn the other way. The basis contingency adds up a share
 * of what each expiry alone loses when its forward moves up or down, whichever is worse for it.
 *
 * @param discountsOf - How the model discounts an expiry.
 *
 * @example
 * scanDerivePortfolio(portfolio, terms, () => ({ mark: 1, gain: 0.95, debt: 1 }))
 */
export function scanDerivePortfolio(
  portfolio: DerivePortfolio,
  terms: DeriveScanTerms,
  discountsOf: (expiry: DeriveExpiry) => ExpiryDiscounts,
): DeriveScan {
  const marked = { name: 'marks', spotFactor: 1, volatility: 'unchanged', weight: 1 } satisfies DeriveScenario
  const expiries = portfolio.expiries.map((expiry): ExpiryScan => {
    const discounts = discountsOf(expiry)
    const optionValues = valuesUnder(marked, { expiry, discounts, terms })
    return { expiry, discounts, optionValues, value: compensatedSum(optionValues) }
  })
  const outcomes = [
    ...terms.scenarios.map((scenario) => scenarioProfits(portfolio, scenario, { expiries, terms })),
    basisContingency(portfolio, { expiries, terms }),
  ]
  let worst = terms.scenarios.length
  outcomes.forEach(({ profit }, index) => {
    if (profit < (outcomes[worst] as PositionProfits).profit) worst = index
  })
  return { expiries, optionValue: compensatedSum(expiries.map(({ value }) => value)), outcomes, worst }
}

type ExpiryContext = Readonly<{ expiry: DeriveExpiry; discounts: ExpiryDiscounts; terms: DeriveScanTerms }>

function valuesUnder(scenario: DeriveScenario, { expiry, discounts, terms }: ExpiryContext): readonly number[] {
  const isSkew = scenario.volatility === 'linearSkew' || scenario.volatility === 'absoluteSkew'
  // Skews are valued at the unmoved forward, whatever their factor says.
  const forward = expiry.variableForward * (isSkew ? 1 : scenario.spotFactor) + expiry.fixedForward
  const timeYears = expiry.secondsToExpiry / secondsAYear
  return expiry.options.map((option) => {
    const volatility = shockedVolatility(option, expiry, { move: scenario.volatility, terms })
    return option.size * discounts.mark * black76Price({ kind: option.kind, forward, strike: option.strike, timeYears, volatility })
  })
}

type ScanContext = Readonly<{ expiries: readonly ExpiryScan[]; terms: DeriveScanTerms }>

function scenarioProfits(portfolio: DerivePortfolio, scenario: DeriveScenario, { expiries, terms }: ScanContext): PositionProfits {
  const move = (scenario.spotFactor - 1) * scenario.weight
  const positions = [
    ...portfolio.perpetuals.map(({ size, price }) => size * price * move),
    ...expiries.flatMap((expiry) => expiryProfits(scenario, expiry, terms)),
    ...portfolio.collateral.map(({ value, follows }) => (follows ? value * move : 0)),
  ]
  return { profit: compensatedSum(positions), positions }
}

function expiryProfits(scenario: DeriveScenario, scan: ExpiryScan, terms: DeriveScanTerms): readonly number[] {
  const { discounts, expiry, optionValues } = scan
  const shocked = valuesUnder(scenario, { expiry, discounts, terms })
  const factor = compensatedSum(shocked) >= 0 ? discounts.gain : discounts.debt
  const profits = shocked.map((value, i) => (factor * value - (optionValues[i] as number)) * scenario.weight)
  const isSkew = scenario.volatility === 'linearSkew' || scenario.volatility === 'absoluteSkew'
  return isSkew && compensatedSum(profits) > 0 ? profits.map((profit) => -profit) : profits
}

function basisContingency(portfolio: DerivePortfolio, { expiries, terms }: ScanContext): PositionProfits {
  const { basis } = terms
  const options = expiries.flatMap(({ expiry, discounts, optionValues }) => {
    const profitsAt = (spotFactor: number): readonly number[] => {
      const moved = valuesUnder({ name: 'forward', spotFactor, volatility: 'unchanged', weight: 1 }, { expiry, discounts, terms })
      return moved.map((value, i) => value - (optionValues[i] as number))
    }
    const up = profitsAt(basis.upFactor)
    const down = profitsAt(basis.downFactor)
    const worse = compensatedSum(up) < compensatedSum(down) ? up : down
    const share = compensatedSum(worse) < 0 ? basis.share + (basis.shareAYear * expiry.secondsToExpiry) / secondsAYear : 0
    return worse.map((profit) => profit * share)
  })
  const positions = [...portfolio.perpetuals.map(() => 0), ...options, ...portfolio.collateral.map(() => 0)]
  return { profit: compensatedSum(positions), positions }
}
