import type { DeriveExpiry, DerivePortfolio } from '../../margin/models/derive-portfolio.ts'
import { pmrm1Margin } from '../../margin/models/derive-pmrm1.ts'
import type { Pmrm1Terms } from '../../margin/models/derive-pmrm1-terms.ts'
import type { PositionProfits } from '../../margin/models/derive-scan.ts'
import type { DeriveScenario } from '../../margin/models/derive-scan-terms.ts'
import { volatilityFactors } from '../../margin/models/derive-shock.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome } from '../procedure.ts'
import { createChecker, outcomeOf, wholeDollarMismatches, type Checker } from './margin-derive-check.ts'
import { environmentPortfolios } from './margin-derive-environment.ts'
import { baseOf, doubtOf, lossFactor, maintenanceOf, perpetualOf, pmrm1ScenarioOf } from './margin-derive-pmrm1-figures.ts'

const unit = 1e18

/**
 * Checks the verified portfolios on every sum and the portfolio cases on both margins in whole dollars. Cases without outputs only have to
 * give finite margins.
 *
 * @example
 * pmrm1Cases(document).length
 */
export function pmrm1Cases(document: Fields): readonly CaseOutcome[] {
  const parameters = document.fields('parameters')
  const terms = fileTerms(parameters, {})
  const casesOf = (section: string): readonly (readonly [string, Fields])[] => {
    const cases = document.has(section) ? document.fields(section).fields('cases') : undefined
    return cases === undefined ? [] : cases.names().map((name) => [`${section} ${name}`, cases.fields(name)] as const)
  }
  return [
    ...casesOf('verified').map(([name, one]) => outcomeOf(name, () => verified(one, terms))),
    ...(document.has('portfolio_pm') ? wholeDollarCases(document.fields('portfolio_pm'), parameters) : []),
    ...casesOf('inputs_only').map(([name, one]) => outcomeOf(name, () => finite(one, terms))),
  ]
}

function fileTerms(parameters: Fields, changes: Readonly<Record<string, number>>): Pmrm1Terms {
  const number = (path: string): number => {
    const [section = '', name] = path.split('.')
    return changes[path] ?? (name === undefined ? parameters.number(section) : parameters.fields(section).number(name))
  }
  return {
    scan: {
      scenarios: gridOf(parameters.text('scenarios')),
      volatilityShock: {
        rangeUp: number('vol_shock.up'),
        rangeDown: number('vol_shock.down'),
        shortPower: number('vol_shock.short_power'),
        longPower: number('vol_shock.long_power'),
        floorDays: number('vol_shock.dte_floor_days'),
        leastUp: 0,
      },
      basis: {
        upFactor: number('basis_contingency.up'),
        downFactor: number('basis_contingency.down'),
        share: number('basis_contingency.add'),
        shareAYear: number('basis_contingency.mult'),
      },
    },
    initialFactor: number('im_factor'),
    discountBase: number('static_discount.base'),
    rateScale: number('static_discount.rate_mult'),
    rateAdd: number('static_discount.rate_add'),
    baseShare: number('base_percent'),
    perpetualShare: number('perp_percent'),
    nakedShortShare: number('naked_short_option_percent'),
    pegThreshold: number('peg_loss.threshold'),
    pegFactor: number('peg_loss.factor'),
    confidenceThreshold: number('confidence.threshold'),
    confidenceFactor: number('confidence.margin_factor'),
  }
}

/** The file states its grid in words: `spot {1.15,1.10} x vol {Up,None,Down}`. */
function gridOf(words: string): readonly DeriveScenario[] {
  const [spots = [], moves = []] = [...words.matchAll(/\{([^}]*)\}/g)].map((found) => (found[1] ?? '').split(','))
  return spots.flatMap((spot) => moves.map((move) => pmrm1ScenarioOf(Number(spot), move.trim())))
}

function verified(one: Fields, terms: Pmrm1Terms): CaseOutcome['mismatches'] {
  const scenario = one.fields('Scenario')
  const result = one.fields('Result')
  const portfolio = integerPortfolio(scenario)
  const margin = pmrm1Margin(portfolio, terms)
  const check = createChecker({ rel: 1e-9, abs: 1e-9 })
  const expect = (name: string, actual: number): void => check.near(name, result.number(name) / unit, actual)
  for (const name of ['InitialMarginHand', 'InitialMarginCalc']) expect(name, margin.initialBalance)
  for (const name of ['MaintenanceMarginHand', 'MaintenanceMarginCalc']) expect(name, margin.maintenanceBalance)
  expect('PortfolioMTM', margin.markToMarket)
  expect('MinSpan', (margin.scan.outcomes[margin.scan.worst] as PositionProfits).profit)
  expect('ForwardContingency', margin.scan.outcomes.at(-1)?.profit ?? NaN)
  expect('PerpContingency', -maintenanceOf(margin, 'perpetual contingency'))
  expect('BaseContingency', -maintenanceOf(margin, 'base contingency'))
  expect('OptionContingency', -maintenanceOf(margin, 'option contingency'))
  expect('OracleContingency', -doubtOf(margin))
  expect('LossFactor', lossFactor(terms, portfolio))
  expect('Cash', portfolio.cash)
  checkShocks(scenario, terms, check)
  return check.mismatches
}

