import { decisionLine } from '../../api/decision-line.ts'
import type { Decision } from '../../engine/decision.ts'
import type { EngineState } from '../../engine/state.ts'
import { viewOf } from '../../engine/view-of.ts'
import { marginModelOf } from '../../margin/model-catalogue.ts'
import { lotSize } from '../../market/instrument.ts'
import type { AccountExplanation, BookedTransfer } from '../run-types.ts'
import { isoTime } from '../summary.ts'

/** A decision about an account, and all decisions of its run. */
export type AccountQuestion = Readonly<{
  account: string
  decision: Decision
  state: EngineState
  decisions: readonly Decision[]
  transfersOf: (decision: Decision) => readonly BookedTransfer[]
}>

/** With these an account is as any other again: what comes before and after is another story. */
const quietKinds: ReadonlySet<string> = new Set(['restrictionLifted', 'accountOpened'])

/**
 * What governs an account, and its life around a decision: from the first decision after it was last unrestricted to the one that lifts the
 * restriction again, or the last there is.
 *
 * @returns `undefined` for a run without margin.
 *
 * @example
 * explainAccount({ account: 'fund-7', decision, state, decisions, transfersOf })?.life.map(({ title }) => title)
 */
export function explainAccount(question: AccountQuestion): AccountExplanation | undefined {
  const { account, state } = question
  const policy = state.terms?.policy.margin
  if (policy === undefined || state.margin === undefined) return undefined
  const model = marginModelOf(policy.model)
  const { asset, decimals } = state.margin.settlement
  const view = viewOf(state)
  return {
    account,
    model: model.title,
    source: model.source,
    effectiveFrom: model.effectiveFrom,
    callDueSeconds: policy.callDueFor / 1e6,
    settlement: { asset, decimals },
    lots: Object.fromEntries(
      [...state.margin.listings].map(([id, { instrument }]) => [id, { size: lotSize(instrument), base: instrument.base }]),
    ),
    life: episodeOf(question).map((decision) => {
      const { id, seq, body } = decision
      const { title, text } = decisionLine(decision, 0, view)
      return { id, seq, at: isoTime(decision.at), kind: body.kind, title, text, transfers: question.transfersOf(decision) }
    }),
  }
}

function episodeOf({ account, decision, decisions }: AccountQuestion): readonly Decision[] {
  const ours = decisions.filter(({ body }) => isAbout(body, account))
  const place = ours.findIndex(({ id }) => id === decision.id)
  let first = place
  while (first > 0 && !quietKinds.has(ours[first - 1]?.body.kind ?? '')) first -= 1
  let last = place
  while (last < ours.length - 1 && !quietKinds.has(ours[last]?.body.kind ?? '')) last += 1
  return ours.slice(first, last + 1)
}

/** Winners are closed against several accounts at once. */
function isAbout(body: Decision['body'], account: string): boolean {
  if (body.kind === 'positionsDeleveraged') return body.defaulters.some((each) => each.account === account)
  return 'account' in body && body.account === account
}
