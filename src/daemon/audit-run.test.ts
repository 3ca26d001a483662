import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openScenarioSource } from '../cli/scenario-source.ts'
import { InputFault } from '../base/fault.ts'
import { loadPolicy } from '../policy/load.ts'
import { explainDecision, replayRun, verifyRun } from './audit-run.ts'
import type { RunHandle, RunSummary } from './run-types.ts'
import { startRun } from './start-run.ts'

let root = ''
let handle: RunHandle
let summary: RunSummary
let copies = 0
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'seawall-audit-'))
  const feed = openScenarioSource({ name: '2020-03-12', seed: 1, from: '2020-03-12T10:20', to: '2020-03-12T11:00' })
  const { policy, text } = loadPolicy('exchange-perpetual')
  handle = await startRun({ name: 'crash', feed, policy, policyText: text, seed: 1, runsFolder: root, command: ['test'] })
  summary = await handle.done
})
afterAll(() => rmSync(root, { recursive: true }))

/** A copy of the run whose journal was changed behind its back. */
function tampered(...statements: readonly string[]): string {
  const folder = join(root, `copy-${(copies += 1)}`)
  cpSync(handle.folder, folder, { recursive: true })
  const database = new DatabaseSync(join(folder, 'journal.sqlite'))
  for (const statement of statements) database.exec(statement)
  database.close()
  return folder
}

describe('replayRun', () => {
  test('behavior: a replay comes to the same state', () => {
    const { inputs, decisions, stateHash } = summary
    expect(decisions).toBeGreaterThan(10)
    expect(replayRun(handle.folder)).toMatchObject({ run: summary.run, inputs, decisions, stateHash, identical: true })
  })

  test('error: a changed journal, and a folder without a run', () => {
    expect(() => replayRun(tampered('UPDATE inputs SET payload = replace(payload, \'"at"\', \'"ab"\') WHERE seq = 900'))).toThrow(
      InputFault,
    )
    expect(() => replayRun(root)).toThrow(InputFault)
  })
})

describe('verifyRun', () => {
  test('default: a run as it was written', () => {
    const { run, inputs, journalHash } = summary
    expect(verifyRun(handle.folder)).toEqual({ run, inputs, valid: true, ended: true, journalHash })
  })

  test.each([
    ['one byte of a payload', 900, ["UPDATE inputs SET payload = substr(payload, 1, 30) || '~' || substr(payload, 32) WHERE seq = 900"]],
    ['a row removed', 901, ['DELETE FROM inputs WHERE seq = 901']],
    [
      'two rows swapped',
      902,
      [
        'UPDATE inputs SET seq = -1 WHERE seq = 902',
        'UPDATE inputs SET seq = 902 WHERE seq = 903',
        'UPDATE inputs SET seq = 903 WHERE seq = -1',
      ],
    ],
    ['the tail cut', 1_000, ['DELETE FROM inputs WHERE seq >= 1000']],
    ['the tail and the checkpoints cut', 1_000, ['DELETE FROM inputs WHERE seq >= 1000', 'DELETE FROM checkpoints']],
  ] as const)('behavior: %s is found at %s', (_name, firstBadSeq, statements) => {
    const found = verifyRun(tampered(...statements))
    expect(found).toMatchObject({ valid: false, firstBadSeq })
    expect(found.problem).toMatch(/expected .* found /)
  })
})

describe('explainDecision', () => {
  test('behavior: an activation with its inputs, its evidence and its rule', () => {
    const activated = handle.session.decisions(0, 10_000).decisions.find(({ body }) => body.kind === 'backstopActivated')
    const { decision, inputs, rule, market } = explainDecision(handle.folder, activated?.id ?? '')
    expect(decision).toEqual(activated)
    expect(inputs.at(-1)?.seq).toBe(decision.seq)
    expect(inputs.length).toBeGreaterThan(1)
    expect(decision.evidence.filter(({ condition }) => condition === 'met').length).toBeGreaterThanOrEqual(rule?.agreeing ?? 99)
    expect(rule).toMatchObject({ name: 'depthLoss', conditions: decision.evidence.length, holdSeconds: 10, releaseHoldSeconds: 60 })
    expect(market?.quote).toBe('USD')
  })

  test('behavior: an order with its budgets and the transfers that back it', () => {
    const placed = handle.session.decisions(0, 10_000).decisions.find(({ body }) => body.kind === 'quotesPlaced')
    const { decision, transfers } = explainDecision(handle.folder, placed?.id ?? '')
    expect(transfers.map(({ id }) => id)).toEqual(decision.transfers)
    for (const { debit, stage, amount } of transfers) expect([debit, stage, Number(amount) > 0]).toEqual(['reserve:USD', 'pending', true])
    const { budgetBefore, budgetAfter } = decision
    const capital = transfers.filter(({ credit }) => credit.startsWith('deployed:')).reduce((sum, { amount }) => sum + Number(amount), 0)
    const committed = Number((budgetAfter?.committed.minor ?? 0n) - (budgetBefore?.committed.minor ?? 0n)) / 1e6
    expect(committed).toBeCloseTo(capital, 5)
  })

  test.each(['1:99', '999999:0', 'none', ''])('error: there is no decision %j', (id) => {
    expect(() => explainDecision(handle.folder, id)).toThrow(/no such decision/)
  })
})