function checkShocks(scenario: Fields, terms: Pmrm1Terms, check: Checker): void {
  const up = scenario.has('VolShockUp') ? scenario.numbers('VolShockUp') : []
  const down = scenario.has('VolShockDown') ? scenario.numbers('VolShockDown') : []
  scenario.numbers('OptionExpiries').forEach((seconds, i) => {
    const factors = volatilityFactors(terms.scan.volatilityShock, seconds)
    check.near(`VolShockUp[${i}]`, up[i], factors.up)
    check.near(`VolShockDown[${i}]`, down[i], factors.down)
  })
}

/** The portfolio of a case in whole 1e-18. */
function integerPortfolio(scenario: Fields): DerivePortfolio {
  const number = (name: string): number => scenario.number(name) / unit
  const expiries = scenario.numbers('OptionExpiries')
  return {
    spotPrice: number('SpotPrice'),
    spotConfidence: number('SpotConfidence'),
    stablePrice: number('StablePrice'),
    cash: number('Cash'),
    perpetuals: perpetualOf({
      size: number('Perps'),
      price: number('PerpPrice'),
      confidence: number('PerpConfidence'),
      value: number('UnrealisedPerpPNL') + number('UnrealisedFunding'),
    }),
    expiries: [...new Set(expiries)].map((seconds) => integerExpiry(seconds, scenario)),
    collateral: baseOf((number('Base') * number('SpotPrice')) / number('StablePrice')),
  }
}

function integerExpiry(secondsToExpiry: number, scenario: Fields): DeriveExpiry {
  // Feeds are listed once for every option; what was set last of an expiry stands.
  const feed = scenario.numbers('FeedExpiries').lastIndexOf(secondsToExpiry)
  const fed = (name: string): number => (scenario.numbers(name)[feed] ?? NaN) / unit
  const isSplit = scenario.numbers('ForwardsVariable').length > 0
  const held = (name: string, i: number): number => (scenario.numbers(name)[i] ?? NaN) / unit
  const isCall = scenario.numbers('OptionIsCall')
  const indices = [...scenario.numbers('OptionExpiries').keys()].filter((i) => scenario.numbers('OptionExpiries')[i] === secondsToExpiry)
  return {
    secondsToExpiry,
    variableForward: fed(isSplit ? 'ForwardsVariable' : 'Forwards'),
    fixedForward: isSplit ? fed('ForwardsFixed') : 0,
    rate: fed('Rates'),
    confidence: Math.min(fed('ForwardConfidences'), fed('RateConfidences')),
    options: indices.map((i) => ({
      id: `option-${i}`,
      kind: isCall[i] === 1 ? 'call' : 'put',
      strike: held('OptionStrikes', i),
      size: held('OptionAmounts', i),
      volatility: held('OptionVols', i),
      confidence: held('OptionVolConfidences', i),
    })),
  }
}

function finite(one: Fields, terms: Pmrm1Terms): CaseOutcome['mismatches'] {
  const margin = pmrm1Margin(integerPortfolio(one.has('Scenario') ? one.fields('Scenario') : one), terms)
  const balances = [margin.initialBalance, margin.maintenanceBalance]
  return balances.every((balance) => Number.isFinite(balance)) ? [] : [{ path: 'margins', expected: 'finite', actual: balances }]
}

function wholeDollarCases(section: Fields, parameters: Fields): readonly CaseOutcome[] {
  const changes = section.raw('parameter_changes') as Readonly<Record<string, number>>
  const terms = fileTerms(parameters, changes)
  const cases = section.fields('cases')
  const environment = section.fields('environment')
  const base = { follows: true, initialHaircut: 0, maintenanceHaircut: 0 }
  return cases.names().map((name) =>
    outcomeOf(`portfolio_pm ${name}`, () => {
      const one = cases.fields(name)
      const margins = environmentPortfolios(one, environment, base).map((portfolio) => pmrm1Margin(portfolio, terms))
      return wholeDollarMismatches(one.fields('expected'), margins)
    }),
  )
}
