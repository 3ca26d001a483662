import { InputFault } from '../../base/fault.ts'
import { tickSize, type Instrument } from '../../market/instrument.ts'
import { askSide, bidSide, levelsOf, bestAskTicks, bestBidTicks } from '../../market/ladder.ts'
import type { Book } from '../../market/book.ts'
import type { TakenSide } from '../../risk/liquidation/book-walk.ts'

/** A position as it was asked for: an amount of the base or the quote asset, negative for a short one. */
export type AskedPosition = Readonly<{ amount: number; asset: string; text: string }>

/**
 * Reads a position: a number and an asset, such as `250BTC` or `-3000000USDT`.
 *
 * @throws InputFault that names the option.
 *
 * @example
 * parsePosition('-2.5BTC', '--position') // { amount: -2.5, asset: 'BTC', text: '-2.5BTC' }
 */
export function parsePosition(text: string, option: string): AskedPosition {
  const parts = /^([+-]?\d[\d_,]*(?:\.\d+)?)\s*([A-Za-z][A-Za-z0-9]*)$/.exec(text.trim())
  const amount = Number(parts?.[1]?.replaceAll(/[_,]/g, '') ?? Number.NaN)
  if (parts !== null && Number.isFinite(amount) && amount !== 0) return { amount, asset: (parts[2] as string).toUpperCase(), text }
  throw new InputFault({
    file: option,
    place: 'value',
    expected: 'an amount other than 0 and an asset: 250BTC, -250BTC (short), -3000000USDT',
    found: JSON.stringify(text),
  })
}

/**
 * A position in the terms of its market's payoff: something that has a price and is sold or bought back for money.
 *
 * An inverse contract is worth a fixed amount of quote and settles in base. Its long side is therefore short of quote at a price in base,
 * and all formulas hold for that price.
 */
export type SettledPosition = Readonly<{
  /** Units held, negative for short, in `unitAsset`. */
  units: number
  unitAsset: string
  /** What one unit costs, in `moneyAsset`, at the mid. */
  mid: number
  moneyAsset: string
  /** The side of the book that is taken, prices in money for a unit. */
  book: TakenSide
  /** Money of one unit of money in quote: 1 for linear markets. */
  quotePerMoney: number
  /** Whether the bids of the venue's book are taken. */
  takesBids: boolean
  /** Mid in the venue's terms, quote for base. */
  venueMid: number
}>

/**
 * Puts a position in the terms of its market.
 *
 * @throws InputFault when its asset is neither base nor quote of the market.
 *
 * @example
 * settlePosition({ amount: 250, asset: 'BTC', text: '250BTC' }, { book, instrument }).units // 250
 */
export function settlePosition(asked: AskedPosition, market: Readonly<{ book: Book; instrument: Instrument }>): SettledPosition {
  const { book, instrument } = market
  const { base, quote } = instrument
  if (asked.asset !== base && asked.asset !== quote) {
    throw new InputFault({ file: '--position', place: 'value', expected: `an amount of ${base} or ${quote}`, found: asked.text })
  }
  const venueMid = ((bestBidTicks(book.ladder) + bestAskTicks(book.ladder)) / 2) * tickSize(instrument)
  const takesBids = asked.amount > 0
  const levels = sideOf(book, instrument, takesBids)
  const inverse = instrument.payoff === 'inverse'
  const inBase = asked.asset === base ? asked.amount : asked.amount / venueMid
  if (!inverse) {
    return { units: inBase, unitAsset: base, mid: venueMid, moneyAsset: quote, book: levels, quotePerMoney: 1, takesBids, venueMid }
  }
  return {
    units: -inBase * venueMid,
    unitAsset: quote,
    mid: 1 / venueMid,
    moneyAsset: base,
    book: { prices: levels.prices.map((price) => 1 / price), sizes: levels.sizes },
    quotePerMoney: venueMid,
    takesBids,
    venueMid,
  }
}

/** Levels of a side from the best outwards: sizes in base for linear markets, in quote for inverse ones. */
function sideOf(book: Book, instrument: Instrument, bids: boolean): Readonly<{ prices: number[]; sizes: number[] }> {
  const flat = levelsOf(book.ladder, bids ? bidSide : askSide)
  const [prices, sizes]: [number[], number[]] = [[], []]
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const ticks = flat[i] as number
    const quote = (flat[i + 1] as number) * (book.quotePerLotTick * ticks + book.quotePerLot)
    const price = ticks * tickSize(instrument)
    prices.push(price)
    sizes.push(instrument.payoff === 'inverse' ? quote : quote / price)
  }
  return { prices, sizes }
}
