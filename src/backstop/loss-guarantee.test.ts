import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bookWith, guaranteeTerms as terms } from '../../test/guarantee-world.ts'
import { spoiltTwice } from '../../test/refusal-order.ts'
import { durationUs, timeUs } from '../base/time.ts'
import { coolDown } from './cool-down.ts'
import {
  buyCover,
  closeWindows,
  createGuaranteeBook,
  entitlementOf,
  noteClaim,
  tallyOf,
  windowTimes,
  type CoverRefusal,
  type CoverRequest,
} from './loss-guarantee.ts'

const request: CoverRequest = {
  id: 'c',
  account: 'maker',
  group: 'm',
  at: timeUs(10_500),
  capMinor: 400_000_000n,
  cashMinor: 100_000_000n,
  reserveMinor: 10_000_000_000n,
}
const reasonOf = (outcome: ReturnType<typeof buyCover>): CoverRefusal['reason'] | 'sold' => (outcome.ok ? 'sold' : outcome.refusal.reason)

describe('buyCover', () => {
  // A window begins at 11,000, and the lead is 100.
  test.each([
    [10_000, 1],
    [10_899, 1],
    [10_900, 1],
    [10_901, 2],
    [11_000, 2],
  ])('table: bought at %d, for window %d', (at, window) => {
    const bought = buyCover(createGuaranteeBook(), terms, { ...request, at: timeUs(at) })
    expect(bought).toMatchObject({ ok: true, value: { window, ...windowTimes(terms, window) } })
  })

  test.each([
    [499_999_999n, 'sold'],
    [500_000_000n, 'sold'],
    [500_000_001n, 'beyondBeneficiary'],
    [0n, 'capNotPositive'],
    [-1n, 'capNotPositive'],
    [1n, 'sold'],
  ])('table: a cap of %d for one account: %s', (capMinor, reason) => {
    expect(reasonOf(buyCover(createGuaranteeBook(), terms, { ...request, capMinor }))).toBe(reason)
  })

  test.each([
    [299_999_999n, 'm', 'sold'],
    [300_000_000n, 'm', 'sold'],
    [300_000_001n, 'm', 'beyondGroup'],
    [500_000_000n, 'other', 'sold'],
  ])('table: %d more where the group m has 500 of 800: %s', (capMinor, group, reason) => {
    const book = bookWith([{ id: 'a', account: 'first', group: 'm', capMinor: 500_000_000n }])
    expect(reasonOf(buyCover(book, terms, { ...request, capMinor, group }))).toBe(reason)
  })

  test.each([
    [199_999_999n, 'sold'],
    [200_000_000n, 'sold'],
    [200_000_001n, 'beyondWindow'],
  ])('table: %d more where the window has 800 of 1,000: %s', (capMinor, reason) => {
    const book = bookWith([
      { id: 'a', account: 'first', group: 'x', capMinor: 400_000_000n },
      { id: 'b', account: 'second', group: 'y', capMinor: 400_000_000n },
    ])
    expect(reasonOf(buyCover(book, terms, { ...request, capMinor }))).toBe(reason)
    // The next window has its own limit.
    expect(reasonOf(buyCover(book, terms, { ...request, id: 'd', capMinor, at: timeUs(10_901) }))).toBe('sold')
  })

  test('behavior: the premium is the penal price of the cap, and the buyer must have it', () => {
    // 1 % and the middle of 0 to 40 % of 4 %: 1.8 % of 400 dollars.
    expect(buyCover(createGuaranteeBook(), terms, request)).toMatchObject({ ok: true, value: { premiumMinor: 7_200_000n } })
    const poor = buyCover(createGuaranteeBook(), terms, { ...request, cashMinor: 7_199_999n })
    expect(poor).toEqual({ ok: false, refusal: { reason: 'premiumNotPaid', premiumMinor: 7_200_000n } })
    expect(reasonOf(buyCover(createGuaranteeBook(), terms, { ...request, cashMinor: 7_200_000n }))).toBe('sold')
  })

  test('behavior: the premium rises with the covers the window has already, whoever has them', () => {
    // 1 % and the middle of 40 to 80 % of 4 %: 3.4 % of 400 dollars; of the next window it is 1.8 % again.
    const book = bookWith([{ id: 'a', account: 'first', group: 'x', capMinor: 400_000_000n }])
    expect(buyCover(book, terms, request)).toMatchObject({ ok: true, value: { premiumMinor: 13_600_000n } })
    expect(buyCover(book, terms, { ...request, id: 'd', at: timeUs(10_901) })).toMatchObject({
      ok: true,
      value: { premiumMinor: 7_200_000n },
    })
  })

  test.each([
    [399_999_999n, 'fundShort'],
    [400_000_000n, 'sold'],
    [400_000_001n, 'sold'],
  ])('table: a cap of 400 dollars where the reserve has %s: %s', (reserveMinor, reason) => {
    expect(reasonOf(buyCover(createGuaranteeBook(), terms, { ...request, reserveMinor }))).toBe(reason)
  })

  test('error: a cover bought twice, and a window without a length', () => {
    const book = bookWith([{ id: 'c', account: 'maker', group: 'm', capMinor: 1n }])
    expect(() => buyCover(book, terms, request)).toThrow('a cover is bought once')
    expect(() => buyCover(createGuaranteeBook(), { ...terms, windowFor: durationUs(0) }, request)).toThrow('a window has a length')
  })

  const refusable = {
    order: [
      'capNotPositive',
      'coolingDown',
      'beyondBeneficiary',
      'beyondGroup',
      'beyondWindow',
      'fundShort',
      'premiumNotPaid',
    ] satisfies CoverRefusal['reason'][],
    draft: () => ({ book: createGuaranteeBook(), terms: { ...terms }, request: { ...request } }),
    spoil: {
      capNotPositive: (draft: Draft) => void (draft.request.capMinor = 0n),
      coolingDown: (draft: Draft) => {
        coolDown(draft.book.coolDowns, 'm', { at: request.at, waitFor: terms.coolDownFor })
      },
      beyondBeneficiary: (draft: Draft) => void (draft.terms.perBeneficiaryMinor = 399_999_999n),
      beyondGroup: (draft: Draft) => void (draft.terms.perGroupMinor = 399_999_999n),
      beyondWindow: (draft: Draft) => void (draft.terms.perWindowMinor = 399_999_999n),
      fundShort: (draft: Draft) => void (draft.request.reserveMinor = 399_999_999n),
      premiumNotPaid: (draft: Draft) => void (draft.request.cashMinor = 0n),
    },
    apart: (['beyondBeneficiary', 'beyondGroup', 'beyondWindow', 'fundShort', 'premiumNotPaid'] as const).map(
      (reason) => ['capNotPositive', reason] as const,
    ),
  }
  type Writable<T> = { -readonly [Key in keyof T]: T[Key] }
  type Draft = { book: ReturnType<typeof createGuaranteeBook>; terms: Writable<typeof terms>; request: Writable<CoverRequest> }

  test.each(spoiltTwice(refusable))('table: $earlier before $later, and nothing is sold', ({ earlier, draft }) => {
    expect(reasonOf(buyCover(draft.book, draft.terms, draft.request))).toBe(earlier)
    expect(draft.book.covers.size + draft.book.windows.size).toBe(0)
  })

  test('property: caps sold never exceed a limit, whoever buys how often', () => {
    const buying = fc.record({ account: fc.integer({ min: 0, max: 5 }), cap: fc.bigInt({ min: 1n, max: 600_000_000n }) })
    fc.assert(
      fc.property(fc.array(buying, { maxLength: 40 }), (buyings) => {
        const book = createGuaranteeBook()
        buyings.forEach(({ account, cap }, index) => {
          // Accounts 0 to 2 are one group, 3 to 5 another.
          const group = account < 3 ? 'g' : 'h'
          buyCover(book, terms, { ...request, id: `c${index}`, account: `a${account}`, group, capMinor: cap })
        })
        const covers = [...book.covers.values()]
        const capOf = (kept: typeof covers): bigint => kept.reduce((sum, { capMinor }) => sum + capMinor, 0n)
        expect(capOf(covers) <= terms.perWindowMinor).toBe(true)
        for (const group of ['g', 'h']) {
          expect(capOf(covers.filter((cover) => cover.group === group)) <= terms.perGroupMinor).toBe(true)
        }
        for (let account = 0; account < 6; account++) {
          expect(capOf(covers.filter((cover) => cover.account === `a${account}`)) <= terms.perBeneficiaryMinor).toBe(true)
        }
      }),
    )
  })
})

