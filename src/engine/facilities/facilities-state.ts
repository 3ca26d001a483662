import { createSupportBook, type SupportBook } from '../../backstop/collateral-support.ts'
import { createDrawBook, type DrawBook } from '../../backstop/fund-draw.ts'
import type { EscrowBook } from '../../backstop/gain-escrow.ts'
import type { SeenTrade } from '../../backstop/guarantee-claim.ts'
import { createGuaranteeBook, type GuaranteeBook } from '../../backstop/loss-guarantee.ts'
import type { Pledged } from '../../accounting/facility-postings.ts'
import type { Hash } from '../../base/hash.ts'
import type { TimeUs } from '../../base/time.ts'
import type { Policy } from '../policy.ts'

/** Guarantees: the covers, the reservation of each, and the prices windows ended at, by contract; a contract without a price is absent. */
export type GuaranteesState = {
  readonly book: GuaranteeBook
  readonly reservations: Map<string, string>
  readonly closings: Map<number, ReadonlyMap<string, number>>
}

/** Loans, and the collateral of each in custody. */
export type SupportState = { readonly book: SupportBook; readonly pledges: Map<string, readonly Pledged[]> }

/** A loss event as far as draws know it: whose loss it is, what of it was realised and what was drawn. Minor units. */
export type EventLoss = { readonly account: string; realisedMinor: bigint; drawnMinor: bigint }

/** Draws, loss events, gains in review and the reservation of each. */
export type DrawsState = {
  readonly book: DrawBook
  readonly escrow: EscrowBook
  readonly reservations: Map<string, string>
  readonly events: Map<string, EventLoss>
}

/** An activation of a trigger under committed thresholds: its highest score so far, and whether its facilities act. */
export type RandomisedActivation = { readonly firedAt: TimeUs; readonly epoch: number; score: number; activated: boolean }

/** Committed thresholds: the seed that is known, and the last activation of each trigger, by market and name. */
export type ThresholdsState = { seed?: Readonly<{ epoch: number; seed: Hash }>; readonly activations: Map<string, RandomisedActivation> }

/** What the facilities beside depth and purchases remember. Each is absent without its section of the policy. */
export type FacilitiesState = {
  /** Members' trades as the engine accepted them, by the decision that did; those that no claim or draw can name any more are forgotten. */
  readonly trades: Map<string, SeenTrade>
  guarantees?: GuaranteesState
  support?: SupportState
  draws?: DrawsState
  thresholds?: ThresholdsState
}

/**
 * The state of the facilities that a policy has, before anything was asked of them.
 *
 * @returns Undefined for a policy with none of them.
 *
 * @example
 * createFacilities(policy)?.support // undefined without a section on collateral support
 */
export function createFacilities(policy: Policy): FacilitiesState | undefined {
  const { lossGuarantee, collateralSupport, fundDraw, randomised } = policy
  if (lossGuarantee === undefined && collateralSupport === undefined && fundDraw === undefined && randomised === undefined) return undefined
  return {
    trades: new Map(),
    ...(lossGuarantee && { guarantees: { book: createGuaranteeBook(), reservations: new Map(), closings: new Map() } }),
    ...(collateralSupport && { support: { book: createSupportBook(), pledges: new Map() } }),
    ...(fundDraw && { draws: { book: createDrawBook(), escrow: new Map(), reservations: new Map(), events: new Map() } }),
    ...(randomised && { thresholds: { activations: new Map() } }),
  }
}
