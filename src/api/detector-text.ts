import type { DetectorEvidence } from '../engine/detector-evidence.ts'
import { formatDuration, formatNumber } from './format.ts'

/** What people call a detector. */
const detectorLabels: Readonly<Record<DetectorEvidence['kind'], string>> = {
  cusum: 'CUSUM',
  eDetector: 'e-detector',
  changePoint: 'change probability',
}

/**
 * What a detector saw: its statistic, the threshold, and how often that would be a false alarm.
 *
 * @example
 * detectorText(evidence) // 'CUSUM 15.2 against 14.71 after 12 observations; stated at one false alarm per 180 d, 15,552,000 observations'
 */
export function detectorText(evidence: DetectorEvidence): string {
  const { kind, statistic, threshold, observations, oneFalseAlarmPerObservations: runLength, observeEverySeconds } = evidence
  if (evidence.learning) return `${detectorLabels[kind]} still learning what is calm`
  const every = formatDuration(runLength * observeEverySeconds * 1e6)
  const rate = `one false alarm per ${every}, ${formatNumber(runLength)} observations`
  return `${detectorLabels[kind]} ${formatNumber(statistic)} against ${formatNumber(threshold)} after ${formatNumber(observations)} observations; stated at ${rate}`
}
