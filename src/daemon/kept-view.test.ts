import { describe, expect, test } from 'vitest'
import { quickMargin, startMarginDrive } from '../../test/margin-drive.ts'
import type { RunInfo } from '../api/session.ts'
import { createControlDesk } from './control.ts'
import { keepView } from './kept-view.ts'
import { createPacer } from './pacer.ts'
import { createRecorder } from './recorder.ts'
import { createSession } from './session.ts'

/** A run that counts how often its view is made; making takes `takesMs`. */
function counted(takesMs = 0) {
  const run = { seq: 1, moving: true, nowMs: 0, made: 0, there: true }
  const view = keepView({
    make: () => {
      run.made += 1
      run.nowMs += takesMs
      return run.there ? { seq: run.seq } : undefined
    },
    seq: () => run.seq,
    isMoving: () => run.moving,
    nowMs: () => run.nowMs,
  })
  return { run, view }
}

describe('keepView', () => {
  test('default: many readers of a run that stands still share one view, however long', () => {
    const { run, view } = counted()
    const first = view()
    run.nowMs = 1e9
    for (let reader = 0; reader < 50; reader += 1) expect(view()).toBe(first)
    expect(run.made).toBe(1)
  })

  test.each([
    [999, 1],
    [1_000, 2],
    [1_001, 2],
  ])('table: of a run that moves, asked again after %i ms, it is made %i times', (afterMs, made) => {
    const { run, view } = counted()
    view()
    run.seq = 2
    run.nowMs = afterMs
    expect([view()?.seq, run.made]).toEqual([made, made])
  })

  test('behavior: ten readers a second for ten seconds make it ten times', () => {
    const { run, view } = counted()
    for (let asked = 0; asked < 100; asked += 1) {
      run.nowMs = asked * 100
      run.seq += 1
      view()
    }
    expect(run.made).toBe(10)
  })

  test('behavior: the second is counted from the end of its making', () => {
    const { run, view } = counted(5_000)
    view()
    run.seq = 2
    run.nowMs = 5_999
    view()
    expect(run.made).toBe(1)
    run.nowMs = 6_000
    view()
    expect(run.made).toBe(2)
  })

  test('behavior: a run that paused or ended is told as it stands, at once', () => {
    const { run, view } = counted()
    view()
    run.seq = 2
    run.moving = false
    expect(view()?.seq).toBe(2)
    view()
    expect(run.made).toBe(2)
  })

  test('behavior: what is not there yet is asked for again', () => {
    const { run, view } = counted()
    run.there = false
    expect(view()).toBeUndefined()
    run.there = true
    expect(view()).toEqual({ seq: 1 })
  })
})

test('behavior: a session answers for margin from what it keeps', () => {
  const drive = startMarginDrive({ ...quickMargin })
  let status: RunInfo['progress']['status'] = 'running'
  let nowMs = 0
  const session = createSession({
    state: drive.state,
    recorder: createRecorder(1_000_000),
    control: createControlDesk(
      createPacer(undefined, () => 0),
      () => false,
    ),
    info: () => ({ progress: { status } }) as RunInfo,
    listeners: new Set(),
    nowMs: () => nowMs,
  })
  const first = session.margin()
  expect(first?.accounts).toBe(0)
  drive.open('idle', { cash: 5_000 })
  expect(session.margin()).toBe(first)
  nowMs = 1_000
  expect(session.margin()?.accounts).toBe(1)
  drive.open('another', { cash: 5_000 })
  expect(session.margin()?.accounts).toBe(1)
  status = 'paused'
  expect(session.margin()?.accounts).toBe(2)
})
