import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { modelConfidenceSet } from './model-confidence-set.ts'

const options = { confidence: 0.9, blockLength: 5, samples: 499, seed: 3 }
const generator = createPrng(31)
const common = Array.from({ length: 300 }, () => nextNormal(generator))
const noisy = (mean: number, spread: number): number[] => common.map((value) => value + mean + spread * nextNormal(generator))
const good = { name: 'good', scores: noisy(0, 0.3) }
const alike = { name: 'alike', scores: noisy(0.01, 0.3) }
const poor = { name: 'poor', scores: noisy(0.3, 0.3) }
const worst = { name: 'worst', scores: noisy(1, 0.3) }

describe('modelConfidenceSet', () => {
  test('default: drops the poor ones, worst first, and keeps those it cannot tell apart', () => {
    const members = modelConfidenceSet([good, worst, alike, poor], options)
    expect(members.map(({ name }) => name).slice(0, 2)).toEqual(['worst', 'poor'])
    expect(members.map(({ isInSet }) => isInSet)).toEqual([false, false, true, true])
    expect(members[0]?.pValue).toBe(0)
    expect(members[1]?.pValue).toBeLessThan(0.01)
    expect(members[2]?.pValue).toBeGreaterThan(0.1)
    expect(members[3]?.pValue).toBe(1)
    const pValues = members.map(({ pValue }) => pValue)
    expect(pValues).toEqual(pValues.toSorted((a, b) => a - b))
  })

  test('of two, the p-value is the share of samples at least as far', () => {
    const pair = modelConfidenceSet([good, alike], { ...options, samples: 4999 })
    // Two models lie at the same distance on either side, so the test is two-sided in their difference.
    const differences = good.scores.map((score, t) => score - (alike.scores[t] as number))
    const mean = differences.reduce((sum, value) => sum + value, 0) / 300
    const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 300
    const z = Math.abs(mean) / Math.sqrt(variance / 300)
    const error = 2 * (1 - 1 / (1 + Math.exp(-1.702 * z)))
    expect(Math.abs((pair[0]?.pValue ?? 0) - error)).toBeLessThan(0.12)
    expect(pair[0]?.name).toBe(mean > 0 ? 'good' : 'alike')
  })

  test('equals stay together; one alone is its own set', () => {
    expect(modelConfidenceSet([good, { ...good, name: 'twin' }], options)).toMatchObject([
      { pValue: 1, isInSet: true },
      { name: 'twin', pValue: 1, isInSet: true },
    ])
    expect(modelConfidenceSet([poor], options)).toEqual([{ name: 'poor', pValue: 1, isInSet: true }])
  })

  test('a higher confidence keeps no fewer, and the seed repeats it', () => {
    const sizeAt = (confidence: number): number =>
      modelConfidenceSet([good, worst, alike, poor], { ...options, confidence }).filter(({ isInSet }) => isInSet).length
    expect(sizeAt(0.99)).toBeGreaterThanOrEqual(sizeAt(0.5))
    expect(modelConfidenceSet([good, alike], options)).toEqual(modelConfidenceSet([good, alike], options))
    expect(modelConfidenceSet([good, alike], options)).not.toEqual(modelConfidenceSet([good, alike], { ...options, seed: 4 }))
  })

  test('a block as long as the record only turns it, so that nothing varies', () => {
    const members = modelConfidenceSet([good, poor], { ...options, blockLength: 300 })
    expect(members[0]).toMatchObject({ name: 'poor', pValue: 0 })
  })

  test('longer blocks keep what ties neighbours', () => {
    // A slow wave: single draws believe in 300 independent differences, blocks of 60 in five.
    const wave = { name: 'wave', scores: good.scores.map((score, t) => score + 0.08 + Math.sin(t / 20)) }
    const at = (blockLength: number): number => modelConfidenceSet([good, wave], { ...options, blockLength })[0]?.pValue ?? Number.NaN
    expect(at(60)).toBeGreaterThan(2 * at(1))
  })

  test.each([
    [[], {}, 'models'],
    [[good, good], {}, 'models[1]'],
    [[good, { name: 'short', scores: [1, 2] }], {}, 'scores of short: expected 300 items, as many as scores of good, found 2'],
    [[{ name: 'one', scores: [1] }], { blockLength: 1 }, 'scores of one'],
    [[good], { blockLength: 301 }, 'blockLength: expected a whole number, from 1 to 300'],
    [[good], { blockLength: 0 }, 'blockLength'],
    [[good], { samples: 1 }, 'samples'],
    [[good], { seed: -1 }, 'seed'],
    [[good], { confidence: 1 }, 'confidence'],
  ])('error: %#', (models, change, message) => {
    expect(() => modelConfidenceSet(models, { ...options, ...change })).toThrow(message)
  })
})
