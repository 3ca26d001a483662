import type { Command } from 'commander'
import { explainDecision } from '../daemon/run-service.ts'
import { printList, type ListFlags } from './explain-list.ts'
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
    .description(
      'Says why a decision was taken: inputs, signals beside their thresholds, rule, budget before and after, transfers. Of a loss event, named by the decision that started the liquidation, also who bore the deficit. Without a decision, lists what there is to explain; of a long list, how many of each kind and the largest losses.',
    )
  withRun(command)
    .argument('[decision]', 'id of a decision: sequence number of its input and its place there, 1234:0')
    .option('--account <account>', 'list only decisions about this account')
    .option('--kind <kind>', 'list only decisions of this kind, such as lossAllocated')
    .option('--all', 'list all, however many')
  withExamples(command, [
    'seawall explain latest',
    'seawall explain latest 1234:0',
    'seawall explain latest --account trader-00070',
    'seawall explain latest --kind lossAllocated',
    'seawall explain latest 1234:0 --json',
  ]).action(explain)
}

type ExplainFlags = ListFlags & Readonly<{ runs: string }>

function explain(run: string, decision: string | undefined, flags: ExplainFlags): void {
  if (decision === undefined) return printList(findRunFolder(run, flags.runs), flags)
  if (!/^\d+:\d+$/.test(decision)) throw optionFault('explain', 'the id of a decision, such as 1234:0', decision)
  const explanation = explainDecision(findRunFolder(run, flags.runs), decision)
  if (flags.json === true) printJson(explanationJson(explanation))
  else printText(explanationText(explanation))
}
