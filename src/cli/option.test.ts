import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { InputFault } from '../base/fault.ts'
import { optionFault, pace, portNumber, positiveNumber, runsOption, wholeNumber, withExamples, withJson, withRun } from './option.ts'

const resultOf = (read: () => unknown): unknown => {
  try {
    return read()
  } catch (error) {
    return error instanceof InputFault ? error.message : 'another error'
  }
}

describe('numbers of options', () => {
  test.each([
    ['0', 0],
    ['7', 7],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '--seed: value: expected a whole number from 0 to 9007199254740991, found "9007199254740992"'],
    ['-1', '--seed: value: expected a whole number from 0 to 9007199254740991, found "-1"'],
    ['1.5', '--seed: value: expected a whole number from 0 to 9007199254740991, found "1.5"'],
    ['', '--seed: value: expected a whole number from 0 to 9007199254740991, found ""'],
    ['1e3', '--seed: value: expected a whole number from 0 to 9007199254740991, found "1e3"'],
  ])('table: whole number %j', (text, expected) => {
    expect(resultOf(() => wholeNumber(text, { option: '--seed' }))).toBe(expected)
  })

  test.each([
    ['7341', 7341],
    ['0', 0],
    ['65535', 65535],
    ['65536', '--port: value: expected a whole number from 0 to 65535, found "65536"'],
    ['http', '--port: value: expected a whole number from 0 to 65535, found "http"'],
  ])('table: port %j', (text, expected) => {
    expect(resultOf(() => portNumber(text, '--port'))).toBe(expected)
  })

  test.each([
    ['0.5', 0.5],
    ['75', 75],
    ['0', '--seconds: value: expected a number above 0, found "0"'],
    ['fast', '--seconds: value: expected a number above 0, found "fast"'],
    ['9'.repeat(400), `--seconds: value: expected a number above 0, found "${'9'.repeat(400)}"`],
  ])('table: positive number %j', (text, expected) => {
    expect(resultOf(() => positiveNumber(text, '--seconds'))).toBe(expected)
  })

  test('behavior: the pace max is no pace at all', () => {
    expect(pace('max')).toBeUndefined()
    expect(pace('600')).toBe(600)
    expect(resultOf(() => pace('slow'))).toBe('--speed: value: expected a number above 0, or max, found "slow"')
  })
})

describe('parts of commands', () => {
  test('default: a command about a run has RUN, --runs and --json', () => {
    const command = withRun(new Command('verify'))
    expect(command.registeredArguments.map((argument) => argument.name())).toEqual(['run'])
    expect(command.options.map(({ long }) => long)).toEqual(['--runs', '--json'])
    expect(runsOption().defaultValue).toBe('runs')
  })

  test('default: examples stand below the help', () => {
    const written: string[] = []
    const command = withExamples(withJson(new Command('x')), ['seawall x']).configureOutput({ writeOut: (text) => written.push(text) })
    command.outputHelp()
    expect(written.join('')).toContain('\nExamples:\n  seawall x')
    expect(command.options.map(({ long }) => long)).toEqual(['--json'])
  })

  test('error: the fault of an option quotes what was given', () => {
    expect(optionFault('--seed', 'a number', 'a "b"').message).toBe('--seed: value: expected a number, found "a \\"b\\""')
  })
})
