import { expect, test } from 'vitest'
import { replayLimits } from './limits.ts'

test('behavior: the limits are whole sentences, each said once, and name what matters most', () => {
  expect(new Set(replayLimits).size).toBe(replayLimits.length)
  for (const limit of replayLimits) expect(limit).toMatch(/^[A-Z][^.]*\.$/)
  for (const topic of ['does not react', 'stays taken', 'queue', 'Hidden', 'Latency', 'modelled']) {
    expect(replayLimits.some((limit) => limit.includes(topic))).toBe(true)
  }
})
