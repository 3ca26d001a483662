import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { durationUs, timeUs } from '../base/time.ts'
import { closeReviews, decideHold, holdGains, type EscrowBook, type FundedLoss, type HeldGain, type Winner } from './gain-escrow.ts'

const terms = { farBps: 500, reviewFor: durationUs(1_000) }
const won = { trade: 't', ticks: 1_000, markTicks: 1_000, gainMinor: 300n }
const winner: Winner = { account: 'w', group: 'w', trades: [won], holdableMinor: 10_000n }
const loss: FundedLoss = { event: 'e', loserGroup: 'l', drawnMinor: 1_000n, winners: [winner], at: timeUs(5_000) }
const hold = (change: Partial<FundedLoss>, book: EscrowBook = new Map()): readonly HeldGain[] =>
  holdGains(book, terms, { loss: { ...loss, ...change }, idOf: (index) => `h${index}` })

describe('holdGains', () => {
  test.each([
    [1_050, 0],
    [1_051, 1],
    [950, 0],
    [949, 1],
  ])('table: a gain at %d against a mark of 1,000 and a bound of 500 bps: %d held', (ticks, held) => {
    expect(hold({ winners: [{ ...winner, trades: [{ ...won, ticks }] }] }).length).toBe(held)
  })

  test('behavior: all gains of the loser’s own group are held, and of no others without a mark', () => {
    const { markTicks: _none, ...unmarked } = won
    const twin = { ...winner, account: 'twin', group: 'l', trades: [won, { ...unmarked, trade: 'u', gainMinor: 50n }] }
    expect(hold({ winners: [{ ...winner, trades: [unmarked] }, twin] })).toEqual([
      { id: 'h0', event: 'e', account: 'twin', why: 'linked', trades: ['t', 'u'], minor: 350n, heldAt: 5_000, reviewUntil: 6_000 },
    ])
  })

  test.each([
    [299n, 299n],
    [300n, 300n],
    [301n, 300n],
  ])('table: the fund paid %d of a gain of 300: %d are held', (drawnMinor, held) => {
    expect(hold({ drawnMinor, winners: [{ ...winner, group: 'l' }] })[0]?.minor).toBe(held)
  })

  test('behavior: losses and money that cannot be held are not held, nothing twice', () => {
    expect(hold({ winners: [{ ...winner, group: 'l', trades: [{ ...won, gainMinor: -300n }] }] })).toEqual([])
    expect(hold({ winners: [{ ...winner, group: 'l', holdableMinor: -5n }] })).toEqual([])
    expect(hold({ winners: [{ ...winner, group: 'l', holdableMinor: 120n }] })[0]?.minor).toBe(120n)
    expect(hold({ winners: [] })).toEqual([])
    expect(hold({ drawnMinor: 0n, winners: [{ ...winner, group: 'l' }] })).toEqual([])
    const book: EscrowBook = new Map()
    hold({ winners: [{ ...winner, group: 'l' }] }, book)
    expect(() => hold({ winners: [{ ...winner, group: 'l' }] }, book)).toThrow('held once')
  })

  test('property: never more than the fund paid, than was won, or than there is; split accounts are held for as much', () => {
    const gains = fc.array(fc.record({ gain: fc.bigInt({ min: 1n, max: 900n }), holdable: fc.bigInt({ min: 0n, max: 900n }) }), {
      maxLength: 6,
    })
    fc.assert(
      fc.property(gains, fc.bigInt({ min: 0n, max: 2_000n }), (all, drawnMinor) => {
        const winners = all.map(({ gain, holdable }, index) => ({
          account: `w${index}`,
          group: 'l',
          trades: [{ ...won, gainMinor: gain }],
          holdableMinor: holdable,
        }))
        const held = hold({ drawnMinor, winners })
        const sum = held.reduce((total, { minor }) => total + minor, 0n)
        const most = all.reduce((total, { gain, holdable }) => total + (gain < holdable ? gain : holdable), 0n)
        expect(sum).toBe(most < drawnMinor ? most : drawnMinor)
        for (const { account, minor } of held) {
          const own = all[Number(account.slice(1))]
          expect(own !== undefined && minor <= own.gain && minor <= own.holdable).toBe(true)
        }
        const halves = all.flatMap(({ gain, holdable }, index) =>
          [gain / 2n, gain - gain / 2n].map((part, half) => ({
            account: `w${index}${half}`,
            group: 'l',
            trades: [{ ...won, gainMinor: part }],
            holdableMinor: holdable < part ? holdable : part,
          })),
        )
        // Two accounts can at most have as much to hold as one.
        const split = hold({ drawnMinor, winners: halves }).reduce((total, { minor }) => total + minor, 0n)
        expect(split >= sum).toBe(true)
      }),
    )
  })
})

describe('the end of a review', () => {
  const reviewed = (): EscrowBook => {
    const book: EscrowBook = new Map()
    hold(
      {
        winners: [
          { ...winner, group: 'l' },
          { ...winner, account: 'far', trades: [{ ...won, ticks: 2_000 }] },
        ],
      },
      book,
    )
    return book
  }

  test.each([
    [5_999, 0],
    [6_000, 2],
  ])('table: at %d, %d reviews end by rule', (at, ended) => {
    const book = reviewed()
    const over = closeReviews(book, timeUs(at))
    expect(over.map(({ held, verdict }) => [held.account, verdict]).slice(0, ended)).toEqual(
      ended === 0
        ? []
        : [
            ['w', 'kept'],
            ['far', 'released'],
          ],
    )
    expect(book.size).toBe(2 - ended)
  })

  test.each([
    ['h0', 5_999, undefined],
    ['h0', 6_000, 'reviewOver'],
    ['h7', 5_999, 'holdUnknown'],
    ['h7', 6_000, 'holdUnknown'],
  ])('table: %s decided at %d: %s', (id, at, reason) => {
    const book = reviewed()
    const decided = decideHold(book, { id, at: timeUs(at) })
    expect(decided.ok ? undefined : decided.refusal.reason).toBe(reason)
    expect(book.size).toBe(reason === undefined ? 1 : 2)
    expect(decideHold(book, { id, at: timeUs(5_000) }).ok).toBe(reason === 'reviewOver')
  })
})
