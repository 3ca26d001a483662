import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from './assert.ts'
import { decode, encode } from './codec.ts'
import { createPrng, nextUint32, nextUniform, splitPrng, type Prng } from './prng.ts'

const mask = (1n << 32n) - 1n

/** The published algorithm of xoshiro128**, step by step in bigint, as an oracle. */
function* xoshiro128StarStar(words: readonly number[]): Generator<number> {
  const s = words.map(BigInt)
  const rotl = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & mask
  for (;;) {
    const [s0 = 0n, s1 = 0n, s2 = 0n, s3 = 0n] = s
    yield Number((rotl((s1 * 5n) & mask, 7n) * 9n) & mask)
    const t = (s1 << 9n) & mask
    let [n0, n1, n2, n3] = [s0, s1, s2, s3]
    n2 ^= n0
    n3 ^= n1
    n1 ^= n2
    n0 ^= n3
    n2 ^= t
    n3 = rotl(n3, 11n)
    s.splice(0, 4, n0, n1, n2, n3)
  }
}

/** splitmix32, in bigint. */
function splitmix32(seed: bigint, count: number): number[] {
  let state = seed & mask
  return Array.from({ length: count }, () => {
    state = (state + 0x9e3779b9n) & mask
    let z = state
    z = ((z ^ (z >> 16n)) * 0x21f0aaadn) & mask
    z = ((z ^ (z >> 15n)) * 0x735a2d97n) & mask
    return Number(z ^ (z >> 15n))
  })
}

describe('nextUint32', () => {
  test('table: the first outputs from the words 1, 2, 3, 4', () => {
    const generator: Prng = { words: [1, 2, 3, 4] }
    expect(Array.from({ length: 4 }, () => nextUint32(generator))).toEqual([11520, 0, 5927040, 70819200])
  })

  test('property: follows the published algorithm from any words', () => {
    const word = fc.integer({ min: 0, max: 0xffffffff })
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), (words) => {
        const generator: Prng = { words: [...words] }
        const oracle = xoshiro128StarStar(words)
        for (let i = 0; i < 50; i++) expect(nextUint32(generator)).toBe(oracle.next().value)
      }),
    )
  })
})

describe('createPrng', () => {
  test('property: words are 32 bits unsigned, as splitmix32 gives them, never all zero', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const [a, b, c, d = 0] = splitmix32(BigInt(seed), 4)
        expect(createPrng(seed).words).toEqual([a, b, c, (d | 1) >>> 0])
      }),
    )
  })

  test('behavior: seeds beyond 32 bits and below zero are told apart', () => {
    const firsts = [0, 1, -1, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER].map((seed) => nextUint32(createPrng(seed)))
    expect(new Set(firsts).size).toBe(6)
  })

  test.each([0.5, Number.NaN, 2 ** 53])('error: %d is no seed', (seed) => {
    expect(() => createPrng(seed)).toThrow(InvariantError)
  })
})

describe('nextUniform', () => {
  test('property: lies in [0, 1) and is made of 53 bits', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const generator = createPrng(seed)
        const value = nextUniform(generator)
        expect(value >= 0 && value < 1 && Number.isInteger(value * 2 ** 53)).toBe(true)
      }),
    )
  })

  test('behavior: 100,000 draws have the mean and variance of a uniform', () => {
    const generator = createPrng(7)
    const draws = Array.from({ length: 100_000 }, () => nextUniform(generator))
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length
    // Five standard errors: sqrt(1/12/n) = 0.00091, and 0.00024 for the variance.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0046)
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.0012)
  })
})

test('behavior: a split draws twice and gives another stream', () => {
  const generator = createPrng(7)
  const twin = createPrng(7)
  const split = splitPrng(generator)
  nextUint32(twin)
  nextUint32(twin)
  expect(generator).toEqual(twin)
  expect(nextUint32(split)).not.toBe(nextUint32(generator))
})

test('property: a generator saved and restored goes on the same', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(20), (seed, draws) => {
      const generator = createPrng(seed)
      for (let i = 0; i < draws; i++) nextUint32(generator)
      const restored = decode(encode(generator)) as Prng
      expect(nextUint32(restored)).toBe(nextUint32(generator))
    }),
  )
})
