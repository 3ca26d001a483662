import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { butterflyArbitrage } from './butterfly-arbitrage.ts'
import { calendarArbitrage } from './calendar-arbitrage.ts'
import { extendedSlice, fitExtendedSsvi } from './extended-ssvi.ts'
import { varianceAtTheMoney } from './smile-misfit.ts'
import { fitSsvi, type TimedQuotes } from './ssvi-fit.ts'
import { powerLawScale, ssviConditions, ssviSlice, ssviTotalVariance } from './ssvi.ts'
import { sviPoint, type SviSlice } from './svi.ts'

const laws = fc.record({
  eta: fc.double({ min: 0.2, max: 3, noNaN: true }),
  gamma: fc.double({ min: 0, max: 1, noNaN: true }),
  rho: fc.double({ min: -0.95, max: 0.95, noNaN: true }),
})
const theta = fc.double({ min: 0.002, max: 1, noNaN: true })

describe('ssvi', () => {
  test('property: variance at the money is theta, and the raw slice is the same curve', () => {
    fc.assert(
      fc.property(laws, theta, fc.double({ min: -2, max: 2, noNaN: true }), (law, at, k) => {
        expect(ssviTotalVariance(law, at, 0)).toBeCloseTo(at, 14)
        expect(sviPoint(ssviSlice(law, at), k).variance).toBeCloseTo(ssviTotalVariance(law, at, k), 12)
      }),
    )
  })

  test('property: the calendar slope is a difference, and the bound a bound', () => {
    fc.assert(
      fc.property(laws, theta, (law, at) => {
        const { calendarSlope, calendarBound, calendarFree, phi } = ssviConditions(law, at)
        const scaled = (value: number): number => value * powerLawScale(law, value)
        expect((scaled(at * 1.0001) - scaled(at * 0.9999)) / (0.0002 * at)).toBeCloseTo(calendarSlope, 3)
        expect(phi).toBe(powerLawScale(law, at))
        expect(calendarFree).toBe(calendarSlope <= calendarBound)
      }),
    )
  })

  test('property: the conditions suffice: no butterfly arbitrage where they hold, none in time where variance rises', () => {
    fc.assert(
      fc.property(laws, theta, fc.double({ min: 1, max: 3, noNaN: true }), (law, at, rise) => {
        fc.pre(ssviConditions(law, at).butterflyFree)
        const found = butterflyArbitrage(ssviSlice(law, at))
        expect(found.ok && found.value.lowest).toBeGreaterThan(-1e-9)
        const pair = [at, at * rise].map((value, i) => ({ timeYears: i + 1, slice: ssviSlice(law, value) }))
        expect(calendarArbitrage(pair).worst?.gained).toBeGreaterThan(-1e-12)
      }),
      { numRuns: 60 },
    )
  })

  test('table: the butterfly conditions at their bounds', () => {
    // With gamma 0 and theta 1, phi is eta / 2; without tilt the conditions are phi < 4 and phi^2 <= 4.
    const at = (eta: number, of: number) => ssviConditions({ eta, gamma: 0, rho: 0 }, of)
    expect(at(4, 1)).toMatchObject({ butterflySecond: 4, butterflyFree: true, calendarBound: Infinity })
    expect(at(4.001, 1).butterflyFree).toBe(false)
    // With gamma 1 phi is eta / theta, so the first condition is eta < 4 and the second nearly nothing.
    const flat = (eta: number) => ssviConditions({ eta, gamma: 1, rho: 0 }, 64)
    expect(flat(3.999).butterflyFree).toBe(true)
    expect(flat(4.001).butterflyFree).toBe(false)
    expect(flat(4.001).butterflySecond).toBeLessThan(1)
  })

  test.each([
    ['eta', { eta: 0 }],
    ['gamma', { gamma: 1.1 }],
    ['rho', { rho: -1 }],
  ])('error: %s is named', (argument, change) => {
    const law = { eta: 1, gamma: 0.5, rho: 0, ...change }
    for (const call of [() => ssviSlice(law, 1), () => ssviConditions(law, 1), () => ssviTotalVariance(law, 1, 0)])
      expect(call).toThrow(argument)
  })

  test('error: theta and k are named', () => {
    const law = { eta: 1, gamma: 0.5, rho: 0 }
    expect(() => ssviConditions(law, 0)).toThrow('theta')
    expect(() => ssviTotalVariance(law, 1, Number.NaN)).toThrow('k')
  })
})

const strikes = Array.from({ length: 21 }, (_, i) => -0.5 + 0.05 * i)
const times = [0.02, 0.1, 0.25, 1]
function expiriesOf(slices: readonly SviSlice[]): readonly TimedQuotes[] {
  return slices.map((slice, i) => ({
    timeYears: times[i] as number,
    quotes: { logStrikes: strikes, totalVariances: strikes.map((k) => sviPoint(slice, k).variance), weights: strikes.map(() => 1e4) },
  }))
}
const law = { eta: 1.1, gamma: 0.4, rho: -0.3 }
const thetas = [0.01, 0.04, 0.09, 0.3]
const surface = expiriesOf(thetas.map((at) => ssviSlice(law, at)))

