import { filteredMargin } from '../../margin/models/filtered-margin.ts'
import { bufferedMargin, flooredMargin, stressWeightedMargin } from '../../margin/procyclicality/anti-procyclicality.ts'
import { procyclicalityOf } from '../../margin/procyclicality/measures.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'

/** Filtered historical simulation and anti-procyclicality tools. */
export const marginToolProcedures: ProcedureTable = {
  'margin-apc-tools': antiProcyclicality,
  'margin-fhs-end-to-end': filteredEndToEnd,
}

function antiProcyclicality(inputs: Fields): unknown {
  const margins = inputs.numbers('m')
  const held = { buffer: inputs.number('buf'), heldUpTo: inputs.number('lo'), releasedFrom: inputs.number('hi') }
  const stressed = { stress: inputs.number('stress'), weight: inputs.number('w') }
  const buffer = margins.map((margin) => bufferedMargin(margin, held))
  const stress = margins.map((margin) => stressWeightedMargin(margin, stressed))
  const floor = margins.map((margin) => flooredMargin(margin, inputs.number('floor10')))
  const stats = (series: Float64Array): unknown => {
    const measures = procyclicalityOf(series, inputs.number('n'))
    return {
      peak_to_trough: measures.peakToTrough ?? null,
      n_day_max_increase: measures.largestIncrease ?? null,
      mean: measures.mean,
      sd_dlog: measures.logChangeDeviation ?? null,
    }
  }
  return {
    buffer,
    stress_weighted: stress,
    floor,
    stats_base: stats(margins),
    stats_buffer: stats(buffer),
    stats_stress: stats(stress),
    stats_floor: stats(floor),
  }
}

function filteredEndToEnd(inputs: Fields): unknown {
  const margin = filteredMargin({
    returns: inputs.numbers('r'),
    position: inputs.number('pos'),
    price: inputs.number('price'),
    filter: { lambda: inputs.number('lam'), startReturns: inputs.number('n0') },
    confidence: inputs.number('al'),
    marginPeriodDays: inputs.number('mpor'),
    stressWeight: inputs.number('w_st'),
    stressMove: inputs.number('st'),
    floor: inputs.number('floor'),
    closeOut: { spread: inputs.number('spread'), impact: inputs.number('Y'), dailyVolume: inputs.number('adv') },
  })
  const value = margin.ok ? margin.value : undefined
  return {
    sigma: value?.volatility ?? null,
    es_margin: value?.expectedShortfall ?? null,
    after_stress: value?.afterStress ?? null,
    after_floor: value?.afterFloor ?? null,
    liquidity_addon: value?.closeOutCost ?? null,
    total: value?.total ?? null,
  }
}
