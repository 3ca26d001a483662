import { accept, type Result } from '../../base/result.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import type { MarginRequirement, RequirementPart, Scan } from '../margin-model.ts'
import type { MarginRefusal } from '../account/margin-refusal.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import type { ValuedAccount } from '../account/valued-account.ts'
import { derivePortfoliosOf } from './derive-account.ts'
import { sumParts, type DeriveMargin } from './derive-margin.ts'
import type { DerivePortfolio } from './derive-portfolio.ts'
import type { DeriveScan, ExpiryScan, PositionProfits } from './derive-scan.ts'
import type { DeriveScenario, DeriveVolatilityMove } from './derive-scan-terms.ts'

/**
 * Margins an account underlying by underlying and adds up what is asked.
 *
 * @param marginOf - The model, for one underlying; the empty name stands for collateral that follows none.
 *
 * @example
 * assessDeriveMarkets(account, snapshot, (portfolio) => srmMargin(portfolio, srmTerms))
 */
export function assessDeriveMarkets(
  account: ValuedAccount,
  snapshot: MarketSnapshot,
  marginOf: (portfolio: DerivePortfolio, underlying: string) => DeriveMargin,
): Result<MarginRequirement, MarginRefusal> {
  const portfolios = derivePortfoliosOf(account, snapshot)
  if (!portfolios.ok) return portfolios
  const lists = [...portfolios.value].map(([underlying, portfolio]) => marginOf(portfolio, underlying).parts)
  return accept({ ...requirementOf(account, lists), scans: [] })
}

/** A model that scans: its scenarios in order, and its margin for one underlying. */
export type ScanningModel = Readonly<{
  scenarios: readonly DeriveScenario[]
  marginOf: (portfolio: DerivePortfolio) => DeriveMargin & Readonly<{ scan: DeriveScan }>
}>

/**
 * Margins an account as `assessDeriveMarkets` does, with the scan of every underlying. Where the model's marks of options are discounted at the
 * rate and the account's equity is not, the difference is a part of its own.
 *
 * @example
 * assessDerivePortfolios(account, snapshot, { scenarios, marginOf })
 */
export function assessDerivePortfolios(
  account: ValuedAccount,
  snapshot: MarketSnapshot,
  model: ScanningModel,
): Result<MarginRequirement, MarginRefusal> {
  const portfolios = derivePortfoliosOf(account, snapshot)
  if (!portfolios.ok) return portfolios
  const margins = [...portfolios.value].map(([underlying, portfolio]) => ({ underlying, portfolio, margin: model.marginOf(portfolio) }))
  const scans = margins
    .filter(({ underlying }) => underlying !== '')
    .map(({ underlying, portfolio, margin }) => scanOf(underlying, portfolio, { scan: margin.scan, scenarios: model.scenarios }))
  const discount = compensatedSum(margins.flatMap(({ margin }) => margin.scan.expiries.map(discountOf)))
  const marks = discount === 0 ? [] : [{ name: 'option discount', initial: discount, maintenance: discount }]
  const requirement = requirementOf(account, [...margins.map(({ margin }) => margin.parts), marks])
  return accept({ ...requirement, scans })
}

/** What the mark of an expiry leaves out of its options' undiscounted worth. */
function discountOf({ discounts, value }: ExpiryScan): number {
  return value / discounts.mark - value
}

function requirementOf(account: ValuedAccount, lists: readonly (readonly RequirementPart[])[]): Omit<MarginRequirement, 'scans'> {
  const parts = sumParts(lists)
  return {
    initialMargin: compensatedSum(parts.map(({ initial }) => initial)),
    maintenanceMargin: compensatedSum(parts.map(({ maintenance }) => maintenance)),
    equity: account.equity,
    parts,
  }
}

const moveNames: Readonly<Record<DeriveVolatilityMove, string>> = {
  up: 'up',
  unchanged: 'unchanged',
  down: 'down',
  linearSkew: 'skew turned',
  absoluteSkew: 'wings moved',
}

function scanOf(
  underlying: string,
  portfolio: DerivePortfolio,
  found: Readonly<{ scan: DeriveScan; scenarios: readonly DeriveScenario[] }>,
): Scan {
  const { scan, scenarios } = found
  const named = [
    ...scenarios.map(({ name, spotFactor, volatility, weight }) => ({
      name,
      // 1.18 - 1 is not 0.18 to the last digit, and people read this.
      spotMove: Math.round((spotFactor - 1) * 1e9) / 1e9,
      volatilityMove: moveNames[volatility],
      weight,
    })),
    { name: 'forward contingency', spotMove: 0, volatilityMove: 'unchanged', weight: 1 },
  ]
  const profitOf = (index: number): PositionProfits => scan.outcomes[index] as PositionProfits
  const lowest = profitOf(scan.worst).profit
  const worst = scan.outcomes.findIndex(({ profit }) => profit === lowest)
  const ids = [
    ...portfolio.perpetuals.map(({ id }) => id),
    ...portfolio.expiries.flatMap(({ options }) => options.map(({ id }) => id)),
    ...portfolio.collateral.map(({ id }) => id),
  ]
  return {
    underlying,
    scenarios: named.map((scenario, index) => ({ ...scenario, profit: profitOf(index).profit })),
    worst,
    contributions: profitOf(worst).positions.map((profit, index) => ({ contract: ids[index] as string, amount: -profit })),
  }
}
