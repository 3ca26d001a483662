import { timeUs, type TimeUs } from '../../base/time.ts'
import type { Contract } from '../../margin/contract.ts'
import type { CollateralMarket, ContractMark, ExpiryMarket, MarketSnapshot, UnderlyingMarket } from '../../margin/market-snapshot.ts'
import { impliedVolatility } from '../../pricing/implied-volatility.ts'
import { forwardOf, type ForwardPrice } from '../surface/forward-of.ts'
import type { ChainRow, OptionChain } from '../surface/option-chain.ts'
import { deribitDay, deribitOptionName, parseDeribitName } from './deribit-name.ts'

/** A snapshot with what had to be assumed to make it: whole sentences. */
export type NotedSnapshot = Readonly<{ snapshot: MarketSnapshot; notes: readonly string[] }>

/**
 * Takes the options, futures and perpetuals of a snapshot as settled in its settlement asset, one coin a contract: for models of venues that list no others.
 * Volatilities, forwards and names stay.
 *
 * @example
 * takenAsLinear(chainSnapshot(chains)).snapshot
 */
export function takenAsLinear({ snapshot, notes }: NotedSnapshot): NotedSnapshot {
  const contracts = [...snapshot.contracts].map(([id, { lotSize: _, ...contract }]): [string, Contract] =>
    contract.kind === 'spot' ? [id, contract] : [id, { ...contract, payoff: 'linear', multiplier: 1 }],
  )
  const note = `Every contract is taken as settled in ${snapshot.settlement.asset}, one coin each and in any size, which these are not.`
  return { snapshot: { ...snapshot, contracts: new Map(contracts) }, notes: [note, ...notes] }
}

/** The coins of these chains settle in dollars. */
const settlementAsset = 'USD'
const usPerYear = 365 * 86_400e6

/**
 * Makes a market snapshot of Deribit option chains of about one moment, one a coin: inverse options with the volatility of their marks, inverse
 * futures at the forwards, the perpetual, and the coin as collateral.
 *
 * An option without a mark has no volatility, and an account that holds it is unknown. What such files do not say is assumed and noted: the
 * perpetual's mark is the index (else the nearest forward), rates are 0, dollars are worth a dollar, coins count in full as collateral.
 *
 * @param chains - At least one; the snapshot is of the latest of their moments.
 *
 * @example
 * chainSnapshot([await readChain('chains.parquet', { underlying: 'BTC' })])
 */
export function chainSnapshot(chains: readonly OptionChain[]): NotedSnapshot {
  const at = timeUs(Math.max(0, ...chains.map((chain) => chain.at)))
  const made = chains.map((chain) => coinMarket(chain, at))
  const snapshot: MarketSnapshot = {
    at,
    settlement: { asset: settlementAsset, price: 1, confidence: 1 },
    underlyings: new Map(made.map(({ coin, market }) => [coin, market])),
    contracts: new Map(made.flatMap(({ listed }) => listed.map(({ contract }) => [contract.id, contract]))),
    marks: new Map(made.flatMap(({ listed }) => listed.flatMap(({ contract, mark }) => (mark === undefined ? [] : [[contract.id, mark]])))),
    collateral: new Map(made.map(({ coin, market }) => [coin, collateralOf(coin, market.indexPrice)])),
  }
  return {
    snapshot,
    notes: [
      ...made.flatMap(({ notes }) => notes),
      'A dollar is taken as a dollar, rates as 0, coins as collateral in full: such files do not say.',
    ],
  }
}

type Listed = Readonly<{ contract: Contract; mark?: ContractMark }>
type CoinMarket = Readonly<{ coin: string; market: UnderlyingMarket; listed: readonly Listed[]; notes: readonly string[] }>
type ExpiryForward = Readonly<{ expiresAt: TimeUs; rows: readonly ChainRow[]; forward?: ForwardPrice }>

function coinMarket(chain: OptionChain, at: TimeUs): CoinMarket {
  const coin = chain.underlying
  const forwards = forwardsOf(chain.rows, at)
  const known = forwards.flatMap(({ expiresAt, forward }) => (forward === undefined ? [] : [{ expiresAt, forward }]))
  const index = indexOf(chain.rows)
  const indexPrice = index ?? known[0]?.forward.forward ?? 0
  const expiries = new Map<TimeUs, ExpiryMarket>(
    known.map(({ expiresAt, forward }) => [expiresAt, { variableForward: forward.forward, fixedForward: 0, rate: 0, confidence: 1 }]),
  )
  const options = forwards.flatMap((expiry) => expiry.rows.map((row) => listedOption(row, { coin, at, expiry })))
  return {
    coin,
    market: { indexPrice, confidence: 1, expiries },
    listed: [...options, ...futuresOf(coin, { indexPrice, known })],
    notes: notesOf({ coin, known, index, options }),
  }
}

