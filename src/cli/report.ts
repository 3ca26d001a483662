import type { Command } from 'commander'
import { writeReport } from '../daemon/run-service.ts'
import { withExamples, withRun } from './option.ts'
import { findRunFolder } from './run-folder.ts'
import { printJson, printText } from './write.ts'

/**
 * Adds `seawall report`.
 *
 * @example
 * addReportCommand(program)
 */
export function addReportCommand(program: Command): void {
  const command = program
    .command('report')
    .summary('write the HTML report of a run anew')
    .description('Writes the report of a run from its journal: one HTML file without anything from elsewhere.')
  withExamples(withRun(command), ['seawall report latest', 'seawall report latest --json']).action(report)
}

function report(run: string, flags: Readonly<{ runs: string; json?: true }>): void {
  const folder = findRunFolder(run, flags.runs)
  const path = writeReport(folder)
  if (flags.json === true) printJson({ run: folder, report: path })
  else printText(path)
}
