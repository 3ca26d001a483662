import { describe, expect, test } from 'vitest'
import { createState } from '../engine/state.ts'
import { renderReport } from './render-report.ts'
import { reportInputOf, type FinishedRun } from './report-input-of.ts'

const empty: FinishedRun = {
  run: 'r1',
  command: ['npx', 'seawall', 'run'],
  label: 'nothing',
  sources: [],
  policyText: '',
  state: createState(),
  decisions: [],
  describe: () => ({ title: '', text: '' }),
  history: () => undefined,
  faults: [],
  limits: [],
  hashes: { state: '', journal: '' },
}

describe('reportInputOf', () => {
  test('default: a run that never started gives a page without markets', () => {
    const input = reportInputOf(empty)
    expect([input.markets, input.reserves, input.policy.name, input.data.kind]).toEqual([[], [], 'unknown', 'recorded'])
    expect(renderReport(input)).toContain('The backstop was not activated.')
  })

  test('behavior: data with sources is a reconstruction', () => {
    expect(reportInputOf({ ...empty, sources: [{ title: 'a paper' }] }).data.kind).toBe('reconstruction')
  })
})
