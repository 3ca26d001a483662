import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { butterflyArbitrage } from './butterfly-arbitrage.ts'
import { calendarArbitrage } from './calendar-arbitrage.ts'
import { durrleman, jumpWings, lowestTotalVariance, sviPoint, wingSlopes, type SviSlice } from './svi.ts'

/** Axel Vogt's slice, which has butterfly arbitrage: Gatheral & Jacquier (2014), example 3.1. */
const vogt = { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 }
const tame = { a: 0.02, b: 0.1, rho: -0.3, m: 0.05, sigma: 0.2 }

const slices = fc.record({
  a: fc.double({ min: 0.001, max: 0.1, noNaN: true }),
  b: fc.double({ min: 0.01, max: 0.6, noNaN: true }),
  rho: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
  m: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
  sigma: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
})

describe('sviPoint', () => {
  test('property: slope and curvature are differences of variance, which is nowhere below its lowest', () => {
    fc.assert(
      fc.property(slices, fc.double({ min: -2, max: 2, noNaN: true }), (slice, k) => {
        const { variance, slope, curvature } = sviPoint(slice, k)
        const step = 1e-4
        const [up, down] = [sviPoint(slice, k + step), sviPoint(slice, k - step)]
        expect((up.variance - down.variance) / (2 * step)).toBeCloseTo(slope, 4)
        expect((up.slope - down.slope) / (2 * step)).toBeCloseTo(curvature, 3)
        expect(variance).toBeGreaterThanOrEqual(lowestTotalVariance(slice) - 1e-15)
      }),
    )
  })

  test('table: wings', () => {
    expect(wingSlopes({ ...tame, b: 0.2, rho: 0.5 })).toEqual({ left: 0.1, right: 0.30000000000000004 })
    expect(sviPoint(tame, 1e6).slope).toBeCloseTo(wingSlopes(tame).right, 9)
    expect(-sviPoint(tame, -1e6).slope).toBeCloseTo(wingSlopes(tame).left, 9)
  })
})

describe('jumpWings', () => {
  test('default: the published values of the Vogt slice', () => {
    const wings = jumpWings(vogt, 1)
    if (!wings.ok) throw new Error(wings.refusal.reason)
    const { variance, skew, putWing, callWing, lowestVariance } = wings.value
    expect(variance).toBeCloseTo(0.01742625, 8)
    expect(skew).toBeCloseTo(-0.1752111, 7)
    expect(putWing).toBeCloseTo(0.6997381, 7)
    expect(callWing).toBeCloseTo(1.316798, 6)
    expect(lowestVariance).toBeCloseTo(0.0116249, 7)
  })

  test('behavior: none where variance at the money is not above zero', () => {
    expect(jumpWings({ ...tame, a: -1 }, 1)).toMatchObject({ ok: false, refusal: { reason: 'noVarianceAtTheMoney' } })
  })

  test.each([
    ['b', { b: -0.1 }],
    ['rho', { rho: 1.1 }],
    ['sigma', { sigma: 0 }],
    ['a', { a: Number.NaN }],
    ['m', { m: Infinity }],
  ])('error: %s is named', (argument, change) => {
    expect(() => jumpWings({ ...tame, ...change }, 1)).toThrow(argument)
    expect(() => jumpWings(tame, 0)).toThrow('timeYears')
  })
})

