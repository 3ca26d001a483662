import { invariant } from '../../base/assert.ts'
import { tickSize } from '../../market/instrument.ts'
import { allocate } from '../../waterfall/deleveraging/allocate.ts'
import { commitToWave } from '../../waterfall/deleveraging/certificate.ts'
import { assessMember } from '../margin/assess-member.ts'
import { groupOf } from '../margin/group-of.ts'
import { takeWhatIsLeft } from '../margin/liquidate.ts'
import type { MarginPolicy } from '../margin/margin-policy.ts'
import type { Listing, MarginState } from '../margin/margin-state.ts'
import { settlementAmount, type MemberTurn } from '../margin/member-books.ts'
import { reviewMember } from '../margin/review-member.ts'
import type { Policy } from '../policy.ts'
import { nextDecisionId, recordDecision, type Turn } from '../turn.ts'
import { closesAtMark, mayBeDeleveraged } from './deleverage-account.ts'
import { otherSideOf } from './deleverage-candidates.ts'
import type { DeleverageCase } from './deleverage-case.ts'
import { defaulterOf, type Defaulter } from './deleverage-need.ts'
import { closeWinners, needOf, takeLots, tearUp, type SideClosing } from './deleverage-winners.ts'
import type { DefaulterClosed, HolderTornUp, WinnerClosed } from './deleveraging-decision.ts'
import type { DeleveragingPolicy } from './deleveraging-policy.ts'
import { waveAt } from './deleveraging-state.ts'
import { shareClosing, type ClosingShare, type ClosingTaken } from './share-closing.ts'

/**
 * Closes winners against all accounts that were listed in this input, at once for each side of each contract: all at the mark, each winner giving the same
 * per lot of what is missing together, to the last unit, and each bankrupt account getting what it needs. What no winner can take is ended with holders that have won nothing,
 * at the mark. Where that is not enough, no bankrupt account is served before another.
 *
 * @returns Whether any was listed: then there are accounts to look at.
 *
 * @example
 * while (deleverageBankrupt(turn, policy)) bookMembers(turn, policy)
 */
export function deleverageBankrupt(turn: Turn, policy: Policy): boolean {
  const { margin } = turn.state
  const listed = [...turn.bankrupt].flatMap(([account, stage]) => (stage === 'listed' ? [account] : [])).sort()
  if (margin === undefined || policy.margin === undefined || policy.deleveraging === undefined || listed.length === 0) return false
  for (const account of listed) turn.bankrupt.set(account, 'done')
  const about: About = { turn, margin, policy: policy.margin, own: policy.deleveraging, closed: new Set() }
  const due = listed.flatMap((account) => stillDue(about, account))
  for (const { listing, sign } of sidesOf(due)) {
    for (const part of unlinkedParts(due, { listing, sign })) closePart(about, listing, part)
  }
  finish(about, listed)
  return true
}

type About = Readonly<{
  turn: Turn
  margin: MarginState
  policy: MarginPolicy
  own: DeleveragingPolicy
  /** Bankrupt accounts of which something was closed. */
  closed: Set<string>
}>

/** Between the list and now another price of the same input may have saved it. */
function stillDue({ turn, margin }: About, account: string): readonly MemberTurn[] {
  const member = margin.members.get(account)
  if (member === undefined) return []
  const at = { turn, margin, member }
  const assessed = assessMember(turn.state, margin, member)
  return assessed.ok && mayBeDeleveraged(at, assessed.value) ? [at] : []
}

/** One side of a contract: `sign` of the bankrupt accounts' lots. */
type Side = Readonly<{ listing: Listing; sign: number }>

/** In order of the contracts' names, longs first. */
function sidesOf(due: readonly MemberTurn[]): readonly Side[] {
  const sides = new Map<string, Side>()
  for (const { margin, member } of due) {
    for (const [contract, { lots }] of member.positions) {
      const listing = margin.listings.get(contract)
      if (listing !== undefined && closesAtMark(listing)) sides.set(`${contract} ${lots > 0 ? 0 : 1}`, { listing, sign: Math.sign(lots) })
    }
  }
  return [...sides].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, side]) => side)
}

