import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { timeUs } from '../base/time.ts'
import { createPacer, RunStopped, type Pacer } from './pacer.ts'

let nowMs = 0
beforeEach(() => {
  nowMs = 1_000
  vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate'] })
})
afterEach(() => vi.useRealTimers())

async function elapse(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10) {
    nowMs += Math.min(10, left)
    await vi.advanceTimersByTimeAsync(Math.min(10, left))
  }
}

const at = (seconds: number): ReturnType<typeof timeUs> => timeUs(1_600_000_000_000_000 + seconds * 1e6)

/** Follows a wait: `over` once it resolved, `stopped` once it rejected. */
function follow(pacer: Pacer, seconds: number): { state: 'none' | 'waiting' | 'over' | 'stopped' } {
  const followed: ReturnType<typeof follow> = { state: 'waiting' }
  const wait = pacer.before(at(seconds))
  if (wait === undefined) followed.state = 'none'
  void wait?.then(
    () => (followed.state = 'over'),
    (error: unknown) => (followed.state = error instanceof RunStopped ? 'stopped' : 'waiting'),
  )
  return followed
}

describe('createPacer', () => {
  test.each([
    [19, 'none'],
    [20, 'none'],
    [21, 'waiting'],
  ])('threshold: as fast as possible, after %s ms of work: %s', async (workMs, state) => {
    const pacer = createPacer(undefined, () => nowMs)
    nowMs += workMs
    const wait = follow(pacer, 3_600)
    expect(wait.state).toBe(state)
    if (state === 'none') return
    await vi.advanceTimersByTimeAsync(0)
    expect(wait.state).toBe('over')
    expect(follow(pacer, 7_200).state).toBe('none')
  })

  test.each([
    [1, 10_000],
    [2, 5_000],
    [100, 100],
  ])('behavior: at a speed of %s, ten seconds of the market take %s ms', async (speed, ms) => {
    const pacer = createPacer(speed, () => nowMs)
    expect(follow(pacer, 0).state).toBe('none')
    const wait = follow(pacer, 10)
    await elapse(ms - 10)
    expect(wait.state).toBe('waiting')
    await elapse(20)
    expect(wait.state).toBe('over')
    expect(pacer.speed()).toBe(speed)
  })

  test('behavior: a market that is behind the wall clock is not held up', () => {
    const pacer = createPacer(1, () => nowMs)
    void pacer.before(at(0))
    nowMs += 15
    expect(follow(pacer, 0.015).state).toBe('none')
    expect(follow(pacer, 0.016).state).toBe('none')
    expect(follow(pacer, 0.017).state).toBe('waiting')
  })

  test('behavior: a new speed is felt within 50 ms and counts from there', async () => {
    const pacer = createPacer(1, () => nowMs)
    void pacer.before(at(0))
    const wait = follow(pacer, 3_600)
    await elapse(100)
    pacer.setSpeed(undefined)
    await elapse(60)
    expect(wait.state).toBe('over')
    pacer.setSpeed(10)
    expect(follow(pacer, 3_600).state).toBe('none')
    expect(follow(pacer, 3_601).state).toBe('waiting')
  })

  test('behavior: a paused run waits however long, and goes on at its speed from where it was', async () => {
    const pacer = createPacer(1, () => nowMs)
    void pacer.before(at(0))
    pacer.pause()
    expect(pacer.isPaused()).toBe(true)
    const wait = follow(pacer, 0)
    await elapse(5_000)
    expect(wait.state).toBe('waiting')
    pacer.resume()
    await elapse(60)
    expect([wait.state, pacer.isPaused()]).toEqual(['over', false])
    // The pause is not caught up with.
    const next = follow(pacer, 1)
    await elapse(900)
    expect(next.state).toBe('waiting')
    await elapse(120)
    expect(next.state).toBe('over')
  })

  test('behavior: a stop rejects the wait, paused or not, and every one after it', async () => {
    for (const isPaused of [true, false]) {
      const pacer = createPacer(1, () => nowMs)
      void pacer.before(at(0))
      if (isPaused) pacer.pause()
      const wait = follow(pacer, 3_600)
      pacer.stop()
      await elapse(60)
      expect(wait.state).toBe('stopped')
      const next = follow(pacer, 0)
      await elapse(60)
      expect(next.state).toBe('stopped')
    }
  })
})
