import type { OrderId } from '../backstop/facility.ts'
import type { MarketId, Side } from '../market/instrument.ts'

/** `seq:index`: the input that caused it and its place among that input's effects. Doing it twice is doing it once. */
export type EffectId = OrderId

/** Work asked of the world. */
export type Effect = Readonly<
  | {
      kind: 'placeOrder'
      effectId: EffectId
      market: MarketId
      side: Side
      /** Limit price in ticks. */
      ticks: number
      lots: number
      /** `postOnly` rests or is refused; `immediateOrCancel` takes what it can at the limit or better. */
      timeInForce: 'postOnly' | 'immediateOrCancel'
    }
  | {
      /** Closes part of a member's position against the book: takes what it can at the bound or better, and rests nothing. */
      kind: 'reducePosition'
      effectId: EffectId
      account: string
      market: MarketId
      side: Side
      /** Worst price in ticks. */
      ticks: number
      lots: number
    }
  | { kind: 'cancelOrder'; effectId: EffectId; market: MarketId; orderId: EffectId }
>

/** What came of an effect, told by the venue. An order is over with `cancelled`, `rejected`, or a fill that leaves 0 lots. */
export type EffectReport = Readonly<
  | { kind: 'accepted' }
  | {
      kind: 'filled'
      ticks: number
      lots: number
      /** What of the order still works. */
      lotsLeft: number
      liquidity: 'maker' | 'taker'
      /** Venue fee in the quote asset's minor units; negative is a rebate. A bigint as text, as inputs are JSON. */
      feeMinor: string
    }
  | { kind: 'cancelled'; lotsLeft: number }
  | { kind: 'rejected'; reason: 'wouldCross' | 'unknownMarket' | 'unknownOrder' | 'bookUnknown' | 'duplicate' }
>

/**
 * Names the `index`-th effect of input `seq`.
 *
 * @example
 * effectId(1042, 0) // '1042:0'
 */
export function effectId(seq: number, index: number): EffectId {
  return `${seq}:${index}` as EffectId
}
