import fc from 'fast-check'
import { expect, expectTypeOf, test } from 'vitest'
import { amount } from '../base/amount.ts'
import { timeUs } from '../base/time.ts'
import { toWire, type Wire } from './wire.ts'

test('default: bigints become text, undefined members go, the rest stays', () => {
  const value = { at: timeUs(5), money: amount('USDT', -7n), list: [1n, 2n], none: undefined, nothing: null, on: true }
  expect(toWire(value)).toEqual({ at: 5, money: { asset: 'USDT', minor: '-7' }, list: ['1', '2'], nothing: null, on: true })
  expect('none' in toWire(value)).toBe(false)
})

test('behavior: the source is not shared', () => {
  const source = { list: [{ size: 1 }] }
  const copy = toWire(source)
  source.list[0] = { size: 2 }
  expect(copy.list[0]).toEqual({ size: 1 })
})

test('property: JSON can carry every copy', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.bigInt(), fc.integer(), fc.string(), fc.array(fc.bigInt()))), (record) => {
      expect(JSON.parse(JSON.stringify(toWire(record)))).toEqual(toWire(record))
    }),
  )
})

test('default: types follow', () => {
  expectTypeOf<Wire<Readonly<{ minor: bigint; kind: 'a' | 'b'; list: readonly bigint[] }>>>().toEqualTypeOf<{
    minor: string
    kind: 'a' | 'b'
    list: string[]
  }>()
})
