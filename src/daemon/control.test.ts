import { describe, expect, test } from 'vitest'
import { timeUs } from '../base/time.ts'
import { createControlDesk } from './control.ts'
import { createPacer } from './pacer.ts'

const at = timeUs(1_600_000_000_000_000)

describe('createControlDesk', () => {
  test('behavior: pause, resume and speed act on the wall clock and become no input', () => {
    const pacer = createPacer(undefined, () => 0)
    const desk = createControlDesk(pacer, () => false)
    desk.take({ action: 'pause' })
    expect(pacer.isPaused()).toBe(true)
    desk.take({ action: 'resume' })
    expect(pacer.isPaused()).toBe(false)
    desk.take({ action: 'speed', speed: 600 })
    expect(pacer.speed()).toBe(600)
    desk.take({ action: 'speed', speed: 'max' })
    expect(pacer.speed()).toBeUndefined()
    expect(desk.drain(at)).toEqual([])
  })

  test("behavior: halting and resuming the engine become inputs at the run's own time, in order and once", () => {
    const desk = createControlDesk(
      createPacer(undefined, () => 0),
      () => false,
    )
    expect(desk.take({ action: 'halt', reason: 'drill' })).toEqual({ ok: true, value: undefined })
    desk.take({ action: 'unhalt', reason: 'over' })
    expect(desk.drain(at)).toEqual([
      { kind: 'operatorCommanded', at, by: 'operator', command: 'halt', reason: 'drill' },
      { kind: 'operatorCommanded', at, by: 'operator', command: 'resume', reason: 'over' },
    ])
    expect(desk.drain(at)).toEqual([])
  })

  test('error: a run that is over takes no command', () => {
    const pacer = createPacer(undefined, () => 0)
    const desk = createControlDesk(pacer, () => true)
    expect(desk.take({ action: 'pause' })).toEqual({ ok: false, refusal: { kind: 'runOver' } })
    expect(desk.take({ action: 'halt', reason: 'late' }).ok).toBe(false)
    expect(pacer.isPaused()).toBe(false)
    expect(desk.drain(at)).toEqual([])
  })
})
