import { compensatedSum } from '../../num/compensated-sum.ts'
import type { OptionKind } from '../../pricing/option-terms.ts'
import { scenarioMargin } from '../../margin/models/paradex.ts'
import { shockScenarios } from '../../margin/models/paradex-scenarios.ts'
import { spanTable } from '../../margin/models/span-arrays.ts'
import { spanCommodity, type SpanCommodity } from '../../margin/models/span-commodity.ts'
import { spanPortfolio, type SpanCharge } from '../../margin/models/span-spreads.ts'
import { scanningRisk } from '../../margin/models/span.ts'
import { timsCharge, timsScenarios } from '../../margin/models/tims.ts'
import type { ScanLine } from '../../margin/scan/scan-instrument.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'
import { paradexCases, spanCases } from './margin-scan-venues.ts'

/** Margin models that scan scenarios: SPAN, Deribit's family, TIMS. */
export const marginScanProcedures: ProcedureTable = {
  'margin-span-scanning': publishedScans,
  'margin-span': spanMargin,
  'margin-scenario-pm': scenarioPortfolioMargin,
  'margin-tims': timsMargin,
  span_examples: { cases: spanCases },
  paradex_examples: { cases: paradexCases },
}

function publishedScans(inputs: Fields): unknown {
  const arrays = inputs.fields('risk_arrays')
  const losses = Object.fromEntries(arrays.names().map((name) => [name, arrays.numbers(name)]))
  const portfolios = inputs.fields('portfolios')
  const results = portfolios.names().flatMap((name) => {
    const held = portfolios.fields(name)
    const { risk, worst } = scanningRisk(losses, Object.fromEntries(held.names().map((contract) => [contract, held.number(contract)])))
    return [
      [name, risk],
      [`${name}_worst_scenario`, worst],
    ] as const
  })
  return Object.fromEntries(results)
}

/** What the files' conventions leave to a fixture: a line for a row with a type, and its quantity times its multiplier. */
function lineOf(row: Fields, at: Readonly<{ id: string; price: number; years: number }>): ScanLine {
  const size = row.number('qty') * row.numberOr('mult', 1)
  const type = row.text('type')
  const price = { moving: at.price, fixed: 0 }
  if (type !== 'call' && type !== 'put') return { id: at.id, size, instrument: { kind: 'deltaOne', payoff: 'linear', price } }
  const option: OptionKind = type
  const terms = { kind: 'option', payoff: 'linear', option, price } as const
  return { id: at.id, size, instrument: { ...terms, strike: row.number('K'), volatility: row.number('vol'), timeYears: at.years } }
}

function isOption(row: Fields): boolean {
  return row.text('type') === 'call' || row.text('type') === 'put'
}

function spanMargin(inputs: Fields): unknown {
  const asked = inputs.fields('commodities')
  const weights = Array.from(inputs.numbers('delta_weights'))
  const commodities = asked.names().map((name) => spanCommodityOf(name, asked.fields(name), weights))
  const spreads = inputs.has('inter') ? inputs.rows('inter').map(spreadOf) : []
  const portfolio = spanPortfolio(commodities, spreads)
  const charged = portfolio.charges.map((charge) => [charge.commodity, chargeFields(charge, asked.fields(charge.commodity))])
  return {
    commodities: Object.fromEntries(charged) as unknown,
    spreads_formed: portfolio.spreadsFormed,
    total_risk: portfolio.totalRisk,
    total_requirement: portfolio.totalRequirement,
  }
}

function spanCommodityOf(commodity: string, terms: Fields, deltaWeights: readonly number[]): SpanCommodity {
  const price = terms.number('F')
  const rows = terms.rows('contracts')
  const short = rows.filter((row) => isOption(row) && row.number('qty') < 0)
  return spanCommodity({
    commodity,
    lines: rows.map((row, i) => lineOf(row, { id: String(i), price, years: row.numberOr('T', 0) })),
    table: spanTable({
      priceRange: terms.number('psr') / price,
      volatilityRange: terms.number('vsr'),
      extremeMultiple: terms.number('ext_mult'),
      extremeCover: terms.number('ext_cover'),
      lookAheadYears: terms.number('look'),
    }),
    deltaWeights,
    intraRate: terms.number('intra_rate'),
    shortOptionMinimum: terms.number('som') * compensatedSum(short.map((row) => -row.number('qty'))),
    indexPrice: price,
  })
}

