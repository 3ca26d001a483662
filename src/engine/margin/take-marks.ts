import { elapsedUs, later, type TimeUs } from '../../base/time.ts'
import type { ContractMark, UnderlyingMarket } from '../../margin/market-snapshot.ts'
import { tickSize } from '../../market/instrument.ts'
import { gradeTolerated, type PriceGrade } from '../../market/price-grade.ts'
import { touchOf, type MarketState, type Touch } from '../market-state.ts'
import type { Turn } from '../turn.ts'
import { sampleDepth } from './coverage-depth.ts'
import { assetKey } from './index-accounts.ts'
import type { MarginPolicy, MarkPolicy } from './margin-policy.ts'
import { insertName, type MarginState, type MarkAge } from './margin-state.ts'
import type { IndexMark, MarksChanged } from './member-input.ts'
import { accountsAwake } from './quiet-bands.ts'
import { refuseInput, type InputRefusal } from './refuse-input.ts'
import { reviewMember } from './review-member.ts'
import { isAsset } from './take-money.ts'

/**
 * Takes in marks that a feed states, all of them or, when one is not a number above 0 or of nothing known, none, and reviews the accounts
 * they touch.
 *
 * @example
 * takeMarks(turn, margin, input, policy.margin)
 */
export function takeMarks(turn: Turn, margin: MarginState, input: MarksChanged, policy: MarginPolicy): void {
  const refusal = marksRefusal(margin, input, policy)
  if (refusal !== undefined) return refuseInput(turn, input.kind, refusal)
  const touched: string[] = []
  for (const index of input.indexes) {
    tell(margin.indexAges, index.underlying, { turn, policy: policy.marks, grade: index.grade })
    setIndex(margin, index, policy)
    insertName(touched, index.underlying)
  }
  for (const { contract, grade, ...mark } of input.contracts) {
    margin.marks.set(contract, mark)
    tell(margin.markAges, contract, { turn, policy: policy.marks, grade })
    insertName(touched, margin.contracts.get(contract)?.underlying ?? contract)
  }
  for (const price of input.assets) {
    setAsset(margin, price, policy)
    insertName(touched, price.asset === margin.settlement.asset ? everyone : assetKey(price.asset))
  }
  reviewTouched(turn, margin, touched, policy)
}

/**
 * Lets the mark of a market of the run follow its book: when it is off by the least step, or after the least interval; by at most the
 * largest step. A grade that a feed told stands meanwhile. A book that is not whole moves nothing, and its mark grows old. Under liquidity coverage the book's depth is sampled as well.
 *
 * @example
 * followBook(turn, margin, market, policy.margin)
 */
export function followBook(turn: Turn, margin: MarginState, market: MarketState, policy: MarginPolicy): void {
  const { instrument } = market
  const touch = touchOf(market)
  if (touch === undefined || !margin.listings.has(instrument.id)) return
  const isMarked = moveMark(turn, margin, { market, touch, policy })
  const isSampled = isFirstOf(margin, instrument.id, instrument.base) && sampleDepth(margin, market, { at: turn.at, policy })
  if (isMarked === 'doubted' || isSampled) reviewTouched(turn, margin, [instrument.base], policy)
  else if (isMarked === 'moved') reviewEach(turn, margin, accountsAwake(margin, instrument.base), policy)
}

type Move = Readonly<{ market: MarketState; touch: Touch; policy: MarginPolicy }>

/** What a book did to its market's mark: moved it, or renewed one that was stale or graded, so that every account must be looked at. */
function moveMark(turn: Turn, margin: MarginState, { market, touch, policy }: Move): 'unchanged' | 'moved' | 'doubted' {
  const { instrument } = market
  const mid = ((touch.bidTicks + touch.askTicks) / 2) * tickSize(instrument)
  const before = margin.marks.get(instrument.id)?.markPrice
  const age = margin.markAges.get(instrument.id)
  const next = nextMark(before, mid, { policy: policy.marks, at: turn.at, age })
  if (next === undefined) return 'unchanged'
  const wasDoubtful = isDoubtful(age, turn.at) || isDoubtful(margin.indexAges.get(instrument.base), turn.at)
  margin.marks.set(instrument.id, { markPrice: next, confidence: 1 })
  renew(margin.markAges, instrument.id, { turn, policy: policy.marks })
  // The first market on a base asset is also its index.
  if (isFirstOf(margin, instrument.id, instrument.base)) {
    renew(margin.indexAges, instrument.base, { turn, policy: policy.marks })
    setIndex(margin, { underlying: instrument.base, indexPrice: next, confidence: 1 }, policy)
  }
  if (wasDoubtful || before === undefined) return 'doubted'
  return next === before ? 'unchanged' : 'moved'
}

