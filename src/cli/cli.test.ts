import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { captureLine, depthMessage, snapshotMessage } from '../../test/feed-files.ts'
import { editedPolicy } from '../../test/policy-text.ts'
import { openSqliteJournalReader } from '../journal/sqlite.ts'

// The command line as people start it: a process of its own, in a folder of its own.
const script = resolve(import.meta.dirname, '../../bin/seawall.mjs')
const folder = mkdtempSync(join(tmpdir(), 'seawall-cli-'))
const at = (name: string): string => join(folder, name)
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content)
  return at(name)
}
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Answer = Readonly<{ code: number | null; out: string; err: string }>

function seawall(...args: readonly string[]): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8' })
  return { code: status, out: stdout, err: stderr }
}

// Six hours of a crash: long enough for an activation and its release, short enough for a test.
const slice = ['run', '--scenario', '2020-03-12', '--from', '2020-03-12T09:00', '--to', '2020-03-12T15:00', '--runs', 'runs']

describe('usage', () => {
  // Columns: arguments, code, what stderr says.
  const table: readonly (readonly [readonly string[], number, string])[] = [
    [['rnu'], 2, "seawall: unknown command 'rnu'\n(Did you mean run?)"],
    [['run', '--scenaro', 'x'], 2, "seawall: unknown option '--scenaro'\n(Did you mean --scenario?)"],
    [['run', '--seed'], 2, "seawall: option '--seed <number>' argument missing"],
    [['verify'], 2, "seawall: missing required argument 'run'"],
    [['explain'], 2, "seawall: missing required argument 'run'"],
    [['run'], 2, '--data, --scenario: options: expected exactly one of the two, found neither'],
    [['run', '--scenario', '2020-03-12', '--data', 'x'], 2, 'expected exactly one of the two, found both'],
    [['run', '--scenario', '2020-03-12', '--seed', '-1'], 2, '--seed: value: expected a whole number from 0 to'],
    [['run', '--scenario', '2020-03-12', '--speed', 'slow'], 2, '--speed: value: expected a number above 0, or max, found "slow"'],
    [['run', '--scenario', '2020-03-12', '--serve', '99999'], 2, '--serve: value: expected a whole number from 0 to 65535, found "99999"'],
    [['run', '--scenario', '2020-03-12', '--exit'], 2, '--exit: value: expected this option with --serve only'],
    [
      ['run', '--scenario', '2020-03-21'],
      2,
      'expected the name of a scenario (2020-03-12, 2021-05-19, 2025-10-10), found "2020-03-21"; did you mean 2020-03-12?',
    ],
    [['run', '--scenario', '2020-03-12', '--from', '2020-03-32'], 2, '--from: value: expected a date or date-time in UTC'],
    [['run', '--scenario', '2020-03-12', '--policy', 'mine.yaml'], 2, 'mine.yaml: the policy: expected a file, or the name of a profile'],
    [['start', '--seconds', '0'], 2, '--seconds: value: expected a number above 0, found "0"'],
    [['start', '--port', 'http'], 2, '--port: value: expected a whole number from 0 to 65535, found "http"'],
    [
      ['replay', 'latest', '--runs', 'nowhere'],
      2,
      'nowhere: run "latest": expected the id of a run, the path of its folder, or latest, found no run in that folder',
    ],
    [['policy', 'show', 'nope'], 2, 'nope: the policy: expected a file, or the name of a profile'],
  ]
  test.each(table)('error: seawall %j', (args, code, message) => {
    const answer = seawall(...args)
    expect(answer.err).toContain(message)
    expect(answer).toMatchObject({ code, out: '' })
    expect(answer.err).not.toContain('    at ')
  })

  test('behavior: with --json a fault is one object on stdout, beside its message', () => {
    const { code, out, err } = seawall('run', '--scenario', 'zebra', '--json')
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({
      error: { kind: 'input', code: 2, faults: [{ file: '--scenario', place: 'value', found: '"zebra"' }] },
    })
    expect(err).toContain('found "zebra"')
    expect(JSON.parse(seawall('rnu', '--json').out)).toMatchObject({
      error: { kind: 'usage', code: 2, message: "unknown command 'rnu'\n(Did you mean run?)" },
    })
  })

  test('behavior: help and version succeed', () => {
    expect(seawall('--help')).toMatchObject({ code: 0, err: '' })
    expect(seawall('run', '--help').out).toContain('Examples:\n  seawall run --scenario 2020-03-12')
    expect(seawall('--version').out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('behavior: a stack is shown on request only', () => {
    const { stderr } = spawnSync(process.execPath, [script, 'run'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, SEAWALL_DEBUG: '1' },
    })
    expect(stderr).toContain('    at ')
  })
})

describe('bad data', () => {
  const good = [
    captureLine(0, snapshotMessage(10)),
    captureLine(100_000, depthMessage(9, 11, 8)),
    captureLine(200_000, depthMessage(12, 13, 11)),
  ]
  const text = `${good.join('\n')}\n`
  const zipped = gzipSync(text)
  const header = 'timestamp,open,high,low,close,volume\n'
  // Columns: name, content (undefined makes none), what the message says after the path.
  const table: readonly (readonly [string, string | Uint8Array | undefined, string])[] = [
    ['absent.jsonl.gz', undefined, 'expected an existing file, found no file of that name'],
    ['empty.jsonl', '', 'expected'],
    ['empty.csv', '', 'expected'],
    ['cut.jsonl.gz', zipped.subarray(0, zipped.length - 12), 'expected'],
    ['malformed.jsonl', `${good.slice(0, 2).join('\n')}\n1723161600200000000 {"stream": \n`, 'line 3: expected a JSON message'],
    ['notes.txt', 'hello', 'expected a file of a known kind'],
    ['columns.csv', 'a,b\n1,2\n', 'expected'],
    ['negative.csv', `${header}1583971200000,1,2,-1,1,5\n1583971260000,1,2,1,1,5\n`, 'expected'],
    ['zero.csv', `${header}1583971200000,0,2,0,1,5\n1583971260000,1,2,1,1,5\n`, 'expected'],
  ]
  test.each(table)('error: %s', (name, content, message) => {
    const path = content === undefined ? at(name) : put(name, content)
    const { code, out, err } = seawall('run', '--data', path, '--symbol', 'BTC/USDT:USDT', '--runs', 'bad-data')
    expect(err).toContain(`seawall: ${path}: `)
    expect(err).toContain(message)
    expect(err).toContain('expected ')
    expect(err).toContain(', found ')
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  test('error: a policy with several mistakes, a line each, told before anything is written', () => {
    const path = put('wrong.yaml', editedPolicy(['feeAllowanceBps', 'feeAllowence'], ['    holdSeconds: 10', '    holdMs: 10']))
    const { code, err } = seawall('run', '--scenario', '2020-03-12', '--policy', path, '--runs', 'never')
    expect(code).toBe(2)
    expect(err.trim().split('\n')).toEqual([
      `seawall: ${path}: feeAllowence (line 3, column 1): expected a known key, found the unknown key feeAllowence; did you mean feeAllowanceBps?`,
      `seawall: ${path}: triggers[0].holdMs (line 25, column 5): expected the key holdSeconds (in seconds), found the unknown key holdMs`,
    ])
    expect(existsSync(at('never'))).toBe(false)
  })

  test('error: missing sequence numbers are told, the run is completed, and the code is 2 unless tolerated', () => {
    const path = put('gap_usdm_btcusdt.jsonl', `${text}${captureLine(300_000, depthMessage(20, 21, 19))}\n`)
    const args = ['run', '--data', path, '--tick', '0.1', '--lot', '0.001', '--runs', 'gaps', '--json']
    const strict = seawall(...args)
    expect(strict.code).toBe(2)
    expect(strict.err).toContain(`seawall: ${path}: line 4: expected `)
    const { faults } = JSON.parse(strict.out) as { faults: readonly unknown[] }
    expect(faults).toHaveLength(1)
    expect(seawall(...args, '--tolerate-faults').code).toBe(0)
  })
})

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

describe('a run and what can be asked of it', () => {
  let summary: Record<string, unknown> = {}
  let runFolder = ''
  beforeAll(() => {
    const { code, out, err } = seawall(...slice, '--json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    summary = JSON.parse(out) as Record<string, unknown>
    runFolder = at(`runs/${String(summary['run'])}`)
  })

  test('default: run --json prints everything that is promised', () => {
    const names = [
      'run',
      'inputs',
      'from',
      'to',
      'decisions',
      'transfers',
      'effects',
      'activations',
      'reserves',
      'stateHash',
      'journalHash',
      'policyHash',
      'inputsPerSecond',
    ]
    for (const name of names) expect(summary).toHaveProperty(name)
    expect(summary['activations']).toContainEqual({
      market: 'BTC/USD:USD',
      trigger: 'depthLoss',
      firedAt: expect.stringMatching(/^2020-03-12T10:/) as string,
      releasedAt: expect.stringMatching(/^2020-03-12T1[1-4]:/) as string,
    })
    expect(existsSync(join(runFolder, 'report.html'))).toBe(true)
  })

  test('behavior: run again is the same run in a folder of its own, told as a table', () => {
    const { code, out, err } = seawall(...slice)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`Run ${String(summary['run'])}.2\n`)
    expect(out).toContain(String(summary['stateHash']))
    expect(out).toMatch(/BTC\/USD:USD {2}depthLoss {2}2020-03-12 10:/)
  })

  test('default: verify finds the journal as it was written', () => {
    const { code, out } = seawall('verify', runFolder, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ valid: true, inputs: summary['inputs'], journalHash: summary['journalHash'] })
    expect(seawall('verify', String(summary['run'])).out).toMatch(/^Valid: /)
  })

  test('default: replay is identical', () => {
    const { code, out } = seawall('replay', runFolder, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ identical: true, stateHash: summary['stateHash'], decisions: summary['decisions'] })
    expect(seawall('replay', runFolder).out).toMatch(/^Identical: /)
  })

  test('default: report is written anew', () => {
    rmSync(join(runFolder, 'report.html'))
    const { code, out } = seawall('report', runFolder)
    expect({ code, path: out.trim() }).toEqual({ code: 0, path: join(runFolder, 'report.html') })
    expect(existsSync(out.trim())).toBe(true)
  })

  test('default: explain answers why the backstop was activated', () => {
    const seq = seqOfActivation(runFolder, summary)
    const decision = [0, 1, 2, 3]
      .map((i) => `${seq}:${i}`)
      .find((id) => seawall('explain', runFolder, id, '--json').out.includes('"backstopActivated"'))
    const { code, out } = seawall('explain', runFolder, decision ?? '', '--json')
    expect(code).toBe(0)
    const answer = JSON.parse(out) as { signals: readonly { condition: string }[] }
    expect(answer).toMatchObject({
      decision,
      kind: 'backstopActivated',
      trigger: 'depthLoss',
      rule: { name: 'depthLoss', agreeing: 2, holdSeconds: 10 },
    })
    expect(answer.signals.filter(({ condition }) => condition === 'met').length).toBeGreaterThanOrEqual(2)
    expect(seawall('explain', runFolder, decision ?? '').out).toContain('Rule depthLoss fires when 2 of its 5 conditions are met for 10 s')
  })

  test('default: explain without a decision lists what there is to explain', () => {
    const { code, out } = seawall('explain', runFolder)
    expect(code).toBe(0)
    expect(out).toMatch(/^\d+:\d+ .*Backstop activated/m)
    expect(out).not.toContain('Inventory marked')
    const { decisions } = JSON.parse(seawall('explain', runFolder, '--json').out) as { decisions: readonly { kind: string }[] }
    expect(decisions.some(({ kind }) => kind === 'backstopActivated')).toBe(true)
    expect(decisions.some(({ kind }) => kind === 'orderEnded' || kind === 'orderFilled')).toBe(true)
  })

  test('error: explain knows no such decision', () => {
    expect(seawall('explain', runFolder, '1:99')).toMatchObject({ code: 2, out: '' })
    expect(seawall('explain', runFolder, 'abc').err).toContain('expected the id of a decision, such as 1234:0, found "abc"')
  })

  test('behavior: the journal of a run is data for another', () => {
    const { code, out } = seawall('run', '--data', runFolder, '--runs', 'again', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ activations: summary['activations'] })
    expect(readdirSync(at('again'))).toHaveLength(1)
  })

  test('error: verify names the first changed sequence number, replay does not go on from it', () => {
    const copy = at('tampered/one')
    mkdirSync(copy, { recursive: true })
    for (const name of readdirSync(runFolder)) if (name !== 'lock') writeFileSync(join(copy, name), readFileSync(join(runFolder, name)))
    const script = `const { DatabaseSync } = require('node:sqlite'); const d = new DatabaseSync(${JSON.stringify(join(copy, 'journal.sqlite'))});
      d.exec("UPDATE inputs SET payload = replace(payload, '1', '2') WHERE seq = 500"); d.close()`
    expect(spawnSync(process.execPath, ['-e', script]).status).toBe(0)
    const { code, out } = seawall('verify', copy, '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ valid: false, firstBadSeq: 500 })
    expect(seawall('verify', copy).out).toContain('sequence number 500 is the first that is wrong')
    expect(seawall('replay', copy).code).toBe(2)
  })
})

describe('policy and scenarios', () => {
  test('default: lint succeeds for the profiles and fails for a wrong file', () => {
    expect(seawall('policy', 'lint', 'exchange-perpetual', 'onchain-protocol', 'options-clearing').code).toBe(0)
    const path = put('lint.yaml', editedPolicy(['releaseBelow: 3', 'releaseBelow: 9']))
    const { code, out } = seawall('policy', 'lint', path)
    expect(code).toBe(1)
    expect(out).toContain(
      `fault    ${path}: triggers[0].conditions[1].releaseBelow (line 23, column 58): expected a number below fireAbove, 8, found 9`,
    )
    const json = JSON.parse(seawall('policy', 'lint', path, 'exchange-perpetual', '--json').out) as { policies: readonly unknown[] }
    expect(json).toMatchObject({ valid: false, policies: [{ file: path, valid: false, hash: null }, { valid: true }] })
  })

  test('default: show and schema', () => {
    expect(seawall('policy', 'show').out.trim().split('\n')).toHaveLength(3)
    expect(seawall('policy', 'show', 'options-clearing').out).toContain('name: options-clearing')
    expect(JSON.parse(seawall('policy', 'show', 'options-clearing', '--json').out)).toMatchObject({ policy: { name: 'options-clearing' } })
    expect(JSON.parse(seawall('policy', 'schema').out)).toMatchObject({ title: 'Seawall policy' })
  })

  test('default: scenarios with their sources', () => {
    expect(seawall('scenarios').out).toContain('2025-10-10  October 2025')
    const { scenarios } = JSON.parse(seawall('scenarios', '--json').out) as {
      scenarios: readonly { label: string; sources: readonly unknown[] }[]
    }
    expect(scenarios.map(({ label }) => label)).toEqual(['reconstruction', 'reconstruction', 'reconstruction'])
    for (const { sources } of scenarios) expect(sources.length).toBeGreaterThan(0)
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
    const { code: again, out: json } = seawall('run', '--scenario', '2020-03-12', '--runs', runs, '--json')
    expect(again).toBe(0)
    expect(JSON.parse(json)).toMatchObject({ resumed: true })
  })
})

describe('serving', () => {
  test('behavior: the run is served while it lasts and until Ctrl-C afterwards', async () => {
    const begun = started(...slice, '--runs', 'served', '--serve', '0')
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
    const { status, stdout } = spawnSync(older ?? '', [script, 'run', '--scenario', 'zebra', '--json'], { cwd: folder, encoding: 'utf8' })
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

type Started = Readonly<{ process: ReturnType<typeof spawn>; said: (text: string) => Promise<string>; ended: Promise<Answer> }>

/** Starts a command without waiting for its end. `said` resolves once stderr holds a text, or the command ends without. */
function started(...args: readonly string[]): Started {
  return startedBy(process.execPath, ...args)
}

function startedBy(node: string, ...args: readonly string[]): Started {
  const child = spawn(node, [script, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<Answer>((settle) => child.on('close', (code) => settle({ code, out, err })))
  const said = (text: string): Promise<string> =>
    new Promise((settle) => {
      const look = (): void => {
        if (err.includes(text)) settle(err)
      }
      child.stderr.on('data', look)
      void ended.then(() => settle(err))
      look()
    })
  return { process: child, said, ended }
}

function seqOfActivation(runFolder: string, summary: Readonly<Record<string, unknown>>): number {
  const [first] = summary['activations'] as readonly { firedAt: string }[]
  const firedAt = Date.parse(first?.firedAt ?? '') * 1000
  const journal = openSqliteJournalReader(join(runFolder, 'journal.sqlite'))
  try {
    for (const { seq, input } of journal.read(1)) if (Math.floor(input.at / 1000) * 1000 === firedAt) return seq
  } finally {
    journal.close()
  }
  return 0
}

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
