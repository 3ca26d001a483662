import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { createRollingJumpTest, pushJumpReturn, rollingJumpTest } from './jump-test.ts'
import { realisedMeasures } from './realised.ts'

function noise(count: number, seed: number, volatility = 0.001): number[] {
  const generator = createPrng(seed)
  return Array.from({ length: count }, () => volatility * nextNormal(generator))
}

const statisticOf = (returns: readonly number[]): number => {
  const { jumpTest } = realisedMeasures(returns)
  return jumpTest.ok ? jumpTest.value.statistic : Number.NaN
}

describe('realisedMeasures', () => {
  test('table: four returns by hand', () => {
    const found = realisedMeasures([1, -2, 0, 3])
    expect(found.realisedVariance).toBe(14)
    expect(found.bipowerVariation).toBeCloseTo((Math.PI / 2) * (4 / 3) * 2, 13)
    expect(found.tripowerQuarticity).toBe(0)
    expect(found.quadpowerQuarticity).toBe(0)
    expect(found.minimumVariance).toBeCloseTo((Math.PI / (Math.PI - 2)) * (4 / 3) * 1, 13)
    expect(found.medianVariance).toBeCloseTo((Math.PI / (6 - 4 * Math.sqrt(3) + Math.PI)) * 2 * (1 + 4), 12)
    expect(found).toMatchObject({ fallVariance: 4, riseVariance: 10, zeroShare: 0.25 })
    expect(found.jumpVariance).toBeCloseTo(14 - (Math.PI / 2) * (8 / 3), 13)
  })

  test('table: quarticities by hand, and a test whose variance is not taken below that of constant volatility', () => {
    const found = realisedMeasures([1, -2, 3, 4, -5])
    const cube = 0.8308609250295591 * 0.8308609250295591 * 0.8308609250295591
    const triples = 6 ** (4 / 3) + 24 ** (4 / 3) + 60 ** (4 / 3)
    expect(found.tripowerQuarticity).toBeCloseTo((5 * (5 / 3) * triples) / cube, 9)
    expect(found.quadpowerQuarticity).toBeCloseTo(5 * (Math.PI / 2) ** 2 * (5 / 2) * (24 + 120), 9)
    // Equal returns: the quarticity is 0.71 of the square of bipower variation.
    const deviation = Math.sqrt(((Math.PI * Math.PI) / 4 + Math.PI - 5) / 50)
    expect(statisticOf(Array.from({ length: 50 }, () => 1))).toBeCloseTo((1 - Math.PI / 2) / deviation, 12)
  })

  test('behavior: without jumps all measures find the variance and the quarticities its square', () => {
    const found = realisedMeasures(noise(20_000, 1, 0.01))
    for (const measure of ['realisedVariance', 'bipowerVariation', 'minimumVariance', 'medianVariance'] as const) {
      expect(found[measure] / 2).toBeCloseTo(1, 1)
    }
    expect(found.tripowerQuarticity / 4).toBeCloseTo(1, 1)
    expect(found.quadpowerQuarticity / 4).toBeCloseTo(1, 1)
  })

  test('behavior: without jumps the statistic is about standard normal; with one it is far above', () => {
    const statistics = Array.from({ length: 300 }, (_, i) => statisticOf(noise(288, i + 1)))
    const mean = statistics.reduce((sum, value) => sum + value, 0) / 300
    const square = statistics.reduce((sum, value) => sum + value * value, 0) / 300
    expect(Math.abs(mean)).toBeLessThan(0.25)
    expect(square).toBeGreaterThan(0.75)
    expect(square).toBeLessThan(1.35)
    const jumped = noise(288, 1)
    jumped[100] = 0.02
    expect(statisticOf(jumped)).toBeGreaterThan(6)
  })

  test('table: figures that do not exist are refused', () => {
    expect(realisedMeasures([0, 0, 0, 0]).jumpTest).toEqual({ ok: false, refusal: { reason: 'noVariance' } })
    expect(realisedMeasures([0, 1, 0, 1]).jumpTest).toEqual({ ok: false, refusal: { reason: 'noBipowerVariation' } })
    expect(realisedMeasures([1, 1, 1, 1]).jumpVariance).toBe(0)
  })

  test('property: turned round or of other sign, nothing but the sides changes', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 40 }), (returns) => {
        const [plain, turned] = [realisedMeasures(returns), realisedMeasures(returns.map((value) => -value).toReversed())]
        expect(turned.bipowerVariation).toBeCloseTo(plain.bipowerVariation, 12)
        expect(turned.tripowerQuarticity).toBeCloseTo(plain.tripowerQuarticity, 12)
        expect(turned.medianVariance).toBeCloseTo(plain.medianVariance, 12)
        expect(turned.riseVariance).toBeCloseTo(plain.fallVariance, 12)
        expect(plain.riseVariance + plain.fallVariance).toBeCloseTo(plain.realisedVariance, 12)
      }),
    )
  })

  test('error: too few returns, and one that is not a number', () => {
    expect(() => realisedMeasures([1, 2, 3])).toThrow('returns: expected at least 4')
    expect(() => realisedMeasures([1, 2, Number.NaN, 3])).toThrow('returns[2]')
  })
})

describe('rollingJumpTest', () => {
  test('property: it equals the batch form over the last returns bit for bit, also when saved and cut in two', () => {
    const moves = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 40 })
    fc.assert(
      fc.property(moves, fc.integer({ min: 4, max: 12 }), fc.nat(39), (returns, windowReturns, cut) => {
        let jumps = createRollingJumpTest(windowReturns)
        returns.forEach((value, t) => {
          if (t === cut) jumps = structuredClone(jumps)
          pushJumpReturn(jumps, value)
          const window = returns.slice(t + 1 - windowReturns, t + 1)
          if (t + 1 < windowReturns) expect(rollingJumpTest(jumps)).toEqual({ ok: false, refusal: { reason: 'windowNotFull' } })
          else expect(rollingJumpTest(jumps)).toEqual(realisedMeasures(window).jumpTest)
        })
      }),
    )
  })

  test('error: a window too short, and a return that is not finite', () => {
    expect(() => createRollingJumpTest(3)).toThrow('windowReturns')
    expect(() => createRollingJumpTest(4.5)).toThrow('windowReturns')
    expect(() => pushJumpReturn(createRollingJumpTest(4), Number.NaN)).toThrow('finite')
  })
})
