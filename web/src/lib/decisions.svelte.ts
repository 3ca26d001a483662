import { fetchDecisions } from './api.ts'
import { groups } from './decision-groups.ts'
import type { DecisionLine, DecisionPage } from './types.ts'

const pageSize = 100
/** Rows kept; older ones are a click away. */
const mostRows = 600
const refreshEveryMs = 700

/** The newest decisions of a kind, kept fresh. */
export type DecisionFollower = Readonly<{
  shown: readonly DecisionLine[]
  group: string
  earlier: boolean
  /** Whether the newest have come; until then an empty list means nothing. */
  loaded: boolean
  busy: boolean
  choose: (group: string) => void
  loadEarlier: () => Promise<void>
}>

/** What is followed: how many decisions there are, of which run, and, where only one is of interest, of which account. */
export type DecisionTarget = Readonly<{ total: number | undefined; runId: string | undefined; account?: string | undefined }>

/**
 * Follows the newest decisions: reloads when their number changes, at most every 0.7 s. Call from a component.
 *
 * @param first - The group shown until another is chosen.
 *
 * @example
 * const list = followDecisions(() => ({ total: view?.counts.decisions, runId: run?.id }), 'All')
 */
export function followDecisions(target: () => DecisionTarget, first: string): DecisionFollower {
  const total = (): number | undefined => target().total
  let rows = $state.raw<Rows>(none)
  let group = $state(first)
  let busy = $state(false)

  /** Asks for a page of the group; nothing when the answer is of no use any more. */
  const ask = async (before?: number): Promise<DecisionPage | undefined> => {
    const asked = group
    busy = true
    const kinds = groups.find((each) => each.name === asked)?.kinds ?? []
    const { account } = target()
    const answer = await fetchDecisions({
      ...{ limit: pageSize, kinds },
      ...(account === undefined ? {} : { account }),
      ...(before === undefined ? {} : { before }),
    })
    busy = false
    return answer.ok && asked === group && account === target().account ? answer.value : undefined
  }
  const refresh = async (): Promise<void> => {
    if (busy || total() === undefined || total() === rows.total) return
    const page = await ask()
    if (page !== undefined) rows = joinNewest(rows, page)
  }
  const loadEarlier = async (): Promise<void> => {
    const before = rows.shown.at(-1)?.index
    if (busy || before === undefined) return
    const page = await ask(before)
    if (page !== undefined) rows = { ...rows, shown: [...rows.shown, ...page.decisions.toReversed()], earlier: page.earlier }
  }

  $effect(() => {
    void [target().runId, target().account]
    rows = none
  })
  $effect(() => {
    if (rows.total === undefined) void refresh()
  })
  $effect(() => {
    const timer = setInterval(() => void refresh(), refreshEveryMs)
    return () => clearInterval(timer)
  })
  return {
    get shown() {
      return rows.shown
    },
    get group() {
      return group
    },
    get earlier() {
      return rows.earlier
    },
    get loaded() {
      return rows.total !== undefined && (rows.total > 0 || total() === 0)
    },
    get busy() {
      return busy
    },
    choose: (name) => {
      group = name
      rows = none
    },
    loadEarlier,
  }
}

/** Newest first. `total` counted all decisions of the run when these were read; absent before the first answer. */
type Rows = Readonly<{ shown: readonly DecisionLine[]; earlier: boolean; total?: number }>

const none: Rows = { shown: [], earlier: false }

/**
 * Puts the newest page before what is shown. Pages overlap unless more came between two looks than fit on one; then the
 * page stands alone, and what is older is asked for again.
 */
function joinNewest(rows: Rows, page: DecisionPage): Rows {
  const fresh = page.decisions.toReversed()
  const oldest = fresh.at(-1)?.index ?? 0
  const overlaps = rows.shown.length > 0 && (rows.shown[0]?.index ?? -1) >= oldest
  if (!overlaps) return { shown: fresh, earlier: page.earlier, total: page.total }
  const all = [...fresh, ...rows.shown.filter((line) => line.index < oldest)]
  return { shown: all.slice(0, mostRows), earlier: rows.earlier || all.length > mostRows, total: page.total }
}
