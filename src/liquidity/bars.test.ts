import { describe, expect, test } from 'vitest'
import { abdiRanaldoSpread } from './abdi-ranaldo-spread.ts'
import { requireBars, requireGappedBars } from './bars.ts'
import { corwinSchultzSpread } from './corwin-schultz-spread.ts'
import { edgeSpread } from './edge-spread.ts'

const bars = { opens: [100, 101, 103], highs: [102, 104, 105], lows: [99, 100, 102], closes: [101, 103, 104] }
const gapped = { opens: [100, Number.NaN], highs: [102, Number.NaN], lows: [99, Number.NaN], closes: [101, Number.NaN] }

describe('bars', () => {
  test('default: bars in order pass, and missing ones where they may be missing', () => {
    expect(() => {
      requireBars(bars, 3)
      requireGappedBars(bars, 3)
      requireGappedBars(gapped, 2)
    }).not.toThrow()
  })

  // Columns: what is wrong, what is changed, the place the error names. Both kinds of bars refuse all of these.
  test.each([
    ['a low above its high', { lows: [99, 104.5, 102] }, 'lows[1]'],
    ['a close above its high', { closes: [101, 104.5, 104] }, 'closes[1]'],
    ['a close below its low', { closes: [101, 103, 101] }, 'lows[2]'],
    ['a price of 0', { closes: [0, 103, 104] }, 'closes[0]'],
    ['an infinite price', { highs: [102, Infinity, 105] }, 'highs[1]'],
    ['fewer closes', { closes: [101, 103] }, 'closes'],
    ['fewer lows', { lows: [99, 100] }, 'lows'],
  ])('error: %s', (_, change, place) => {
    for (const require of [requireBars, requireGappedBars]) {
      expect(() => {
        require({ ...bars, ...change }, 2)
      }).toThrow(`${place}: expected`)
    }
  })

  test('error: too few, and a missing bar where none may be missing', () => {
    for (const estimate of [corwinSchultzSpread, abdiRanaldoSpread]) {
      expect(() => estimate(gapped)).toThrow('highs[1]: expected a finite number')
      expect(() => estimate({ highs: [2], lows: [1], closes: [1.5] })).toThrow('highs: expected at least 2 numbers')
    }
    expect(() => edgeSpread({ opens: [], highs: [], lows: [], closes: [] })).toThrow('opens: expected at least 1 numbers')
    expect(() => edgeSpread({ ...bars, opens: [100, 101, 106] })).toThrow('opens[2]: expected')
    expect(() => edgeSpread({ ...bars, opens: [98, 101, 103] })).toThrow('lows[0]: expected')
  })
})
