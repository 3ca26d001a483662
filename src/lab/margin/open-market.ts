import { InputFault } from '../../base/fault.ts'
import type { TimeUs } from '../../base/time.ts'
import { expiryOf } from '../../margin/contract.ts'
import type { MarginAccount } from '../../margin/account/margin-account.ts'
import type { MarketSnapshot, UnderlyingMarket } from '../../margin/market-snapshot.ts'
import type { OptionChain } from '../surface/option-chain.ts'
import { readChain, readChainCoins } from '../surface/read-chain.ts'
import { chainSnapshot, takenAsLinear, type NotedSnapshot } from './chain-snapshot.ts'
import { parseDeribitName } from './deribit-name.ts'
import { readDailyReturns } from './read-returns.ts'
import { readSnapshot } from './read-snapshot.ts'

/** Where a market comes from: one snapshot file, or option chains. */
export type MarketChoice = Readonly<{
  files: readonly string[]
  /** The last chain seen by then; the last of the file where it is absent. */
  at?: TimeUs
  /** Coins to read of chains; those that the accounts name where it is empty. */
  underlyings: readonly string[]
  accounts: readonly MarginAccount[]
  /** How contracts are taken: as they are listed, or all as linear. */
  contracts: 'asListed' | 'asLinear'
  /** Files of daily closes or returns, by underlying; `undefined` stands for the only one. */
  returns: readonly Named<string>[]
  /** Traded a day in base, by underlying. */
  dailyVolumes: readonly Named<number>[]
}>

/** Something said of an underlying. */
export type Named<Value> = Readonly<{ underlying: string | undefined; value: Value }>

/**
 * Reads the market that accounts are to be margined in.
 *
 * @throws InputFault for files that cannot be read, coins they do not have, and options that do not fit the kind of file.
 *
 * @example
 * await openMarket({ files: ['chains.parquet'], at, underlyings: [], accounts, contracts: 'asListed', returns: [], dailyVolumes: [] })
 */
export async function openMarket(choice: MarketChoice): Promise<NotedSnapshot> {
  const market = choice.files.some(isDocument) ? await snapshotOf(choice) : withAge(chainSnapshot(await chainsOf(choice)), choice)
  const complete = { ...market, snapshot: withExpired(market.snapshot, choice.accounts) }
  return withHistory(choice.contracts === 'asLinear' ? takenAsLinear(complete) : complete, choice)
}

function isDocument(file: string): boolean {
  return /\.(ya?ml|json)$/i.test(file)
}

async function snapshotOf({ files, at, underlyings }: MarketChoice): Promise<NotedSnapshot> {
  const [file = ''] = files
  if (files.length > 1) {
    throw new InputFault({ file: '--market', place: 'value', expected: 'one snapshot alone, or option chains', found: files.join(', ') })
  }
  const misplaced = at !== undefined ? '--at' : underlyings.length > 0 ? '--underlying' : undefined
  if (misplaced !== undefined) {
    throw new InputFault({ file: misplaced, place: 'option', expected: 'this option with option chains only', found: `it with ${file}` })
  }
  return readSnapshot(file)
}

async function chainsOf({ files, at, underlyings, accounts }: MarketChoice): Promise<readonly OptionChain[]> {
  const coinsOf = new Map<string, readonly string[]>()
  for (const file of files) coinsOf.set(file, await readChainCoins(file))
  const there = [...new Set([...coinsOf.values()].flat())]
  const asked = underlyings.map((name) => name.toUpperCase())
  const absent = asked.find((name) => there.length > 0 && !there.includes(name))
  if (absent !== undefined) throw new InputFault({ file: '--underlying', place: 'value', expected: there.join(' or '), found: absent })
  const named = coinsNamed(accounts)
  const wanted = asked.length > 0 ? asked : there.filter((name) => named.has(name))
  const when = at === undefined ? {} : { at }
  if (wanted.length === 0 || there.length === 0) {
    const [first = ''] = files
    return [await readChain(first, { ...when, ...(asked[0] !== undefined && { underlying: asked[0] }) })]
  }
  const chains: OptionChain[] = []
  for (const underlying of new Set(wanted)) {
    const file = files.find((one) => coinsOf.get(one)?.includes(underlying))
    if (file !== undefined) chains.push(await readChain(file, { ...when, underlying }))
  }
  return chains
}

/** Deribit names begin with the coin; collateral is a coin. */
function coinsNamed(accounts: readonly MarginAccount[]): ReadonlySet<string> {
  return new Set(
    accounts.flatMap(({ positions, orders, collateral }) => [
      ...[...positions, ...orders].map(({ contract }) => contract.split('-')[0] ?? ''),
      ...collateral.map(({ asset }) => asset),
    ]),
  )
}

const oldUs = 3_600e6

/** Chains may be rare: what was asked for and what was found are told apart. */
function withAge({ snapshot, notes }: NotedSnapshot, { at }: MarketChoice): NotedSnapshot {
  const age = (at ?? snapshot.at) - snapshot.at
  if (age < oldUs) return { snapshot, notes }
  return { snapshot, notes: [`The last chain by the time asked for was seen ${(age / 3_600e6).toFixed(1)} h before.`, ...notes] }
}

/** What has expired is listed no more. It is added by its name, so that an account that still holds it is told so. */
function withExpired(snapshot: MarketSnapshot, accounts: readonly MarginAccount[]): MarketSnapshot {
  const contracts = new Map(snapshot.contracts)
  for (const { contract: id } of accounts.flatMap(({ positions }) => positions)) {
    const named = contracts.has(id) ? undefined : parseDeribitName(id)
    const expiresAt = named === undefined ? undefined : expiryOf(named)
    if (named !== undefined && expiresAt !== undefined && expiresAt <= snapshot.at) contracts.set(id, named)
  }
  return { ...snapshot, contracts }
}

async function withHistory(market: NotedSnapshot, choice: MarketChoice): Promise<NotedSnapshot> {
  const { snapshot } = market
  const underlyings = new Map(snapshot.underlyings)
  const notes = [...market.notes]
  for (const { underlying, value } of choice.returns) {
    const [name, known] = underlyingFor(snapshot, underlying, '--returns')
    const read = await readDailyReturns(value, snapshot.at)
    underlyings.set(name, { ...(underlyings.get(name) ?? known), dailyReturns: read.returns })
    notes.push(`${name}: ${read.notes.join(' ')}`)
  }
  for (const { underlying, value } of choice.dailyVolumes) {
    const [name, known] = underlyingFor(snapshot, underlying, '--daily-volume')
    underlyings.set(name, { ...(underlyings.get(name) ?? known), dailyVolume: value })
  }
  return { snapshot: { ...snapshot, underlyings }, notes }
}

function underlyingFor(snapshot: MarketSnapshot, wanted: string | undefined, option: string): readonly [string, UnderlyingMarket] {
  const all = [...snapshot.underlyings]
  const found =
    wanted === undefined ? (all.length === 1 ? all[0] : undefined) : all.find(([name]) => name.toLowerCase() === wanted.toLowerCase())
  if (found !== undefined) return found
  const names = all.map(([name]) => name).join(' or ')
  const expected = wanted === undefined ? `the underlying with it, such as ${all[0]?.[0] ?? 'BTC'}=...` : names
  throw new InputFault({ file: option, place: 'value', expected, found: wanted ?? `several underlyings, ${names}` })
}
