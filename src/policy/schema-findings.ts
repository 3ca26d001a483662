import type { z } from 'zod'
import type { Path } from './document.ts'
import type { Finding } from './finding.ts'
import { nearestWord, nearMiss } from './near-miss.ts'
import { policyFileSchema } from './schema.ts'

type Issue = z.core.$ZodIssue

/**
 * Everything in a file's data that its schema does not allow.
 *
 * @param schema - That of a policy where none is given.
 * @returns One fault a problem; an empty list when the schema is met. A key that is missing only because it is misspelt is told once.
 *
 * @example
 * schemaFindings({ name: 'x' }).map((finding) => finding.path)
 */
export function schemaFindings(root: unknown, schema: z.ZodType = policyFileSchema): readonly Finding[] {
  const parsed = schema.safeParse(root)
  if (parsed.success) return []
  const drafts = parsed.error.issues.flatMap((issue) => findingsOf(issue, [], { root, schema }))
  const meant = new Set(drafts.flatMap((finding) => (finding.meant === undefined ? [] : [keyOf(finding.meant)])))
  return drafts
    .filter((finding) => !finding.isMissing || !meant.has(keyOf(finding.path)))
    .map(({ path, level, expected, found, atKey }) => ({ path, level, expected, found, ...(atKey === undefined ? {} : { atKey }) }))
}

/** While findings are collected: which path an unknown key was meant for, and whether the finding is of an absent value. */
type Draft = Finding & Readonly<{ meant?: Path; isMissing?: boolean }>

function keyOf(path: Path): string {
  return JSON.stringify(path)
}

type Checked = Readonly<{ root: unknown; schema: z.ZodType }>

function findingsOf(issue: Issue, prefix: Path, checked: Checked): readonly Draft[] {
  const { root } = checked
  const path = [...prefix, ...(issue.path as Path)]
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey({ key, path, ...checked }))
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) {
    return findingsOf({ code: 'invalid_value', values: issue.options, path: issue.path, message: '' }, prefix, checked)
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return nearestBranch(issue.errors).flatMap((inner) => findingsOf(inner, path, checked))
  }
  const isMissing = valueAt(root, path) === undefined
  return [{ path, level: 'fault', expected: expectationOf(issue), found: findingAt(root, path, issue), isMissing }]
}

/** Unknown keys come as one issue, and are as many problems. */
function sizeOf(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0)
}

/** Of a union's alternatives, the one the author seems to have meant: the right kind of value first, then the fewest problems. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const cost = (issues: readonly Issue[]): number =>
    sizeOf(issues) + (issues.some((issue) => issue.path.length === 0 && isKind(issue)) ? 1000 : 0)
  const literals = branches.flat().filter((issue) => issue.code === 'invalid_value' && issue.path.length === 0)
  if (literals.length === branches.length) {
    const values = literals.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values : []))
    return [{ code: 'invalid_value', values, path: [], message: '' }]
  }
  return branches.toSorted((a, b) => cost(a) - cost(b))[0] ?? []
}

function isKind(issue: Issue): boolean {
  return issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof issue.input !== 'string')
}

function unknownKey(about: Checked & Readonly<{ key: string; path: Path }>): Draft {
  const allowed = allowedKeysAt(about.path, about)
  const miss = nearMiss(about.key, allowed)
  const at = { path: [...about.path, about.key], level: 'fault', atKey: true } as const
  const found = `the unknown key ${about.key}`
  const opposite = oppositeSide(about.key)
  if (opposite !== undefined && allowed.includes(opposite)) {
    const [fire, stress] = opposite.startsWith('release') === opposite.endsWith('Below') ? ['fireAbove', 'high'] : ['fireBelow', 'low']
    return {
      ...at,
      meant: [...about.path, opposite],
      expected: `the key ${opposite} beside ${fire}, as stress is a ${stress} value`,
      found,
    }
  }
  switch (miss.kind) {
    case 'wrongUnit':
      return { ...at, meant: [...about.path, miss.key], expected: `the key ${miss.key} (${unitHint(miss.key)})`, found }
    case 'misspelt':
      return { ...at, meant: [...about.path, miss.key], expected: `a known key`, found: `${found}; did you mean ${miss.key}?` }
    default:
      return { ...at, expected: `one of the keys ${allowed.join(', ')}`, found }
  }
}

/** A threshold's name on the other side: `releaseBelow` of `releaseAbove`. */
function oppositeSide(key: string): string | undefined {
  if (key.endsWith('Above')) return key.replace(/Above$/, 'Below')
  return key.endsWith('Below') ? key.replace(/Below$/, 'Above') : undefined
}