function spreadOf(row: Fields): Readonly<{ legs: readonly (readonly [string, number])[]; credit: number }> {
  const legs = row.raw('legs') as readonly (readonly [string, number])[]
  return { legs, credit: row.number('credit') }
}

function chargeFields(charge: SpanCharge, terms: Fields): unknown {
  const rows = terms.rows('contracts')
  return {
    contracts: charge.arrays.map(({ losses, compositeDelta }, i) => {
      const multiplier = rows[i]?.numberOr('mult', 1) ?? 1
      return { array: losses.map((loss) => loss * multiplier), composite_delta: compositeDelta }
    }),
    array: charge.scan.scenarios.map(({ profit }) => 0 - profit),
    scan_risk: charge.scanRisk,
    worst_scenario: charge.scan.worst + 1,
    time_risk: charge.timeRisk,
    price_risk: charge.priceRisk,
    net_delta: charge.netDelta,
    intra_charge: charge.intraCharge,
    som: charge.shortOptionMinimum,
    nov: charge.netOptionValue,
    wfpr_per_delta: charge.priceRiskPerDelta,
    inter_credit: charge.interCredit,
    risk: charge.risk,
    requirement: charge.requirement,
  }
}

function scenarioPortfolioMargin(inputs: Fields): unknown {
  const spot = inputs.number('spot')
  const lines = inputs.rows('positions').map((row, i) => lineOf(row, { id: String(i), price: spot, years: row.numberOr('dte', 0) / 365 }))
  const shocks = inputs.rows('scenarios').map((row) => ({
    spotMove: row.number('spot_shock'),
    volatilityShock: row.number('vol_shock'),
    weight: row.numberOr('weight', 1),
  }))
  const vegaPower = {
    short: inputs.number('vega_power_short'),
    long: inputs.number('vega_power_long'),
    floorDays: inputs.number('dte_floor'),
  }
  const scenarios = shockScenarios(shocks, { vegaPower, leastVolatilityUp: inputs.numberOr('min_vol_up_eval', 0) })
  const margin = scenarioMargin(
    { underlying: '', lines, scenarios, coins: { indexPrice: spot, counting: 'quote' } },
    {
      netDeltaShare: inputs.number('min_delta_net'),
      hedgedDeltaShare: inputs.number('min_delta_hedged'),
      maintenanceShare: inputs.numberOr('mm_over_im', 0.5),
      provision: inputs.numberOr('fee_provision', 0),
    },
  )
  return {
    pnl: margin.scan.scenarios.map(({ profit }) => profit),
    scan: margin.scanLoss,
    worst: margin.scan.worst + 1,
    net_delta: margin.delta.net,
    hedged_delta: margin.delta.hedged,
    min_delta: margin.minimumDelta,
    net_req: margin.net,
    im: margin.initial,
    mm: margin.maintenance,
  }
}

function timsMargin(inputs: Fields): unknown {
  const spot = inputs.number('S')
  const lines = inputs.rows('positions').map((row, i) => lineOf(row, { id: String(i), price: spot, years: row.numberOr('T', 0) }))
  const scenarios = timsScenarios({ range: inputs.number('range'), steps: 5 })
  const coins = { indexPrice: spot, counting: 'quote' } as const
  const charge = timsCharge({ underlying: '', lines, scenarios, coins }, inputs.number('min_per_unit'))
  return {
    points: charge.scan.scenarios.map(({ spotMove }) => spotMove),
    pnl: charge.scan.scenarios.map(({ profit }) => profit),
    worst_loss: charge.worstLoss,
    minimum: charge.minimum,
    requirement: charge.requirement,
  }
}
