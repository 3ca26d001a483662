import { signalCatalogue } from '../engine/signal-catalogue.ts'
import type { Path } from './document.ts'
import { detectorChecks } from './detector-checks.ts'
import type { Finding } from './finding.ts'
import { listIn, numberIn, recordIn, textIn } from './plain.ts'

/**
 * Rules between the fields of the triggers: names, agreement, hysteresis, contradictions.
 *
 * @example
 * triggerChecks({ triggers: [{ conditions: [{ signal: 'spreadBps', fireAbove: 3, releaseBelow: 8 }] }] })[0]?.level // 'fault'
 */
export function triggerChecks(root: unknown): readonly Finding[] {
  const triggers = listIn(root, 'triggers')
  return [
    ...triggers.flatMap((trigger, i) => oneTrigger(trigger, ['triggers', i])),
    ...repeatedNames(triggers.map((trigger) => textIn(trigger, 'name'))),
  ]
}

function repeatedNames(names: readonly (string | undefined)[]): readonly Finding[] {
  return names.flatMap((name, i): readonly Finding[] => {
    if (name === undefined || names.indexOf(name) === i) return []
    return [
      {
        path: ['triggers', i, 'name'],
        level: 'fault',
        expected: 'a name of its own',
        found: `${name}, as trigger ${names.indexOf(name)} has`,
      },
    ]
  })
}

function oneTrigger(trigger: unknown, path: Path): readonly Finding[] {
  const conditions = listIn(trigger, 'conditions')
  return [
    ...agreement(trigger, conditions.length, path),
    ...times(trigger, conditions.length, path),
    ...conditions.flatMap((condition, i) => oneCondition(condition, [...path, 'conditions', i])),
    ...contradictions(conditions, agreeingOf(trigger, conditions.length), path),
  ]
}

function agreeingOf(trigger: unknown, count: number): number | undefined {
  const word = textIn(trigger, 'require')
  if (word === 'all') return count
  if (word === 'any') return 1
  return numberIn(recordIn(trigger, 'require'), 'atLeast')
}

function agreement(trigger: unknown, count: number, path: Path): readonly Finding[] {
  const atLeast = numberIn(recordIn(trigger, 'require'), 'atLeast')
  if (atLeast === undefined || atLeast <= count || count === 0) return []
  return [
    {
      path: [...path, 'require', 'atLeast'],
      level: 'fault',
      expected: `at most the number of conditions, ${count}`,
      found: String(atLeast),
    },
  ]
}

function times(trigger: unknown, count: number, path: Path): readonly Finding[] {
  const findings: Finding[] = []
  const hold = numberIn(trigger, 'holdSeconds')
  const releaseHold = numberIn(trigger, 'releaseHoldSeconds')
  const coolDown = numberIn(trigger, 'coolDownSeconds')
  if (hold === 0 && agreeingOf(trigger, count) === 1) {
    const expected = 'a hold of some seconds where a single condition is enough: one message can fire it'
    findings.push({ path: [...path, 'holdSeconds'], level: 'warning', expected, found: '0' })
  }
  if (coolDown !== undefined && releaseHold !== undefined && coolDown < releaseHold) {
    const expected = `at least releaseHoldSeconds, ${releaseHold}: a shorter cool-down hardly keeps the trigger from flapping`
    findings.push({ path: [...path, 'coolDownSeconds'], level: 'warning', expected, found: String(coolDown) })
  }
  return findings
}

type Limits = Readonly<{
  above: boolean
  fire: number | undefined
  release: number | undefined
  watch: number | undefined
  signal: string | undefined
}>

function limitsOf(condition: unknown): Limits {
  const above = numberIn(condition, 'fireAbove') !== undefined
  return {
    above,
    fire: numberIn(condition, above ? 'fireAbove' : 'fireBelow'),
    release: numberIn(condition, above ? 'releaseBelow' : 'releaseAbove'),
    watch: numberIn(condition, above ? 'watchAbove' : 'watchBelow'),
    signal: textIn(condition, 'signal'),
  }
}

