import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { binomialCumulative, chiSquareSurvival } from '../../num/distributions.ts'
import { dynamicQuantileOfPlaces } from './dynamic-quantile-of-places.ts'
import { countTransitions, independenceTest } from './independence.ts'
import { kupiecTest } from './kupiec.ts'
import { drawPlaces } from './monte-carlo.ts'
import { simulatedDynamicQuantileTest, simulatedIndependenceTest, simulatedKupiecTest, type SimulatedOutcome } from './simulated-tests.ts'

const options = { samples: 1999, seed: 5 }
const pValueOf = (result: SimulatedOutcome | ReturnType<typeof simulatedDynamicQuantileTest>): number => {
  if (!result.ok) throw new Error('expected a p-value')
  return result.value.pValue
}
const recordOf = (seed: number, observations: number, tailProbability: number): number[] => {
  const marks = Array.from({ length: observations }, () => 0)
  for (const place of drawPlaces({ observations, tailProbability }, createPrng(seed))) marks[place] = 1
  return marks
}

describe('simulatedKupiecTest', () => {
  // Columns: exceedances of 250 at 1 %. The exact p-value lies between that of strictly further counts and that of as far.
  test.each([0, 1, 4, 6, 9])('table: %d exceedances lie within the exact bounds', (exceedances) => {
    const count = { observations: 250, tailProbability: 0.01 }
    const observed = kupiecTest({ ...count, exceedances }).statistic
    let [further, asFar] = [0, 0]
    for (let x = 0; x <= 60; x++) {
      const trials = { trials: 250, probability: 0.01 }
      const mass = binomialCumulative(x, trials) - (x === 0 ? 0 : binomialCumulative(x - 1, trials))
      const statistic = kupiecTest({ ...count, exceedances: x }).statistic
      if (statistic > observed + 1e-9) further += mass
      if (statistic > observed - 1e-9) asFar += mass
    }
    const pValue = pValueOf(simulatedKupiecTest({ ...count, exceedances }, options))
    expect(pValue).toBeGreaterThan(further - 0.03)
    expect(pValue).toBeLessThan(asFar + 0.03)
  })

  test('property: rejects a right model as often as its level says, where chi-square rejects twice as often', () => {
    let [simulated, asymptotic] = [0, 0]
    for (let seed = 0; seed < 300; seed++) {
      const count = { observations: 250, tailProbability: 0.01 }
      const exceedances = drawPlaces(count, createPrng(1000 + seed)).length
      if (pValueOf(simulatedKupiecTest({ ...count, exceedances }, { samples: 99, seed })) <= 0.05) simulated++
      if (kupiecTest({ ...count, exceedances }).pValue <= 0.05) asymptotic++
    }
    expect(simulated / 300).toBeLessThan(0.085)
    expect(simulated / 300).toBeGreaterThan(0.02)
    expect(asymptotic / 300).toBeGreaterThan(0.06)
  })

  test('the seed is recorded and repeats it', () => {
    const count = { observations: 250, exceedances: 5, tailProbability: 0.01 }
    const first = simulatedKupiecTest(count, { samples: 99, seed: 8 })
    expect(first).toMatchObject({ ok: true, value: { seed: 8, samples: 99, redrawn: 0 } })
    expect(simulatedKupiecTest(count, { samples: 99, seed: 8 })).toEqual(first)
  })
})

