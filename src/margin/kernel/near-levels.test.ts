import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createKernel, reserveIndexes, reserveNumbers } from './kernel.ts'
import { findLevelPlainly, findLevels, unknownLevel, type LevelSearch } from './near-levels.ts'
import { createPositionRows } from './position-rows.ts'

const kernel = createKernel()
const instruments = 3

function madeSearch(given: Readonly<{ sizes: readonly number[]; moves: readonly number[]; room: number }>): LevelSearch {
  const row = given.sizes.map((size, at) => ({ instrument: at % instruments, size }))
  const rows = createPositionRows(kernel, [row, [], row, []])
  const numbers = (from: readonly number[]): Float64Array => {
    const array = reserveNumbers(kernel, from.length)
    array.set(from)
    return array
  }
  const listed = reserveIndexes(kernel, 2)
  listed.set([2, 0])
  const values = numbers([0, 0, 6, given.room, 0, 0, 7, given.room])
  const arrays = { moves: numbers(given.moves), factors: numbers([1, 1, 2, 2]), values, found: reserveIndexes(kernel, 2) }
  return { rows, listed, count: 2, ...arrays, stamp: 7, from: 0, to: 4 }
}

describe('levels of rows', () => {
  test('property: are those of plain TypeScript, from any level to any', () => {
    const thousandths = (least: number, most: number): fc.Arbitrary<number> => fc.integer({ min: least, max: most }).map((n) => n / 1000)
    const moves = fc.array(thousandths(0, 4_000), { minLength: 4 * instruments, maxLength: 4 * instruments })
    const given = fc.record({
      sizes: fc.array(thousandths(-2_000, 2_000), { maxLength: 8 }),
      moves,
      room: fc.oneof(thousandths(-2_000, 20_000), fc.constant(Number.NaN)),
    })
    const seen = new Set<number>()
    fc.assert(
      fc.property(given, fc.nat(4), fc.integer({ min: 1, max: 4 }), (search, from, to) => {
        const made = { ...madeSearch(search), from: Math.min(from, to), to }
        findLevels(kernel, made)
        seen.add(made.found[0] as number)
        expect([...made.found]).toEqual([findLevelPlainly(made, 2), unknownLevel])
      }),
    )
    expect(seen.size).toBe(5)
  })

  test.each([
    [3, 4],
    [3.000_001, 3],
    [5.999, 3],
    [6.001, 2],
    [10, 1],
    [13, 0],
    [-1, 4],
  ])('table: with a room of %f the first level that holds is %i', (room, level) => {
    // 0.5 units that move by 24, 18, 6 and 3, where the narrow levels count twice.
    const search = madeSearch({ sizes: [-0.5], moves: [24, 18, 6, 3], room })

    findLevels(kernel, search)

    expect([search.found[0], findLevelPlainly(search, 2)]).toEqual([level, level])
  })
})
