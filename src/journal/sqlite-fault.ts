import { EnvironmentFault, InputFault } from '../base/fault.ts'

// Primary result codes of SQLite: the low byte of the extended code that node:sqlite puts on its errors.
const corrupt = 11
const notADatabase = 26
const found: ReadonlyMap<number, string> = new Map([
  [3, 'access denied'],
  [5, 'another process writing it'],
  [6, 'another process writing it'],
  [8, 'a place that cannot be written'],
  [10, 'a failing disk'],
  [13, 'a full disk'],
  [14, 'a place that cannot be opened'],
  [19, 'another process writing it'],
])

/**
 * The primary result code of an error thrown by node:sqlite; `undefined` for any other error.
 *
 * @example
 * sqliteCode(error) === 5 // busy
 */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

/**
 * Turns an error of node:sqlite into a fault with a place and an expectation; any other error comes back as it is.
 *
 * @param expected - What was asked for, as a noun phrase: `room for 512 inputs`.
 *
 * @example
 * throw sqliteFault(error, { file: path, place: 'append', expected: 'room for 512 inputs' })
 */
export function sqliteFault(error: unknown, wanted: Readonly<{ file: string; place: string; expected: string }>): unknown {
  const code = sqliteCode(error)
  if (code === undefined || !(error instanceof Error)) return error
  const words = found.get(code)
  if (words !== undefined) return new EnvironmentFault({ ...wanted, found: `${words} (${error.message})` })
  if (code === corrupt || code === notADatabase) return new InputFault({ ...wanted, found: `a damaged file (${error.message})` })
  return error
}
