import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { supportTerms as terms } from '../../test/support-terms.ts'
import { timeUs } from '../base/time.ts'
import { createSupportBook, requestLoan, type LoanRequest, type Pledge, type SupportBook } from './collateral-support.ts'
import { yearUs } from './loan-interest.ts'
import { loansOf, owedOn, repayLoan, reviewLoan, writeOffLoan } from './support-loan.ts'

const pledge = (valueMinor: bigint): readonly Pledge[] => [{ asset: 'BTC', valueMinor, haircutBps: 2_000n }]
const request: LoanRequest = {
  id: 'l',
  account: 'fund-7',
  group: 'fund',
  at: timeUs(10_500),
  wantedMinor: 500n,
  marketBps: 500n,
  pledges: pledge(1_000n),
  standing: { kind: 'known', equityMinor: 2_000n, dueMinor: 900n, liquidMinor: 200n },
  reserveMinor: 1_000_000n,
}

function lent(change: Partial<LoanRequest> = {}, using = terms): SupportBook {
  const book = createSupportBook()
  const granted = requestLoan(book, using, { ...request, ...change })
  if (!granted.ok) throw new Error(granted.refusal.reason)
  return book
}

describe('repayLoan', () => {
  // 500 at 8.875 % for a year: 44.375, so 45.
  const aYear = { ...terms, termFor: (2 * Number(yearUs)) as typeof terms.termFor }
  const yearOn = timeUs(10_500 + Number(yearUs))

  test.each([
    [44n, { interestMinor: 44n, principalMinor: 0n, excessMinor: 0n, isOver: false }],
    [45n, { interestMinor: 45n, principalMinor: 0n, excessMinor: 0n, isOver: false }],
    [46n, { interestMinor: 45n, principalMinor: 1n, excessMinor: 0n, isOver: false }],
    [544n, { interestMinor: 45n, principalMinor: 499n, excessMinor: 0n, isOver: false }],
    [545n, { interestMinor: 45n, principalMinor: 500n, excessMinor: 0n, isOver: true }],
    [546n, { interestMinor: 45n, principalMinor: 500n, excessMinor: 1n, isOver: true }],
  ])('table: %d of 545', (minor, parts) => {
    const book = lent({}, aYear)
    expect(repayLoan(book, aYear, { id: 'l', minor, at: yearOn })).toMatchObject({ ok: true, value: parts })
    expect(book.loans.size).toBe(parts.isOver ? 0 : 1)
  })

  test('error: nothing, or of no loan; the first is said first', () => {
    const book = lent()
    expect(repayLoan(book, terms, { id: 'none', minor: 0n, at: timeUs(10_600) })).toEqual({
      ok: false,
      refusal: { reason: 'minorNotPositive' },
    })
    expect(repayLoan(book, terms, { id: 'none', minor: 1n, at: timeUs(10_600) })).toEqual({ ok: false, refusal: { reason: 'loanUnknown' } })
  })

  test('behavior: a loan that ended lets its group wait', () => {
    const book = lent()
    repayLoan(book, terms, { id: 'l', minor: 501n, at: timeUs(10_600) })
    expect(requestLoan(book, terms, { ...request, id: 'm', at: timeUs(11_299) })).toMatchObject({
      refusal: { reason: 'coolingDown', until: 11_300 },
    })
    expect(requestLoan(book, terms, { ...request, id: 'm', at: timeUs(11_300) }).ok).toBe(true)
  })

  test('property: whatever is paid when, interest is at least the exact one, and nothing is taken beyond what is owed', () => {
    const paying = fc.record({ wait: fc.integer({ min: 0, max: 90 }), minor: fc.bigInt({ min: 1n, max: 200n }) })
    fc.assert(
      fc.property(fc.array(paying, { minLength: 1, maxLength: 15 }), (payings) => {
        const book = lent({}, aYear)
        const rate = book.loans.get('l')?.ratePpb ?? 0n
        let [now, principal, exact, interest] = [10_500, 500n, 0n, 0n]
        for (const { wait, minor } of payings) {
          const waited = wait * 86_400_000_000
          now += waited
          exact += principal * rate * BigInt(waited)
          const paid = repayLoan(book, aYear, { id: 'l', minor, at: timeUs(now) })
          if (!paid.ok) break
          interest += paid.value.interestMinor
          principal -= paid.value.principalMinor
          expect(paid.value.interestMinor + paid.value.principalMinor + paid.value.excessMinor).toBe(minor)
          expect(paid.value.excessMinor === 0n || paid.value.isOver).toBe(true)
          if (paid.value.isOver) expect(interest * 1_000_000_000n * yearUs >= exact).toBe(true)
        }
      }),
    )
  })
})

