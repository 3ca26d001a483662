import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chiSquareSurvival } from '../../num/distributions.ts'
import { nelderMead } from '../../num/minimise.ts'
import { durationTest } from './duration.ts'

const marksOf = (text: string): number[] => Array.from(text, Number)

type Duration = Readonly<{ days: number; isOpen: boolean }>

/** The Weibull log-likelihood, survival for durations cut off, from the definition. */
function logLikelihood(durations: readonly Duration[], rate: number, shape: number): number {
  return durations.reduce((sum, { days, isOpen }) => {
    const hazard = (rate * days) ** shape
    return sum - hazard + (isOpen ? 0 : Math.log(shape) + shape * Math.log(rate) + (shape - 1) * Math.log(days))
  }, 0)
}

function slowDuration(durations: readonly Duration[]): Readonly<{ statistic: number; shape: number }> {
  const search = (objective: (rate: number, shape: number) => number, start: readonly number[]) =>
    nelderMead((point) => -objective(Math.exp(point[0] as number), point.length > 1 ? Math.exp(point[1] as number) : 1), start, {
      tolerance: 1e-15,
      iterations: 4000,
    })
  const free = search((rate, shape) => logLikelihood(durations, rate, shape), [-1, 0])
  const exponential = search((rate) => logLikelihood(durations, rate, 1), [-1])
  return { statistic: 2 * (exponential.value - free.value), shape: Math.exp(free.point[1] as number) }
}

const closed = (days: number): Duration => ({ days, isOpen: false })
const open = (days: number): Duration => ({ days, isOpen: true })

describe('durationTest', () => {
  // Columns: marks, durations.
  test.each([
    ['cut off at both ends', '0010100000010001000', [open(3), closed(2), closed(7), closed(4), open(3)]],
    ['starts with an exceedance', '110000100', [closed(1), closed(5), open(2)]],
    ['ends with an exceedance', '0100101', [open(2), closed(3), closed(2)]],
    ['whole', '100101', [closed(3), closed(2)]],
    ['one closed and a longer open one', '1010000', [closed(2), open(4)]],
  ] as const)('table: %s', (_, text, durations) => {
    const result = durationTest(marksOf(text))
    if (!result.ok) throw new Error('expected an outcome')
    const expected = slowDuration(durations)
    expect(result.value.statistic).toBeCloseTo(expected.statistic, 6)
    expect(result.value.shape).toBeCloseTo(expected.shape, 4)
    expect(result.value.degreesOfFreedom).toBe(1)
    expect(result.value.pValue).toBe(chiSquareSurvival(result.value.statistic, 1))
  })

  test('clusters have a shape below 1, even waits above', () => {
    const shapeOf = (marks: readonly number[]): number => {
      const result = durationTest(marks)
      return result.ok ? result.value.shape : Number.NaN
    }
    expect(shapeOf(marksOf('11100000000000000000011000000000000001110000000'))).toBeLessThan(0.8)
    expect(shapeOf(marksOf('00010000100001000010000010000100001000001'))).toBeGreaterThan(3)
  })

  test.each([
    ['0000', { reason: 'tooFewExceedances', exceedances: 0 }],
    ['0100', { reason: 'tooFewExceedances', exceedances: 1 }],
    ['0101010', { reason: 'equalDurations', duration: 2 }],
    ['1001001', { reason: 'equalDurations', duration: 3 }],
    // The open stretches are no longer than the closed one.
    ['000100010000', { reason: 'equalDurations', duration: 4 }],
  ])('refused: %s', (text, refusal) => {
    expect(durationTest(marksOf(text))).toEqual({ ok: false, refusal })
  })

  test('an open stretch longer than all closed ones bounds the shape', () => {
    expect(durationTest(marksOf('00101')).ok).toBe(true)
    expect(durationTest(marksOf('101000')).ok).toBe(true)
  })

  test('property: never negative, and zero only without memory', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 2, maxLength: 80 }), (marks) => {
        const result = durationTest(marks)
        if (!result.ok) return
        expect(result.value.statistic).toBeGreaterThanOrEqual(0)
        expect(result.value.shape).toBeGreaterThan(0)
      }),
      { numRuns: 200 },
    )
  })

  test('error: no marks', () => {
    expect(() => durationTest([])).toThrow('marks')
  })
})
