import { compensatedSum } from '../../num/compensated-sum.ts'
import { requireFraction } from '../fraction.ts'
import type { RequirementPart } from '../margin-model.ts'
import type { DepthLevel } from '../market-snapshot.ts'
import { futureMark } from '../account/position-value.ts'
import type { ValuedAccount, ValuedPosition } from '../account/valued-account.ts'

/** What of a gain that was not taken does not count. */
export type GainsHaircutTerms = Readonly<{
  /** Share of a gain that does not count where no book is known, from 0 to 1. */
  withoutDepth: number
  /** Share of the initial part that is asked for maintenance too, from 0 to 1. */
  maintenanceShare: number
}>

/** Half of a gain without a book; half of the haircut for maintenance, so that a thin minute stops new risk before it liquidates. */
export const gainsHaircutTerms: GainsHaircutTerms = { withoutDepth: 0.5, maintenanceShare: 0.5 }

/**
 * What of the unrealised gains of futures and perpetuals the book could not realise. A gain counts up to what closing would bring, each level
 * for its size times its persistence, what finds no level for nothing. Positions of one account that close against the same side share it.
 * Losses count in full: they are in equity, and nothing is given back. Funding is not a gain of price, and is left alone.
 *
 * The book's prices are of the underlying; a contract's are taken to stand as far from them as its mark from the index.
 *
 * @returns One part, in quote, 0 or above; 0 where all gains could be realised.
 * @throws ArgumentError for terms that are not from 0 to 1.
 *
 * @example
 * gainsHaircut(valued) // { name: 'unrealised gains beyond depth', initial: 12, maintenance: 6 }
 */
export function gainsHaircut(account: ValuedAccount, terms: GainsHaircutTerms = gainsHaircutTerms): RequirementPart {
  requireFraction('withoutDepth', terms.withoutDepth)
  requireFraction('maintenanceShare', terms.maintenanceShare)
  const held = account.positions.filter(({ contract }) => contract.kind === 'future' || contract.kind === 'perpetual')
  const initial = compensatedSum(held.map((position) => uncounted(position, closingOf(position, held), terms)))
  return { name: 'unrealised gains beyond depth', initial, maintenance: initial * terms.maintenanceShare }
}

/** Share of a position that finds a buyer or seller, and at what mean price against the index; nothing where no book is known. */
type Closing = Readonly<{ filledShare: number; priceOverIndex: number }>

function closingOf(position: ValuedPosition, held: readonly ValuedPosition[]): Closing | undefined {
  const { underlying } = position
  if (underlying.depth === undefined) return undefined
  const isLong = position.exposure > 0
  const together = held.filter((one) => one.underlying === underlying && one.exposure > 0 === isLong).map(baseOf)
  return walk(isLong ? underlying.depth.bids : underlying.depth.asks, compensatedSum(together), underlying.indexPrice)
}

function walk(levels: readonly DepthLevel[], size: number, indexPrice: number): Closing {
  let [left, paid] = [size, 0]
  for (const level of levels.filter(isLevel)) {
    const taken = Math.min(left, level.size * level.persistence)
    left -= taken
    paid += taken * level.price
  }
  const filled = size - left
  return { filledShare: filled / size, priceOverIndex: filled === 0 ? 1 : paid / filled / indexPrice }
}

/** What is no level buys nothing. */
function isLevel({ price, size, persistence }: DepthLevel): boolean {
  return price > 0 && price < Infinity && size >= 0 && size < Infinity && persistence >= 0 && persistence <= 1
}

/** Size in base, without sign. */
function baseOf(position: ValuedPosition): number {
  const exposure = Math.abs(position.exposure)
  return isInverse(position) ? exposure / futureMark(position) : exposure
}

function uncounted(position: ValuedPosition, closing: Closing | undefined, terms: GainsHaircutTerms): number {
  const mark = futureMark(position)
  const gain = gainAt(position, mark)
  if (!(gain > 0)) return 0
  if (closing === undefined) return gain * terms.withoutDepth
  if (closing.filledShare === 0) return gain
  const realisable = closing.filledShare * gainAt(position, mark * closing.priceOverIndex)
  return gain - Math.min(gain, Math.max(0, realisable))
}

/** Gain since entry if the position were closed at a price, in quote. */
function gainAt(position: ValuedPosition, price: number): number {
  const entry = position.position.entryPrice ?? futureMark(position)
  const gain = position.exposure * (price - entry)
  return isInverse(position) ? (gain / entry / price) * position.underlying.indexPrice : gain
}

function isInverse({ contract }: ValuedPosition): boolean {
  return contract.kind !== 'spot' && contract.payoff === 'inverse'
}
