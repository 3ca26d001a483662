import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spoiltTwice } from '../../test/refusal-order.ts'
import { supportTerms as terms } from '../../test/support-terms.ts'
import { timeUs } from '../base/time.ts'
import {
  carriedBy,
  createSupportBook,
  requestLoan,
  type BorrowerStanding,
  type LoanRefusal,
  type LoanRequest,
  type SupportBook,
} from './collateral-support.ts'
import { coolDown } from './cool-down.ts'
import { repayLoan } from './support-loan.ts'

const known: Extract<BorrowerStanding, { kind: 'known' }> = { kind: 'known', equityMinor: 2_000n, dueMinor: 900n, liquidMinor: 200n }
const request: LoanRequest = {
  id: 'l',
  account: 'fund-7',
  group: 'fund',
  at: timeUs(10_500),
  wantedMinor: 500n,
  marketBps: 500n,
  // 1,000 less a fifth, of which nine tenths are lent: 720.
  pledges: [{ asset: 'BTC', valueMinor: 1_000n, haircutBps: 2_000n }],
  standing: known,
  reserveMinor: 1_000_000n,
}
const reasonOf = (outcome: ReturnType<typeof requestLoan>): LoanRefusal['reason'] | 'granted' =>
  outcome.ok ? 'granted' : outcome.refusal.reason
const ask = (change: Partial<LoanRequest>, limits: Partial<typeof terms> = {}) =>
  requestLoan(createSupportBook(), { ...terms, ...limits }, { ...request, ...change })

describe('requestLoan', () => {
  test('behavior: a loan bears the penal rate of its moment for its term', () => {
    // 5 % + 3 % + 7 % in the middle of 0 to 500 of 2,000.
    expect(ask({})).toMatchObject({
      ok: true,
      value: { principalMinor: 500n, lentMinor: 500n, ratePpb: 88_750_000n, grantedAt: 10_500, dueAt: 10_500 + terms.termFor },
    })
  })

  test.each([
    ['what it lacks', { wantedMinor: 700n }, 'granted'],
    ['one more than it lacks', { wantedMinor: 701n }, 'beyondNeed'],
    ['what the collateral carries', { wantedMinor: 720n, standing: { ...known, dueMinor: 9_000n } }, 'granted'],
    ['one more than it carries', { wantedMinor: 721n, standing: { ...known, dueMinor: 9_000n } }, 'collateralShort'],
    ['nothing', { wantedMinor: 0n }, 'wantedNotPositive'],
    ['one', { wantedMinor: 1n }, 'granted'],
    ['as much equity as is asked', { standing: { ...known, equityMinor: 100n } }, 'granted'],
    ['one less equity', { standing: { ...known, equityMinor: 99n } }, 'notSolvent'],
    ['as much as it must pay', { standing: { ...known, liquidMinor: 900n } }, 'notIlliquid'],
    ['one less than it must pay', { wantedMinor: 1n, standing: { ...known, liquidMinor: 899n } }, 'granted'],
    ['a reserve of as much', { reserveMinor: 500n }, 'granted'],
    ['a reserve of one less', { reserveMinor: 499n }, 'fundShort'],
  ] as const)('table: %s: %s', (_name, change, reason) => {
    expect(reasonOf(ask(change))).toBe(reason)
  })

  test.each([
    ['perBeneficiaryMinor', 'beyondBeneficiary'],
    ['perGroupMinor', 'beyondGroup'],
    ['perEpochMinor', 'beyondEpoch'],
    ['budgetMinor', 'beyondBudget'],
  ] as const)('table: a limit %s of one less, as much, one more', (limit, reason) => {
    expect(ask({}, { [limit]: 499n })).toEqual({ ok: false, refusal: { reason, availableMinor: 499n } })
    expect(reasonOf(ask({}, { [limit]: 500n }))).toBe('granted')
    expect(reasonOf(ask({}, { [limit]: 501n }))).toBe('granted')
  })

  test('behavior: an account without equity is not solvent, whatever it is asked', () => {
    expect(reasonOf(ask({ standing: { ...known, equityMinor: 0n } }, { equityAtLeastBps: 0n }))).toBe('notSolvent')
    expect(reasonOf(ask({ standing: { ...known, equityMinor: 1n } }, { equityAtLeastBps: 0n }))).toBe('granted')
  })

  test('behavior: what an epoch granted is not free again when it is paid back, what stands is', () => {
    const book = createSupportBook()
    const tight = { ...terms, perEpochMinor: 800n, budgetMinor: 800n, coolDownFor: terms.callDueFor }
    const again = (at: number) => reasonOf(requestLoan(book, tight, { ...request, id: `l${at}`, account: 'b', group: 'b', at: timeUs(at) }))
    requestLoan(book, tight, request)
    expect(again(10_500)).toBe('beyondEpoch')
    repayLoan(book, tight, { id: 'l', minor: 1_000n, at: timeUs(10_600) })
    expect(again(10_600)).toBe('beyondEpoch')
    // The epochs are 1,000 long.
    expect(again(11_000)).toBe('granted')
  })
})

