import { expect, test, vi } from 'vitest'
import { insolventInAuction } from '../../../test/auction-drive.ts'
import { kindsOf, tenthModel } from '../../../test/margin-drive.ts'
import { insuranceFundAccount, lossMoneyOpening } from '../../accounting/loss-chart.ts'
import { openAccount } from '../../ledger/account.ts'
import { postTransfer } from '../../ledger/post.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const fund = insuranceFundAccount('USDT')

// Equity -100 and maintenance margin 445: 545 are short.
test.each([
  [0, 'withdrawalRefused'],
  [544_999_999n, 'withdrawalRefused'],
  [545_000_000n, 'withdrawalPaid'],
])('table: with %s in the fund', (held, kind) => {
  const drive = insolventInAuction()
  openAccount(drive.state.ledger, lossMoneyOpening(fund, 'USDT'))
  const paidIn = { kind: 'posted', debit: 'outside:USDT', credit: fund, minor: BigInt(held), reason: 'test' } as const
  if (held !== 0) expect(postTransfer(drive.state.ledger, { ...paidIn, id: `${drive.state.seq}:99`, at: drive.now() }).ok).toBe(true)
  const outcome = drive.withdraw('third', 10)
  expect(kindsOf(outcome)).toEqual([kind])
  if (held === 0) expect(outcome.decisions[0]?.body).toMatchObject({ why: 'insolventAuctions' })
})

test('behavior: released once the portfolio has been sold, and never held without a fund', () => {
  const drive = insolventInAuction()
  expect(kindsOf(drive.withdraw('third', 10))).toEqual(['withdrawalPaid'])
  openAccount(drive.state.ledger, lossMoneyOpening(fund, 'USDT'))
  expect(kindsOf(drive.withdraw('third', 10))).toEqual(['withdrawalRefused'])
  drive.bid('maker', 10, 0)
  expect(kindsOf(drive.withdraw('third', 10))).toEqual(['withdrawalPaid'])
})
