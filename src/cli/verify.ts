import type { Command } from 'commander'
import { verifyRun } from '../daemon/run-service.ts'
import { exitCodes } from './exit.ts'
import { withExamples, withRun } from './option.ts'
import { findRunFolder } from './run-folder.ts'
import { printJson, printText } from './write.ts'

/**
 * Adds `seawall verify`.
 *
 * @example
 * addVerifyCommand(program)
 */
export function addVerifyCommand(program: Command): void {
  const command = program
    .command('verify')
    .summary('check that a journal is as it was written')
    .description(
      'Checks the hash chain of a journal, its checkpoints and its end against the manifest. Names the first sequence number that is wrong and exits with 1.',
    )
  withExamples(withRun(command), ['seawall verify latest', 'seawall verify 2020-03-12 --json']).action(verify)
}

function verify(run: string, flags: Readonly<{ runs: string; json?: true }>): void {
  const result = verifyRun(findRunFolder(run, flags.runs))
  if (!result.valid) process.exitCode = exitCodes.checkFailed
  if (flags.json === true) printJson(result)
  else if (result.valid) {
    const inputs = result.inputs.toLocaleString('en-US')
    const rest = result.ended ? 'its checkpoints and its end as written.' : 'its checkpoints as written. The run has not come to its end.'
    printText(`Valid: ${result.run} holds ${inputs} inputs, each chained to the one before, ${rest}`)
    printText(`Journal hash ${result.journalHash}`)
  } else {
    const place = result.firstBadSeq === undefined ? 'the journal' : `sequence number ${result.firstBadSeq} is the first that is wrong`
    printText(`Not valid: ${result.run}, ${place}: ${result.problem ?? 'it is not as it was written'}`)
  }
}