describe('the order of refusals', () => {
  type Writable<T> = { -readonly [Key in keyof T]: T[Key] }
  type Draft = { book: SupportBook; terms: Writable<typeof terms>; request: Writable<LoanRequest> }
  const order = [
    'wantedNotPositive',
    'standingUnknown',
    'notSolvent',
    'notIlliquid',
    'inDefault',
    'coolingDown',
    'beyondNeed',
    'collateralShort',
    'beyondBeneficiary',
    'beyondGroup',
    'beyondEpoch',
    'beyondBudget',
    'fundShort',
  ] satisfies LoanRefusal['reason'][]
  const stand =
    (change: Partial<typeof known>) =>
    ({ request: { standing }, request: draft }: Draft): void => {
      draft.standing = { ...(standing.kind === 'known' ? standing : known), ...change }
    }
  const spoil: Record<(typeof order)[number], (draft: Draft) => void> = {
    wantedNotPositive: (draft) => void (draft.request.wantedMinor = 0n),
    standingUnknown: (draft) => void (draft.request.standing = { kind: 'unknown' }),
    notSolvent: stand({ equityMinor: 49n }),
    notIlliquid: stand({ liquidMinor: 900n }),
    inDefault: (draft) => void draft.book.barred.set('fund', 1n),
    coolingDown: (draft) => {
      coolDown(draft.book.coolDowns, 'fund', { at: request.at, waitFor: terms.coolDownFor })
    },
    beyondNeed: stand({ liquidMinor: 401n }),
    collateralShort: (draft) => void (draft.request.pledges = []),
    beyondBeneficiary: (draft) => void (draft.terms.perBeneficiaryMinor = 499n),
    beyondGroup: (draft) => void (draft.terms.perGroupMinor = 499n),
    beyondEpoch: (draft) => void (draft.terms.perEpochMinor = 499n),
    beyondBudget: (draft) => void (draft.terms.budgetMinor = 499n),
    fundShort: (draft) => void (draft.request.reserveMinor = 499n),
  }
  const ofAmount = [
    'notSolvent',
    'beyondNeed',
    'collateralShort',
    'beyondBeneficiary',
    'beyondGroup',
    'beyondEpoch',
    'beyondBudget',
    'fundShort',
  ] as const
  const apart = [
    ...ofAmount.map((reason) => ['wantedNotPositive', reason] as const),
    ...(['notSolvent', 'notIlliquid', 'beyondNeed'] as const).map((reason) => ['standingUnknown', reason] as const),
    ['notIlliquid', 'beyondNeed'] as const,
  ]
  const draft = (): Draft => ({ book: createSupportBook(), terms: { ...terms }, request: { ...request } })

  test.each(spoiltTwice({ order, draft, spoil, apart }))(
    'table: $earlier before $later, and nothing is lent',
    ({ earlier, draft: spoilt }) => {
      expect(reasonOf(requestLoan(spoilt.book, spoilt.terms, spoilt.request))).toBe(earlier)
      expect(spoilt.book.loans.size + spoilt.book.allowance.standing.size + spoilt.book.allowance.ofEpoch.size).toBe(0)
    },
  )
})

