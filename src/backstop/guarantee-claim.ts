import { invariant } from '../base/assert.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { later, type TimeUs } from '../base/time.ts'
import type { Instrument, Side } from '../market/instrument.ts'
import { notionalDown, notionalUp } from '../market/notional.ts'
import { capOf, entitlementOf, tallyOf, type Cover, type GuaranteeBook, type GuaranteeTerms, type Tally } from './loss-guarantee.ts'

/** Who was on the other side of a trade. */
export type Counterparty = Readonly<{ account: string; group: string }>

/**
 * One account's side of a trade as the engine saw it itself. The other side is absent where nobody said who it was; `isForced` says that it was
 * being liquidated. `markTicks` is the mark at the time, absent where there was none.
 */
export type SeenTrade = Readonly<{
  id: string
  at: TimeUs
  contract: string
  account: string
  group: string
  side: Side
  lots: number
  ticks: number
  markTicks?: number
  counterparty?: Counterparty
  isForced: boolean
}>

/** A trade as a claim names it: with its numbers, and the side the claimant was on. */
export type Evidence = Readonly<{ trade: string; side: Side; lots: number; ticks: number }>

/** A claim on a cover. */
export type Claim = Readonly<{ cover: string; account: string; at: TimeUs; evidence: readonly Evidence[] }>

/** A contract's price when the window ended; absent when it was not known. */
export type Closing = Readonly<{ instrument: Instrument; ticks?: number }>

/**
 * What the engine knows of the window of a claim: every trade by its name, those of each linked group in it, and the prices it ended at.
 */
export type Witness = Readonly<{
  trades: ReadonlyMap<string, SeenTrade>
  tradesOf: (group: string) => readonly SeenTrade[]
  closings: ReadonlyMap<string, Closing>
}>

/** A claim that is granted. `paidMinor` may be 0: what it proved counts towards the deductible all the same. */
export type GrantedClaim = Readonly<{ cover: Cover; trades: readonly string[]; lostMinor: bigint; paidMinor: bigint; tally: Tally }>

/**
 * Why a claim is refused, in order of precedence: where several apply, the first is given, and of several trades the first it applies to is named.
 *
 * | reason | when |
 * | --- | --- |
 * | coverUnknown | there is no such cover, or its window is closed |
 * | notHolder | the cover is another account's |
 * | tooEarly | the window has not ended, so what was lost in it is not known |
 * | tooLate | the time for claims is over |
 * | evidenceEmpty | no trade is named |
 * | evidenceTwice | a trade is named twice in the claim |
 * | tradeUnknown | the engine has not seen such a trade |
 * | tradeDiffers | it has, with other numbers, or as another account's |
 * | tradeClaimed | an earlier claim named it |
 * | outOfWindow | it lies outside the cover's window |
 * | counterpartyUnknown | nobody knows who was on the other side |
 * | selfDealt | the other side was the claimant's own linked group |
 * | notForced | the other side was not being liquidated |
 * | priceFar | its price was too far from the mark, or there was no mark |
 * | closingUnknown | the contract had no price when the window ended |
 */
export type ClaimRefusal = Readonly<
  | { reason: 'coverUnknown' | 'notHolder' | 'evidenceEmpty' }
  | { reason: 'tooEarly'; from: TimeUs }
  | { reason: 'tooLate'; until: TimeUs }
  | { reason: TradeReason; trade: string }
>

type TradeReason =
  | 'evidenceTwice'
  | 'tradeUnknown'
  | 'tradeDiffers'
  | 'tradeClaimed'
  | 'outOfWindow'
  | 'counterpartyUnknown'
  | 'selfDealt'
  | 'notForced'
  | 'priceFar'
  | 'closingUnknown'

/**
 * Adjudicates a claim by rule, and changes nothing: `noteClaim` does.
 *
 * A trade's loss is its price against the price its window ended at. What a claim proves is the sum of the losses it names; what it is paid is what its
 * linked group is entitled to now, for all its claims of the window, less what the group was paid. The group's own result caps it: of all its
 * trades of the window with others, gains count in full and losses where they could be claimed or would lower the result. So neither naming
 * losses only, nor several claims, nor several accounts of a group bring more than one claim of everything.
 *
 * @example
 * adjudicateClaim(book, terms, { claim, witness }) // { ok: true, value: { paidMinor: 400n, ... } }
 */
export function adjudicateClaim(
  book: GuaranteeBook,
  terms: GuaranteeTerms,
  { claim, witness }: Readonly<{ claim: Claim; witness: Witness }>,
): Result<GrantedClaim, ClaimRefusal> {
  const cover = book.covers.get(claim.cover)
  if (cover === undefined) return refuse({ reason: 'coverUnknown' })
  const refusal = standingRefusal(cover, terms, claim) ?? evidenceRefusal(cover, { book, terms, claim, witness })
  if (refusal !== undefined) return refuse(refusal)
  const window = book.windows.get(cover.window)
  invariant(window !== undefined, 'the window of a cover is kept as long as the cover')
  const named = claim.evidence.map(({ trade }) => lossOf(witness, tradeNamed(witness, trade)))
  const lostMinor = sumOf(named.map((loss) => (loss > 0n ? loss : 0n)))
  const before = tallyOf(window, cover.group)
  const provedMinor = before.lostMinor + lostMinor
  const borneMinor = groupLoss(cover.group, terms, witness)
  const entitled = entitlementOf(terms, { lostMinor: least(provedMinor, borneMinor), capMinor: capOf(window, cover.group) })
  const paidMinor = entitled > before.paidMinor ? entitled - before.paidMinor : 0n
  const tally = { lostMinor: provedMinor, paidMinor: before.paidMinor + paidMinor }
  return accept({ cover, trades: claim.evidence.map(({ trade }) => trade), lostMinor, paidMinor, tally })
}