describe('butterflyArbitrage', () => {
  const findingOf = (slice: SviSlice, interval?: Readonly<{ from: number; to: number }>) => {
    const found = butterflyArbitrage(slice, interval)
    if (!found.ok) throw new Error(found.refusal.reason)
    return found.value
  }

  test('default: finds that of Vogt and none in a tame slice', () => {
    expect(findingOf(vogt)).toMatchObject({ free: false })
    expect(findingOf(vogt).lowest).toBeLessThan(-0.03)
    expect(findingOf(tame)).toMatchObject({ free: true })
  })

  test('property: nothing on a much closer grid is lower', () => {
    fc.assert(
      fc.property(slices, (slice) => {
        const { lowest } = findingOf(slice, { from: -2, to: 2 })
        let closest = Infinity
        for (let k = -2; k <= 2; k += 0.0013) closest = Math.min(closest, durrleman(sviPoint(slice, k), k))
        expect(closest).toBeGreaterThanOrEqual(lowest - 1e-7)
      }),
      { numRuns: 30 },
    )
  })

  test('behavior: sees a turn that is sharper than the grid', () => {
    const sharp = { a: 0.00001, b: 0.02, rho: -0.3, m: 0.0031, sigma: 0.0001 }
    const { lowest, free } = findingOf(sharp, { from: -0.02, to: 0.03 })
    let closest = Infinity
    for (let k = -0.03; k < 0.04; k += 1e-7) closest = Math.min(closest, durrleman(sviPoint(sharp, k), k))
    expect(lowest).toBeCloseTo(closest, 5)
    expect(free).toBe(closest >= 0)
  })

  test.each([
    [1.99, true],
    [2, false],
    [2.01, false],
  ])('table: a wing of %d', (steepestWing, free) => {
    // So much variance and roundness that the wing alone decides.
    const found = findingOf({ a: 3, b: steepestWing, rho: 0, m: 0, sigma: 5 }, { from: -1, to: 1 })
    expect(found.steepestWing).toBe(steepestWing)
    expect(found.free).toBe(free)
  })

  test('behavior: no density to judge where variance is not above zero', () => {
    const slice = { a: -0.1, b: 0.1, rho: 0, m: 0, sigma: 1 }
    expect(butterflyArbitrage(slice)).toEqual({ ok: false, refusal: { reason: 'varianceNotAboveZero', lowestVariance: 0 } })
  })

  test('error: an interval that does not rise', () => {
    expect(() => butterflyArbitrage(tame, { from: 1, to: 1 })).toThrow('to')
    expect(() => butterflyArbitrage(tame, { from: Number.NaN, to: 1 })).toThrow('from')
  })

  test('property: where it finds none, the density is nowhere negative and integrates to one', () => {
    fc.assert(
      fc.property(slices, (slice) => {
        const found = butterflyArbitrage(slice, { from: -12, to: 12 })
        fc.pre(found.ok && found.value.free && found.value.steepestWing < 0.4)
        let [sum, least] = [0, Infinity]
        const step = 0.002
        for (let k = -12; k <= 12; k += step) {
          const point = sviPoint(slice, k)
          const root = Math.sqrt(point.variance)
          const minus = -k / root - 0.5 * root
          const density = (durrleman(point, k) / Math.sqrt(2 * Math.PI * point.variance)) * Math.exp(-0.5 * minus * minus)
          least = Math.min(least, density)
          sum += density * step
        }
        expect(least).toBeGreaterThanOrEqual(0)
        expect(Math.abs(sum - 1)).toBeLessThan(1e-3)
      }),
      { numRuns: 15 },
    )
  })
})

describe('calendarArbitrage', () => {
  const later = { ...tame, a: tame.a + 0.01 }

  test('default: none where all variance rises, some where it falls somewhere', () => {
    expect(
      calendarArbitrage([
        { timeYears: 0.1, slice: tame },
        { timeYears: 0.2, slice: later },
      ]),
    ).toMatchObject({ free: true, worst: { wingsCross: false } })
    const shifted = { ...tame, m: tame.m + 0.3 }
    const found = calendarArbitrage([
      { timeYears: 0.1, slice: tame },
      { timeYears: 0.2, slice: shifted },
    ])
    expect(found.free).toBe(false)
    let least = Infinity
    for (let k = -1.5; k <= 1.5; k += 1e-4) least = Math.min(least, sviPoint(shifted, k).variance - sviPoint(tame, k).variance)
    expect(found.worst?.gained).toBeCloseTo(least, 8)
  })

  test.each([
    [0, true],
    [-1e-9, false],
  ])('table: a level changed by %d', (by, free) => {
    const next = { ...tame, a: tame.a + by }
    expect(
      calendarArbitrage([
        { timeYears: 0.1, slice: tame },
        { timeYears: 0.2, slice: next },
      ]).free,
    ).toBe(free)
  })

  test('behavior: tells wings that cross beyond the interval apart', () => {
    const flat = { ...tame, a: 1, b: 0.01 }
    const found = calendarArbitrage([
      { timeYears: 0.1, slice: tame },
      { timeYears: 0.2, slice: flat },
    ])
    expect(found).toMatchObject({ free: true, worst: { wingsCross: true } })
  })

  test('behavior: names the pair', () => {
    const times = [0.1, 0.2, 0.3, 0.4]
    const found = calendarArbitrage([tame, later, tame, later].map((slice, i) => ({ slice, timeYears: times[i] as number })))
    expect(found.gaps.map((gap) => gap.gained >= 0)).toEqual([true, false, true])
    expect(found.worst).toMatchObject({ earlier: 1, later: 2 })
  })

  test('error: times that do not rise, an interval that does not', () => {
    const same = [
      { timeYears: 0.1, slice: tame },
      { timeYears: 0.1, slice: tame },
    ]
    expect(() => calendarArbitrage(same)).toThrow('slices[1]')
    expect(() => calendarArbitrage([], { from: 0, to: 0 })).toThrow('to')
  })
})
