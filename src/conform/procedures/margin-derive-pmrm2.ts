import type { DerivePortfolio } from '../../margin/models/derive-portfolio.ts'
import { pmrm2Margin, type Pmrm2Margin } from '../../margin/models/derive-pmrm2.ts'
import type { Pmrm2Terms } from '../../margin/models/derive-pmrm2-terms.ts'
import type { PositionProfits } from '../../margin/models/derive-scan.ts'
import type { DeriveScenario } from '../../margin/models/derive-scan-terms.ts'
import { skewMultiplier, volatilityFactors } from '../../margin/models/derive-shock.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome } from '../procedure.ts'
import { createChecker, outcomeOf, type Checker } from './margin-derive-check.ts'
import { pmrm2OptionOf, pmrm2PortfolioOf, pmrm2TermsOf } from './margin-derive-pmrm2-inputs.ts'

/**
 * Checks every portfolio on both margins, every scenario and every sum between.
 *
 * @example
 * pmrm2Cases(document)[0].mismatches // []
 */
export function pmrm2Cases(document: Fields): readonly CaseOutcome[] {
  const blocks = document.fields('parameter_blocks')
  return document.rows('cases').map((one) => outcomeOf(one.text('id'), () => mismatchesOf(one, blocks)))
}

type Case = Readonly<{
  portfolio: DerivePortfolio
  terms: Pmrm2Terms
  margin: Pmrm2Margin
  scenario: Fields
  expected: Fields
  /** For dollars, and for numbers without unit. */
  check: Checker
  factors: Checker
}>

function mismatchesOf(one: Fields, blocks: Fields): CaseOutcome['mismatches'] {
  const scenario = one.fields('scenario')
  const terms = pmrm2TermsOf(one.fields('parameters'), blocks)
  const portfolio = pmrm2PortfolioOf(scenario)
  // Upstream holds margins to 1e-8. Dollars that cancel are held to a ten-millionth of one, and factors to their last digits.
  const check = createChecker({ rel: 1e-8, abs: 1e-7 })
  const factors = createChecker({ rel: 1e-8, abs: 1e-12 })
  const found: Case = {
    portfolio,
    terms,
    margin: pmrm2Margin(portfolio, terms),
    scenario,
    expected: one.fields('expected'),
    check,
    factors,
  }
  checkSums(found)
  checkParts(found)
  checkExpiries(found)
  checkOptions(found)
  checkScenarios(found)
  return [...check.mismatches, ...factors.mismatches]
}

function checkSums({ expected, margin, portfolio, check, factors, terms }: Case): void {
  const sumOf = (rows: readonly Readonly<{ value: number }>[]): number => rows.reduce((sum, { value }) => sum + value, 0)
  for (const name of ['IM', 'IMHand']) check.near(name, expected.number(name), margin.initialBalance)
  for (const name of ['MM', 'MMHand']) check.near(name, expected.number(name), margin.maintenanceBalance)
  check.near('PortfolioMTM', expected.number('PortfolioMTM'), margin.markToMarket)
  check.near('OptionMTM', expected.number('OptionMTM'), margin.scan.optionValue)
  check.near('CollateralMTM', expected.number('CollateralMTM'), sumOf(portfolio.collateral))
  check.near('Cash', expected.number('Cash'), portfolio.cash)
  const perpetual = expected.number('UnrealisedPerpPNL') + expected.number('UnrealisedFunding')
  check.near('UnrealisedPerpPNL + UnrealisedFunding', perpetual, sumOf(portfolio.perpetuals))
  const { pegThreshold, pegFactor } = terms.contingency
  const lossFactor = terms.initialLossFactor + Math.max(0, pegThreshold - portfolio.stablePrice) * pegFactor
  for (const name of ['IMLossFactor', 'im_loss_factor']) factors.near(name, expected.number(name), lossFactor)
  factors.near('MMLossFactor', expected.number('MMLossFactor'), terms.maintenanceLossFactor)
}

function checkParts({ expected, margin, check }: Case): void {
  const pairs = [
    ['Perp', 'perpetual contingency'],
    ['Option', 'option contingency'],
    ['Base', 'collateral haircut'],
  ] as const
  for (const [name, part] of pairs) {
    const { initial = NaN, maintenance = NaN } = margin.parts.find((one) => one.name === part) ?? {}
    check.near(`MM${name}Cont`, expected.number(`MM${name}Cont`), -maintenance)
    check.near(`IM${name}Cont`, expected.number(`IM${name}Cont`), -(initial - maintenance))
    check.near(`IM${name}ContNormal`, expected.number(`IM${name}ContNormal`), -initial)
  }
  check.near('OracleCont', expected.number('OracleCont'), -(margin.parts.find(({ name }) => name === 'oracle confidence')?.initial ?? NaN))
  const basis = margin.scan.outcomes.at(-1)?.profit ?? NaN
  check.near('ForwardContingency', expected.number('ForwardContingency'), basis)
}

function checkExpiries({ expected, margin, check, factors }: Case): void {
  const values = expected.numbers('OptionMTMPerExpiry')
  const discounted = expected.numbers('OptionMTMPerExpiryDiscounted')
  const discounts = expected.matrix('discount_factors')
  check.same('OptionMTMPerExpiry', values.length, margin.scan.expiries.length)
  margin.scan.expiries.forEach(({ value, discounts: { gain, debt } }, i) => {
    check.near(`OptionMTMPerExpiry[${i}]`, values[i], value)
    check.near(`OptionMTMPerExpiryDiscounted[${i}]`, discounted[i], value * (value >= 0 ? gain : debt))
    factors.near(`discount_factors[${i}][0]`, discounts[i]?.[0], gain)
    factors.near(`discount_factors[${i}][1]`, discounts[i]?.[1], debt)
  })
}

