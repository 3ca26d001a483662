import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { fisslerZiegelScore, fisslerZiegelScores, tickLosses } from './scores.ts'

describe('fisslerZiegelScore', () => {
  const forecast = { loss: 3, valueAtRisk: 1, expectedShortfall: 2, tailProbability: 0.25 }

  // Columns: loss, what exceeding adds.
  test.each([
    [3, 4],
    [1.5, 1],
    [1, 0],
    [0, 0],
  ])('table: a loss of %d', (loss, added) => {
    expect(fisslerZiegelScore({ ...forecast, loss })).toBeCloseTo(added + 0.5 + Math.log(2) - 1, 14)
  })

  test.each([
    [{ loss: Number.NaN }, 'loss'],
    [{ valueAtRisk: Infinity }, 'valueAtRisk'],
    [{ expectedShortfall: 0 }, 'expectedShortfall'],
    [{ tailProbability: 1 }, 'tailProbability'],
  ])('error: %j', (change, message) => {
    expect(() => fisslerZiegelScore({ ...forecast, ...change })).toThrow(message)
  })
})

describe('fisslerZiegelScores', () => {
  test('property: one score for each, and another unit adds one constant', () => {
    const numbers = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(numbers, fc.double({ min: 0.1, max: 10, noNaN: true }), (losses, unit) => {
        const record = {
          losses,
          valueAtRisk: losses.map((_, t) => 1 + (t % 3)),
          expectedShortfall: losses.map((_, t) => 2 + (t % 3)),
          tailProbability: 0.05,
        }
        const scaled = {
          ...record,
          losses: losses.map((loss) => loss * unit),
          valueAtRisk: record.valueAtRisk.map((each) => each * unit),
          expectedShortfall: record.expectedShortfall.map((each) => each * unit),
        }
        const [scores, inUnit] = [fisslerZiegelScores(record), fisslerZiegelScores(scaled)]
        for (let t = 0; t < losses.length; t++) {
          expect(scores[t]).toBe(
            fisslerZiegelScore({
              loss: losses[t] as number,
              valueAtRisk: record.valueAtRisk[t] as number,
              expectedShortfall: record.expectedShortfall[t] as number,
              tailProbability: 0.05,
            }),
          )
          expect((inUnit[t] as number) - (scores[t] as number)).toBeCloseTo(Math.log(unit), 6)
        }
      }),
    )
  })

  test('the right pair of forecasts has the lowest mean', () => {
    const generator = createPrng(21)
    const losses = Array.from({ length: 20_000 }, () => nextNormal(generator))
    const mean = (valueAtRisk: number, expectedShortfall: number): number => {
      const scores = fisslerZiegelScores({
        losses,
        valueAtRisk: losses.map(() => valueAtRisk),
        expectedShortfall: losses.map(() => expectedShortfall),
        tailProbability: 0.05,
      })
      return scores.reduce((sum, score) => sum + score, 0) / losses.length
    }
    const right = mean(1.6449, 2.0627)
    for (const [valueAtRisk, expectedShortfall] of [
      [1.3, 2.0627],
      [2, 2.0627],
      [1.6449, 1.8],
      [1.6449, 2.4],
    ] as const) {
      expect(mean(valueAtRisk, expectedShortfall)).toBeGreaterThan(right)
    }
  })

  test('error: the record is checked', () => {
    expect(() => fisslerZiegelScores({ losses: [1], valueAtRisk: [1], expectedShortfall: [0], tailProbability: 0.1 })).toThrow(
      'expectedShortfall[0]',
    )
  })
})

describe('tickLosses', () => {
  test('table: beyond, at and within', () => {
    const losses = tickLosses({ losses: [3, 1, 0], valueAtRisk: [1, 1, 1], tailProbability: 0.25 })
    expect(Array.from(losses)).toEqual([1.5, -0, 0.25])
  })

  test('error: tail and series', () => {
    expect(() => tickLosses({ losses: [1], valueAtRisk: [1], tailProbability: 0 })).toThrow('tailProbability')
    expect(() => tickLosses({ losses: [1], valueAtRisk: [], tailProbability: 0.1 })).toThrow('valueAtRisk')
  })
})
