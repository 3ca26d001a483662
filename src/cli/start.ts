import type { Command } from 'commander'
import { loadPolicy } from '../policy/load.ts'
import { executeRun } from './execute-run.ts'
import { defaultPort, portNumber, positiveNumber, runsOption, withExamples, withJson } from './option.ts'
import { openScenarioSource, requireScenario, scenarioSeconds } from './scenario-source.ts'

type StartFlags = Readonly<{ scenario: string; policy: string; port: string; seconds: string; runs: string; exit?: true; json?: true }>

/**
 * Adds `seawall start`, the demonstration.
 *
 * @example
 * addStartCommand(program)
 */
export function addStartCommand(program: Command): void {
  const command = program
    .command('start')
    .summary('watch a crash: the demonstration with its dashboard')
    .description('Plays 12 March 2020, rebuilt from published figures, with the dashboard. Needs no data. Serves on until Ctrl-C.')
    .option('--port <port>', 'port of the dashboard on 127.0.0.1', String(defaultPort))
    .option('--seconds <number>', 'how long the two days take', '75')
    .option('--scenario <name>', 'another scenario of the library', '2020-03-12')
    .option('--policy <name|file>', 'profile or policy file', 'exchange-perpetual')
    .option('--exit', 'end after the report instead of serving on')
    .addOption(runsOption())
  withExamples(withJson(command), [
    'seawall start',
    'seawall start --seconds 20 --exit',
    'seawall start --scenario 2025-10-10 --port 8080',
  ]).action(start)
}

async function start(flags: StartFlags): Promise<void> {
  const port = portNumber(flags.port, '--port')
  const seconds = positiveNumber(flags.seconds, '--seconds')
  const scenario = requireScenario(flags.scenario)
  const { policy, text } = loadPolicy(flags.policy)
  await executeRun({
    options: {
      name: scenario.id,
      sources: scenario.sources,
      feed: openScenarioSource({ name: scenario.id, seed: demonstrationSeed }),
      ...{ policy, policyText: text, seed: demonstrationSeed, runsFolder: flags.runs, command: process.argv.slice(2) },
      speed: scenarioSeconds(scenario) / seconds,
    },
    ...{ port, exitAtEnd: flags.exit === true, json: flags.json === true, quiet: false, toleratesFaults: false },
  })
}

const demonstrationSeed = 1
