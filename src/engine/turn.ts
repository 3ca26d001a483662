import { invariant } from '../base/assert.ts'
import type { Posting } from '../accounting/postings.ts'
import { encode } from '../base/codec.ts'
import { hashOf } from '../base/hash.ts'
import type { TimeUs } from '../base/time.ts'
import { postTransfer } from '../ledger/post.ts'
import type { Transfer, TransferRequest } from '../ledger/transfer.ts'
import type { Decision } from './decision.ts'
import { type Effect, effectId, type EffectId } from './effect.ts'
import { rouseBooked } from './margin/quiet-bands.ts'
import type { DeleverageCase } from './loss/deleverage-case.ts'
import type { OpenLoss } from './loss/open-loss.ts'
import type { EngineState } from './state.ts'

/** What one input led to. */
export type Outcome = Readonly<{
  decisions: readonly Decision[]
  transfers: readonly Transfer[]
  effects: readonly Effect[]
  /** What was decided upon when winners were closed, for whoever repeats it under other rules: no conclusion, kept nowhere. */
  deleveraged?: readonly DeleverageCase[]
}>

/** The work on one input: the state it changes and what it concludes on the way. */
export type Turn = Readonly<{
  state: EngineState
  seq: number
  at: TimeUs
  decisions: Decision[]
  transfers: Transfer[]
  effects: Effect[]
  deleveraged: DeleverageCase[]
  /** Members whose positions others closed, to be looked at before the input is done. */
  toReview: string[]
  /** Accounts that winners are closed against at the end of the input, and those for which that is done. */
  bankrupt: Map<string, 'listed' | 'done'>
  /** Losses of this input that no money covered, for which gains are yet to be cut. */
  openLosses: OpenLoss[]
}>

/**
 * Begins the work on input `seq`.
 *
 * @example
 * const turn = beginTurn(state, 1042, input.at)
 */
export function beginTurn(state: EngineState, seq: number, at: TimeUs): Turn {
  return { state, seq, at, decisions: [], transfers: [], effects: [], deleveraged: [], toReview: [], bankrupt: new Map(), openLosses: [] }
}

/**
 * Books postings in order, each with the next transfer id of this input.
 *
 * @returns The transfers' ids.
 * @throws InvariantError when the ledger refuses one: postings are made to be accepted.
 *
 * @example
 * const booked = bookPostings(turn, markPostings(accounts, -200_000n))
 */
export function bookPostings(turn: Turn, postings: readonly Posting[]): readonly string[] {
  return postings.map((posting) => {
    const id = `${turn.seq}:${turn.transfers.length}`
    const request: TransferRequest = { ...posting, id, at: turn.at }
    const outcome = postTransfer(turn.state.ledger, request)
    invariant(
      outcome.ok,
      `the ledger accepts what the engine posts, ${posting.reason} was refused: ${outcome.ok ? '' : encode(outcome.refusal)}`,
    )
    turn.transfers.push(outcome.value)
    if (turn.state.margin !== undefined) rouseBooked(turn.state.margin, outcome.value)
    return id
  })
}

/** A decision before it has its id and time. */
export type DecisionDraft = Omit<Decision, 'id' | 'seq' | 'at' | 'evidence' | 'transfers'> &
  Partial<Pick<Decision, 'evidence' | 'transfers'>>

/**
 * Records what was concluded.
 *
 * @returns The decision's id, `seq:index`.
 *
 * @example
 * recordDecision(turn, { market, body: { kind: 'facilitySuspended', facility, why: 'lossLimit' } })
 */
export function recordDecision(turn: Turn, draft: DecisionDraft): string {
  const id = nextDecisionId(turn)
  turn.decisions.push({ evidence: [], transfers: [], ...draft, id, seq: turn.seq, at: turn.at })
  return id
}

/**
 * The id that the next decision of this input will have.
 *
 * @example
 * const name = nextDecisionId(turn)
 */
export function nextDecisionId(turn: Turn): string {
  return `${turn.seq}:${turn.decisions.length}`
}

/**
 * The id that the next effect of this input will have.
 *
 * @example
 * const orderId = nextEffectId(turn)
 */
export function nextEffectId(turn: Turn): EffectId {
  return effectId(turn.seq, turn.effects.length)
}

/**
 * Ends the work: counts what was concluded and chains it into the state.
 *
 * @example
 * return endTurn(turn)
 */
export function endTurn(turn: Turn): Outcome {
  const { state, decisions, transfers, effects, deleveraged } = turn
  invariant(turn.openLosses.length === 0, 'every loss of an input is shared before it ends')
  if (decisions.length + transfers.length + effects.length > 0) {
    state.counts.decisions += decisions.length
    state.counts.transfers += transfers.length
    state.counts.effects += effects.length
    state.outcomeHash = hashOf(`${state.outcomeHash}\n${encode({ decisions, transfers, effects })}`)
  }
  return { decisions, transfers, effects, ...(deleveraged.length > 0 && { deleveraged }) }
}
