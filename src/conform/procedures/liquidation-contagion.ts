import { correlationsOf, distressedPath, endogenousCovariance } from '../../risk/contagion/distressed-selling.ts'
import { leverageSpillover } from '../../risk/contagion/leverage-targeting.ts'
import { liquidationCascade } from '../../risk/contagion/liquidation-cascade.ts'
import { predatoryTrading } from '../../risk/contagion/predatory-trading.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'

/** Fire sales, cascades and predation. */
export const contagionProcedures: ProcedureTable = {
  'firesale-cont-wagalath': contWagalath,
  'firesale-greenwood-landier-thesmar': (inputs) => {
    const found = leverageSpillover({
      weights: inputs.matrix('M'),
      equities: inputs.numbers('E'),
      leverages: inputs.numbers('B'),
      impacts: inputs.numbers('L'),
      shocks: inputs.numbers('shock'),
    })
    return {
      direct_loss: Array.from(found.directLosses),
      target_sales: Array.from(found.sales),
      assets_sold: Array.from(found.assetsSold),
      price_change: Array.from(found.priceChanges),
      indirect_loss: Array.from(found.indirectLosses),
      AV: found.aggregateVulnerability.ok ? found.aggregateVulnerability.value : null,
    }
  },
  cascade: (inputs) => {
    const found = liquidationCascade({
      price: inputs.number('P0'),
      shock: inputs.number('shock'),
      units: inputs.numbers('q'),
      liquidationPrices: inputs.numbers('liq'),
      depth: inputs.number('D'),
      impact: inputs.textOr('kind', 'linear') === 'linear' ? 'linear' : 'exponential',
    })
    return {
      rounds: found.rounds,
      final_price: found.finalPrice,
      liquidated: found.unitsLiquidated,
      n_liquidated: found.positionsLiquidated,
      price_path: Array.from(found.prices),
      sold_path: Array.from(found.sold),
      amplification: found.amplification.ok ? found.amplification.value : null,
    }
  },
  'predation-carlin-lobo-viswanathan': (inputs) => {
    const found = predatoryTrading({
      targets: inputs.numbers('dx'),
      permanentImpact: inputs.number('gamma'),
      temporaryImpact: inputs.number('lambda'),
      horizon: inputs.number('T'),
    })
    const grid = Array.from(inputs.numbers('grid'))
    return {
      rates: grid.map((time) => Array.from(found.ratesAt(time))),
      price_impact: grid.map((time) => found.priceImpactAt(time)),
      cost: Array.from(found.costs),
    }
  },
}

function contWagalath(inputs: Fields): unknown {
  const [units, depths, firstPrices] = [inputs.numbers('a'), inputs.numbers('lam'), inputs.numbers('S0')]
  const fund = { units, depths, sellingBelow: inputs.number('b0'), emptyAt: inputs.number('bl') }
  const moves = { firstPrices, drifts: inputs.numbers('m'), step: inputs.number('tau'), shocks: inputs.matrix('xi') }
  const path = distressedPath(fund, moves)
  const covariance = endogenousCovariance({
    units,
    depths,
    firstValue: path.values[0] as number,
    prices: inputs.numbers('S_for_cov'),
    fundamental: inputs.matrix('Sigma'),
    sellingSpeed: inputs.number('f_prime'),
  })
  const correlations = correlationsOf(covariance)
  return {
    path: path.prices.map((prices) => Array.from(prices)),
    V: Array.from(path.values),
    cov: covariance.map((row) => Array.from(row)),
    cor: correlations.ok ? correlations.value.map((row) => Array.from(row)) : null,
  }
}
