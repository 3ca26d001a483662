import { describe, expect, test } from 'vitest'
import { encode } from '../base/codec.ts'
import { timeUs } from '../base/time.ts'
import { createLedger, openAccount, type Ledger } from './account.ts'
import { availableOf, balanceOf, pendingOf, remainingOf } from './balance.ts'
import { postTransfer } from './post.ts'
import type { TransferRefusal, TransferRequest } from './transfer.ts'

const at = timeUs(1_000)
const reason = 'test'

/** Reserve holds 100 (credited by `outside` at 1:0), 30 of it reserved for `orders` at 2:0. */
function sample(): Ledger {
  const ledger = createLedger()
  for (const [id, asset, mustStayInCredit] of [
    ['outside', 'USDT', false],
    ['reserve', 'USDT', true],
    ['orders', 'USDT', true],
    ['coins', 'BTC', false],
  ] as const) {
    openAccount(ledger, { id, asset, mustStayInCredit })
  }
  postTransfer(ledger, { kind: 'posted', id: '1:0', debit: 'outside', credit: 'reserve', minor: 100n, at, reason })
  postTransfer(ledger, { kind: 'pending', id: '2:0', debit: 'reserve', credit: 'orders', minor: 30n, at, reason })
  return ledger
}

const move = { kind: 'posted', id: '3:0', debit: 'reserve', credit: 'orders', minor: 1n, at, reason } as const
const post = { kind: 'postPending', id: '3:0', pendingId: '2:0', minor: 1n, at, reason } as const
const release = { kind: 'voidPending', id: '3:0', pendingId: '2:0', at, reason } as const

