import { ArgumentError } from '../../base/argument.ts'
import type { OptionAtVolatility, OptionKind, OptionTerms } from '../../pricing/option-terms.ts'
import type { Fields } from '../fields.ts'

/**
 * The terms of an option as files name them.
 *
 * @throws InputFault for a term that is absent, ArgumentError for a kind that is neither call nor put.
 *
 * @example
 * termsOf(row).strike
 */
export function termsOf(row: Fields): OptionTerms {
  return {
    kind: kindOf(row),
    forward: row.number('F'),
    strike: row.number('K'),
    timeYears: row.number('T'),
    rate: row.numberOr('r', 0),
  }
}

/**
 * Whether a row is of a call or a put.
 *
 * @throws ArgumentError for anything else.
 *
 * @example
 * kindOf(row)
 */
export function kindOf(row: Fields): OptionKind {
  const kind = row.text('type')
  if (kind === 'call' || kind === 'put') return kind
  throw new ArgumentError(`${row.place}.type`, { expected: 'call or put', found: kind })
}

/**
 * The terms of an option and its volatility.
 *
 * @example
 * optionOf(row).volatility
 */
export function optionOf(row: Fields): OptionAtVolatility {
  return { ...termsOf(row), volatility: row.number('vol') }
}
