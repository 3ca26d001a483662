import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { createPrng } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { calibratedCusumThreshold } from './calibrate.ts'
import { cusumPath } from './cusum.ts'
import { cusumThreshold } from './cusum-run-length.ts'

const generator = createPrng(3)
const normal = Array.from({ length: 4_000 }, () => nextNormal(generator))
/** An AR(1) of unit variance: calm that wanders. */
const wandering: number[] = []
for (const shock of normal) wandering.push(0.8 * (wandering.at(-1) ?? 0) + 0.6 * shock)
const options = { reference: 0.5, runLength: 200, blockLength: 1, seed: 1 }

describe('calibratedCusumThreshold', () => {
  test('default: on independent normal observations it is the derived threshold', () => {
    const found = calibratedCusumThreshold(normal, { ...options, observations: 200_000 })
    expect(Math.abs(found.threshold - cusumThreshold({ reference: 0.5, runLength: 200 }))).toBeLessThan(0.25)
    expect(found.alarms).toBeLessThanOrEqual(1_000)
    expect(found.alarms).toBeGreaterThan(980)
    expect(found.runLength).toBe(200_000 / found.alarms)
  })

  test('behavior: observations with a memory need more, and only long blocks see it', () => {
    const blind = calibratedCusumThreshold(wandering, { ...options, blockLength: 1 })
    const seeing = calibratedCusumThreshold(wandering, { ...options, blockLength: 60 })
    expect(seeing.threshold).toBeGreaterThan(1.5 * blind.threshold)
    const { alarms } = cusumPath(wandering, { reference: 0.5, threshold: seeing.threshold, resets: true })
    expect(alarms.length).toBeGreaterThan(8)
    expect(alarms.length).toBeLessThan(40)
  })

  test('behavior: the same seed gives the same, another another; the stream is a hundred run lengths', () => {
    expect(calibratedCusumThreshold(normal, options)).toEqual(calibratedCusumThreshold(normal, { ...options, observations: 20_000 }))
    expect(calibratedCusumThreshold(normal, { ...options, seed: 2 })).not.toEqual(calibratedCusumThreshold(normal, options))
  })

  test('behavior: calm that never deviates needs no threshold', () => {
    const found = calibratedCusumThreshold([0, 0, 0], options)
    expect(found.threshold).toBeLessThan(1e-3)
    expect(found).toMatchObject({ alarms: 0, runLength: 20_000 })
  })

  test('behavior: a long block is the series itself, over and over', () => {
    // 3 deviations up every 10 observations: one alarm each time at a threshold below 2.5, none above.
    const spikes = Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 3 : -1))
    const found = calibratedCusumThreshold(spikes, { ...options, blockLength: 1e9, runLength: 20 })
    expect(found.threshold).toBeGreaterThan(2.4999)
    expect(found.threshold).toBeLessThan(2.501)
  })

  test('error: what was expected and found is told', () => {
    const short = { ...options, blockLength: 0.5 }
    expect(() => calibratedCusumThreshold(normal, short)).toThrow('blockLength: expected a number of observations, 1 or above, found 0.5')
  })

  test.each([
    ['calm', [1], options],
    ['calm[1]', [1, Number.NaN], options],
    ['reference', normal, { ...options, reference: 0 }],
    ['runLength', normal, { ...options, runLength: 0 }],
    ['blockLength', normal, { ...options, blockLength: 0.5 }],
    ['blockLength', normal, { ...options, blockLength: Number.NaN }],
    ['observations', normal, { ...options, observations: 3_999 }],
    ['observations', normal, { ...options, runLength: 0.5, observations: 19 }],
    ['observations', normal, { ...options, runLength: 1e9 }],
  ] as const)('error: %s', (argument, calm, given) => {
    expect(() => calibratedCusumThreshold(calm, given)).toThrow(ArgumentError)
    expect(() => calibratedCusumThreshold(calm, given)).toThrow(`${argument}: expected`)
  })
})
