import { InvariantError } from './assert.ts'

/**
 * Writes a tree of plain data as canonical JSON text: keys sorted, so equal data gives equal bytes.
 *
 * Beyond JSON it keeps bigint, Map, Float64Array, Int32Array and Uint8Array, NaN, infinities and minus zero, each under a
 * `$` tag. Mostly-zero arrays are written sparsely. Members that are `undefined` are left out.
 *
 * @throws InvariantError for anything else: functions, class instances, symbols, keys that begin with `$`.
 *
 * @example
 * encode({ b: 1n, a: [0.5] }) // '{"a":[0.5],"b":{"$n":"1"}}'
 */
export function encode(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      return encodeNumber(value)
    case 'bigint':
      return `{"$n":"${value}"}`
    case 'object':
      return value === null ? 'null' : encodeObject(value)
    default:
      throw new InvariantError(`state is plain data, found a ${typeof value}`)
  }
}

/**
 * Reads what `encode` wrote. `decode(encode(x))` is equal to `x`, with typed arrays and maps restored.
 *
 * @throws SyntaxError when the text is not JSON; InvariantError for an unknown tag.
 *
 * @example
 * decode('{"$n":"1"}') // 1n
 */
export function decode(text: string): unknown {
  return revive(JSON.parse(text) as unknown)
}

function encodeNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '{"$f":"-0"}' : String(value)
  return `{"$f":"${value}"}`
}

function encodeObject(value: object): string {
  // Array.from visits holes, which `map` would skip and so write nothing for.
  if (Array.isArray(value)) return `[${Array.from(value, encode).join(',')}]`
  if (value instanceof Map) {
    return `{"$m":[${[...value].map(([key, item]) => `[${encode(key)},${encode(item)}]`).join(',')}]}`
  }
  if (value instanceof Float64Array) return encodeArray('$f64', value)
  if (value instanceof Int32Array) return encodeArray('$i32', value)
  if (value instanceof Uint8Array) return encodeArray('$u8', value)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new InvariantError('state is plain data, found a class instance')
  return encodeRecord(value as Readonly<Record<string, unknown>>)
}

function encodeRecord(record: Readonly<Record<string, unknown>>): string {
  const members: string[] = []
  for (const key of Object.keys(record).sort()) {
    if (key.startsWith('$')) throw new InvariantError(`no key of the state begins with $, found ${key}`)
    if (record[key] !== undefined) members.push(`${JSON.stringify(key)}:${encode(record[key])}`)
  }
  return `{${members.join(',')}}`
}

function encodeArray(tag: string, array: Float64Array | Int32Array | Uint8Array): string {
  const places: number[] = []
  for (let i = 0; i < array.length; i++) if (!Object.is(array[i], 0)) places.push(i)
  if (places.length * 2 > array.length) return `{"${tag}":[${Array.from(array, encodeNumber).join(',')}]}`
  const values = places.map((i) => encodeNumber(array[i] ?? 0))
  return `{"${tag}s":[${array.length},[${places.join(',')}],[${values.join(',')}]]}`
}

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive)
  if (typeof value !== 'object' || value === null) return value
  const record = value as Readonly<Record<string, unknown>>
  const [only] = Object.keys(record)
  if (only?.startsWith('$')) return reviveTagged(only, record[only])
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, revive(item)]))
}

function reviveTagged(tag: string, body: unknown): unknown {
  switch (tag) {
    case '$n':
      return BigInt(body as string)
    case '$f':
      return Number(body)
    case '$m':
      return new Map((body as [unknown, unknown][]).map(([key, item]) => [revive(key), revive(item)]))
    case '$f64':
      return Float64Array.from((body as unknown[]).map((item) => revive(item) as number))
    case '$i32':
      return Int32Array.from(body as number[])
    case '$u8':
      return Uint8Array.from(body as number[])
    case '$f64s':
      return fillSparse(new Float64Array(sparseLength(body)), body)
    case '$i32s':
      return fillSparse(new Int32Array(sparseLength(body)), body)
    case '$u8s':
      return fillSparse(new Uint8Array(sparseLength(body)), body)
    default:
      throw new InvariantError(`a tag of the codec, found ${tag}`)
  }
}

function sparseLength(body: unknown): number {
  return (body as readonly [number])[0]
}

function fillSparse<Target extends Float64Array | Int32Array | Uint8Array>(target: Target, body: unknown): Target {
  const [, places, values] = body as readonly [number, readonly number[], readonly unknown[]]
  places.forEach((place, i) => {
    target[place] = revive(values[i]) as number
  })
  return target
}
