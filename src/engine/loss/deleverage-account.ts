import { invariant } from '../../base/assert.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { splitMinor } from '../../base/split.ts'
import { tickSize } from '../../market/instrument.ts'
import { notionalDown } from '../../market/notional.ts'
import { gradeTolerated } from '../../market/price-grade.ts'
import { allocate, type Allocation } from '../../waterfall/deleveraging/allocate.ts'
import { commitToWave } from '../../waterfall/deleveraging/certificate.ts'
import { closableLots } from '../../waterfall/deleveraging/close-terms.ts'
import { shareMinor } from '../../waterfall/deleveraging/minor-shares.ts'
import { assessMember, type Assessed } from '../margin/assess-member.ts'
import { worstMarkOf } from '../margin/mark-grades.ts'
import type { MarginPolicy } from '../margin/margin-policy.ts'
import type { Listing } from '../margin/margin-state.ts'
import { booksOf, settlementAmount, type MemberTurn } from '../margin/member-books.ts'
import { outcomeOf } from '../margin/take-position.ts'
import { recordDecision } from '../turn.ts'
import { otherSideOf, type OtherSide } from './deleverage-candidates.ts'
import type { HolderTornUp, WinnerClosed } from './deleveraging-decision.ts'
import type { DeleveragingPolicy } from './deleveraging-policy.ts'
import { waveAt, type DeleveragingState, type DeleveragingWave } from './deleveraging-state.ts'
import { followFund } from './follow-fund.ts'
import { handOver } from './hand-over.ts'

/**
 * Closes winners against an account in liquidation: when nobody took it at auction, or when its equity is below 0 while the insurance fund has
 * fallen as far as the policy says.
 *
 * @returns Whether anything was closed: then the account holds something else.
 *
 * @example
 * if (deleverageBankrupt(at, policy, assessed)) return stepLiquidation(at, policy, assessed)
 */
export function deleverageBankrupt(at: MemberTurn, policy: MarginPolicy, assessed: Assessed): boolean {
  const { state } = at.turn
  const { liquidation } = at.member
  if (liquidation === undefined || state.deleveraging === undefined) return false
  // Nobody took it at auction: there is nothing else left.
  if (state.auctions?.closings.get(liquidation.id)?.stage === 'deleveraging') return deleverage(at, policy, liquidation.id)
  if (assessed.requirement.equity >= 0) return false
  return followFund(at.turn) && deleverage(at, policy, liquidation.id)
}

/**
 * Closes every position of an account against winners at the price that leaves it owing nothing: all at the mark, each winner giving the same per lot of
 * what is missing, to the last unit. What no winner can take is ended with holders that have won nothing, at the mark. Not on a mark that
 * may be a fault.
 *
 * @param event - The loss event.
 * @returns Whether anything was closed.
 *
 * @example
 * deleverage(at, policy, liquidation.id)
 */
export function deleverage(at: MemberTurn, policy: MarginPolicy, event: string): boolean {
  const { turn, margin, member } = at
  const { deleveraging, terms, halted } = turn.state
  const own = terms?.policy.deleveraging
  if (deleveraging === undefined || own === undefined || halted) return false
  if (!gradeTolerated('startLiquidation', worstMarkOf(margin, member.positions.keys()))) return false
  const touched = new Set<string>()
  let wave: DeleveragingWave | undefined
  // A copy: positions are closed on the way.
  for (const contract of [...member.positions.keys()].sort()) {
    const closing = closingOf(at, { policy, own, contract, event })
    if (closing === undefined) continue
    wave ??= beginAccount(deleveraging, at, own)
    for (const account of closePosition(at, closing, { policy, own, wave })) touched.add(account)
  }
  turn.toReview.push(...touched)
  return touched.size > 0
}

function beginAccount(deleveraging: DeleveragingState, { turn }: MemberTurn, own: DeleveragingPolicy): DeleveragingWave {
  const wave = waveAt(deleveraging, turn.at, own.waveApart)
  wave.accounts += 1
  return wave
}

/** One position about to be closed: what it has to bring, what it may bring within the bound, and who stands on the other side. */
type Closing = Readonly<{
  event: string
  listing: Listing
  lots: number
  markTicks: number
  neededMinor: bigint
  boundedMinor: bigint
  side: OtherSide
}>

type Asked = Readonly<{ policy: MarginPolicy; own: DeleveragingPolicy; contract: string; event: string }>

