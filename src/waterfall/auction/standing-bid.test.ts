import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { capacityAt, scheduleRefusal, takeOver, type StandingBid } from './standing-bid.ts'

const bid = (account: string, ...levels: readonly (readonly [number, bigint])[]): StandingBid => ({
  account,
  group: account,
  levels: levels.map(([discountBps, capacity]) => ({ discountBps, capacity })),
})
const terms = { mostDiscountBps: 500, without: 'd' }

describe('standing bids', () => {
  test.each([
    ['none at all', [], undefined],
    [
      'from nothing to everything',
      [
        [0, 1n],
        [10_000, 1n],
      ],
      undefined,
    ],
    ['below nothing', [[-1, 1n]], 'discountOutOfRange'],
    [
      'more than everything, and out of order',
      [
        [10_001, 1n],
        [3, 1n],
      ],
      'discountOutOfRange',
    ],
    ['half a basis point', [[0.5, 1n]], 'discountOutOfRange'],
    [
      'the same twice, and nothing in it',
      [
        [5, 0n],
        [5, 1n],
      ],
      'discountsNotRising',
    ],
    [
      'falling',
      [
        [5, 1n],
        [4, 1n],
      ],
      'discountsNotRising',
    ],
    ['nothing in it', [[5, 0n]], 'capacityNotPositive'],
  ] as const)('table: a schedule with %s', (_name, levels, refusal) => {
    expect(scheduleRefusal(bid('a', ...levels).levels)).toBe(refusal)
  })

  test.each([
    [99, 0n],
    [100, 5n],
    [199, 5n],
    [200, 12n],
  ])('table: capacity at %i bps', (discountBps, capacity) => {
    expect(capacityAt(bid('a', [100, 5n], [200, 7n]).levels, discountBps)).toBe(capacity)
  })

  const both = [bid('b', [100, 5n], [200, 7n]), bid('a', [100, 2n], [501, 9n])]

  test.each([
    [0n, [], 0n],
    [
      3n,
      [
        ['a', 100, 1n],
        ['b', 100, 2n],
      ],
      0n,
    ],
    [
      7n,
      [
        ['a', 100, 2n],
        ['b', 100, 5n],
      ],
      0n,
    ],
    [
      10n,
      [
        ['a', 100, 2n],
        ['b', 100, 5n],
        ['b', 200, 3n],
      ],
      0n,
    ],
    [
      20n,
      [
        ['a', 100, 2n],
        ['b', 100, 5n],
        ['b', 200, 7n],
      ],
      6n,
    ],
  ] as const)('table: %i go to the smallest discounts first', (size, shares, left) => {
    const expected = shares.map(([account, discountBps, taken]) => ({ account, discountBps, size: taken }))
    expect(takeOver(both, size, terms)).toEqual({ takeovers: expected, left })
  })

  test('behavior: the defaulter’s group takes nothing of its own', () => {
    expect(takeOver([bid('d', [0, 9n])], 3n, terms)).toEqual({ takeovers: [], left: 3n })
  })

  test.each([
    [499, 3n, 0n],
    [500, 3n, 0n],
    [501, 0n, 3n],
  ])('table: where 500 bps are the most, a step at %i takes %s', (discountBps, size, left) => {
    const takeovers = size === 0n ? [] : [{ account: 'a', discountBps, size }]
    expect(takeOver([bid('a', [discountBps, 9n])], 3n, terms)).toEqual({ takeovers, left })
  })

  test('behavior: of equal capacities the lower name has the unit that cannot be shared, and who gets nothing is not named', () => {
    const equal = ['c', 'a', 'b'].map((account) => bid(account, [100, 5n]))
    expect(takeOver(equal, 1n, terms).takeovers).toEqual([{ account: 'a', discountBps: 100, size: 1n }])
    expect(takeOver(equal, 5n, terms).takeovers.map(({ account, size }) => [account, size])).toEqual([
      ['a', 2n],
      ['b', 2n],
      ['c', 1n],
    ])
  })

  test('error: less than nothing is taken over', () => {
    expect(() => takeOver(both, -1n, terms)).toThrow('what is taken over is never negative')
    expect(() => takeOver([], -1n, terms)).toThrow(InvariantError)
  })

  test('property: taken and left are the whole, no schedule is exceeded, and order does not matter', () => {
    const level = fc.record({ discountBps: fc.integer({ min: 0, max: 700 }), capacity: fc.bigInt(1n, 99n) })
    const schedules = fc.array(fc.uniqueArray(level, { maxLength: 4, selector: ({ discountBps }) => discountBps }), { maxLength: 5 })
    fc.assert(
      fc.property(schedules, fc.bigInt(0n, 900n), (all, size) => {
        const bids = all.map((levels, index) => ({ account: `p${index}`, group: `p${index}`, levels }))
        const { takeovers, left } = takeOver(bids, size, terms)
        expect(takeovers.reduce((sum, each) => sum + each.size, left)).toBe(size)
        for (const { account, levels } of bids) {
          const taken = takeovers.filter((each) => each.account === account).reduce((sum, each) => sum + each.size, 0n)
          expect(taken <= capacityAt(levels, 500)).toBe(true)
        }
        expect(takeOver(bids.toReversed(), size, terms)).toEqual({ takeovers, left })
      }),
    )
  })
})
