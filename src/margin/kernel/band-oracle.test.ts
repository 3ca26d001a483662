import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeRows } from '../../../test/kernel-grid.ts'
import { createPrng, nextUniform, type Prng } from '../../base/prng.ts'
import { boundLinesPlainly, nameWorstPlainly, sumLinesPlainly, sumMovesPlainly } from './band-oracle.ts'
import { createKernel, reserveIndexes, reserveNumbers } from './kernel.ts'
import { createPositionRows } from './position-rows.ts'

const kernel = createKernel()
const [rowCount, instruments, widest] = [12, 9, 48]
const lines = reserveNumbers(kernel, instruments * 4 * widest)
const moves = reserveNumbers(kernel, instruments * 4)
const listed = reserveIndexes(kernel, rowCount)
const sums = reserveNumbers(kernel, rowCount * 4 * widest)
const ofRows = reserveNumbers(kernel, rowCount * 4)
const bounds = reserveNumbers(kernel, rowCount * 2)
const outcomes = reserveNumbers(kernel, widest)
const places = reserveIndexes(kernel, rowCount)
const offsets = (...arrays: readonly Readonly<{ byteOffset: number }>[]): readonly number[] => arrays.map(({ byteOffset }) => byteOffset)

/** Ordinary numbers and such as lose bits when they are added, or are equal to others. */
function drawn(draw: Prng): number {
  const kind = nextUniform(draw)
  if (kind < 0.2) return 0
  if (kind < 0.4) return Math.round(4 * nextUniform(draw)) - 2
  const number = (nextUniform(draw) - 0.5) * 10 ** Math.round(8 * nextUniform(draw))
  return kind < 0.9 ? number : number * 1e-310
}

/** Rows of positions, and numbers of instruments: what the compiled functions read. */
function setOut(seed: number) {
  const draw = createPrng(seed)
  const rows = createPositionRows(kernel, madeRows(rowCount, instruments, draw))
  for (let at = 0; at < rows.sizes.length; at++) rows.sizes[at] = drawn(draw)
  for (let at = 0; at < lines.length; at++) lines[at] = drawn(draw)
  for (let at = 0; at < moves.length; at++) moves[at] = Math.abs(drawn(draw))
  // Some rows, in any order.
  const named = Array.from({ length: rowCount }, (_, row) => row).filter(() => nextUniform(draw) < 0.8)
  named.reverse().forEach((row, at) => (listed[at] = row))
  for (const array of [sums, ofRows, bounds]) array.fill(Number.NaN)
  places.fill(99)
  return { rows, named }
}

describe('what certifies accounts, compiled and plain', () => {
  const seed = fc.nat(1_000_000)
  const width = fc.constantFrom(16, 32, 48)

  test('property: moves of rows have the same bits, and rows that are not named are left as they are', () => {
    fc.assert(
      fc.property(seed, (drawnSeed) => {
        const { rows, named } = setOut(drawnSeed)
        kernel.code.sumMoves(named.length, ...offsets(listed, rows.starts, rows.columns, rows.sizes, moves, ofRows))
        for (let row = 0; row < rowCount; row++) {
          const plainly = named.includes(row) ? sumMovesPlainly(rows, moves, row) : Array.from({ length: 4 }, () => Number.NaN)
          expect([...ofRows.subarray(4 * row, 4 * row + 4)]).toEqual(plainly)
        }
      }),
    )
  })

  test('property: the first of the worst scenarios is named, of those that are equal too', () => {
    fc.assert(
      fc.property(seed, width, (drawnSeed, scenarios) => {
        const { rows, named } = setOut(drawnSeed)
        kernel.code.nameWorst(
          named.length,
          listed.byteOffset,
          scenarios,
          ...offsets(rows.starts, rows.columns, rows.sizes, lines, outcomes, places),
        )
        for (let row = 0; row < rowCount; row++)
          expect(places[row]).toBe(named.includes(row) ? nameWorstPlainly(rows, { values: lines, width: scenarios }, row) : 99)
      }),
    )
  })

  test('property: sums of lines have the same bits in the order of the list, long, short and zero; so have their bounds', () => {
    fc.assert(
      fc.property(seed, width, (drawnSeed, scenarios) => {
        const { rows, named } = setOut(drawnSeed)
        kernel.code.sumLines(named.length, listed.byteOffset, scenarios, ...offsets(rows.starts, rows.columns, rows.sizes, lines, sums))
        kernel.code.boundLines(named.length, scenarios, sums.byteOffset, bounds.byteOffset)
        named.forEach((row, at) => {
          const plainly = sumLinesPlainly(rows, { values: lines, width: scenarios }, row)
          expect(sums.slice(at * 4 * scenarios, (at + 1) * 4 * scenarios)).toEqual(plainly)
          expect([bounds[2 * at], bounds[2 * at + 1]]).toEqual(boundLinesPlainly(plainly, scenarios))
        })
        expect(sums[named.length * 4 * scenarios] ?? Number.NaN).toBeNaN()
      }),
    )
  })

  test('behavior: a row without positions moves by nothing, and its first scenario is its worst', () => {
    const rows = createPositionRows(kernel, [[]])
    listed[0] = 0
    kernel.code.sumMoves(1, ...offsets(listed, rows.starts, rows.columns, rows.sizes, moves, ofRows))
    kernel.code.nameWorst(1, listed.byteOffset, 16, ...offsets(rows.starts, rows.columns, rows.sizes, lines, outcomes, places))
    expect([...ofRows.subarray(0, 4)]).toEqual([0, 0, 0, 0])
    expect(places[0]).toBe(0)
  })
})
