import { accept, refuse, type Result } from '../../base/result.ts'

/** A market for this rule: its price, and margin as fractions of notional. */
export type OffsetMarket = Readonly<{ price: number; initialFraction: number; maintenanceFraction: number }>

/** An account: quote money, and signed sizes by market. */
export type OffsetAccount = Readonly<{ quote: number; sizes: ReadonlyMap<string, number> }>

/** Value after everything is marked, and what margin it is asked. */
export type AccountStanding = Readonly<{ value: number; initialMargin: number; maintenanceMargin: number }>

/**
 * What an account is worth and is asked.
 *
 * @throws nothing; a market that is not listed counts nothing.
 *
 * @example
 * standingOf({ quote: 54_999, sizes: new Map([['BTC', -1]]) }, markets).value // 4_999
 */
export function standingOf(account: OffsetAccount, markets: ReadonlyMap<string, OffsetMarket>): AccountStanding {
  let [value, initialMargin, maintenanceMargin] = [account.quote, 0, 0]
  for (const [name, size] of account.sizes) {
    const market = markets.get(name)
    if (market === undefined) continue
    const notional = size * market.price
    value += notional
    initialMargin += Math.abs(notional) * market.initialFraction
    maintenanceMargin += Math.abs(notional) * market.maintenanceFraction
  }
  return { value, initialMargin, maintenanceMargin }
}

/**
 * Whether an account may go from one standing to another: it ends with its initial margin, or no riskier than before, which is a
 * maintenance margin that does not rise and a ratio of value to it that does not fall. One that closes everything ends at 0 or above.
 *
 * @see dydxprotocol/v4-chain, rule for undercollateralised subaccounts.
 *
 * @example
 * isAllowedChange(standingOf(before, markets), standingOf(after, markets))
 */
export function isAllowedChange(before: AccountStanding, after: AccountStanding): boolean {
  const slack = roundingOf(before)
  if (after.value >= after.initialMargin - slack) return true
  if (after.maintenanceMargin > before.maintenanceMargin) return false
  if (after.maintenanceMargin === 0) return before.maintenanceMargin === 0 && after.value > before.value
  return (after.value + slack) * before.maintenanceMargin >= before.value * after.maintenanceMargin
}

/** What floats lose of figures of this size; the venue counts in whole units, the least of which is far larger. */
function roundingOf({ value, initialMargin }: AccountStanding): number {
  return 1e-12 * (Math.abs(value) + initialMargin)
}

/**
 * Quote money that the account being closed receives for a change of size at its bankruptcy price: minus the change's value, minus the
 * part of the account's whole value that this position's maintenance margin is of all. Negative is paid.
 *
 * @param delta - Signed change of size, towards zero.
 * @example
 * bankruptcyQuote({ quote: 54_999, sizes: new Map([['BTC', -1]]) }, { market: 'BTC', delta: 1, markets }) // -54_999
 */
export function bankruptcyQuote(
  account: OffsetAccount,
  close: Readonly<{ market: string; delta: number; markets: ReadonlyMap<string, OffsetMarket> }>,
): number {
  const market = close.markets.get(close.market) as OffsetMarket
  const { value, maintenanceMargin } = standingOf(account, close.markets)
  const size = account.sizes.get(close.market) ?? 0
  const freed = (Math.abs(size) - Math.abs(size + close.delta)) * market.price * market.maintenanceFraction
  return -close.delta * market.price - (maintenanceMargin === 0 ? 0 : (value * freed) / maintenanceMargin)
}

/** Why a position is not offset, in this order. */
export type OffsetFault = 'sizeDelta' | 'pricesDoNotOverlap' | 'wouldEndNegative'

/** Two accounts, a change of size for the first, and at which price. */
export type Offset = Readonly<{
  closed: OffsetAccount
  offsetting: OffsetAccount
  market: string
  /** Signed change of the closed account's size. */
  delta: number
  markets: ReadonlyMap<string, OffsetMarket>
  /** The bankruptcy price, or for a market that ends the oracle's. */
  at: 'bankruptcy' | 'oracle'
}>

