import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeUs } from '../base/time.ts'
import { createLedger, openAccount } from '../ledger/account.ts'
import { auditLedger } from '../ledger/audit.ts'
import { availableOf, balanceOf, remainingOf } from '../ledger/balance.ts'
import { postTransfer } from '../ledger/post.ts'
import { houseAccounts, houseOpenings, memberAccounts, memberOpenings } from './member-chart.ts'
import {
  depositPostings,
  liquidationFeePostings,
  lockPostings,
  resultPostings,
  shortfallPostings,
  unlockPostings,
  type MemberBooks,
} from './member-postings.ts'
import type { Posting } from './postings.ts'

const { cash, owed } = memberAccounts('a')

function books(): {
  read: () => MemberBooks
  book: (postings: readonly Posting[]) => void
  balance: (id: string) => bigint
  findings: () => number
} {
  const ledger = createLedger()
  for (const opening of [...houseOpenings('USDT', []), ...memberOpenings('a', 'USDT')]) expect(openAccount(ledger, opening).ok).toBe(true)
  let seq = 0
  let lockId = ''
  return {
    read: () => ({
      member: 'a',
      asset: 'USDT',
      available: availableOf(ledger, cash),
      owed: -balanceOf(ledger, owed),
      lock: { id: lockId, remaining: remainingOf(ledger, lockId) },
    }),
    book: (postings) => {
      for (const posting of postings) {
        const id = `${(seq += 1)}:0`
        const outcome = postTransfer(ledger, { ...posting, id, at: timeUs(seq) })
        expect(outcome.ok ? undefined : outcome.refusal).toBeUndefined()
        if (posting.kind === 'pending') lockId = id
      }
    },
    balance: (id) => balanceOf(ledger, id),
    findings: () => auditLedger(ledger).findings.length,
  }
}

test('table: a loss is paid from the lock, then from cash, and the rest is owed until money comes in', () => {
  const { read, book, balance } = books()
  book(depositPostings(read(), 100n))
  book(lockPostings(read(), 60n))
  book(resultPostings(read(), -90n, 'positionLoss'))
  expect([read().lock.remaining, read().available, read().owed]).toEqual([0n, 10n, 0n])
  book(liquidationFeePostings(read(), 15n))
  expect([read().available, read().owed, balance('liquidationFees:USDT')]).toEqual([0n, 5n, 15n])
  book(depositPostings(read(), 8n))
  expect([read().available, read().owed]).toEqual([3n, 0n])
  book(resultPostings(read(), -20n, 'positionLoss'))
  book(shortfallPostings(read()))
  expect([read().owed, balance(houseAccounts('USDT').shortfall), balance('clearing:USDT')]).toEqual([0n, -17n, 110n])
})

test('property: whatever comes, cash is not below 0, nobody owes beside free cash once unlocked, and every unit has an account', () => {
  const event = fc.record({
    kind: fc.constantFrom('deposit', 'result', 'fee', 'lock', 'unlock'),
    minor: fc.bigInt({ min: -500n, max: 500n }),
  })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const { read, book, balance, findings } = books()
      for (const { kind, minor } of events) {
        const positive = minor < 0n ? -minor : minor
        if (kind === 'deposit') book(depositPostings(read(), positive))
        else if (kind === 'result') book(resultPostings(read(), minor, 'result'))
        else if (kind === 'fee') book(liquidationFeePostings(read(), minor))
        else if (kind === 'lock' && read().lock.remaining === 0n)
          book(lockPostings(read(), positive < read().available ? positive : read().available))
        else if (kind === 'unlock') book(unlockPostings(read()))
        expect(read().available >= 0n && read().owed >= 0n).toBe(true)
        if (read().lock.remaining === 0n) expect(read().owed === 0n || read().available === 0n).toBe(true)
      }
      expect(findings()).toBe(0)
      const { outside, clearing, liquidationFees } = houseAccounts('USDT')
      expect(balance(cash) + balance(owed) + balance(clearing) + balance(liquidationFees)).toBe(-balance(outside))
    }),
  )
})
