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
  const found: DecisionLine[] = []
  const from = query.from ?? 0
  for (let start = from; start < total && found.length < query.limit; start += chunk) {
    found.push(...linesIn(session, start, Math.min(chunk, total - start), query.kinds))
  }
  return { total, earlier: from > 0, decisions: found.slice(0, query.limit) }
}

function newest(session: RunSession, query: PageQuery, total: number): DecisionPage {
  let found: DecisionLine[] = []
  let end = Math.min(query.before ?? total, total)
  while (end > 0 && found.length <= query.limit) {
    const start = Math.max(0, end - chunk)
    found = [...linesIn(session, start, end - start, query.kinds), ...found]
    end = start
  }
  return { total, earlier: found.length > query.limit, decisions: found.slice(-query.limit) }
}

function linesIn(session: RunSession, start: number, count: number, kinds: readonly string[]): DecisionLine[] {
  const view = session.view()
  const lines: DecisionLine[] = []
  session.decisions(start, count).decisions.forEach((decision, i) => {
    if (kinds.length === 0 || kinds.includes(decision.body.kind)) lines.push(decisionLine(decision, start + i, view))
  })
  return lines
}
