import type { DeriveExpiry, DerivePortfolio } from '../../margin/models/derive-portfolio.ts'
import { srmMargin, type SrmMargin } from '../../margin/models/derive-srm.ts'
import type { SrmTerms } from '../../margin/models/derive-srm-terms.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome } from '../procedure.ts'
import { createChecker, outcomeOf, wholeDollarMismatches } from './margin-derive-check.ts'
import { environmentPortfolios, type BaseTreatment } from './margin-derive-environment.ts'

/**
 * Checks the unit cases on margins, worth and the sums between, and the portfolio cases on both margins in whole dollars.
 *
 * @example
 * srmCases(document).length
 */
export function srmCases(document: Fields): readonly CaseOutcome[] {
  const parameters = document.fields('parameters')
  const terms = termsOf(parameters)
  return [
    ...(document.has('unit_cases') ? unitCases(document.fields('unit_cases'), parameters, terms) : []),
    ...(document.has('portfolio_cases') ? portfolioCases(document.fields('portfolio_cases'), parameters, terms) : []),
  ]
}

function termsOf(parameters: Fields): SrmTerms {
  const option = parameters.fields('option')
  const doubt = parameters.fields('oracle_contingency')
  return {
    perpetual: { initial: parameters.fields('perp').number('im'), maintenance: parameters.fields('perp').number('mm') },
    option: {
      mostInitial: option.number('maxSpotReq'),
      leastInitial: option.number('minSpotReq'),
      callMaintenance: option.number('mmCallSpotReq'),
      putMaintenance: option.number('mmPutSpotReq'),
      putMaintenanceOfValue: option.number('MMPutMtMReq'),
      unpairedInitial: option.number('unpairedIMScale'),
      unpairedMaintenance: option.number('unpairedMMScale'),
      putInitialOverMaintenance: option.number('mmOffsetScale'),
    },
    pegThreshold: parameters.fields('depeg').number('threshold'),
    pegFactor: parameters.fields('depeg').number('factor'),
    confidenceThreshold: doubt.number('perp_option_base_threshold'),
    confidenceFactor: doubt.number('factor'),
  }
}

function treatmentOf(base: Fields): BaseTreatment {
  const counted = base.number('marginFactor')
  return { follows: true, maintenanceHaircut: 1 - counted, initialHaircut: 1 - counted * base.number('IMScale') }
}

function portfolioCases(section: Fields, parameters: Fields, terms: SrmTerms): readonly CaseOutcome[] {
  const base = treatmentOf(parameters.fields('base_margin_portfolio_cases'))
  const cases = section.fields('cases')
  return cases.names().map((name) =>
    outcomeOf(`portfolio_cases ${name}`, () => {
      const one = cases.fields(name)
      const margins = environmentPortfolios(one, section.fields('environment'), base).map((portfolio) => srmMargin(portfolio, terms))
      return wholeDollarMismatches(one.fields('expected'), margins)
    }),
  )
}

const unit = 1e18
const markets = ['ETH', 'BTC'] as const
type Market = (typeof markets)[number]

function unitCases(section: Fields, parameters: Fields, terms: SrmTerms): readonly CaseOutcome[] {
  const base = treatmentOf(parameters.fields('base_margin_unit_cases'))
  const cases = section.fields('cases')
  return cases.names().map((name) => outcomeOf(`unit_cases ${name}`, () => unitMismatches(cases.fields(name), base, terms)))
}

