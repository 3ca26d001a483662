import type { Brand } from './brand.ts'

/** A fraction: 0.01 is one per cent. Per cent appears on screens only. */
export type Ratio = Brand<number, 'Ratio'>

/** Basis points: 1/10,000. */
export type Bps = Brand<number, 'Bps'>

/**
 * Names a number a fraction. The bits stay the same.
 *
 * @example
 * ratio(0.975)
 */
export function ratio(fraction: number): Ratio {
  return fraction as Ratio
}

/**
 * Names a number basis points. The bits stay the same.
 *
 * @example
 * // A quarter of one per cent.
 * bps(25) // 25
 */
export function bps(basisPoints: number): Bps {
  return basisPoints as Bps
}
