import { ArgumentError } from '../base/argument.ts'

/**
 * Requires a fraction from 0 to 1, both included.
 *
 * @throws ArgumentError naming `argument`.
 *
 * @example
 * requireFraction('haircut', 0.1)
 */
export function requireFraction(argument: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new ArgumentError(argument, { expected: 'a fraction from 0 to 1', found: String(value) })
}
