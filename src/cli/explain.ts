import type { Command } from 'commander'
import { explainDecision } from '../daemon/run-service.ts'
import { explanationJson } from './explanation-json.ts'
import { explanationText } from './explanation-text.ts'
import { optionFault, withExamples, withRun } from './option.ts'
import { findRunFolder } from './run-folder.ts'
import { printJson, printText } from './write.ts'

/**
 * Adds `seawall explain`.
 *
 * @example
 * addExplainCommand(program)
 */
export function addExplainCommand(program: Command): void {
  const command = program
    .command('explain')
    .summary('answer why a decision was taken')
    .description('Says why a decision was taken: inputs, signals beside their thresholds, rule, budget before and after, transfers.')
  withRun(command).argument('<decision>', 'id of a decision: sequence number of its input and its place there, 1234:0')
  withExamples(command, ['seawall explain latest 1234:0', 'seawall explain latest 1234:0 --json']).action(explain)
}

function explain(run: string, decision: string, flags: Readonly<{ runs: string; json?: true }>): void {
  if (!/^\d+:\d+$/.test(decision)) throw optionFault('explain', 'the id of a decision, such as 1234:0', decision)
  const explanation = explainDecision(findRunFolder(run, flags.runs), decision)
  if (flags.json === true) printJson(explanationJson(explanation))
  else printText(explanationText(explanation))
}