describe('reviewLoan', () => {
  // A loan of 500 owes 501 at once, as interest is rounded up; 626.25 of collateral carry that.
  test.each([
    [627n, 'stands'],
    [626n, 'called'],
    [625n, 'called'],
  ])('table: collateral of %d: %s', (value, kind) => {
    expect(reviewLoan(lent(), terms, { id: 'l', at: timeUs(10_600), pledges: pledge(value) }).kind).toBe(kind)
  })

  test.each([
    [10_699, 'stands'],
    [10_700, 'defaulted'],
    [10_701, 'defaulted'],
  ])('table: a call of 10,600 that is not met by %d: %s', (at, kind) => {
    const book = lent()
    const called = reviewLoan(book, terms, { id: 'l', at: timeUs(10_600), pledges: pledge(500n) })
    expect(called).toEqual({ kind: 'called', call: { shortMinor: 101n, dueAt: 10_700 } })
    expect(reviewLoan(book, terms, { id: 'l', at: timeUs(at), pledges: pledge(500n) }).kind).toBe(kind)
  })

  test.each([
    [15_499, 'stands'],
    [15_500, 'defaulted'],
  ])('table: a term that ends at 15,500, at %d: %s', (at, kind) => {
    expect(reviewLoan(lent(), terms, { id: 'l', at: timeUs(at), pledges: undefined }).kind).toBe(kind)
  })

  test('behavior: a call is met by collateral or by payment, and is then forgotten', () => {
    const book = lent()
    const look = (at: number, value: bigint) => reviewLoan(book, terms, { id: 'l', at: timeUs(at), pledges: pledge(value) }).kind
    expect([look(10_600, 500n), look(10_650, 700n), look(10_660, 500n)]).toEqual(['called', 'callMet', 'called'])
    repayLoan(book, terms, { id: 'l', minor: 101n, at: timeUs(10_670) })
    expect(look(10_670, 500n)).toBe('callMet')
  })

  test('behavior: without a value no call is issued, met or overdue', () => {
    const book = lent()
    const unknown = (at: number) => reviewLoan(book, terms, { id: 'l', at: timeUs(at), pledges: undefined }).kind
    expect(unknown(10_550)).toBe('stands')
    reviewLoan(book, terms, { id: 'l', at: timeUs(10_600), pledges: pledge(500n) })
    expect(unknown(10_800)).toBe('stands')
    expect(book.loans.get('l')?.call).toBeDefined()
    expect(reviewLoan(book, terms, { id: 'l', at: timeUs(10_801), pledges: pledge(500n) }).kind).toBe('defaulted')
  })
})

describe('default', () => {
  const inDefault = (): SupportBook => {
    const book = lent()
    reviewLoan(book, terms, { id: 'l', at: timeUs(15_500), pledges: undefined })
    return book
  }

  test('behavior: interest stands still, what is recovered is principal first, and no one of its group borrows', () => {
    const book = inDefault()
    const loan = book.loans.get('l')
    if (loan === undefined) throw new Error('a loan in default is in the book')
    expect(owedOn(loan, timeUs(Number(yearUs)))).toEqual({ principalMinor: 500n, interestMinor: 1n })
    expect(requestLoan(book, terms, { ...request, id: 'm', account: 'twin', at: timeUs(15_600) })).toMatchObject({
      refusal: { reason: 'inDefault' },
    })
    const part = repayLoan(book, terms, { id: 'l', minor: 400n, at: timeUs(15_600) })
    expect(part).toMatchObject({ value: { principalMinor: 400n, interestMinor: 0n, isOver: false } })
    expect(writeOffLoan(book, terms, { id: 'l', at: timeUs(15_700) })).toBe(100n)
    expect([book.loans.size, book.barred.get('fund'), book.allowance.standing.size]).toEqual([0, 100n, 0])
    expect(requestLoan(book, terms, { ...request, id: 'm', at: timeUs(99_000) })).toMatchObject({ refusal: { reason: 'inDefault' } })
  })

  test('behavior: recovered in full it leaves no loss and bars nobody', () => {
    const book = inDefault()
    expect(repayLoan(book, terms, { id: 'l', minor: 500n, at: timeUs(15_600) })).toMatchObject({
      value: { principalMinor: 500n, isOver: false },
    })
    expect(writeOffLoan(book, terms, { id: 'l', at: timeUs(15_700) })).toBe(0n)
    expect(book.barred.size).toBe(0)
  })

  test('error: a loan that is not in default is not given up', () => {
    expect(() => writeOffLoan(lent(), terms, { id: 'l', at: timeUs(10_600) })).toThrow('only a loan in default')
  })
})

describe('loansOf', () => {
  test('behavior: the lowest number first, then the older, then by id', () => {
    const book = createSupportBook()
    const grant = (id: string, at: number, seniority: number): void => {
      const granted = requestLoan(book, { ...terms, seniority }, { ...request, id, at: timeUs(at), wantedMinor: 100n })
      if (!granted.ok) throw new Error(granted.refusal.reason)
    }
    grant('c', 10_500, 2)
    grant('b', 10_500, 1)
    grant('a', 10_500, 1)
    grant('d', 10_600, 0)
    expect(loansOf(book, 'fund-7').map((loan) => loan.id)).toEqual(['d', 'a', 'b', 'c'])
    expect(loansOf(book, 'other')).toEqual([])
  })
})
