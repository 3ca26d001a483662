import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/codec.ts'
import { timeUs } from '../base/time.ts'
import { accountOf, createLedger, openAccount, type Ledger } from './account.ts'
import { auditLedger } from './audit.ts'
import { availableOf, balanceOf, pendingOf } from './balance.ts'
import { postLinked } from './post-linked.ts'
import { postTransfer } from './post.ts'
import type { Transfer, TransferRequest } from './transfer.ts'

const names = ['outside', 'reserve', 'orders', 'losses', 'coins', 'vault'] as const
const strict = new Set<string>(['reserve', 'orders', 'vault'])
const assetOf = (id: string): string => (id === 'coins' || id === 'vault' ? 'BTC' : 'USDT')

function emptyBooks(): Ledger {
  const ledger = createLedger()
  for (const id of names) openAccount(ledger, { id, asset: assetOf(id), mustStayInCredit: strict.has(id) })
  return ledger
}

// Ids mostly grow; accounts, amounts and reservations are mostly right, so that most draws are accepted and some are not.
type Draw = Readonly<{ kind: number; skip: number; index: number; sides: readonly [string, string]; minor: number; back: number }>
const usual = fc.constantFrom<[string, string]>(
  ['outside', 'reserve'],
  ['outside', 'reserve'],
  ['reserve', 'orders'],
  ['reserve', 'losses'],
  ['orders', 'reserve'],
  ['orders', 'outside'],
  ['coins', 'vault'],
  ['vault', 'coins'],
)
const anySide = fc.constantFrom<string>(...names, 'nobody')
const draw: fc.Arbitrary<Draw> = fc.record({
  kind: fc.nat({ max: 4 }),
  skip: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 9 }) }, { weight: 1, arbitrary: fc.constant(0) }),
  index: fc.nat({ max: 3 }),
  sides: fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: fc.tuple(anySide, anySide) }),
  minor: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 60 }) }, { weight: 1, arbitrary: fc.integer({ min: -1, max: 500 }) }),
  back: fc.nat({ max: 3 }),
})

/** Turns draws into requests, after one that fills the reserve; reservations point back at earlier pending ids. */
function requestsOf(draws: readonly Draw[]): TransferRequest[] {
  const pendingIds: string[] = ['0:0']
  let seq = 1
  const drawn = draws.map((d): TransferRequest => {
    seq += d.skip
    const common = { id: `${seq}:${d.index}`, at: timeUs(seq), reason: 'drawn' }
    const pendingId = pendingIds.at(-1 - (d.back % pendingIds.length)) ?? '0:0'
    const [debit, credit] = d.sides
    const sides = { debit, credit, minor: BigInt(d.minor) }
    if (d.kind <= 1) return { kind: 'posted', ...common, ...sides }
    if (d.kind === 2) {
      pendingIds.push(common.id)
      return { kind: 'pending', ...common, ...sides }
    }
    return d.kind === 3
      ? { kind: 'postPending', ...common, pendingId, minor: BigInt(d.minor) }
      : { kind: 'voidPending', ...common, pendingId }
  })
  return [{ kind: 'posted', id: '1:0', at: timeUs(1), reason: 'opening', debit: 'outside', credit: 'reserve', minor: 400n }, ...drawn]
}

const requests = fc.array(draw, { maxLength: 60, size: 'max' }).map(requestsOf)

/** The oracle: a list of what was accepted, every figure summed anew from it. Written to be obvious, not fast. */
type History = { kind: 'moved' | 'reserved'; id: string; debit: string; credit: string; minor: bigint }[]

function sum(history: History, wanted: (entry: History[number]) => boolean): bigint {
  return history.filter(wanted).reduce((total, entry) => total + entry.minor, 0n)
}
const oracleBalance = (history: History, id: string): bigint =>
  sum(history, (e) => e.kind === 'moved' && e.credit === id) - sum(history, (e) => e.kind === 'moved' && e.debit === id)
const oraclePending = (history: History, id: string): bigint => sum(history, (e) => e.kind === 'reserved' && e.debit === id)

function oracleAccepts(history: History, last: readonly number[], request: TransferRequest): boolean {
  const [seq = 0, index = 0] = request.id.split(':').map(Number)
  const [lastSeq = 0, lastIndex = 0] = last
  if (last.length > 0 && seq * 1_000 + index <= lastSeq * 1_000 + lastIndex) return false
  if (request.kind !== 'voidPending' && request.minor <= 0n) return false
  if (request.kind === 'posted' || request.kind === 'pending') {
    const { debit, credit, minor } = request
    if (debit === credit || debit === 'nobody' || credit === 'nobody' || assetOf(debit) !== assetOf(credit)) return false
    return !strict.has(debit) || minor <= oracleBalance(history, debit) - oraclePending(history, debit)
  }
  const left = sum(history, (e) => e.kind === 'reserved' && e.id === request.pendingId)
  return left > 0n && (request.kind === 'voidPending' || request.minor <= left)
}

