import { createPrng, nextUniform, type Prng } from '../base/prng.ts'

/** Draws of one seed, each advancing it. */
export type Draw = Readonly<{
  /** From 0 up to 1. */
  uniform: () => number
  /** A whole number, both ends included. */
  whole: (from: number, to: number) => number
  one: <T>(of: readonly [T, ...T[]]) => T
  chance: (share: number) => boolean
  /** Spread evenly over orders of magnitude. */
  magnitude: (from: number, to: number) => number
}>

/**
 * Draws of a seed: the same seed draws the same, on any machine.
 *
 * @example
 * drawOf(7).whole(1, 6)
 */
export function drawOf(seed: number): Draw {
  return drawFrom(createPrng(seed))
}

/**
 * Draws that advance a generator which is saved elsewhere.
 *
 * @example
 * drawFrom(venue.draws).chance(0.1)
 */
export function drawFrom(generator: Prng): Draw {
  const uniform = (): number => nextUniform(generator)
  const whole = (from: number, to: number): number => from + Math.floor(uniform() * (to - from + 1))
  return {
    uniform,
    whole,
    one: (of) => of[whole(0, of.length - 1)] ?? of[0],
    chance: (share) => uniform() < share,
    // Halvings and doublings are exact, unlike powers of the language, which differ between machines.
    magnitude: (from, to) => {
      let value = from * (1 + uniform())
      while (value * 2 <= to && uniform() < 0.75) value *= 2
      return Math.min(value, to)
    },
  }
}
