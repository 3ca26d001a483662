import { changePointPath } from '../../trigger/detect/bayesian-change-point.ts'
import { cusumPath } from '../../trigger/detect/cusum.ts'
import { cusumRunLength, siegmundRunLength, twoSidedCusumRunLength } from '../../trigger/detect/cusum-run-length.ts'
import { eDetectorPath } from '../../trigger/detect/e-detector.ts'
import { ewmaChartRunLength } from '../../trigger/detect/ewma-chart.ts'
import { hysteresisPath } from '../../trigger/hysteresis.ts'
import { optimalSwitching } from '../../trigger/optimal-switching.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'

/** Sequential detection and switching: average run lengths, detectors over a series, hysteresis, and the best band to switch in. */
export const detectionProcedures: ProcedureTable = {
  'seq-cusum-path': (inputs) => {
    const { path, alarms } = cusumPath(inputs.numbers('x'), {
      reference: inputs.number('k'),
      threshold: inputs.number('h'),
      resets: inputs.has('reset') ? inputs.truth('reset') : true,
    })
    return { path: [...path], alarms }
  },
  'seq-cusum-arl': (inputs) => ({ rows: inputs.rows('rows').map(cusumRow) }),
  'seq-ewma-chart-arl': (inputs) => {
    const chart = { weight: inputs.number('lambda'), width: inputs.number('c') }
    return { arl: Array.from(inputs.numbers('mu'), (mean) => ewmaChartRunLength(chart, { mean })) }
  },
  'seq-bocpd': changePoint,
  'seq-e-detector': (inputs) => {
    const options = { calmMean: inputs.number('m'), bets: [...inputs.numbers('lams')] }
    const { shiryaevRoberts, cusum } = eDetectorPath(inputs.numbers('x'), options)
    const threshold = inputs.number('thr')
    return {
      sr: [...shiryaevRoberts],
      cusum: [...cusum],
      sr_alarm: firstAtOrAbove(shiryaevRoberts, threshold),
      cusum_alarm: firstAtOrAbove(cusum, threshold),
    }
  },
  'trigger-hysteresis': (inputs) => {
    const { isOn, activations, periodsOn } = hysteresisPath(
      Array.from(inputs.numbers('x'), (x) => (Number.isNaN(x) ? undefined : x)),
      {
        onLevel: inputs.number('on'),
        offLevel: inputs.number('off'),
        onAfter: inputs.number('d_on'),
        offAfter: inputs.number('d_off'),
        coolDownPeriods: inputs.number('cool'),
      },
    )
    return { state: isOn.map(digit), activations, time_on: periodsOn }
  },
  'trigger-optimal-switching': (inputs) => {
    const policy = optimalSwitching({
      transition: inputs.matrix('P'),
      costOff: inputs.numbers('c_off'),
      costOn: inputs.numbers('c_on'),
      switchOnCost: inputs.number('k_on'),
      switchOffCost: inputs.number('k_off'),
      discount: inputs.number('beta'),
    })
    return {
      v_off: [...policy.valueOff],
      v_on: [...policy.valueOn],
      activate: policy.activate.map(digit),
      stay: policy.stay.map(digit),
      hysteresis: policy.band,
    }
  },
}

function cusumRow(row: Fields): unknown {
  const cusum = { reference: row.number('k'), threshold: row.number('h') }
  const means = [...row.numbers('mu')]
  return {
    arl_one_sided: means.map((mean) => cusumRunLength(cusum, { mean })),
    siegmund: means.map((mean) => siegmundRunLength(cusum, mean)),
    arl0_two_sided: twoSidedCusumRunLength(cusum),
  }
}

function changePoint(inputs: Fields): unknown {
  const series = inputs.numbers('x')
  const path = changePointPath(series, {
    hazard: inputs.number('hz'),
    prior: { mean: inputs.number('m0'), meanWeight: inputs.number('k0'), shape: inputs.number('a0'), scale: inputs.number('b0') },
    // As long as the series, so that every run is told apart.
    longestRun: Math.max(1, series.length),
    dropBelow: 0,
    window: 5,
  })
  return {
    map_run_length: path.mostLikelyRun,
    p_run_le5: [...path.recentChange],
    mean_run_length: [...path.meanRun],
    log_evidence: path.logarithmOfEvidence,
  }
}

function firstAtOrAbove(values: Float64Array, threshold: number): number | null {
  const place = values.findIndex((value) => value >= threshold)
  return place < 0 ? null : place
}

function digit(value: boolean): number {
  return value ? 1 : 0
}