/** The shocks of every option, in the order the case lists them. */
function checkOptions({ expected, portfolio, scenario, terms, factors }: Case): void {
  const { volatilityShock, skewShock } = terms.scan
  if (skewShock === undefined) return
  scenario.rows('Options').forEach((row, i) => {
    const expiry = portfolio.expiries.find(({ secondsToExpiry }) => secondsToExpiry === row.number('Expiry'))
    if (expiry === undefined) return
    const option = pmrm2OptionOf(row, 'option', 1)
    const { up, down } = volatilityFactors(volatilityShock, expiry.secondsToExpiry)
    factors.near(`VolShockUpMultiplier[${i}]`, expected.numbers('VolShockUpMultiplier')[i], up)
    factors.near(`VolShockDownMultiplier[${i}]`, expected.numbers('VolShockDownMultiplier')[i], down)
    const moved = Math.max(volatilityShock.leastUp, option.volatility * up)
    factors.near(`VolShockUpEvaluated[${i}]`, expected.numbers('VolShockUpEvaluated')[i], moved)
    factors.near(`VolShockDownEvaluated[${i}]`, expected.numbers('VolShockDownEvaluated')[i], option.volatility * down)
    for (const [name, move] of [
      ['linear_multiplier', 'linearSkew'],
      ['abs_multiplier', 'absoluteSkew'],
    ] as const) {
      factors.near(`Options[${i}].${name}`, row.number(name), skewMultiplier(option, expiry, { move, terms: skewShock }))
    }
  })
}

type NamedLoss = Readonly<{ name: string; profit: number; kind: 'regular' | 'tail' | 'skew' }>

/**
 * Every scenario's profit, and the worst of each kind. Of scenarios that lose the same any may be called the worst.
 *
 * A skew that moves spot is left out: the venue's manager refuses to be given one, and the one case that lists it reports a loss that is
 * neither that of an unmoved nor of a moved forward. Its margins are compared.
 */
function checkScenarios({ expected, margin, terms, check }: Case): void {
  const { scenarios } = terms.scan
  const listed = listedLosses(expected)
  const refused = scenarios.some((scenario) => isSkew(scenario) && scenario.spotFactor !== 1)
  check.same('scenarios', listed.length, scenarios.length)
  const unlisted = new Set(scenarios.keys())
  const found = listed.map((loss): NamedLoss => {
    const index = [...unlisted].find((i) => nameOf(scenarios[i] as DeriveScenario) === loss.name)
    if (index !== undefined) unlisted.delete(index)
    const profit = index === undefined ? NaN : (margin.scan.outcomes[index]?.profit ?? NaN)
    if (!(refused && loss.kind === 'skew' && index === undefined)) check.near(`${loss.kind} ${loss.name}`, loss.profit, profit)
    return { ...loss, profit }
  })
  const regular = worstOfKind('regular', found, { expected, check })
  const tail = worstOfKind('tail', found, { expected, check })
  const skew = refused ? NaN : worstOfKind('skew', found, { expected, check })
  const basis = (margin.scan.outcomes.at(-1) as PositionProfits).profit
  const whole: Readonly<Record<string, number>> = { regular, tail, skew, fwd_contingency: basis }
  const span = Math.min(...margin.scan.outcomes.map(({ profit }) => profit))
  check.near('worst_all_scenarios', span, whole[expected.text('worst_all_scenarios')] ?? NaN)
  check.near('worst', span, (margin.scan.outcomes[margin.scan.worst] as PositionProfits).profit)
}

function isSkew({ volatility }: DeriveScenario): boolean {
  return volatility === 'linearSkew' || volatility === 'absoluteSkew'
}

const shortNames = { regular: 'reg', tail: 'tail', skew: 'skew' } as const

function worstOfKind(
  kind: NamedLoss['kind'],
  found: readonly NamedLoss[],
  { expected, check }: Readonly<{ expected: Fields; check: Checker }>,
): number {
  const short = shortNames[kind]
  const worst = Math.min(...found.filter((one) => one.kind === kind).map(({ profit }) => profit))
  check.near(`worst_${short}_loss`, expected.number(`worst_${short}_loss`), worst)
  const named = expected.raw(`worst_${short}_scenario`)
  const name = Array.isArray(named) ? lossName(named[0] as number, named[1] as number) : String(named)
  check.near(`worst_${short}_scenario`, worst, found.find((one) => one.kind === kind && one.name === name)?.profit ?? NaN)
  return worst
}

function listedLosses(expected: Fields): readonly NamedLoss[] {
  const plain = (['regular', 'tail'] as const).flatMap((kind) =>
    expected.matrix(`${shortNames[kind]}_losses`).map((row) => ({
      name: lossName(row[0] as number, row[1] as number),
      profit: row[2] as number,
      kind,
    })),
  )
  const skews = (expected.raw('skew_losses') as readonly (readonly [string, number])[]).map(([name, profit]) => ({
    name,
    profit,
    kind: 'skew' as const,
  }))
  return [...plain, ...skews]
}

function lossName(move: number, direction: number): string {
  return `${(1 + move).toFixed(6)} ${['down', 'unchanged', 'up'][direction + 1]}`
}

function nameOf({ spotFactor, volatility }: DeriveScenario): string {
  if (volatility === 'linearSkew') return 'LINEAR'
  return volatility === 'absoluteSkew' ? 'ABS' : `${spotFactor.toFixed(6)} ${volatility}`
}
