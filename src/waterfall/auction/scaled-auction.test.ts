import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillScaled } from './scaled-auction.ts'

const auction = { bid: 1_001n, lot: 1_001n }
const fillOf = (percent: bigint, blocks: bigint, of = auction) => {
  const result = fillScaled(of, { percent, blocks })
  if (!result.ok) throw new Error(result.refusal)
  return result.value
}

describe('an auction of two sides', () => {
  test.each([
    [0n, { bid: 1_001n, lot: 0n }],
    [1n, { bid: 1_001n, lot: 5n }],
    [199n, { bid: 1_001n, lot: 995n }],
    [200n, { bid: 1_001n, lot: 1_001n }],
    [201n, { bid: 996n, lot: 1_001n }],
    [399n, { bid: 6n, lot: 1_001n }],
    [400n, { bid: 0n, lot: 1_001n }],
    [9_999n, { bid: 0n, lot: 1_001n }],
  ])('table: all of it after %i blocks', (blocks, filled) => {
    expect(fillOf(100n, blocks)).toEqual({ filled, left: undefined })
  })

  test('table: a part, with one side left alone', () => {
    expect(fillOf(50n, 200n)).toEqual({ filled: { bid: 501n, lot: 500n }, left: { bid: 500n, lot: 501n } })
    expect(fillOf(99n, 200n, { bid: 1n, lot: 1n })).toEqual({ filled: { bid: 1n, lot: 0n }, left: { bid: 0n, lot: 1n } })
  })

  test.each([0n, -1n, 101n])('table: refuses %i per cent', (percent) => {
    expect(fillScaled(auction, { percent, blocks: 1n })).toEqual({ ok: false, refusal: 'percentOutOfRange' })
  })

  test('property: filling in two parts never costs less or gives more than filling at once', () => {
    const sizes = fc.bigInt(0n, 10n ** 12n)
    fc.assert(
      fc.property(sizes, sizes, fc.bigInt(1n, 99n), fc.bigInt(0n, 420n), (bid, lot, percent, blocks) => {
        const atOnce = fillOf(100n, blocks, { bid, lot }).filled
        const first = fillOf(percent, blocks, { bid, lot })
        const second = first.left === undefined ? { bid: 0n, lot: 0n } : fillOf(100n, blocks, first.left).filled
        expect(first.filled.bid + second.bid >= atOnce.bid).toBe(true)
        expect(first.filled.lot + second.lot <= atOnce.lot).toBe(true)
      }),
    )
  })
})
