import { timeUs, type TimeUs } from '../src/base/time.ts'
import type { Contract } from '../src/margin/contract.ts'
import type { ContractMark, MarketSnapshot, UnderlyingMarket } from '../src/margin/market-snapshot.ts'
import type { MarginAccount } from '../src/margin/account/margin-account.ts'

/** 2026-02-05T16:00:00Z. */
export const marginNow = timeUs(1_770_307_200_000_000)

/** `days` after `marginNow`. */
export const inDays = (days: number): TimeUs => timeUs(marginNow + days * 86_400e6)

const option = (strike: number, kind: 'call' | 'put', days: number, payoff: 'linear' | 'inverse' = 'linear'): Contract => ({
  id: `BTC-${days}D-${strike}-${kind === 'call' ? 'C' : 'P'}${payoff === 'linear' ? '' : '-I'}`,
  kind: 'option',
  underlying: 'BTC',
  multiplier: 1,
  lotSize: 0.1,
  payoff,
  option: kind,
  strike,
  expiresAt: inDays(days),
})

/** BTC at 60,000 with perpetuals, a future and options in 10 and 60 days; ETH at 3,000 with a perpetual. Volatility 60 %. */
export function madeSnapshot(changes: Partial<MarketSnapshot> = {}): MarketSnapshot {
  const contracts: Contract[] = [
    { id: 'BTC', kind: 'spot', underlying: 'BTC', multiplier: 1 },
    { id: 'BTC-PERP', kind: 'perpetual', underlying: 'BTC', multiplier: 1, lotSize: 0.001, payoff: 'linear' },
    { id: 'BTC-PERPETUAL', kind: 'perpetual', underlying: 'BTC', multiplier: 10, lotSize: 1, payoff: 'inverse' },
    { id: 'BTC-60D', kind: 'future', underlying: 'BTC', multiplier: 1, lotSize: 0.001, payoff: 'linear', expiresAt: inDays(60) },
    { id: 'ETH-PERP', kind: 'perpetual', underlying: 'ETH', multiplier: 1, lotSize: 0.01, payoff: 'linear' },
    ...[10, 60].flatMap((days) =>
      [40_000, 50_000, 60_000, 70_000, 80_000].flatMap((strike) =>
        (['call', 'put'] as const).flatMap((kind) => [option(strike, kind, days), option(strike, kind, days, 'inverse')]),
      ),
    ),
  ]
  const markOf = (contract: Contract): ContractMark => {
    if (contract.kind === 'option') return { volatility: 0.6, confidence: 1 }
    if (contract.kind === 'future') return { markPrice: 60_500, confidence: 1 }
    return { markPrice: contract.underlying === 'BTC' ? 60_000 : 3_000, confidence: 1 }
  }
  const btc: UnderlyingMarket = {
    indexPrice: 60_000,
    confidence: 1,
    expiries: new Map([
      [inDays(10), { variableForward: 60_100, fixedForward: 0, rate: 0.03, confidence: 1 }],
      [inDays(60), { variableForward: 60_500, fixedForward: 0, rate: 0.03, confidence: 1 }],
    ]),
  }
  return {
    at: marginNow,
    settlement: { asset: 'USD', price: 1, confidence: 1 },
    underlyings: new Map([
      ['BTC', btc],
      ['ETH', { indexPrice: 3_000, confidence: 1, expiries: new Map() }],
    ]),
    contracts: new Map(contracts.map((contract) => [contract.id, contract])),
    marks: new Map(contracts.map((contract) => [contract.id, markOf(contract)])),
    collateral: new Map([
      ['BTC', { price: 60_000, confidence: 1, initialHaircut: 0.1, maintenanceHaircut: 0.05, underlying: 'BTC' }],
      ['USDC', { price: 1, confidence: 1, initialHaircut: 0, maintenanceHaircut: 0 }],
    ]),
    ...changes,
  }
}

/** An account with 100,000 in cash and nothing else. */
export function madeAccount(changes: Partial<MarginAccount> = {}): MarginAccount {
  return { id: 'fund-7', cash: 100_000, collateral: [], positions: [], orders: [], ...changes }
}

/** Daily log returns that wander in scale and have a tail, the same at every call; another phase gives other ones. */
export function wanderingReturns(count: number, phase = 0): number[] {
  return Array.from({ length: count }, (_, day) => {
    const wave = Math.sin((day + 1) * (day + 1) * 0.7 + phase)
    return 0.02 * (1 + 0.5 * Math.sin(day / 40)) * (wave + (Math.abs(wave) > 0.98 ? 2 * wave : 0))
  })
}
