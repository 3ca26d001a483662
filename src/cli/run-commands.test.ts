import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createCommandLine, crashSlice } from '../../test/command-line.ts'
import { openSqliteJournalReader } from '../journal/sqlite.ts'

const { at, seawall } = createCommandLine()

describe('a run and what can be asked of it', () => {
  let summary: Record<string, unknown> = {}
  let runFolder = ''
  beforeAll(() => {
    const { code, out, err } = seawall(...crashSlice, '--json')
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
    const { code, out, err } = seawall(...crashSlice)
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
