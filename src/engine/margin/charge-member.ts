import { seconds, elapsedUs, type TimeUs } from '../../base/time.ts'
import { changePositions, firstMargin, followMargin, type LimitedMargin } from '../../margin/procyclicality/speed-limit.ts'
import { recordDecision } from '../turn.ts'
import type { EngineState } from '../state.ts'
import { assessMember, carriesRisk, type Assessed } from './assess-member.ts'
import { carryableOf, inSteps, noteCarried } from './book-carried.ts'
import type { AskedMargins } from './margin-decision.ts'
import type { MarginPolicy, MarginSpeedLimit } from './margin-policy.ts'
import type { Charge, MarginState, MemberState } from './margin-state.ts'
import { minorUp, settlementAmount, type MemberTurn } from './member-books.ts'

/** Both margins of an account as a speed limit leaves them. */
type Pair = Readonly<{ initial: LimitedMargin; maintenance: LimitedMargin }>

/** What a model asks. */
type Asked = Readonly<{ initialMargin: number; maintenanceMargin: number }>

/**
 * Charges an account what the speed limit allows of what the model asks, and lets the fund carry the rest. Where the reserve cannot, the
 * account is charged in full, which is said once until something is carried for it again.
 *
 * @returns The assessment with the margins as charged, and a part that says what is carried; unchanged without a speed limit.
 *
 * @example
 * const charged = chargeMember({ turn, margin, member }, policy.margin, assessed)
 */
export function chargeMember(at: MemberTurn, policy: MarginPolicy, assessed: Assessed): Assessed {
  const { turn, margin, member } = at
  const { speedLimit } = policy
  if (speedLimit === undefined) return assessed
  const asked = assessed.requirement
  const pair = member.charge === undefined ? firstPair(turn.at, asked) : nextPair(member.charge, { at: turn.at, asked }, speedLimit)
  const carriedMinor = minorUp(margin, carriedOf(pair))
  if (carriedMinor > 0n && !canCarry(at, carriedMinor, policy)) return chargeInFull(at, policy, { assessed, wanted: pair })
  const charge = chargeOf(member, pair)
  if (charge.changing || elapsedUs(charge.initial.at, turn.at) >= speedLimit.followEvery) anchor(charge, pair)
  charge.changing = false
  if (carriedMinor > 0n) charge.inFull = false
  noteCarried(margin, member, carriedMinor)
  return withPair(assessed, pair)
}

/**
 * Called before an account's holdings change: what is added by the change will be charged in full, what is given up frees its share of what
 * is carried. An account that cannot be valued just then is followed as if markets had moved, which charges no less for what is given up.
 *
 * @example
 * beforeChange(at, policy.margin)
 * takePosition(at, listing, execution)
 */
export function beforeChange({ turn, margin, member }: MemberTurn, { speedLimit }: MarginPolicy): void {
  const { charge } = member
  if (speedLimit === undefined || charge === undefined || charge.changing) return
  const before = carriesRisk(turn.state, margin, member) ? assessMember(turn.state, margin, member) : undefined
  if (before?.ok !== true) return
  anchor(charge, nextPair(charge, { at: turn.at, asked: before.value.requirement }, speedLimit))
  charge.changing = true
}

/**
 * What an account would be charged after a change that is only supposed.
 *
 * @param after - As the model would ask after it.
 *
 * @example
 * const supposed = supposeCharge(at, policy.margin, assessed)
 */
export function supposeCharge({ turn, margin, member }: MemberTurn, { speedLimit }: MarginPolicy, after: Assessed): Assessed {
  const { charge } = member
  if (speedLimit === undefined || charge === undefined || charge.carriedMinor === 0n) return after
  const before = assessMember(turn.state, margin, member)
  if (!before.ok) return after
  const now = nextPair(charge, { at: turn.at, asked: before.value.requirement }, speedLimit)
  return withPair(after, changePair(now, after.requirement))
}

/**
 * An assessment with the margins as charged, to be shown: changes nothing.
 *
 * @example
 * chargedView(state, member, assessed)
 */
export function chargedView(state: EngineState, member: MemberState, assessed: Assessed): Assessed {
  const limit = state.terms?.policy.margin?.speedLimit
  const { charge } = member
  if (limit === undefined || charge === undefined || charge.carriedMinor === 0n) return assessed
  return withPair(assessed, nextPair({ ...charge, changing: false }, { at: state.at, asked: assessed.requirement }, limit))
}

/**
 * Accounts the fund has carried something for since so long ago that their charge is due to follow, marks or not.
 *
 * @example
 * dueToFollow(margin, turn.at, policy.margin) // ['fund-7']
 */
