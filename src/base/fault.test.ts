import { expect, test } from 'vitest'
import { EnvironmentFault, faultText, InputFault } from './fault.ts'

const details = { file: 'a.csv', place: 'line 3', expected: 'a positive price', found: '-1' }

test('default: one sentence names file, place, expectation and finding', () => {
  expect(faultText(details)).toBe('a.csv: line 3: expected a positive price, found -1')
})

test('behavior: both faults carry the sentence and its parts, and can be told apart', () => {
  const input = new InputFault(details)
  const environment = new EnvironmentFault(details)
  expect([input.name, input.message, input.details]).toEqual(['InputFault', faultText(details), details])
  expect([environment.name, environment.message, environment.details]).toEqual(['EnvironmentFault', faultText(details), details])
  expect(input).not.toBeInstanceOf(EnvironmentFault)
})
