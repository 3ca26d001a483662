import { decisionLine } from '../../api/decision-line.ts'
import type { Decision } from '../../engine/decision.ts'
import { viewOf } from '../../engine/view-of.ts'
import type { FacilityExplanation } from '../run-types.ts'
import { isoTime } from '../summary.ts'
import type { LossQuestion } from './explain-loss.ts'

/** What a story is of, and the decisions that belong to it. */
type Story = Readonly<{ title: string; belongs: (decision: Decision) => boolean }>

/**
 * The story of the cover, loan or draw that a decision is about, from its beginning to its end or as far as the run goes: a cover with the trades that
 * were claimed on it, a draw with the loss event it was for and the gains that were held for it.
 *
 * @returns `undefined` for a decision about none of them.
 *
 * @example
 * explainFacility({ decision, state, decisions, transfersOf })?.life.map(({ title }) => title) // ['Loan granted', 'Loan paid']
 */
export function explainFacility({ decision, state, decisions, transfersOf }: LossQuestion): FacilityExplanation | undefined {
  const story = coverStory(decision, decisions) ?? loanStory(decision) ?? drawStory(decision, decisions)
  if (story === undefined) return undefined
  const view = viewOf(state)
  return {
    title: story.title,
    life: decisions.filter(story.belongs).map((each) => {
      const { title, text } = decisionLine(each, 0, view)
      return { id: each.id, seq: each.seq, at: isoTime(each.at), kind: each.body.kind, title, text, transfers: transfersOf(each) }
    }),
  }
}

function coverStory({ id, body }: Decision, decisions: readonly Decision[]): Story | undefined {
  const cover = body.kind === 'coverSold' ? id : 'cover' in body ? body.cover : undefined
  if (cover === undefined) return undefined
  const isOf = (each: Decision): boolean => each.id === cover || ('cover' in each.body && each.body.cover === cover)
  const trades = new Set(decisions.filter(isOf).flatMap((each) => tradesOf(each)))
  return { title: `Cover ${cover}`, belongs: (each) => isOf(each) || (each.body.kind === 'tradeAccepted' && trades.has(each.id)) }
}

function tradesOf({ body }: Decision): readonly string[] {
  if (body.kind === 'claimPaid') return body.trades
  return body.kind === 'claimRefused' && body.trade !== undefined ? [body.trade] : []
}

function loanStory({ id, body }: Decision): Story | undefined {
  const loan = body.kind === 'loanGranted' ? id : 'loan' in body ? body.loan : undefined
  if (loan === undefined) return undefined
  return { title: `Loan ${loan}`, belongs: (each) => each.id === loan || ('loan' in each.body && each.body.loan === loan) }
}

const drawKinds: ReadonlySet<string> = new Set(['shortfallRealised', 'fundDrawn', 'drawRefused', 'gainHeld'])

function drawStory({ body }: Decision, decisions: readonly Decision[]): Story | undefined {
  const event = drawnEvent(body, decisions)
  if (event === undefined) return undefined
  const isOf = (each: Decision): boolean => 'event' in each.body && each.body.event === event && drawKinds.has(each.body.kind)
  const holds = new Set(decisions.filter(isOf).flatMap((each) => (each.body.kind === 'gainHeld' ? [each.body.hold] : [])))
  const isHeld = (each: Decision): boolean => 'hold' in each.body && holds.has(each.body.hold)
  return { title: `Draws for loss event ${event}`, belongs: (each) => each.id === event || isOf(each) || isHeld(each) }
}

function drawnEvent(body: Decision['body'], decisions: readonly Decision[]): string | undefined {
  if (body.kind === 'fundDrawn' || body.kind === 'drawRefused') return body.event
  if (!('hold' in body)) return undefined
  const held = decisions.find((each) => each.body.kind === 'gainHeld' && each.body.hold === body.hold)?.body
  return held?.kind === 'gainHeld' ? held.event : undefined
}
