import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyPositions } from '../../../test/margin-accounts.ts'
import { madeSnapshot } from '../../../test/margin.ts'
import { resolvePosition } from './resolve-position.ts'

const snapshot = madeSnapshot()
const valueOf = (position: Parameters<typeof resolvePosition>[0]): number => {
  const resolved = resolvePosition(position, snapshot)
  if (!resolved.ok) throw new Error(resolved.refusal.reason)
  return resolved.value.value
}

describe('whole lots', () => {
  const ofLots = (lots: number) => resolvePosition({ contract: 'BTC-PERP', size: lots * 0.001 }, snapshot)

  test.each([1, 3, 7, 1e6, 123_456_789, 1e10])('table: %d lots of a thousandth are whole', (lots) => {
    expect(ofLots(lots)).toMatchObject({ ok: true })
    expect(ofLots(-lots)).toMatchObject({ ok: true })
  })

  test.each([0.5, 1.5, 1.000_001, 1e6 + 0.1, 1e10 + 0.5])('table: %d are not', (lots) => {
    expect(ofLots(lots)).toMatchObject({ ok: false, refusal: { reason: 'sizeNotWholeLots' } })
    expect(ofLots(-lots)).toMatchObject({ ok: false })
  })

  test('property: decimals of a lot are whole lots, and halves of one never are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (lots) => {
        expect(ofLots(lots).ok).toBe(true)
        expect(ofLots(lots + 0.5).ok).toBe(false)
      }),
    )
  })
})

describe('value', () => {
  test('property: it grows with the size, turns with its sign, and adds up', () => {
    fc.assert(
      fc.property(anyPositions, fc.integer({ min: 2, max: 9 }), (positions, times) => {
        for (const position of positions) {
          const value = valueOf(position)
          const scale = Math.max(1, Math.abs(value))
          expect(valueOf({ ...position, size: -position.size })).toBe(-value)
          expect(Math.abs(valueOf({ ...position, size: times * position.size }) - times * value)).toBeLessThanOrEqual(1e-9 * scale)
          expect(valueOf({ ...position, unsettledFunding: 125 })).toBeCloseTo(value + 125, 6)
        }
      }),
    )
  })

  test('behavior: a future without mark stands at its forward, and funding without number is refused', () => {
    const marks = new Map([...snapshot.marks, ['BTC-60D', { confidence: 1 }]])
    const resolved = resolvePosition({ contract: 'BTC-60D', size: 1, entryPrice: 60_000 }, { ...snapshot, marks })
    expect(resolved).toMatchObject({ ok: true, value: { value: 500 } })
    expect(resolvePosition({ contract: 'BTC-PERP', size: 1, unsettledFunding: NaN }, snapshot)).toMatchObject({ ok: false })
  })
})