/** Nothing for contracts that do not settle gains when they close, or that nobody holds on the other side. */
function closingOf(at: MemberTurn, { policy, own, contract, event }: Asked): Closing | undefined {
  const { turn, margin, member } = at
  const listing = margin.listings.get(contract)
  const held = member.positions.get(contract)
  const assessed = assessMember(turn.state, margin, member)
  if (listing === undefined || held === undefined || !assessed.ok || !closesAtMark(listing)) return undefined
  const priced = assessed.value.valued.positions.find((position) => position.contract.id === contract)
  if (priced === undefined) return undefined
  const price = priced.mark.markPrice ?? priced.underlying.indexPrice
  const markTicks = Math.max(1, Math.round(price / tickSize(listing.instrument)))
  const side = otherSideOf(turn.state, margin, { account: member.id, listing, lots: held.lots, markTicks })
  if (side.winners.accounts.length + side.others.length === 0) return undefined
  const neededMinor = neededOf(at, assessed.value, { policy, contract, markTicks })
  const notional = notionalDown(listing.instrument, { ticks: markTicks, lots: Math.abs(held.lots) }).minor
  const mostMinor = (notional * BigInt(Math.round(own.priceBoundBps * 1_000))) / 10_000_000n
  const boundedMinor = neededMinor < mostMinor ? neededMinor : mostMinor
  return { event, listing, lots: held.lots, markTicks, neededMinor, boundedMinor, side }
}

function closesAtMark({ contract, instrument }: Listing): boolean {
  return (contract.kind === 'perpetual' || contract.kind === 'future') && instrument.payoff === 'linear'
}

/**
 * What is missing once everything is closed at the marks, in minor units: of several positions the part that this one's notional is of all; of the last
 * one what the books will say, to the unit.
 */
function neededOf(
  at: MemberTurn,
  { valued }: Assessed,
  of: Readonly<{ policy: MarginPolicy; contract: string; markTicks: number }>,
): bigint {
  const { margin, member } = at
  const worth = BigInt(Math.floor(collateralWorth(valued, of.policy) * powerOfTen(margin.settlement.decimals)))
  const { available, lock, owed } = booksOf(at)
  const cash = available + lock.remaining - owed + worth
  if (member.positions.size === 1) {
    const listing = margin.listings.get(of.contract)
    const held = member.positions.get(of.contract)
    invariant(listing !== undefined && held !== undefined, 'what is closed is held')
    const side = held.lots > 0 ? ('sell' as const) : ('buy' as const)
    const { cashMinor } = outcomeOf(listing, held, { side, ticks: of.markTicks, lots: Math.abs(held.lots) })
    return missing(cash + cashMinor)
  }
  const value = valued.positions.reduce((sum, position) => sum + position.value, 0)
  const all = missing(cash + BigInt(Math.floor(value * powerOfTen(margin.settlement.decimals))))
  const notional = (each: (typeof valued.positions)[number]): bigint =>
    BigInt(Math.round(Math.abs(each.exposure) * (each.mark.markPrice ?? each.underlying.indexPrice) * 1_000))
  const parts = splitMinor(all, valued.positions.map(notional))
  return parts[valued.positions.findIndex(({ contract }) => contract.id === of.contract)] ?? 0n
}

function missing(minor: bigint): bigint {
  return minor < 0n ? -minor : 0n
}

/** What collateral brings when it is taken: its price less the maintenance haircut. */
function collateralWorth({ holdings }: Assessed['valued'], policy: MarginPolicy): number {
  return holdings.reduce((sum, { holding, market, value }) => {
    const isTaken = policy.collateral.some(({ asset }) => asset === holding.asset)
    return isTaken ? sum + value * (1 - market.maintenanceHaircut) : sum
  }, 0)
}

type Terms = Readonly<{ policy: MarginPolicy; own: DeleveragingPolicy; wave: DeleveragingWave }>

