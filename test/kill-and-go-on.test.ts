import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPrng, nextUniform } from '../src/base/prng.ts'
import { readManifest } from '../src/daemon/run-folder.ts'
import type { RunSummary } from '../src/daemon/run-types.ts'

const root = resolve(import.meta.dirname, '..')
const kills = 50
const seed = 20_200_312

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seawall-kill-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the command; kills it after `killAfterMs` when given. `undefined` when it was killed before its end. */
async function runOnce(runs: string, killAfterMs?: number): Promise<RunSummary | undefined> {
  const child = spawn(
    process.execPath,
    [join(root, 'bin/seawall.mjs'), 'run', '--scenario', '2020-03-12', '--runs', runs, '--json', '--quiet'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  const signal = await new Promise<NodeJS.Signals | null>((done) => child.on('close', (_code, by) => done(by)))
  clearTimeout(timer)
  if (signal === 'SIGKILL') return undefined
  expect(errors).toBe('')
  return JSON.parse(output) as RunSummary
}

function hasFinished(runs: string): boolean {
  const names = existsSync(runs) ? readdirSync(runs) : []
  return names.some((name) => existsSync(join(runs, name, 'manifest.json')) && readManifest(join(runs, name)).status === 'finished')
}

/** What must not depend on how often a run was killed. */
function lasting({ stateHash, journalHash, inputs, decisions, transfers, effects, activations, reserves }: RunSummary): unknown {
  return { stateHash, journalHash, inputs, decisions, transfers, effects, activations, reserves }
}

describe('a run that is killed', () => {
  test(`goes on to the same end after SIGKILL at ${kills} random moments (seed ${seed})`, async () => {
    const startedMs = performance.now()
    const whole = await runOnce(join(folder, 'whole'))
    const wholeMs = performance.now() - startedMs
    if (whole === undefined) throw new Error('a run that nobody kills ends by itself')
    expect(whole.effects).toBeGreaterThan(100)
    const draws = createPrng(seed)
    let killed = 0
    let ended = 0
    let resumed = 0
    let round = 0
    while (killed < kills || ended === 0) {
      const runs = join(folder, `killed-${round}`)
      const summary = await runOnce(runs, killed < kills ? 150 + nextUniform(draws) * wholeMs * 0.8 : undefined)
      if (summary === undefined) {
        killed += 1
        // Killed between its end and its exit: what is started next is another run, in another place.
        if (hasFinished(runs)) round += 1
        continue
      }
      ended += 1
      round += 1
      if (summary.resumed) resumed += 1
      expect(lasting(summary)).toEqual(lasting(whole))
      expect(readdirSync(runs)).toHaveLength(1)
    }
    expect(resumed).toBeGreaterThan(0)
  }, 600_000)
})
