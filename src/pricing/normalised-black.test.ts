import { describe, expect, test } from 'vitest'
import { normalisedBlack, normalisedVega, shortfallOverVega, valueOverVega } from './normalised-black.ts'
import { fittedControl, rationalCubic } from './rational-cubic.ts'

/**
 * The normalised value over its vega as the integral of `2 sinh(t u) exp(h u - u^2 / 2)` over u above 0: positive everywhere, so
 * nothing cancels. Simpson's rule, since the integrand and all its derivatives are tame.
 */
function integral(h: number, t: number): number {
  const end = Math.min(14 + t, 60 / Math.max(-h - t, 1))
  const steps = 60_000
  const f = (u: number): number => (Math.exp(t * u) - Math.exp(-t * u)) * Math.exp(h * u - 0.5 * u * u)
  const small = (u: number): number => (t * u < 1e-3 ? 2 * t * u * (1 + (t * u) ** 2 / 6) * Math.exp(h * u - 0.5 * u * u) : f(u))
  let sum = 0
  for (let i = 0; i <= steps; i++) sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * small((end * i) / steps)
  return (sum * end) / steps / 3
}

describe('normalisedBlack', () => {
  const places: (readonly [number, number])[] = []
  for (const h of [-36, -20, -14, -12.3, -11.9, -8, -4, -2, -1, -0.3, -0.01])
    for (const t of [0.0005, 0.01, 0.1, 0.209, 0.211, 0.5, 2, 5]) places.push([h, t])

  test.each(places)('table: every form of it agrees with an integral at h %d, t %d', (h, t) => {
    const s = 2 * t
    const expected = integral(h, t)
    expect(Math.abs(valueOverVega(h, t) / expected - 1)).toBeLessThan(1e-11)
    expect(Math.abs(normalisedBlack(h * s, s) / (expected * normalisedVega(h * s, s)) - 1)).toBeLessThan(1e-11)
  })

  test.each(places)('property: value and shortfall make up the bound at h %d, t %d', (h, t) => {
    const s = 2 * t
    const bound = Math.exp(0.5 * h * s)
    const vega = normalisedVega(h * s, s)
    expect(Math.abs((normalisedBlack(h * s, s) + shortfallOverVega(h, t) * vega) / bound - 1)).toBeLessThan(1e-12)
  })

  test('table: the ends', () => {
    expect(normalisedBlack(-1, 0)).toBe(0)
    expect(normalisedBlack(-Infinity, 1)).toBe(0)
    expect(normalisedBlack(0, 100)).toBe(1)
    expect(normalisedBlack(0, 1e-9)).toBeCloseTo(1e-9 / Math.sqrt(2 * Math.PI), 24)
    expect(normalisedVega(-1, 0)).toBe(0)
  })
})

describe('rationalCubic', () => {
  const left = { at: 0, value: 1, slope: 2 }
  const right = { at: 2, value: 3, slope: 0.5 }
  test.each([-0.5, 0, 3, 40])('property: passes through both ends with their slopes, control %d', (control) => {
    const at = (x: number): number => rationalCubic(x, { left, right, control })
    expect(at(0)).toBe(1)
    expect(at(2)).toBe(3)
    expect((at(1e-6) - at(0)) / 1e-6).toBeCloseTo(2, 3)
    expect((at(2) - at(2 - 1e-6)) / 1e-6).toBeCloseTo(0.5, 3)
  })

  test('behavior: a straight line where only a line fits, and the middle of ends that meet', () => {
    const straight = { left: { at: 0, value: 0, slope: 1 }, right: { at: 1, value: 1, slope: 1 } }
    expect(fittedControl({ ...straight, secondDerivative: 0, end: 'left' })).toBe(Infinity)
    expect(rationalCubic(0.25, { ...straight, control: Infinity })).toBe(0.25)
    expect(rationalCubic(0, { left, right: { ...right, at: 0 }, control: 3 })).toBe(2)
  })

  test.each(['left', 'right'] as const)('property: has the second derivative asked for at the %s', (end) => {
    // Gentle ends, so that keeping the shape does not override what was asked for.
    const ends = { left: { at: 0, value: 0, slope: 0.5 }, right: { at: 1, value: 1, slope: 2 } }
    const control = fittedControl({ ...ends, secondDerivative: 4, end })
    const at = (x: number): number => rationalCubic(x, { ...ends, control })
    const place = end === 'left' ? 0 : 1
    expect((at(place + 1e-4) - 2 * at(place) + at(place - 1e-4)) / 1e-8).toBeCloseTo(4, 1)
  })
})
