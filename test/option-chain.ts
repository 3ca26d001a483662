import { timeUs } from '../src/base/time.ts'
import type { ChainRow, OptionChain } from '../src/lab/surface/option-chain.ts'
import { black76Price } from '../src/pricing/black-76.ts'
import { sviPoint, type SviSlice } from '../src/pricing/svi.ts'

/** 2026-02-05T16:00:00Z, when the made chain is seen. */
export const chainAt = timeUs(1_770_307_200_000_000)

const dayUs = 86_400_000_000

/** Smiles of the made chain by days to expiry: total variance rises in time and has no butterflies. */
export const chainSmiles: ReadonlyMap<number, SviSlice> = new Map([
  [10, { a: 0.004, b: 0.03, rho: -0.3, m: 0.01, sigma: 0.12 }],
  [40, { a: 0.018, b: 0.06, rho: -0.25, m: 0.02, sigma: 0.18 }],
  [130, { a: 0.06, b: 0.12, rho: -0.2, m: 0.03, sigma: 0.3 }],
])

/** A chain priced off known smiles: calls and puts around 60,000, quoted a little to either side of their value. */
export function madeChain(spread = 0.02): OptionChain {
  const rows = [...chainSmiles].flatMap(([days, slice]) => expiryRows(days, { slice, spread }))
  return { file: 'made.csv', underlying: 'BTC', at: chainAt, rows }
}

function expiryRows(days: number, about: Readonly<{ slice: SviSlice; spread: number }>): readonly ChainRow[] {
  const timeYears = days / 365
  const forward = 60_000 * (1 + 0.02 * timeYears)
  const strikes = Array.from({ length: 21 }, (_, i) => 42_000 + 2_000 * i)
  return strikes.flatMap((strike) => {
    const volatility = Math.sqrt(sviPoint(about.slice, Math.log(strike / forward)).variance / timeYears)
    return (['call', 'put'] as const).map((kind): ChainRow => {
      const coin = (at: number): number => black76Price({ kind, forward, strike, timeYears, volatility: at }) / forward
      return {
        kind,
        strike,
        expiry: timeUs(chainAt + days * dayUs),
        forward,
        bid: coin(volatility * (1 - about.spread)),
        ask: coin(volatility * (1 + about.spread)),
        mark: coin(volatility),
      }
    })
  })
}

/** A made chain as a CSV file in the columns of the venue's daily snapshots. */
export function chainCsv(chain: OptionChain = madeChain()): string {
  const iso = (time: number): string => new Date(time / 1_000).toISOString().replace('T', ' ').replace('.000Z', '')
  const lines = chain.rows.map((row) =>
    [iso(chain.at), chain.underlying, row.kind, row.strike, iso(row.expiry), row.bid, row.ask, row.mark, row.forward].join(','),
  )
  return ['ts,currency,option_type,strike,expiry,bid,ask,mark,fwd', ...lines].join('\n')
}
