import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spoiltTwice } from '../../test/refusal-order.ts'
import { durationUs, timeUs } from '../base/time.ts'
import { coolDown } from './cool-down.ts'
import {
  createDrawBook,
  drawable,
  forgetEvent,
  requestDraw,
  type DrawBook,
  type DrawRefusal,
  type DrawRequest,
  type DrawTerms,
} from './fund-draw.ts'

const terms: DrawTerms = {
  startedAt: timeUs(10_000),
  epochFor: durationUs(1_000),
  perEventMinor: 500n,
  perBeneficiaryMinor: 600n,
  perGroupMinor: 700n,
  perEpochMinor: 900n,
  coolDownFor: durationUs(100),
}
const request: DrawRequest = {
  at: timeUs(10_500),
  event: 'e',
  beneficiary: 'a1',
  group: 'a',
  wantedMinor: 400n,
  uncoveredMinor: 1_000n,
  reserveMinor: 10_000n,
}
const reasonOf = (outcome: ReturnType<typeof requestDraw>): DrawRefusal['reason'] | 'drawn' =>
  outcome.ok ? 'drawn' : outcome.refusal.reason
/** A book that was drawn on at 10,000, when nobody waits any more at 10,500. */
const drawn = (...before: readonly Partial<DrawRequest>[]): DrawBook => {
  const book = createDrawBook()
  for (const each of before) {
    const outcome = requestDraw(book, { ...terms, perEventMinor: 900n }, { ...request, at: timeUs(10_000), ...each })
    if (!outcome.ok) throw new Error(outcome.refusal.reason)
  }
  return book
}

describe('requestDraw', () => {
  // Each row leaves 300 under one limit; the others leave more.
  const of300: readonly [string, readonly Partial<DrawRequest>[], DrawRefusal['reason']][] = [
    ['its event', [{ wantedMinor: 200n, beneficiary: 'x', group: 'x' }], 'beyondEvent'],
    ['its account', [{ event: 'f', wantedMinor: 300n }], 'beyondBeneficiary'],
    ['its group', [{ event: 'f', wantedMinor: 400n, beneficiary: 'a2' }], 'beyondGroup'],
    ['the epoch', [{ event: 'f', wantedMinor: 600n, beneficiary: 'x', group: 'x' }], 'beyondEpoch'],
  ]
  test.each(of300)('table: 300 are left of the limit of %s', (_name, before, reason) => {
    expect(reasonOf(requestDraw(drawn(...before), terms, { ...request, wantedMinor: 299n }))).toBe('drawn')
    expect(reasonOf(requestDraw(drawn(...before), terms, { ...request, wantedMinor: 300n }))).toBe('drawn')
    const refused = requestDraw(drawn(...before), terms, { ...request, wantedMinor: 301n })
    expect(refused).toEqual({ ok: false, refusal: { reason, availableMinor: 300n } })
    expect(drawable(drawn(...before), terms, request)).toBe(300n)
  })

  test.each([
    [{ uncoveredMinor: 399n }, 'beyondLoss'],
    [{ uncoveredMinor: 400n }, 'drawn'],
    [{ reserveMinor: 399n }, 'fundShort'],
    [{ reserveMinor: 400n }, 'drawn'],
    [{ wantedMinor: 0n }, 'wantedNotPositive'],
    [{ wantedMinor: -1n }, 'wantedNotPositive'],
    [{ wantedMinor: 1n }, 'drawn'],
  ] as const)('table: %o: %s', (change, reason) => {
    expect(reasonOf(requestDraw(createDrawBook(), terms, { ...request, ...change }))).toBe(reason)
  })

  test('behavior: an epoch begins with its limits whole, an event keeps its own', () => {
    const book = drawn({ wantedMinor: 500n }, { event: 'f', wantedMinor: 400n, beneficiary: 'x', group: 'x' })
    expect(drawable(book, terms, { ...request, event: 'g', at: timeUs(10_999) })).toBe(0n)
    expect(drawable(book, terms, { ...request, event: 'g', at: timeUs(11_000) })).toBe(500n)
    expect(drawable(book, terms, { ...request, at: timeUs(11_000) })).toBe(0n)
    forgetEvent(book, 'e')
    expect(drawable(book, terms, { ...request, at: timeUs(11_000) })).toBe(500n)
  })

  test.each([
    ['f', 10_099, 'coolingDown'],
    ['f', 10_100, 'drawn'],
    ['e', 10_001, 'drawn'],
  ])('table: after a draw for e at 10,000, one for %s at %d: %s', (event, at, reason) => {
    const book = drawn({ wantedMinor: 100n })
    expect(reasonOf(requestDraw(book, terms, { ...request, event, at: timeUs(at), wantedMinor: 100n }))).toBe(reason)
  })

  test('behavior: a draw of the next epoch is drawn from limits that are whole', () => {
    const book = drawn({ wantedMinor: 500n }, { event: 'f', wantedMinor: 400n, beneficiary: 'x', group: 'x' })
    const next = { ...request, event: 'g', wantedMinor: 500n }
    expect(reasonOf(requestDraw(book, terms, { ...next, at: timeUs(10_999) }))).toBe('beyondBeneficiary')
    expect(reasonOf(requestDraw(book, terms, { ...next, at: timeUs(11_000) }))).toBe('drawn')
  })

  test.each([
    [{ uncoveredMinor: 300n }, 300n],
    [{ reserveMinor: 200n }, 200n],
    [{ uncoveredMinor: 300n, reserveMinor: 200n }, 200n],
    [{ uncoveredMinor: 100n, reserveMinor: 200n }, 100n],
    [{}, 500n],
  ])('table: with %o at most %s can be drawn', (change, most) => {
    expect(drawable(createDrawBook(), terms, { ...request, ...change })).toBe(most)
  })

  test('behavior: while a group must wait nothing can be drawn for it', () => {
    expect(drawable(drawn({ wantedMinor: 100n }), terms, { ...request, event: 'f', at: timeUs(10_050) })).toBe(0n)
  })

  test('behavior: nothing can be drawn for an event that is not known', () => {
    const { uncoveredMinor: _none, ...unknown } = request
    expect(drawable(createDrawBook(), terms, unknown)).toBe(0n)
    expect(reasonOf(requestDraw(createDrawBook(), terms, unknown))).toBe('eventUnknown')
  })
})

