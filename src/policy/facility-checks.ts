import type { Path } from './document.ts'
import type { Finding } from './finding.ts'
import { nearestWord } from './near-miss.ts'
import { listIn, numberIn, recordIn, textIn } from './plain.ts'

const facilities = ['depthDeployment', 'assetPurchase'] as const

/**
 * Rules between the facilities and the rest: triggers that exist, budgets the reserve can carry, quotes that stand inside a floor.
 *
 * @example
 * facilityChecks({ triggers: [], assetPurchase: { trigger: 'none' } })[0]?.level // 'fault'
 */
export function facilityChecks(root: unknown): readonly Finding[] {
  const names = listIn(root, 'triggers').map((trigger) => textIn(trigger, 'name'))
  const given = facilities.filter((facility) => recordIn(root, facility) !== undefined)
  return [
    ...given.flatMap((facility) => triggerFinding(root, facility, names)),
    ...given.flatMap((facility) => limitFindings(recordIn(recordIn(root, facility), 'limits'), [facility, 'limits'])),
    ...budgetFindings(root, given),
    ...floorFindings(recordIn(root, 'depthDeployment')),
    ...idleFindings(root, names, given),
  ]
}

function triggerFinding(root: unknown, facility: string, names: readonly (string | undefined)[]): readonly Finding[] {
  const wanted = textIn(recordIn(root, facility), 'trigger')
  if (wanted === undefined || names.includes(wanted)) return []
  const known = names.filter((name) => name !== undefined)
  const near = nearestWord(wanted, known)
  const found = near === undefined ? wanted : `${wanted}; did you mean ${near}?`
  return [{ path: [facility, 'trigger'], level: 'fault', expected: `the name of a trigger (${known.join(', ')})`, found }]
}

function limitFindings(limits: unknown, path: Path): readonly Finding[] {
  const budget = numberIn(limits, 'budget')
  if (budget === undefined) return []
  return ['inventoryLimit', 'lossLimit'].flatMap((key): readonly Finding[] => {
    const limit = numberIn(limits, key)
    if (limit === undefined || limit <= budget) return []
    return [
      {
        path: [...path, key],
        level: 'warning',
        expected: `at most the budget, ${budget}: a higher limit is never reached`,
        found: String(limit),
      },
    ]
  })
}

function budgetFindings(root: unknown, given: readonly string[]): readonly Finding[] {
  const reserve = numberIn(root, 'openingReserve')
  if (reserve === undefined) return []
  const budgets = given.map((facility) => numberIn(recordIn(recordIn(root, facility), 'limits'), 'budget') ?? 0)
  const tooLarge = given.filter((_, i) => (budgets[i] ?? 0) > reserve)
  if (tooLarge.length > 0) {
    return tooLarge.map((facility) => ({
      path: [facility, 'limits', 'budget'],
      level: 'fault' as const,
      expected: `at most openingReserve, ${reserve}`,
      found: String(budgets[given.indexOf(facility)]),
    }))
  }
  const sum = budgets.reduce((total, budget) => total + budget, 0)
  if (sum <= reserve) return []
  const expected = `budgets that together stay within openingReserve, ${reserve}`
  return [{ path: [given.at(-1) ?? '', 'limits', 'budget'], level: 'fault', expected, found: `${sum} in all` }]
}

function floorFindings(deployment: unknown): readonly Finding[] {
  const distances = listIn(deployment, 'floors').map((floor) => numberIn(floor, 'withinBps'))
  const findings: Finding[] = distances.flatMap((distance, i): readonly Finding[] => {
    const before = i === 0 ? undefined : distances[i - 1]
    if (distance === undefined || before === undefined || distance > before) return []
    const path = ['depthDeployment', 'floors', i, 'withinBps']
    return [{ path, level: 'fault', expected: `more than the distance before, ${before}`, found: String(distance) }]
  })
  const spread = numberIn(deployment, 'penalSpreadBps')
  const nearest = Math.min(...distances.filter((distance) => distance !== undefined))
  if (spread !== undefined && spread >= nearest) {
    const expected = `less than the nearest floor's distance, ${nearest}: quotes further out restore nothing within it`
    findings.push({ path: ['depthDeployment', 'penalSpreadBps'], level: 'fault', expected, found: String(spread) })
  }
  return findings
}

function idleFindings(root: unknown, names: readonly (string | undefined)[], given: readonly string[]): readonly Finding[] {
  const used = given.map((facility) => textIn(recordIn(root, facility), 'trigger'))
  return names.flatMap((name, i): readonly Finding[] => {
    if (name === undefined || used.includes(name)) return []
    const expected = 'a facility that this trigger drives: it will only be reported'
    return [{ path: ['triggers', i, 'name'], level: 'warning', expected, found: `${name}, named by none` }]
  })
}
