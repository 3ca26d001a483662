import type { MarketSnapshot } from '../market-snapshot.ts'
import type { ValuedAccount, ValuedHolding, ValuedPosition } from '../account/valued-account.ts'
import type { ScanLine, ScanPrice } from './scan-instrument.ts'

/** Everything an account holds on one underlying, ready to be scanned. */
export type AccountBook = Readonly<{
  underlying: string
  indexPrice: number
  /** One for every position, and one for every holding that is scanned with them. */
  lines: readonly ScanLine[]
  positions: readonly ValuedPosition[]
}>

/**
 * An account's positions by underlying, in order of name.
 *
 * @param scanned - Holdings to scan as if they were positions; each must name an underlying of the snapshot.
 *
 * @example
 * accountBooks(account, snapshot).map((book) => book.underlying) // ['BTC', 'ETH']
 */
export function accountBooks(
  account: ValuedAccount,
  snapshot: MarketSnapshot,
  scanned: readonly ValuedHolding[] = [],
): readonly AccountBook[] {
  const books = new Map<string, { lines: ScanLine[]; positions: ValuedPosition[] }>()
  const bookOf = (underlying: string): { lines: ScanLine[]; positions: ValuedPosition[] } => {
    const known = books.get(underlying)
    if (known !== undefined) return known
    const made = { lines: [], positions: [] }
    books.set(underlying, made)
    return made
  }
  // In order of name, so that the order in which an account lists its positions changes no bit of any sum over them.
  const positions = account.positions.toSorted((a, b) => (a.contract.id < b.contract.id ? -1 : 1))
  for (const position of positions) {
    const book = bookOf(position.contract.underlying)
    book.lines.push(lineOf(position))
    book.positions.push(position)
  }
  for (const holding of scanned)
    if (holding.market.underlying !== undefined) bookOf(holding.market.underlying).lines.push(holdingLine(holding))
  return [...books]
    .map(([underlying, book]) => ({ underlying, indexPrice: snapshot.underlyings.get(underlying)?.indexPrice ?? 0, ...book }))
    .toSorted((a, b) => (a.underlying < b.underlying ? -1 : 1))
}

/**
 * Holdings whose moves scenarios can show: those that follow an underlying of the snapshot.
 *
 * @example
 * followingHoldings(account, snapshot).map(({ holding }) => holding.asset) // ['BTC']
 */
export function followingHoldings(account: ValuedAccount, snapshot: MarketSnapshot): readonly ValuedHolding[] {
  return account.holdings.filter(({ market }) => market.underlying !== undefined && snapshot.underlyings.has(market.underlying))
}

/**
 * A position as a scan sees it. Prices move as `shockSnapshot` moves them: a mark wholly, a forward in its moving part.
 *
 * @example
 * lineOf(position).size === position.exposure
 */
export function lineOf(position: ValuedPosition): ScanLine {
  const { contract, mark, expiry, underlying, exposure, timeYears } = position
  const forward: ScanPrice | undefined = expiry && { moving: expiry.variableForward, fixed: expiry.fixedForward }
  const index: ScanPrice = { moving: underlying.indexPrice, fixed: 0 }
  const line = { id: contract.id, size: exposure }
  if (contract.kind === 'spot') return { ...line, instrument: { kind: 'deltaOne', payoff: 'linear', price: index } }
  const { payoff } = contract
  if (contract.kind === 'option') {
    const { option, strike } = contract
    const terms = { kind: 'option', payoff, option, strike, timeYears } as const
    return { ...line, instrument: { ...terms, price: forward ?? index, volatility: mark.volatility ?? 0 } }
  }
  const price = mark.markPrice === undefined ? (forward ?? index) : { moving: mark.markPrice, fixed: 0 }
  const { entryPrice } = position.position
  return { ...line, instrument: { kind: 'deltaOne', payoff, price, ...(entryPrice !== undefined && { entryPrice }) } }
}

function holdingLine({ holding, market }: ValuedHolding): ScanLine {
  const price = { moving: market.price, fixed: 0 }
  return { id: `collateral ${holding.asset}`, size: holding.amount, instrument: { kind: 'deltaOne', payoff: 'linear', price } }
}
