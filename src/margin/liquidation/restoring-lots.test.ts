import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { impactCurve, type ClosingBook } from './closing-impact.ts'
import { fewestRestoringLots } from './restoring-lots.ts'

/** A long of `held` lots at a mark of 100 that has `equity`, is asked a tenth of its notional, and is closed against these bids. */
type Closed = Readonly<{ book: ClosingBook; held: number; equity: number }>

/** Equity above margin, both at the price after the impact. */
function surplusOf({ book, held, equity }: Closed): (lots: number) => number {
  const curve = impactCurve(book)
  return (lots) => {
    if (lots === 0) return equity - held * 10
    const { tickLots, middleMoveTicks } = curve.after(lots)
    const mark = 100 + middleMoveTicks
    return equity - (100 * lots - tickLots) + (held - lots) * middleMoveTicks - (held - lots) * mark * 0.1
  }
}

const deep: ClosingBook = { levels: [[99, 1_000]], otherBestTicks: 101 }

test.each([
  ['just enough without any', { book: deep, held: 10, equity: 100 }, { kind: 'restored', lots: 0 }],
  // A lot frees 10 and costs 1.
  ['a little less takes one', { book: deep, held: 10, equity: 99.9 }, { kind: 'restored', lots: 1 }],
  ['what one lot frees exactly', { book: deep, held: 10, equity: 91 }, { kind: 'restored', lots: 1 }],
  ['less takes two', { book: deep, held: 10, equity: 90.9 }, { kind: 'restored', lots: 2 }],
  ['all of it', { book: deep, held: 10, equity: 10 }, { kind: 'restored', lots: 10 }],
  ['more than all', { book: deep, held: 10, equity: 9.5 }, { kind: 'short', lots: 10, shortBy: 0.5 }],
] as const)('table: %s', (_name, closed, expected) => {
  expect(fewestRestoringLots([{ from: 0, to: closed.held }], surplusOf(closed))).toEqual(expected)
})

test('behavior: a lot that costs more than it frees is not closed, and what is missing is said', () => {
  const found = fewestRestoringLots([{ from: 0, to: 100 }], (lots) => 10 * lots - (lots * (lots + 1)) / 2 - 50)
  // The tenth lot frees 10 and costs 10.
  expect(found).toEqual({ kind: 'short', lots: 9, shortBy: 5 })
})

test('table: the middle of a book moves by half of what its best price does', () => {
  const book: ClosingBook = {
    levels: [
      [99, 5],
      [96, 5],
    ],
    otherBestTicks: 101,
  }
  const { lots, after } = impactCurve(book)
  expect([lots, after(4), after(5), after(10)]).toEqual([
    10,
    { tickLots: 396, lastTicks: 99, leftTicks: 99, middleMoveTicks: 0 },
    { tickLots: 495, lastTicks: 99, leftTicks: 96, middleMoveTicks: -1.5 },
    { tickLots: 975, lastTicks: 96, leftTicks: 96, middleMoveTicks: -1.5 },
  ])
})

test.each([0, 11])('error: %s lots are not on the book', (lots) => {
  expect(() => impactCurve({ levels: [[99, 10]], otherBestTicks: 101 }).after(lots)).toThrow(InvariantError)
})

test('table: a stretch ends where the best price would be taken', () => {
  const { stretches } = impactCurve({
    levels: [
      [99, 5],
      [96, 1],
      [90, 4],
    ],
    otherBestTicks: 101,
  })
  expect(stretches(10)).toEqual([
    { from: 1, to: 4 },
    { from: 5, to: 5 },
    { from: 6, to: 9 },
    { from: 10, to: 10 },
  ])
  expect(stretches(5)).toEqual([
    { from: 1, to: 4 },
    { from: 5, to: 5 },
  ])
  expect(impactCurve({ levels: [[99, 1]], otherBestTicks: 101 }).stretches(1)).toEqual([{ from: 1, to: 1 }])
})

test('behavior: what one stretch cannot restore a later one can', () => {
  const found = fewestRestoringLots(
    [
      { from: 1, to: 4 },
      { from: 5, to: 9 },
    ],
    (lots) => lots - 7 - (lots > 4 ? 1 : 0),
  )
  expect(found).toEqual({ kind: 'restored', lots: 8 })
})

test.each([
  ['none', []],
  ['below 0', [{ from: -1, to: 1 }]],
  ['of parts', [{ from: 0, to: 0.5 }]],
  ['backwards', [{ from: 2, to: 1 }]],
])('error: stretches: %s', (_name, stretches) => {
  expect(() => fewestRestoringLots(stretches, () => 0)).toThrow(InvariantError)
})

test('property: as few lots as needed: one less does not restore, and where it says that none does, none does', () => {
  const levels = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 30 })), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(levels, fc.integer({ min: 1, max: 100 }), fc.integer({ min: -200, max: 1_200 }), (steps, held, tenths) => {
      let ticks = 100
      const book = { levels: steps.map(([step, lots]) => [(ticks -= step), lots] as const), otherBestTicks: 101 }
      const { lots: depth, stretches } = impactCurve(book)
      const most = Math.min(held, depth)
      const surplus = surplusOf({ book, held, equity: (tenths * held) / 100 })
      const all = Array.from({ length: most }, (_, lots) => surplus(lots + 1))
      const found = fewestRestoringLots(stretches(most), surplus)
      const first = all.findIndex((left) => left >= 0)
      if (first >= 0) expect(found).toEqual({ kind: 'restored', lots: first + 1 })
      else expect(found).toMatchObject({ kind: 'short', shortBy: -Math.max(...all) })
    }),
  )
})
