import type { DeriveExpiry, DeriveOption, DerivePortfolio } from '../../margin/models/derive-portfolio.ts'
import type { Pmrm2Terms } from '../../margin/models/derive-pmrm2-terms.ts'
import type { DeriveScenario, DeriveVolatilityMove } from '../../margin/models/derive-scan-terms.ts'
import type { Fields } from '../fields.ts'
import { perpetualOf } from './margin-derive-pmrm1-figures.ts'

const volatilityMoves: Readonly<Record<string, DeriveVolatilityMove>> = {
  Up: 'up',
  None: 'unchanged',
  Down: 'down',
  LINEAR: 'linearSkew',
  ABS: 'absoluteSkew',
}

/**
 * The parameters a case names, block by block.
 *
 * @example
 * pmrm2TermsOf(one.fields('parameters'), document.fields('parameter_blocks'))
 */
export function pmrm2TermsOf(names: Fields, blocks: Fields): Pmrm2Terms {
  const block = (section: string): Fields => blocks.fields(names.text(section)).fields(section)
  const scenarios = blocks.fields(names.text('Scenarios')).rows('Scenarios')
  const [margin, basis] = [block('Margin'), block('BasisContingency')]
  return {
    scan: {
      scenarios: scenarios.map(scenarioOf),
      ...shocksOf(block('SkewShock'), block('VolShock')),
      basis: {
        upFactor: basis.number('SCENARIO_SPOT_UP'),
        downFactor: basis.number('SCENARIO_SPOT_DOWN'),
        share: basis.number('BASIS_CONT_ADD_FACTOR'),
        shareAYear: basis.number('BASIS_CONT_MULT_FACTOR'),
      },
    },
    initialLossFactor: margin.number('IM_LOSS_FACTOR'),
    maintenanceLossFactor: margin.number('MM_LOSS_FACTOR'),
    discount: {
      gainBase: margin.number('BASE_STATIC_DISCOUNT'),
      gainRateScale: margin.number('LONG_RATE_MULTSCALE'),
      gainRateAdd: margin.number('LONG_RATE_ADDSCALE'),
      debtBase: margin.number('BASE_STATIC_DISCOUNT_NEG'),
      debtRateScale: margin.number('SHORT_RATE_MULTSCALE'),
      debtRateAdd: margin.number('SHORT_RATE_ADDSCALE'),
    },
    contingency: contingencyOf(block('OtherContingency')),
  }
}

function shocksOf(skew: Fields, shock: Fields): Pick<Pmrm2Terms['scan'], 'skewShock' | 'volatilityShock'> {
  return {
    volatilityShock: {
      rangeUp: shock.number('VOLRANGEUP'),
      rangeDown: shock.number('VOLRANGEDOWN'),
      shortPower: shock.number('SHORTTERMPOWER'),
      longPower: shock.number('LONGTERMPOWER'),
      floorDays: shock.number('DTE_FLOOR'),
      leastUp: shock.number('MIN_VOL_EVAL_SHOCKED'),
    },
    skewShock: {
      linearCap: skew.number('LINEAR_SCALE_CAP'),
      linearCapSlope: skew.number('LINEAR_CBASE'),
      absoluteCap: skew.number('ABS_SCALE_CAP'),
      absoluteCapSlope: skew.number('ABS_CBASE'),
      leastWidth: skew.number('MIN_K_STAR'),
      widthScale: skew.number('MIN_WIDTH_SCALE'),
      volatilityLevel: skew.number('VOL_PARAM_STATIC'),
      volatilitySlope: skew.number('VOL_PARAM_SCALE'),
    },
  }
}

function contingencyOf(other: Fields): Pmrm2Terms['contingency'] {
  return {
    perpetualMaintenance: other.number('MM_PERP_PERCENT'),
    perpetualInitial: other.number('IM_PERP_PERCENT'),
    nakedShortMaintenance: other.number('MM_OPTION_PERCENT'),
    nakedShortInitial: other.number('IM_OPTION_PERCENT'),
    pegThreshold: other.number('PEG_LOSS_THRESHOLD'),
    pegFactor: other.number('PEG_LOSS_FACTOR'),
    confidenceThreshold: other.number('CONF_THRESHOLD'),
    confidenceFactor: other.number('CONF_MARGIN'),
  }
}

function scenarioOf(row: Fields): DeriveScenario {
  const direction = row.text('VolShockDirection')
  const spotFactor = row.number('SpotShock')
  const volatility = volatilityMoves[direction] ?? 'unchanged'
  return { name: `${spotFactor} ${direction}`, spotFactor, volatility, weight: row.number('DampeningFactor') }
}

/**
 * The portfolio of a case.
 *
 * @example
 * pmrm2PortfolioOf(one.fields('scenario'))
 */
export function pmrm2PortfolioOf(scenario: Fields): DerivePortfolio {
  const stablePrice = scenario.number('StablePrice')
  const size = scenario.number('NumPerps')
  const value = scenario.number('UnrealisedPerpPNL') + scenario.number('UnrealisedFunding')
  const perpetual = { size, price: scenario.number('PerpPrice'), confidence: scenario.number('PerpConfidence'), value }
  const options = scenario.rows('Options')
  const feeds = scenario.rows('OptionFeeds')
  return {
    spotPrice: scenario.number('SpotPrice'),
    spotConfidence: scenario.number('SpotConfidence'),
    stablePrice,
    cash: scenario.number('Cash'),
    perpetuals: perpetualOf(perpetual),
    expiries: feeds
      .filter((feed, i) => feeds.findIndex((other) => other.number('FeedExpiry') === feed.number('FeedExpiry')) === i)
      .map((feed) => expiryOf(feed, options))
      .filter((expiry) => expiry.options.length > 0),
    collateral: scenario.rows('Collaterals').map((held) => ({
      id: held.text('Name'),
      value: (held.number('Amount') * held.number('Price')) / stablePrice,
      confidence: held.number('Confidence'),
      follows: held.truth('IsRiskCancelling'),
      initialHaircut: held.number('MMHaircut') + held.number('IMHaircut'),
      maintenanceHaircut: held.number('MMHaircut'),
    })),
  }
}

function expiryOf(feed: Fields, options: readonly Fields[]): DeriveExpiry {
  const secondsToExpiry = feed.number('FeedExpiry')
  const confidence = feed.number('OptionVolConfidences')
  const held = options.filter((option) => option.number('Expiry') === secondsToExpiry)
  const fixedForward = feed.numberOr('ForwardFixed', 0)
  return {
    secondsToExpiry,
    variableForward: feed.number('Forward') - fixedForward,
    fixedForward,
    rate: feed.number('Rate'),
    confidence: Math.min(feed.number('ForwardConfidence'), feed.number('RateConfidence')),
    options: held.map((option, index) => pmrm2OptionOf(option, `${secondsToExpiry}-${index}`, confidence)),
  }
}

/**
 * An option as a case lists it.
 *
 * @example
 * pmrm2OptionOf(row, 'option', 1)
 */
export function pmrm2OptionOf(option: Fields, id: string, confidence: number): DeriveOption {
  return {
    id,
    kind: option.number('IsCall') === 1 ? 'call' : 'put',
    strike: option.number('Strike'),
    size: option.number('Amount'),
    volatility: option.number('MarkVol'),
    confidence,
  }
}
