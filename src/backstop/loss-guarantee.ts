import { mulDivDown } from '../base/amount.ts'
import { invariant } from '../base/assert.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { elapsedUs, later, timeUs, type DurationUs, type TimeUs } from '../base/time.ts'
import { createAllowance, firstExceeded, spend, spentOf, type Allowance, type Cap } from './allowance.ts'
import { coolDown, coolingUntil, type CoolDowns } from './cool-down.ts'
import { penalCharge, wholeBps, type PenalTerms } from './penal-price.ts'

/**
 * Terms of a guarantee of counterparties. Time is cut into windows; a cover is bought for one of them before it begins, so that nobody insures a
 * loss that is under way. Minor units of the settlement asset.
 */
export type GuaranteeTerms = Readonly<{
  startedAt: TimeUs
  windowFor: DurationUs
  /** A cover is bought at least this long before its window. */
  leadFor: DurationUs
  /** After a window, how long claims on it may be filed. */
  claimFor: DurationUs
  /** Premium of a cover, of its cap. */
  price: PenalTerms
  /** What a group bears itself of a window's loss, and the share of the rest that is made good, in basis points. */
  deductibleMinor: bigint
  coveredBps: bigint
  /** A trade further than this from the mark of its time is not covered. */
  farBps: number
  /** Caps sold for one window: in all, to one account and to one linked group. All of it is set aside. */
  perWindowMinor: bigint
  perBeneficiaryMinor: bigint
  perGroupMinor: bigint
  /** After a payment, how long its group may not buy. */
  coolDownFor: DurationUs
}>

/** A cover that was bought. Its window begins at `from` and ends before `until`. */
export type Cover = Readonly<{
  id: string
  account: string
  group: string
  window: number
  from: TimeUs
  until: TimeUs
  capMinor: bigint
  premiumMinor: bigint
}>

/** What is known of one window. The tallies are of linked groups: what their claims proved to be lost, and what they were paid. */
export type GuaranteeWindow = Readonly<{
  allowance: Allowance
  tallies: Map<string, Tally>
  /** Names of trades that were claimed. */
  claimed: string[]
}>

/** What a linked group claimed and was paid in one window. */
export type Tally = Readonly<{ lostMinor: bigint; paidMinor: bigint }>

/** All that is remembered of guarantees. Plain data, changed in place. */
export type GuaranteeBook = Readonly<{ covers: Map<string, Cover>; windows: Map<number, GuaranteeWindow>; coolDowns: CoolDowns }>

/** A wish for cover. `cashMinor` is what the buyer can pay, `reserveMinor` what the fund can set aside. */
export type CoverRequest = Readonly<{
  id: string
  account: string
  group: string
  at: TimeUs
  capMinor: bigint
  cashMinor: bigint
  reserveMinor: bigint
}>

/**
 * Why no cover is sold, in order of precedence: where several apply, the first is given.
 *
 * | reason | when |
 * | --- | --- |
 * | capNotPositive | the cap is 0 or below |
 * | coolingDown | the group was paid a claim lately |
 * | beyondBeneficiary | the account's covers of the window would exceed what one account may have |
 * | beyondGroup | as much for its linked group |
 * | beyondWindow | as much for all of them |
 * | fundShort | the reserve cannot set the cap aside |
 * | premiumNotPaid | the buyer's free money is less than the premium |
 */
export type CoverRefusal = Readonly<
  | { reason: 'capNotPositive' }
  | { reason: 'coolingDown'; until: TimeUs }
  | { reason: 'beyondBeneficiary' | 'beyondGroup' | 'beyondWindow' | 'fundShort'; availableMinor: bigint }
  | { reason: 'premiumNotPaid'; premiumMinor: bigint }
>

/**
 * No cover sold.
 *
 * @example
 * const book = createGuaranteeBook()
 */
export function createGuaranteeBook(): GuaranteeBook {
  return { covers: new Map(), windows: new Map(), coolDowns: new Map() }
}

/**
 * Sells a cover of the next window that is far enough away, at the penal price of its cap.
 *
 * @throws InvariantError when the id was used before.
 *
 * @example
 * buyCover(book, terms, { id: '7:0', account: 'maker-1', group: 'maker', at, capMinor: 1_000_000n, cashMinor: 50_000n, reserveMinor: 10_000_000n })
 */
export function buyCover(book: GuaranteeBook, terms: GuaranteeTerms, request: CoverRequest): Result<Cover, CoverRefusal> {
  const { id, account, group, at, capMinor } = request
  invariant(!book.covers.has(id), 'a cover is bought once')
  const window = nextWindow(terms, at)
  const allowance = book.windows.get(window)?.allowance ?? createAllowance()
  const caps = coverCaps(terms, request)
  const refusal = coverRefusal(request, { until: coolingUntil(book.coolDowns, group, at), allowance, caps })
  if (refusal !== undefined) return refuse(refusal)
  const usedMinor = spentOf(allowance, { key: 'all', scope: 'standing' })
  const situation = { marketBps: 0n, usedMinor, addedMinor: capMinor, budgetMinor: terms.perWindowMinor }
  const premiumMinor = penalCharge(terms.price, situation)
  if (request.cashMinor < premiumMinor) return refuse({ reason: 'premiumNotPaid', premiumMinor })
  spend(allowance, caps, capMinor)
  if (!book.windows.has(window)) book.windows.set(window, { allowance, tallies: new Map(), claimed: [] })
  const cover: Cover = { id, account, group, window, ...windowTimes(terms, window), capMinor, premiumMinor }
  book.covers.set(id, cover)
  return accept(cover)
}

