import { describe, expect, test } from 'vitest'
import { timeUs } from '../base/time.ts'
import type { Input } from '../engine/input.ts'
import { asJournaled } from './as-journaled.ts'

const at = timeUs(5)

function funding(rate: unknown): Input {
  return { kind: 'fundingSettled', at, contract: 'BTC-PERP', rate } as Input
}

describe('asJournaled', () => {
  test('behavior: what reads back as it is comes back itself, with members that are undefined', () => {
    for (const input of [funding(0.01), funding(0), funding([1, 'x', { isOn: true }]), funding(undefined)]) {
      expect(asJournaled(input)).toBe(input)
    }
  })

  test.each([[-0], [[1, -0]], [{ deep: [{ rate: -0 }, 'x'] }]])('behavior: a minus zero in %j is what its replay reads', (rate) => {
    const input = asJournaled(funding(rate))
    expect(input).toStrictEqual(JSON.parse(JSON.stringify(funding(rate))))
    expect(input).not.toStrictEqual(funding(rate))
  })

  test.each([
    [Number.NaN, 'input.rate: expected what JSON can carry, found NaN'],
    [Infinity, 'input.rate: expected what JSON can carry, found Infinity'],
    [[1, -Infinity], 'input.rate[1]: expected what JSON can carry, found -Infinity'],
    [[-0, undefined], 'input.rate[1]: expected what JSON can carry, found undefined'],
    [{ deep: [{ minor: 5n }] }, 'input.rate.deep[0].minor: expected what JSON can carry, found 5'],
    [null, 'input.rate: expected what JSON can carry, found null'],
    [new Map([[1, 2]]), 'input.rate: expected what JSON can carry, found [object Map]'],
  ])('error: %s cannot be journaled', (rate, message) => {
    expect(() => asJournaled(funding(rate))).toThrow(message)
  })
})
