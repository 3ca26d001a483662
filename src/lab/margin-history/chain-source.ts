import type { TimeUs } from '../../base/time.ts'
import type { MarketSnapshot } from '../../margin/market-snapshot.ts'
import { chainSnapshot, takenAsLinear } from '../margin/chain-snapshot.ts'
import { readDailyReturns } from '../margin/read-returns.ts'
import { readChain } from '../surface/read-chain.ts'

/** Files to make snapshots from, and how to take what is in them. */
export type ChainSource = Readonly<{
  chains: string
  underlying: string
  /** Inverse contracts as they are listed, or each as its like that settles in dollars, which every model covers. */
  contracts: 'asListed' | 'asLinear'
  /** Daily prices, for models that need a history. */
  returns?: string
  /** Traded a day, in base, for models that need it. */
  dailyVolume?: number
}>

/**
 * Makes the snapshot of one coin's chain at a moment, with the returns of the days that had ended by then. A day's returns are read once.
 *
 * @throws InputFault as `readChain` and `readDailyReturns` do, when a snapshot is asked for.
 *
 * @example
 * const snapshotAt = createChainSource({ chains: 'chains.parquet', underlying: 'BTC', contracts: 'asLinear' })
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
    const { underlying, returns, dailyVolume } = source
    const listed = chainSnapshot([await readChain(source.chains, { underlying, at })])
    const { snapshot } = source.contracts === 'asLinear' ? takenAsLinear(listed) : listed
    const market = snapshot.underlyings.get(underlying)
    if (market === undefined) return snapshot
    const dailyReturns = returns === undefined ? undefined : await returnsAt(returns, at)
    const known = { ...market, ...(dailyReturns !== undefined && { dailyReturns }), ...(dailyVolume !== undefined && { dailyVolume }) }
    return { ...snapshot, underlyings: new Map([...snapshot.underlyings, [underlying, known]]) }
  }
}
