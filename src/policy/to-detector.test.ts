import { describe, expect, test } from 'vitest'
import { derivedCusumThreshold, detectorConditionOf, runLengthOf, type DetectorFile } from './to-detector.ts'

const clock = { observeEverySeconds: 60, oneFalseAlarmPerDays: 180 }
const cusum: DetectorFile = {
  signal: 'spreadBps',
  detector: 'cusum',
  releaseBelow: 3,
  ...clock,
  calm: { mean: 1, deviation: 0.4 },
  shiftDeviations: 1,
}

describe('detectorConditionOf', () => {
  test('default: a CUSUM with the threshold that its false-alarm rate needs', () => {
    const threshold = derivedCusumThreshold({ shiftDeviations: 1, runLength: 259_200 })
    expect(detectorConditionOf(cusum)).toEqual({
      signal: 'spreadBps',
      index: 0,
      direction: 'above',
      fire: 3,
      release: 3,
      watch: 3,
      detector: {
        method: { kind: 'cusum', norm: { kind: 'given', mean: 1, deviation: 0.4 }, reference: 0.5 },
        direction: 'above',
        observeEvery: 60_000_000,
        runLength: 259_200,
        threshold,
        watchThreshold: threshold / 2,
      },
    })
  })

  test('behavior: a calibrated threshold, a learned norm, a signal bad when low', () => {
    const { releaseBelow, ...others } = cusum
    expect(releaseBelow).toBe(3)
    const learned: DetectorFile = {
      ...others,
      releaseAbove: 0.6,
      threshold: 30,
      calm: { learnOverSeconds: 3_600, leastDeviation: 0.1 },
    }
    expect(detectorConditionOf(learned)).toMatchObject({
      direction: 'below',
      release: 0.6,
      detector: {
        direction: 'below',
        threshold: 30,
        watchThreshold: 15,
        method: { norm: { kind: 'learned', observations: 60, leastDeviation: 0.1 } },
      },
    })
  })

  test('behavior: an e-detector whose threshold is its run length', () => {
    const file: DetectorFile = {
      signal: 'spreadBps',
      detector: 'e-detector',
      releaseBelow: 3,
      ...clock,
      score: { from: 2, to: 10 },
      calm: { meanScore: 0.02 },
    }
    const { detector } = detectorConditionOf(file)
    expect(detector).toMatchObject({
      runLength: 259_200,
      threshold: 259_200,
      watchThreshold: Math.sqrt(259_200),
      method: { kind: 'eDetector', from: 2, to: 10, calmMean: { kind: 'given', mean: 0.02 } },
    })
    const learned = detectorConditionOf({ ...file, calm: { learnOverSeconds: 7_200 } })
    expect(learned.detector?.method).toMatchObject({ calmMean: { kind: 'learned', observations: 120 } })
  })

  test('behavior: a change point detector whose hazard keeps the run length', () => {
    const { shiftDeviations, ...others } = cusum
    expect(shiftDeviations).toBe(1)
    const { detector } = detectorConditionOf({ ...others, detector: 'bocpd', alarmProbability: 0.95, longestRunObservations: 300 })
    expect(detector).toMatchObject({
      threshold: 0.95,
      watchThreshold: 0.475,
      method: { kind: 'changePoint', options: { longestRun: 300 } },
    })
    const hazard = detector?.method.kind === 'changePoint' ? detector.method.options.hazard : 0
    expect(Math.log(0.05) / Math.log1p(-hazard) / 259_200).toBeCloseTo(1, 9)
  })

  test('table: run lengths from either statement', () => {
    expect(runLengthOf({ observeEverySeconds: 60, oneFalseAlarmPerDays: 1 })).toBe(1_440)
    expect(runLengthOf({ oneFalseAlarmPerObservations: 500 })).toBe(500)
    expect(runLengthOf({ observeEverySeconds: 60 })).toBeUndefined()
    expect(runLengthOf({ oneFalseAlarmPerDays: 1 })).toBeUndefined()
  })

  test('behavior: heavier tails need a higher threshold', () => {
    const normal = derivedCusumThreshold({ shiftDeviations: 1, runLength: 500 })
    expect(derivedCusumThreshold({ shiftDeviations: 1, runLength: 500, tailDegreesOfFreedom: 4 })).toBeGreaterThan(normal)
  })
})