/**
 * The accounts on one side: all together, but for those with an account of their own group on the other side, which must not pay for them: these are
 * closed after the others, group by group.
 */
function unlinkedParts(due: readonly MemberTurn[], { listing, sign }: Side): readonly (readonly MemberTurn[])[] {
  const contract = listing.contract.id
  const ours = due.filter(({ member }) => Math.sign(member.positions.get(contract)?.lots ?? 0) === sign)
  const [first] = ours
  if (first === undefined) return []
  const { margin } = first
  const groups = new Set(ours.map(({ member }) => groupOf(margin, member.id)))
  const opposite = new Set<string>()
  for (const name of margin.touchedBy.get(listing.contract.underlying) ?? []) {
    const member = margin.members.get(name)
    const group = member?.owner ?? name
    if (groups.has(group) && (member?.positions.get(contract)?.lots ?? 0) * sign < 0) opposite.add(group)
  }
  const parts = new Map<string, MemberTurn[]>([['', []]])
  for (const at of ours) {
    const group = groupOf(margin, at.member.id)
    const key = opposite.has(group) ? `linked ${group}` : ''
    const part = parts.get(key) ?? []
    parts.set(key, part)
    part.push(at)
  }
  return [...parts.values()].filter((part) => part.length > 0)
}

function closePart(about: About, listing: Listing, ats: readonly MemberTurn[]): void {
  const { turn, margin, policy, own } = about
  const price = margin.marks.get(listing.contract.id)?.markPrice ?? margin.underlyings.get(listing.contract.underlying)?.indexPrice
  if (price === undefined) return
  const markTicks = Math.max(1, Math.round(price / tickSize(listing.instrument)))
  const terms = { policy, listing, markTicks, priceBoundBps: own.priceBoundBps }
  const defaulters = ats.flatMap((at) => defaulterOf(at, terms) ?? [])
  const [first] = defaulters
  if (first === undefined) return
  const lots = defaulters.reduce((sum, each) => sum + each.lots, 0)
  const neededMinor = defaulters.reduce((sum, each) => sum + each.neededMinor, 0n)
  const boundedMinor = defaulters.reduce((sum, each) => sum + each.boundedMinor, 0n)
  const side = otherSideOf(turn.state, margin, { account: first.at.member.id, listing, lots, markTicks })
  const closing = { turn, margin, policy, listing, markTicks, lots, neededMinor, boundedMinor, side }
  if (side.winners.accounts.length + side.others.length > 0) closeSide(about, closing, defaulters)
}

function closeSide(about: About, closing: SideClosing, defaulters: readonly Defaulter[]): void {
  const { turn, own } = about
  const { lots, side, listing } = closing
  const total = Math.abs(lots)
  const costPerLot = Number(closing.boundedMinor) / total
  const need = needOf(closing, costPerLot)
  const allocation = allocate(own.rule, side.winners, need)
  // Nobody can take a lot: the book goes on.
  if (allocation.absorbed === 0 && side.others.length === 0) return
  const winnerSide = lots > 0 ? ('short' as const) : ('long' as const)
  const standing = { winnerSide, candidates: side.winners, lots: side.lots }
  const found = { ...standing, name: `${nextDecisionId(turn)}:${listing.contract.id}`, need, allocation, costPerLot }
  const winners = closeWinners(closing, allocation)
  const torn = tearUp(closing, total - allocation.absorbed)
  const taken = { absorbed: allocation.absorbed, tornUp: torn.lots, gaveMinor: winners.gaveMinor }
  const ended = endDefaulters(closing, defaulters, taken)
  const transfers = [...winners.transfers, ...torn.transfers, ...ended.transfers]
  const done = { closed: winners.closed, tornUp: torn.tornUp, defaulters: ended.closed }
  note(about, closing, { found, done, coveredMinor: winners.gaveMinor, transfers })
}

