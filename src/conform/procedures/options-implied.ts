import { ArgumentError } from '../../base/argument.ts'
import { InputFault } from '../../base/fault.ts'
import { black76Greeks } from '../../pricing/black-76.ts'
import { impliedVolatility } from '../../pricing/implied-volatility.ts'
import { fieldsOf, type Fields } from '../fields.ts'
import type { JudgedProcedure } from '../procedure.ts'
import type { Mismatch, VectorFile } from '../vector-file.ts'
import { termsOf } from './option-rows.ts'

/** Implied volatilities, each judged by the tolerance of its row; prices that allow none must be refused. */
export const impliedVolatilityProcedure: JudgedProcedure = {
  compute: (inputs) => ({
    rows: rowsOf(inputs, 'rows').map((row) => ({ vol: numberOrNull(impliedOf(row)) })),
    invalid: rowsOf(inputs, 'invalid').map(impliedOf),
  }),
  judge: (file, actual) => judge(file, actual as Actual),
}

/** A volatility, or the reason why there is none. */
type Implied = number | string
type Actual = Readonly<{ rows: readonly Readonly<{ vol: number | null }>[]; invalid: readonly Implied[] }>

function rowsOf(inputs: Fields, name: string): readonly Fields[] {
  return inputs.has(name) ? inputs.rows(name) : []
}

function impliedOf(row: Fields): Implied {
  try {
    const implied = impliedVolatility(termsOf(row), row.number('price'))
    return implied.ok ? implied.value : implied.refusal.reason
  } catch (error) {
    // A term that no option can have is a typed refusal as well.
    if (error instanceof ArgumentError || error instanceof InputFault) return error.message
    throw error
  }
}

function numberOrNull(implied: Implied): number | null {
  return typeof implied === 'number' ? implied : null
}

function judge(file: VectorFile, actual: Actual): readonly Mismatch[] {
  const inputs = fieldsOf(file.inputs, { file: file.id, place: 'inputs' })
  const wanted = fieldsOf(file.expected, { file: file.id, place: 'expected' })
  const asked = rowsOf(inputs, 'rows')
  const rows = rowsOf(wanted, 'rows')
  if (rows.length !== actual.rows.length) return [{ path: 'rows', expected: `array of ${rows.length}`, actual: actual.rows.length }]
  const mismatches: Mismatch[] = []
  for (const [i, row] of rows.entries()) {
    const expected = row.numberOr('vol', null)
    const found = actual.rows[i]?.vol ?? null
    const within = expected === null ? found === null : found !== null && Math.abs(found - expected) <= toleranceOf(row, asked[i] as Fields)
    if (!within) mismatches.push({ path: `rows[${i}].vol`, expected, actual: found })
  }
  for (const [i, found] of actual.invalid.entries())
    if (typeof found === 'number') mismatches.push({ path: `invalid[${i}]`, expected: 'a typed refusal', actual: found })
  return mismatches
}

/** The row's own tolerance; when it has none, what it would have been: `max(1e-11, 4 ulp(price) / vega)`. */
function toleranceOf(row: Fields, asked: Fields): number {
  if (row.has('tol_abs')) return row.number('tol_abs')
  const greeks = black76Greeks({ ...termsOf(asked), volatility: row.number('vol') })
  return greeks.ok ? Math.max(1e-11, (4 * ulpOf(asked.number('price'))) / greeks.value.vega) : 1e-11
}

function ulpOf(value: number): number {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, Math.abs(value))
  bits.setBigInt64(0, bits.getBigInt64(0) + 1n)
  return bits.getFloat64(0) - Math.abs(value)
}