/**
 * Marks without news for too long become stale, and whoever holds them is reviewed.
 *
 * @example
 * ageMarks(turn, margin, policy.margin)
 */
export function ageMarks(turn: Turn, margin: MarginState, policy: MarginPolicy): void {
  const touched: string[] = []
  for (const [contract, age] of margin.markAges) {
    if (turnsStale(age, turn.at)) insertName(touched, margin.contracts.get(contract)?.underlying ?? contract)
  }
  for (const [underlying, age] of margin.indexAges) if (turnsStale(age, turn.at)) insertName(touched, underlying)
  reviewTouched(turn, margin, touched, policy)
}

/** A mark that is renewed at the price it had is news all the same to whoever could not be valued on it, or not be liquidated. */
function isDoubtful(age: MarkAge | undefined, at: TimeUs): boolean {
  return age !== undefined && (age.stale || at > age.freshUntil || age.grade !== 'ok')
}

/** Stands for every account in a list of what was touched. */
const everyone = '*'

type Following = Readonly<{ policy: MarkPolicy; at: TimeUs; age: MarkAge | undefined }>

function nextMark(before: number | undefined, mid: number, { policy, at, age }: Following): number | undefined {
  if (before === undefined || age === undefined) return mid
  const isOff = Math.abs(mid - before) * 10_000 >= policy.leastStepBps * before
  if (!isOff && elapsedUs(age.at, at) < policy.every) return undefined
  const most = (before * policy.mostStepBps) / 10_000
  return Math.min(Math.max(mid, before - most), before + most)
}

function isFirstOf(margin: MarginState, id: string, base: string): boolean {
  for (const [contract, listing] of margin.listings) {
    if (listing.market !== undefined && listing.contract.underlying === base) return contract === id
  }
  return false
}

function setIndex(margin: MarginState, mark: IndexMark, policy: MarginPolicy): void {
  const { underlying, indexPrice, confidence, expiries, dailyReturns, dailyVolume } = mark
  const before = margin.underlyings.get(underlying)
  const returns = dailyReturns ?? before?.dailyReturns
  const volume = dailyVolume ?? before?.dailyVolume
  const known: UnderlyingMarket['expiries'] =
    expiries === undefined
      ? (before?.expiries ?? new Map())
      : new Map(expiries.map(({ expiresAt, ...market }) => [expiresAt, market] as const))
  margin.underlyings.set(underlying, {
    indexPrice,
    confidence,
    expiries: known,
    ...(returns !== undefined && { dailyReturns: returns }),
    ...(volume !== undefined && { dailyVolume: volume }),
    ...(before?.depth !== undefined && { depth: before.depth }),
    ...(before?.dailyVolatility !== undefined && { dailyVolatility: before.dailyVolatility }),
  })
  // Collateral keeps the last price that was believed.
  if (!gradeTolerated('issueCall', margin.indexAges.get(underlying)?.grade ?? 'ok')) return
  for (const terms of policy.collateral) {
    if (terms.underlying !== underlying) continue
    const { initialHaircut, maintenanceHaircut } = terms
    margin.collateral.set(terms.asset, { price: indexPrice, confidence, initialHaircut, maintenanceHaircut, underlying })
  }
}

function setAsset(margin: MarginState, news: MarksChanged['assets'][number], policy: MarginPolicy): void {
  const { asset, price, confidence } = news
  if (asset === margin.settlement.asset) {
    margin.settlement.price = price
    margin.settlement.confidence = confidence
    return
  }
  const terms = policy.collateral.find((each) => each.asset === asset)
  if (terms === undefined) return
  const { initialHaircut, maintenanceHaircut, underlying } = terms
  const follows = underlying === undefined ? {} : { underlying }
  margin.collateral.set(asset, { price, confidence, initialHaircut, maintenanceHaircut, ...follows })
}

