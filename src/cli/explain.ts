import type { Command } from 'commander'
import { explainDecision, listDecisions } from '../daemon/run-service.ts'
import { timeUs } from '../base/time.ts'
import { timeText } from '../feed/parse-time.ts'
import { explanationJson } from './explanation-json.ts'
import { explanationText } from './explanation-text.ts'
import { optionFault, withExamples, withRun } from './option.ts'
import { findRunFolder } from './run-folder.ts'
import { columns, printJson, printText } from './write.ts'

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
      'Says why a decision was taken: inputs, signals beside their thresholds, rule, budget before and after, transfers. Of a loss event, named by the decision that started the liquidation, also who bore the deficit.',
    )
  withRun(command).argument(
    '[decision]',
    'id of a decision: sequence number of its input and its place there, 1234:0; without it, what there is to explain',
  )
  withExamples(command, ['seawall explain latest', 'seawall explain latest 1234:0', 'seawall explain latest 1234:0 --json']).action(explain)
}

type ExplainFlags = Readonly<{ runs: string; json?: true }>

function explain(run: string, decision: string | undefined, flags: ExplainFlags): void {
  if (decision === undefined) return list(run, flags)
  if (!/^\d+:\d+$/.test(decision)) throw optionFault('explain', 'the id of a decision, such as 1234:0', decision)
  const explanation = explainDecision(findRunFolder(run, flags.runs), decision)
  if (flags.json === true) printJson(explanationJson(explanation))
  else printText(explanationText(explanation))
}

/** Orders, fills and marks are many; what people ask about is why the backstop came and went. */
const routineKinds = new Set([
  'quotesPlaced',
  'quotesWithdrawn',
  'purchaseOrdered',
  'disposalOrdered',
  'orderFilled',
  'orderEnded',
  'inventoryMarked',
  'contractOpened',
  'accountOpened',
  'depositBooked',
  'fundCarried',
  'tradeAccepted',
  'ordersNoted',
  'reductionOrdered',
  'positionReduced',
  'reductionEnded',
  'fundRevenueBooked',
  'fundRevenueSettled',
])

function list(run: string, flags: ExplainFlags): void {
  const lines = listDecisions(findRunFolder(run, flags.runs))
  if (flags.json === true) return printJson({ decisions: lines })
  const told = lines.filter(({ kind }) => !routineKinds.has(kind))
  const rest = lines.length - told.length
  printText(
    columns([
      ['Decision', 'Time (UTC)', 'What', ''],
      ...told.map(({ id, at, title, text }) => [id, timeText(timeUs(at)), title, text]),
    ]).join('\n'),
  )
  printText(`${rest.toLocaleString('en-US')} routine decisions (orders, fills, marks, deposits) are not shown; --json has them all.`)
}
