import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { crashSlice, createCommandLine, launcher } from '../../test/command-line.ts'

const { folder, at, put, seawall, started, startedBy } = createCommandLine()

describe('environment', () => {
  test('error: the port is taken: nothing is left running', async () => {
    const server = createServer()
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    try {
      const { code, out, err } = await started('start', '--port', String(port), '--seconds', '600', '--runs', 'port-taken').ended
      expect({ code, out }).toEqual({ code: 3, out: '' })
      expect(err).toContain(`seawall: 127.0.0.1:${port}: port ${port}: expected a free port, found one that another program uses`)
    } finally {
      server.close()
    }
  })

  test.each(['/dev/null/runs', 'a-file/runs', 'a-file'])('error: the output folder %s cannot be made', (runs) => {
    put('a-file', 'x')
    const { code, out, err } = seawall('run', '--scenario', '2020-03-12', '--to', '2020-03-12T00:10', '--runs', runs)
    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toMatch(/^seawall: .*: expected a folder that can be written, found /)
    expect(readFileSync(at('a-file'), 'utf8')).toBe('x')
  })
})

describe('interruption', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('behavior: %s stops the run, says how to go on, and the same command does', async (signal) => {
    const runs = `stopped-${signal}`
    const begun = started('start', '--port', '0', '--seconds', '900', '--runs', runs, '--exit')
    await begun.said('Dashboard: http://127.0.0.1:')
    begun.process.kill(signal)
    const { code, out, err } = await begun.ended
    expect({ code, out }).toEqual({ code: 130, out: '' })
    expect(err).toMatch(/Stopped\. Everything so far is kept in .*; the same command goes on from there\./)
    expect(seawall('verify', 'latest', '--runs', runs).out).toMatch(/^Valid: .* The run has not come to its end\.$/m)
    const { code: again, out: json } = seawall('run', '--scenario', '2020-03-12', '--runs', runs, '--json')
    expect(again).toBe(0)
    expect(JSON.parse(json)).toMatchObject({ resumed: true })
  })
})

describe('serving', () => {
  test('behavior: the run is served while it lasts and until Ctrl-C afterwards', async () => {
    const begun = started(...crashSlice, '--runs', 'served', '--serve', '0')
    const [, url] = /Dashboard: (\S+)/.exec(await begun.said('Its dashboard stays at')) ?? []
    const response = await fetch(`${url ?? ''}/api/run`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ progress: { status: 'finished' } })
    begun.process.kill('SIGINT')
    expect((await begun.ended).code).toBe(0)
  })
})

describe('the launcher', () => {
  const older = olderNode()
  test.skipIf(older === undefined)('behavior: an older Node hands over, with arguments and exit code', () => {
    const { status, stdout } = spawnSync(older ?? '', [launcher, 'run', '--scenario', 'zebra', '--json'], { cwd: folder, encoding: 'utf8' })
    expect(status).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'input' } })
  })

  test.skipIf(older === undefined)(
    'behavior: who kills the launcher outright has killed the run, and the same command goes on',
    async () => {
      const begun = startedBy(older ?? '', 'start', '--port', '0', '--seconds', '900', '--runs', 'killed', '--exit')
      await begun.said('Dashboard: http://127.0.0.1:')
      begun.process.kill('SIGKILL')
      // Its output closes only when the process that did the work is gone too.
      await begun.ended
      const { out } = seawall('run', '--scenario', '2020-03-12', '--runs', 'killed', '--json')
      expect(JSON.parse(out)).toMatchObject({ resumed: true })
      expect(readdirSync(at('killed'))).toHaveLength(1)
    },
  )
})

/** A Node before 24 on the path, if this machine has one; packages of ours are not asked. */
function olderNode(): string | undefined {
  const paths = (process.env['PATH'] ?? '').split(':').filter((path) => !path.includes('node_modules'))
  return paths
    .map((path) => join(path, 'node'))
    .find(
      (path) =>
        existsSync(path) && Number(spawnSync(path, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }).stdout) < 24,
    )
}
