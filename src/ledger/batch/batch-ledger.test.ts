import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { createPrng, nextUniform, type Prng } from '../../base/prng.ts'
import { timeUs } from '../../base/time.ts'
import { createLedger, openAccount, type Ledger } from '../account.ts'
import { postTransfer } from '../post.ts'
import type { TransferRequest } from '../transfer.ts'
import { batchColumnsOf, createBatchLedger, openBatchAccount, outcomeOf, postBatch, type BatchLedger } from './batch-ledger.ts'
import { addTransfer, batchOf, createBatch, transferAt, type BatchTransfer } from './transfer-batch.ts'

const openings = Array.from({ length: 12 }, (_, i) => ({
  id: `account-${i}`,
  asset: i < 9 ? 'USDT' : 'BTC',
  mustStayInCredit: i % 3 === 0,
}))

/** The same books twice: the readable ledger and the fast one. */
function both(): Readonly<{ readable: Ledger; fast: BatchLedger }> {
  const [readable, fast] = [createLedger(), createBatchLedger()]
  for (const opening of openings) {
    openAccount(readable, opening)
    openBatchAccount(fast, opening)
  }
  return { readable, fast }
}

function requestOf(transfer: BatchTransfer): TransferRequest {
  const common = { id: `${transfer.seq}:${transfer.index}`, at: timeUs(transfer.atUs), reason: 'test' }
  if ('debit' in transfer) {
    const { kind, debit, credit, minor } = transfer
    return { ...common, kind, debit: `account-${debit}`, credit: `account-${credit}`, minor }
  }
  const pendingId = `${transfer.pendingSeq}:${transfer.pendingIndex}`
  if (transfer.kind === 'voidPending') return { ...common, kind: transfer.kind, pendingId }
  return { ...common, kind: transfer.kind, pendingId, minor: transfer.minor }
}

/** A transfer of a history; now and then one that must be refused. */
function drawTransfer(draws: Prng, place: { seq: number; index: number; reserved: [number, number][] }): BatchTransfer {
  const draw = (below: number): number => Math.floor(nextUniform(draws) * below)
  if (nextUniform(draws) < 0.3) [place.seq, place.index] = [place.seq + 1, 0]
  else place.index += 1
  const stale = nextUniform(draws) < 0.03
  const common = {
    seq: stale ? Math.max(1, place.seq - 1) : place.seq,
    index: place.index,
    atUs: 1_600_000_000_000_000 + place.seq,
    reason: draw(9),
  }
  const size = nextUniform(draws)
  const minor = size < 0.03 ? 0n : size < 0.9 ? BigInt(1 + draw(1_000)) : (1n << 90n) + BigInt(draw(1_000))
  const kind = nextUniform(draws)
  if (kind < 0.7) {
    const made = kind < 0.45 ? 'posted' : 'pending'
    if (made === 'pending') place.reserved.push([common.seq, common.index])
    return { ...common, kind: made, debit: draw(14), credit: draw(14), minor }
  }
  const [pendingSeq, pendingIndex] = place.reserved[draw(place.reserved.length + 1)] ?? [place.seq + 7, 3]
  const named = { ...common, pendingSeq, pendingIndex }
  return kind < 0.9 ? { ...named, kind: 'postPending', minor } : { ...named, kind: 'voidPending' }
}

function compare({ readable, fast }: ReturnType<typeof both>): void {
  for (const [number, { id }] of openings.entries()) {
    const { debitsPosted, creditsPosted, debitsPending, creditsPending } = readable.accounts.get(id) ?? {}
    expect(batchColumnsOf(fast, number)).toEqual({ debitsPosted, creditsPosted, debitsPending, creditsPending })
  }
  expect(fast.core.code.reservations()).toBe(readable.pending.size)
}

