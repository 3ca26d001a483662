import type { Finding } from './finding.ts'
import { listIn, numberIn, recordIn, textIn } from './plain.ts'

/**
 * Rules between the fields of `measure`: windows long enough for the tails asked of them.
 *
 * @example
 * measureChecks({ measure: { tailWindowReturns: 100, tailMinimumReturns: 250 } })[0]?.level // 'fault'
 */
export function measureChecks(root: unknown): readonly Finding[] {
  const measure = recordIn(root, 'measure')
  const minimum = numberIn(measure, 'tailMinimumReturns')
  return [...windowFindings(measure, minimum), ...tailFindings(measure, minimum), ...normFindings(measure), ...modelFindings(measure)]
}

function windowFindings(measure: unknown, minimum: number | undefined): readonly Finding[] {
  const window = numberIn(measure, 'tailWindowReturns')
  if (window === undefined || minimum === undefined || minimum <= window) return []
  const path = ['measure', 'tailMinimumReturns']
  return [{ path, level: 'fault', expected: `at most tailWindowReturns, ${window}`, found: String(minimum) }]
}

function tailFindings(measure: unknown, minimum: number | undefined): readonly Finding[] {
  return ['valueAtRiskConfidence', 'expectedShortfallConfidence'].flatMap((key): readonly Finding[] => {
    const confidence = numberIn(measure, key)
    if (confidence === undefined || minimum === undefined || confidence >= 1) return []
    // With fewer than 1 / (1 - confidence) returns the tail holds less than one observation. The margin is for round-off.
    const needed = Math.ceil(1 / (1 - confidence) - 1e-9)
    if (minimum >= needed) return []
    const expected = `at least ${needed}, so that the tail of ${key} ${confidence} holds one return`
    return [{ path: ['measure', 'tailMinimumReturns'], level: 'fault', expected, found: String(minimum) }]
  })
}

function modelFindings(measure: unknown): readonly Finding[] {
  const models = recordIn(measure, 'models')
  const names = [textIn(models, 'champion'), ...listIn(models, 'challengers')]
  const again = names.flatMap((name, place): readonly Finding[] => {
    if (name === undefined || names.indexOf(name) === place) return []
    const expected = names[0] === name ? 'a model other than the champion' : 'each challenger once'
    return [{ path: ['measure', 'models', 'challengers', place - 1], level: 'fault', expected, found: JSON.stringify(name) }]
  })
  const [minimum, window] = [numberIn(models, 'scoreMinimumReturns'), numberIn(models, 'scoreWindowReturns')]
  if (minimum === undefined || window === undefined || minimum <= window) return again
  const path = ['measure', 'models', 'scoreMinimumReturns']
  return [...again, { path, level: 'fault', expected: `at most scoreWindowReturns, ${window}`, found: String(minimum) }]
}

function normFindings(measure: unknown): readonly Finding[] {
  const hours = numberIn(measure, 'normTimeConstantHours')
  const minimum = numberIn(measure, 'normMinimumHistorySeconds')
  if (hours === undefined || minimum === undefined || minimum <= hours * 3600) return []
  const path = ['measure', 'normMinimumHistorySeconds']
  const expected = `at most normTimeConstantHours, ${hours} h: a norm needs no more history than it remembers`
  return [{ path, level: 'warning', expected, found: `${minimum} s` }]
}
