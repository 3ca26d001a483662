import { resultPostings } from '../../accounting/member-postings.ts'
import { notionalDown, notionalUp } from '../../market/notional.ts'
import { tickSize } from '../../market/instrument.ts'
import { recordDecision, type Turn } from '../turn.ts'
import { beforeChange } from './charge-member.ts'
import { indexMember } from './index-accounts.ts'
import type { MarginPolicy } from './margin-policy.ts'
import type { Listing, MarginState, MemberState } from './margin-state.ts'
import { bookFor, settlementAmount } from './member-books.ts'
import type { ContractSettled, FundingSettled } from './member-input.ts'
import { endReductionsIn } from './reduce-position.ts'
import { refuseInput } from './refuse-input.ts'
import { reviewMember } from './review-member.ts'
import { takePosition } from './take-position.ts'
import { executionOf } from './take-trade.ts'

/**
 * Books funding: at a rate above 0 every long pays that fraction of its notional at the mark, every short receives it. Payers are rounded
 * up, receivers down; what rounding leaves stays in clearing.
 *
 * @example
 * takeFunding(turn, margin, input, policy.margin)
 */
export function takeFunding(turn: Turn, margin: MarginState, input: FundingSettled, policy: MarginPolicy): void {
  const { contract, rate } = input
  const listing = margin.listings.get(contract)
  if (listing?.contract.kind !== 'perpetual') return refuseInput(turn, input.kind, { reason: 'contractUnknown', subject: contract })
  if (!(Math.abs(rate) < 1)) return refuseInput(turn, input.kind, { reason: 'markNotANumber', subject: contract, found: String(rate) })
  const markPrice = margin.marks.get(contract)?.markPrice
  if (markPrice === undefined) return refuseInput(turn, input.kind, { reason: 'markMissing', subject: contract })
  const markTicks = Math.round(markPrice / tickSize(listing.instrument))
  const holders = holdersOf(margin, contract)
  const transfers: string[] = []
  let paid = 0n
  for (const member of holders) {
    const minor = fundingOf(listing, member.positions.get(contract)?.lots ?? 0, { rate, markTicks })
    if (minor < 0n) paid -= minor
    transfers.push(...bookFor({ turn, margin, member }, (books) => resultPostings(books, minor, 'fundingSettled')))
  }
  const body = { kind: 'fundingBooked', contract, rate, paid: settlementAmount(margin, paid), accounts: holders.length } as const
  recordDecision(turn, { transfers, body })
  for (const member of holders) reviewMember({ turn, margin, member }, policy)
}

/**
 * Closes every position in a contract at its settlement price. Orders in it, of members and of liquidations, are over.
 *
 * @example
 * takeSettlement(turn, margin, input, policy.margin)
 */
export function takeSettlement(turn: Turn, margin: MarginState, input: ContractSettled, policy: MarginPolicy): void {
  const { contract, ticks } = input
  const listing = margin.listings.get(contract)
  if (listing === undefined) return refuseInput(turn, input.kind, { reason: 'contractUnknown', subject: contract })
  const least = listing.contract.kind === 'option' ? 0 : 1
  if (!Number.isSafeInteger(ticks) || ticks < least) {
    return refuseInput(turn, input.kind, { reason: 'priceNotPositive', subject: contract, found: String(ticks) })
  }
  const touched = touchedBy(margin, contract)
  const holders = holdersOf(margin, contract)
  for (const member of touched) beforeChange({ turn, margin, member }, policy)
  for (const member of holders) {
    const lots = member.positions.get(contract)?.lots ?? 0
    const { cashMinor, transfers } = takePosition({ turn, margin, member }, listing, executionOf(-lots, ticks))
    const realised = settlementAmount(margin, cashMinor)
    recordDecision(turn, { transfers, body: { kind: 'positionSettled', account: member.id, contract, lots, ticks, realised } })
  }
  endReductionsIn(turn, margin, contract)
  recordDecision(turn, { body: { kind: 'contractClosed', contract, ticks, accounts: holders.length } })
  for (const member of touched) {
    member.orders = member.orders.filter((order) => order.contract !== contract)
    indexMember(margin, member, policy)
    reviewMember({ turn, margin, member }, policy)
  }
}

/** Accounts with a position in a contract, in order of name. */
function holdersOf(margin: MarginState, contract: string): readonly MemberState[] {
  return touchedBy(margin, contract).filter(({ positions }) => positions.has(contract))
}

/** Accounts with a position or an order in a contract, in order of name. */
function touchedBy(margin: MarginState, contract: string): readonly MemberState[] {
  const underlying = margin.contracts.get(contract)?.underlying ?? ''
  return (margin.touchedBy.get(underlying) ?? []).flatMap((name) => {
    const member = margin.members.get(name)
    if (member === undefined) return []
    return member.positions.has(contract) || member.orders.some((order) => order.contract === contract) ? [member] : []
  })
}

/** Billionths keep a rate exact enough to be booked: a hundredth of a basis point has three digits left. */
const rateParts = 1_000_000_000n

function fundingOf(listing: Listing, lots: number, funding: Readonly<{ rate: number; markTicks: number }>): bigint {
  const parts = BigInt(Math.round(funding.rate * 1e9))
  const size = { ticks: funding.markTicks, lots: Math.abs(lots) }
  const pays = lots > 0 === parts > 0n
  const magnitude = parts < 0n ? -parts : parts
  if (pays) return -((notionalUp(listing.instrument, size).minor * magnitude + rateParts - 1n) / rateParts)
  return (notionalDown(listing.instrument, size).minor * magnitude) / rateParts
}
