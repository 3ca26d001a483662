import { amount, type Amount } from '../../base/amount.ts'
import { invariant } from '../../base/assert.ts'
import { reserveAccounts } from '../../accounting/chart.ts'
import { availableOf } from '../../ledger/balance.ts'
import { tickSize } from '../../market/instrument.ts'
import { gradeTolerated } from '../../market/price-grade.ts'
import type { MarginState } from '../margin/margin-state.ts'
import { worstMarkOf } from '../margin/mark-grades.ts'
import type { MemberTurn } from '../margin/member-books.ts'
import type { Policy } from '../policy.ts'
import { recordDecision, type Turn } from '../turn.ts'
import type { FacilitiesState } from './facilities-state.ts'
import type { RequestRefusalReason } from './facility-decision.ts'
import type { FacilityInput } from './facility-input.ts'
import type { TermsBase } from './facility-terms.ts'

/** The facilities at work in a turn. */
export type FacilityTurn = Readonly<{ turn: Turn; margin: MarginState; facilities: FacilitiesState; policy: Policy }>

/**
 * What turns a policy's whole units into terms of this run.
 *
 * @example
 * guaranteeTermsOf(policy.lossGuarantee, termsBase(at)).startedAt
 */
export function termsBase({ turn, margin }: FacilityTurn): TermsBase {
  const { terms } = turn.state
  invariant(terms !== undefined, 'a run starts with its terms')
  return { startedAt: terms.startedAt, decimals: margin.settlement.decimals }
}

/**
 * A member at work in a turn of the facilities; undefined for an account that is not there.
 *
 * @example
 * memberAt(at, 'fund-7')?.member.id
 */
export function memberAt({ turn, margin }: FacilityTurn, account: string): MemberTurn | undefined {
  const member = margin.members.get(account)
  return member && { turn, margin, member }
}

/**
 * Concludes that a request is not looked at, and why.
 *
 * @example
 * refuseRequest(turn, input.kind, { reason: 'accountUnknown', account: 'nobody' })
 */
export function refuseRequest(
  turn: Turn,
  request: FacilityInput['kind'],
  refusal: Readonly<{ reason: RequestRefusalReason; account?: string; subject?: string }>,
): void {
  recordDecision(turn, { body: { kind: 'requestRefused', request, ...refusal } })
}

const whole = /^-?[0-9]{1,24}$/

/**
 * Reads an amount that is asked for; whether it is above 0 is for the facility to say.
 *
 * @returns Undefined unless it is a whole number of at most 24 digits.
 *
 * @example
 * askedMinor('25000000') // 25_000_000n
 */
export function askedMinor(text: string): bigint | undefined {
  return whole.test(text) ? BigInt(text) : undefined
}

/**
 * Names minor units of the settlement asset as money.
 *
 * @example
 * moneyOf(at, 5_000_000n) // 5 USDT
 */
export function moneyOf({ margin }: FacilityTurn, minor: bigint): Amount {
  return amount(margin.settlement.asset, minor)
}

/**
 * What the reserve of the settlement asset has free.
 *
 * @example
 * reserveFree(at) // 40_000_000_000n
 */
export function reserveFree({ turn, margin }: FacilityTurn): bigint {
  return availableOf(turn.state.ledger, reserveAccounts(margin.settlement.asset).reserve)
}

/**
 * The id that the next decision of this input will have: what a cover, a loan or a hold is called by.
 *
 * @example
 * const cover = nextDecisionId(turn)
 */
export function nextDecisionId(turn: Turn): string {
  return `${turn.seq}:${turn.decisions.length}`
}

/**
 * The mark of a contract in ticks, which may lie between two; undefined where there is none that is believed.
 *
 * @example
 * markTicksOf(margin, 'BTC/USDT:USDT') // 617_400.5
 */
export function markTicksOf(margin: MarginState, contract: string): number | undefined {
  const listing = margin.listings.get(contract)
  const price = margin.marks.get(contract)?.markPrice ?? (listing && margin.underlyings.get(listing.contract.underlying)?.indexPrice)
  if (listing === undefined || price === undefined) return undefined
  if (!gradeTolerated('issueCall', worstMarkOf(margin, [contract]))) return undefined
  return price / tickSize(listing.instrument)
}
