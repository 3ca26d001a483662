import { describe, expect, test } from 'vitest'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { nextCusumSum } from './cusum.ts'
import { cusumRunLength, cusumThreshold } from './cusum-run-length.ts'
import { createEDetector, defaultBets, exceedanceScore, stepEDetector } from './e-detector.ts'

type Draw = () => number

/** Normal draws by pairs: the tests need millions, and the inverse distribution function is slow. */
function normalDraws(seed: number): Draw {
  const generator = createPrng(seed)
  let spare: number | undefined
  return () => {
    if (spare !== undefined) {
      const kept = spare
      spare = undefined
      return kept
    }
    const radius = Math.sqrt(-2 * Math.log(1 - nextUniform(generator)))
    const angle = 2 * Math.PI * nextUniform(generator)
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
}

/** Student's t of variance 1: a normal over the root of a mean of squares, scaled. */
function studentDraws(degreesOfFreedom: number, normal: Draw): Draw {
  const scale = Math.sqrt(degreesOfFreedom - 2)
  return () => {
    let squares = 0
    for (let i = 0; i < degreesOfFreedom; i++) squares += normal() ** 2
    return (scale * normal()) / Math.sqrt(squares)
  }
}

/** GARCH(1,1) of unconditional variance 1: calm that comes in clusters. Each draw with the deviation it was expected to have. */
function garchDraws(shock: Draw): () => Readonly<{ value: number; deviation: number }> {
  let [variance, last] = [1, 0]
  return () => {
    variance = 0.05 + 0.1 * last * last + 0.85 * variance
    const deviation = Math.sqrt(variance)
    last = deviation * shock()
    return { value: last, deviation }
  }
}

/** Average of the run lengths of a detector started anew after each alarm, cut off at `longest`. */
function averageRunLength(rounds: number, longest: number, run: () => () => boolean): number {
  let steps = 0
  for (let round = 0; round < rounds; round++) {
    const isAlarmed = run()
    let length = 1
    while (!isAlarmed() && length < longest) length += 1
    steps += length
  }
  return steps / rounds
}

function cusumOf(threshold: number, next: () => number): () => boolean {
  let sum = 0
  return () => {
    sum = nextCusumSum(sum, 0.5, next())
    return sum > threshold
  }
}

/** Bets on more than a tenth of observations above the calm 90 % quantile; `level` is that quantile. */
function eDetectorOf(threshold: number, level: number, next: () => number): () => boolean {
  const options = { calmMean: 0.1, bets: defaultBets(0.1) }
  const state = createEDetector(options)
  return () => {
    stepEDetector(state, options, exceedanceScore({ from: level, to: level }, next()))
    return state.shiryaevRoberts >= threshold
  }
}

describe('measured false alarms', () => {
  const runLength = 930.8870120634791
  const threshold = cusumThreshold({ reference: 0.5, runLength })
  // Run lengths spread like an exponential: four standard errors of their average.
  const precise = (rounds: number): number => 4 / Math.sqrt(rounds)

  test('behavior: a CUSUM for one false alarm in 931 has that on normal observations', () => {
    const normal = normalDraws(1)
    const found = averageRunLength(1_000, 100_000, () => cusumOf(threshold, normal))
    expect(Math.abs(found / runLength - 1)).toBeLessThan(precise(1_000))
  })

  test.each([3, 5])('behavior: on t%i it alarms about twice as often, as the integral equation says', (degreesOfFreedom) => {
    const draws = studentDraws(degreesOfFreedom, normalDraws(2))
    const found = averageRunLength(1_000, 100_000, () => cusumOf(threshold, draws))
    const expected = cusumRunLength({ reference: 0.5, threshold }, { distribution: { kind: 'studentT', degreesOfFreedom } })
    expect(expected).toBeLessThan(0.65 * runLength)
    expect(Math.abs(found / expected - 1)).toBeLessThan(precise(1_000))
  })

  test('behavior: on GARCH with t5 shocks as well', () => {
    const shock = studentDraws(5, normalDraws(3))
    const found = averageRunLength(600, 100_000, () => {
      const draw = garchDraws(shock)
      return cusumOf(threshold, () => draw().value)
    })
    expect(found).toBeLessThan(0.65 * runLength)
  })

  // The 90 % quantile of each law: the e-detector needs nothing else of it. Cutting runs off can only lower their average.
  const asked = 200
  test.each([
    ['normal', 1.2816, normalDraws(4)],
    ['t3', 1.6377 / Math.sqrt(3), studentDraws(3, normalDraws(5))],
    ['t5', 1.4759 * Math.sqrt(3 / 5), studentDraws(5, normalDraws(6))],
  ] as const)('behavior: an e-detector keeps its guarantee on %s', (_name, level, draw) => {
    expect(averageRunLength(100, 10 * asked, () => eDetectorOf(asked, level, draw))).toBeGreaterThan(asked)
  })

  test('behavior: and on GARCH with t5 shocks, each held against the deviation expected of it', () => {
    const shock = studentDraws(5, normalDraws(7))
    const found = averageRunLength(100, 10 * asked, () => {
      const draw = garchDraws(shock)
      return eDetectorOf(asked, 1.4759 * Math.sqrt(3 / 5), () => {
        const { value, deviation } = draw()
        return value / deviation
      })
    })
    expect(found).toBeGreaterThan(asked)
  })

  test('behavior: both find a shift of one and a half deviations within a few observations', () => {
    const normal = normalDraws(8)
    const shifted = (): number => 1.5 + normal()
    const byCusum = averageRunLength(300, 1_000, () => cusumOf(threshold, shifted))
    const byWealth = averageRunLength(300, 1_000, () => eDetectorOf(runLength, 1.2816, shifted))
    expect(byCusum).toBeLessThan(7)
    expect(byWealth).toBeLessThan(15)
    expect(byCusum).toBeLessThan(byWealth)
  })
})
