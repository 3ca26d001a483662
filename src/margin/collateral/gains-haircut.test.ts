import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyMarginAccount } from '../../../test/margin-accounts.ts'
import { madeAccount, madeSnapshot } from '../../../test/margin.ts'
import { gainsHaircut, gainsHaircutTerms } from './gains-haircut.ts'
import type { Position } from '../account/margin-account.ts'
import type { DepthLevel, MarketSnapshot } from '../market-snapshot.ts'
import { valueAccount } from '../account/value-account.ts'
import type { ValuedAccount } from '../account/valued-account.ts'

const level = (price: number, size: number, persistence = 1): DepthLevel => ({ price, size, persistence })
const withBook = (bids: readonly DepthLevel[], asks: readonly DepthLevel[] = []): MarketSnapshot => {
  const base = madeSnapshot()
  const btc = base.underlyings.get('BTC')!
  return { ...base, underlyings: new Map([...base.underlyings, ['BTC', { ...btc, depth: { bids, asks } }]]) }
}
const valued = (positions: readonly Position[], snapshot: MarketSnapshot): ValuedAccount => {
  const account = valueAccount(madeAccount({ positions }), snapshot)
  if (!account.ok) throw new Error(account.refusal.reason)
  return account.value
}
const haircutOf = (positions: readonly Position[], snapshot = madeSnapshot()): number => gainsHaircut(valued(positions, snapshot)).initial
const long = (size: number, entryPrice = 50_000): Position => ({ contract: 'BTC-PERP', size, entryPrice })

describe('unrealised gains', () => {
  test.each([
    ['a loss', [long(2, 70_000)], madeSnapshot(), 0],
    ['a gain without a book: half of it', [long(2)], madeSnapshot(), 10_000],
    ['a position without entry', [{ contract: 'BTC-PERP', size: 2 }], madeSnapshot(), 0],
    ['a book that takes it all at the mark', [long(2)], withBook([level(60_000, 2)]), 0],
    ['a book above the mark gives nothing back', [long(2)], withBook([level(70_000, 2)]), 0],
    ['half at the mark, half 10 % below', [long(2)], withBook([level(60_000, 1), level(54_000, 5)]), 6_000],
    ['half of it finds no bid', [long(2)], withBook([level(60_000, 1)]), 10_000],
    ['no bid at all', [long(2)], withBook([]), 20_000],
    ['a level that is there half of the time counts for half', [long(2)], withBook([level(60_000, 2, 0.5)]), 10_000],
    [
      'what is no level buys nothing',
      [long(2)],
      withBook([level(60_000, NaN), level(60_000, -9), level(60_000, 9, 2), level(-1, 9)]),
      20_000,
    ],
    ['a book below the entry realises nothing of it', [long(2)], withBook([level(40_000, 9)]), 20_000],
    ['a short closes against asks', [long(-2, 70_000)], withBook([], [level(66_000, 9)]), 12_000],
    ['funding is left alone', [{ ...long(2), unsettledFunding: 500 }], withBook([]), 20_000],
    ['two longs share the bids', [long(1), { contract: 'BTC-60D', size: 1, entryPrice: 50_500 }], withBook([level(60_000, 1)]), 10_000],
    [
      'a long and a short share nothing',
      [long(1), { contract: 'BTC-60D', size: -1, entryPrice: 70_500 }],
      withBook([level(60_000, 1)], [level(60_000, 1)]),
      0,
    ],
    [
      'an inverse long, counted in coin',
      [{ contract: 'BTC-PERPETUAL', size: 6_000, entryPrice: 50_000 }],
      withBook([level(54_000, 1)]),
      60_000 * (60_000 / 54_000 - 1),
    ],
    ['underlyings share no book', [long(1), { contract: 'ETH-PERP', size: 10, entryPrice: 3_000 }], withBook([level(60_000, 1)]), 0],
    ['an option', [{ contract: 'BTC-60D-60000-C', size: 2 }], withBook([]), 0],
  ] as const)('table: %s', (_name, positions, snapshot, expected) => {
    expect(haircutOf(positions, snapshot)).toBeCloseTo(expected, 6)
  })

  test.each([
    ['a price of 0', level(0, 1)],
    ['a price below 0', level(-60_000, 1)],
    ['a price without end', level(Infinity, 1)],
    ['no number for a price', level(NaN, 1)],
    ['a size below 0', level(60_000, -1)],
    ['a size without end', level(60_000, Infinity)],
    ['a chance below 0', level(60_000, 1, -1)],
    ['a chance above 1', level(60_000, 1, 1.5)],
  ])('table: a level with %s is passed by', (_name, wrong) => {
    expect(haircutOf([long(2)], withBook([wrong, level(60_000, 1)]))).toBeCloseTo(10_000, 6)
    expect(haircutOf([long(2)], withBook([level(60_000, 1), wrong]))).toBeCloseTo(10_000, 6)
  })

  test('behavior: maintenance is asked for half of it', () => {
    expect(gainsHaircut(valued([long(2)], withBook([])))).toEqual({
      name: 'unrealised gains beyond depth',
      initial: 20_000,
      maintenance: 10_000,
    })
    expect(gainsHaircut(valued([long(2)], withBook([])), { withoutDepth: 0, maintenanceShare: 0 }).maintenance).toBe(0)
  })

  test('error: terms out of their range', () => {
    expect(() => gainsHaircut(valued([long(2)], madeSnapshot()), { withoutDepth: 2, maintenanceShare: 0 })).toThrow('withoutDepth')
    expect(() => gainsHaircut(valued([long(2)], madeSnapshot()), { withoutDepth: 0, maintenanceShare: -1 })).toThrow('maintenanceShare')
  })

  const levels = fc.array(
    fc.record({
      price: fc.integer({ min: 30_000, max: 90_000 }),
      size: fc.integer({ min: 0, max: 5_000 }).map((n) => n / 100),
      persistence: fc.integer({ min: 0, max: 10 }).map((n) => n / 10),
    }),
    { maxLength: 5 },
  )

  test('property: from nothing to the whole gain, more depth never takes more, and order is nothing', () => {
    fc.assert(
      fc.property(anyMarginAccount, levels, (changes, book) => {
        const bids = book.toSorted((a, b) => b.price - a.price)
        const asks = book.toSorted((a, b) => a.price - b.price)
        const snapshot = withBook(bids, asks)
        const account = valued(changes.positions ?? [], snapshot)
        const { initial } = gainsHaircut(account)
        const gains = account.positions.filter(({ contract }) => contract.kind === 'future' || contract.kind === 'perpetual')
        const most = gains.reduce((sum, { value }) => sum + Math.max(0, value), 0)
        expect(initial).toBeGreaterThanOrEqual(0)
        expect(initial).toBeLessThanOrEqual(most * (1 + 1e-9) + 1e-6)
        const persistent = withBook(
          ...([bids, asks].map((side) => side.map((one) => ({ ...one, persistence: 1 }))) as [DepthLevel[], DepthLevel[]]),
        )
        // Every level fills before the next, so what lasts fills better or as well.
        expect(gainsHaircut(valued(changes.positions ?? [], persistent)).initial).toBeLessThanOrEqual(initial * (1 + 1e-9) + 1e-6)
        expect(gainsHaircut({ ...account, positions: account.positions.toReversed() }, gainsHaircutTerms).initial).toBeCloseTo(initial, 4)
      }),
    )
  })
})