describe('carriedBy', () => {
  test('table: haircut, share, rounding down, several pledges, none', () => {
    const pledge = { asset: 'BTC', valueMinor: 1_001n, haircutBps: 5_000n }
    expect(carriedBy([pledge], 10_000n)).toBe(500n)
    expect(carriedBy([pledge, pledge], 9_999n)).toBe(999n)
    expect(carriedBy([], 10_000n)).toBe(0n)
  })
})

describe('laws of loans', () => {
  test('property: over any history what is owed stays within every limit, and what is granted within the epoch', () => {
    const move = fc.record({
      account: fc.integer({ min: 0, max: 5 }),
      wanted: fc.bigInt({ min: 1n, max: 900n }),
      back: fc.boolean(),
      wait: fc.integer({ min: 0, max: 400 }),
    })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const book = createSupportBook()
        let now = 10_000
        const granted = new Map<number, bigint>()
        moves.forEach(({ account, wanted, back, wait }, index) => {
          now += wait
          const at = timeUs(now)
          const oldest = [...book.loans.values()].find((loan) => loan.account === `a${account}`)
          if (back && oldest !== undefined) repayLoan(book, terms, { id: oldest.id, minor: wanted, at })
          const asked = requestLoan(book, terms, {
            ...request,
            id: `l${index}`,
            account: `a${account}`,
            group: account < 3 ? 'g' : 'h',
            at,
            wantedMinor: wanted,
            pledges: [{ asset: 'BTC', valueMinor: 10_000n, haircutBps: 0n }],
            standing: { ...known, equityMinor: 10_000n, dueMinor: 10_000n },
          })
          const epoch = Math.floor((now - 10_000) / 1_000)
          if (asked.ok) granted.set(epoch, (granted.get(epoch) ?? 0n) + wanted)
          expect((granted.get(epoch) ?? 0n) <= terms.perEpochMinor).toBe(true)
          const loans = [...book.loans.values()]
          const owed = (mine: typeof loans): bigint => mine.reduce((sum, { principalMinor }) => sum + principalMinor, 0n)
          expect(owed(loans) <= terms.budgetMinor).toBe(true)
          expect(owed(loans.filter((loan) => loan.group === 'g')) <= terms.perGroupMinor).toBe(true)
          expect(owed(loans.filter((loan) => loan.account === `a${account}`)) <= terms.perBeneficiaryMinor).toBe(true)
        })
      }),
    )
  })

  test('property: a loan taken in parts costs no less than taken at once', () => {
    const part = fc.bigInt({ min: 1n, max: 500n })
    fc.assert(
      fc.property(part, part, (first, second) => {
        const yearlyOf = (wants: readonly bigint[]): bigint => {
          const book = createSupportBook()
          const large = { ...terms, perBeneficiaryMinor: 1_000n, perGroupMinor: 1_000n, perEpochMinor: 1_000n }
          wants.forEach((wantedMinor, index) => {
            const standing = { ...known, equityMinor: 10_000n, dueMinor: 10_000n }
            const pledges = [{ asset: 'BTC', valueMinor: 10_000n, haircutBps: 0n }]
            requestLoan(book, large, { ...request, id: `l${index}`, wantedMinor, standing, pledges })
          })
          expect(book.loans.size).toBe(wants.length)
          return [...book.loans.values()].reduce((sum, loan) => sum + loan.ratePpb * loan.principalMinor, 0n)
        }
        // The rate of a loan is rounded up to a part per billion; what that makes on the whole is all that the parts may be below.
        expect(yearlyOf([first, second]) >= yearlyOf([first + second]) - (first + second)).toBe(true)
      }),
    )
  })
})
