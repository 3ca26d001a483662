import { memberOfAccount } from '../../accounting/member-chart.ts'
import type { MarginState, MemberState, QuietBand, QuietState } from './margin-state.ts'
import { insertName, removeName } from './margin-state.ts'

/** Half-widths of the bands, as shares of the price they were laid around; widest first. */
const halfWidths: readonly number[] = [0.1, 0.03, 0.01, 0.003, 0.001]

/**
 * Quiet accounts and the bands they were proved to stand alike in: while every price of the underlying stays within its band, an account is
 * not looked at. Laid as they are needed.
 *
 * @example
 * margin.quiet = createQuietState()
 */
export function createQuietState(): QuietState {
  return { bands: new Map(), contracts: new Map(), loud: new Map() }
}

/**
 * Wakes an account: it is looked at again with every price, until it is proved quiet anew. Nothing when it is awake.
 *
 * @example
 * rouse(margin, member)
 */
export function rouse(margin: MarginState, member: MemberState): void {
  const { quiet } = member
  if (quiet === undefined) return
  member.quiet = undefined
  const band = margin.quiet?.bands.get(quiet.underlying)?.find(({ halfWidth }) => halfWidth === quiet.halfWidth)
  if (band !== undefined) removeName(band.names, member.id)
  for (const key of member.touches) insertName(loudList(margin, key), member.id)
}

/**
 * Wakes the members whose money a transfer moved.
 *
 * @example
 * rouseBooked(margin, transfer)
 */
export function rouseBooked(margin: MarginState, { debit, credit }: Readonly<{ debit: string; credit: string }>): void {
  if (margin.quiet === undefined) return
  for (const account of [debit, credit]) {
    const member = margin.members.get(memberOfAccount(account) ?? '')
    if (member !== undefined) rouse(margin, member)
  }
}

/**
 * The accounts that a price of an underlying may matter to, in order of name: those awake, after all are woken whose band one of its prices
 * has left.
 *
 * @example
 * for (const name of accountsAwake(margin, 'BTC')) review(name)
 */
export function accountsAwake(margin: MarginState, underlying: string): readonly string[] {
  if (margin.quiet === undefined) return margin.touchedBy.get(underlying) ?? []
  const { low, high } = pricesOf(margin, underlying)
  const woken: string[] = []
  for (const band of margin.quiet.bands.get(underlying) ?? []) {
    if (band.names.length === 0 || (low >= band.low && high <= band.high)) continue
    for (const name of band.names) {
      const member = margin.members.get(name)
      if (member !== undefined) member.quiet = undefined
      woken.push(name)
    }
    band.names.length = 0
  }
  if (woken.length > 0) wakeAll(margin, woken)
  // A copy: a review may put its account to rest.
  return [...loudList(margin, underlying)]
}

/**
 * Puts an account to rest in the widest band in which `standsAlike` proves that nothing would be concluded of it. A band nobody rests in is
 * laid anew around the price.
 *
 * @param standsAlike - Whether the account stands alike at every price of the underlying from `low` to `high`; it is asked from the widest on.
 *
 * @example
 * settleDown(margin, member, { underlying: 'BTC', standsAlike: (low, high) => ... })
 */
export function settleDown(
  margin: MarginState,
  member: MemberState,
  rest: Readonly<{ underlying: string; standsAlike: (low: number, high: number) => boolean }>,
): void {
  if (margin.quiet === undefined || member.quiet !== undefined) return
  const { underlying, standsAlike } = rest
  for (const contract of member.positions.keys()) insertName(contractList(margin.quiet, underlying), contract)
  const prices = pricesOf(margin, underlying)
  if (!(prices.low > 0)) return
  for (const halfWidth of halfWidths) {
    const band = bandAround(margin.quiet, underlying, { halfWidth, ...prices })
    if (prices.low < band.low || prices.high > band.high || !standsAlike(band.low, band.high)) continue
    insertName(band.names, member.id)
    member.quiet = { underlying, halfWidth }
    for (const key of member.touches) removeName(loudList(margin, key), member.id)
    return
  }
}

/**
 * Keeps the lists of those awake in step with an account's touches.
 *
 * @example
 * noteTouches(margin, member, ['BTC'])
 */
export function noteTouches(margin: MarginState, member: MemberState, now: readonly string[]): void {
  if (margin.quiet === undefined) return
  rouse(margin, member)
  for (const key of member.touches) if (!now.includes(key)) removeName(loudList(margin, key), member.id)
  for (const key of now) insertName(loudList(margin, key), member.id)
}

/** Lowest and highest of an underlying's index and the marks of all contracts that quiet accounts hold on it. */
function pricesOf(margin: MarginState, underlying: string): Readonly<{ low: number; high: number }> {
  const index = margin.underlyings.get(underlying)?.indexPrice ?? 0
  let [low, high] = [index, index]
  for (const contract of margin.quiet?.contracts.get(underlying) ?? []) {
    const mark = margin.marks.get(contract)?.markPrice ?? index
    low = Math.min(low, mark)
    high = Math.max(high, mark)
  }
  return { low, high }
}

type Around = Readonly<{ halfWidth: number; low: number; high: number }>

function bandAround(quiet: QuietState, underlying: string, { halfWidth, low, high }: Around): QuietBand {
  const bands = quiet.bands.get(underlying) ?? halfWidths.map((width) => ({ halfWidth: width, low: 0, high: 0, names: [] }))
  quiet.bands.set(underlying, bands)
  const band = bands.find((each) => each.halfWidth === halfWidth) as QuietBand
  const isLeft = low < band.low || high > band.high
  if (band.names.length === 0 && isLeft) {
    band.low = low * (1 - halfWidth)
    band.high = high * (1 + halfWidth)
  }
  return band
}

function wakeAll(margin: MarginState, woken: readonly string[]): void {
  const byKey = new Map<string, string[]>()
  for (const name of woken) {
    for (const key of margin.members.get(name)?.touches ?? []) {
      const names = byKey.get(key) ?? []
      byKey.set(key, names)
      names.push(name)
    }
  }
  for (const [key, names] of byKey) margin.quiet?.loud.set(key, [...loudList(margin, key), ...names].sort())
}

function contractList(quiet: QuietState, underlying: string): string[] {
  const list = quiet.contracts.get(underlying) ?? []
  quiet.contracts.set(underlying, list)
  return list
}

function loudList(margin: MarginState, key: string): string[] {
  const list = margin.quiet?.loud.get(key) ?? []
  margin.quiet?.loud.set(key, list)
  return list
}
