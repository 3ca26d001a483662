import { expect, test } from 'vitest'
import { InvariantError } from '../base/assert.ts'
import { accountOf, createLedger, openAccount, type AccountOpening, type AccountRefusal } from './account.ts'
import { availableOf, balanceOf, pendingOf, remainingOf } from './balance.ts'

const reserve: AccountOpening = { id: 'reserve', asset: 'USDT', mustStayInCredit: true }

test('default: a new account holds nothing', () => {
  const ledger = createLedger()
  expect(openAccount(ledger, reserve)).toEqual({ ok: true, value: undefined })
  expect(accountOf(ledger, 'reserve')).toEqual({ ...reserve, debitsPosted: 0n, creditsPosted: 0n, debitsPending: 0n, creditsPending: 0n })
  expect([balanceOf(ledger, 'reserve'), availableOf(ledger, 'reserve'), pendingOf(ledger, 'reserve')]).toEqual([0n, 0n, 0n])
  expect(remainingOf(ledger, '1:0')).toBe(0n)
})

const refusals: readonly (readonly [AccountOpening, AccountRefusal])[] = [
  [{ id: '', asset: '', mustStayInCredit: true }, { kind: 'idMustNotBeEmpty' }],
  [{ id: 'reserve', asset: '', mustStayInCredit: true }, { kind: 'assetMustNotBeEmpty' }],
  [
    { id: 'reserve', asset: 'BTC', mustStayInCredit: false },
    { kind: 'accountExists', id: 'reserve' },
  ],
]
test.each(refusals)('table: opening %o is refused and changes nothing', (opening, refusal) => {
  const ledger = createLedger()
  openAccount(ledger, reserve)
  expect(openAccount(ledger, opening)).toEqual({ ok: false, refusal })
  expect([...ledger.accounts.values()]).toMatchObject([reserve])
})

test('error: an account that was never opened has no balance', () => {
  const ledger = createLedger()
  for (const read of [accountOf, balanceOf, availableOf, pendingOf]) expect(() => read(ledger, 'x')).toThrow(InvariantError)
})
