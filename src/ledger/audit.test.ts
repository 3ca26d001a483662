import { describe, expect, test } from 'vitest'
import { timeUs } from '../base/time.ts'
import { createLedger, openAccount, type Account, type Ledger } from './account.ts'
import { auditLedger, type AuditFinding } from './audit.ts'
import { postTransfer } from './post.ts'
import type { PendingTransfer } from './transfer.ts'

const at = timeUs(0)

function sample(): Ledger {
  const ledger = createLedger()
  openAccount(ledger, { id: 'outside', asset: 'USDT', mustStayInCredit: false })
  openAccount(ledger, { id: 'reserve', asset: 'USDT', mustStayInCredit: true })
  openAccount(ledger, { id: 'coins', asset: 'BTC', mustStayInCredit: false })
  postTransfer(ledger, { kind: 'posted', id: '1:0', debit: 'outside', credit: 'reserve', minor: 100n, at, reason: 'opening' })
  postTransfer(ledger, { kind: 'pending', id: '2:0', debit: 'reserve', credit: 'outside', minor: 30n, at, reason: 'order' })
  return ledger
}
const account = (ledger: Ledger, id: string): Account => ledger.accounts.get(id) as Account
const pending = (ledger: Ledger): PendingTransfer => ledger.pending.get('2:0') as PendingTransfer

describe('auditLedger', () => {
  test('default: sound books give a trial balance per asset and no finding', () => {
    expect(auditLedger(sample())).toEqual({
      trialBalances: [
        { asset: 'USDT', debitsPosted: 100n, creditsPosted: 100n, debitsPending: 30n, creditsPending: 30n },
        { asset: 'BTC', debitsPosted: 0n, creditsPosted: 0n, debitsPending: 0n, creditsPending: 0n },
      ],
      findings: [],
    })
  })

  // Columns: what is broken, the kinds found in order.
  const table: readonly (readonly [string, (ledger: Ledger) => void, readonly AuditFinding['kind'][]])[] = [
    ['a posted unit from nowhere', (l) => (account(l, 'reserve').creditsPosted += 1n), ['postedOutOfBalance']],
    [
      'the same unit in two assets',
      (l) => ((account(l, 'reserve').creditsPosted += 1n), (account(l, 'coins').debitsPosted += 1n)),
      ['postedOutOfBalance', 'postedOutOfBalance'],
    ],
    ['a pending unit from nowhere', (l) => (account(l, 'reserve').debitsPending += 1n), ['pendingOutOfBalance', 'pendingDisagrees']],
    ['a reservation lost', (l) => l.pending.delete('2:0'), ['pendingDisagrees', 'pendingDisagrees']],
    ['a reservation halved', (l) => (pending(l).remaining = 15n), ['pendingDisagrees', 'pendingDisagrees']],
    ['a reservation above its size', (l) => (pending(l).remaining = 31n), ['remainingOutOfRange', 'pendingDisagrees', 'pendingDisagrees']],
    [
      'a reservation with nothing left',
      (l) => (pending(l).remaining = 0n),
      ['remainingOutOfRange', 'pendingDisagrees', 'pendingDisagrees'],
    ],
    ['an account gone', (l) => l.accounts.delete('outside'), ['postedOutOfBalance', 'pendingOutOfBalance', 'pendingWithoutAccount']],
    [
      'more spent than there was',
      (l) => ((account(l, 'reserve').debitsPosted = 71n), (account(l, 'outside').creditsPosted = 71n)),
      ['spentBeyondCredits'],
    ],
    [
      'a column below zero',
      (l) => ((account(l, 'outside').creditsPosted = -1n), (account(l, 'outside').debitsPosted = 99n)),
      ['columnBelowZero'],
    ],
  ]
  test.each(table)('table: %s', (_, breakIt, kinds) => {
    const ledger = sample()
    breakIt(ledger)
    expect(auditLedger(ledger).findings.map((finding) => finding.kind)).toEqual(kinds)
  })
})
