import { Option, type Command } from 'commander'
import { InputFault } from '../base/fault.ts'

/** Port of the dashboard when none is named. */
export const defaultPort = 7341

/** Folder of the runs when none is named. */
export const defaultRunsFolder = 'runs'

/**
 * Adds what every command has: `--json`.
 *
 * @example
 * withJson(program.command('scenarios'))
 */
export function withJson(command: Command): Command {
  return command.option('--json', 'print exactly one JSON object on stdout; messages go to stderr')
}

/**
 * Adds what every command about an earlier run has: `RUN`, `--runs` and `--json`.
 *
 * @example
 * withRun(program.command('verify'))
 */
export function withRun(command: Command): Command {
  command.argument('<run>', 'id of a run, the first characters of one, the path of its folder, or "latest"')
  return withJson(command.addOption(runsOption()))
}

/**
 * The option that says where runs are kept.
 *
 * @example
 * command.addOption(runsOption())
 */
export function runsOption(): Option {
  return new Option('--runs <folder>', 'folder that holds one folder a run').default(defaultRunsFolder)
}

/**
 * Adds examples below a command's help.
 *
 * @example
 * withExamples(command, ['seawall scenarios'])
 */
export function withExamples(command: Command, examples: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`)
}

/**
 * Reads a whole number from an option's text, of at least 0 unless told otherwise.
 *
 * @throws InputFault that names the option.
 *
 * @example
 * wholeNumber('7', { option: '--seed' }) // 7
 */
export function wholeNumber(text: string, about: Readonly<{ option: string; least?: number; most?: number }>): number {
  const { option, least = 0, most = Number.MAX_SAFE_INTEGER } = about
  const value = /^\d+$/.test(text) ? Number(text) : NaN
  if (value >= least && value <= most) return value
  throw optionFault(option, `a whole number from ${least} to ${most}`, text)
}

/**
 * Reads a positive number from an option's text.
 *
 * @throws InputFault that names the option.
 *
 * @example
 * positiveNumber('7.5', '--seconds') // 7.5
 */
export function positiveNumber(text: string, option: string, others = ''): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN
  if (Number.isFinite(value) && value > 0) return value
  throw optionFault(option, `a number above 0${others}`, text)
}

/**
 * Reads a pace: simulated seconds per second, or `max`.
 *
 * @returns `undefined` for `max`: as fast as possible.
 * @throws InputFault that names the option.
 *
 * @example
 * pace('600') // 600
 */
export function pace(text: string): number | undefined {
  return text === 'max' ? undefined : positiveNumber(text, '--speed', ', or max')
}

/**
 * Reads a port.
 *
 * @throws InputFault that names the option.
 *
 * @example
 * portNumber('7341', '--port') // 7341
 */
export function portNumber(text: string, option: string): number {
  return wholeNumber(text, { option, most: 65_535 })
}

/**
 * The fault of an option whose value is none.
 *
 * @example
 * throw optionFault('--seed', 'a whole number', 'x')
 */
export function optionFault(option: string, expected: string, found: string): InputFault {
  return new InputFault({ file: option, place: 'value', expected, found: JSON.stringify(found) })
}
