import { invariant } from './assert.ts'
import { accept, refuse, type Result } from './result.ts'

const powers = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]

/** Why a text is not a whole number of steps. */
export type DecimalRefusal = Readonly<{ kind: 'notADecimal' } | { kind: 'tooManyDecimals'; allowed: number } | { kind: 'tooLarge' }>

/**
 * Ten to the power `exponent`, exactly. `10 ** n` is left to the implementation, a table is not.
 *
 * @param exponent - A whole number from 0 to 22.
 *
 * @example
 * powerOfTen(6) // 1_000_000
 */
export function powerOfTen(exponent: number): number {
  const power = powers[exponent]
  invariant(power !== undefined, 'powers of ten are tabled from 0 to 22')
  return power
}

/**
 * Reads a decimal text as a whole number of `10^-decimals`, without a float in between. Trailing zeros beyond are allowed,
 * and so is a leading point (`.5`); signs other than `-`, exponents, spaces and a point at the end are not.
 *
 * @returns The integer, signed; a refusal when the text is no plain decimal, is finer than `decimals`, or exceeds 2^53.
 *
 * @example
 * parseDecimal('61800.20', 1) // 618_002
 */
export function parseDecimal(text: string, decimals: number): Result<number, DecimalRefusal> {
  const length = text.length
  let at = text.charCodeAt(0) === 45 ? 1 : 0
  const first = at
  let value = 0
  let pointAt = -1
  for (; at < length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit === -2 && pointAt < 0) {
      pointAt = at
      continue
    }
    if (digit < 0 || digit > 9) return refuse({ kind: 'notADecimal' })
    if (pointAt >= 0 && at - pointAt > decimals) {
      if (digit !== 0) return refuse({ kind: 'tooManyDecimals', allowed: decimals })
      continue
    }
    value = value * 10 + digit
  }
  if (length === first || pointAt === length - 1) return refuse({ kind: 'notADecimal' })
  const given = pointAt < 0 ? 0 : Math.min(length - 1 - pointAt, decimals)
  value *= powerOfTen(decimals - given)
  if (value > Number.MAX_SAFE_INTEGER) return refuse({ kind: 'tooLarge' })
  // No minus zero: two texts of one price must give the same bits in a hashed state.
  return accept(first === 1 && value !== 0 ? -value : value)
}

/**
 * Writes a whole number of `10^-decimals` as a plain decimal text.
 *
 * @example
 * formatDecimal(1_500_000n, 6) // '1.500000'
 */
export function formatDecimal(units: bigint, decimals: number): string {
  const sign = units < 0n ? '-' : ''
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0')
  if (decimals === 0) return sign + digits
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}
