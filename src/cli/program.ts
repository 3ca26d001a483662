import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addAdlCommand } from './adl.ts'
import { addConformCommand } from './conform.ts'
import { addExplainCommand } from './explain.ts'
import { addLedgerCommand } from './ledger.ts'
import { addMarginCommand } from './margin.ts'
import { withExamples } from './option.ts'
import { addPolicyCommand } from './policy.ts'
import { addReplayCommand } from './replay.ts'
import { addReportCommand } from './report.ts'
import { addRiskCommand } from './risk.ts'
import { addRunCommand } from './run.ts'
import { addScenariosCommand } from './scenarios.ts'
import { addStartCommand } from './start.ts'
import { addVerifyCommand } from './verify.ts'

/**
 * The whole command line. Commander's errors are thrown, not ended with, so that the caller decides about the exit code.
 *
 * @example
 * await createProgram().parseAsync(process.argv)
 */
export function createProgram(): Command {
  const program = new Command('seawall')
    // A subcommand's options are its own, also where its parent has some of the same names.
    .enablePositionalOptions()
  program
    .description('A liquidity-backstop engine: measures how fast liquidity is going and decides by a written policy when reserves step in.')
    .version(version(), '--version')
    .exitOverride()
    .configureHelp({ helpWidth: 110, sortSubcommands: false })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'seawall: ')) })
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 a check failed, 2 bad usage or input, 3 environment (port taken, disk full), 130 interrupted.',
    )
  addStartCommand(program)
  addRunCommand(program)
  addReplayCommand(program)
  addVerifyCommand(program)
  addExplainCommand(program)
  addReportCommand(program)
  addLedgerCommand(program)
  addAdlCommand(program)
  addPolicyCommand(program)
  addScenariosCommand(program)
  addConformCommand(program)
  addRiskCommand(program)
  addMarginCommand(program)
  withExamples(program, ['seawall start', 'seawall run --scenario 2020-03-12', 'seawall explain latest 1234:0', 'seawall verify latest'])
  return program
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
