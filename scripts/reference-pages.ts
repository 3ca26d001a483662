import type { Command } from 'commander'
import { createProgram } from '../src/cli/program.ts'
import { signalCatalogue } from '../src/engine/signal-catalogue.ts'
import { policyJsonSchema } from '../src/policy/json-schema.ts'
import { unknownReasons, type UnknownReason } from '../src/trigger/reading.ts'
import { generatedRemark, policyPage } from './reference-policy.ts'

/**
 * Every generated page of `docs/reference/`, by its name there. Made from the code alone, so that a stale page fails a test.
 *
 * @example
 * referencePages().get('cli.md')
 */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['policy.schema.json', `${JSON.stringify(policyJsonSchema(), null, 2)}\n`],
    ['policy.md', policyPage(policyJsonSchema())],
    ['cli.md', commandLinePage(createProgram())],
    ['signals.md', signalsPage()],
  ])
}

function commandLinePage(program: Command): string {
  const commands = program.commands.flatMap((command) => [command, ...command.commands])
  const sections = commands.map((command) => ['', `## ${nameOf(command)}`, '', '```text', helpOf(command), '```'].join('\n'))
  return [generatedRemark, '', '# Command line', '', '```text', helpOf(program), '```', ...sections, ''].join('\n')
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`
}

function helpOf(command: Command): string {
  const written: string[] = []
  command.configureOutput({ writeOut: (text) => written.push(text), getOutHasColors: () => false })
  command.outputHelp()
  return written.join('').trim()
}

const unitNames = {
  bps: 'basis points',
  quote: 'quote asset, whole units',
  ratio: 'ratio',
  fraction: 'fraction: 0.01 is one per cent',
  count: 'count',
  seconds: 'seconds',
} as const

const originNames = { book: 'order book', trades: 'trades', price: 'price path', fund: 'insurance fund' } as const

const reasonTexts: Readonly<Record<UnknownReason, string>> = {
  awaitingSnapshot: 'no snapshot of the book has come yet',
  gap: 'a book message is missing, so the book is not trusted until the next snapshot',
  crossed: 'the best bid is not below the best ask',
  stale: 'the book has been silent for longer than `bookStaleAfterSeconds`',
  oneSided: 'one side of the book is empty',
  insufficientDepth: 'the book does not hold the notional that is asked for',
  warmingUp: 'there is not enough history yet',
  noTrades: 'nothing has traded yet, or nothing in the window',
  notMeanReverting: 'shocks in the window did not fade, so they have no half-life',
  constantSeries: 'what is measured did not vary in the window',
  fasterThanSampled: 'shocks faded within one sample, so their half-life is shorter than can be measured',
}

function signalsPage(): string {
  const rows = signalCatalogue.map(
    ({ name, unit, origin, label }) => `| \`${name}\` | ${label} | ${unitNames[unit]} | ${originNames[origin]} |`,
  )
  const reasons = unknownReasons.flatMap((reason) => (reason === 'known' ? [] : [`- \`${reason}\`: ${reasonTexts[reason]}.`]))
  return [
    generatedRemark,
    '',
    '# Signals',
    '',
    'What a rule of a policy may hold against a threshold. A figure from a modelled book is labelled modelled wherever it is shown.',
    '',
    '| Signal | What it is | Unit | Made from |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    'A signal that is not known is not a number. It can neither fire nor release a trigger, and it says why:',
    '',
    ...reasons,
    '',
  ].join('\n')
}