/** Each bankrupt account's part of what was taken, at the mark, with its part of what winners gave. */
function endDefaulters(
  closing: SideClosing,
  defaulters: readonly Defaulter[],
  taken: ClosingTaken,
): Readonly<{ closed: readonly DefaulterClosed[]; transfers: readonly string[] }> {
  const { margin } = closing
  const claims = defaulters.map(({ lots, boundedMinor }) => ({ lots: Math.abs(lots), boundedMinor }))
  const shares = shareClosing(claims, taken)
  const transfers: string[] = []
  const closed = defaulters.map(({ at, event, lots, neededMinor }, index): DefaulterClosed => {
    const { lots: ended, coveredMinor } = shares[index] as ClosingShare
    const given = -Math.sign(lots) * ended
    if (ended > 0 || coveredMinor > 0n) {
      for (const id of takeLots(closing, at.member.id, { lots: given, minor: coveredMinor })) transfers.push(id)
    }
    const [needed, covered] = [settlementAmount(margin, neededMinor), settlementAmount(margin, coveredMinor)]
    return { account: at.member.id, event, lots, lotsLeft: lots + given, needed, covered }
  })
  return { closed, transfers }
}

type Noted = Readonly<{
  found: Omit<DeleverageCase, 'defaulters' | 'contract' | 'wave'>
  done: Readonly<{ closed: readonly WinnerClosed[]; tornUp: readonly HolderTornUp[]; defaulters: readonly DefaulterClosed[] }>
  coveredMinor: bigint
  transfers: readonly string[]
}>

function note(about: About, closing: SideClosing, { found, done, coveredMinor, transfers }: Noted): void {
  const { turn, margin, own } = about
  const { lots, markTicks, listing, neededMinor, boundedMinor } = closing
  const contract = listing.contract.id
  const canBear = found.need.caps.reduce((count, cap) => count + (cap > 0 ? 1 : 0), 0)
  const commitment = canBear === 0 ? undefined : commitToWave(found.name, { rule: own.rule, ...found }).hash
  const wave = noteWave(about, { neededMinor, coveredMinor, done })
  const defaulters = done.defaulters.map((each) => ({ account: each.account, lots: Math.abs(each.lots) }))
  turn.deleveraged.push({ ...found, contract, wave, defaulters })
  for (const { account } of [...done.closed, ...done.tornUp]) turn.toReview.push(account)
  recordDecision(turn, {
    transfers,
    body: {
      kind: 'positionsDeleveraged',
      wave,
      contract,
      lots,
      lotsLeft: done.defaulters.reduce((sum, { lotsLeft }) => sum + lotsLeft, 0),
      markTicks,
      needed: settlementAmount(margin, neededMinor),
      covered: settlementAmount(margin, coveredMinor),
      isBounded: boundedMinor < neededMinor,
      rule: own.rule.kind,
      candidates: canBear,
      ...(commitment !== undefined && { commitment }),
      ...done,
    },
  })
}

function noteWave(
  { turn, own, closed }: About,
  { neededMinor, coveredMinor, done }: Readonly<{ neededMinor: bigint; coveredMinor: bigint; done: Noted['done'] }>,
): number {
  const { deleveraging } = turn.state
  invariant(deleveraging !== undefined, 'winners are closed under a policy for it')
  const wave = waveAt(deleveraging, turn.at, own.waveApart)
  deleveraging.closedAt = turn.at
  wave.neededMinor += neededMinor
  wave.coveredMinor += coveredMinor
  wave.closings += done.closed.length
  const before = closed.size
  for (const { account, lots, lotsLeft } of done.defaulters) if (lots !== lotsLeft) closed.add(account)
  wave.accounts += closed.size - before
  return wave.number
}

/** Who has nothing left is settled; who was not closed at all goes on as if it had not been listed; the rest waits for the next input. */
function finish({ turn, margin, policy, closed }: About, listed: readonly string[]): void {
  for (const account of listed) {
    const member = margin.members.get(account)
    if (member === undefined) continue
    const at = { turn, margin, member }
    const isEmpty = member.positions.size === 0
    if (isEmpty && member.liquidation !== undefined) takeWhatIsLeft(at, policy)
    if (isEmpty || !closed.has(account)) reviewMember(at, policy)
  }
}
