import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createCommandLine, launcher } from '../../test/command-line.ts'
import { captureLine, depthMessage, snapshotMessage } from '../../test/feed-files.ts'
import { editedPolicy } from '../../test/policy-text.ts'

const { folder, at, put, seawall } = createCommandLine()

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
    const { stderr } = spawnSync(process.execPath, [launcher, 'run'], {
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
    expect(seawall('policy', 'show').out.trim().split('\n')).toHaveLength(7)
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
