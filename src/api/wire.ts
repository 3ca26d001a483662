import type { Brand } from '../base/brand.ts'

/** Plain data as it stands in JSON: bigints as decimal text, brands gone. */
export type Wire<Value> = Value extends bigint
  ? string
  : Value extends Brand<string, string>
    ? string
    : Value extends number
      ? number
      : Value extends readonly (infer Item)[]
        ? Wire<Item>[]
        : Value extends object
          ? { -readonly [Key in keyof Value]: Wire<Value[Key]> }
          : Value

/** Plain data nobody may write to. */
export type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value

/**
 * Copies plain data for JSON: bigints become decimal text, members that are `undefined` are left out.
 *
 * @example
 * toWire({ minor: 5n, note: undefined }) // { minor: '5' }
 */
export function toWire<Value>(value: Value): Wire<Value> {
  return convert(value) as Wire<Value>
}

function convert(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(convert)
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) copy[key] = convert(member)
  }
  return copy
}