/**
 * What a trade lost its account against the closing price, in minor units, a loss positive; rounded down, so that a gain is never made smaller.
 *
 * @throws InvariantError when the closing price is not known.
 *
 * @example
 * lossOf(witness, trade) // 10_000_000n: bought at 61,800, which ended at 51,800, 0.001 BTC
 */
export function lossOf(witness: Witness, trade: SeenTrade): bigint {
  const closing = witness.closings.get(trade.contract)
  invariant(closing?.ticks !== undefined, 'a loss is measured against a price that is known')
  const [entry, exit] = [
    { ticks: trade.ticks, lots: trade.lots },
    { ticks: closing.ticks, lots: trade.lots },
  ]
  const [paid, worth] = trade.side === 'buy' ? [entry, exit] : [exit, entry]
  return notionalDown(closing.instrument, paid).minor - notionalUp(closing.instrument, worth).minor
}

function standingRefusal(cover: Cover, terms: GuaranteeTerms, { account, at, evidence }: Claim): ClaimRefusal | undefined {
  if (cover.account !== account) return { reason: 'notHolder' }
  if (at < cover.until) return { reason: 'tooEarly', from: cover.until }
  const until = later(cover.until, terms.claimFor)
  if (at > until) return { reason: 'tooLate', until }
  return evidence.length === 0 ? { reason: 'evidenceEmpty' } : undefined
}

type Hearing = Readonly<{ book: GuaranteeBook; terms: GuaranteeTerms; claim: Claim; witness: Witness }>

/** One check of one piece of evidence: whether the reason applies to it. A later check may rely on the earlier ones. */
type Check = Readonly<{ reason: TradeReason; applies: (evidence: Evidence, place: number) => boolean }>

/** A reason is looked for in all evidence before the next one is. */
function evidenceRefusal(cover: Cover, hearing: Hearing): ClaimRefusal | undefined {
  for (const { reason, applies } of checksOf(cover, hearing)) {
    const found = hearing.claim.evidence.find(applies)
    if (found !== undefined) return { reason, trade: found.trade }
  }
  return undefined
}

function checksOf(cover: Cover, { book, terms, claim, witness }: Hearing): readonly Check[] {
  const { evidence, account } = claim
  const claimed = new Set(book.windows.get(cover.window)?.claimed)
  const seen = ({ trade }: Evidence): SeenTrade => tradeNamed(witness, trade)
  return [
    { reason: 'evidenceTwice', applies: ({ trade }, place) => evidence.findIndex((each) => each.trade === trade) !== place },
    { reason: 'tradeUnknown', applies: ({ trade }) => !witness.trades.has(trade) },
    { reason: 'tradeDiffers', applies: (item) => differs(seen(item), item, account) },
    { reason: 'tradeClaimed', applies: ({ trade }) => claimed.has(trade) },
    { reason: 'outOfWindow', applies: (item) => seen(item).at < cover.from || seen(item).at >= cover.until },
    { reason: 'counterpartyUnknown', applies: (item) => seen(item).counterparty === undefined },
    { reason: 'selfDealt', applies: (item) => seen(item).counterparty?.group === cover.group },
    { reason: 'notForced', applies: (item) => !seen(item).isForced },
    { reason: 'priceFar', applies: (item) => isFar(seen(item), terms.farBps) },
    { reason: 'closingUnknown', applies: (item) => witness.closings.get(seen(item).contract)?.ticks === undefined },
  ]
}

function differs(trade: SeenTrade, named: Evidence, account: string): boolean {
  return trade.lots !== named.lots || trade.ticks !== named.ticks || trade.side !== named.side || trade.account !== account
}

/** What a group lost in a window in all, 0 when it gained. */
function groupLoss(group: string, terms: GuaranteeTerms, witness: Witness): bigint {
  const loss = sumOf(
    witness.tradesOf(group).map((trade) => {
      const other = trade.counterparty
      if (other?.group === group || witness.closings.get(trade.contract)?.ticks === undefined) return 0n
      const lost = lossOf(witness, trade)
      // A loss to nobody known, or at a price far from the mark, could be one's own gain elsewhere.
      return lost > 0n && (other === undefined || isFar(trade, terms.farBps)) ? 0n : lost
    }),
  )
  return loss > 0n ? loss : 0n
}

/** Without a mark nobody can say that a price was near it. */
function isFar({ ticks, markTicks }: SeenTrade, farBps: number): boolean {
  return markTicks === undefined || Math.abs(ticks - markTicks) * 10_000 > farBps * markTicks
}

function tradeNamed(witness: Witness, name: string): SeenTrade {
  const trade = witness.trades.get(name)
  invariant(trade !== undefined, 'evidence that was not seen is refused before it is weighed')
  return trade
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, each) => sum + each, 0n)
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
