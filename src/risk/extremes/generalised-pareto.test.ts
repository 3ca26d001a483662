import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { nelderMead } from '../../num/minimise.ts'
import { fitGeneralisedPareto } from './generalised-pareto.ts'
import { observedErrorsOf, standardErrorsOf } from './pareto-information.ts'
import { bestLikelihoodAt, paretoLogLikelihood, shapeInterval } from './pareto-interval.ts'
import { paretoByMoments } from './pareto-moments.ts'
import { createParetoProfile, profileAt, profileCostAt } from './pareto-profile.ts'

function paretoSample(count: number, shape: number, seed = 1): Float64Array {
  const generator = createPrng(seed)
  return Float64Array.from({ length: count }, () => {
    const tail = 1 - nextUniform(generator)
    return 1e-12 + (shape === 0 ? -Math.log(tail) : (tail ** -shape - 1) / shape)
  })
}

function fitted(excesses: ArrayLike<number>) {
  const fit = fitGeneralisedPareto(excesses)
  if (!fit.ok) throw new Error(fit.refusal.reason)
  return fit.value
}

/** What R with fExtremes says of excesses, or undefined where either is absent. */
function extremesInR(excesses: Float64Array): readonly number[] | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-gpd-'))
  const file = join(folder, 'excesses')
  writeFileSync(file, new Uint8Array(excesses.buffer))
  const script = `if (requireNamespace("fExtremes", quietly = TRUE)) {
    fit <- fExtremes::gpdFit(readBin("${file}", "double", ${excesses.length}), u = 0)@fit
    cat(fit$par.ests, fit$par.ses) }`
  try {
    const output = execFileSync('Rscript', ['-e', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return output === '' ? undefined : output.split(' ').map(Number)
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const sampleForR = paretoSample(400, 0.3, 4)
const inR = extremesInR(sampleForR)

describe('fitGeneralisedPareto', () => {
  test.skipIf(inR === undefined)('vector: the fit and its errors are those of fExtremes in R', () => {
    const { shape, scale, standardErrors } = fitted(sampleForR)
    expect(standardErrors.ok).toBe(true)
    const ours = [shape, scale, ...(standardErrors.ok ? [standardErrors.value.shape, standardErrors.value.scale] : [])]
    ours.forEach((figure, i) => expect(Math.abs(figure / (inR?.[i] ?? Number.NaN) - 1)).toBeLessThan(5e-3))
  })

  test.each([-0.4, -0.2, 0, 0.1, 0.5, 0.9, 1.5])(
    'behavior: finds the shape %f that a sample was drawn from, within its errors',
    (shape) => {
      const fit = fitted(paretoSample(2_000, shape))
      expect(fit.converged).toBe(true)
      const errors = fit.standardErrors
      expect(errors.ok && Math.abs(fit.shape - shape) / errors.value.shape).toBeLessThan(4)
      expect(errors.ok && Math.abs(fit.scale - 1) / errors.value.scale).toBeLessThan(4)
    },
  )

  test('property: no other parameters have a higher likelihood, by a search in two dimensions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 60 }),
        fc.double({ min: -0.3, max: 1.2, noNaN: true }),
        fc.nat(1_000),
        (count, shape, seed) => {
          const sample = paretoSample(count, shape, seed)
          const found = fitGeneralisedPareto(sample)
          if (!found.ok) return
          const { shape: xi, scale, logLikelihood, converged } = found.value
          expect(converged).toBe(true)
          expect(paretoLogLikelihood(sample, { shape: xi, scale })).toBeCloseTo(logLikelihood, 8)
          const cost = (point: Float64Array): number => {
            const at = { shape: point[0] ?? 0, scale: Math.exp(point[1] ?? 0) }
            // Below a shape of -1/2 the likelihood may grow without bound towards the end of the support.
            return at.shape < -0.5 ? Infinity : -paretoLogLikelihood(sample, at)
          }
          for (const start of [-0.2, 0.3, 1]) {
            const rival = nelderMead(cost, [start, Math.log(Math.max(scale, ...sample))], { step: 0.1 })
            expect(-rival.value).toBeLessThanOrEqual(logLikelihood + 1e-7)
          }
        },
      ),
      { numRuns: 25, endOnFailure: true },
    )
  })

  test('property: scaled excesses have the same shape, errors and a scale that scales; order does not matter', () => {
    const sample = paretoSample(150, 0.25)
    const plain = fitted(sample)
    for (const by of [1e-12, 1e-3, 1e9]) {
      const other = fitted(sample.map((y) => y * by).toReversed())
      expect(other.shape).toBeCloseTo(plain.shape, 9)
      expect(other.scale / by).toBeCloseTo(plain.scale, 9)
      expect(
        other.standardErrors.ok && plain.standardErrors.ok && other.standardErrors.value.shape / plain.standardErrors.value.shape,
      ).toBeCloseTo(1, 7)
    }
  })

  test('property: the profile is the same by series as in closed form, and its slopes are slopes', () => {
    const sample = paretoSample(80, 0.3).map((y) => y / 1.7)
    const mean = sample.reduce((sum, y) => sum + y, 0) / sample.length
    const profile = createParetoProfile(sample.map((y) => y / mean))
    for (const theta of [-0.0999, -0.05, -1e-5, 0, 1e-9, 1e-3, 0.09, 0.11, 0.4, 3].map((product) =>
      product < 0.2 ? product / profile.most : product,
    )) {
      const point = profileAt(profile, theta)
      expect(profileCostAt(profile, theta)).toBeCloseTo(point.cost, 13)
      const step = 1e-5
      const [low, high] = [profileAt(profile, theta - step), profileAt(profile, theta + step)]
      expect((low.cost - high.cost) / (2 * step)).toBeCloseTo(point.score, 6)
      expect((low.score - high.score) / (2 * step)).toBeCloseTo(point.steepness, 5)
    }
    const [inside, outside] = [0.1 - 1e-12, 0.1 + 1e-12].map((product) => profileAt(profile, product / profile.most))
    expect(inside?.score).toBeCloseTo(outside?.score ?? 0, 10)
    expect(inside?.steepness).toBeCloseTo(outside?.steepness ?? 0, 7)
  })

  test('property: standard errors are those of a Hessian by differences', () => {
    for (const shape of [-0.2, 0.001, 0.4]) {
      const sample = paretoSample(300, shape)
      const at = fitted(sample)
      const f = (dx: number, ds: number): number => -paretoLogLikelihood(sample, { shape: at.shape + dx, scale: at.scale + ds })
      const h = 1e-4
      const a = (f(h, 0) - 2 * f(0, 0) + f(-h, 0)) / (h * h)
      const c = (f(0, h) - 2 * f(0, 0) + f(0, -h)) / (h * h)
      const b = (f(h, h) - f(h, -h) - f(-h, h) + f(-h, -h)) / (4 * h * h)
      const errors = at.standardErrors
      if (!errors.ok) throw new Error('refused')
      expect(errors.value.shape / Math.sqrt(c / (a * c - b * b))).toBeCloseTo(1, 3)
      expect(errors.value.scale / Math.sqrt(a / (a * c - b * b))).toBeCloseTo(1, 3)
      expect(errors.value.covariance / (-b / (a * c - b * b))).toBeCloseTo(1, 2)
    }
  })

  test('behavior: the information is there also where it is no measure of error', () => {
    const excesses = paretoSample(200, -0.6)
    const { shape, scale, standardErrors } = fitted(excesses)
    expect(shape).toBeLessThan(-0.5)
    expect(standardErrors.ok).toBe(false)
    const second = (step: (size: number) => { shape: number; scale: number }): number =>
      (paretoLogLikelihood(excesses, step(1)) - 2 * paretoLogLikelihood(excesses, step(0)) + paretoLogLikelihood(excesses, step(-1))) / 1e-8
    const byShape = -second((size) => ({ shape: shape + 1e-4 * size, scale }))
    const byScale = -second((size) => ({ shape, scale: scale + 1e-4 * size }))
    const both = -second((size) => ({ shape: shape + 1e-4 * size, scale: scale + 1e-4 * size }))
    const mixed = (both - byShape - byScale) / 2
    const errors = observedErrorsOf(excesses, { shape, scale })
    expect(errors.ok && errors.value.shape / Math.sqrt(byScale / (byShape * byScale - mixed * mixed))).toBeCloseTo(1, 2)
    expect(errors.ok && errors.value.scale / Math.sqrt(byShape / (byShape * byScale - mixed * mixed))).toBeCloseTo(1, 2)
  })

  test('behavior: what has no fit is refused with its reason', () => {
    expect(fitGeneralisedPareto([1, 2, 3, 4])).toEqual({ ok: false, refusal: { reason: 'tooFewExcesses', found: 4, needed: 5 } })
    expect(fitGeneralisedPareto([])).toEqual({ ok: false, refusal: { reason: 'tooFewExcesses', found: 0, needed: 5 } })
    expect(fitGeneralisedPareto([2, 2, 2, 2, 2])).toEqual({ ok: false, refusal: { reason: 'allEqual', value: 2 } })
    // Crowded at its end, so the likelihood grows up to a shape of -1.
    expect(fitGeneralisedPareto([1, 1.01, 1.02, 1.01, 1.015, 1.02])).toEqual({ ok: false, refusal: { reason: 'noInteriorMaximum' } })
    expect(standardErrorsOf([1, 1.5], { shape: -0.5, scale: 1 })).toEqual({
      ok: false,
      refusal: { reason: 'shapeNotRegular', shape: -0.5 },
    })
  })

  test('error: an excess that is zero, negative or not finite', () => {
    for (const bad of [0, -1, Number.NaN, Infinity]) expect(() => fitGeneralisedPareto([1, 2, bad, 3, 4, 5])).toThrow('excesses[2]')
  })
})

