import { fetchRun } from './api.ts'
import { followHistory } from './history.svelte.ts'
import type { DecisionLine, History, Market, Progress, Run, Tick, View } from './types.ts'

/** Whether the stream is open: not yet, yes, or lost and being tried again. */
export type Connection = 'connecting' | 'open' | 'lost'

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
  const market = $derived(tick?.view?.markets.find((candidate) => candidate.market === chosen) ?? tick?.view?.markets[0])
  const charts = followHistory(() => ({ market: market?.market, at: tick?.view?.at }))

  const refreshRun = async (): Promise<void> => {
    const answer = await fetchRun()
    if (!answer.ok) return
    if (run !== undefined && run.id !== answer.value.id) charts.forget()
    run = answer.value
  }
  $effect(() =>
    openStream({
      opened: () => {
        connection = 'open'
        void refreshRun()
      },
      lost: () => {
        connection = 'lost'
      },
      came: (next) => {
        const before = tick?.progress.status
        tick = next
        // The report appears when the run ends: ask once more what there is.
        if (before !== undefined && before !== next.progress.status) void refreshRun()
      },
    }),
  )

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
      return charts.history
    },
    get marks() {
      return charts.marks
    },
    choose: (name) => {
      chosen = name
    },
  }
}

/** Opens the stream, which the browser opens again by itself when it is lost. Returns the way to close it. */
function openStream(on: Readonly<{ opened: () => void; lost: () => void; came: (tick: Tick) => void }>): () => void {
  const source = new EventSource('/api/stream')
  source.addEventListener('open', on.opened)
  source.addEventListener('error', on.lost)
  source.addEventListener('tick', (event) => on.came(JSON.parse((event as MessageEvent<string>).data) as Tick))
  return () => source.close()
}
