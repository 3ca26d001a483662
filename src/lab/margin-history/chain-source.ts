import type { TimeUs } from '../../base/time.ts'
import type { MarketSnapshot } from '../../margin/market-snapshot.ts'
import { chainSnapshot } from '../margin/chain-snapshot.ts'
import { readDailyReturns } from '../margin/read-returns.ts'
import { readChain } from '../surface/read-chain.ts'

/** Files to make snapshots from. `returns` are daily prices, for models that need a history. */
export type ChainSource = Readonly<{ chains: string; underlying: string; returns?: string }>

/**
 * Makes the snapshot of one coin's chain at a moment, with the returns of the days that had ended by then. A day's returns are read once.
 *
 * @throws InputFault as `readChain` and `readDailyReturns` do, when a snapshot is asked for.
 *
 * @example
 * const snapshotAt = createChainSource({ chains: 'chains.parquet', underlying: 'BTC' })
 */
export function createChainSource(source: ChainSource): (at: TimeUs) => Promise<MarketSnapshot> {
  const returnsByDay = new Map<number, readonly number[]>()
  const returnsAt = async (file: string, at: TimeUs): Promise<readonly number[]> => {
    const day = Math.floor(at / 86_400e6)
    const known = returnsByDay.get(day) ?? (await readDailyReturns(file, at)).returns
    returnsByDay.set(day, known)
    return known
  }
  return async (at) => {
    const { underlying, returns } = source
    const { snapshot } = chainSnapshot([await readChain(source.chains, { underlying, at })])
    const market = snapshot.underlyings.get(underlying)
    if (returns === undefined || market === undefined) return snapshot
    const dailyReturns = await returnsAt(returns, at)
    return { ...snapshot, underlyings: new Map([...snapshot.underlyings, [underlying, { ...market, dailyReturns }]]) }
  }
}