function oneCondition(condition: unknown, path: Path): readonly Finding[] {
  const limits = limitsOf(condition)
  const findings = [...hysteresis(limits, path), ...detectorChecks(condition, path)]
  for (const key of ['fireAbove', 'fireBelow', 'releaseBelow', 'releaseAbove', 'watchAbove', 'watchBelow']) {
    findings.push(...rangeFinding(limits.signal, numberIn(condition, key), [...path, key]))
  }
  return findings
}

function hysteresis(limits: Limits, path: Path): readonly Finding[] {
  const { above, fire, release, watch } = limits
  if (fire === undefined) return []
  const findings: Finding[] = []
  const [fireKey, releaseKey, watchKey] = above
    ? (['fireAbove', 'releaseBelow', 'watchAbove'] as const)
    : (['fireBelow', 'releaseAbove', 'watchBelow'] as const)
  const calmSide = above ? 'below' : 'above'
  const isBeyond = (a: number, b: number): boolean => (above ? a > b : a < b)
  if (release !== undefined && isBeyond(release, fire)) {
    findings.push({
      path: [...path, releaseKey],
      level: 'fault',
      expected: `a number ${calmSide} ${fireKey}, ${fire}`,
      found: String(release),
    })
  }
  if (release === fire) {
    const expected = `a number ${calmSide} ${fireKey}, ${fire}: without a gap the condition flaps`
    findings.push({ path: [...path, releaseKey], level: 'warning', expected, found: String(release) })
  }
  if (watch !== undefined && (isBeyond(watch, fire) || (release !== undefined && isBeyond(release, watch)))) {
    const expected = `a number from ${releaseKey}, ${release ?? 'not given'}, to ${fireKey}, ${fire}`
    findings.push({ path: [...path, watchKey], level: 'fault', expected, found: String(watch) })
  }
  return findings
}

/** Signals that may be below 0: more on one side than on the other. */
const signedSignals: ReadonlySet<string> = new Set(['imbalance', 'priceGap', 'orderFlowImbalance', 'jumpStatistic'])

/** What a signal can be at all. A threshold outside is a wrong unit (per cent for a fraction) or never reached. */
function rangeFinding(signal: string | undefined, value: number | undefined, path: Path): readonly Finding[] {
  const entry = signalCatalogue.find((candidate) => candidate.name === signal)
  if (entry === undefined || value === undefined) return []
  const isSigned = signedSignals.has(entry.name)
  const isBounded = entry.unit === 'fraction' && !entry.name.endsWith('Volatility')
  const low = !isSigned ? 0 : isBounded ? -1 : -Infinity
  const high = isBounded ? 1 : Infinity
  if (value >= low && value <= high) return []
  const expected = isBounded
    ? `a fraction from ${low} to 1 (${entry.name} is no percentage: 0.01 is one per cent)`
    : `a number of 0 or more, as ${entry.name} is`
  return [{ path, level: 'fault', expected, found: String(value) }]
}

function contradictions(conditions: readonly unknown[], agreeing: number | undefined, path: Path): readonly Finding[] {
  const all = conditions.map(limitsOf)
  return all.flatMap((later, j) =>
    all.slice(0, j).flatMap((earlier, i) => pairFinding({ earlier, later, i, j, path, isAllOf: agreeing === conditions.length })),
  )
}

type ConditionPair = Readonly<{ earlier: Limits; later: Limits; i: number; j: number; path: Path; isAllOf: boolean }>

function pairFinding(pair: ConditionPair): readonly Finding[] {
  const { earlier, later, i, j } = pair
  if (earlier.signal === undefined || earlier.signal !== later.signal || earlier.fire === undefined || later.fire === undefined) return []
  const path = [...pair.path, 'conditions', j]
  if (earlier.above === later.above) {
    return [
      { path, level: 'fault', expected: `one condition a signal and direction`, found: `${later.signal} again, after conditions[${i}]` },
    ]
  }
  const [above, below] = earlier.above ? [earlier.fire, later.fire] : [later.fire, earlier.fire]
  if (!pair.isAllOf || below > above) return []
  const expected = `conditions that can be met together, as all are required`
  return [{ path, level: 'fault', expected, found: `${later.signal} above ${above} and below ${below}` }]
}