/** Expired rows have no forward any more, and keep their name so that an account that holds one is told so. */
function forwardsOf(rows: readonly ChainRow[], at: TimeUs): readonly ExpiryForward[] {
  const groups = [...Map.groupBy(rows, (row) => row.expiry)].sort(([a], [b]) => a - b)
  return groups.map(([expiresAt, ofExpiry]) => {
    const found = expiresAt > at ? forwardOf(ofExpiry, (expiresAt - at) / usPerYear) : undefined
    return { expiresAt, rows: ofExpiry, ...(found?.ok === true && { forward: found.value }) }
  })
}

function indexOf(rows: readonly ChainRow[]): number | undefined {
  const known = rows.flatMap(({ index }) => (index !== undefined && index > 0 ? [index] : [])).sort((a, b) => a - b)
  return known[Math.floor((known.length - 1) / 2)]
}

function listedOption(row: ChainRow, about: Readonly<{ coin: string; at: TimeUs; expiry: ExpiryForward }>): Listed {
  const terms = { underlying: about.coin, expiresAt: row.expiry, strike: row.strike, kind: row.kind }
  const name = deribitOptionName(terms)
  const lotSize = parseDeribitName(name)?.lotSize
  const contract: Contract = {
    ...{ id: name, kind: 'option', underlying: about.coin, multiplier: 1, payoff: 'inverse' },
    ...(lotSize !== undefined && { lotSize }),
    ...{ option: row.kind, strike: row.strike, expiresAt: row.expiry },
  }
  const volatility = volatilityOf(row, about)
  if (volatility === undefined && row.mark === undefined) return { contract }
  return {
    contract,
    mark: { ...(row.mark !== undefined && { markPrice: row.mark }), ...(volatility !== undefined && { volatility }), confidence: 1 },
  }
}

/** The venue's volatility of the mark; else that of its price in coin. */
function volatilityOf(row: ChainRow, { at, expiry }: Readonly<{ at: TimeUs; expiry: ExpiryForward }>): number | undefined {
  if (row.markVolatility !== undefined && row.markVolatility > 0) return row.markVolatility
  if (row.mark === undefined || !(row.mark > 0) || expiry.forward === undefined) return undefined
  const { forward } = expiry.forward
  const timeYears = (row.expiry - at) / usPerYear
  const found = impliedVolatility({ kind: row.kind, forward, strike: row.strike, timeYears }, row.mark * forward)
  return found.ok && found.value > 0 ? found.value : undefined
}

type KnownForward = Readonly<{ expiresAt: TimeUs; forward: ForwardPrice }>

function futuresOf(coin: string, about: Readonly<{ indexPrice: number; known: readonly KnownForward[] }>): readonly Listed[] {
  const named = (suffix: string, markPrice: number): readonly Listed[] => {
    const contract = parseDeribitName(`${coin}-${suffix}`)
    return contract === undefined ? [] : [{ contract, mark: { markPrice, confidence: 1 } }]
  }
  const dated = about.known.flatMap(({ expiresAt, forward }) =>
    named(deribitDay(expiresAt), forward.forward).map(({ contract, mark }): Listed => {
      const exact = contract.kind === 'future' ? { ...contract, expiresAt } : contract
      return { contract: exact, ...(mark !== undefined && { mark }) }
    }),
  )
  return [...named('PERPETUAL', about.indexPrice), ...dated]
}

function collateralOf(coin: string, price: number): CollateralMarket {
  return { price, confidence: 1, initialHaircut: 0, maintenanceHaircut: 0, underlying: coin }
}

function notesOf(
  about: Readonly<{ coin: string; known: readonly KnownForward[]; index: number | undefined; options: readonly Listed[] }>,
): readonly string[] {
  const { coin, known, index, options } = about
  const elsewhere = known.filter(({ forward }) => forward.from !== 'venue')
  const sources = [...new Set(elsewhere.map(({ forward }) => forwardWords[forward.from]))].join(', ')
  const unmarked = options.filter(({ mark }) => mark?.volatility === undefined).length
  const perpetual =
    index === undefined
      ? `${coin}: the file has no index and no perpetual; both are taken at the nearest forward.`
      : `${coin}-PERPETUAL is not in the file and is taken at the index.`
  return [
    perpetual,
    ...(elsewhere.length > 0 ? [`${coin}: ${elsewhere.length} of ${known.length} forwards are from ${sources}.`] : []),
    ...(unmarked > 0 ? [`${coin}: ${unmarked} of ${options.length} options have no mark.`] : []),
  ]
}

const forwardWords = { venue: 'the venue', parity: 'put-call parity', delta: 'the venue’s delta', index: 'the index' } as const
