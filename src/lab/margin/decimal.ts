import { z } from 'zod'

const decimalText = /^-?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i

/**
 * The schema of a number in a file: plain, or as decimal text, which other programs write so as not to lose digits. Sizes that cannot be are left to the
 * valuation, which refuses one account and goes on with the others.
 *
 * @example
 * decimal('Contracts held.').parse('0.5') // 0.5
 */
export function decimal(description: string): z.ZodType<number> {
  return z
    .custom<number | string>(isDecimal, { message: 'a number such as 0.5 or "0.5", without unit' })
    .transform(Number)
    .meta({ description })
}

function isDecimal(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && decimalText.test(value))
}
