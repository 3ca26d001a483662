import type { Command } from 'commander'
import { formatDuration } from '../api/format.ts'
import { scenarios } from '../simulation/scenarios/library.ts'
import type { Scenario } from '../simulation/scenarios/scenario.ts'
import { withExamples, withJson } from './option.ts'
import { scenarioSeconds } from './scenario-source.ts'
import { printJson, printText } from './write.ts'

/**
 * Adds `seawall scenarios`.
 *
 * @example
 * addScenariosCommand(program)
 */
export function addScenariosCommand(program: Command): void {
  const command = program
    .command('scenarios')
    .summary('list the events that need no data')
    .description('Lists the scenario library: events rebuilt from published figures, with their sources. Each is a reconstruction.')
  withExamples(withJson(command), ['seawall scenarios', 'seawall run --scenario 2021-05-19']).action(list)
}

function list(flags: Readonly<{ json?: true }>): void {
  if (flags.json === true) printJson({ scenarios: scenarios.map(scenarioJson) })
  else printText(scenarios.map(scenarioText).join('\n\n'))
}

function scenarioJson(scenario: Scenario): unknown {
  const { id, title, label, about, sources, instrument, lowestPrice, highestPrice } = scenario
  return { id, title, label, market: instrument.id, ...spanOf(scenario), lowestPrice, highestPrice, about, sources }
}

function scenarioText(scenario: Scenario): string {
  const { id, title, label, about, sources, instrument } = scenario
  const { from } = spanOf(scenario)
  const length = formatDuration(scenarioSeconds(scenario) * 1e6)
  const known = sources.map((source) => `  - ${source.title}\n    ${source.url}`)
  return [
    `${id}  ${title}`,
    `  ${instrument.id}, ${from.slice(0, 16)} UTC, ${length}, ${label}`,
    `  ${about}`,
    '  Sources:',
    ...known,
  ].join('\n')
}

function spanOf(scenario: Scenario): Readonly<{ from: string; to: string }> {
  const iso = (at: number | undefined): string => new Date((at ?? 0) / 1000).toISOString()
  return { from: iso(scenario.anchors[0]?.at), to: iso(scenario.anchors.at(-1)?.at) }
}
