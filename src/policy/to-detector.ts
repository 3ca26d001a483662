import { assertNever, invariant } from '../base/assert.ts'
import { seconds } from '../base/time.ts'
import { signalIndex } from '../engine/signal-catalogue.ts'
import { hazardForRunLength } from '../trigger/detect/bayesian-change-point.ts'
import { cusumReference } from '../trigger/detect/cusum.ts'
import { cusumThreshold } from '../trigger/detect/cusum-run-length.ts'
import type { DetectorMethod, DetectorRule } from '../trigger/detect/detector.ts'
import { defaultBetShares, eDetectorThreshold } from '../trigger/detect/e-detector.ts'
import type { CalmNorm } from '../trigger/detect/norm.ts'
import type { Condition } from '../trigger/rule.ts'
import type { ConditionFile } from './schema.ts'

/** One condition with a detector as the file states it. */
export type DetectorFile = Extract<ConditionFile, { detector: string }>
type Cusum = Extract<DetectorFile, { detector: 'cusum' }>
type ChangePoint = Extract<DetectorFile, { detector: 'bocpd' }>
type EDetector = Extract<DetectorFile, { detector: 'e-detector' }>

/**
 * A condition with a detector in core units, its threshold derived from the false-alarm rate.
 *
 * @example
 * detectorConditionOf(file).detector?.threshold // 14.7
 */
export function detectorConditionOf(file: DetectorFile): Condition {
  const index = signalIndex(file.signal)
  const release = file.releaseBelow ?? file.releaseAbove
  invariant(index >= 0 && release !== undefined, 'a checked policy names signals of the catalogue and one release level')
  const direction = file.releaseBelow === undefined ? 'below' : 'above'
  const detector = detectorOf(file, direction)
  return { signal: file.signal, index, direction, fire: release, release, watch: release, detector }
}

/**
 * Observations per false alarm, from either way of stating it; nothing while neither is there.
 *
 * @example
 * runLengthOf({ observeEverySeconds: 60, oneFalseAlarmPerDays: 1 }) // 1440
 */
export function runLengthOf(
  file: Readonly<{
    observeEverySeconds?: number | undefined
    oneFalseAlarmPerDays?: number | undefined
    oneFalseAlarmPerObservations?: number | undefined
  }>,
): number | undefined {
  if (file.oneFalseAlarmPerObservations !== undefined) return file.oneFalseAlarmPerObservations
  if (file.oneFalseAlarmPerDays === undefined || file.observeEverySeconds === undefined) return undefined
  return (file.oneFalseAlarmPerDays * 86_400) / file.observeEverySeconds
}

/**
 * The threshold of a CUSUM for a run length, under the tails that the file names.
 *
 * @throws ArgumentError when no threshold up to 64 deviations keeps the run length.
 *
 * @example
 * derivedCusumThreshold({ shiftDeviations: 1, runLength: 1_000 }) // 5.0707038561125675
 */
export function derivedCusumThreshold(
  options: Readonly<{ shiftDeviations: number; runLength: number; tailDegreesOfFreedom?: number | undefined }>,
): number {
  const { shiftDeviations, runLength, tailDegreesOfFreedom: degreesOfFreedom } = options
  const reference = cusumReference(shiftDeviations)
  if (degreesOfFreedom === undefined) return cusumThreshold({ reference, runLength })
  return cusumThreshold({ reference, runLength, distribution: { kind: 'studentT', degreesOfFreedom } })
}

function detectorOf(file: DetectorFile, direction: 'above' | 'below'): DetectorRule {
  const runLength = runLengthOf(file)
  invariant(runLength !== undefined, 'a checked policy states a false-alarm rate')
  const common = { direction, observeEvery: seconds(file.observeEverySeconds), runLength }
  switch (file.detector) {
    case 'cusum': {
      const threshold = file.threshold ?? derivedCusumThreshold({ ...file, runLength })
      return { ...common, method: cusumOf(file), threshold, watchThreshold: threshold / 2 }
    }
    case 'e-detector': {
      const threshold = eDetectorThreshold(runLength)
      // Wealth grows by factors: its root is half of the way.
      return { ...common, method: eDetectorOf(file), threshold, watchThreshold: Math.sqrt(threshold) }
    }
    case 'bocpd':
      return {
        ...common,
        method: changePointOf(file, runLength),
        threshold: file.alarmProbability,
        watchThreshold: file.alarmProbability / 2,
      }
    default:
      return assertNever(file)
  }
}

function cusumOf(file: Cusum): DetectorMethod {
  return { kind: 'cusum', norm: normOf(file), reference: cusumReference(file.shiftDeviations) }
}

function eDetectorOf(file: EDetector): DetectorMethod {
  const calmMean =
    'meanScore' in file.calm
      ? ({ kind: 'given', mean: file.calm.meanScore } as const)
      : ({ kind: 'learned', observations: observationsIn(file, file.calm.learnOverSeconds) } as const)
  return { kind: 'eDetector', from: file.score.from, to: file.score.to, calmMean, betShares: defaultBetShares }
}

/**
 * Before a run is seen, its mean lies within some three deviations of calm (a weight of a tenth of an observation) and its variance
 * is about that of calm (worth four observations).
 */
const runPrior = { mean: 0, meanWeight: 0.1, shape: 2, scale: 2 } as const

function changePointOf(file: ChangePoint, runLength: number): DetectorMethod {
  const hazard = hazardForRunLength({ runLength, probability: file.alarmProbability })
  const options = { hazard, prior: runPrior, longestRun: file.longestRunObservations, dropBelow: Math.min(1e-9, hazard / 1000) }
  return { kind: 'changePoint', norm: normOf(file), options }
}

function normOf(file: Cusum | ChangePoint): CalmNorm {
  if ('mean' in file.calm) return { kind: 'given', mean: file.calm.mean, deviation: file.calm.deviation }
  const observations = observationsIn(file, file.calm.learnOverSeconds)
  return { kind: 'learned', observations, leastDeviation: file.calm.leastDeviation }
}

function observationsIn(file: DetectorFile, learnOverSeconds: number): number {
  return Math.max(2, Math.floor(learnOverSeconds / file.observeEverySeconds))
}
