import { expect, test } from 'vitest'
import { fundRevenueReceivedPostings, fundRevenueSettledPostings, fundStakedPostings, unstakePaidPostings } from './fund-postings.ts'

test.each([
  [fundStakedPostings, 'outside:USDT', 'insuranceFund:USDT', 'fundStaked'],
  [unstakePaidPostings, 'insuranceFund:USDT', 'outside:USDT', 'unstakePaid'],
  [fundRevenueReceivedPostings, 'outside:USDT', 'fundRevenue:USDT', 'fundRevenueReceived'],
  [fundRevenueSettledPostings, 'fundRevenue:USDT', 'insuranceFund:USDT', 'fundRevenueSettled'],
] as const)('table: %o', (postings, debit, credit, reason) => {
  expect(postings('USDT', 7n)).toEqual([{ kind: 'posted', debit, credit, minor: 7n, reason }])
  expect(postings('USDT', 0n)).toEqual([])
})