/** Returns the accounts that were closed. */
function closePosition(at: MemberTurn, closing: Closing, terms: Terms): readonly string[] {
  const { turn, margin, member } = at
  const { listing, lots, boundedMinor, side } = closing
  const { own, wave } = terms
  const total = Math.abs(lots)
  const costPerLot = Number(boundedMinor) / total
  const { winners } = side
  const caps = side.lots.map((each, index) => closableLots({ lots: each, gain: winners.gain[index] as number, costPerLot }))
  const need = { total, caps }
  const allocation = allocate(own.rule, winners, need)
  const asked = { name: `${closing.event}:${listing.contract.id}`, rule: own.rule, candidates: winners, need, allocation }
  const canBear = caps.reduce((count, cap) => count + (cap > 0 ? 1 : 0), 0)
  const commitment = canBear === 0 ? undefined : commitToWave(asked.name, asked).hash
  const found = { name: asked.name, candidates: winners, need, allocation, costPerLot }
  turn.deleveraged.push({ ...found, account: member.id, contract: listing.contract.id, wave: wave.number })
  const { closed, transfers } = closeWinners(at, closing, { allocation, policy: terms.policy })
  const torn = tearUp(at, closing, { left: total - allocation.absorbed, policy: terms.policy })
  const covered = closed.reduce((sum, { gave }) => sum + gave.minor, 0n)
  const lotsLeft = lots - Math.sign(lots) * (allocation.absorbed + torn.lots)
  wave.neededMinor += closing.neededMinor
  wave.coveredMinor += covered
  wave.closings += closed.length
  recordDecision(turn, {
    transfers: [...transfers, ...torn.transfers],
    body: {
      kind: 'positionsDeleveraged',
      account: member.id,
      event: closing.event,
      wave: wave.number,
      contract: listing.contract.id,
      lots,
      lotsLeft,
      markTicks: closing.markTicks,
      needed: settlementAmount(margin, closing.neededMinor),
      covered: settlementAmount(margin, covered),
      isBounded: boundedMinor < closing.neededMinor,
      rule: own.rule.kind,
      candidates: canBear,
      ...(commitment !== undefined && { commitment }),
      closed,
      tornUp: torn.tornUp,
    },
  })
  return [...closed.map(({ account }) => account), ...torn.tornUp.map(({ account }) => account)]
}

/** Winners take the lots at the mark and give what is missing, in proportion to their lots and never more than they have won. */
function closeWinners(
  at: MemberTurn,
  closing: Closing,
  { allocation, policy }: Readonly<{ allocation: Allocation; policy: MarginPolicy }>,
): Readonly<{ closed: readonly WinnerClosed[]; transfers: readonly string[] }> {
  const { margin } = at
  const { winners } = closing.side
  const taken = Array.from(allocation.shares.keys()).filter((index) => (allocation.shares[index] as number) > 0)
  const lots = taken.map((index) => BigInt(allocation.shares[index] as number))
  // Of a position that is not closed whole only the closed part is paid for.
  const total = (closing.boundedMinor * BigInt(allocation.absorbed)) / BigInt(Math.abs(closing.lots))
  const caps = taken.map((index) => BigInt(winners.gain[index] as number))
  const gave = shareMinor({ total, caps, weights: lots })
  const transfers: string[] = []
  const closed = taken.map((index, place): WinnerClosed => {
    const account = winners.accounts[index] as string
    const minor = gave[place] as bigint
    transfers.push(...give(at, closing, { account, lots: Number(lots[place]), minor, policy }))
    return { account, lots: Number(lots[place]), gave: settlementAmount(margin, minor) }
  })
  return { closed, transfers }
}

/** Ends what no winner could take with those who hold the other side, in proportion to their lots, at the mark. */
function tearUp(
  at: MemberTurn,
  closing: Closing,
  { left, policy }: Readonly<{ left: number; policy: MarginPolicy }>,
): Readonly<{ tornUp: readonly HolderTornUp[]; lots: number; transfers: readonly string[] }> {
  const { others } = closing.side
  const held = others.map(({ lots }) => BigInt(lots))
  const shares = left === 0 ? [] : shareMinor({ total: BigInt(left), caps: held, weights: held })
  const transfers: string[] = []
  const tornUp = others.flatMap(({ account }, index): readonly HolderTornUp[] => {
    const lots = Number(shares[index] ?? 0n)
    if (lots === 0) return []
    transfers.push(...give(at, closing, { account, lots, minor: 0n, policy }))
    return [{ account, lots }]
  })
  return { tornUp, lots: tornUp.reduce((sum, { lots }) => sum + lots, 0), transfers }
}

type Given = Readonly<{ account: string; lots: number; minor: bigint; policy: MarginPolicy }>

function give(at: MemberTurn, { listing, lots: held, markTicks }: Closing, { account, lots, minor, policy }: Given): readonly string[] {
  const taker = at.margin.members.get(account)
  invariant(taker !== undefined, 'a candidate is a member')
  const positions = [{ contract: listing.contract.id, lots: Math.sign(held) * lots, ticks: markTicks }]
  // Below 0 the taker pays: its gain is what the account that gives up is missing.
  return handOver(at, taker, { given: { positions, discountMinor: -minor }, policy })
}
