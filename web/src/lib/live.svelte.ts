import type { DecisionLine, Explanation, History, Progress, Run, View } from '../../../src/api/schema.ts'

/** Whether the server is heard. */
export type Connection = 'connecting' | 'open' | 'lost'

/** Everything on the page, as last heard from the server. */
export const live = $state({
  connection: 'connecting' as Connection,
  run: undefined as Run | undefined,
  progress: undefined as Progress | undefined,
  view: undefined as View | undefined,
  history: undefined as History | undefined,
  decisions: [] as DecisionLine[],
  decisionTotal: 0,
  showsRoutine: false,
})

/** How often charts and lists are refreshed while a run plays. */
const refreshMs = 700

/**
 * Listens to the server until the page is closed.
 *
 * @example
 * listen()
 */
export function listen(): void {
  const source = new EventSource('/api/stream')
  source.addEventListener('open', () => {
    live.connection = 'open'
    void loadRun()
  })
  source.addEventListener('error', () => {
    live.connection = 'lost'
  })
  source.addEventListener('tick', (event) => {
    const tick = JSON.parse((event as MessageEvent<string>).data) as { progress: Progress; view?: View }
    const finishedNow = tick.progress.status === 'finished' && live.progress?.status !== 'finished'
    live.connection = 'open'
    live.progress = tick.progress
    if (tick.view !== undefined) live.view = tick.view
    if (finishedNow) void loadRun()
    dirty = true
  })
  setInterval(() => void refresh(), refreshMs)
}

/**
 * Why a decision was taken.
 *
 * @example
 * const explanation = await explain('1042:0')
 */
export async function explain(id: string): Promise<Explanation> {
  return getJson<Explanation>(`/api/decisions/${encodeURIComponent(id)}`)
}

/**
 * Sends an operator's command. Answers why it was refused, or `undefined` when it was taken.
 *
 * @example
 * const refusal = await command({ action: 'pause' }, key)
 */
export async function command(body: unknown, key: string): Promise<string | undefined> {
  const response = await fetch('/api/control', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  })
  if (response.ok) return undefined
  const problem = (await response.json().catch(() => ({ message: response.statusText }))) as { message: string }
  return problem.message
}

let dirty = true
let refreshing = false

/** Asks for charts and lists anew at the next refresh. */
export function touch(): void {
  dirty = true
}

async function refresh(): Promise<void> {
  if (!dirty || refreshing || live.connection !== 'open') return
  dirty = false
  refreshing = true
  try {
    const market = live.view?.markets[0]?.market
    const [history, page] = await Promise.all([
      market === undefined ? undefined : getJson<History>(`/api/history?market=${encodeURIComponent(market)}`),
      getJson<{ total: number; decisions: DecisionLine[] }>(`/api/decisions?limit=200&kinds=${live.showsRoutine ? '' : shownKinds}`),
    ])
    if (history !== undefined) live.history = history
    live.decisions = page.decisions.toReversed()
    live.decisionTotal = page.total
  } catch {
    dirty = true
  } finally {
    refreshing = false
  }
}

const shownKinds = [
  'triggerMoved',
  'backstopActivated',
  'backstopReleased',
  'facilitySuspended',
  'facilityWithheld',
  'engineHalted',
  'engineResumed',
].join(',')

async function loadRun(): Promise<void> {
  live.run = await getJson<Run>('/api/run').catch(() => live.run)
}

async function getJson<Body>(path: string): Promise<Body> {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return (await response.json()) as Body
}