describe('simulatedIndependenceTest', () => {
  test('clusters are far out, scattered exceedances are not', () => {
    const clustered = Array.from({ length: 250 }, (_, t) => (t >= 100 && t < 106 ? 1 : 0))
    const scattered = Array.from({ length: 250 }, (_, t) => (t % 41 === 20 ? 1 : 0))
    const run = (marks: readonly number[]): number =>
      pValueOf(simulatedIndependenceTest(countTransitions(marks), { ...options, tailProbability: 0.025 }))
    expect(run(clustered)).toBeLessThan(0.002)
    expect(run(scattered)).toBeGreaterThan(0.2)
  })

  test('draws records of as many observations: places give the transitions that marks give', () => {
    const share = pValueOf(simulatedIndependenceTest(countTransitions([1, 1, 0]), { tailProbability: 0.5, samples: 9999, seed: 2 }))
    // All eight records of three are equally likely.
    const all = Array.from({ length: 8 }, (_, code) => [code & 1, (code >> 1) & 1, (code >> 2) & 1])
    const observed = slowIndependence([1, 1, 0])
    const further = all.filter((marks) => slowIndependence(marks) > observed + 1e-9).length / 8
    const ties = all.filter((marks) => Math.abs(slowIndependence(marks) - observed) <= 1e-9).length / 8
    expect(share).toBeGreaterThan(further - 0.02)
    expect(share).toBeLessThan(further + ties + 0.02)
  })
})

test('the true sizes at 250 observations and 1 %, which the page on coverage tests states', () => {
  const count = { observations: 250, tailProbability: 0.01 }
  const [marks, dynamicQuantile] = [new Uint8Array(250), dynamicQuantileOfPlaces(count)]
  const generator = createPrng(2004)
  let [independence, defined, foretold] = [0, 0, 0]
  for (let i = 0; i < 4000; i++) {
    const places = drawPlaces(count, generator)
    marks.fill(0)
    for (const place of places) marks[place] = 1
    if (independenceTest(countTransitions(marks)).pValue < 0.05) independence++
    const statistic = dynamicQuantile(places)
    if (statistic === undefined) continue
    defined++
    if (chiSquareSurvival(statistic, 5) < 0.05) foretold++
  }
  expect(independence / 4000).toBeCloseTo(0.015, 2)
  expect(Math.abs(defined / 4000 - 0.92)).toBeLessThan(0.015)
  expect(Math.abs(foretold / defined - 0.086)).toBeLessThan(0.015)
})

function slowIndependence(marks: readonly number[]): number {
  const count = (from: number, to: number): number => marks.filter((mark, t) => t > 0 && marks[t - 1] === from && mark === to).length
  const best = (hits: number, misses: number): number => {
    const term = (n: number): number => (n === 0 ? 0 : n * Math.log(n / (hits + misses)))
    return term(hits) + term(misses)
  }
  const [n00, n01, n10, n11] = [count(0, 0), count(0, 1), count(1, 0), count(1, 1)]
  return 2 * (best(n01, n00) + best(n11, n10) - best(n01 + n11, n00 + n10))
}

describe('simulatedDynamicQuantileTest', () => {
  const marks = recordOf(9, 250, 0.02)

  test('refused like the test itself', () => {
    const none = marks.map(() => 0)
    const refusal = { reason: 'dependentRegressors', regressors: 5, rank: 1 }
    expect(simulatedDynamicQuantileTest(none, { tailProbability: 0.01, samples: 9, seed: 1 })).toEqual({ ok: false, refusal })
  })

  test('draws again where a record has no exceedance', () => {
    const result = simulatedDynamicQuantileTest(marks, { tailProbability: 0.01, samples: 499, seed: 1 })
    if (!result.ok) throw new Error('expected a p-value')
    // (1 - p)^250 is 8 % of records.
    expect(result.value.redrawn / (499 + result.value.redrawn)).toBeCloseTo(0.08, 1)
  })

  test('a foreseeable record is far out, a random one is not', () => {
    const clustered = marks.map((_, t) => (t % 50 < 2 ? 1 : 0))
    const valueAtRisk = marks.map((_, t) => 1 + 0.2 * Math.sin(t))
    expect(pValueOf(simulatedDynamicQuantileTest(clustered, { tailProbability: 0.04, ...options }))).toBeLessThan(0.01)
    expect(pValueOf(simulatedDynamicQuantileTest(marks, { tailProbability: 0.02, ...options, valueAtRisk }))).toBeGreaterThan(0.05)
  })
})