/**
 * When a window begins, and the time before which it ends.
 *
 * @example
 * windowTimes(terms, 0).from === terms.startedAt // true
 */
export function windowTimes(terms: GuaranteeTerms, window: number): Readonly<{ from: TimeUs; until: TimeUs }> {
  const from = timeUs(terms.startedAt + window * terms.windowFor)
  return { from, until: later(from, terms.windowFor) }
}

/**
 * What a group is entitled to of what it lost in a window: the covered share of what is beyond the deductible, no more than the caps it bought.
 * Rounded down.
 *
 * @param lostMinor - What its claims proved and no more than what it lost in all; not negative.
 *
 * @example
 * entitlementOf({ deductibleMinor: 100n, coveredBps: 8_000n }, { lostMinor: 600n, capMinor: 1_000n }) // 400n
 */
export function entitlementOf(
  terms: Pick<GuaranteeTerms, 'deductibleMinor' | 'coveredBps'>,
  loss: Readonly<{ lostMinor: bigint; capMinor: bigint }>,
): bigint {
  if (loss.lostMinor <= terms.deductibleMinor) return 0n
  const covered = mulDivDown(loss.lostMinor - terms.deductibleMinor, terms.coveredBps, wholeBps)
  return covered < loss.capMinor ? covered : loss.capMinor
}

/**
 * Notes what a claim proved and was paid; a payment lets its group wait before it buys again.
 *
 * @throws InvariantError when the group would be paid beyond the caps it bought.
 *
 * @example
 * noteClaim(book, terms, { cover, trades: ['9:0'], tally: { lostMinor: 600n, paidMinor: 400n }, at })
 */
export function noteClaim(
  book: GuaranteeBook,
  terms: GuaranteeTerms,
  claim: Readonly<{ cover: Cover; trades: readonly string[]; tally: Tally; at: TimeUs }>,
): void {
  const { cover, trades, tally, at } = claim
  const window = book.windows.get(cover.window)
  invariant(window !== undefined, 'a claim is on a window that is not closed')
  const before = tallyOf(window, cover.group)
  invariant(tally.paidMinor >= before.paidMinor && tally.paidMinor <= capOf(window, cover.group), 'no group is paid beyond its caps')
  window.claimed.push(...trades)
  window.tallies.set(cover.group, tally)
  if (tally.paidMinor > before.paidMinor) coolDown(book.coolDowns, cover.group, { at, waitFor: terms.coolDownFor })
}

/**
 * What a group claimed and was paid in a window.
 *
 * @example
 * tallyOf(window, 'maker') // { lostMinor: 0n, paidMinor: 0n } before its first claim
 */
export function tallyOf(window: GuaranteeWindow, group: string): Tally {
  return window.tallies.get(group) ?? { lostMinor: 0n, paidMinor: 0n }
}

/**
 * The caps a group bought for a window, added up.
 *
 * @example
 * capOf(window, 'maker') // 1_000_000n
 */
export function capOf(window: GuaranteeWindow, group: string): bigint {
  return spentOf(window.allowance, { key: `group:${group}`, scope: 'standing' })
}

/**
 * Forgets windows on which no claim may be filed any more.
 *
 * @returns Their covers: what was set aside for them and not paid is free.
 *
 * @example
 * for (const cover of closeWindows(book, terms, at)) releaseCover(cover)
 */
export function closeWindows(book: GuaranteeBook, terms: GuaranteeTerms, at: TimeUs): readonly Cover[] {
  const over = [...book.covers.values()].filter((cover) => at > later(cover.until, terms.claimFor))
  for (const { id, window } of over) {
    book.covers.delete(id)
    book.windows.delete(window)
  }
  return over
}

type Standing = Readonly<{ until: TimeUs | undefined; allowance: Allowance; caps: readonly Cap<CapReason>[] }>

type CapReason = 'beyondBeneficiary' | 'beyondGroup' | 'beyondWindow'

function coverRefusal(request: CoverRequest, standing: Standing): CoverRefusal | undefined {
  const { capMinor, reserveMinor } = request
  if (capMinor <= 0n) return { reason: 'capNotPositive' }
  if (standing.until !== undefined) return { reason: 'coolingDown', until: standing.until }
  const exceeded = firstExceeded(standing.allowance, standing.caps, capMinor)
  if (exceeded !== undefined) return exceeded
  return capMinor > reserveMinor ? { reason: 'fundShort', availableMinor: reserveMinor } : undefined
}

/** The allowance belongs to one window, so its limits stand as long as the window does. */
function coverCaps(terms: GuaranteeTerms, { account, group }: CoverRequest): readonly Cap<CapReason>[] {
  return [
    { reason: 'beyondBeneficiary', key: `account:${account}`, limitMinor: terms.perBeneficiaryMinor, scope: 'standing' },
    { reason: 'beyondGroup', key: `group:${group}`, limitMinor: terms.perGroupMinor, scope: 'standing' },
    { reason: 'beyondWindow', key: 'all', limitMinor: terms.perWindowMinor, scope: 'standing' },
  ]
}

/** The first window that begins no sooner than the lead after `at`. */
function nextWindow({ startedAt, windowFor, leadFor }: GuaranteeTerms, at: TimeUs): number {
  invariant(windowFor > 0, 'a window has a length')
  return Math.ceil(elapsedUs(startedAt, later(at, leadFor)) / windowFor)
}
