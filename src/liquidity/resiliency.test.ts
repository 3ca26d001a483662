import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { halfLifeOf, resiliencyOf } from './resiliency-half-life.ts'
import { shockRecovery } from './shock-recovery.ts'

/** A series that closes a share of its distance to the level at each step, from `start`. */
const fading = (level: number, start: number, share: number, steps: number): readonly number[] => {
  const values = [start]
  for (let t = 1; t < steps; t++) values.push((values[t - 1] as number) + share * (level - (values[t - 1] as number)))
  return values
}

describe('resiliencyOf', () => {
  test('property: a series that fades at a known speed has that speed, level and half-life', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 19 }), fc.integer({ min: -50, max: 50 }), (twentieths, level) => {
        const speed = twentieths / 20
        const found = resiliencyOf(fading(level, level + 64, speed, 12))
        expect(found.ok && found.value.speed).toBeCloseTo(speed, 9)
        expect(found.ok && found.value.level).toBeCloseTo(level, 7)
        expect(found.ok && found.value.halfLife.ok && found.value.halfLife.value).toBeCloseTo(Math.LN2 / -Math.log(1 - speed), 6)
      }),
    )
  })

  // Columns: speed, half-life in steps or why there is none. A speed of 1 has no memory left after one step.
  test.each([
    [-0.1, 'notMeanReverting'],
    [0, 'notMeanReverting'],
    [0.5, 1],
    [0.75, 0.5],
    [1, 'overshooting'],
    [1.5, 'overshooting'],
  ])('table: a speed of %d has the half-life %s', (speed, expected) => {
    const found = halfLifeOf(speed)
    if (typeof expected === 'number') expect(found.ok && found.value).toBeCloseTo(expected, 14)
    else expect(found).toEqual({ ok: false, refusal: { reason: expected, speed } })
  })

  test('behavior: a walk away has no half-life, a constant no speed', () => {
    const away = resiliencyOf([1, 2, 4, 8, 16])
    expect(away).toMatchObject({ value: { speed: -1, halfLife: { refusal: { reason: 'notMeanReverting' } } } })
    expect(resiliencyOf([3, 3, 3, 3])).toMatchObject({ refusal: { reason: 'constantRegressor' } })
    const steady = resiliencyOf([1, 2, 3, 4, 5])
    expect(steady.ok && Math.abs(steady.value.speed)).toBeLessThan(1e-12)
  })

  test('error: too few, or not finite', () => {
    expect(() => resiliencyOf([1, 2, 3])).toThrow('values: expected at least 4 numbers')
    expect(() => resiliencyOf([1, 2, 3, Infinity])).toThrow('values[3]: expected')
  })
})

describe('shockRecovery', () => {
  const calm = [4, 6, 5, 5]
  const shocked = [...calm, 9, 13, 9, 7, 6, 5.5, 5.1, 5]

  test('default: baseline, peak, recovery and decay by hand', () => {
    const found = shockRecovery(shocked, { at: 4, before: 4, share: 0.75 })
    expect(found).toMatchObject({ baseline: 5, peak: 13, peakOffset: 2, recoverySteps: 2 })
    // The excess after the peak is 8, 4, 2, 1, 0.5, and 0.1 is the first at or below 2 % of 8.
    expect(found.decay.ok && found.decay.value.rate).toBeCloseTo(Math.LN2, 12)
    expect(found.decay.ok && found.decay.value.halfLife).toBeCloseTo(1, 12)
    expect(found.decay.ok && found.decay.value.observations).toBe(5)
  })

  // Columns: share that must be gone, steps. The excess is 8, 4, 2, 1, 0.5, 0.1, 0.
  test.each([
    [0.1, 1],
    [0.5, 1],
    [0.51, 2],
    [0.75, 2],
    [0.9, 4],
    [0.999, 6],
    [1, 6],
  ])('table: %d of the excess is gone after %d steps', (share, steps) => {
    expect(shockRecovery(shocked, { at: 4, before: 4, share }).recoverySteps).toBe(steps)
  })

  test('behavior: the baseline is of the values just before the shock alone', () => {
    expect(shockRecovery([100, ...shocked], { at: 5, before: 4, share: 0.5 }).baseline).toBe(5)
    expect(shockRecovery(shocked, { at: 4, before: 1, share: 0.5 }).baseline).toBe(5)
    expect(shockRecovery(shocked, { at: 2, before: 1, share: 0.5 }).baseline).toBe(6)
  })

  test('table: no recovery, no excess, or too little to fit', () => {
    expect(shockRecovery([5, 9, 9, 9], { at: 1, before: 1, share: 0.5 })).not.toHaveProperty('recoverySteps')
    expect(shockRecovery([5, 9, 9, 9], { at: 1, before: 1, share: 0.5 }).decay).toEqual({ ok: true, value: { rate: 0, observations: 3 } })
    expect(shockRecovery([5, 4, 4], { at: 1, before: 1, share: 0.5 }).decay).toMatchObject({ refusal: { reason: 'noExcess' } })
    expect(shockRecovery([5, 9, 5], { at: 1, before: 1, share: 0.5 }).decay).toMatchObject({
      refusal: { reason: 'tooFewObservations', observations: 1 },
    })
    const two = shockRecovery([5, 9, 7, 5], { at: 1, before: 1, share: 0.5 }).decay
    expect(two.ok && two.value.rate).toBeCloseTo(Math.LN2, 12)
  })

  const bad: readonly (readonly [string, () => unknown, string])[] = [
    ['a shock after the end', () => shockRecovery(shocked, { at: 12, before: 1, share: 0.5 }), 'at'],
    ['a shock before the start', () => shockRecovery(shocked, { at: 0, before: 1, share: 0.5 }), 'at'],
    ['a baseline before the start', () => shockRecovery(shocked, { at: 4, before: 5, share: 0.5 }), 'before'],
    ['no baseline', () => shockRecovery(shocked, { at: 4, before: 0, share: 0.5 }), 'before'],
    ['more than the excess', () => shockRecovery(shocked, { at: 4, before: 4, share: 1.01 }), 'share'],
    ['none of the excess', () => shockRecovery(shocked, { at: 4, before: 4, share: 0 }), 'share'],
    ['a value that is none', () => shockRecovery([1, Number.NaN, 2], { at: 1, before: 1, share: 0.5 }), 'values[1]'],
  ]
  test.each(bad)('error: %s', (_, call, place) => {
    expect(call).toThrow(`${place}: expected`)
  })
})
