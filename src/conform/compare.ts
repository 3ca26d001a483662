import type { Mismatch, Tolerance } from './vector-file.ts'

/**
 * What differs between expected and actual values.
 *
 * A number passes when `|actual - expected| <= abs + rel * |expected|`. The longest matching entry of `tolerance.fields` overrides
 * and inherits what it does not set; a text in place of a number counts as 0. `null` expects null, nothing or NaN. Texts and truth
 * values must be equal; fields that were not expected are ignored.
 *
 * @example
 * compare({ es: 1 }, { es: 1.1 }, { abs: 0.01 }) // [{ path: 'es', expected: 1, actual: 1.1 }]
 */
export function compare(expected: unknown, actual: unknown, tolerance: Tolerance): readonly Mismatch[] {
  const found: Mismatch[] = []
  walk({ expected, actual, path: '' }, tolerance, found)
  return found
}

function walk(at: Mismatch, tolerance: Tolerance, found: Mismatch[]): void {
  const { path, expected, actual } = at
  if (expected === null) {
    if (actual !== null && actual !== undefined && !Number.isNaN(actual)) found.push(at)
  } else if (Array.isArray(expected)) {
    walkList(expected as readonly unknown[], at, { tolerance, found })
  } else if (typeof expected === 'object') {
    for (const [name, value] of Object.entries(expected)) {
      walk({ path: path === '' ? name : `${path}.${name}`, expected: value, actual: fieldOf(actual, name) }, tolerance, found)
    }
  } else if (typeof expected === 'number') {
    if (!isNear(expected, actual, toleranceAt(path, tolerance))) found.push(at)
  } else if (expected !== actual) {
    found.push(at)
  }
}

function walkList(expected: readonly unknown[], at: Mismatch, into: Readonly<{ tolerance: Tolerance; found: Mismatch[] }>): void {
  const { path, actual } = at
  const items = isList(actual) ? actual : undefined
  if (items === undefined || items.length !== expected.length) {
    into.found.push({ path, expected: `array of ${expected.length}`, actual: items === undefined ? actual : `array of ${items.length}` })
    return
  }
  expected.forEach((item, i) => walk({ path: `${path}[${i}]`, expected: item, actual: items[i] }, into.tolerance, into.found))
}

/** Typed arrays are lists too: procedures return them as they are. */
function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || value instanceof Float64Array || value instanceof Int32Array
}

function fieldOf(value: unknown, name: string): unknown {
  return value === null || value === undefined ? undefined : (value as Readonly<Record<string, unknown>>)[name]
}

function isNear(expected: number, actual: unknown, tolerance: Tolerance): boolean {
  const abs = typeof tolerance.abs === 'number' ? tolerance.abs : 0
  const rel = typeof tolerance.rel === 'number' ? tolerance.rel : 0
  return typeof actual === 'number' && Math.abs(actual - expected) <= abs + rel * Math.abs(expected)
}

function toleranceAt(path: string, tolerance: Tolerance): Tolerance {
  const keys = path
    .replaceAll(/\[\d+\]/g, '')
    .split('.')
    .filter((key) => key !== '')
  let best: Tolerance = {}
  let length = 0
  for (const [name, override] of Object.entries(tolerance.fields ?? {})) {
    const parts = name.split('.')
    if (parts.length > length && isPartOf(parts, keys)) [best, length] = [override, parts.length]
  }
  return { ...tolerance, ...best }
}

function isPartOf(parts: readonly string[], keys: readonly string[]): boolean {
  return keys.some((_, from) => parts.every((part, i) => keys[from + i] === part))
}
