import { accept, refuse, type Result } from '../../base/result.ts'
import { elapsedUs } from '../../base/time.ts'
import { expiryOf, type Contract } from '../contract.ts'
import type { Position } from './margin-account.ts'
import type { MarginRefusalReason } from './margin-refusal.ts'
import { forwardOf, type ContractMark, type ExpiryMarket, type MarketSnapshot } from '../market-snapshot.ts'
import { positionValue, type PositionMarket } from './position-value.ts'
import type { ValuedPosition } from './valued-account.ts'

/** What is wrong with a position or a holding. */
export type PositionFault = Readonly<{ reason: MarginRefusalReason; found?: number | string }>

const microsecondsAYear = 365 * 86_400e6
/** Beyond this a float no longer tells one unit from the next. */
const largestNumber = Number.MAX_SAFE_INTEGER
/** Of a lot; without it half a lot would pass for a rounding where lots are many. */
const mostRounding = 0.01

/**
 * Finds a position's contract, underlying, expiry and mark in a snapshot, checks them, and values the position.
 *
 * @returns The first fault, in the order of `marginRefusalReasons`.
 *
 * @example
 * resolvePosition({ contract: 'BTC-PERPETUAL', size: -3 }, snapshot)
 */
export function resolvePosition(position: Position, snapshot: MarketSnapshot): Result<ValuedPosition, PositionFault> {
  const contract = snapshot.contracts.get(position.contract)
  if (contract === undefined) return refuse({ reason: 'contractUnknown' })
  const size = sizeFault(position.size, contract.lotSize)
  if (size !== undefined) return refuse(size)
  const terms = termsFault(contract)
  if (terms !== undefined) return refuse(terms)
  const market = marketOf(position, contract, snapshot)
  if (!market.ok) return market
  const fault = priceFault(market.value)
  if (fault !== undefined) return refuse(fault)
  const exposure = position.size * contract.multiplier
  const value = positionValue(market.value)
  if (!(Math.abs(value) < largestNumber)) return refuse({ reason: 'numberTooLarge', found: value })
  return accept({ ...market.value, exposure, value })
}

function sizeFault(size: number, lotSize: number | undefined): PositionFault | undefined {
  if (!Number.isFinite(size) || size === 0) return { reason: 'sizeNotFinite', found: size }
  if (Math.abs(size) >= largestNumber) return { reason: 'numberTooLarge', found: size }
  if (lotSize === undefined) return undefined
  // Sizes are decimals held as floats: 0.3 of lots of 0.1 is three but for a rounding.
  const lots = size / lotSize
  const rounding = Math.min(mostRounding, 1e-9 * Math.max(1, Math.abs(lots)))
  const whole = Math.round(lots)
  return whole !== 0 && Math.abs(lots - whole) <= rounding ? undefined : { reason: 'sizeNotWholeLots', found: size }
}

/** A multiplier or strike that is none would turn signs round or stop the pricing of every account. */
function termsFault(contract: Contract): PositionFault | undefined {
  const { multiplier } = contract
  if (!isPrice(multiplier)) return { reason: 'multiplierNotPositive', found: multiplier }
  if (contract.kind === 'option' && !isPrice(contract.strike)) return { reason: 'strikeNotPositive', found: contract.strike }
  return undefined
}

function marketOf(position: Position, contract: Contract, snapshot: MarketSnapshot): Result<PositionMarket, PositionFault> {
  const expiresAt = expiryOf(contract)
  if (expiresAt !== undefined && expiresAt <= snapshot.at) return refuse({ reason: 'contractExpired' })
  const underlying = snapshot.underlyings.get(contract.underlying)
  if (underlying === undefined) return refuse({ reason: 'underlyingUnknown', found: contract.underlying })
  const mark = snapshot.marks.get(contract.id)
  const expiry = expiresAt === undefined ? undefined : underlying.expiries.get(expiresAt)
  if (contract.kind === 'option' && expiry === undefined) return refuse({ reason: 'forwardMissing' })
  if (mark === undefined && contract.kind !== 'spot') return refuse({ reason: 'markMissing' })
  const timeYears = expiresAt === undefined ? 0 : elapsedUs(snapshot.at, expiresAt) / microsecondsAYear
  const known = mark ?? ({ confidence: underlying.confidence } satisfies ContractMark)
  return accept({ contract, position, underlying, mark: known, timeYears, ...(expiry !== undefined && { expiry }) })
}

function priceFault(market: PositionMarket): PositionFault | undefined {
  const { contract, underlying, expiry, mark, position } = market
  if (!isPrice(underlying.indexPrice)) return { reason: 'indexNotPositive', found: underlying.indexPrice }
  const forward = expiry === undefined ? undefined : forwardFault(expiry)
  if (forward !== undefined) return forward
  const needsMark = contract.kind === 'perpetual' || (contract.kind === 'future' && expiry === undefined)
  if (needsMark && mark.markPrice === undefined) return { reason: 'markMissing' }
  const hasPrice = contract.kind === 'perpetual' || contract.kind === 'future'
  if (hasPrice && mark.markPrice !== undefined && !isPrice(mark.markPrice)) return { reason: 'markNotPositive', found: mark.markPrice }
  if (contract.kind === 'option' && mark.volatility === undefined) return { reason: 'volatilityMissing' }
  if (contract.kind === 'option' && !isPrice(mark.volatility ?? 0)) return { reason: 'volatilityNotPositive', found: mark.volatility ?? 0 }
  const entry = position.entryPrice
  if (hasPrice && entry !== undefined && !isPrice(entry)) return { reason: 'entryNotPositive', found: entry }
  return confidenceFault(market) ?? largenessFault(market)
}

/** Both parts are 0 or above: where one is taken off the other, a move of the underlying would take the forward below 0. */
function forwardFault(expiry: ExpiryMarket): PositionFault | undefined {
  const { variableForward, fixedForward, rate } = expiry
  const forward = forwardOf(expiry)
  if (!isPrice(forward)) return { reason: 'forwardNotPositive', found: forward }
  const least = Math.min(variableForward, fixedForward)
  if (least < 0) return { reason: 'forwardNotPositive', found: least }
  return Number.isFinite(rate) ? undefined : { reason: 'rateNotFinite', found: rate }
}

/** What a scenario multiplies must stay a number, and what it loses exact to the unit. */
function largenessFault({ underlying, expiry, mark, position, contract }: PositionMarket): PositionFault | undefined {
  const { indexPrice } = underlying
  const base = Math.abs(position.size * contract.multiplier)
  const forward = expiry === undefined ? 0 : forwardOf(expiry)
  let largest = Math.max(indexPrice, forward, contract.multiplier)
  if (contract.kind === 'option') largest = Math.max(largest, contract.strike, mark.volatility ?? 0, base * indexPrice)
  else if (contract.kind === 'spot') largest = Math.max(largest, base * indexPrice)
  else {
    const notional = contract.payoff === 'inverse' ? base : base * indexPrice
    largest = Math.max(largest, mark.markPrice ?? 0, position.entryPrice ?? 0, notional)
  }
  return largest >= largestNumber ? { reason: 'numberTooLarge', found: largest } : undefined
}

function confidenceFault(market: PositionMarket): PositionFault | undefined {
  const confidences = [market.underlying.confidence, market.mark.confidence, market.expiry?.confidence ?? 1]
  const wrong = confidences.find((one) => !(one >= 0 && one <= 1))
  return wrong === undefined ? undefined : { reason: 'confidenceOutOfRange', found: wrong }
}

function isPrice(price: number): boolean {
  return price > 0 && price < Infinity
}
