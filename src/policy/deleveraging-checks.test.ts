import { describe, expect, test } from 'vitest'
import { seconds } from '../base/time.ts'
import { deleveragingChecks } from './deleveraging-checks.ts'
import { deleveragingSchema } from './deleveraging-schema.ts'
import { toDeleveraging } from './to-deleveraging.ts'

const plain = { rule: { kind: 'proRata' }, startAt: -0.3, stopAbove: -0.25, windowHours: 8, priceBoundBps: 1_000, waveApartSeconds: 5 }

describe('deleveragingChecks', () => {
  test.each([
    [-0.25, []],
    [-0.3, []],
    [-0.31, ['at least startAt, -0.3']],
  ])('table: stops above %f, starts at -0.3', (stopAbove, expected) => {
    const found = deleveragingChecks({ margin: {}, deleveraging: { ...plain, stopAbove } })
    expect(found.map((finding) => finding.expected)).toEqual(expected)
    expect(found.every(({ level }) => level === 'fault')).toBe(true)
  })

  test('behavior: it needs margin; silent about a policy without it, and about what is missing', () => {
    expect(deleveragingChecks({ deleveraging: plain }).map(({ expected }) => expected)).toEqual([
      'a margin section: there is nobody to deleverage without one',
    ])
    expect(deleveragingChecks({})).toEqual([])
    expect(deleveragingChecks({ margin: {}, deleveraging: { startAt: 'x' } })).toEqual([])
  })
})

describe('the section', () => {
  test('default: in core units', () => {
    expect(toDeleveraging(deleveragingSchema.parse(plain))).toEqual({
      rule: { kind: 'proRata' },
      levels: { startAt: -0.3, stopAbove: -0.25, windowFor: seconds(28_800) },
      priceBoundBps: 1_000,
      waveApart: seconds(5),
    })
  })

  test.each([
    { kind: 'queue', ranking: { kind: 'bybit' } },
    { kind: 'queue', ranking: { kind: 'pseudoRandom', seed: 7 } },
    { kind: 'cappedProRata', mostFraction: 0.5 },
    { kind: 'riskAware', leverage: { kind: 'power', exponent: 2 } },
    { kind: 'riskAware', leverage: { kind: 'tail', above: 3 } },
    { kind: 'talmud' },
  ])('table: the rule %j', (rule) => {
    expect(toDeleveraging(deleveragingSchema.parse({ ...plain, rule })).rule).toEqual(rule)
  })

  test.each([
    { ...plain, rule: { kind: 'queue' } },
    { ...plain, rule: { kind: 'fifo' } },
    { ...plain, rule: { kind: 'cappedProRata', mostFraction: 0 } },
    { ...plain, rule: { kind: 'queue', ranking: { kind: 'pseudoRandom' } } },
    { ...plain, startAt: 0 },
    { ...plain, windowHours: 0 },
    { ...plain, other: 1 },
  ])('error: %j', (file) => {
    expect(deleveragingSchema.safeParse(file).success).toBe(false)
  })
})
