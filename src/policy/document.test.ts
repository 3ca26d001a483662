import { describe, expect, test } from 'vitest'
import { pathText, readDocument } from './document.ts'

const text = 'a: 1\nlist:\n  - { x: 2, y: [3] }\n  - z:\nempty:\n'

describe('readDocument', () => {
  // Columns: path, whether the key is meant, the place in the text above.
  test.each([
    [['a'], false, 'a (line 1, column 4)'],
    [['a'], true, 'a (line 1, column 1)'],
    [['list', 0, 'x'], false, 'list[0].x (line 3, column 10)'],
    [['list', 0, 'y', 0], false, 'list[0].y[0] (line 3, column 17)'],
    [['list', 0, 'y'], true, 'list[0].y (line 3, column 13)'],
    [['list', 0, 'absent'], false, 'list[0].absent (line 3, column 5)'],
    [['list', 7], false, 'list[7] (line 3, column 3)'],
    [['absent', 'deeper'], false, 'absent.deeper (line 1, column 1)'],
    [[], false, 'the whole file (line 1, column 1)'],
  ] as const)('table: the place of %j, at the key %s', (path, atKey, place) => {
    expect(readDocument(text, 'p.yaml').placeOf(path, { atKey }).place).toBe(place)
  })

  test('behavior: an alias is followed, a bomb of aliases is not built', () => {
    expect(readDocument('a: &x 5\nb: *x\n', 'p.yaml').value).toEqual({ a: 5, b: 5 })
  })

  test('error: no YAML has no value', () => {
    const { value, syntaxFaults } = readDocument('a: [1\nb: 2', 'p.yaml')
    expect(value).toBeUndefined()
    expect(syntaxFaults[0]).toMatchObject({ file: 'p.yaml', expected: 'well-formed YAML' })
  })
})

describe('pathText', () => {
  test.each([
    [[], 'the whole file'],
    [['triggers', 0, 'holdSeconds'], 'triggers[0].holdSeconds'],
    [[0, 'a'], '[0].a'],
  ])('table: %j', (path, expected) => {
    expect(pathText(path)).toBe(expected)
  })
})
