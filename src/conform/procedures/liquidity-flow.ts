import { InputFault } from '../../base/fault.ts'
import type { Result } from '../../base/result.ts'
import { bandDepth, roundTripCostBps, touchFigures, walkSide, type BookLevels, type Levels } from '../../liquidity/book-levels.ts'
import type { BulkDistribution } from '../../liquidity/bulk-volume.ts'
import { flowImpact, orderFlowImbalance } from '../../liquidity/order-flow-imbalance.ts'
import { resiliencyOf } from '../../liquidity/resiliency-half-life.ts'
import { shockRecovery } from '../../liquidity/shock-recovery.ts'
import { timeWeightedSpread } from '../../liquidity/time-weighted-spread.ts'
import { tradeSpreads, weightedMean } from '../../liquidity/trade-spreads.ts'
import { volumeSynchronisedImbalance } from '../../liquidity/vpin.ts'
import type { Fields } from '../fields.ts'
import type { Procedure, ProcedureTable } from '../procedure.ts'

const spreads: Procedure = (inputs) => {
  const quotes = { times: inputs.numbers('qt'), bids: inputs.numbers('bid'), asks: inputs.numbers('ask') }
  const trades = {
    times: inputs.numbers('tt'),
    prices: inputs.numbers('price'),
    sizes: inputs.numbers('size'),
    signs: inputs.numbers('side'),
  }
  const end = inputs.number('t_end')
  const quoted = orNull(timeWeightedSpread(quotes, end))
  const measured = tradeSpreads(quotes, trades, { delay: inputs.number('delta'), end })
  const { effectiveBps, realisedBps, impactBps, sizes, notionals } = measured
  return {
    n_used: effectiveBps.length,
    quoted_tw: quoted?.spread ?? null,
    quoted_tw_bps: quoted?.spreadBps ?? null,
    effective_bps: orNull(weightedMean(effectiveBps)),
    realised_bps: orNull(weightedMean(realisedBps)),
    impact_bps: orNull(weightedMean(impactBps)),
    effective_bps_vw: orNull(weightedMean(effectiveBps, sizes)),
    realised_bps_vw: orNull(weightedMean(realisedBps, sizes)),
    impact_bps_vw: orNull(weightedMean(impactBps, sizes)),
    effective_bps_dw: orNull(weightedMean(effectiveBps, notionals)),
    realised_bps_dw: orNull(weightedMean(realisedBps, notionals)),
    impact_bps_dw: orNull(weightedMean(impactBps, notionals)),
  }
}

const depth: Procedure = (inputs) => {
  const book: BookLevels = {
    bids: { prices: inputs.numbers('bp'), sizes: inputs.numbers('bq') },
    asks: { prices: inputs.numbers('ap'), sizes: inputs.numbers('aq') },
  }
  const { mid, spreadBps, microprice } = touchFigures(book)
  const bands = Array.from(inputs.numbers('bps'), (distance) => bandDepth(book, distance))
  const notionals = Array.from(inputs.numbers('notional'))
  const sizes = Array.from(inputs.numbers('base'))
  const fills = (side: Levels): readonly { filledFraction: number; averagePrice: number | null }[] =>
    notionals.map((notional) => orNull(walkSide(side, { notional })) ?? { filledFraction: 0, averagePrice: null })
  const slippage = (averagePrice: number | null, sign: number): number | null =>
    averagePrice === null ? null : (1e4 * sign * (averagePrice - mid)) / mid
  const [buys, sells] = [fills(book.asks), fills(book.bids)]
  return {
    mid,
    spread_bps: spreadBps,
    microprice,
    bid_base: bands.map(({ bidBase }) => bidBase),
    ask_base: bands.map(({ askBase }) => askBase),
    bid_quote: bands.map(({ bidQuote }) => bidQuote),
    ask_quote: bands.map(({ askQuote }) => askQuote),
    imbalance: bands.map(({ bidQuote, askQuote }) => (bidQuote + askQuote === 0 ? null : (bidQuote - askQuote) / (bidQuote + askQuote))),
    buy_slippage_bps: buys.map(({ averagePrice }) => slippage(averagePrice, 1)),
    sell_slippage_bps: sells.map(({ averagePrice }) => slippage(averagePrice, -1)),
    buy_filled_fraction: buys.map(({ filledFraction }) => filledFraction),
    sell_filled_fraction: sells.map(({ filledFraction }) => filledFraction),
    round_trip_bps: notionals.map((notional) => orNull(roundTripCostBps(book, notional))),
    buy_base_vwap: sizes.map((size) => orNull(walkSide(book.asks, { size }))?.averagePrice ?? null),
    sell_base_vwap: sizes.map((size) => orNull(walkSide(book.bids, { size }))?.averagePrice ?? null),
  }
}

