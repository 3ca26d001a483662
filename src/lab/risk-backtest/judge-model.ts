import { accept, refuse, type Result } from '../../base/result.ts'
import { meanOf } from '../../num/moments.ts'
import { backtestReport, type BacktestReport } from '../../risk/backtest/battery.ts'
import { markExceedances } from '../../risk/backtest/exceedance-marks.ts'
import { trafficLight } from '../../risk/backtest/traffic-light.ts'
import { tailProbability } from '../../risk/tail/tail-risk.ts'
import type { ModelBacktest, NothingJudged, ZoneHistory } from './backtest-result.ts'
import { testsOf } from './judge-tests.ts'
import type { RiskModel } from './risk-model.ts'
import { verdictOf } from './verdict.ts'
import type { WalkPart } from './walk-forward.ts'

/** How models are judged. */
export type JudgeOptions = Readonly<{ confidence: number; samples: number; seed: number }>

/** Observations of a Basel year. */
const zoneWindow = 250
const transformBins = 20

/**
 * Holds a model's forecasts against the losses that came, by every test of the battery.
 *
 * @param losses - Those that were forecast: one for each forecast.
 *
 * @example
 * judgeModel(historicalModel, walk, losses.subarray(500)).verdict.sentence
 */
export function judgeModel(...[model, walk, losses, options]: readonly [RiskModel, WalkPart, Float64Array, JudgeOptions]): ModelBacktest {
  const isJudged = (_: number, t: number): boolean => (walk.expectedShortfall[t] as number) > 0
  const record = {
    losses: losses.filter(isJudged),
    valueAtRisk: walk.valueAtRisk.filter(isJudged),
    expectedShortfall: walk.expectedShortfall.filter(isJudged),
  }
  const judged = record.losses.length
  const report = judged < 2 ? refuse({ reason: 'noShortfall', forecasts: losses.length } as const) : reportOf(model, walk, losses, options)
  const tests = report.ok ? testsOf(report.value) : []
  const marks = judged === 0 ? new Uint8Array() : markExceedances(record.losses, record.valueAtRisk)
  const exceedances = marks.reduce((sum, mark) => sum + mark, 0)
  const ratio = shortfallRatio(record, marks)
  return {
    ...{ name: model.name, title: model.title, about: model.about, law: model.law, walk },
    fits: walk.fits,
    fallbacks: fallbacksOf(walk),
    ...{ judged, leftOut: losses.length - judged },
    meanValueAtRisk: judged === 0 ? 0 : meanOf(record.valueAtRisk),
    meanExpectedShortfall: judged === 0 ? 0 : meanOf(record.expectedShortfall),
    ...(ratio === undefined ? {} : { shortfallRatio: ratio }),
    ...{ report, tests },
    zones: zonesOf(marks, tailProbability(options.confidence)),
    transformCounts: transformCountsOf(walk.survival),
    verdict: verdictOf(tests, { exceedances, expected: judged * tailProbability(options.confidence) }),
  }
}

function reportOf(...[model, walk, losses, options]: Parameters<typeof judgeModel>): Result<BacktestReport, NothingJudged> {
  const isJudged = (_: number, t: number): boolean => (walk.expectedShortfall[t] as number) > 0
  const volatility = walk.volatility.filter(isJudged)
  return accept(
    backtestReport(
      {
        losses: losses.filter(isJudged),
        valueAtRisk: walk.valueAtRisk.filter(isJudged),
        expectedShortfall: walk.expectedShortfall.filter(isJudged),
        confidence: options.confidence,
        // Without a volatility above 0 residuals are taken as shares of ES.
        ...(volatility.every((each) => each > 0) ? { volatility } : {}),
        probabilities: walk.survival.filter(isJudged),
      },
      { samples: options.samples, seed: options.seed, law: model.law },
    ),
  )
}

function shortfallRatio(
  record: Readonly<{ losses: Float64Array; expectedShortfall: Float64Array }>,
  marks: Uint8Array,
): number | undefined {
  let [happened, forecast] = [0, 0]
  for (const [t, mark] of marks.entries()) {
    if (mark === 0) continue
    happened += record.losses[t] as number
    forecast += record.expectedShortfall[t] as number
  }
  return forecast > 0 ? happened / forecast : undefined
}

function zonesOf(marks: Uint8Array, tail: number): ZoneHistory {
  const zoneOf = (observations: number, exceedances: number) => trafficLight({ observations, exceedances, tailProbability: tail }).zone
  const total = marks.reduce((sum, mark) => sum + mark, 0)
  if (marks.length === 0) return { whole: 'green' }
  if (marks.length < zoneWindow) return { whole: zoneOf(marks.length, total) }
  const byCount = new Map<number, ReturnType<typeof zoneOf>>()
  const counts = { green: 0, yellow: 0, red: 0 }
  let exceedances = 0
  let last: ReturnType<typeof zoneOf> = 'green'
  for (const [t, mark] of marks.entries()) {
    exceedances += mark - (t >= zoneWindow ? (marks[t - zoneWindow] as number) : 0)
    if (t < zoneWindow - 1) continue
    last = byCount.get(exceedances) ?? zoneOf(zoneWindow, exceedances)
    byCount.set(exceedances, last)
    counts[last] += 1
  }
  const windows = marks.length - zoneWindow + 1
  const shares = { green: counts.green / windows, yellow: counts.yellow / windows, red: counts.red / windows }
  return { whole: zoneOf(marks.length, total), last: { zone: last, exceedances }, shares }
}

function transformCountsOf(survival: Float64Array): readonly number[] {
  const counts = Array.from({ length: transformBins }, () => 0)
  for (const above of survival) {
    const bin = Math.min(transformBins - 1, Math.max(0, Math.floor((1 - above) * transformBins)))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}

function fallbacksOf(walk: WalkPart): ModelBacktest['fallbacks'] {
  const groups = Map.groupBy(walk.fallbacks, ({ of, reason, used }) => `${of} ${reason} ${used}`)
  const counted = [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    return [{ of: first.of, reason: first.reason, used: first.used, count: 1 + others.length }]
  })
  return counted.toSorted((a, b) => b.count - a.count)
}
