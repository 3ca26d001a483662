import { accept, refuse, type Result } from '../base/result.ts'
import type { DurationUs, TimeUs } from '../base/time.ts'
import { beginEpoch, createAllowance, epochAt, firstExceeded, roomUnder, spend, spentOf, type Allowance, type Cap } from './allowance.ts'
import { coolDown, coolingUntil, type CoolDowns } from './cool-down.ts'

/** Limits of draws on the fund. Minor units of the settlement asset. */
export type DrawTerms = Readonly<{
  startedAt: TimeUs
  epochFor: DurationUs
  /** Most that is drawn for one loss event, however long it lasts. */
  perEventMinor: bigint
  /** Most that is drawn within an epoch: for one account, for its linked group, in all. */
  perBeneficiaryMinor: bigint
  perGroupMinor: bigint
  perEpochMinor: bigint
  /** After a draw for one loss event, how long its group gets none for another. */
  coolDownFor: DurationUs
}>

/** All that is remembered of draws. Plain data, changed in place. */
export type DrawBook = Readonly<{ allowance: Allowance; coolDowns: CoolDowns }>

/** A wish to draw. */
export type DrawRequest = Readonly<{
  at: TimeUs
  event: string
  /** The account whose loss is paid, and its linked group. */
  beneficiary: string
  group: string
  wantedMinor: bigint
  /** What of the event's loss nobody has paid; absent when there is no such event. */
  uncoveredMinor?: bigint
  /** What the fund has free. */
  reserveMinor: bigint
}>

/**
 * Why a draw is refused, in order of precedence: where several apply, the first is given. `availableMinor` is what that limit leaves.
 *
 * | reason | when |
 * | --- | --- |
 * | wantedNotPositive | the amount is 0 or below |
 * | eventUnknown | there is no such loss event |
 * | beyondLoss | less of its loss is uncovered |
 * | coolingDown | the group was helped in another event lately |
 * | beyondEvent | the event's limit leaves less |
 * | beyondBeneficiary | the account's |
 * | beyondGroup | its linked group's |
 * | beyondEpoch | the epoch's |
 * | fundShort | the reserve has less free |
 */
export type DrawRefusal = Readonly<
  | { reason: 'wantedNotPositive' | 'eventUnknown' }
  | { reason: 'coolingDown'; until: TimeUs }
  | { reason: 'beyondLoss' | DrawCapReason | 'fundShort'; availableMinor: bigint }
>

type DrawCapReason = 'beyondEvent' | 'beyondBeneficiary' | 'beyondGroup' | 'beyondEpoch'

/**
 * Nothing drawn.
 *
 * @example
 * const book = createDrawBook()
 */
export function createDrawBook(): DrawBook {
  return { allowance: createAllowance(), coolDowns: new Map() }
}

/**
 * Draws on the fund, all of what is wanted or nothing.
 *
 * @returns What was drawn, in minor units.
 * @throws InvariantError when time runs back into an epoch that is over.
 *
 * @example
 * requestDraw(book, terms, { at, event: '12:0', beneficiary: 'a-1', group: 'a', wantedMinor: 500n, uncoveredMinor: 800n, reserveMinor: 10_000n })
 */
export function requestDraw(book: DrawBook, terms: DrawTerms, request: DrawRequest): Result<bigint, DrawRefusal> {
  const { at, group, wantedMinor } = request
  beginEpoch(book.allowance, epochAt(at, terms))
  const refusal = drawRefusal(book, terms, request)
  if (refusal !== undefined) return refuse(refusal)
  spend(book.allowance, drawCaps(terms, request), wantedMinor)
  coolDown(book.coolDowns, group, { at, waitFor: terms.coolDownFor })
  return accept(wantedMinor)
}

/**
 * The most that would be drawn now. 0 where any draw would be refused.
 *
 * @example
 * drawable(book, terms, { at, event: '12:0', beneficiary: 'a-1', group: 'a', uncoveredMinor: 800n, reserveMinor: 10_000n }) // 800n
 */
export function drawable(book: DrawBook, terms: DrawTerms, request: Omit<DrawRequest, 'wantedMinor'>): bigint {
  beginEpoch(book.allowance, epochAt(request.at, terms))
  if (request.uncoveredMinor === undefined || mustWait(book, request) !== undefined) return 0n
  const room = roomUnder(book.allowance, drawCaps(terms, request))
  return [request.uncoveredMinor, request.reserveMinor, room].reduce((least, each) => (each < least ? each : least))
}

/**
 * Forgets a loss event that is over.
 *
 * @example
 * forgetEvent(book, '12:0')
 */
export function forgetEvent(book: DrawBook, event: string): void {
  book.allowance.standing.delete(eventKey(event))
}

function drawRefusal(book: DrawBook, terms: DrawTerms, request: DrawRequest): DrawRefusal | undefined {
  const { wantedMinor, uncoveredMinor, reserveMinor } = request
  if (wantedMinor <= 0n) return { reason: 'wantedNotPositive' }
  if (uncoveredMinor === undefined) return { reason: 'eventUnknown' }
  if (wantedMinor > uncoveredMinor) return { reason: 'beyondLoss', availableMinor: uncoveredMinor }
  const until = mustWait(book, request)
  if (until !== undefined) return { reason: 'coolingDown', until }
  const exceeded = firstExceeded(book.allowance, drawCaps(terms, request), wantedMinor)
  if (exceeded !== undefined) return exceeded
  return wantedMinor > reserveMinor ? { reason: 'fundShort', availableMinor: reserveMinor } : undefined
}

/** Draws for the event that a group is already being helped in need not wait. */
function mustWait(book: DrawBook, { at, event, group }: Omit<DrawRequest, 'wantedMinor'>): TimeUs | undefined {
  const drawn = spentOf(book.allowance, { key: eventKey(event), scope: 'standing' })
  return drawn > 0n ? undefined : coolingUntil(book.coolDowns, group, at)
}

type Beneficiary = Pick<DrawRequest, 'event' | 'beneficiary' | 'group'>

function drawCaps(terms: DrawTerms, { event, beneficiary, group }: Beneficiary): readonly [Cap<DrawCapReason>, ...Cap<DrawCapReason>[]] {
  return [
    { reason: 'beyondEvent', key: eventKey(event), limitMinor: terms.perEventMinor, scope: 'standing' },
    { reason: 'beyondBeneficiary', key: `account:${beneficiary}`, limitMinor: terms.perBeneficiaryMinor, scope: 'epoch' },
    { reason: 'beyondGroup', key: `group:${group}`, limitMinor: terms.perGroupMinor, scope: 'epoch' },
    { reason: 'beyondEpoch', key: 'all', limitMinor: terms.perEpochMinor, scope: 'epoch' },
  ]
}

function eventKey(event: string): string {
  return `event:${event}`
}
