import { fetchDecisions, fetchHistory } from './api.ts'
import { mergeHistory } from './merge-history.ts'
import type { DecisionLine, History } from './types.ts'

/** Kinds of decision that are marked on the price. */
const markedKinds = ['backstopActivated', 'backstopReleased', 'orderFilled', 'engineHalted', 'engineResumed']
const pageSize = 1_000
const refreshEveryMs = 1_000
/** Until there is a first chart, the wait for one is short. */
const firstEveryMs = 250

/** Charts and marks of the market shown. */
export type HistoryFollower = Readonly<{
  history: History | undefined
  marks: readonly DecisionLine[]
  /** Forgets everything: another run is served now. */
  forget: () => void
}>

/** What is to be followed: which market, and how far the run is; both `undefined` before the first input. */
export type HistoryTarget = () => Readonly<{ market: string | undefined; at: number | undefined }>

/**
 * Follows a market's history once a second while its time moves; only what is new is asked for. Call from a component.
 *
 * @example
 * const charts = followHistory(() => ({ market: market?.market, at: view?.at }))
 */
export function followHistory(target: HistoryTarget): HistoryFollower {
  let history = $state.raw<History | undefined>()
  let marks = $state.raw<readonly DecisionLine[]>([])
  let marksFrom = 0
  let shownAt: number | undefined

  const refresh = async (): Promise<void> => {
    const { market, at } = target()
    const held = history?.market === market ? history : undefined
    if (market === undefined || at === undefined || (held !== undefined && at === shownAt)) return
    const last = held?.atUs.at(-1)
    const answer = await fetchHistory(
      market,
      held === undefined || last === undefined ? undefined : { afterUs: last, bucketUs: held.bucketUs },
    )
    if (!answer.ok) return
    shownAt = at
    history = mergeHistory(held, answer.value)
    await refreshMarks()
  }
  const refreshMarks = async (): Promise<void> => {
    const answer = await fetchDecisions({ from: marksFrom, limit: pageSize, kinds: markedKinds })
    if (!answer.ok) return
    const { decisions, total } = answer.value
    if (decisions.length > 0) marks = [...marks, ...decisions]
    marksFrom = decisions.length === pageSize ? (decisions.at(-1)?.index ?? total) + 1 : total
    if (decisions.length === pageSize) await refreshMarks()
  }

  $effect(() => {
    let stopped = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const round = async (): Promise<void> => {
      await refresh()
      if (!stopped) timer = setTimeout(() => void round(), history === undefined ? firstEveryMs : refreshEveryMs)
    }
    timer = setTimeout(() => void round(), 0)
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  })

  return {
    get history() {
      return history?.market === target().market ? history : undefined
    },
    get marks() {
      const { market } = target()
      return marks.filter((mark) => mark.market === undefined || mark.market === market)
    },
    forget: () => {
      history = undefined
      marks = []
      marksFrom = 0
      shownAt = undefined
    },
  }
}
