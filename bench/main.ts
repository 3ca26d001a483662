import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Bench, BenchResult } from './bench-result.ts'
import { benchTable } from './table.ts'

// npm run bench [-- --only NAME] [--quick] [--json]: runs the benches, prints ratios, appends to bench/history.jsonl.
const names = [
  'book-update',
  'journal',
  'step',
  'rolling-es',
  'garch-fit',
  'gpd-fit',
  'signals',
  'model-backtest',
  'margin-sweep-1',
  'margin-sweep-2',
  'margin-tick',
  'margin-tick-worst',
  'black76-grid',
  'account-es',
  'ledger-core',
  'ledger-journaled',
  'waterfall',
]
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false }, only: { type: 'string' } },
})

const chosen = values.only === undefined ? names : [values.only]
const results: BenchResult[] = []
for (const name of chosen) {
  const bench = await load(name)
  if (bench === undefined) {
    console.error(`bench: expected one of ${names.join(', ')}, found no bench/${name}.ts that exports 'bench'`)
    process.exitCode = values.only === undefined ? 1 : 2
    continue
  }
  if (!values.json && process.stderr.isTTY) console.error(`bench: ${name} ...`)
  const result = await bench({ quick: values.quick })
  results.push(result)
  if (values.json) console.log(JSON.stringify(result))
}
if (!values.json) console.log(benchTable(results))
// A quick run's figures mean little, and would mislead whoever compares with the last entry.
if (!values.quick && results.length > 0) appendHistory(results)

async function load(name: string): Promise<Bench | undefined> {
  const path = resolve(import.meta.dirname, `${name}.ts`)
  if (!names.includes(name) || !existsSync(path)) return undefined
  const module = (await import(pathToFileURL(path).href)) as { bench?: Bench }
  return module.bench
}

function appendHistory(measured: readonly BenchResult[]): void {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    node: process.version,
  }
  const entry = { at: new Date().toISOString(), commit: commit(), machine, results: measured }
  appendFileSync(resolve(import.meta.dirname, 'history.jsonl'), `${JSON.stringify(entry)}\n`)
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    // A published package has no repository.
    return 'unknown'
  }
}
