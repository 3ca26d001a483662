import { ArgumentError } from '../base/argument.ts'
import type { Path } from './document.ts'
import type { Finding } from './finding.ts'
import { numberIn, recordIn, textIn } from './plain.ts'
import { derivedCusumThreshold, runLengthOf } from './to-detector.ts'

/** Fewer observations than this teach nothing about calm. */
const leastLearned = 30

/**
 * Rules between the fields of a condition with a detector: one release level, one false-alarm rate that can be kept, scores that rise
 * towards the bad side.
 *
 * @param condition - Plain data, maybe incomplete; nothing is found in a condition without a detector.
 *
 * @example
 * detectorChecks({ detector: 'cusum', releaseBelow: 3, releaseAbove: 4 }, ['triggers', 0, 'conditions', 0])[0]?.level // 'fault'
 */
export function detectorChecks(condition: unknown, path: Path): readonly Finding[] {
  const detector = textIn(condition, 'detector')
  if (detector === undefined) return []
  return [
    ...exactlyOne(condition, ['releaseBelow', 'releaseAbove'], path),
    ...exactlyOne(condition, ['oneFalseAlarmPerDays', 'oneFalseAlarmPerObservations'], path),
    ...runLengthFindings(condition, path),
    ...learningFindings(condition, path),
    ...scoreFindings(condition, path),
    ...(detector === 'cusum' ? thresholdFindings(condition, path) : []),
    ...modelFindings(condition, path),
  ]
}

function exactlyOne(condition: unknown, keys: readonly [string, string], path: Path): readonly Finding[] {
  const [first, second] = keys
  const isThere = keys.filter((key) => numberIn(condition, key) !== undefined)
  if (isThere.length === 1) return []
  const expected = `one of ${first} and ${second}`
  if (isThere.length === 0) return [{ path, level: 'fault', expected, found: 'neither' }]
  return [{ path: [...path, second], level: 'fault', expected, found: 'both', atKey: true }]
}

function statedRunLength(condition: unknown): number | undefined {
  return runLengthOf({
    observeEverySeconds: numberIn(condition, 'observeEverySeconds'),
    oneFalseAlarmPerDays: numberIn(condition, 'oneFalseAlarmPerDays'),
    oneFalseAlarmPerObservations: numberIn(condition, 'oneFalseAlarmPerObservations'),
  })
}

function isKeepable(runLength: number): boolean {
  return runLength >= 10 && runLength <= 1e12
}

function runLengthFindings(condition: unknown, path: Path): readonly Finding[] {
  const runLength = statedRunLength(condition)
  const every = numberIn(condition, 'observeEverySeconds')
  if (runLength === undefined || isKeepable(runLength) || numberIn(condition, 'oneFalseAlarmPerDays') === undefined) return []
  const expected = `a time of 10 to 1e12 observations, one every ${every} s`
  const found = `${numberIn(condition, 'oneFalseAlarmPerDays')} days, ${runLength} observations`
  return [{ path: [...path, 'oneFalseAlarmPerDays'], level: 'fault', expected, found }]
}

function learningFindings(condition: unknown, path: Path): readonly Finding[] {
  const over = numberIn(recordIn(condition, 'calm'), 'learnOverSeconds')
  const every = numberIn(condition, 'observeEverySeconds')
  if (over === undefined || every === undefined || over >= leastLearned * every) return []
  const expected = `at least ${leastLearned * every}, ${leastLearned} observations to learn from`
  return [{ path: [...path, 'calm', 'learnOverSeconds'], level: 'fault', expected, found: String(over) }]
}

function scoreFindings(condition: unknown, path: Path): readonly Finding[] {
  const score = recordIn(condition, 'score')
  const [from, to] = [numberIn(score, 'from'), numberIn(score, 'to')]
  const isBadWhenLow = numberIn(condition, 'releaseAbove') !== undefined
  if (from === undefined || to === undefined || (isBadWhenLow ? to < from : to > from)) return []
  const expected = isBadWhenLow
    ? `a number below from, ${from}: the signal is bad when low`
    : `a number above from, ${from}: the signal is bad when high`
  return [{ path: [...path, 'score', 'to'], level: 'fault', expected, found: String(to) }]
}

/** On one-minute bars of a real market such a rate was missed by far: signals wander in calm, and their tails are heavy. */
function modelFindings(condition: unknown, path: Path): readonly Finding[] {
  const detector = textIn(condition, 'detector')
  if (detector === 'e-detector' || numberIn(condition, 'threshold') !== undefined) return []
  const isChangePoint = detector === 'bocpd'
  if (!isChangePoint && detector !== 'cusum') return []
  const remedy = isChangePoint ? 'an e-detector' : 'a threshold calibrated on calm data, or an e-detector'
  const expected = `${remedy}: this false-alarm rate is kept by independent calm observations with the tails assumed, and by no others`
  return [{ path: [...path, 'detector'], level: 'warning', expected, found: detector }]
}

/** With heavy tails and rare alarms a single observation may cross any threshold: then no CUSUM keeps the rate. */
function thresholdFindings(condition: unknown, path: Path): readonly Finding[] {
  const runLength = statedRunLength(condition)
  const shiftDeviations = numberIn(condition, 'shiftDeviations')
  const tailDegreesOfFreedom = numberIn(condition, 'tailDegreesOfFreedom')
  if (runLength === undefined || !isKeepable(runLength) || shiftDeviations === undefined || !(shiftDeviations >= 0.5)) return []
  if (numberIn(condition, 'threshold') !== undefined || (tailDegreesOfFreedom !== undefined && !(tailDegreesOfFreedom > 2))) return []
  try {
    derivedCusumThreshold({ shiftDeviations, runLength, tailDegreesOfFreedom })
    return []
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error
    const tails = tailDegreesOfFreedom === undefined ? 'normal tails' : `the tails of ${tailDegreesOfFreedom} degrees of freedom`
    const expected = 'a false-alarm rate that a CUSUM can keep with a threshold of at most 64 deviations; an e-detector keeps any'
    const key = numberIn(condition, 'oneFalseAlarmPerDays') === undefined ? 'oneFalseAlarmPerObservations' : 'oneFalseAlarmPerDays'
    return [{ path: [...path, key], level: 'fault', expected, found: `one per ${runLength} observations, with ${tails}` }]
  }
}
