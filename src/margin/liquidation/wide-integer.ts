import { refuse, type Result } from '../../base/result.ts'

/** Why a size in whole numbers does not follow, in this order of precedence. */
export type WideRefusal = Readonly<{ reason: 'divisionByZero' | 'belowZero' | 'tooWide' | 'nobodyToShare' }>

/** What sizes in whole numbers are returned as. */
export type Wide = Result<bigint, WideRefusal>

/** The largest whole numbers of a width without a sign. Where no limit follows, the largest stands for all there is. */
export const widest = { bits32: (1n << 32n) - 1n, bits64: (1n << 64n) - 1n, bits128: (1n << 128n) - 1n } as const

/**
 * A chain's arithmetic has a width, and stops where a step leaves it.
 *
 * @param steps - Every number on the way that could leave the width of 128 bits.
 * @returns Nothing where all fit.
 *
 * @example
 * strayed([-1n]) // refused: belowZero
 */
export function strayed(steps: readonly bigint[]): Readonly<{ ok: false; refusal: WideRefusal }> | undefined {
  if (steps.some((value) => value < 0n)) return refuse({ reason: 'belowZero' })
  return steps.some((value) => value > widest.bits128) ? refuse({ reason: 'tooWide' }) : undefined
}

/**
 * The lower of two whole numbers.
 *
 * @example
 * lower(2n, 3n) // 2n
 */
export function lower(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

/**
 * A difference, or 0 where it would be below.
 *
 * @example
 * lessOrZero(2n, 3n) // 0n
 */
export function lessOrZero(from: bigint, taken: bigint): bigint {
  return from > taken ? from - taken : 0n
}
