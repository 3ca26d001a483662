import { InputFault } from '../base/fault.ts'
import type { Fields } from './fields.ts'
import type { Mismatch } from './vector-file.ts'

/**
 * A whole number of a file, which stands there as a number or, past what a number holds exactly, as a text.
 *
 * @throws InputFault when it is absent, no whole number, or a number too large to be exact.
 *
 * @example
 * wholeIn(fields, 'vault') // 340_282_366_920_938_463_463_374_607_431_768_211_455n
 */
export function wholeIn(fields: Fields, name: string): bigint {
  const whole = wholeOf(fields.raw(name))
  if (whole !== undefined) return whole
  const found = JSON.stringify(fields.raw(name)) ?? 'nothing'
  throw new InputFault({ file: '', place: `${fields.place}.${name}`, expected: 'a whole number', found: found.slice(0, 60) })
}

/**
 * What differs between a whole number, or a list of them, and what a file expects: nothing when they are equal to the last unit.
 *
 * @param actual - A text stands for a refusal.
 *
 * @example
 * wholeMismatches('delta', 22_050_000, 22_050_000n) // []
 */
export function wholeMismatches(path: string, expected: unknown, actual: bigint | string | readonly bigint[]): readonly Mismatch[] {
  const expectedParts: readonly unknown[] = Array.isArray(expected) ? expected : [expected]
  const actualParts = Array.isArray(actual) ? (actual as readonly bigint[]) : [actual as bigint | string]
  const isSame =
    Array.isArray(expected) === Array.isArray(actual) &&
    expectedParts.length === actualParts.length &&
    actualParts.every((part, i) => (typeof part === 'bigint' ? wholeOf(expectedParts[i]) === part : expectedParts[i] === part))
  return isSame ? [] : [{ path, expected, actual: Array.isArray(actual) ? actualParts.map(String) : String(actual) }]
}

function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : undefined
}
