import type { Finding } from './finding.ts'
import { numberIn, recordIn } from './plain.ts'

/**
 * Rules about the deleveraging section: it needs margin, and it does not stop below where it starts.
 *
 * @example
 * deleveragingChecks({ deleveraging: {} })[0]?.expected // 'a margin section: there is nobody to deleverage without one'
 */
export function deleveragingChecks(root: unknown): readonly Finding[] {
  const deleveraging = recordIn(root, 'deleveraging')
  if (deleveraging === undefined) return []
  return [...marginFindings(root), ...levelFindings(deleveraging)]
}

function marginFindings(root: unknown): readonly Finding[] {
  if (recordIn(root, 'margin') !== undefined) return []
  const expected = 'a margin section: there is nobody to deleverage without one'
  return [{ path: ['deleveraging'], level: 'fault', expected, found: 'none' }]
}

function levelFindings(deleveraging: unknown): readonly Finding[] {
  const [start, stop] = [numberIn(deleveraging, 'startAt'), numberIn(deleveraging, 'stopAbove')]
  if (start === undefined || stop === undefined || stop >= start) return []
  return [{ path: ['deleveraging', 'stopAbove'], level: 'fault', expected: `at least startAt, ${start}`, found: String(stop) }]
}