describe('the order of refusals', () => {
  type Writable<T> = { -readonly [Key in keyof T]: T[Key] }
  type Draft = { book: DrawBook; terms: Writable<DrawTerms>; request: Writable<DrawRequest> }
  const order = [
    'wantedNotPositive',
    'eventUnknown',
    'beyondLoss',
    'coolingDown',
    'beyondEvent',
    'beyondBeneficiary',
    'beyondGroup',
    'beyondEpoch',
    'fundShort',
  ] satisfies DrawRefusal['reason'][]
  const spoil: Record<(typeof order)[number], (draft: Draft) => void> = {
    wantedNotPositive: (draft) => void (draft.request.wantedMinor = 0n),
    eventUnknown: (draft) => void delete draft.request.uncoveredMinor,
    beyondLoss: (draft) => void (draft.request.uncoveredMinor = 399n),
    coolingDown: (draft) => {
      coolDown(draft.book.coolDowns, 'a', { at: request.at, waitFor: terms.coolDownFor })
    },
    beyondEvent: (draft) => void (draft.terms.perEventMinor = 399n),
    beyondBeneficiary: (draft) => void (draft.terms.perBeneficiaryMinor = 399n),
    beyondGroup: (draft) => void (draft.terms.perGroupMinor = 399n),
    beyondEpoch: (draft) => void (draft.terms.perEpochMinor = 399n),
    fundShort: (draft) => void (draft.request.reserveMinor = 399n),
  }
  const ofAmount = ['beyondLoss', 'beyondEvent', 'beyondBeneficiary', 'beyondGroup', 'beyondEpoch', 'fundShort'] as const
  const apart = [...ofAmount.map((reason) => ['wantedNotPositive', reason] as const), ['eventUnknown', 'beyondLoss'] as const]
  const draft = (): Draft => ({ book: createDrawBook(), terms: { ...terms }, request: { ...request } })

  test.each(spoiltTwice({ order, draft, spoil, apart }))(
    'table: $earlier before $later, and nothing is drawn',
    ({ earlier, draft: spoilt }) => {
      expect(reasonOf(requestDraw(spoilt.book, spoilt.terms, spoilt.request))).toBe(earlier)
      expect(spoilt.book.allowance.standing.size + spoilt.book.allowance.ofEpoch.size).toBe(0)
    },
  )
})

describe('laws of draws', () => {
  const asking = fc.record({
    event: fc.integer({ min: 0, max: 9 }),
    account: fc.integer({ min: 0, max: 3 }),
    wanted: fc.bigInt({ min: 1n, max: 600n }),
    wait: fc.integer({ min: 0, max: 300 }),
  })

  test('property: over any history no limit is passed, and what can be drawn is drawn and no more', () => {
    fc.assert(
      fc.property(fc.array(asking, { maxLength: 50 }), (askings) => {
        const book = createDrawBook()
        let now = 10_000
        const totals = new Map<string, bigint>()
        for (const { event, account, wanted, wait } of askings) {
          now += wait
          const epoch = Math.floor((now - 10_000) / 1_000)
          const one = {
            ...request,
            at: timeUs(now),
            event: `e${event}`,
            beneficiary: `a${account}`,
            group: `g${account >> 1}`,
            wantedMinor: wanted,
          }
          const room = drawable(book, terms, one)
          const outcome = requestDraw(book, terms, one)
          expect(outcome.ok).toBe(wanted <= room)
          if (!outcome.ok) continue
          const limits: readonly (readonly [string, bigint])[] = [
            [one.event, terms.perEventMinor],
            [`${epoch} ${one.beneficiary}`, terms.perBeneficiaryMinor],
            [`${epoch} ${one.group}`, terms.perGroupMinor],
            [`${epoch}`, terms.perEpochMinor],
          ]
          for (const [key, limit] of limits) {
            totals.set(key, (totals.get(key) ?? 0n) + wanted)
            expect((totals.get(key) ?? 0n) <= limit).toBe(true)
          }
        }
      }),
    )
  })

  test('property: neither drawing in parts nor by several accounts of a group brings more', () => {
    const parts = fc.array(fc.record({ account: fc.integer({ min: 1, max: 3 }), wanted: fc.bigInt({ min: 1n, max: 400n }) }), {
      maxLength: 10,
    })
    fc.assert(
      fc.property(parts, (wishes) => {
        const book = createDrawBook()
        let got = 0n
        for (const { account, wanted } of wishes) {
          const outcome = requestDraw(book, terms, { ...request, beneficiary: `a${account}`, wantedMinor: wanted })
          if (outcome.ok) got += outcome.value
        }
        expect(got <= drawable(createDrawBook(), terms, request)).toBe(true)
      }),
    )
  })
})