describe('fitSsvi', () => {
  test('default: finds a surface from its own quotes', () => {
    const fit = fitSsvi(surface)
    if (!fit.ok) throw new Error(fit.refusal.reason)
    expect(fit.value.converged).toBe(true)
    expect(fit.value.law.eta).toBeCloseTo(1.1, 5)
    expect(fit.value.law.gamma).toBeCloseTo(0.4, 5)
    expect(fit.value.law.rho).toBeCloseTo(-0.3, 5)
    thetas.forEach((at, i) => expect(fit.value.thetas[i]).toBeCloseTo(at, 7))
    expect(fit.value.rootMeanSquare).toBeLessThan(1e-5)
  })

  test('behavior: quotes with both arbitrages get a surface with neither', () => {
    const fit = fitSsvi(expiriesOf([0.09, 0.04, 0.05, 0.3].map((at, i) => ssviSlice({ ...law, eta: i === 0 ? 5 : 1 }, at))))
    if (!fit.ok) throw new Error(fit.refusal.reason)
    const slices = Array.from(fit.value.thetas, (at, i) => ({ timeYears: times[i] as number, slice: ssviSlice(fit.value.law, at) }))
    expect(calendarArbitrage(slices).free).toBe(true)
    for (const at of fit.value.thetas) expect(ssviConditions(fit.value.law, at).butterflyFree).toBe(true)
    expect(fit.value.residuals.map((one) => one.length)).toEqual([21, 21, 21, 21])
  })

  test('table: refusals', () => {
    const few = { timeYears: 2, quotes: { logStrikes: [0], totalVariances: [0.4], weights: [1] } }
    expect(fitSsvi(surface.slice(0, 1))).toEqual({ ok: false, refusal: { reason: 'tooFewExpiries', found: 1, least: 2 } })
    expect(fitSsvi([...surface, few])).toEqual({ ok: false, refusal: { reason: 'tooFewQuotes', found: 1, least: 5, expiry: 4 } })
    expect(() => fitSsvi(surface.toReversed())).toThrow('expiries[1]')
    expect(() => fitSsvi([{ ...(surface[0] as TimedQuotes), timeYears: 0 }, ...surface.slice(1)])).toThrow('timeYears')
  })
})

describe('fitExtendedSsvi', () => {
  test('default: finds tilts that change from expiry to expiry', () => {
    const slices = [
      { theta: 0.01, rho: -0.5, psi: 0.06 },
      { theta: 0.04, rho: -0.3, psi: 0.15 },
      { theta: 0.1, rho: -0.1, psi: 0.3 },
    ]
    const fit = fitExtendedSsvi(expiriesOf(slices.map(extendedSlice)))
    if (!fit.ok) throw new Error(fit.refusal.reason)
    slices.forEach((slice, i) => {
      expect(fit.value.slices[i]?.theta).toBeCloseTo(slice.theta, 6)
      expect(fit.value.slices[i]?.rho).toBeCloseTo(slice.rho, 4)
      expect(fit.value.slices[i]?.psi).toBeCloseTo(slice.psi, 4)
    })
  })

  test('property: free of both arbitrages whatever the quotes', () => {
    const any = fc.record({
      theta,
      rho: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
      psi: fc.double({ min: 0.01, max: 1.5, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(any, { minLength: 2, maxLength: 4 }), (slices) => {
        const fit = fitExtendedSsvi(expiriesOf(slices.map(extendedSlice)))
        if (!fit.ok) throw new Error(fit.refusal.reason)
        const found = fit.value.slices.map((slice, i) => ({ timeYears: times[i] as number, slice: extendedSlice(slice) }))
        expect(calendarArbitrage(found, { from: -3, to: 3 }).worst?.gained).toBeGreaterThan(-1e-9)
        for (const { slice } of found) {
          const butterfly = butterflyArbitrage(slice)
          expect(butterfly.ok && butterfly.value.lowest).toBeGreaterThan(-1e-9)
        }
      }),
      { numRuns: 15 },
    )
  })

  test('table: refusals', () => {
    expect(fitExtendedSsvi([])).toEqual({ ok: false, refusal: { reason: 'tooFewExpiries', found: 0, least: 1 } })
    expect(fitExtendedSsvi(surface.slice(0, 1)).ok).toBe(true)
  })
})

test('varianceAtTheMoney: between the nearest, and the nearest beyond', () => {
  const at = (logStrikes: readonly number[], totalVariances: readonly number[]): number =>
    varianceAtTheMoney({ logStrikes, totalVariances, weights: logStrikes.map(() => 1) })
  expect(at([0.1, -0.3, -0.1, 0.2], [0.03, 9, 0.05, 9])).toBeCloseTo(0.04, 15)
  expect(at([0.1, 0, -0.1], [1, 2, 3])).toBe(2)
  expect(at([0.2, 0.1], [1, 2])).toBe(2)
  expect(at([-0.2, -0.1], [1, 2])).toBe(2)
})
