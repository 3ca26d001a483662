/**
 * The member of a mapping, if it is a mapping itself.
 *
 * @example
 * recordIn({ a: { b: 1 } }, 'a') // { b: 1 }
 */
export function recordIn(value: unknown, key: string): Readonly<Record<string, unknown>> | undefined {
  const inner = memberIn(value, key)
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as Readonly<Record<string, unknown>>) : undefined
}

/**
 * The member of a mapping, if it is a finite number.
 *
 * @example
 * numberIn({ a: 1 }, 'a') // 1
 */
export function numberIn(value: unknown, key: string): number | undefined {
  const inner = memberIn(value, key)
  return typeof inner === 'number' && Number.isFinite(inner) ? inner : undefined
}

/**
 * The member of a mapping, if it is a text.
 *
 * @example
 * textIn({ a: 'x' }, 'a') // 'x'
 */
export function textIn(value: unknown, key: string): string | undefined {
  const inner = memberIn(value, key)
  return typeof inner === 'string' ? inner : undefined
}

/**
 * The member of a mapping, as a list; empty when it is none.
 *
 * @example
 * listIn({ a: [1] }, 'a') // [1]
 */
export function listIn(value: unknown, key: string): readonly unknown[] {
  const inner = memberIn(value, key)
  return Array.isArray(inner) ? inner : []
}

function memberIn(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined
}
