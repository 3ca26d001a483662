import { expect, test } from 'vitest'
import { drivePolicy, startDrive } from '../../test/engine-drive.ts'
import { seconds } from '../base/time.ts'
import type { DetectorRule } from '../trigger/detect/detector.ts'
import type { Policy } from './policy.ts'
import { viewOf } from './view-of.ts'

const detector: DetectorRule = {
  method: { kind: 'cusum', norm: { kind: 'given', mean: 2, deviation: 1 }, reference: 0.5 },
  direction: 'above',
  observeEvery: seconds(1),
  runLength: 1_000,
  threshold: 12,
  watchThreshold: 6,
}

function detecting(): Policy {
  const policy = drivePolicy({ facilities: [] })
  const [wide, ...others] = policy.triggers
  const [spread] = wide?.conditions ?? []
  if (wide === undefined || spread === undefined) throw new Error('the driven policy has a rule for the spread')
  return { ...policy, triggers: [{ ...wide, conditions: [{ ...spread, fire: 4, watch: 4, detector }] }, ...others] }
}

test('behavior: a decision and the view say what the detector saw, beside the signal and its release', () => {
  const drive = startDrive(detecting())
  // A spread of 12 bps is ten deviations from calm: 9.5 in the sum, 19 with the next.
  const watched = drive.book({ half: 60 })
  const evidence = { kind: 'cusum', threshold: 12, oneFalseAlarmPerObservations: 1_000, observeEverySeconds: 1, learning: false }
  expect(watched.decisions[0]).toMatchObject({
    body: { kind: 'triggerMoved', from: 'calm', to: 'watch' },
    evidence: [{ signal: 'spreadBps', condition: 'cleared', release: 4, detector: { ...evidence, statistic: 9.5, observations: 1 } }],
  })
  drive.wait(1)
  const fired = drive.book({ half: 61 })
  expect(fired.decisions.map(({ body }) => body.kind)).toContain('backstopActivated')
  expect(fired.decisions[0]?.evidence[0]).toMatchObject({ condition: 'met', detector: { ...evidence, observations: 2 } })
  expect(viewOf(drive.state)?.markets[0]?.triggers[0]?.conditions[0]).toMatchObject({ met: true, detector: evidence })
  // A rule with levels says nothing of detectors.
  expect(viewOf(drive.state)?.markets[0]?.triggers[1]?.conditions[0]).not.toHaveProperty('detector')
})
