import { fetchDecisions, fetchHistory, fetchRun } from './api.ts'
import { mergeHistory } from './merge-history.ts'
import type { DecisionLine, History, Market, Progress, Run, Tick, View } from './types.ts'

/** Whether the stream is open: not yet, yes, or lost and being tried again. */
export type Connection = 'connecting' | 'open' | 'lost'

/** Kinds of decision that are marked on the price. */
const markedKinds = ['backstopActivated', 'backstopReleased', 'orderFilled', 'engineHalted', 'engineResumed']
const historyEveryMs = 1_000

/** The run as this page knows it. */
export type Live = Readonly<{
  connection: Connection
  run: Run | undefined
  progress: Progress | undefined
  view: View | undefined
  market: Market | undefined
  history: History | undefined
  marks: readonly DecisionLine[]
  choose: (market: string) => void
  refreshRun: () => Promise<void>
}>

/**
 * Follows the run: ticks by the stream, charts once a second while time moves. Call once, from the root component.
 *
 * @example
 * const live = followRun()
 */
export function followRun(): Live {
  let connection = $state<Connection>('connecting')
  let run = $state.raw<Run | undefined>()
  let tick = $state.raw<Tick | undefined>()
  let chosen = $state<string | undefined>()
  let history = $state.raw<History | undefined>()
  let marks = $state.raw<readonly DecisionLine[]>([])
  const market = $derived(tick?.view?.markets.find((candidate) => candidate.market === chosen) ?? tick?.view?.markets[0])
  let marksFrom = 0
  let shownAt: number | undefined

  const refreshRun = async (): Promise<void> => {
    const answer = await fetchRun()
    if (!answer.ok) return
    if (run !== undefined && run.id !== answer.value.id) forget()
    run = answer.value
  }
  const forget = (): void => {
    history = undefined
    marks = []
    marksFrom = 0
    shownAt = undefined
  }
  const refreshHistory = async (): Promise<void> => {
    const name = market?.market
    const at = tick?.view?.at
    if (name === undefined || at === undefined || at === shownAt) return
    const held = history?.market === name ? history : undefined
    const last = held?.atUs.at(-1)
    const answer = await fetchHistory(
      name,
      held === undefined || last === undefined ? undefined : { afterUs: last, bucketUs: held.bucketUs },
    )
    if (!answer.ok) return
    shownAt = at
    history = mergeHistory(held, answer.value)
    await refreshMarks()
  }
  const refreshMarks = async (): Promise<void> => {
    const answer = await fetchDecisions({ from: marksFrom, limit: 1_000, kinds: markedKinds })
    if (!answer.ok) return
    const { decisions, total } = answer.value
    if (decisions.length > 0) marks = [...marks, ...decisions]
    marksFrom = decisions.length === 1_000 ? (decisions.at(-1)?.index ?? total) + 1 : total
  }

  $effect(() => {
    const source = new EventSource('/api/stream')
    source.addEventListener('open', () => {
      connection = 'open'
      void refreshRun()
    })
    source.addEventListener('error', () => {
      connection = 'lost'
    })
    source.addEventListener('tick', (event) => {
      const before = tick?.progress.status
      tick = JSON.parse((event as MessageEvent<string>).data) as Tick
      // The report appears when the run ends: ask once more what there is.
      if (before !== undefined && before !== tick.progress.status) void refreshRun()
    })
    return () => source.close()
  })
  $effect(() => {
    let stopped = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const round = async (): Promise<void> => {
      await refreshHistory()
      if (!stopped) timer = setTimeout(() => void round(), history === undefined ? 250 : historyEveryMs)
    }
    timer = setTimeout(() => void round(), 0)
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  })

  return {
    get connection() {
      return connection
    },
    get run() {
      return run
    },
    get progress() {
      return tick?.progress ?? run?.progress
    },
    get view() {
      return tick?.view
    },
    get market() {
      return market
    },
    get history() {
      return history?.market === market?.market ? history : undefined
    },
    get marks() {
      return marks.filter((mark) => mark.market === undefined || mark.market === market?.market)
    },
    choose: (name) => {
      chosen = name
      shownAt = undefined
    },
    refreshRun,
  }
}
