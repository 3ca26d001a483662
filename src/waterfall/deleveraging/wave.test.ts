import { describe, expect, it } from 'vitest'
import { missOf, wavesOf, type Deficit } from './wave.ts'

describe('wavesOf', () => {
  const deficit = (account: string, at: number, minor: bigint, event = '7:0'): Deficit => ({ account, event, at, minor })

  it('table: a pause as long as told starts a wave', () => {
    const needs = (second: number): readonly bigint[] =>
      wavesOf([deficit('a', 0, 5n), deficit('b', second, 7n)], 10).map(({ needed }) => needed)
    expect(needs(9)).toEqual([12n])
    expect(needs(10)).toEqual([5n, 7n])
    expect(needs(11)).toEqual([5n, 7n])
  })

  it('regression: #5 one deficit seen in nine waves is needed once, and only what it grew by is new', () => {
    const seen = Array.from({ length: 9 }, (_, wave) => deficit('a', wave * 100, 10_930_000n))
    expect(wavesOf(seen, 50).map(({ needed }) => needed)).toEqual([10_930_000n])
    expect(wavesOf([...seen, deficit('a', 900, 11_000_000n)], 50).map(({ needed }) => needed)).toEqual([10_930_000n, 70_000n])
  })

  it('behavior: another loss event of the same account is another deficit, in any order of arrival', () => {
    const list = [deficit('a', 5, 3n, '9:0'), deficit('a', 0, 4n), deficit('a', 2, 4n)]
    expect(wavesOf(list, 10)).toEqual(wavesOf([...list].reverse(), 10))
    expect(wavesOf(list, 10)).toEqual([
      { startedAt: 0, endedAt: 5, needed: 7n, deficits: [deficit('a', 0, 4n), deficit('a', 5, 3n, '9:0')] },
    ])
  })
})

it('table: what was taken beyond the need, and what was not met', () => {
  expect(missOf({ needed: 10, taken: 14 })).toEqual({ overshoot: 4, residual: 0 })
  expect(missOf({ needed: 10, taken: 10 })).toEqual({ overshoot: 0, residual: 0 })
  expect(missOf({ needed: 10, taken: 3 })).toEqual({ overshoot: 0, residual: 7 })
})
