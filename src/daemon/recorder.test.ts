import { describe, expect, test } from 'vitest'
import { drivePolicy, fill, startDrive, type Drive } from '../../test/engine-drive.ts'
import type { Input } from '../engine/input.ts'
import { createControlDesk } from './control.ts'
import { createPacer } from './pacer.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { createSession, ruleText, stateOf } from './session.ts'
import type { RunSession } from '../api/session.ts'

/** A driven run whose every input is recorded, up to quotes that work. */
function recorded(): { drive: Drive; recorder: Recorder; note: (input: Input) => void; session: RunSession; placedAt: number } {
  const drive = startDrive(drivePolicy())
  const recorder = createRecorder(1_000_000)
  const note = (input: Input): void => {
    const outcome = drive.send(input)
    recorder.note(drive.state, { seq: drive.state.seq, input }, outcome)
  }
  drive.book()
  drive.wait(60)
  const at = drive.now()
  const far = Array.from({ length: 300 }, (_, level) => [99_000 - level, 1]).flat()
  const [bids, asks] = [
    [99_940, 100, ...far],
    [100_060, 100],
  ]
  note({ kind: 'bookSnapshotReceived', at, venueAt: at, market: drive.market.instrument.id, updateId: 9, bids, asks })
  const control = createControlDesk(
    createPacer(undefined, () => 0),
    () => false,
  )
  const info = (): never => {
    throw new Error('not asked for')
  }
  const session = createSession({ state: drive.state, recorder, control, info, listeners: new Set(), nowMs: () => 0 })
  return { drive, recorder, note, session, placedAt: drive.state.seq }
}

describe('createRecorder', () => {
  test('behavior: decisions, transfers and effects are found by their ids, inputs by their number', () => {
    const { recorder, placedAt } = recorded()
    const placed = recorder.decisions.findIndex(({ body }) => body.kind === 'quotesPlaced')
    const decision = recorder.decisions[placed]
    expect(recorder.decisionIndex(decision?.id ?? '')).toBe(placed)
    expect(recorder.decisionIndex('99:9')).toBeUndefined()
    expect(decision?.transfers.map((id) => recorder.transfer(id)?.id)).toEqual(decision?.transfers)
    expect(recorder.effectsOf(placedAt).map(({ outcome }) => outcome)).toEqual(['no report yet', 'no report yet'])
    expect(recorder.effectsOf(1)).toEqual([])
    expect(recorder.inputOf(1)).toBeUndefined()
  })

  test('behavior: a long input is cut, and says how long it was', () => {
    const { recorder, placedAt } = recorded()
    const { text = '', kind } = recorder.inputOf(placedAt) ?? {}
    expect(kind).toBe('bookSnapshotReceived')
    expect(text).toMatch(/ \.\.\. \(\d+ characters\)$/)
    expect(text.length).toBeLessThan(2_040)
  })

  test('behavior: what came of an effect is told in words, in order', () => {
    const { drive, recorder, note, placedAt } = recorded()
    const [buy, sell] = [...drive.state.orders.values()]
    if (buy === undefined || sell === undefined) throw new Error('two quotes work')
    const at = drive.now()
    note({ kind: 'effectReported', at, effectId: buy.orderId, report: { kind: 'accepted' } })
    note({ kind: 'effectReported', at, effectId: buy.orderId, report: fill(99_750, 10, buy.lots - 10) })
    note({ kind: 'effectReported', at, effectId: buy.orderId, report: { kind: 'cancelled', lotsLeft: buy.lots - 10 } })
    note({ kind: 'effectReported', at, effectId: sell.orderId, report: { kind: 'rejected', reason: 'wouldCross' } })
    const left = buy.lots - 10
    expect(recorder.effectsOf(placedAt).map(({ outcome }) => outcome)).toEqual([
      `accepted, filled 10 lots at 99750 ticks as maker, cancelled with ${left} lots left`,
      'rejected: wouldCross',
    ])
  })
})

describe('createSession', () => {
  test('behavior: a decision with its input, its rule in words, its money and what came of it', () => {
    const { session, placedAt } = recorded()
    expect(session.decisions(1, 2)).toMatchObject({ total: 4, decisions: [{ id: `${placedAt}:1` }, { id: `${placedAt}:2` }] })
    const explained = session.decision(`${placedAt}:3`)
    expect(explained).toMatchObject({
      index: 3,
      input: { seq: placedAt },
      rule: { name: 'wide' },
      effects: [{ outcome: 'no report yet' }, {}],
    })
    expect(explained?.effects[0]?.text).toMatch(/^buy \d+ lots at 99750 ticks, postOnly$/)
    expect(explained?.transfers.map(({ state, amount }) => [state, amount.asset])).toEqual(
      Array.from({ length: 4 }, () => ['pending', 'USDT']),
    )
    expect(session.decision('1:0')).toBeUndefined()
    expect(session.view()?.markets).toHaveLength(1)
    expect(session.history('BTC/USDT:USDT')?.atUs).toHaveLength(1)
    expect(session.history('none')).toBeUndefined()
  })

  test('behavior: cancels are told as such', () => {
    const { drive, session, note } = recorded()
    note({ kind: 'operatorCommanded', at: drive.now(), by: 'test', command: 'halt', reason: 'drill' })
    const { seq } = drive.state
    expect(session.decision(`${seq}:1`)?.effects[0]?.text).toMatch(/^cancel \d+:0$/)
    expect(session.decision(`${seq}:0`)).not.toHaveProperty('rule')
  })
})

describe('ruleText', () => {
  test.each([
    [1, 2, 'at least 1 of 2 conditions for 10 s; released after 60 s; then cooling down for 300 s'],
    [2, 2, 'all 2 conditions for 10 s; released after 60 s; then cooling down for 300 s'],
  ])('%s of %s', (agreeing, conditions, text) => {
    const [rule] = drivePolicy().triggers
    if (rule === undefined) throw new Error('the driven policy has rules')
    const [condition] = rule.conditions
    const all = Array.from({ length: conditions }, () => condition as NonNullable<typeof condition>)
    const times = { holdFor: 10e6, releaseHoldFor: 60e6, coolDownFor: 300e6 } as Pick<
      typeof rule,
      'holdFor' | 'releaseHoldFor' | 'coolDownFor'
    >
    expect(ruleText({ ...rule, agreeing, conditions: all, ...times })).toBe(text)
  })
})

describe('stateOf', () => {
  test.each([
    ['pending', 'pending'],
    ['posted', 'posted'],
    ['postPending', 'posted'],
    ['voidPending', 'voided'],
  ] as const)('%s reads %s', (kind, state) => {
    expect(stateOf({ kind } as Parameters<typeof stateOf>[0])).toBe(state)
  })
})
