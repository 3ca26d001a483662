import { guaranteeOpenings, loanOpenings } from '../../accounting/facility-chart.ts'
import { forgetCooled } from '../../backstop/cool-down.ts'
import { assertNever, invariant } from '../../base/assert.ts'
import { openAccount } from '../../ledger/account.ts'
import type { PositionChanged } from '../margin/member-input.ts'
import type { Policy } from '../policy.ts'
import type { EngineState } from '../state.ts'
import type { Turn } from '../turn.ts'
import { createFacilities } from './facilities-state.ts'
import type { FacilityInput } from './facility-input.ts'
import { refuseRequest, type FacilityTurn } from './facility-turn.ts'
import { forgetTrades, noteTrade } from './note-trades.ts'
import { takeSeed } from './randomised-activation.ts'
import { reviewLoans } from './review-loans.ts'
import { noteLosses, takeDraw, takeReview, tickReviews } from './take-draw.ts'
import { takeClaim, takeGuarantee, tickGuarantees } from './take-guarantee.ts'
import { takeLoanRequest, takeRepayment } from './take-loan.ts'

/**
 * Starts the facilities of a run that its policy has, after margin was started. Nothing without their sections.
 *
 * @example
 * startFacilities(state, policy)
 */
export function startFacilities(state: EngineState, policy: Policy): void {
  const facilities = createFacilities(policy)
  if (facilities === undefined) return
  state.facilities = facilities
  const { margin } = state
  if (margin === undefined || policy.margin === undefined) return
  const { asset } = margin.settlement
  const collateral = policy.margin.collateral.map((terms) => terms.asset)
  const openings = [
    ...(facilities.guarantees === undefined ? [] : guaranteeOpenings(asset)),
    ...(facilities.support === undefined ? [] : loanOpenings(asset, collateral)),
  ]
  for (const opening of openings) invariant(openAccount(state.ledger, opening).ok, 'accounts of facilities are opened once')
}

/**
 * Takes in what is asked of the facilities. What may not be is refused by a decision; nothing throws.
 *
 * @example
 * takeFacilityInput(turn, input, policy)
 */
export function takeFacilityInput(turn: Turn, input: FacilityInput, policy: Policy): void {
  if (input.kind === 'thresholdSeedGiven') return takeSeed(turn, policy, input)
  const at = facilityTurn(turn, policy)
  if (at === undefined) return refuseRequest(turn, input.kind, { reason: 'facilityOff' })
  switch (input.kind) {
    case 'guaranteeBought':
      return takeGuarantee(at, input)
    case 'claimFiled':
      return takeClaim(at, input)
    case 'loanRequested':
      return takeLoanRequest(at, input)
    case 'loanRepaid':
      return takeRepayment(at, input)
    case 'drawRequested':
      return takeDraw(at, input)
    case 'reviewDecided':
      return takeReview(at, input)
    default:
      return assertNever(input)
  }
}

/**
 * Notes a member's trade for later claims and draws, where the policy has facilities.
 *
 * @example
 * seeTrade(turn, input, policy)
 */
export function seeTrade(turn: Turn, input: PositionChanged, policy: Policy): void {
  const at = facilityTurn(turn, policy)
  if (at !== undefined && (at.facilities.guarantees !== undefined || at.facilities.draws !== undefined)) noteTrade(at, input)
}

/**
 * What every input ends with: what members could not pay is noted.
 *
 * @example
 * followFacilities(turn, policy)
 */
export function followFacilities(turn: Turn, policy: Policy): void {
  const at = facilityTurn(turn, policy)
  if (at !== undefined) noteLosses(at)
}

/**
 * Lets time work on the facilities: windows, loans and reviews end.
 *
 * @example
 * tickFacilities(turn, policy)
 */
export function tickFacilities(turn: Turn, policy: Policy): void {
  const at = facilityTurn(turn, policy)
  if (at === undefined) return
  tickGuarantees(at)
  reviewLoans(at)
  tickReviews(at)
  forgetTrades(at)
  const { guarantees, support, draws } = at.facilities
  for (const each of [guarantees, support, draws]) if (each !== undefined) forgetCooled(each.book.coolDowns, turn.at)
}

function facilityTurn(turn: Turn, policy: Policy): FacilityTurn | undefined {
  const { margin, facilities } = turn.state
  return margin === undefined || facilities === undefined ? undefined : { turn, margin, facilities, policy }
}
