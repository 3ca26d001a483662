import type { DeriveExpiry, DerivePortfolio } from '../../margin/models/derive-portfolio.ts'
import { pmrm1Margin } from '../../margin/models/derive-pmrm1.ts'
import type { Pmrm1Terms } from '../../margin/models/derive-pmrm1-terms.ts'
import type { Fields } from '../fields.ts'
import { baseOf, doubtOf, lossFactor, perpetualOf, pmrm1ScenarioOf, staticContingency } from './margin-derive-pmrm1-figures.ts'

/**
 * The first generation's margin of one portfolio, in the names of its file.
 *
 * @example
 * pmrm1Procedure(inputs)
 */
export function pmrm1Procedure(inputs: Fields): unknown {
  const terms = shortTerms(inputs.fields('params'), inputs.raw('scenarios') as readonly (readonly [number, string])[])
  const portfolio = floatPortfolio(inputs.fields('portfolio'))
  const margin = pmrm1Margin(portfolio, terms)
  const { outcomes, worst } = margin.scan
  const profits = outcomes.map(({ profit }) => profit)
  return {
    mtm: margin.markToMarket,
    basis_contingency: profits.at(-1),
    static_contingency: staticContingency(margin),
    confidence_contingency: doubtOf(margin),
    scenario_pnl: profits.slice(0, -1),
    worst_scenario: worst,
    min_span: profits[worst],
    im: margin.initialBalance,
    mm: margin.maintenanceBalance,
    im_multiplier: lossFactor(terms, portfolio),
  }
}

function shortTerms(params: Fields, scenarios: readonly (readonly [number, string])[]): Pmrm1Terms {
  return {
    scan: {
      scenarios: scenarios.map(([spotFactor, direction]) => pmrm1ScenarioOf(spotFactor, direction)),
      volatilityShock: {
        rangeUp: params.number('vu'),
        rangeDown: params.number('vd'),
        shortPower: params.number('sp'),
        longPower: params.number('lp'),
        floorDays: params.number('dteFloor') / 86_400,
        leastUp: 0,
      },
      basis: {
        upFactor: params.number('up'),
        downFactor: params.number('down'),
        share: params.number('add'),
        shareAYear: params.number('mult'),
      },
    },
    initialFactor: params.number('im'),
    discountBase: params.number('sd'),
    rateScale: params.number('rm'),
    rateAdd: params.number('ra'),
    baseShare: params.number('baseP'),
    perpetualShare: params.number('perpP'),
    nakedShortShare: params.number('optP'),
    pegThreshold: params.number('pegT'),
    pegFactor: params.number('pegF'),
    confidenceThreshold: params.number('confT'),
    confidenceFactor: params.number('confM'),
  }
}

function floatPortfolio(held: Fields): DerivePortfolio {
  const spotPrice = held.number('spot')
  const stablePrice = held.number('stable')
  const options = held.rows('options')
  const markets = held.fields('expiries')
  const seconds = [...new Set(options.map((row) => row.number('sec')))]
  return {
    spotPrice,
    spotConfidence: held.number('spot_conf'),
    stablePrice,
    cash: held.number('cash'),
    perpetuals: perpetualOf({
      size: held.number('perp'),
      price: held.number('perp_price'),
      confidence: held.number('perp_conf'),
      value: held.number('perp_value'),
    }),
    expiries: seconds.map((secondsToExpiry) => {
      const market = markets.fields(String(secondsToExpiry))
      return {
        secondsToExpiry,
        variableForward: market.number('fwd_var'),
        fixedForward: market.number('fwd_fix'),
        rate: market.number('rate'),
        confidence: market.number('conf'),
        options: options.filter((row) => row.number('sec') === secondsToExpiry).map(floatOption),
      }
    }),
    collateral: baseOf((held.number('base') * spotPrice) / stablePrice),
  }
}

function floatOption(row: Fields, i: number): DeriveExpiry['options'][number] {
  return {
    id: `option-${i}`,
    kind: row.text('type') === 'call' ? 'call' : 'put',
    strike: row.number('strike'),
    size: row.number('amount'),
    volatility: row.number('vol'),
    confidence: row.number('conf'),
  }
}