const orderFlow: Procedure = (inputs) => {
  const touches = {
    bidPrices: inputs.numbers('bp'),
    bidSizes: inputs.numbers('bq'),
    askPrices: inputs.numbers('ap'),
    askSizes: inputs.numbers('aq'),
  }
  const flow = orderFlowImbalance(touches, { bucket: inputs.number('bucket'), tick: inputs.number('tick') })
  const impact = orNull(flowImpact(flow))
  return {
    e_sum: flow.total,
    ofi: flow.imbalance,
    beta: impact?.beta ?? null,
    alpha: impact?.alpha ?? null,
    r2: impact?.rSquared ?? null,
    t: impact?.tStatistic ?? null,
    avg_depth: flow.averageDepth ?? null,
  }
}

const vpin: Procedure = (inputs) => {
  const found = orNull(
    volumeSynchronisedImbalance(
      { prices: inputs.numbers('price'), volumes: inputs.numbers('volume') },
      { bucketVolume: inputs.number('V'), window: inputs.number('n'), distribution: distributionOf(inputs) },
    ),
  )
  return {
    n_buckets: found?.buyVolumes.length ?? null,
    buy_volume: found?.buyVolumes ?? null,
    vpin: found?.series ?? null,
    cdf_last: found?.lastRank ?? null,
  }
}

function distributionOf(inputs: Fields): BulkDistribution {
  const name = inputs.textOr('dist', 'normal')
  if (name === 'normal' || name === 'norm' || name === 'gaussian') return { kind: 'normal' }
  if (name === 't' || name.startsWith('student')) return { kind: 'studentT', degreesOfFreedom: inputs.number('nu') }
  throw new InputFault({ file: inputs.place, place: `${inputs.place}.dist`, expected: 'normal or t', found: name })
}

const resiliency: Procedure = (inputs) => {
  const found = orNull(resiliencyOf(inputs.numbers('s')))
  return {
    kappa: found?.speed ?? null,
    theta: found?.level ?? null,
    half_life: found === null ? null : orNull(found.halfLife),
    se_kappa: found?.speedError ?? null,
  }
}

const shock: Procedure = (inputs) => {
  const places = { at: inputs.number('shock_idx'), before: inputs.number('pre'), share: inputs.number('frac') }
  const { baseline, peak, peakOffset, recoverySteps, decay } = shockRecovery(inputs.numbers('s'), places)
  return {
    baseline,
    peak,
    peak_offset: peakOffset,
    recovery_steps: recoverySteps ?? null,
    decay_rate: decay.ok ? decay.value.rate : null,
    decay_half_life: decay.ok ? (decay.value.halfLife ?? null) : null,
    n_fit: decay.ok ? decay.value.observations : decay.refusal.observations,
  }
}

/** A figure that does not exist is null in a file. */
function orNull<Value>(result: Result<Value, unknown>): Value | null {
  return result.ok ? result.value : null
}

/** Procedures of the files about spreads, depth, flow and resiliency. */
export const liquidityFlowProcedures: ProcedureTable = {
  'liq-spreads': spreads,
  'liq-depth': depth,
  'liq-ofi': orderFlow,
  'liq-vpin': vpin,
  'liq-resiliency-ar1': resiliency,
  'liq-resiliency-shock': shock,
}
