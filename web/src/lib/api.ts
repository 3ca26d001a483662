import type {
  Control,
  DecisionPage,
  Explanation,
  History,
  LossEvents,
  MarginAccountPage,
  MarginOverview,
  Problem,
  Queue,
  Run,
} from './types.ts'

/** What a request came to; a refusal carries the server's words. */
export type Answer<Value> = Readonly<{ ok: true; value: Value } | { ok: false; status: number; message: string }>

/**
 * What governs the run.
 *
 * @example
 * const answer = await fetchRun()
 */
export function fetchRun(): Promise<Answer<Run>> {
  return get('/api/run')
}

/**
 * A market's history; with `after`, only what came since, when the spacing is still the same.
 *
 * @example
 * await fetchHistory('BTC/USDT:USDT', { afterUs: 1, bucketUs: 60_000_000 })
 */
export function fetchHistory(market: string, after?: Readonly<{ afterUs: number; bucketUs: number }>): Promise<Answer<History>> {
  const query = new URLSearchParams({ market })
  if (after !== undefined) {
    query.set('afterUs', String(after.afterUs))
    query.set('bucketUs', String(after.bucketUs))
  }
  return get(`/api/history?${query}`)
}

/**
 * A page of decisions: onwards from a place, or the newest (before a place).
 *
 * @example
 * await fetchDecisions({ limit: 100, kinds: ['backstopActivated'] })
 */
export function fetchDecisions(
  page: Readonly<{ from?: number; before?: number; limit: number; kinds?: readonly string[]; account?: string; event?: string }>,
): Promise<Answer<DecisionPage>> {
  const query = new URLSearchParams({ limit: String(page.limit) })
  if (page.from !== undefined) query.set('from', String(page.from))
  if (page.before !== undefined) query.set('before', String(page.before))
  if (page.kinds !== undefined && page.kinds.length > 0) query.set('kinds', page.kinds.join(','))
  if (page.account !== undefined) query.set('account', page.account)
  if (page.event !== undefined) query.set('event', page.event)
  return get(`/api/decisions?${query}`)
}

/**
 * Why a decision was taken.
 *
 * @example
 * await fetchExplanation('1042:0')
 */
export function fetchExplanation(id: string): Promise<Answer<Explanation>> {
  return get(`/api/decisions/${encodeURIComponent(id)}`)
}

/**
 * Margin of all members' accounts; refused with 404 where the policy has no margin.
 *
 * @example
 * await fetchMargin()
 */
export function fetchMargin(): Promise<Answer<MarginOverview>> {
  return get('/api/margin')
}

/**
 * One account in full; refused with 404 for a name that is not there.
 *
 * @example
 * await fetchAccount('fund-7')
 */
export function fetchAccount(account: string): Promise<Answer<MarginAccountPage>> {
  return get(`/api/margin/accounts/${encodeURIComponent(account)}`)
}

/**
 * The newest deficits and who paid them.
 *
 * @example
 * await fetchLossEvents()
 */
export function fetchLossEvents(): Promise<Answer<LossEvents>> {
  return get('/api/losses/events')
}

/**
 * The contracts whose winners have places.
 *
 * @example
 * await fetchQueueContracts()
 */
export function fetchQueueContracts(): Promise<Answer<readonly string[]>> {
  return get('/api/losses/contracts')
}

/**
 * Places of a contract's winners on one side, the first to be closed first; only those with a text in their name.
 *
 * @example
 * await fetchQueue({ contract: 'BTC/USDT:USDT', side: 'short', named: '' })
 */
export function fetchQueue(asked: Readonly<{ contract: string; side: 'long' | 'short'; named: string }>): Promise<Answer<Queue>> {
  return get(`/api/losses/queue?${new URLSearchParams(asked)}`)
}

/**
 * Sends a command with the operator's key.
 *
 * @example
 * await sendControl({ action: 'pause' }, key)
 */
export function sendControl(command: Control, key: string): Promise<Answer<Run>> {
  return ask('/api/control', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(command),
  })
}

function get<Value>(path: string): Promise<Answer<Value>> {
  return ask(path, {})
}

async function ask<Value>(path: string, init: RequestInit): Promise<Answer<Value>> {
  try {
    const response = await fetch(path, init)
    if (response.ok) return { ok: true, value: (await response.json()) as Value }
    const problem = (await response.json().catch(() => undefined)) as Problem | undefined
    return { ok: false, status: response.status, message: problem?.message ?? `The server answered ${response.status}.` }
  } catch {
    return { ok: false, status: 0, message: 'The server cannot be reached.' }
  }
}
