import type { Contract } from '../contract.ts'
import type { MarginAccount, Position, RestingOrder } from '../account/margin-account.ts'

/** An order that filled whole. Prices are above 0 and quoted as the contract is: in coin for an inverse option. */
export type Fill = Readonly<{
  order: RestingOrder
  contract: Contract
  price: number
  markPrice: number
  /** Of its underlying, in quote. */
  indexPrice: number
}>

/**
 * The account after one of its orders filled. What was bought outright is paid from cash; a future or perpetual is entered at the fill's
 * price, and what of the position it closes is realised. Orders are left as they are.
 *
 * @example
 * const fill = { order: { contract: 'BTC-PERP', side: 'buy', size: 1, price: 60_000 }, contract, price: 60_000, markPrice: 60_010, indexPrice: 60_000 }
 * fillOrder(account, fill)
 */
export function fillOrder(account: MarginAccount, fill: Fill): MarginAccount {
  const { order, contract } = fill
  const signed = order.side === 'buy' ? order.size : -order.size
  const held = account.positions.find((position) => position.contract === order.contract)
  const position: Position = held ?? { contract: order.contract, size: 0 }
  const isPaid = contract.kind === 'spot' || contract.kind === 'option'
  const filled = isPaid ? paid(position, signed, fill) : entered(position, signed, fill)
  const others = account.positions.filter((one) => one !== held)
  // Sizes are decimals held as floats: 0.3 less three times 0.1 is nothing held.
  const isClosed = Math.abs(filled.position.size) <= 1e-12 * Math.max(order.size, Math.abs(position.size))
  // Funding that was earned is not lost with the position.
  const funding = isClosed ? (filled.position.unsettledFunding ?? 0) : 0
  return { ...account, cash: account.cash + filled.cash + funding, positions: isClosed ? others : [...others, filled.position] }
}

type Filled = Readonly<{ position: Position; cash: number }>

function paid(position: Position, signed: number, { contract, price, indexPrice }: Fill): Filled {
  const isCoin = contract.kind === 'option' && contract.payoff === 'inverse'
  const cost = signed * contract.multiplier * (isCoin ? price * indexPrice : price)
  return { position: { ...position, size: position.size + signed }, cash: -cost }
}

function entered(position: Position, signed: number, fill: Fill): Filled {
  const { price } = fill
  const size = position.size + signed
  if (position.size === 0) return { position: { ...position, size, entryPrice: price }, cash: 0 }
  const entry = position.entryPrice
  // A position without entry stands at its mark, and so does what is added to it: what the fill gave or cost is cash at once.
  if (entry === undefined) return { position: { ...position, size }, cash: profitOf(fill, signed, { from: price, to: fill.markPrice }) }
  if (position.size * signed > 0)
    return { position: { ...position, size, entryPrice: meanEntry(fill, { position, entry, signed }) }, cash: 0 }
  const closed = Math.min(Math.abs(signed), Math.abs(position.size)) * Math.sign(position.size)
  const isTurned = size * position.size < 0
  return { position: { ...position, size, entryPrice: isTurned ? price : entry }, cash: profitOf(fill, closed, { from: entry, to: price }) }
}

/** Profit of a size between two prices, in quote; that of an inverse contract is in coin, valued at the index. */
function profitOf({ contract, indexPrice }: Fill, size: number, { from, to }: Readonly<{ from: number; to: number }>): number {
  const gain = size * contract.multiplier * (to - from)
  const isInverse = contract.kind !== 'spot' && contract.payoff === 'inverse'
  return isInverse ? (gain / from / to) * indexPrice : gain
}

/** Linear entries are averaged by size; inverse ones by size in coin, which is the harmonic mean of prices. */
function meanEntry({ contract, price }: Fill, held: Readonly<{ position: Position; entry: number; signed: number }>): number {
  const [before, added] = [Math.abs(held.position.size), Math.abs(held.signed)]
  const isInverse = contract.kind !== 'spot' && contract.payoff === 'inverse'
  if (isInverse) return (before + added) / (before / held.entry + added / price)
  return (before * held.entry + added * price) / (before + added)
}
