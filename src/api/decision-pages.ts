import type { Decision } from '../engine/decision.ts'
import { decisionLine } from './decision-line.ts'
import type { DecisionLine, DecisionPage } from './schema.ts'
import type { RunSession } from './session.ts'

/** Which decisions a page holds. */
export type PageQuery = Readonly<{
  /** The place of the first; without it, the newest are returned. */
  from?: number | undefined
  /** Only decisions before this place; for paging back in time. */
  before?: number | undefined
  limit: number
  /** Only these kinds; empty for all. */
  kinds: readonly string[]
  /** Only those about this member's account. */
  account?: string | undefined
  /** Only those about this loss event, with the one that began it. */
  event?: string | undefined
}>

/** Decisions read from the session at a time, so that a rare kind in a long run costs no great copy. */
const chunk = 2_000

/**
 * One page of decisions in the order they were taken: from a place forwards, or the newest before a place.
 *
 * @example
 * decisionPage(session, { limit: 100, kinds: ['backstopActivated'] })
 */
export function decisionPage(session: RunSession, query: PageQuery): DecisionPage {
  const { total } = session.decisions(0, 0)
  return query.from === undefined ? newest(session, query, total) : onwards(session, query, total)
}

function onwards(session: RunSession, query: PageQuery, total: number): DecisionPage {
  const found: Placed[] = []
  const from = query.from ?? 0
  for (let start = from; start < total && found.length < query.limit; start += chunk) {
    found.push(...placedIn(session, { start, count: Math.min(chunk, total - start) }, query))
  }
  return { total, earlier: from > 0, decisions: linesOf(session, found.slice(0, query.limit)) }
}

function newest(session: RunSession, query: PageQuery, total: number): DecisionPage {
  let found: Placed[] = []
  let end = Math.min(query.before ?? total, total)
  while (end > 0 && found.length <= query.limit) {
    const start = Math.max(0, end - chunk)
    found = [...placedIn(session, { start, count: end - start }, query), ...found]
    end = start
  }
  return { total, earlier: found.length > query.limit, decisions: linesOf(session, found.slice(-query.limit)) }
}

/** A decision and its place among all of the run. Its sentence is written only when it is on the page. */
type Placed = Readonly<{ decision: Decision; index: number }>

function placedIn(session: RunSession, range: Readonly<{ start: number; count: number }>, query: PageQuery): Placed[] {
  const { kinds, account, event } = query
  const placed = session.decisions(range.start, range.count).decisions.map((decision, i) => ({ decision, index: range.start + i }))
  if (kinds.length === 0 && account === undefined && event === undefined) return placed
  return placed.filter(
    ({ decision: { id, body } }) =>
      (kinds.length === 0 || kinds.includes(body.kind)) &&
      (account === undefined || ('account' in body && body.account === account)) &&
      (event === undefined || id === event || ('event' in body && body.event === event)),
  )
}

function linesOf(session: RunSession, placed: readonly Placed[]): DecisionLine[] {
  const view = session.view()
  return placed.map(({ decision, index }) => decisionLine(decision, index, view))
}
