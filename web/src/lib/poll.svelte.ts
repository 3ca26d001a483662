import type { Answer } from './api.ts'

/** What was answered last. A later failure keeps what is shown and says what went wrong. */
export type Polled<Value> = Readonly<{ value: Value | undefined; problem: string | undefined }>

/** What is asked for again and again: it is asked anew when `key` changes, and forgotten when `about` does. */
export type Question<Value> = Readonly<{ about: string; key: unknown; ask: () => Promise<Answer<Value>> }>

const leastWaitMs = 900
const mostWaitMs = 10_000

/**
 * How long to wait before asking again: the server works a fifth of the time for this page at most.
 *
 * @example
 * waitAfter(300) // 1_200
 */
export function waitAfter(tookMs: number): number {
  return Math.min(mostWaitMs, Math.max(leastWaitMs, 4 * tookMs))
}

/**
 * Asks one question after the other while the component is there, the next only after the answer to the last. Call from a component.
 *
 * @example
 * const margin = poll(() => ({ about: run.id, key: view.seq, ask: fetchMargin }))
 */
export function poll<Value>(question: () => Question<Value>): Polled<Value> {
  let held = $state.raw<Readonly<{ about: string; key: unknown; value?: Value; problem?: string }>>({ about: '', key: undefined })
  const subject = $derived(question().about)
  $effect(() => {
    // Another subject is asked for at once; another key only when its turn comes.
    void subject
    let stopped = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const round = async (): Promise<void> => {
      const { about, key, ask } = question()
      const started = performance.now()
      if (held.about !== about || held.key !== key || held.problem !== undefined) {
        const answer = await ask()
        if (stopped) return
        const before = held.about === about && held.value !== undefined ? { value: held.value } : {}
        held = answer.ok ? { about, key, value: answer.value } : { about, key, ...before, problem: answer.message }
      }
      timer = setTimeout(() => void round(), waitAfter(performance.now() - started))
    }
    timer = setTimeout(() => void round(), 0)
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  })
  return {
    get value() {
      return held.about === subject ? held.value : undefined
    },
    get problem() {
      return held.about === subject ? held.problem : undefined
    },
  }
}
