import type { DecisionLine } from '../api/schema.ts'
import { formatDecimal } from '../base/decimal.ts'
import { timeUs } from '../base/time.ts'
import { listDecisions, type DecisionList } from '../daemon/run-service.ts'
import { timeText } from '../feed/parse-time.ts'
import { optionFault } from './option.ts'
import { moneyText } from './run-text.ts'
import { columns, printJson, printText } from './write.ts'

/** Which decisions are listed, and how. */
export type ListFlags = Readonly<{ account?: string; kind?: string; all?: true; json?: true }>

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

/** Above so many nobody reads line by line. */
const mostListed = 1_000

/**
 * Prints the decisions of a run that there is something to ask about: all of them, those asked for, or of very many a table of their kinds.
 *
 * @throws InputFault when the run has none of the kind or the account that is asked for, or the folder holds no run.
 *
 * @example
 * printList(folder, { account: 'trader-00070' })
 */
export function printList(folder: string, flags: ListFlags): void {
  const found = listDecisions(folder)
  const asked = askedOf(found.lines, flags)
  if (flags.json === true) return printJson({ decisions: asked })
  const isAsked = flags.account !== undefined || flags.kind !== undefined
  const told = isAsked ? asked : asked.filter(({ kind }) => !routineKinds.has(kind))
  const rest = asked.length - told.length
  if (told.length > mostListed && !isAsked && flags.all !== true) printText(summaryText(told, found).join('\n'))
  else printText(listText(told).join('\n'))
  if (rest > 0) printText(`${count(rest)} routine decisions (orders, fills, marks, deposits) are not shown; --json has them all.`)
}

/**
 * The decisions of a kind, or about an account, in their order.
 *
 * @throws InputFault that names what there is, when there is none.
 *
 * @example
 * askedOf(lines, { kind: 'lossAllocated' })
 */
export function askedOf(lines: readonly DecisionLine[], { account, kind }: ListFlags): readonly DecisionLine[] {
  const ofKind = kind === undefined ? lines : lines.filter((line) => line.kind === kind)
  if (ofKind.length === 0 && kind !== undefined) {
    const kinds = [...new Set(lines.map((line) => line.kind))].sort()
    throw optionFault('--kind', `a kind of decision that the run has: ${kinds.join(', ')}`, kind)
  }
  if (account === undefined) return ofKind
  const found = ofKind.filter((line) => line.account === account || isNamed(line.text, account))
  if (found.length === 0) throw optionFault('--account', 'an account that the run decided something about', account)
  return found
}

/** Whether a text has the name as a word of its own: what is decided about many accounts at once names them in its text. */
function isNamed(text: string, name: string): boolean {
  for (let place = text.indexOf(name); place >= 0; place = text.indexOf(name, place + 1)) {
    const around = [text[place - 1], text[place + name.length]]
    if (around.every((each) => each === undefined || !/[\w-]/.test(each))) return true
  }
  return false
}

function listText(lines: readonly DecisionLine[]): readonly string[] {
  return columns([
    ['Decision', 'Time (UTC)', 'What', ''],
    ...lines.map(({ id, at, title, text }) => [id, timeText(timeUs(at)), title, text]),
  ])
}

/**
 * How many decisions there are of each kind, the most first, and the largest losses.
 *
 * @example
 * printText(summaryText(lines, found).join('\n'))
 */
export function summaryText(lines: readonly DecisionLine[], { losses, lossCount }: DecisionList): readonly string[] {
  const kinds = new Map<string, { kind: string; title: string; count: number; first: string }>()
  for (const { kind, title, id } of lines) {
    const key = `${kind} ${title}`
    const row = kinds.get(key)
    if (row === undefined) kinds.set(key, { kind, title, count: 1, first: id })
    else row.count += 1
  }
  const rows = [...kinds.values()].sort((a, b) => b.count - a.count)
  const table = columns([
    ['What', 'Kind', 'How many', 'The first'],
    ...rows.map((row) => [row.title, row.kind, count(row.count), row.first]),
  ])
  const worst = losses.map(({ event, account, amount, decimals }) => [
    event,
    account,
    `${moneyText(formatDecimal(amount.minor, decimals))} ${amount.asset}`,
  ])
  const largest =
    worst.length === 0 ? [] : [`The largest of ${count(lossCount)} losses`, ...columns([['Loss event', 'Account', 'Loss'], ...worst]), '']
  return [...table, '', ...largest, 'Name one of them, or list some: --kind lossAllocated, --account NAME; --all lists every one.']
}

function count(many: number): string {
  return many.toLocaleString('en-US')
}