function unitHint(key: string): string {
  if (/^(fire|release|watch)/.test(key) && /(Above|Below)$/.test(key)) return 'in the unit of the signal'
  const unit = /(Seconds|Hours|Bps)$/.exec(key)?.[1]
  if (unit === undefined) return 'without a unit: quote amounts in whole units, shares as fractions'
  return unit === 'Bps' ? 'in basis points' : `in ${unit.toLowerCase()}`
}

/** The keys a mapping at `path` may have, asked of the schema itself; of a union, those of the alternative that shares most keys with it. */
function allowedKeysAt(path: Path, { root, schema: whole }: Checked): readonly string[] {
  let schema: unknown = whole
  for (const part of path) schema = stepInto(schema, part)
  const options = optionsOf(schema)
  const given = Object.keys(valueAt(root, path) ?? {})
  const ranked = options.map((keys) => ({ keys, shared: keys.filter((key) => given.includes(key)).length }))
  return ranked.toSorted((a, b) => b.shared - a.shared)[0]?.keys ?? []
}

type Inner = Readonly<{
  def: Readonly<{
    type: string
    innerType?: unknown
    in?: unknown
    element?: unknown
    valueType?: unknown
    shape?: Record<string, unknown>
    options?: readonly unknown[]
  }>
}>

function unwrap(schema: unknown): Inner['def'] | undefined {
  const def = (schema as Inner | undefined)?.def
  if (def?.type === 'pipe') return unwrap(def.in)
  return def?.type === 'optional' ? unwrap(def.innerType) : def
}

function stepInto(schema: unknown, part: string | number): unknown {
  const def = unwrap(schema)
  if (def?.type === 'array') return def.element
  if (def?.type === 'record') return def.valueType
  if (def?.type === 'union') return def.options?.map((option) => stepInto(option, part)).find((inner) => inner !== undefined)
  return def?.shape?.[String(part)]
}

function optionsOf(schema: unknown): readonly (readonly string[])[] {
  const def = unwrap(schema)
  if (def?.type === 'union') return (def.options ?? []).flatMap(optionsOf)
  return def?.shape === undefined ? [] : [Object.keys(def.shape)]
}

function expectationOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return kindNames[issue.expected] ?? issue.expected
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`
    case 'too_small':
      return sizeText(issue.origin, `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`)
    case 'too_big':
      return sizeText(issue.origin, `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`)
    case 'invalid_format':
      return 'a name of letters, digits and hyphens that begins with a letter'
    default:
      return issue.message
  }
}

const kindNames: Readonly<Record<string, string>> = {
  number: 'a plain number, without unit, underscores or quotes',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  array: 'a list',
}

function sizeText(origin: string, bound: string): string {
  if (origin === 'array') return `a list of ${bound} entries`
  if (origin === 'string') return `a text of ${bound} characters`
  return `a number, ${bound}`
}

function findingAt(root: unknown, path: Path, issue: Issue): string {
  const value = valueAt(root, path)
  const text = describeValue(value)
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return text
  const near = nearestWord(value, issue.values.map(String))
  return near === undefined ? text : `${text}; did you mean ${near}?`
}

/**
 * Names a plain value for a message.
 *
 * @example
 * describeValue('8 bps') // 'the text "8 bps"'
 */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'an empty value'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return `the text ${JSON.stringify(value)}`
}

/**
 * The part of plain data at a path; `undefined` when there is none.
 *
 * @example
 * valueAt({ a: [5] }, ['a', 0]) // 5
 */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<string | number, unknown>>)[part]
  }
  return value
}
