import type { Command } from 'commander'
import { replayRun } from '../daemon/run-service.ts'
import { exitCodes } from './exit.ts'
import { withExamples, withRun } from './option.ts'
import { findRunFolder } from './run-folder.ts'
import { printJson, printText } from './write.ts'

/**
 * Adds `seawall replay`.
 *
 * @example
 * addReplayCommand(program)
 */
export function addReplayCommand(program: Command): void {
  const command = program
    .command('replay')
    .summary('run the engine again over a journal and compare')
    .description(
      'Runs the engine again over the journal of a run and compares the state at every checkpoint and at the end. Exits with 1 at a difference.',
    )
  withExamples(withRun(command), ['seawall replay latest', 'seawall replay runs/2020-03-12-exchange-perpetual-1a2b3c4d --json']).action(
    replay,
  )
}

function replay(run: string, flags: Readonly<{ runs: string; json?: true }>): void {
  const result = replayRun(findRunFolder(run, flags.runs))
  if (!result.identical) process.exitCode = exitCodes.checkFailed
  if (flags.json === true) printJson(result)
  else {
    const { inputs, decisions, inputsPerSecond, stateHash } = result
    const size = `${inputs.toLocaleString('en-US')} inputs, ${decisions.toLocaleString('en-US')} decisions`
    const pace = `${Math.round(inputsPerSecond).toLocaleString('en-US')} inputs a second`
    printText(
      result.identical
        ? `Identical: ${size} of ${result.run} gave the same state ${stateHash} (${pace}).`
        : `Different: ${result.difference ?? 'the state hash'} (${size} of ${result.run}).`,
    )
  }
}