describe('entitlementOf', () => {
  // A deductible of 100 and four fifths of the rest, up to a cap of 400: reached at a loss of 600.
  test.each([
    [0n, 0n],
    [99n, 0n],
    [100n, 0n],
    [101n, 0n],
    [102n, 1n],
    [200n, 80n],
    [599n, 399n],
    [600n, 400n],
    [601n, 400n],
    [1_000_000n, 400n],
  ])('table: a loss of %d gives %d', (lostMinor, entitled) => {
    expect(entitlementOf({ deductibleMinor: 100n, coveredBps: 8_000n }, { lostMinor, capMinor: 400n })).toBe(entitled)
  })
})

describe('closeWindows', () => {
  test.each([
    [12_299, 0],
    [12_300, 0],
    [12_301, 1],
  ])('table: at %d, %d covers of a window that ended at 12,000 are over', (at, over) => {
    const book = bookWith([{ id: 'a', account: 'maker', group: 'm', capMinor: 1n }])
    expect(closeWindows(book, terms, timeUs(at)).length).toBe(over)
    expect([book.covers.size, book.windows.size]).toEqual([1 - over, 1 - over])
  })
})

describe('noteClaim', () => {
  test('behavior: a claim that is paid nothing counts, and makes nobody wait', () => {
    const book = bookWith([{ id: 'a', account: 'maker', group: 'm', capMinor: 500n }])
    const cover = book.covers.get('a')
    const window = book.windows.get(1)
    if (cover === undefined || window === undefined) throw new Error('a cover was bought')
    noteClaim(book, terms, { cover, trades: ['t'], at: timeUs(12_000), tally: { lostMinor: 90n, paidMinor: 0n } })
    expect(tallyOf(window, 'm')).toEqual({ lostMinor: 90n, paidMinor: 0n })
    expect(window.claimed).toEqual(['t'])
    expect(reasonOf(buyCover(book, terms, { ...request, at: timeUs(12_000) }))).toBe('sold')
  })

  test('error: no group is paid beyond the caps it bought, nor less than before', () => {
    const book = bookWith([{ id: 'a', account: 'maker', group: 'm', capMinor: 500n }])
    const cover = book.covers.get('a')
    const window = book.windows.get(1)
    if (cover === undefined || window === undefined) throw new Error('a cover was bought')
    const claim = { cover, trades: ['t'], at: timeUs(12_000) }
    expect(() => {
      noteClaim(book, terms, { ...claim, tally: { lostMinor: 900n, paidMinor: 501n } })
    }).toThrow('no group is paid beyond its caps')
    noteClaim(book, terms, { ...claim, tally: { lostMinor: 900n, paidMinor: 500n } })
    expect(() => {
      noteClaim(book, terms, { ...claim, tally: { lostMinor: 900n, paidMinor: 499n } })
    }).toThrow('no group is paid beyond its caps')
    expect(tallyOf(window, 'm')).toEqual({ lostMinor: 900n, paidMinor: 500n })
    expect(reasonOf(buyCover(book, terms, { ...request, at: timeUs(12_000) }))).toBe('coolingDown')
    expect(reasonOf(buyCover(book, terms, { ...request, at: timeUs(17_000) }))).toBe('sold')
  })
})
