import { timeUs, seconds, type TimeUs } from '../../src/base/time.ts'
import type { Input } from '../../src/engine/input.ts'
import type { MarginPolicy } from '../../src/engine/margin/margin-policy.ts'
import type { ContractListed } from '../../src/engine/margin/member-input.ts'
import type { Policy } from '../../src/engine/policy.ts'
import { marketId, type Instrument } from '../../src/market/instrument.ts'
import { drivePolicy } from '../engine-drive.ts'
import { btcPerpetual } from '../instruments.ts'

/** When every audited history starts. */
export const historyStart = timeUs(1_600_000_000_000_000)

/** When its options and its future expire: within most histories. */
export const expiresAt = timeUs(historyStart + 3_600_000_000)

const ethPerpetual: Instrument = { ...btcPerpetual, id: marketId('ETH/USDT:USDT'), base: 'ETH', priceDecimals: 2 }

/** The markets of the run: each is a contract too, and the first on its base is that base's index. */
export const markets = [btcPerpetual, ethPerpetual] as const

/** A contract as the auditor counts it: one lot at one tick is `unit / 10^places` quote. */
export type Traded = Readonly<{
  id: string
  underlying: 'BTC' | 'ETH'
  kind: 'perpetual' | 'future' | 'option'
  option?: 'call' | 'put'
  strike?: number
  market: boolean
  tick: number
  lot: number
  unit: bigint
  places: number
}>

const marketContract = (id: string, underlying: 'BTC' | 'ETH', tickPlaces: number): Traded => ({
  id,
  underlying,
  kind: 'perpetual',
  market: true,
  tick: 1 / 10 ** tickPlaces,
  lot: 0.001,
  unit: 1n,
  places: tickPlaces + 3,
})

const btcMarket = marketContract('BTC/USDT:USDT', 'BTC', 1)
const ethMarket = marketContract('ETH/USDT:USDT', 'ETH', 2)

// Ticks of a quarter and lots of 3e-8: hardly a notional is whole in micro-dollars.
const fine: Traded = {
  id: 'BTC-FINE',
  underlying: 'BTC',
  kind: 'perpetual',
  market: false,
  tick: 0.25,
  lot: 3e-8,
  unit: 75n,
  places: 10,
}
const future: Traded = {
  id: 'ETH-DATED',
  underlying: 'ETH',
  kind: 'future',
  market: false,
  tick: 0.05,
  lot: 0.007,
  unit: 35n,
  places: 5,
}
const option = (id: string, underlying: 'BTC' | 'ETH', terms: Readonly<{ option: 'call' | 'put'; strike: number }>): Traded => ({
  id,
  underlying,
  kind: 'option',
  ...terms,
  market: false,
  tick: 0.5,
  lot: 0.01,
  unit: 5n,
  places: 3,
})

/** What members hold in a history without options. */
export const plainContracts: readonly Traded[] = [btcMarket, ethMarket, fine, future]

/** With options. */
export const allContracts: readonly Traded[] = [
  ...plainContracts,
  option('BTC-CALL', 'BTC', { option: 'call', strike: 10_400 }),
  option('BTC-PUT', 'BTC', { option: 'put', strike: 9_500 }),
  option('ETH-CALL', 'ETH', { option: 'call', strike: 410 }),
]

/** Collateral: one asset follows an index, one does in 18 decimals, one has a price of its own. */
export const pledged = [
  { asset: 'BTC', decimals: 8, initialHaircut: 0.2, maintenanceHaircut: 0.1, underlying: 'BTC' },
  { asset: 'ETH', decimals: 18, initialHaircut: 0.25, maintenanceHaircut: 0.15, underlying: 'ETH' },
  { asset: 'USDC', decimals: 6, initialHaircut: 0.02, maintenanceHaircut: 0.01 },
] as const

/** One of the ways in which a policy may be set. */
export function policyOf(way: number): Policy {
  const margin: MarginPolicy = {
    model: way % 2 === 0 ? 'tiered' : 'tims',
    callDueFor: seconds(90),
    bankruptAtOnce: way % 3 !== 0,
    liquidation: {
      until: way % 4 === 1 ? 'initial' : 'liquidationEnd',
      shareOfPosition: [0.2, 0.5, 1][way % 3] ?? 1,
      shareOfBook: way % 5 === 0 ? 0.3 : 1,
      spacing: seconds(2),
      boundBps: 300,
      ...(way % 4 >= 2 && { sizing: 'justEnough' as const }),
      ...(way % 5 >= 3 && { cancelOrders: 'asNeeded' as const }),
      ...(way % 3 === 1 && { penalty: { feeBps: 150, fundShare: 0.7 } }),
      ...(way % 8 === 5 && { pace: { every: seconds(20), accountNotional: 3_000, marketNotional: 5_000 } }),
    },
    marks: { leastStepBps: 0, every: seconds(1), mostStepBps: 10_000, staleAfter: seconds(120) },
    collateral: pledged,
  }
  return { ...drivePolicy({ facilities: [], measure: { bookStaleAfter: seconds(7_200) } }), triggers: [], margin }
}

/** The inputs every history begins with: the run, then the contracts that are no market of it. */
export function openingInputs(policy: Policy): readonly Input[] {
  const listings = allContracts.filter(({ market }) => !market).map((contract) => listingOf(contract, historyStart))
  return [
    { kind: 'runStarted', at: historyStart, engineVersion: 'audit', source: 'audit', seed: 1, policy, instruments: [...markets] },
    ...listings,
  ]
}

const steps = new Map<string, Omit<ContractListed, 'kind' | 'at' | 'contract'>>([
  ['BTC-FINE', { tickUnits: 25, priceDecimals: 2, lotUnits: 3, sizeDecimals: 8 }],
  ['ETH-DATED', { tickUnits: 5, priceDecimals: 2, lotUnits: 7, sizeDecimals: 3 }],
])

function listingOf({ id, underlying, kind, ...rest }: Traded, at: TimeUs): ContractListed {
  const terms = { id, underlying, multiplier: 1, payoff: 'linear' } as const
  const sized = steps.get(id) ?? { tickUnits: 5, priceDecimals: 1, lotUnits: 1, sizeDecimals: 2 }
  const dated = { ...terms, expiresAt }
  if (kind === 'perpetual') return { kind: 'contractListed', at, contract: { ...terms, kind }, ...sized }
  if (kind === 'future') return { kind: 'contractListed', at, contract: { ...dated, kind }, ...sized }
  const { option: right = 'call', strike = 0 } = rest
  return { kind: 'contractListed', at, contract: { ...dated, kind, option: right, strike }, ...sized }
}