function oracleApply(history: History, request: TransferRequest): void {
  if (request.kind === 'posted' || request.kind === 'pending') {
    history.push({ ...request, kind: request.kind === 'posted' ? 'moved' : 'reserved' })
    return
  }
  const entry = history.find((e) => e.kind === 'reserved' && e.id === request.pendingId)
  if (entry === undefined) throw new Error('the oracle accepted a reservation it does not have')
  const minor = request.kind === 'postPending' ? request.minor : entry.minor
  if (request.kind === 'postPending') history.push({ ...entry, kind: 'moved', minor })
  entry.minor -= minor
}

function expectSound(ledger: Ledger): void {
  expect(auditLedger(ledger).findings).toEqual([])
  for (const id of strict) expect(availableOf(ledger, id)).toBeGreaterThanOrEqual(0n)
}

describe('ledger', () => {
  test('property: it accepts, refuses and adds up as a naive list does', () => {
    let accepted = 0
    let refused = 0
    fc.assert(
      fc.property(requests, (drawn) => {
        const ledger = emptyBooks()
        const history: History = []
        let last: readonly number[] = []
        for (const request of drawn) {
          const expected = oracleAccepts(history, last, request)
          expect(postTransfer(ledger, request).ok).toBe(expected)
          if (expected) {
            oracleApply(history, request)
            last = request.id.split(':').map(Number)
          }
          accepted += expected ? 1 : 0
          refused += expected ? 0 : 1
          for (const id of names) {
            expect([balanceOf(ledger, id), pendingOf(ledger, id)]).toEqual([oracleBalance(history, id), oraclePending(history, id)])
          }
          expectSound(ledger)
        }
      }),
      { numRuns: 300 },
    )
    // Guards the generator: a property over refusals alone would prove little.
    expect(accepted).toBeGreaterThan(500)
    expect(refused).toBeGreaterThan(500)
  })

  test('property: every transfer moves as much in as out, of one asset', () => {
    fc.assert(
      fc.property(requests, (drawn) => {
        const ledger = emptyBooks()
        const columns = { posted: ['debitsPosted', 'creditsPosted'], pending: ['debitsPending', 'creditsPending'] } as const
        for (const request of drawn) {
          const before = new Map([...ledger.accounts].map(([id, account]) => [id, { ...account }]))
          const outcome = postTransfer(ledger, request)
          const moved: Partial<Transfer> = outcome.ok ? outcome.value : {}
          for (const [debit, credit] of Object.values(columns)) {
            const grown = (id: string | undefined, column: typeof debit | typeof credit): bigint =>
              id === undefined ? 0n : accountOf(ledger, id)[column] - (before.get(id)?.[column] ?? 0n)
            expect(grown(moved.debit, debit)).toBe(grown(moved.credit, credit))
          }
          const changed = names.filter((id) => encode(before.get(id)) !== encode(accountOf(ledger, id)))
          expect(changed.every((id) => id === moved.debit || id === moved.credit)).toBe(true)
        }
      }),
    )
  })

  test('property: books saved and restored go on the same, at every cut', () => {
    fc.assert(
      fc.property(requests, fc.nat({ max: 60 }), (drawn, cut) => {
        const whole = emptyBooks()
        let halves = emptyBooks()
        drawn.forEach((request, place) => {
          if (place === cut) halves = decode(encode(halves)) as Ledger
          expect(postTransfer(halves, request)).toEqual(postTransfer(whole, request))
        })
        expect(encode(halves)).toBe(encode(whole))
      }),
    )
  })

  test('property: linked transfers are booked as one by one, or not at all', () => {
    let booked = 0
    let refused = 0
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 4 }), (drawn, size) => {
        const ledger = emptyBooks()
        for (let from = 0; from < drawn.length; from += size) {
          const group = drawn.slice(from, from + size)
          const before = encode(ledger)
          const alone = decode(before) as Ledger
          const outcomes = group.map((request) => postTransfer(alone, request))
          const firstRefused = outcomes.findIndex((outcome) => !outcome.ok)
          const linked = postLinked(ledger, group)
          expect(linked.ok).toBe(firstRefused < 0)
          expect(encode(ledger)).toBe(linked.ok ? encode(alone) : before)
          if (linked.ok) expect(linked.value).toEqual(outcomes.map((outcome) => (outcome.ok ? outcome.value : undefined)))
          else expect(linked.refusal).toEqual({ index: firstRefused, refusal: (outcomes[firstRefused] as { refusal?: unknown }).refusal })
          booked += linked.ok && size > 1 ? 1 : 0
          refused += linked.ok ? 0 : 1
        }
      }),
      { numRuns: 300 },
    )
    expect(booked).toBeGreaterThan(50)
    expect(refused).toBeGreaterThan(100)
  })
})
