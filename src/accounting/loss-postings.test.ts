import { describe, expect, test } from 'vitest'
import { contributionAccount, insuranceFundAccount, lossMoneyOpening, ownMoneyAccount } from './loss-chart.ts'
import { assessmentPostings, givenBackPostings, lossPostings, putUpPostings, socialisedPostings } from './loss-postings.ts'

const books = { member: 'm1', asset: 'USDT', available: 30n, owed: 0n, lock: { id: '', remaining: 0n } }

test('behavior: what is put up against losses never falls below zero', () => {
  const accounts = [insuranceFundAccount('USDT'), ownMoneyAccount('equity', 'USDT'), contributionAccount('m1')]
  expect(accounts).toEqual(['insuranceFund:USDT', 'ownMoney:equity:USDT', 'contribution:m1'])
  expect(lossMoneyOpening('insuranceFund:USDT', 'USDT')).toEqual({ id: 'insuranceFund:USDT', asset: 'USDT', mustStayInCredit: true })
})

describe('lossPostings', () => {
  test.each([
    [{ kind: 'insuranceFund' } as const, 'insuranceFund:USDT', 'lossPaidByInsuranceFund'],
    [{ kind: 'ownMoney', tranche: 'equity' } as const, 'ownMoney:equity:USDT', 'lossPaidByOwnMoney'],
    [{ kind: 'contribution', member: 'm1' } as const, 'contribution:m1', 'lossPaidByContribution'],
  ])('table: %j pays down what members failed to pay', (payer, debit, reason) => {
    expect(lossPostings(payer, 'USDT', 7n)).toEqual([{ kind: 'posted', debit, credit: 'memberShortfall:USDT', minor: 7n, reason }])
    expect(lossPostings(payer, 'USDT', 0n)).toEqual([])
  })
})

// Columns: assessed, from cash, owed.
test.each([
  [29n, 29n, 0n],
  [30n, 30n, 0n],
  [31n, 30n, 1n],
])('table: an assessment of %s takes %s of the cash and leaves %s owed', (assessed, cash, owed) => {
  const postings = assessmentPostings(books, assessed)
  const from = (account: string): bigint =>
    postings.reduce((sum, posting) => ('debit' in posting && posting.debit === account ? sum + (posting.minor ?? 0n) : sum), 0n)
  expect([from('memberCash:m1'), from('memberOwed:m1')]).toEqual([cash, owed])
  expect(postings.every((posting) => 'credit' in posting && posting.credit === 'memberShortfall:USDT')).toBe(true)
})

test('behavior: money is put up, given back, and kept from a withdrawal', () => {
  expect(putUpPostings('equity:USDT', 'insuranceFund:USDT', 5n)).toMatchObject([
    { debit: 'equity:USDT', credit: 'insuranceFund:USDT', minor: 5n },
  ])
  expect(givenBackPostings('contribution:m1', 'outside:USDT', 5n)).toMatchObject([{ debit: 'contribution:m1', credit: 'outside:USDT' }])
  expect(socialisedPostings(books, 5n)).toMatchObject([
    { debit: 'memberCash:m1', credit: 'memberShortfall:USDT', reason: 'lossSocialised' },
  ])
})
