import { mulDivDown } from '../base/amount.ts'
import { invariant } from '../base/assert.ts'
import type { Instrument, Side } from '../market/instrument.ts'
import { notionalDown, notionalUp } from '../market/notional.ts'

/**
 * What a facility holds in one market, fully funded: a long stands at what was paid for it, a short at what was received
 * for it, which is locked as its collateral. `costMinor` is never negative, 0 when flat, and above 0 for every long; a short
 * that brought in less than one minor unit stands at 0.
 */
export type Position = Readonly<{ lots: number; costMinor: bigint }>

/** Holding nothing. */
export const flat: Position = { lots: 0, costMinor: 0n }

/** One execution: whole lots at a price in ticks. */
export type Execution = Readonly<{ side: Side; ticks: number; lots: number }>

/**
 * What an execution does to a position.
 *
 * `openedMinor` is newly put to work, `releasedMinor` is cost that comes free, `realisedMinor` the result of what was
 * closed (a gain is positive). An execution through zero does both.
 */
export type PositionChange = Readonly<{ position: Position; openedMinor: bigint; releasedMinor: bigint; realisedMinor: bigint }>

/**
 * Applies one execution to a position at average cost. Rounding is against the fund: purchases up, proceeds down.
 *
 * @throws InvariantError unless the lots are positive and the instrument is linear.
 *
 * @example
 * applyExecution(btcPerpetual, flat, { side: 'buy', ticks: 618_000, lots: 2 }).openedMinor // 123_600_000n
 */
export function applyExecution(instrument: Instrument, before: Position, execution: Execution): PositionChange {
  invariant(execution.lots > 0, 'an execution has lots')
  const signed = execution.side === 'buy' ? execution.lots : -execution.lots
  const closes = Math.sign(signed) !== Math.sign(before.lots) && before.lots !== 0
  const closedLots = closes ? Math.min(execution.lots, Math.abs(before.lots)) : 0
  const closed = closePart(instrument, before, { ...execution, lots: closedLots })
  const openedLots = execution.lots - closedLots
  const openedMinor = openedLots === 0 ? 0n : opened(instrument, { ...execution, lots: openedLots })
  const lots = before.lots + signed
  const costMinor = before.costMinor - closed.releasedMinor + openedMinor
  return { position: { lots, costMinor }, openedMinor, ...closed }
}

/**
 * The result of closing the whole position at a mark, a gain positive, rounded against the fund. 0 when flat.
 *
 * @example
 * unrealisedMinor(btcPerpetual, { lots: 2, costMinor: 123_600_000n }, 617_000) // -200_000n
 */
export function unrealisedMinor(instrument: Instrument, position: Position, markTicks: number): bigint {
  if (position.lots === 0) return 0n
  const size = { ticks: markTicks, lots: Math.abs(position.lots) }
  if (position.lots > 0) return notionalDown(instrument, size).minor - position.costMinor
  return position.costMinor - notionalUp(instrument, size).minor
}

/**
 * Average cost in ticks, as a float, for screens and price bounds. 0 when flat.
 *
 * @example
 * averageCostTicks(btcPerpetual, { lots: 2, costMinor: 123_600_000n }) // 618_000
 */
export function averageCostTicks(instrument: Instrument, position: Position): number {
  if (position.lots === 0) return 0
  const oneTick = notionalDown(instrument, { ticks: 1_000_000, lots: Math.abs(position.lots) })
  return (Number(position.costMinor) / Number(oneTick.minor)) * 1_000_000
}

function closePart(instrument: Instrument, before: Position, closing: Execution): { releasedMinor: bigint; realisedMinor: bigint } {
  if (closing.lots === 0) return { releasedMinor: 0n, realisedMinor: 0n }
  const held = Math.abs(before.lots)
  const releasedMinor = mulDivDown(before.costMinor, BigInt(closing.lots), BigInt(held))
  const realisedMinor =
    before.lots > 0 ? notionalDown(instrument, closing).minor - releasedMinor : releasedMinor - notionalUp(instrument, closing).minor
  return { releasedMinor, realisedMinor }
}

function opened(instrument: Instrument, execution: Execution): bigint {
  return execution.side === 'buy' ? notionalUp(instrument, execution).minor : notionalDown(instrument, execution).minor
}
