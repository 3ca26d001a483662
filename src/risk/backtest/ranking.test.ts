import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { meanOf } from '../../num/moments.ts'
import { nextNormal } from '../../num/random.ts'
import { dieboldMarianoTest } from './diebold-mariano.ts'
import { rankModels } from './ranking.ts'
import { fisslerZiegelScores, tickLosses } from './scores.ts'

const generator = createPrng(4)
const volatility = Array.from({ length: 600 }, (_, t) => 1 + 0.8 * Math.sin(t / 20))
const losses = volatility.map((sigma) => sigma * nextNormal(generator))
const knowing = { name: 'knowing', valueAtRisk: volatility.map((s) => 1.645 * s), expectedShortfall: volatility.map((s) => 2.063 * s) }
const constant = { name: 'constant', valueAtRisk: losses.map(() => 1.9), expectedShortfall: losses.map(() => 2.5) }
const meek = { name: 'meek', valueAtRisk: losses.map(() => 0.5), expectedShortfall: losses.map(() => 0.6) }

describe('rankModels', () => {
  test('default: the model that knows the volatility comes first, and the others are tested against it', () => {
    const ranked = rankModels([meek, constant, knowing], { losses, confidence: 0.95 })
    expect(ranked.map(({ name, rank }) => [name, rank])).toEqual([
      ['knowing', 1],
      ['constant', 2],
      ['meek', 3],
    ])
    const scoresOf = (model: typeof knowing): Float64Array => fisslerZiegelScores({ ...model, losses, tailProbability: 1 - 0.95 })
    expect(ranked[1]?.meanScore).toBe(meanOf(scoresOf(constant)))
    expect(ranked[1]?.meanTickLoss).toBe(meanOf(tickLosses({ ...constant, losses, tailProbability: 1 - 0.95 })))
    expect(ranked[0]?.againstBest).toEqual({ ok: false, refusal: { reason: 'isBest' } })
    expect(ranked[1]?.againstBest).toEqual(dieboldMarianoTest(scoresOf(constant), scoresOf(knowing), 5))
    const meekest = ranked[2]?.againstBest
    expect(meekest?.ok === true && meekest.value.corrected.pValue).toBeLessThan(0.01)
    expect(meekest?.ok === true && meekest.value.meanDifference).toBeGreaterThan(0)
  })

  test('lags are those asked for, and no more than there are', () => {
    const three = { losses: [1, 2, 3], confidence: 0.5 }
    const model = { name: 'a', valueAtRisk: [1, 1, 1], expectedShortfall: [2, 2, 2] }
    const other = { name: 'b', valueAtRisk: [1, 2, 1], expectedShortfall: [2, 3, 5] }
    expect(rankModels([model, other], three)).toEqual(rankModels([model, other], { ...three, lags: 2 }))
    expect(rankModels([model, other], three)).not.toEqual(rankModels([model, other], { ...three, lags: 0 }))
  })

  test('equals share a rank, in the order given, and have nothing to be tested on', () => {
    const ranked = rankModels([{ ...constant, name: 'first' }, meek, { ...constant, name: 'second' }], { losses, confidence: 0.95 })
    expect(ranked.map(({ name, rank }) => [name, rank])).toEqual([
      ['first', 1],
      ['second', 1],
      ['meek', 3],
    ])
    expect(ranked[1]?.againstBest).toEqual({ ok: false, refusal: { reason: 'constantDifference', meanDifference: 0 } })
  })

  test('one model is the best of itself', () => {
    const alone = rankModels([{ name: 'a', valueAtRisk: [1], expectedShortfall: [2] }], { losses: [1], confidence: 0.95 })
    expect(alone).toMatchObject([{ name: 'a', rank: 1 }])
  })

  test.each([
    [[], 'models: expected at least one model, found none'],
    [[meek, knowing, meek], 'models[2]: expected a name no other model has, found meek'],
    [[{ ...meek, valueAtRisk: [1] }], 'valueAtRisk'],
  ])('error: %#', (models, message) => {
    expect(() => rankModels(models, { losses, confidence: 0.95 })).toThrow(message)
  })

  test('error: a confidence of 1', () => {
    expect(() => rankModels([meek], { losses, confidence: 1 })).toThrow('confidence')
  })
})
