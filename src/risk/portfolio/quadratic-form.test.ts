import { expect, test } from 'vitest'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { normalDensity, normalSurvival } from '../../num/normal.ts'
import { survivalOf } from './quadratic-form.ts'

/** The probability that one part `b y + c y^2 / 2` is above `x`, by the roots of the parabola. */
function oneAbove(b: number, c: number, x: number): number {
  const discriminant = b * b + 2 * c * x
  if (discriminant <= 0) return c > 0 ? 1 : 0
  const root = Math.sqrt(discriminant)
  const [low, high] = [(-b - root) / c, (-b + root) / c].toSorted((p, q) => p - q) as [number, number]
  const inside = normalSurvival(low) - normalSurvival(high)
  return c > 0 ? 1 - inside : inside
}

/** Two parts, the first integrated point by point. */
function bothAbove([b, c]: readonly [number, number], [d, e]: readonly [number, number], x: number): number {
  const points = 6_000
  const step = 18 / points
  let sum = 0
  for (let i = 0; i <= points; i++) {
    const y = -9 + i * step
    sum += normalDensity(y) * oneAbove(d, e, x - b * y - 0.5 * c * y * y) * step
  }
  return sum
}

const generator = createPrng(20_261_123)
/** Sizes from 1 to 1e-4 of either sign: parts that curve, that are straight, and that are straight but for a little. */
const size = (): number => 10 ** (-4 * nextUniform(generator)) * (nextUniform(generator) < 0.5 ? -1 : 1)

const parts = Array.from({ length: 60 }, () => [size(), size(), size(), size()] as const)
// Where the contour once leant the wrong way.
const found = [
  [0.4766805470899725, 0.014140430510225023, 0.005589919240346496, 1.2430964829339544],
  [0.913, 0.357, 0.0719, -0.00083],
  [-0.9993727482402527, -0.05007648669856317, -0.00032054320111133723, -0.0006001112315255023],
] as const

test.each([...found, ...parts])('survival of %f y + %f y^2/2 and %f z + %f z^2/2 is that of a plain integration', (b, c, d, e) => {
  const deviation = Math.sqrt(b * b + d * d + 0.5 * (c * c + e * e))
  for (const at of [-2, -0.7, 0.1, 1, 3]) {
    const x = at * deviation
    const exact = bothAbove([b, c], [d, e], x)
    expect(Math.abs(survivalOf({ linear: Float64Array.of(b, d), curvature: Float64Array.of(c, e) }, x) - exact)).toBeLessThan(3e-4)
  }
})
