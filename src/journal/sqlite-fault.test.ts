import { expect, test } from 'vitest'
import { EnvironmentFault, InputFault } from '../base/fault.ts'
import { sqliteCode, sqliteFault } from './sqlite-fault.ts'

const wanted = { file: 'journal.sqlite', place: 'input 3', expected: 'room for 2 inputs' }
const error = (errcode: number): Error => Object.assign(new Error('words of SQLite'), { errcode })

// Columns: extended code, the fault, what it says was found.
test.each([
  [13, EnvironmentFault, 'a full disk (words of SQLite)'],
  [1034, EnvironmentFault, 'a failing disk (words of SQLite)'],
  [14, EnvironmentFault, 'a place that cannot be opened (words of SQLite)'],
  [8, EnvironmentFault, 'a place that cannot be written (words of SQLite)'],
  [1555, EnvironmentFault, 'another process writing it (words of SQLite)'],
  [5, EnvironmentFault, 'another process writing it (words of SQLite)'],
  [11, InputFault, 'a damaged file (words of SQLite)'],
  [267, InputFault, 'a damaged file (words of SQLite)'],
  [26, InputFault, 'a damaged file (words of SQLite)'],
] as const)('table: code %d', (code, Fault, found) => {
  const fault = sqliteFault(error(code), wanted)
  expect(fault).toBeInstanceOf(Fault)
  expect(fault).toMatchObject({ details: { ...wanted, found } })
})

test('behavior: what is no error of SQLite, or one of our own making, comes back as it is', () => {
  for (const other of [new Error('plain'), error(1), 'text', undefined]) expect(sqliteFault(other, wanted)).toBe(other)
  expect([sqliteCode(error(267)), sqliteCode(new Error('plain'))]).toEqual([11, undefined])
})
