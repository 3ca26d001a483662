import type { TimeUs } from '../base/time.ts'

/** Rejects the wait of a run that was asked to stop. Everything processed so far is durable. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped'
}

/** The wall clock's hold on a run: speed, pause and stop. It changes when inputs are processed, never what they lead to. */
export type Pacer = Readonly<{
  /** What to wait for before the market input of that time; `undefined` is nothing. */
  before: (at: TimeUs) => Promise<void> | undefined
  pause: () => void
  resume: () => void
  isPaused: () => boolean
  /** Simulated seconds per second; `undefined` is as fast as possible. */
  setSpeed: (speed: number | undefined) => void
  speed: () => number | undefined
  stop: () => void
}>

/** Longest stretch of work before others, such as the API, get their turn. */
const turnMs = 20
/** Longest sleep, so that a pause, a stop or a new speed is felt at once. */
const sleepMs = 50

/**
 * Makes a pacer. `now` is the wall clock in milliseconds.
 *
 * @example
 * const pacer = createPacer(2_400, () => performance.now())
 */
export function createPacer(initialSpeed: number | undefined, now: () => number): Pacer {
  let speed = initialSpeed
  let paused = false
  let stopped = false
  let anchor: { wallMs: number; at: TimeUs } | undefined
  let turnBeganMs = now()

  const aheadMs = (at: TimeUs): number => {
    if (speed === undefined) return 0
    anchor ??= { wallMs: now(), at }
    return (at - anchor.at) / 1000 / speed - (now() - anchor.wallMs)
  }
  const wait = async (at: TimeUs): Promise<void> => {
    do {
      const ms = paused ? sleepMs : Math.min(sleepMs, Math.max(0, aheadMs(at)))
      await new Promise<void>((resolve) => (ms < 1 ? setImmediate(resolve) : setTimeout(resolve, ms)))
      if (stopped) throw new RunStopped('the run was stopped')
    } while (paused || aheadMs(at) > 1)
    turnBeganMs = now()
  }
  return {
    before: (at) => (stopped || paused || aheadMs(at) > 1 || now() - turnBeganMs > turnMs ? wait(at) : undefined),
    pause: () => {
      paused = true
    },
    resume: () => {
      paused = false
      anchor = undefined
    },
    isPaused: () => paused,
    setSpeed: (next) => {
      speed = next
      anchor = undefined
    },
    speed: () => speed,
    stop: () => {
      stopped = true
    },
  }
}
