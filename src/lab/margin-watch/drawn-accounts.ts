import { nextUniform, type Prng } from '../../base/prng.ts'
import { createWatch, type WatchAccount, type WatchInstrument, type WatchOptions } from '../../margin/kernel/watch-create.ts'
import { balanceOf } from '../../margin/kernel/watch.ts'
import { nextNormal } from './simulated-market.ts'

/** How many accounts, and in what market. */
export type DrawnBooks = Readonly<{ accounts: number; market: Omit<WatchOptions, 'accounts'> }>

/** What the mean account has to spare in its worst scenario, as a share of what its positions would be worth unhedged. */
const meanSpareShare = 0.03

/**
 * Draws accounts: positions log-normal in number, at most 200, mostly on one underlying, sizes log-normal in worth, popular instruments
 * first. Cash covers the worst scenario and spare money beside it, exponentially spread: 3 % of spot times sizes in the mean, so a third of
 * the accounts have 1.2 % or less and stand near a breach; none is breached at first.
 *
 * @example
 * const accounts = drawnAccounts({ accounts: 10_000, market }, generator)
 */
export function drawnAccounts({ accounts, market }: DrawnBooks, draw: Prng): readonly WatchAccount[] {
  const byUnderlying = market.markets.map(({ underlying, spot }) => ({
    spot,
    instruments: market.instruments.flatMap((instrument, index) => (instrument.underlying === underlying ? [index] : [])),
  }))
  const drawn = Array.from({ length: accounts }, (_, index) => {
    const held = new Map<number, number>()
    const home = Math.floor(byUnderlying.length * nextUniform(draw))
    const count = Math.min(200, 1 + Math.floor(Math.exp(2.4 + 0.9 * nextNormal(draw))))
    for (let position = 0; position < count; position++) {
      const place = nextUniform(draw) < 0.9 ? home : Math.floor(byUnderlying.length * nextUniform(draw))
      const { spot, instruments } = byUnderlying[place] as (typeof byUnderlying)[number]
      const instrument = instruments[Math.floor(instruments.length * nextUniform(draw) ** 2.2)] as number
      const worth = Math.exp(8 + 1.2 * nextNormal(draw)) * (nextUniform(draw) < 0.5 ? -1 : 1)
      held.set(instrument, Number((worth / spot).toPrecision(3)))
    }
    const positions = [...held].map(([instrument, size]) => ({ instrument, size }))
    return { name: `account ${index + 1}`, cash: 0, positions }
  })
  return funded(drawn, market, draw)
}

/** Cash is set from what a watch of the same accounts without cash says of them. */
function funded(accounts: readonly WatchAccount[], market: DrawnBooks['market'], draw: Prng): readonly WatchAccount[] {
  const watch = createWatch({ ...market, accounts })
  const spots = new Map(market.markets.map(({ underlying, spot }) => [underlying, spot]))
  return accounts.map((account, index) => {
    const worth = account.positions.reduce((sum, { instrument, size }) => {
      const { underlying } = market.instruments[instrument] as WatchInstrument
      return sum + Math.abs(size) * (spots.get(underlying) as number)
    }, 0)
    const spare = -meanSpareShare * worth * Math.log(1 - nextUniform(draw))
    return { ...account, cash: spare - balanceOf(watch, index).balance }
  })
}