export function dueToFollow(margin: MarginState, at: TimeUs, { speedLimit }: MarginPolicy): readonly string[] {
  if (speedLimit === undefined) return []
  const isDue = (name: string): boolean => {
    const charge = margin.members.get(name)?.charge
    return charge !== undefined && elapsedUs(charge.initial.at, at) >= speedLimit.followEvery
  }
  return margin.carried?.accounts.filter(isDue) ?? []
}

function nextPair(charge: Charge, now: Readonly<{ at: TimeUs; asked: Asked }>, limit: MarginSpeedLimit): Pair {
  const { initial, maintenance, changing } = charge
  if (changing && initial.at === now.at) return changePair({ initial, maintenance }, now.asked)
  const speed = { risePerPeriod: limit.mostRisePerDay, period: seconds(86_400) }
  return inOrder({
    initial: followMargin(initial, { at: now.at, asked: demanded(now.asked.initialMargin) }, speed),
    maintenance: followMargin(maintenance, { at: now.at, asked: demanded(now.asked.maintenanceMargin) }, speed),
  })
}

function changePair({ initial, maintenance }: Pair, asked: Asked): Pair {
  return inOrder({
    initial: changePositions(initial, { askedBefore: initial.asked, askedAfter: demanded(asked.initialMargin) }),
    maintenance: changePositions(maintenance, { askedBefore: maintenance.asked, askedAfter: demanded(asked.maintenanceMargin) }),
  })
}

function firstPair(at: TimeUs, asked: Asked): Pair {
  return { initial: firstMargin(at, demanded(asked.initialMargin)), maintenance: firstMargin(at, demanded(asked.maintenanceMargin)) }
}

/** Credits may outweigh what is demanded; then there is nothing to slow down. */
function demanded(margin: number): number {
  return Math.max(0, margin)
}

/** Followed side by side the two could cross, after a maintenance margin of 0 or a change that adds more to one than to the other. */
function inOrder({ initial, maintenance }: Pair): Pair {
  if (maintenance.charged <= initial.charged || maintenance.asked > initial.asked) return { initial, maintenance }
  const { at, asked } = maintenance
  return { initial, maintenance: { at, asked, charged: initial.charged, carriedByFund: asked - initial.charged } }
}

function carriedOf({ initial, maintenance }: Pair): number {
  return Math.max(initial.carriedByFund, maintenance.carriedByFund)
}

function canCarry({ turn, margin, member }: MemberTurn, minor: bigint, policy: MarginPolicy): boolean {
  const total = (margin.carried?.totalMinor ?? 0n) - (member.charge?.carriedMinor ?? 0n) + minor
  return inSteps(margin, total, policy) <= carryableOf(turn.state.ledger, margin)
}

function chargeInFull(at: MemberTurn, policy: MarginPolicy, full: Readonly<{ assessed: Assessed; wanted: Pair }>): Assessed {
  const { turn, margin, member } = at
  const { assessed, wanted } = full
  const charge = chargeOf(member, wanted)
  anchor(charge, firstPair(turn.at, assessed.requirement))
  charge.changing = false
  noteCarried(margin, member, 0n)
  if (charge.inFull) return assessed
  charge.inFull = true
  const { initialMargin, maintenanceMargin } = assessed.requirement
  const reserved = inSteps(margin, margin.carried?.totalMinor ?? 0n, policy)
  const body = {
    kind: 'carryingRefused',
    account: member.id,
    wanted: settlementAmount(margin, minorUp(margin, carriedOf(wanted))),
    available: settlementAmount(margin, carryableOf(turn.state.ledger, margin) - reserved),
    asked: { initialMargin, maintenanceMargin, carried: 0 },
  } as const
  recordDecision(turn, { body })
  return assessed
}

function chargeOf(member: MemberState, pair: Pair): Charge {
  member.charge ??= { ...pair, carriedMinor: 0n, inFull: false, changing: false }
  return member.charge
}

function anchor(charge: Charge, { initial, maintenance }: Pair): void {
  charge.initial = initial
  charge.maintenance = maintenance
}

function withPair(assessed: Assessed, pair: Pair): Assessed {
  const { requirement } = assessed
  const carried = carriedOf(pair)
  if (carried === 0) return assessed
  const { initial, maintenance } = pair
  const { initialMargin, maintenanceMargin } = requirement
  const asked: AskedMargins = { initialMargin, maintenanceMargin, carried }
  const part = { name: 'carried by the fund', initial: -initial.carriedByFund, maintenance: -maintenance.carriedByFund }
  const margins = {
    initialMargin: initialMargin - initial.carriedByFund,
    maintenanceMargin: maintenanceMargin - maintenance.carriedByFund,
  }
  return { ...assessed, requirement: { ...requirement, ...margins, parts: [...requirement.parts, part] }, asked }
}