describe('shapeInterval', () => {
  test('behavior: holds the estimate, leans to heavy tails, and narrows with the sample', () => {
    const sample = paretoSample(100, 0.3)
    const fit = fitted(sample)
    const { low, high } = shapeInterval(sample, fit)
    if (!low.ok) throw new Error('open')
    expect(low.value).toBeLessThan(fit.shape)
    expect(high).toBeGreaterThan(fit.shape)
    expect(high - fit.shape).toBeGreaterThan(fit.shape - low.value)
    // At both ends the best likelihood lies 1.92 below the maximum.
    for (const end of [low.value, high]) expect(fit.logLikelihood - bestLikelihoodAt(sample, end).logLikelihood).toBeCloseTo(1.9207294, 5)
    const large = paretoSample(2_000, 0.3)
    expect(shapeInterval(large, fitted(large)).high - 0.3).toBeLessThan(high - fit.shape + 0.3)
    expect(shapeInterval(sample, fit, 0.5).high).toBeLessThan(high)
  })

  test('behavior: an end that no shape reaches is open', () => {
    const sample = [0.5, 0.9, 1.4, 1.6, 1.9]
    const fit = fitted(paretoSample(50, 0.3))
    expect(shapeInterval(sample, { ...fit, logLikelihood: -5 }, 0.999).low).toEqual({ ok: false, refusal: { reason: 'openBelow' } })
  })

  test('table: at shape 0 the best scale is the mean', () => {
    expect(bestLikelihoodAt(Float64Array.of(1, 2, 6), 0)).toEqual({
      shape: 0,
      scale: expect.closeTo(3, 9),
      logLikelihood: expect.closeTo(-3 * Math.log(3) - 3, 9),
    })
    expect(paretoLogLikelihood([1, 3], { shape: -0.5, scale: 1 })).toBe(-Infinity)
  })

  test('error: shape, confidence, excesses', () => {
    const fit = fitted(paretoSample(20, 0.3))
    expect(() => bestLikelihoodAt(Float64Array.of(1), -1)).toThrow('shape')
    expect(() => shapeInterval([1, 2], fit, 1)).toThrow('confidence')
    expect(() => shapeInterval([1, -2], fit)).toThrow('excesses[1]')
  })
})

describe('paretoByMoments', () => {
  test('behavior: near the likelihood in a large sample, and refused where there is no spread', () => {
    const found = paretoByMoments(paretoSample(20_000, 0.2))
    expect(found.ok && found.value.shape).toBeCloseTo(0.2, 1)
    expect(found.ok && found.value.scale).toBeCloseTo(1, 1)
    expect(paretoByMoments([1])).toEqual({ ok: false, refusal: { reason: 'tooFewExcesses', found: 1, needed: 2 } })
    expect(paretoByMoments([3, 3])).toEqual({ ok: false, refusal: { reason: 'allEqual', value: 3 } })
    expect(() => paretoByMoments([1, 0])).toThrow('excesses[1]')
  })
})