/** Both accounts afterwards, and the quote money that went from the closed to the offsetting. */
export type OffsetDone = Readonly<{ closed: OffsetAccount; offsetting: OffsetAccount; quotePaid: number }>

/**
 * Closes a position of one account against the opposite one of another, as dYdX deleverages.
 *
 * @returns Refused when the change is not towards zero for both or larger than either position, and when either account would end
 * where it may not, which is what non-overlapping bankruptcy prices mean.
 *
 * @example
 * offsetPositions({ closed, offsetting, market: 'BTC', delta: 1, markets, at: 'bankruptcy' })
 */
export function offsetPositions(offset: Offset): Result<OffsetDone, OffsetFault> {
  const { closed, offsetting, market, delta, markets } = offset
  if (!isTowardsZero(closed, market, delta) || !isTowardsZero(offsetting, market, -delta)) return refuse('sizeDelta')
  const quote = offset.at === 'bankruptcy' ? bankruptcyQuote(closed, offset) : -delta * (markets.get(market) as OffsetMarket).price
  const closedAfter = changed(closed, { market, delta, quote })
  const offsettingAfter = changed(offsetting, { market, delta: -delta, quote: -quote })
  const isAllowed =
    isAllowedChange(standingOf(closed, markets), standingOf(closedAfter, markets)) &&
    isAllowedChange(standingOf(offsetting, markets), standingOf(offsettingAfter, markets))
  if (!isAllowed) return refuse(offset.at === 'bankruptcy' ? 'pricesDoNotOverlap' : 'wouldEndNegative')
  return accept({ closed: closedAfter, offsetting: offsettingAfter, quotePaid: -quote })
}

function isTowardsZero(account: OffsetAccount, market: string, delta: number): boolean {
  const size = account.sizes.get(market) ?? 0
  return delta !== 0 && size * delta < 0 && Math.abs(delta) <= Math.abs(size)
}

function changed(account: OffsetAccount, change: Readonly<{ market: string; delta: number; quote: number }>): OffsetAccount {
  const sizes = new Map(account.sizes)
  const size = (sizes.get(change.market) ?? 0) + change.delta
  sizes.set(change.market, size)
  return { quote: account.quote + change.quote, sizes }
}

/** One account that took a part of a closed position. */
export type OffsetFill = Readonly<{ account: number; size: number; quotePaid: number }>

/**
 * Goes through accounts in the given order and closes as much as each can take; whoever is on the same side, has no position or no
 * overlapping price is passed over.
 *
 * @param order - Accounts in the order in which they are asked, such as by `pseudoRandom` scores.
 * @param most - How many are asked at most, so that one block's work is bounded.
 * @returns The fills, the closed account afterwards, and the size that nobody took.
 *
 * @example
 * offsetAccounts({ closed, market: 'BTC', delta: 1, markets, at: 'bankruptcy' }, others, 100)
 */
export function offsetAccounts(
  offset: Omit<Offset, 'offsetting'>,
  order: readonly OffsetAccount[],
  most: number,
): Readonly<{ fills: readonly OffsetFill[]; closed: OffsetAccount; remaining: number }> {
  const fills: OffsetFill[] = []
  let closed = offset.closed
  let left = Math.abs(offset.delta)
  const sign = Math.sign(offset.delta)
  for (const [account, offsetting] of order.slice(0, most).entries()) {
    if (left === 0) break
    const size = Math.min(left, Math.abs(offsetting.sizes.get(offset.market) ?? 0))
    const done = offsetPositions({ ...offset, closed, offsetting, delta: sign * size })
    if (!done.ok) continue
    fills.push({ account, size, quotePaid: done.value.quotePaid })
    closed = done.value.closed
    left -= size
  }
  return { fills, closed, remaining: left }
}