describe('postBatch', () => {
  test('property: accepts, refuses and books exactly as the readable ledger, in batches of any size', () => {
    const refused = new Set<string>()
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 400 }), (seed, size) => {
        const books = both()
        const draws = createPrng(seed)
        const place = { seq: 1, index: -1, reserved: [] as [number, number][] }
        for (let posted = 0; posted < 600; posted += size) {
          const transfers = Array.from({ length: size }, () => drawTransfer(draws, place))
          const batch = createBatch(size)
          for (const transfer of transfers) addTransfer(batch, transfer)
          const result = postBatch(books.fast, batch)
          const wanted = transfers.map((transfer) => postTransfer(books.readable, requestOf(transfer)))
          const words = wanted.map((outcome) => (outcome.ok ? 'accepted' : outcome.refusal.kind))
          expect(transfers.map((_, i) => outcomeOf(result, i))).toEqual(words)
          expect(result.accepted).toBe(words.filter((word) => word === 'accepted').length)
          for (const word of words) refused.add(word)
        }
        compare(books)
      }),
      { numRuns: 40 },
    )
    expect([...refused].sort()).toEqual(
      ['accepted', 'accountsMustDiffer', 'amountMustBePositive', 'assetsMustMatch', 'creditAccountNotFound', 'debitAccountNotFound']
        .concat(['exceedsCredits', 'exceedsPending', 'idNotAfterLast', 'pendingNotFound'])
        .sort(),
    )
  })

  test('behavior: tens of thousands of reservations and accounts grow the tables and lose nothing', () => {
    const fast = createBatchLedger()
    const [world, cash] = ['world', 'cash'].map((id) => openBatchAccount(fast, { id, asset: 'USDT', mustStayInCredit: false }))
    for (let i = 0; i < 3_000; i++) openBatchAccount(fast, { id: `other-${i}`, asset: 'USDT', mustStayInCredit: true })
    const common = { atUs: 0, reason: 0, debit: world ?? 0, credit: cash ?? 0 }
    const many = 40_000
    const pending = createBatch(many)
    for (let i = 0; i < many; i++) addTransfer(pending, { ...common, kind: 'pending', seq: 1, index: i, minor: BigInt(i + 1) })
    expect(postBatch(fast, pending).accepted).toBe(many)
    const voided = createBatch(many)
    // Every third is released; the rest is posted in full.
    for (let i = 0; i < many; i++) {
      const named = { atUs: 0, reason: 0, seq: 2, index: i, pendingSeq: 1, pendingIndex: i }
      addTransfer(voided, i % 3 === 0 ? { ...named, kind: 'voidPending' } : { ...named, kind: 'postPending', minor: BigInt(i + 1) })
    }
    expect(postBatch(fast, voided).accepted).toBe(many)
    let sum = 0n
    for (let i = 0; i < many; i++) if (i % 3 !== 0) sum += BigInt(i + 1)
    expect(batchColumnsOf(fast, cash ?? 0)).toEqual({ debitsPosted: 0n, creditsPosted: sum, debitsPending: 0n, creditsPending: 0n })
    expect(fast.core.code.reservations()).toBe(0)
    expect(fast.ids).toHaveLength(3_002)
  })

  test('behavior: accounts keep their columns, assets and rules when their table grows', () => {
    const fast = createBatchLedger()
    for (let i = 0; i < 256; i++) openBatchAccount(fast, { id: `${i}`, asset: i === 255 ? 'BTC' : 'USDT', mustStayInCredit: i === 254 })
    const common = { kind: 'posted' as const, atUs: 0, reason: 0 }
    const before = createBatch(1)
    addTransfer(before, { ...common, seq: 1, index: 0, debit: 253, credit: 254, minor: 7n })
    expect(postBatch(fast, before).accepted).toBe(1)
    openBatchAccount(fast, { id: 'new', asset: 'BTC', mustStayInCredit: false })
    expect(batchColumnsOf(fast, 253).debitsPosted).toBe(7n)
    expect(batchColumnsOf(fast, 254).creditsPosted).toBe(7n)
    const after = createBatch(4)
    addTransfer(after, { ...common, seq: 2, index: 0, debit: 254, credit: 253, minor: 8n })
    addTransfer(after, { ...common, seq: 2, index: 1, debit: 254, credit: 255, minor: 7n })
    addTransfer(after, { ...common, seq: 2, index: 2, debit: 255, credit: 256, minor: 1n })
    addTransfer(after, { ...common, seq: 2, index: 3, debit: 254, credit: 253, minor: 7n })
    const result = postBatch(fast, after)
    expect([0, 1, 2, 3].map((place) => outcomeOf(result, place))).toEqual(['exceedsCredits', 'assetsMustMatch', 'accepted', 'accepted'])
  })

  test('behavior: a batch that is refused does not spoil the transfers behind it, however large it is', () => {
    const fast = createBatchLedger()
    for (const id of ['world', 'cash']) openBatchAccount(fast, { id, asset: 'USDT', mustStayInCredit: false })
    const many = 8_192
    const batch = createBatch(many)
    const common = { kind: 'posted' as const, atUs: 0, reason: 0, debit: 0, credit: 1 }
    for (let i = 0; i < many; i++) addTransfer(batch, { ...common, seq: 1, index: i, minor: i < 2 ? 0n : 1n })
    const result = postBatch(fast, batch)
    expect([0, 1, 2, many - 1].map((place) => outcomeOf(result, place))).toEqual([
      ...['amountMustBePositive', 'amountMustBePositive', 'accepted', 'accepted'],
    ])
    expect(result.accepted).toBe(many - 2)
    expect(batchColumnsOf(fast, 1).creditsPosted).toBe(BigInt(many - 2))
  })

  test('behavior: batch after batch needs no more memory than the first', () => {
    const fast = createBatchLedger()
    for (const id of ['world', 'cash']) openBatchAccount(fast, { id, asset: 'USDT', mustStayInCredit: false })
    let bytes: number | undefined
    for (let seq = 1; seq <= 200; seq++) {
      const batch = createBatch(512)
      addTransfer(batch, { kind: 'pending', seq, index: 0, debit: 0, credit: 1, minor: 1n, atUs: 0, reason: 0 })
      for (let index = 1; index < 512; index++)
        addTransfer(batch, { kind: 'voidPending', seq, index, pendingSeq: seq, pendingIndex: 0, atUs: 0, reason: 0 })
      expect(postBatch(fast, batch).accepted).toBe(2)
      bytes ??= fast.core.memory.buffer.byteLength
    }
    expect(fast.core.memory.buffer.byteLength).toBe(bytes)
  })

  test('table: a column may hold up to 2^127 - 1', () => {
    const fast = createBatchLedger()
    for (const id of ['world', 'cash']) openBatchAccount(fast, { id, asset: 'USDT', mustStayInCredit: false })
    const common = { atUs: 0, reason: 0, debit: 0, credit: 1, kind: 'posted' as const }
    const batch = createBatch(3)
    addTransfer(batch, { ...common, seq: 1, index: 0, minor: (1n << 127n) - 2n })
    addTransfer(batch, { ...common, seq: 1, index: 1, minor: 2n })
    addTransfer(batch, { ...common, seq: 1, index: 2, minor: 1n })
    const result = postBatch(fast, batch)
    expect([0, 1, 2].map((place) => outcomeOf(result, place))).toEqual(['accepted', 'balanceTooLarge', 'accepted'])
    expect(batchColumnsOf(fast, 1).creditsPosted).toBe((1n << 127n) - 1n)
  })
})

