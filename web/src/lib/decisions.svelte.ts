import { fetchDecisions } from './api.ts'
import type { ColourName } from './colour-name.ts'
import type { DecisionLine, DecisionPage } from './types.ts'

/** Kinds of decision a reader asks for together. Empty is all. */
export const groups: readonly Readonly<{ name: string; kinds: readonly string[] }>[] = [
  { name: 'All', kinds: [] },
  {
    name: 'Backstop',
    kinds: ['backstopActivated', 'backstopReleased', 'facilitySuspended', 'facilityWithheld', 'engineHalted', 'engineResumed'],
  },
  { name: 'Triggers', kinds: ['triggerMoved'] },
  { name: 'Orders', kinds: ['quotesPlaced', 'quotesWithdrawn', 'purchaseOrdered', 'disposalOrdered', 'orderEnded'] },
  { name: 'Fills', kinds: ['orderFilled'] },
  { name: 'Marks', kinds: ['inventoryMarked'] },
]

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

/**
 * Follows the newest decisions: reloads when their number changes, at most every 0.7 s. Call from a component.
 *
 * @example
 * const list = followDecisions(() => view?.counts.decisions, () => run?.id)
 */
export function followDecisions(total: () => number | undefined, runId: () => string | undefined): DecisionFollower {
  let shown = $state.raw<readonly DecisionLine[]>([])
  let group = $state('All')
  let earlier = $state(false)
  let busy = $state(false)
  let loaded = $state(false)
  let loadedTotal = -1
  const kindsOf = (name: string): readonly string[] => groups.find((each) => each.name === name)?.kinds ?? []

  const refresh = async (): Promise<void> => {
    const asked = group
    if (busy || total() === undefined || total() === loadedTotal) return
    busy = true
    const answer = await fetchDecisions({ limit: pageSize, kinds: kindsOf(asked) })
    busy = false
    if (!answer.ok || asked !== group) return
    loadedTotal = answer.value.total
    loaded = true
    const joined = joinNewest(shown, answer.value)
    shown = joined.shown
    earlier = joined.earlier ?? earlier
  }
  const loadEarlier = async (): Promise<void> => {
    const asked = group
    const before = shown.at(-1)?.index
    if (busy || before === undefined) return
    busy = true
    const answer = await fetchDecisions({ before, limit: pageSize, kinds: kindsOf(asked) })
    busy = false
    if (!answer.ok || asked !== group) return
    shown = [...shown, ...answer.value.decisions.toReversed()]
    earlier = answer.value.earlier
  }
  const restart = (): void => {
    shown = []
    earlier = false
    loaded = false
    loadedTotal = -1
  }

  $effect(() => {
    runId()
    restart()
  })
  $effect(() => {
    if (total() !== undefined && !loaded) void refresh()
  })
  $effect(() => {
    const timer = setInterval(() => void refresh(), refreshEveryMs)
    return () => clearInterval(timer)
  })
  return {
    get shown() {
      return shown
    },
    get group() {
      return group
    },
    get earlier() {
      return earlier
    },
    get loaded() {
      return loaded
    },
    get busy() {
      return busy
    },
    choose: (name) => {
      group = name
      restart()
      void refresh()
    },
    loadEarlier,
  }
}

/**
 * Puts the newest page before what is shown. Pages overlap unless more came between two looks than fit on one; then the
 * page stands alone, and what is older is asked for again. `earlier` is absent when it stays as it was.
 */
function joinNewest(shown: readonly DecisionLine[], page: DecisionPage): Readonly<{ shown: readonly DecisionLine[]; earlier?: boolean }> {
  const fresh = page.decisions.toReversed()
  const oldest = fresh.at(-1)?.index ?? 0
  const overlaps = shown.length > 0 && (shown[0]?.index ?? -1) >= oldest
  if (!overlaps) return { shown: fresh, earlier: page.earlier }
  return { shown: [...fresh, ...shown.filter((line) => line.index < oldest)].slice(0, mostRows) }
}

/** Signs of the list, drawn by `parts/Icon.svelte`. */
export type Sign = 'fired' | 'released' | 'moved' | 'up' | 'down' | 'alarm' | 'dot'

/**
 * The sign and colour of a decision in the list; the title says the same in words.
 *
 * @example
 * markOf(line).sign // 'fired'
 */
export function markOf(line: DecisionLine): Readonly<{ sign: Sign; colour: ColourName }> {
  switch (line.kind) {
    case 'backstopActivated':
      return { sign: 'fired', colour: 'active' }
    case 'backstopReleased':
      return { sign: 'released', colour: 'recovering' }
    case 'triggerMoved':
      return { sign: 'moved', colour: 'stressed' }
    case 'orderFilled':
      return line.side === 'buy' ? { sign: 'up', colour: 's1' } : { sign: 'down', colour: 's2' }
    case 'facilitySuspended':
    case 'facilityWithheld':
    case 'engineHalted':
      return { sign: 'alarm', colour: 'active' }
    default:
      return { sign: 'dot', colour: 'muted' }
  }
}
