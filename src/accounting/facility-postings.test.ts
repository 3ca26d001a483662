import { describe, expect, test } from 'vitest'
import {
  claimPostings,
  coverEndPostings,
  coverPostings,
  drawPostings,
  holdPostings,
  loanPostings,
  recoveryPostings,
  repaymentPostings,
  returnPostings,
  reviewPostings,
} from './facility-postings.ts'
import type { MemberBooks } from './member-postings.ts'
import type { Posting } from './postings.ts'

const books: MemberBooks = { member: 'm', asset: 'USDT', available: 1_000n, owed: 0n, lock: { id: '', remaining: 0n } }
/** A posting as one line, shorter than it is. */
const lineOf = (posting: Posting): string => {
  if (posting.kind === 'postPending') return `post ${posting.pendingId} ${posting.minor} ${posting.reason}`
  if (posting.kind === 'voidPending') return `void ${posting.pendingId} ${posting.reason}`
  return `${posting.kind} ${posting.debit} > ${posting.credit} ${posting.minor} ${posting.reason}`
}
const linesOf = (postings: readonly Posting[]): readonly string[] => postings.map(lineOf)

describe('postings of covers', () => {
  test('table: sold, claimed over two covers, ended', () => {
    expect(linesOf(coverPostings(books, { capMinor: 500n, premiumMinor: 9n }))).toEqual([
      'pending reserve:USDT > guaranteed:USDT 500 coverReserved',
      'posted memberCash:m > premium:USDT 9 premiumPaid',
    ])
    const covers = [
      { id: 'a', remaining: 60n },
      { id: 'b', remaining: 60n },
    ]
    expect(linesOf(claimPostings(books, covers, 80n))).toEqual([
      'post a 60 claimCharged',
      'post b 20 claimCharged',
      'posted guaranteed:USDT > memberCash:m 80 claimPaid',
    ])
    expect(linesOf(claimPostings({ ...books, owed: 30n }, covers, 50n)).slice(1)).toEqual([
      'posted guaranteed:USDT > memberOwed:m 30 claimPaid',
      'posted guaranteed:USDT > memberCash:m 20 claimPaid',
    ])
    expect(linesOf(coverEndPostings('USDT', { held: { id: 'a', remaining: 1n }, premiumMinor: 9n }))).toEqual([
      'void a coverReleased',
      'posted premium:USDT > reserve:USDT 9 premiumEarned',
    ])
    expect(linesOf(coverEndPostings('USDT', { held: { id: 'a', remaining: 0n }, premiumMinor: 0n }))).toEqual([])
  })

  test('error: a claim beyond what was set aside', () => {
    expect(() => claimPostings(books, [{ id: 'a', remaining: 60n }], 61n)).toThrow('out of what was set aside')
  })
})

describe('postings of loans', () => {
  const pledges = [{ asset: 'BTC', minor: 7n }]

  test('table: paid out, paid back, returned, recovered', () => {
    expect(linesOf(loanPostings({ ...books, owed: 40n }, { minor: 100n, pledges }))).toEqual([
      'posted memberCollateral:BTC:m > loanPledge:BTC 7 loanPledged',
      'posted memberBorrowed:m > loans:USDT 100 loanNoted',
      'posted reserve:USDT > memberOwed:m 40 loanPaidOut',
      'posted reserve:USDT > memberCash:m 60 loanPaidOut',
    ])
    expect(linesOf(repaymentPostings(books, { interestMinor: 3n, principalMinor: 100n }))).toEqual([
      'posted memberCash:m > reserve:USDT 3 loanInterestPaid',
      'posted memberCash:m > reserve:USDT 100 loanRepaid',
      'posted loans:USDT > memberBorrowed:m 100 loanNoted',
    ])
    expect(linesOf(returnPostings('m', pledges))).toEqual(['posted loanPledge:BTC > memberCollateral:BTC:m 7 loanPledgeReturned'])
    const recovery = { pledges, broughtMinor: 110n, principalMinor: 90n, interestMinor: 5n, lossMinor: 10n }
    expect(linesOf(recoveryPostings(books, recovery))).toEqual([
      'posted loanPledge:BTC > collateralTaken:BTC 7 loanPledgeTaken',
      'posted collateralPaid:USDT > reserve:USDT 5 loanInterestPaid',
      'posted collateralPaid:USDT > reserve:USDT 90 loanRepaid',
      'posted loans:USDT > memberBorrowed:m 90 loanNoted',
      'posted collateralPaid:USDT > memberCash:m 15 loanPledgeOver',
      'posted loans:USDT > memberBorrowed:m 10 loanWrittenOff',
    ])
  })

  test('error: collateral that pays more than it brings', () => {
    const recovery = { pledges, broughtMinor: 94n, principalMinor: 90n, interestMinor: 5n, lossMinor: 0n }
    expect(() => recoveryPostings(books, recovery)).toThrow('no more than it brings')
  })
})

describe('postings of draws', () => {
  test('table: drawn, held, kept, released, and nothing of nothing', () => {
    expect(linesOf(drawPostings('USDT', 150n))).toEqual(['posted reserve:USDT > memberShortfall:USDT 150 lossPaidByFund'])
    expect(linesOf(holdPostings(books, 60n))).toEqual(['pending memberCash:m > reserve:USDT 60 gainHeld'])
    expect(linesOf(reviewPostings({ id: 'h', remaining: 60n }, 'kept'))).toEqual(['post h 60 gainKept'])
    expect(linesOf(reviewPostings({ id: 'h', remaining: 60n }, 'released'))).toEqual(['void h gainReleased'])
    expect(linesOf(reviewPostings({ id: 'h', remaining: 0n }, 'kept'))).toEqual([])
    expect(() => drawPostings('USDT', -1n)).toThrow('non-negative')
  })
})
