import type { Answer } from './api.ts'
import { waitAfter } from './wait-after.ts'

/** What was answered last. A later failure keeps what is shown and says what went wrong. */
export type Polled<Value> = Readonly<{ value: Value | undefined; problem: string | undefined }>

/** What is asked for again and again: anew when `key` changes, and forgotten when `about` does. Nothing is asked without `ask`. */
export type Question<Value> = Readonly<{ about: string; key: unknown; ask: (() => Promise<Answer<Value>>) | undefined }>

/** `isAnswered` is false where asking the same again may help: the server was away. */
type Held<Value> = Readonly<{ about: string; key: unknown; isAnswered: boolean; value?: Value; problem?: string }>

/** HTTP's word for what is not there; it is an answer. */
const notThere = 404

/**
 * Asks one question after the other while the component is there, the next only after the answer to the last. Call from a component.
 *
 * @example
 * const margin = poll(() => ({ about: run.id, key: view.seq, ask: fetchMargin }))
 */
export function poll<Value>(question: () => Question<Value>): Polled<Value> {
  let held = $state.raw<Held<Value>>({ about: '', key: undefined, isAnswered: false })
  const subject = $derived(question().ask === undefined ? '' : question().about)
  $effect(() => {
    // Another subject is asked for at once; another key only when its turn comes.
    void subject
    let stopped = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const round = async (): Promise<void> => {
      const { about, key, ask } = question()
      const started = performance.now()
      if (ask !== undefined && (held.about !== about || held.key !== key || !held.isAnswered)) {
        const answer = await ask()
        if (stopped) return
        const before = held.about === about && held.value !== undefined ? { value: held.value } : {}
        held = answer.ok
          ? { about, key, isAnswered: true, value: answer.value }
          : { about, key, isAnswered: answer.status === notThere, ...before, problem: answer.message }
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
