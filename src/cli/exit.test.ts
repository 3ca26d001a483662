import { CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { InvariantError } from '../base/assert.ts'
import { EnvironmentFault, InputFault, InputFaults } from '../base/fault.ts'
import { exitCodes, failureOf } from './exit.ts'

const details = { file: 'a.csv', place: 'line 3', expected: 'a positive price', found: '-1' }
const text = 'a.csv: line 3: expected a positive price, found -1'
const systemError = (code: string): Error => Object.assign(new Error(`${code}: refused`), { code })

// Columns: what was thrown, the code, the kind, the message.
test.each([
  [new InputFault(details), 2, 'input', text],
  [new InputFaults([details, { ...details, place: 'line 4' }]), 2, 'input', `${text}\n${text.replace('3', '4')}`],
  [new EnvironmentFault(details), 3, 'environment', text],
  [systemError('ENOSPC'), 3, 'environment', 'ENOSPC: refused'],
  [systemError('EACCES'), 3, 'environment', 'EACCES: refused'],
  [systemError('ENOENT'), 1, 'failed', 'ENOENT: refused (SEAWALL_DEBUG=1 shows where)'],
  [new InvariantError('time never runs backwards'), 1, 'failed', 'time never runs backwards (SEAWALL_DEBUG=1 shows where)'],
  ['a text', 1, 'failed', 'a text (SEAWALL_DEBUG=1 shows where)'],
  [new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'"), 2, 'usage', ''],
])('table: %s', (error, code, kind, message) => {
  expect(failureOf(error)).toMatchObject({ code, kind, message })
})

test('behavior: help and version are no failure', () => {
  expect(failureOf(new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'))).toBeUndefined()
})

test('behavior: every fault of a file is kept apart', () => {
  expect(failureOf(new InputFaults([details, details]))?.faults).toHaveLength(2)
})

test('default: the codes that are promised', () => {
  expect(exitCodes).toEqual({ done: 0, checkFailed: 1, badInput: 2, environment: 3, interrupted: 130 })
})