describe('a batch', () => {
  test('property: what is written is what is read, from the same bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const draws = createPrng(seed)
        const place = { seq: 2 ** 40, index: 0, reserved: [] as [number, number][] }
        const transfers = Array.from({ length: 20 }, () => drawTransfer(draws, place))
        const batch = createBatch(20)
        for (const transfer of transfers) addTransfer(batch, transfer)
        const read = batchOf(batch.bytes)
        expect(transfers.map((_, i) => transferAt(read, i))).toEqual(transfers)
      }),
      { numRuns: 50 },
    )
  })

  test('behavior: some bytes hold as many transfers as fit', () => {
    expect([0, 64, 192].map((bytes) => batchOf(new Uint8Array(bytes)).count)).toEqual([0, 1, 3])
  })

  test('table: the largest numbers a transfer may have are read as they were written', () => {
    const batch = createBatch(1)
    const most = 2 ** 32 - 1
    const transfer = { kind: 'posted' as const, seq: 2 ** 53 - 1, index: most, debit: most, credit: most, atUs: 2 ** 53 - 1, reason: most }
    addTransfer(batch, { ...transfer, minor: (1n << 127n) - 1n })
    expect(transferAt(batch, 0)).toEqual({ ...transfer, minor: (1n << 127n) - 1n })
  })

  const posted = { kind: 'posted', seq: 1, index: 0, debit: 0, credit: 1, minor: 1n, atUs: 0, reason: 0 } as const
  test.each([
    ['an amount below 0', { minor: -1n }],
    ['an amount of 2^127', { minor: 1n << 127n }],
    ['a sequence number that is not whole', { seq: 1.5 }],
    ['a sequence number of 2^53', { seq: 2 ** 53 }],
    ['a sequence number below 0', { seq: -1 }],
    ['an account of 2^32', { debit: 2 ** 32 }],
    ['an index below 0', { index: -1 }],
  ])('error: %s', (_, changed) => {
    expect(() => addTransfer(createBatch(1), { ...posted, ...changed })).toThrow(InvariantError)
  })

  test('error: more transfers than there is room for, bytes that are no transfers, an account opened twice or unknown', () => {
    const full = createBatch(1)
    addTransfer(full, posted)
    expect(() => addTransfer(full, posted)).toThrow(InvariantError)
    expect(() => transferAt(full, 1)).toThrow(InvariantError)
    expect(() => transferAt(full, -1)).toThrow(InvariantError)
    expect(() => batchOf(new Uint8Array(63))).toThrow(InvariantError)
    const wrong = batchOf(full.bytes.slice())
    wrong.view.setUint32(12, 9, true)
    expect(() => transferAt(wrong, 0)).toThrow(InvariantError)
    const fast = createBatchLedger()
    openBatchAccount(fast, { id: 'a', asset: 'USDT', mustStayInCredit: false })
    expect(() => openBatchAccount(fast, { id: 'a', asset: 'USDT', mustStayInCredit: false })).toThrow(InvariantError)
    expect(() => openBatchAccount(fast, { id: '', asset: 'USDT', mustStayInCredit: false })).toThrow(InvariantError)
    expect(() => openBatchAccount(fast, { id: 'b', asset: '', mustStayInCredit: false })).toThrow(InvariantError)
    expect(() => batchColumnsOf(fast, 1)).toThrow(InvariantError)
    expect(() => batchColumnsOf(fast, -1)).toThrow(InvariantError)
    expect(() => outcomeOf(postBatch(fast, full), 1)).toThrow(InvariantError)
    expect(outcomeOf(postBatch(fast, wrong), 0)).toBe('kindUnknown')
  })
})