describe('postTransfer', () => {
  // Columns: request, refusal. Each request breaks its own rule and, where it can, every later one: the first must win.
  const nowhere = { ...move, debit: 'x', credit: 'x', minor: 0n }
  const refusals: readonly (readonly [TransferRequest, TransferRefusal])[] = [
    [
      { ...nowhere, id: '' },
      { kind: 'idNotWellFormed', id: '' },
    ],
    [
      { ...nowhere, id: '3' },
      { kind: 'idNotWellFormed', id: '3' },
    ],
    [
      { ...nowhere, id: '03:0' },
      { kind: 'idNotWellFormed', id: '03:0' },
    ],
    [
      { ...nowhere, id: '3:-1' },
      { kind: 'idNotWellFormed', id: '3:-1' },
    ],
    [
      { ...nowhere, id: '9007199254740992:0' },
      { kind: 'idNotWellFormed', id: '9007199254740992:0' },
    ],
    [
      { ...nowhere, id: '2:0' },
      { kind: 'idNotAfterLast', last: '2:0' },
    ],
    [
      { ...nowhere, id: '1:9' },
      { kind: 'idNotAfterLast', last: '2:0' },
    ],
    [nowhere, { kind: 'amountMustBePositive' }],
    [{ ...nowhere, minor: -1n }, { kind: 'amountMustBePositive' }],
    [{ ...nowhere, minor: 999n }, { kind: 'accountsMustDiffer' }],
    [
      { ...move, debit: 'x', credit: 'y', minor: 999n },
      { kind: 'debitAccountNotFound', id: 'x' },
    ],
    [
      { ...move, credit: 'y', minor: 999n },
      { kind: 'creditAccountNotFound', id: 'y' },
    ],
    [
      { ...move, credit: 'coins', minor: 999n },
      { kind: 'assetsMustMatch', debit: 'USDT', credit: 'BTC' },
    ],
    [
      { ...move, minor: 71n },
      { kind: 'exceedsCredits', available: 70n },
    ],
    [
      { ...move, kind: 'pending', minor: 71n },
      { kind: 'exceedsCredits', available: 70n },
    ],
    // Money on its way in cannot be spent.
    [
      { ...move, debit: 'orders', credit: 'reserve' },
      { kind: 'exceedsCredits', available: 0n },
    ],
    [
      { ...post, id: '2:0', pendingId: 'x', minor: 0n },
      { kind: 'idNotAfterLast', last: '2:0' },
    ],
    [{ ...post, pendingId: 'x', minor: 0n }, { kind: 'amountMustBePositive' }],
    [
      { ...post, pendingId: '1:0', minor: 999n },
      { kind: 'pendingNotFound', id: '1:0' },
    ],
    [
      { ...post, minor: 31n },
      { kind: 'exceedsPending', remaining: 30n },
    ],
    [
      { ...release, id: '2:0', pendingId: 'x' },
      { kind: 'idNotAfterLast', last: '2:0' },
    ],
    [
      { ...release, pendingId: 'x' },
      { kind: 'pendingNotFound', id: 'x' },
    ],
  ]
  test.each(refusals)('table: %o is refused and changes nothing', (request, refusal) => {
    const ledger = sample()
    expect(postTransfer(ledger, request)).toEqual({ ok: false, refusal })
    expect(encode(ledger)).toBe(encode(sample()))
  })

  // Columns: request, then of reserve: balance, available, pending; then balance of orders and what remains of 2:0.
  const effects: readonly (readonly [TransferRequest, bigint, bigint, bigint, bigint, bigint])[] = [
    [{ ...move, id: '2:1' }, 99n, 69n, 30n, 1n, 30n],
    [{ ...move, id: '10:0', minor: 70n }, 30n, 0n, 30n, 70n, 30n],
    [{ ...move, kind: 'pending', minor: 70n }, 100n, 0n, 100n, 0n, 30n],
    [{ ...move, debit: 'outside', credit: 'reserve', minor: 5n }, 105n, 75n, 30n, 0n, 30n],
    [{ ...post, minor: 29n }, 71n, 70n, 1n, 29n, 1n],
    [{ ...post, minor: 30n }, 70n, 70n, 0n, 30n, 0n],
    [release, 100n, 100n, 0n, 0n, 0n],
  ]
  test.each(effects)('table: %o is booked', (request, balance, available, pending, orders, remaining) => {
    const ledger = sample()
    expect(postTransfer(ledger, request).ok).toBe(true)
    expect([balanceOf(ledger, 'reserve'), availableOf(ledger, 'reserve'), pendingOf(ledger, 'reserve')]).toEqual([
      balance,
      available,
      pending,
    ])
    expect([balanceOf(ledger, 'orders'), remainingOf(ledger, '2:0')]).toEqual([orders, remaining])
    expect(ledger.lastId).toBe(request.id)
  })

  test('behavior: a reservation is posted in parts, the rest is released, and then it is over', () => {
    const ledger = sample()
    expect(postTransfer(ledger, { ...post, minor: 10n })).toMatchObject({
      value: { debit: 'reserve', credit: 'orders', asset: 'USDT', minor: 10n },
    })
    expect(postTransfer(ledger, { ...post, id: '3:1', minor: 15n }).ok).toBe(true)
    expect(postTransfer(ledger, { ...release, id: '3:2' })).toEqual({
      ok: true,
      value: { kind: 'voidPending', id: '3:2', at, reason, debit: 'reserve', credit: 'orders', asset: 'USDT', minor: 5n, pendingId: '2:0' },
    })
    expect(postTransfer(ledger, { ...release, id: '3:3' })).toEqual({ ok: false, refusal: { kind: 'pendingNotFound', id: '2:0' } })
    expect([balanceOf(ledger, 'reserve'), availableOf(ledger, 'reserve'), ledger.pending.size]).toEqual([75n, 75n, 0])
  })

  test('behavior: doing twice is doing once, and a refused request uses no id up', () => {
    const ledger = sample()
    expect(postTransfer(ledger, { ...move, minor: 71n }).ok).toBe(false)
    expect(postTransfer(ledger, move).ok).toBe(true)
    const once = encode(ledger)
    expect(postTransfer(ledger, move)).toEqual({ ok: false, refusal: { kind: 'idNotAfterLast', last: '3:0' } })
    expect(encode(ledger)).toBe(once)
  })

  test('behavior: ids are compared as numbers', () => {
    const ledger = sample()
    const ids = ['9:0', '10:0', '10:9', '10:10', '100:0']
    expect(ids.map((id) => postTransfer(ledger, { ...move, id }).ok)).toEqual(ids.map(() => true))
  })
})
