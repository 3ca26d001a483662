import { isLearning } from '../trigger/detect/detector.ts'
import type { TriggerState } from '../trigger/evaluate.ts'
import type { Condition } from '../trigger/rule.ts'

/** What a condition's detector made of the signal: its statistic against the threshold, and how often that is a false alarm. */
export type DetectorEvidence = Readonly<{
  kind: 'cusum' | 'eDetector' | 'changePoint'
  /** A sum in deviations, wealth, or a probability. */
  statistic: number
  threshold: number
  /** One false alarm per this many observations, which are taken `observeEverySeconds` apart at least. */
  oneFalseAlarmPerObservations: number
  observeEverySeconds: number
  /** Observations the statistic is made of: since the start, or the last alarm that is over. */
  observations: number
  /** Whether it still learns what is calm, and so says nothing. */
  learning: boolean
}>

/**
 * What the detector of a condition has seen, as a part of evidence: empty for a condition with levels, as decisions are hashed.
 *
 * @param place - Of the condition in its rule.
 *
 * @example
 * { ...evidence, ...detectorEvidenceOf(condition, trigger, 0) }
 */
export function detectorEvidenceOf(condition: Condition, trigger: TriggerState, place: number): Readonly<{ detector?: DetectorEvidence }> {
  const { detector } = condition
  const state = trigger.detectors.get(place)
  if (detector === undefined || state === undefined) return {}
  const evidence = {
    kind: detector.method.kind,
    statistic: state.statistic,
    threshold: detector.threshold,
    oneFalseAlarmPerObservations: detector.runLength,
    observeEverySeconds: detector.observeEvery / 1e6,
    observations: state.observations,
    learning: isLearning(state, detector),
  }
  return { detector: evidence }
}
