import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from './assert.ts'
import { decode, encode } from './codec.ts'

const key = fc.string().filter((text) => !text.startsWith('$'))
const anyDouble = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 1e21),
)
const mostlyZero = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, anyDouble)
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('array'), tie('map'), tie('record')),
  leaf: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
    anyDouble,
    fc.bigInt(),
    fc.array(anyDouble).map((items) => Float64Array.from(items)),
    fc.array(mostlyZero, { maxLength: 40 }).map((items) => Float64Array.from(items)),
    fc.int32Array(),
    fc.array(fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer())).map((items) => Int32Array.from(items)),
    fc.uint8Array(),
  ),
  array: fc.array(tie('tree'), { maxLength: 4 }),
  map: fc.array(fc.tuple(tie('leaf'), tie('tree')), { maxLength: 4 }).map((entries) => new Map(entries)),
  record: fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
}))

describe('encode', () => {
  // Columns: what, value, text.
  test.each<readonly [string, unknown, string]>([
    ['sorted keys', { b: 1n, a: [0.5] }, '{"a":[0.5],"b":{"$n":"1"}}'],
    ['keys as numbers', { 10: 1, 9: 2 }, '{"10":1,"9":2}'],
    ['undefined members', { a: undefined, b: 1 }, '{"b":1}'],
    ['minus zero', -0, '{"$f":"-0"}'],
    ['not a number', Number.NaN, '{"$f":"NaN"}'],
    ['infinity', [Number.NEGATIVE_INFINITY], '[{"$f":"-Infinity"}]'],
    ['a map in its own order', new Map([['b', 1], ['a', 2]]), '{"$m":[["b",1],["a",2]]}'], // prettier-ignore
    ['a full array', Float64Array.of(1, 2), '{"$f64":[1,2]}'],
    ['a half-full array', Int32Array.of(0, 2), '{"$i32s":[2,[1],[2]]}'],
    ['an empty array', new Uint8Array(0), '{"$u8s":[0,[],[]]}'],
    ['minus zero is not left out', Float64Array.of(0, 0, -0), '{"$f64s":[3,[2],[{"$f":"-0"}]]}'],
  ])('table: %s', (_what, value, text) => {
    expect(encode(value)).toBe(text)
  })

  class Point {
    readonly x = 1
  }
  test.each<readonly [string, unknown]>([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['undefined', undefined],
    ['undefined in an array', [undefined]],
    ['a hole in an array', Array.from<number>({ length: 1 }).concat(Array<number>(1))],
    ['a class instance', new Point()],
    ['a date', new Date(0)],
    ['a set', new Set()],
    ['another typed array', new Float32Array(1)],
    ['a key of the codec', { $n: 1 }],
  ])('error: %s is not plain data', (_what, value) => {
    expect(() => encode(value)).toThrow(InvariantError)
  })

  test('property: the order in which members were made does not show', () => {
    fc.assert(
      fc.property(fc.dictionary(key, anyDouble), (record) => {
        expect(encode(Object.fromEntries(Object.entries(record).toReversed()))).toBe(encode(record))
      }),
    )
  })
})

describe('decode', () => {
  test('property: gives back what was encoded, to the bit and the type', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const text = encode(value)
        const back = decode(text)
        expect(back).toEqual(value)
        expect(encode(back)).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  test('behavior: a key that JavaScript treats specially stays an ordinary one', () => {
    const text = '{"__proto__":1,"constructor":2}'
    expect(encode(decode(text))).toBe(text)
  })

  test('error: text that is not JSON, and a tag that is none', () => {
    expect(() => decode('{')).toThrow(SyntaxError)
    expect(() => decode('{"$x":1}')).toThrow('a tag of the codec, found $x')
  })
})
