import { exitCodes } from './exit.ts'

/** Listens to Ctrl-C and the like. */
export type Interruption = Readonly<{
  /** Whether a signal came. */
  came: () => boolean
  /** Resolves when a signal comes, at once when one came already. */
  wait: () => Promise<void>
  /** Listens no more: the next signal ends the process. */
  end: () => void
}>

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A terminal's Ctrl-C reaches us and the launcher, which passes it on: two signals so close together are one. */
const oneSignalMs = 1_000

/**
 * Calls `onFirst` at the first signal, so that work can end where it is whole. A second signal ends the process at once.
 *
 * @example
 * const interruption = listenForInterruption(() => handle.stop())
 */
export function listenForInterruption(onFirst: () => void): Interruption {
  let cameAt: number | undefined
  const waiting: (() => void)[] = []
  const hear = (): void => {
    if (cameAt !== undefined) {
      if (performance.now() - cameAt > oneSignalMs) process.exit(exitCodes.interrupted)
      return
    }
    cameAt = performance.now()
    onFirst()
    for (const settle of waiting) settle()
  }
  for (const signal of signals) process.on(signal, hear)
  return {
    came: () => cameAt !== undefined,
    wait: () => (cameAt === undefined ? new Promise((settle) => waiting.push(settle)) : Promise.resolve()),
    end: () => {
      for (const signal of signals) process.off(signal, hear)
    },
  }
}
