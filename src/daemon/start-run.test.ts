import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { feedOf } from '../../test/run-feed.ts'
import { quickPolicy, smallMarket } from '../../test/small-run.ts'
import { EnvironmentFault, InputFault } from '../base/fault.ts'
import { engineVersion } from '../engine/version.ts'
import { readManifest } from './run-folder.ts'
import { RunStopped } from './pacer.ts'
import type { Feed } from '../feed/feed-contract.ts'
import type { RunHandle, RunSummary } from './run-types.ts'
import { startRun } from './start-run.ts'

const market = smallMarket({ seed: 7, seconds: 60 })
let runsFolder = ''
beforeEach(() => {
  runsFolder = mkdtempSync(join(tmpdir(), 'seawall-start-'))
})
afterEach(() => rmSync(runsFolder, { recursive: true }))

function start(feed: Feed = feedOf(market), folder = runsFolder): Promise<RunHandle> {
  return startRun({
    name: 'Small market',
    feed,
    policy: quickPolicy,
    policyText: 'name: quick',
    seed: 1,
    runsFolder: folder,
    command: ['test'],
  })
}

/** What must not depend on how often a run was stopped. */
function lasting({ stateHash, journalHash, inputs, decisions, transfers, effects }: RunSummary): unknown {
  return { stateHash, journalHash, inputs, decisions, transfers, effects }
}

async function whole(): Promise<RunSummary> {
  return (await start(feedOf(market), join(runsFolder, 'whole'))).done
}

describe('startRun', () => {
  test('default: a finished run has its report, its head and its summary; a second start is another run with the same end', async () => {
    const handle = await start()
    const summary = await handle.done
    expect(summary).toMatchObject({ resumed: false, run: handle.id })
    expect(summary.decisions).toBeGreaterThan(0)
    const manifest = readManifest(handle.folder)
    expect(manifest).toMatchObject({ status: 'finished', engineVersion, head: { seq: summary.inputs, hash: summary.journalHash }, summary })
    expect(existsSync(summary.report)).toBe(true)
    expect(handle.session.info().progress).toMatchObject({ status: 'finished', fraction: 1 })
    const again = await start()
    expect(again.id).toBe(`${handle.id}.2`)
    expect(lasting(await again.done)).toEqual(lasting(summary))
  })

  test('behavior: a run that was stopped goes on to the same end', async () => {
    const handle: RunHandle = await start(feedOf(market, (place) => place === 250 && void handle.stop()))
    await expect(handle.done).rejects.toThrow(RunStopped)
    expect(readManifest(handle.folder).status).toBe('running')
    const next = await start()
    expect(next.folder).toBe(handle.folder)
    const summary = await next.done
    expect(summary.resumed).toBe(true)
    expect(lasting(summary)).toEqual(lasting(await whole()))
  })

  test('behavior: a fault of the data fails the run, says so, and lets go of the folder', async () => {
    const fault = new InputFault({ file: 'data.jsonl', place: 'line 7', expected: 'a book', found: 'nothing' })
    const handle = await start(
      feedOf(market, (place) => {
        if (place === 200) throw fault
      }),
    )
    await expect(handle.done).rejects.toThrow(fault)
    expect(readManifest(handle.folder)).toMatchObject({ status: 'failed', failure: fault.message })
    expect(handle.session.info().progress).toMatchObject({ status: 'failed', failure: fault.message })
    const next = await start()
    expect(next.folder).toBe(handle.folder)
    expect(lasting(await next.done)).toEqual(lasting(await whole()))
  })

  test('error: data that changed since the stop', async () => {
    const handle: RunHandle = await start(feedOf(market, (place) => place === 250 && void handle.stop()))
    await handle.done.catch(() => undefined)
    const changed = market.map((input, place) => (place === 100 && input.kind === 'bookSnapshotReceived' ? { ...input, asks: [] } : input))
    const next = await start(feedOf(changed))
    await expect(next.done).rejects.toThrow(EnvironmentFault)
    await expect(next.done).rejects.toThrow(/seq \d+/)
  })

  test('error: no inputs at all', async () => {
    await expect((await start(feedOf([]))).done).rejects.toThrow(/at least one market input/)
  })

  test('behavior: a halt is an input of the run, a run that is over takes none', async () => {
    const handle: RunHandle = await start(
      feedOf(market, (place) => place === 200 && handle.session.control({ action: 'halt', reason: 'drill' })),
    )
    await handle.done
    expect(handle.session.decisions(0, 10_000).decisions.filter(({ body }) => body.kind === 'engineHalted')).toHaveLength(1)
    expect(handle.session.control({ action: 'halt', reason: 'late' })).toEqual({ ok: false, refusal: { kind: 'runOver' } })
  })
})
