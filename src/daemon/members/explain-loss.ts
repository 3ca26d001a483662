import { amount } from '../../base/amount.ts'
import type { Decision } from '../../engine/decision.ts'
import type { EngineState } from '../../engine/state.ts'
import type { BookedTransfer, LossExplanation } from '../run-types.ts'

/** A decision, and all decisions of its run. */
export type LossQuestion = Readonly<{
  decision: Decision
  state: EngineState
  decisions: readonly Decision[]
  transfersOf: (decision: Decision) => readonly BookedTransfer[]
}>

/**
 * The loss event a decision belongs to: the id of the decision that started the liquidation.
 *
 * @returns `undefined` for a decision of no liquidation, or of several.
 *
 * @example
 * lossEventOf(decision) // '1204:3'
 */
export function lossEventOf({ id, body }: Decision): string | undefined {
  if (body.kind === 'liquidationStarted') return id
  if (body.kind === 'liquidationEnded') return body.liquidation
  // One closing may be of several events; what each account was given stands in it.
  if (body.kind === 'positionsDeleveraged') return body.defaulters.length === 1 ? body.defaulters[0]?.event : undefined
  return 'event' in body && typeof body.event === 'string' ? body.event : undefined
}

/**
 * Who bore what an account could not pay in a loss event: the deficit, each layer with what it held and paid, what came in later, and every
 * transfer.
 *
 * @returns `undefined` where the event left nothing unpaid.
 *
 * @example
 * explainLoss({ decision, state, decisions, transfersOf })?.layers[0]?.layer // 'insuranceFund'
 */
export function explainLoss({ decision, state, decisions, transfersOf }: LossQuestion): LossExplanation | undefined {
  const event = lossEventOf(decision)
  const { margin } = state
  if (event === undefined || margin === undefined) return undefined
  const ours = decisions.filter((each) => lossEventOf(each) === event)
  const realised = ours.find(({ body }) => body.kind === 'shortfallRealised')?.body
  if (realised?.kind !== 'shortfallRealised') return undefined
  const allocated = ours.find(({ body }) => body.kind === 'lossAllocated')?.body
  const recoveries = ours.flatMap(({ body }) => (body.kind === 'lossRecovered' ? [body] : []))
  const booked = ours.filter(({ body }) => ['shortfallRealised', 'lossAllocated', 'lossRecovered', 'fundDrawn'].includes(body.kind))
  const left = state.waterfall?.uncovered.find((each) => each.event === event)?.minor
  // Without a waterfall nobody pays but by draws.
  const drawn = ours.flatMap(({ body }) => (body.kind === 'fundDrawn' ? [{ layer: 'fundDraw', paid: body.drawn }] : []))
  const unpaid = drawn.reduce((minor, { paid }) => minor - paid.minor, realised.amount.minor)
  const uncoveredMinor = allocated === undefined ? unpaid : (left ?? 0n)
  return {
    event,
    account: realised.account,
    decimals: margin.settlement.decimals,
    deficit: realised.amount,
    layers: allocated?.kind === 'lossAllocated' ? allocated.layers : [],
    recovered: [...recoveries.map(({ layer, paid }) => ({ layer, paid })), ...drawn],
    uncovered: amount(margin.settlement.asset, uncoveredMinor),
    transfers: booked.flatMap((each) => transfersOf(each)),
  }
}
