import { invariant } from './assert.ts'

/** A seeded generator: xoshiro128**, four 32-bit words. Plain data, advanced in place by `nextUint32`. */
export type Prng = { words: [number, number, number, number] }

/**
 * Makes a generator from a whole-number seed; the words come from splitmix32, so near seeds give unlike streams.
 *
 * @see Blackman & Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021).
 *
 * @example
 * const generator = createPrng(7)
 */
export function createPrng(seed: number): Prng {
  invariant(Number.isSafeInteger(seed), 'a seed is a whole number')
  // A seed has 53 bits and the state 32, so the high part enters twice: no two seeds give the same four words.
  const high = Math.floor(seed / 4294967296) | 0
  let state = (seed | 0) ^ Math.imul(high, 0x85ebca6b)
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  const [first, second] = [next(), next()]
  state = (state + high) | 0
  return { words: [first, second, next(), (next() | 1) >>> 0] }
}

/**
 * Splits off an independent generator, so that one part's draws do not shift another's.
 *
 * @example
 * const pathDraws = splitPrng(generator)
 */
export function splitPrng(generator: Prng): Prng {
  return createPrng(nextUint32(generator) * 2097152 + (nextUint32(generator) >>> 11))
}

/**
 * The next 32 random bits as a whole number from 0 to 2^32 - 1. Advances the generator.
 *
 * @example
 * nextUint32(generator) % 6
 */
export function nextUint32(generator: Prng): number {
  const words = generator.words
  const [w0, w1, w2, w3] = words
  const scrambled = Math.imul(rotateLeft(Math.imul(w1, 5), 7), 9) >>> 0
  const shifted = w1 << 9
  const x2 = w2 ^ w0
  const x3 = w3 ^ w1
  words[1] = (w1 ^ x2) >>> 0
  words[0] = (w0 ^ x3) >>> 0
  words[2] = (x2 ^ shifted) >>> 0
  words[3] = rotateLeft(x3, 11) >>> 0
  return scrambled
}

/**
 * The next uniform number in [0, 1) with 53 random bits. Advances the generator.
 *
 * @example
 * if (nextUniform(generator) < 0.1) ...
 */
export function nextUniform(generator: Prng): number {
  const high = nextUint32(generator) >>> 5
  const low = nextUint32(generator) >>> 6
  return (high * 67108864 + low) / 9007199254740992
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
