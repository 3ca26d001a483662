import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Presets, SingleBar } from 'cli-progress'
import { InputFault } from '../src/base/fault.ts'
import { drawPlan } from '../src/torture/draw-plan.ts'
import { realSeams } from '../src/torture/host.ts'
import { judgePlan } from '../src/torture/judge-plan.ts'
import { shrinkPlan } from '../src/torture/shrink-plan.ts'
import { torturePool } from '../src/torture/torture-pool.ts'
import type { FailingSeed, Tortured } from '../src/torture/torture-seeds.ts'
import { traceLine } from '../src/torture/trace-plan.ts'

// Runs the whole system under seeded faults and holds the laws of docs/concepts/laws.md after every input; see docs/operating/torture.md.
// The exit code is 1 at the first seed that breaks one.

const mostShrinkingRuns = 600

const usage = `npm run torture -- [--seeds 1000] [--from 0] [--minutes N] [--threads N] [--json] [--trace]

  --seeds    how many seeds to run; with --minutes, as many as fit when left out
  --from     the first seed
  --minutes  begin no further seed after so long
  --threads  how many threads; as many as there are cores when left out
  --json     what came of it as one JSON object, and nothing else
  --trace    print every input of the first seed and what came of it`

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '0' },
    minutes: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(usage)
else
  process.exitCode = await run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    return 2
  })

async function run(): Promise<number> {
  const minutes = values.minutes === undefined ? Infinity : wanted('minutes', values.minutes)
  const seeds = wanted('seeds', values.seeds ?? (minutes === Infinity ? '1000' : '1000000000'))
  const from = wanted('from', values.from)
  if (values.trace) await trace(from)
  const isShown = !values.json && process.stdout.isTTY
  const bar = new SingleBar({ format: 'torture {bar} {value} of {total} seeds, {eta_formatted} to go' }, Presets.shades_classic)
  if (isShown) bar.start(seeds, 0)
  const startedAt = performance.now()
  const tortured = await torturePool({
    from,
    seeds,
    threads: wanted('threads', values.threads),
    longestMs: minutes * 60_000,
    onProgress: (done) => {
      if (isShown) bar.update(done)
    },
  })
  if (isShown) bar.stop()
  await report(tortured, (performance.now() - startedAt) / 1_000)
  return tortured.failing === undefined ? 0 : 1
}

function wanted(name: string, text: string): number {
  const value = Number(text)
  if (value >= 0 && value <= Number.MAX_SAFE_INTEGER && (name === 'minutes' || Number.isInteger(value))) return value
  throw new InputFault({ file: 'npm run torture', place: `--${name}`, expected: 'a number from 0', found: JSON.stringify(text) })
}

async function trace(seed: number): Promise<void> {
  await judgePlan(drawPlan(seed), realSeams, (sequenced, outcome) => {
    console.log(traceLine(sequenced, outcome))
  })
}

async function report({ seeds, inputs, counts, failing }: Tortured, seconds: number): Promise<void> {
  const counted = Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)))
  if (values.json) {
    console.log(JSON.stringify({ seeds, inputs, seconds, counts: counted, failing: failing ?? null }))
    return
  }
  console.log(
    `torture: ${seeds} seeds, ${inputs} inputs in ${seconds.toFixed(1)} s, ${failing === undefined ? 'every law held' : 'a law broke'}`,
  )
  if (failing !== undefined) await explain(failing)
}

async function explain({ seed, finding }: FailingSeed): Promise<void> {
  console.log(`\nseed ${seed}, input ${finding.seq}: ${finding.law}\n  ${finding.found}`)
  const plan = drawPlan(seed)
  const shrunk = await shrinkPlan({ plan, finding }, realSeams, mostShrinkingRuns)
  console.log(`\nshrunk from ${plan.events.length} to ${shrunk.plan.events.length} events in ${shrunk.runs} runs: ${shrunk.finding.law}`)
  console.log(`  ${shrunk.finding.found}\n\nits inputs:`)
  await judgePlan(shrunk.plan, realSeams, (sequenced, outcome) => {
    console.log(traceLine(sequenced, outcome))
  })
  console.log(`\nits events:\n${shrunk.plan.events.map((event) => JSON.stringify(event)).join('\n')}`)
  console.log(`\nagain: npm run torture -- --from ${seed} --seeds 1 --trace`)
}