function marksRefusal(margin: MarginState, input: MarksChanged, policy: MarginPolicy): InputRefusal | undefined {
  for (const { underlying, indexPrice, confidence } of input.indexes) {
    if (!isPrice(indexPrice)) return { reason: 'priceNotPositive', subject: underlying, found: String(indexPrice) }
    if (!isShare(confidence)) return { reason: 'markNotANumber', subject: underlying, found: String(confidence) }
  }
  for (const { contract, ...mark } of input.contracts) {
    if (!margin.contracts.has(contract)) return { reason: 'contractUnknown', subject: contract }
    const wrong = wrongPart(mark)
    if (wrong !== undefined) return { reason: 'markNotANumber', subject: contract, found: String(wrong) }
  }
  for (const { asset, price, confidence } of input.assets) {
    if (!isAsset(margin, policy, asset)) return { reason: 'assetUnknown', subject: asset }
    if (!isPrice(price)) return { reason: 'priceNotPositive', subject: asset, found: String(price) }
    if (!isShare(confidence)) return { reason: 'markNotANumber', subject: asset, found: String(confidence) }
  }
  return undefined
}

function wrongPart({ markPrice, volatility, confidence }: ContractMark): number | undefined {
  if (markPrice !== undefined && !isPrice(markPrice)) return markPrice
  if (volatility !== undefined && !isPrice(volatility)) return volatility
  return isShare(confidence) ? undefined : confidence
}

function isPrice(price: number): boolean {
  return price > 0 && price < Infinity
}

function isShare(share: number): boolean {
  return share >= 0 && share <= 1
}

type Ages = Map<string, MarkAge>

function tell(
  ages: Ages,
  name: string,
  { turn, policy, grade }: Readonly<{ turn: Turn; policy: MarkPolicy; grade: PriceGrade | undefined }>,
): void {
  const told = grade === undefined ? {} : { gradedAt: turn.at }
  ages.set(name, { ...freshAge(turn, policy), grade: grade ?? 'ok', ...told })
}

/** A book moves a mark; what a feed has said of how far it may be believed stands as long as a mark may be old. */
function renew(ages: Ages, name: string, { turn, policy }: Readonly<{ turn: Turn; policy: MarkPolicy }>): void {
  const { grade = 'ok', gradedAt } = ages.get(name) ?? {}
  const stands = gradedAt !== undefined && elapsedUs(gradedAt, turn.at) <= policy.staleAfter
  ages.set(name, { ...freshAge(turn, policy), ...(stands && { grade, gradedAt }) })
}

function freshAge({ seq, at }: Turn, policy: MarkPolicy): MarkAge {
  return { seq, at, grade: 'ok', freshUntil: later(at, policy.staleAfter), stale: false }
}

/** Whether a mark has just become too old; says so once. */
function turnsStale(age: MarkAge, at: TimeUs): boolean {
  if (age.stale || at <= age.freshUntil) return false
  age.stale = true
  return true
}

/** Reviews the accounts touched, each once, in order of name. */
function reviewTouched(turn: Turn, margin: MarginState, touched: readonly string[], policy: MarginPolicy): void {
  reviewEach(turn, margin, accountsTouched(margin, touched), policy)
}

function reviewEach(turn: Turn, margin: MarginState, names: readonly string[], policy: MarginPolicy): void {
  for (const name of names) {
    const member = margin.members.get(name)
    if (member !== undefined) reviewMember({ turn, margin, member }, policy)
  }
}

function accountsTouched(margin: MarginState, touched: readonly string[]): readonly string[] {
  if (touched.includes(everyone)) return [...margin.members.keys()].sort()
  const [first] = touched
  // A copy, as a review may change the list it came from.
  if (touched.length === 1) return [...(margin.touchedBy.get(first ?? '') ?? [])]
  return [...new Set(touched.flatMap((key) => margin.touchedBy.get(key) ?? []))].sort()
}
