import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { createPrng } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { cusumRunLength, cusumThreshold, siegmundRunLength, twoSidedCusumRunLength } from './cusum-run-length.ts'
import { nextCusumSum } from './cusum.ts'

/** Lucas & Crosier, "Fast initial response for CUSUM quality-control schemes", Technometrics 24 (1982), two-sided, reference 0.5. */
const published = [
  [4, 0, 168],
  [4, 1, 8.38],
  [5, 0, 465],
  [5, 1, 10.4],
] as const

describe('run length of a CUSUM', () => {
  test.each(published)('table: threshold %f and a mean of %f, as published', (threshold, mean, expected) => {
    const cusum = { reference: 0.5, threshold }
    const found = mean === 0 ? twoSidedCusumRunLength(cusum) : cusumRunLength(cusum, { mean })
    expect(Math.abs(found / expected - 1)).toBeLessThan(0.003)
  })

  test.each([
    [{ reference: 0.5, threshold: 0 }, 0, { kind: 'normal' }],
    [{ reference: 0.3, threshold: 2 }, -0.4, { kind: 'normal' }],
    [{ reference: 0.1, threshold: 4 }, 2.5, { kind: 'normal' }],
    [{ reference: -0.2, threshold: 1 }, 0, { kind: 'normal' }],
  ] as const)('behavior: simulation agrees, %o', (cusum, mean, distribution) => {
    const generator = createPrng(5)
    const rounds = 4_000
    let [sum, squares] = [0, 0]
    for (let round = 0; round < rounds; round++) {
      let [at, steps] = [0, 0]
      do {
        at = nextCusumSum(at, cusum.reference, nextNormal(generator) + mean)
        steps += 1
      } while (at <= cusum.threshold)
      sum += steps
      squares += steps * steps
    }
    const average = sum / rounds
    const error = Math.sqrt((squares / rounds - average * average) / rounds)
    expect(Math.abs(cusumRunLength(cusum, { mean, distribution }) - average)).toBeLessThan(4 * error)
  })

  test('behavior: it goes on where run lengths are past counting, near the closed approximation', () => {
    const cusum = { reference: 0.5, threshold: 30 }
    expect(cusumRunLength(cusum) / siegmundRunLength(cusum)).toBeGreaterThan(0.98)
    expect(cusumRunLength(cusum) / siegmundRunLength(cusum)).toBeLessThan(1)
    expect(cusumRunLength({ reference: 0.5, threshold: 5 }, { mean: 40 })).toBe(1)
  })

  test('behavior: heavier tails of the same variance alarm twice as often', () => {
    const cusum = { reference: 0.5, threshold: 5 }
    const tails = (degreesOfFreedom: number): number => cusumRunLength(cusum, { distribution: { kind: 'studentT', degreesOfFreedom } })
    expect(tails(3)).toBeGreaterThan(440)
    expect(tails(3)).toBeLessThan(510)
    expect(tails(5)).toBeGreaterThan(540)
    expect(tails(5)).toBeLessThan(600)
    expect(tails(1e6) / cusumRunLength(cusum)).toBeCloseTo(1, 3)
    expect(twoSidedCusumRunLength(cusum, { kind: 'studentT', degreesOfFreedom: 3 })).toBe(tails(3) / 2)
  })

  test.each([
    [0.5, (4 + 1.166) ** 2],
    // Page's formula exp(-2db) + 2db - 1 over 2 d^2 with d = -0.5 and b = 5.166, and with d = 1.
    [0, (Math.exp(5.166) - 5.166 - 1) / 0.5],
    [1.5, (Math.exp(-10.332) + 10.332 - 1) / 2],
  ])('table: Siegmund at a mean of %f', (mean, expected) => {
    expect(siegmundRunLength({ reference: 0.5, threshold: 4 }, mean) / expected).toBeCloseTo(1, 12)
  })

  test('behavior: Siegmund is smooth where the drift vanishes, and the mean is 0 unless given', () => {
    const cusum = { reference: 0.5, threshold: 4 }
    // u = 2 d b around the border between the series and the closed form.
    const border = 0.05 / 5.166
    for (const sign of [-1, 1]) {
      const below = siegmundRunLength(cusum, 0.5 + sign * border * (1 - 1e-9))
      const above = siegmundRunLength(cusum, 0.5 + sign * border * (1 + 1e-9))
      expect(above / below).toBeCloseTo(1, 8)
      expect(siegmundRunLength(cusum, 0.5 + sign * 1e-9) / 5.166 ** 2).toBeCloseTo(1, 7)
    }
    expect(siegmundRunLength(cusum)).toBe(siegmundRunLength(cusum, 0))
  })

  test.each([
    [0.5, 335.3675776271807, 4],
    [0.5, 930.8870120634791, 5],
    [0.25, 736.7877465296322, 8],
  ])('table: reference %f and run length %f need a threshold of %f', (reference, runLength, threshold) => {
    expect(cusumThreshold({ reference, runLength })).toBeCloseTo(threshold, 6)
  })

  test.each([
    [0.5, 10],
    [2, 10],
    [0.5, 15_552_000],
    [1, 1e12],
  ])('behavior: reference %f, one alarm per %f: the threshold keeps it', (reference, runLength) => {
    const threshold = cusumThreshold({ reference, runLength })
    const kept = cusumRunLength({ reference, threshold })
    // With a high reference a run length of 10 is exceeded even without a threshold.
    if (reference < 2) expect(kept / runLength).toBeCloseTo(1, 6)
    else expect(kept).toBeGreaterThan(runLength)
  })

  test('behavior: a threshold for other tails is higher', () => {
    const distribution = { kind: 'studentT', degreesOfFreedom: 5 } as const
    const threshold = cusumThreshold({ reference: 0.5, runLength: 1_000, distribution })
    expect(threshold).toBeGreaterThan(cusumThreshold({ reference: 0.5, runLength: 1_000 }))
    expect(cusumRunLength({ reference: 0.5, threshold }, { distribution })).toBeCloseTo(1_000, 2)
  })

  test('error: what was expected and found is told', () => {
    const long = { reference: 0.5, threshold: 201 }
    expect(() => cusumRunLength(long)).toThrow('threshold: expected at most 200, found 201')
    const often = { reference: 0.5, runLength: 9 }
    expect(() => cusumThreshold(often)).toThrow('runLength: expected a number of observations from 10 to 1e12, found 9')
    const slight = { reference: 0.01, runLength: 1e9 }
    expect(() => cusumThreshold(slight)).toThrow('reference: expected a reference whose threshold stays within 64, found 0.01')
  })

  test.each([
    ['reference', () => cusumRunLength({ reference: Infinity, threshold: 4 })],
    ['threshold', () => cusumRunLength({ reference: 0.5, threshold: -0.1 })],
    ['threshold', () => cusumRunLength({ reference: 0.5, threshold: 200.1 })],
    ['mean', () => cusumRunLength({ reference: 0.5, threshold: 4 }, { mean: Number.NaN })],
    ['reference', () => siegmundRunLength({ reference: Number.NaN, threshold: 4 })],
    ['threshold', () => siegmundRunLength({ reference: 0.5, threshold: -1 })],
    ['mean', () => siegmundRunLength({ reference: 0.5, threshold: 4 }, Infinity)],
    ['reference', () => cusumThreshold({ reference: 0, runLength: 100 })],
    ['runLength', () => cusumThreshold({ reference: 0.5, runLength: 9.99 })],
    ['runLength', () => cusumThreshold({ reference: 0.5, runLength: 1.01e12 })],
    ['reference', () => cusumThreshold({ reference: 0.01, runLength: 1e9 })],
  ])('error: %s', (argument, call) => {
    expect(call).toThrow(ArgumentError)
    expect(call).toThrow(`${argument}: expected`)
  })
})
