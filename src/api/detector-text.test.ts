import { expect, test } from 'vitest'
import { detectorText } from './detector-text.ts'

const evidence = {
  kind: 'cusum',
  statistic: 15.2,
  threshold: 14.708,
  oneFalseAlarmPerObservations: 15_552_000,
  observeEverySeconds: 1,
  observations: 12,
  learning: false,
} as const

test.each([
  [{}, 'CUSUM 15.2 against 14.71 after 12 observations; stated at one false alarm per 180 d 0 h, 15,552,000 observations'],
  [{ kind: 'eDetector', statistic: 16_000_000, threshold: 15_552_000 } as const, 'e-detector 16,000,000 against 15,552,000'],
  [{ kind: 'changePoint', statistic: 0.97, threshold: 0.95 } as const, 'change probability 0.97 against 0.95'],
  [{ learning: true }, 'CUSUM still learning what is calm'],
])('table: what a detector saw, %o', (changes, text) => {
  expect(detectorText({ ...evidence, ...changes })).toContain(text)
})