function unitMismatches(one: Fields, base: BaseTreatment, terms: SrmTerms): CaseOutcome['mismatches'] {
  const scenario = one.fields('Scenario')
  const result = one.fields('Result')
  const portfolios = markets.map((market) => unitPortfolio(market, scenario, base))
  const margins = portfolios.map((portfolio) => srmMargin(portfolio, terms))
  const cash = scenario.number('Cash') / unit
  const sumOf = (of: (margin: SrmMargin) => number): number => margins.reduce((sum, margin) => sum + of(margin), 0)
  const named = (part: string, of: 'initial' | 'maintenance'): number =>
    sumOf((margin) => margin.parts.find(({ name }) => name === part)?.[of] ?? NaN)
  const exact = createChecker({ rel: 1e-9, abs: 1e-11 })
  exact.near('realIM', result.number('realIM') / unit, cash + sumOf(({ initialBalance }) => initialBalance))
  exact.near('realMM', result.number('realMM') / unit, cash + sumOf(({ maintenanceBalance }) => maintenanceBalance))
  exact.near('PortfolioMtM', result.number('PortfolioMtM') / unit, cash + sumOf(({ markToMarket }) => markToMarket))
  // The sums between were worked out by hand upstream, where margins are held to a thousandth.
  const hand = createChecker({ rel: 1e-3, abs: 1e-9 })
  const expect = (name: string, actual: number): void => {
    const stated = result.numberOr(name, undefined)
    if (stated !== undefined) hand.near(name, stated / unit, actual)
  }
  expect('HandIM', cash + sumOf(({ initialBalance }) => initialBalance))
  expect('HandMM', cash + sumOf(({ maintenanceBalance }) => maintenanceBalance))
  expect('PerpMargin', -named('perpetuals', 'maintenance'))
  expect('OracleConts', -named('oracle confidence', 'initial'))
  expect('DepegIMs', -named('depeg', 'initial'))
  markets.forEach((market, i) => {
    for (const [suffix, of] of [
      ['IM', 'initial'],
      ['MM', 'maintenance'],
    ] as const) {
      const asked = (pick: (expiry: SrmMargin['expiries'][number]) => number): number =>
        margins[i]?.expiries.reduce((sum, expiry) => sum + pick(expiry), 0) ?? NaN
      expect(
        `${market}Option${suffix}`,
        asked((expiry) => expiry[of]),
      )
      expect(
        `${market}OptionIsolated${suffix}`,
        asked((expiry) => expiry.isolated[of]),
      )
    }
  })
  return [...exact.mismatches, ...hand.mismatches]
}

/** Everything on one underlying, without the cash. */
function unitPortfolio(market: Market, scenario: Fields, base: BaseTreatment): DerivePortfolio {
  const number = (name: string): number => scenario.numberOr(name, 0) / unit
  const index = markets.indexOf(market)
  const confidences = (scenario.matrix('SpotPerpConfidences')[index] ?? []) as Float64Array
  const [spotConfidence = NaN, perpConfidence = NaN] = [...confidences].map((confidence) => confidence / unit)
  const spotPrice = number(`${market}SpotPrice`)
  const stablePrice = number('USDCValue')
  const held = number(`w${market}`)
  return {
    spotPrice,
    spotConfidence,
    stablePrice,
    cash: 0,
    perpetuals: unitPerpetuals(market, scenario, perpConfidence),
    expiries: unitExpiries(market, scenario),
    collateral: held === 0 ? [] : [{ id: `w${market}`, value: (held * spotPrice) / stablePrice, confidence: spotConfidence, ...base }],
  }
}

function unitPerpetuals(market: Market, scenario: Fields, confidence: number): DerivePortfolio['perpetuals'] {
  const number = (name: string): number => scenario.numberOr(name, 0) / unit
  const size = number(`Perps_${market}`)
  if (size === 0) return []
  const price = (scenario.numbers('PerpPrice')[markets.indexOf(market)] ?? NaN) / unit
  // What a contract has paid since the account's index was taken is owed by whoever is long.
  const funding = size * (number(`Account${market}FundingIndex`) - number(`${market}GlobalFundingIndex`))
  const value = size * (price - number(`LastEntry${market}`)) + funding
  return [{ id: `${market}-perp`, size, price, confidence, value }]
}

/** From here on the feed gives the price that the expiry will settle at, as far as it is known. */
const settlementFeedSeconds = 3600

function unitExpiries(market: Market, scenario: Fields): readonly DeriveExpiry[] {
  const underlyings = scenario.texts('OptionUnderlying')
  const expiries = scenario.numbers('OptionExpiries')
  const mine = [...underlyings.keys()].filter((i) => underlyings[i] === market)
  const held = (name: string, i: number): number => (scenario.numbers(name)[i] ?? NaN) / unit
  return [...new Set(mine.map((i) => expiries[i] as number))].map((secondsToExpiry) => {
    const indices = mine.filter((i) => expiries[i] === secondsToExpiry)
    // Feeds are listed once for every option; what was set last of an expiry stands.
    const feed = indices.at(-1) ?? -1
    const settlement = scenario.numberOr(`SettlementPrice${market}`, NaN) / unit
    return {
      secondsToExpiry,
      variableForward: secondsToExpiry < settlementFeedSeconds ? settlement : held('Forwards', feed),
      fixedForward: 0,
      rate: 0,
      confidence: held('ForwardConfidences', feed),
      options: indices.map((i) => ({
        id: `option-${i}`,
        kind: scenario.numbers('OptionIsCall')[i] === 1 ? 'call' : 'put',
        strike: held('OptionStrikes', i),
        size: held('OptionAmounts', i),
        volatility: held('OptionVols', i),
        confidence: held('OptionVolConfidences', i),
      })),
    }
  })
}
