import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyExecution, flat } from '../backstop/position.ts'
import { timeUs } from '../base/time.ts'
import { createLedger, openAccount, type Ledger } from '../ledger/account.ts'
import { auditLedger } from '../ledger/audit.ts'
import { availableOf, balanceOf, remainingOf } from '../ledger/balance.ts'
import { postTransfer } from '../ledger/post.ts'
import { roundedPerpetual } from '../../test/instruments.ts'
import { facilityAccounts, facilityOpenings, reserveAccounts, reserveOpenings } from './chart.ts'
import { fillPostings, markPostings, openingPostings, releasePostings, reservationPostings, type Posting } from './postings.ts'

const accounts = { ...reserveAccounts('USDT'), ...facilityAccounts('assetPurchase', 'BTC/USDT:USDT') }

function books(openingMinor: bigint): { ledger: Ledger; book: (postings: readonly Posting[]) => readonly string[] } {
  const ledger = createLedger()
  let seq = 0
  for (const opening of [...reserveOpenings('USDT'), ...facilityOpenings(accounts, 'USDT')])
    expect(openAccount(ledger, opening).ok).toBe(true)
  const book = (postings: readonly Posting[]): readonly string[] =>
    postings.map((posting) => {
      const id = `${++seq}:0`
      const outcome = postTransfer(ledger, { ...posting, id, at: timeUs(seq) })
      expect(outcome.ok ? undefined : outcome.refusal).toBeUndefined()
      return id
    })
  book(openingPostings(accounts, openingMinor))
  return { ledger, book }
}

describe('postings', () => {
  test('table: a purchase and its sale at a gain', () => {
    const { ledger, book } = books(1_000n)
    const [capitalId = '', feeId = ''] = book(reservationPostings(accounts, { capitalMinor: 300n, feeMinor: 10n }))
    expect(availableOf(ledger, accounts.reserve)).toBe(690n)
    const bought = { position: { lots: 1, costMinor: 280n }, openedMinor: 280n, releasedMinor: 0n, realisedMinor: 0n }
    const held = (id: string): { id: string; remaining: bigint } => ({ id, remaining: remainingOf(ledger, id) })
    book(fillPostings(accounts, { change: bought, feeMinor: 4n, capital: held(capitalId), fee: held(feeId), reserveAvailable: 690n }))
    book(releasePostings([held(capitalId), held(feeId)]))
    expect([balanceOf(ledger, accounts.deployed), availableOf(ledger, accounts.reserve), balanceOf(ledger, accounts.fees)]).toEqual([
      280n,
      716n,
      4n,
    ])
    const sold = { position: flat, openedMinor: 0n, releasedMinor: 280n, realisedMinor: 20n }
    const nothing = { id: '', remaining: 0n }
    book(fillPostings(accounts, { change: sold, feeMinor: -1n, capital: nothing, fee: nothing, reserveAvailable: 716n }))
    expect([balanceOf(ledger, accounts.deployed), availableOf(ledger, accounts.reserve), balanceOf(ledger, accounts.realised)]).toEqual([
      0n,
      1_017n,
      -20n,
    ])
    expect(auditLedger(ledger).findings).toEqual([])
  })

  test('behavior: a loss beyond cost and reserve is owed by name, never lost', () => {
    const { ledger, book } = books(100n)
    const nothing = { id: '', remaining: 0n }
    const opened = { position: { lots: -1, costMinor: 60n }, openedMinor: 60n, releasedMinor: 0n, realisedMinor: 0n }
    book(fillPostings(accounts, { change: opened, feeMinor: 0n, capital: nothing, fee: nothing, reserveAvailable: 100n }))
    const covered = { position: flat, openedMinor: 0n, releasedMinor: 60n, realisedMinor: -150n }
    book(fillPostings(accounts, { change: covered, feeMinor: 5n, capital: nothing, fee: nothing, reserveAvailable: 40n }))
    expect(balanceOf(ledger, accounts.reserve)).toBe(0n)
    expect(balanceOf(ledger, accounts.realised)).toBe(150n)
    expect(balanceOf(ledger, accounts.shortfall)).toBe(-55n)
    expect(auditLedger(ledger).findings).toEqual([])
  })

  test('table: marks up and down come back to nothing', () => {
    const { ledger, book } = books(100n)
    book(markPostings(accounts, 30n))
    book(markPostings(accounts, -50n))
    expect(balanceOf(ledger, accounts.revaluation)).toBe(-20n)
    expect(balanceOf(ledger, accounts.unrealised)).toBe(20n)
    expect(markPostings(accounts, 0n)).toEqual([])
  })

  test('property: whatever trades, debits equal credits, the reserve is never below zero, and every unit has an account', () => {
    const execution = fc.record({
      side: fc.constantFrom<'buy' | 'sell'>('buy', 'sell'),
      ticks: fc.integer({ min: 1, max: 200_000 }),
      lots: fc.integer({ min: 1, max: 100_000 }),
      feeMinor: fc.bigInt({ min: -5n, max: 50n }),
      setAside: fc.bigInt({ min: 0n, max: 20_000n }),
    })
    fc.assert(
      fc.property(fc.array(execution, { maxLength: 25 }), (executions) => {
        const opening = 50_000n
        const { ledger, book } = books(opening)
        let position = flat
        for (const { setAside, feeMinor, ...each } of executions) {
          const free = availableOf(ledger, accounts.reserve)
          const capitalMinor = setAside < free ? setAside : free
          const [capitalId = ''] = book(reservationPostings(accounts, { capitalMinor, feeMinor: 0n }))
          const change = applyExecution(roundedPerpetual, position, each)
          const capital = { id: capitalId, remaining: capitalMinor }
          const reserveAvailable = availableOf(ledger, accounts.reserve)
          book(fillPostings(accounts, { change, feeMinor, capital, fee: { id: '', remaining: 0n }, reserveAvailable }))
          book(releasePostings([{ id: capitalId, remaining: capitalId === '' ? 0n : remainingOf(ledger, capitalId) }]))
          position = change.position
          expect(balanceOf(ledger, accounts.reserve) >= 0n).toBe(true)
          expect(balanceOf(ledger, accounts.deployed)).toBe(position.costMinor)
        }
        expect(auditLedger(ledger).findings).toEqual([])
        const total = (ids: readonly string[]): bigint => ids.reduce((sum, id) => sum + balanceOf(ledger, id), 0n)
        const { reserve, deployed, fees, realised, shortfall } = accounts
        expect(total([reserve, deployed, fees, realised, shortfall])).toBe(opening)
      }),
    )
  })
})
