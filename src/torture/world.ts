import { seconds, timeUs } from '../base/time.ts'
import type { Input } from '../engine/input.ts'
import { marketId, type Instrument } from '../market/instrument.ts'
import type { Draw } from './draw.ts'
import { drawPolicy } from './draw-policy.ts'
import type { Setting } from './plan.ts'

/** When every run starts. */
export const worldStart = timeUs(1_600_000_000_000_000)

/** When the dated contract ends. */
const expiresAt = timeUs(worldStart + 3_600_000_000)

const btcMarket: Instrument = {
  id: marketId('BTC/USDT:USDT'),
  kind: 'perpetual',
  payoff: 'linear',
  base: 'BTC',
  quote: 'USDT',
  tickUnits: 1,
  priceDecimals: 1,
  lotUnits: 1,
  sizeDecimals: 3,
  contractSize: 1,
  quoteDecimals: 6,
  bookSource: 'recorded',
  sequenceRule: 'snapshotsOnly',
}

/** Lots so small that hardly a notional is whole in micro-dollars. */
const ethMarket: Instrument = { ...btcMarket, id: marketId('ETH/USDT:USDT'), base: 'ETH', priceDecimals: 2, sizeDecimals: 7, lotUnits: 3 }

/** Contracts beside the run's markets; one in odd steps. */
const listings: Setting['listings'] = [
  {
    contract: { id: 'BTC-FINE', kind: 'perpetual', underlying: 'BTC', multiplier: 1, payoff: 'linear' },
    tickUnits: 25,
    priceDecimals: 2,
    lotUnits: 3,
    sizeDecimals: 8,
  },
  {
    contract: { id: 'ETH-DATED', kind: 'future', underlying: 'ETH', multiplier: 1, payoff: 'linear', expiresAt },
    tickUnits: 5,
    priceDecimals: 2,
    lotUnits: 7,
    sizeDecimals: 3,
  },
]

/** Accounts that may be opened in a run. */
export const mostAccounts = 12

/**
 * The name of an account, by its number: names are in the order of numbers.
 *
 * @example
 * accountNamed(3) // 'm-03'
 */
export function accountNamed(account: number): string {
  return `m-${String(account).padStart(2, '0')}`
}

/**
 * The setting of a seed: policy, markets and the habits of its venue.
 *
 * @example
 * drawSetting(drawOf(7)).venue.lost
 */
export function drawSetting(draw: Draw): Setting {
  const policy = drawPolicy(draw)
  const share = (most: number): number => (draw.chance(0.5) ? 0 : draw.uniform() * most)
  return {
    policy,
    instruments: draw.chance(0.5) ? [btcMarket, ethMarket] : [btcMarket],
    listings,
    startPrices: [10_000, 400],
    venue: {
      latencyUs: seconds(draw.one([0.001, 0.2, 3])),
      makerFeeBps: draw.one([-1, 0, 2]),
      takerFeeBps: draw.one([0, 5, 10]),
      lost: share(0.3),
      late: share(0.3),
      doubled: share(0.5),
      reordered: share(0.5),
      latestUs: draw.one([5_000_000, 200_000_000]),
    },
    snapshotEvery: draw.one([10, 50, 1_000_000]),
    splitAccount: draw.whole(0, 3),
  }
}

/**
 * The inputs every run begins with: its terms, then the contracts that are no market of it.
 *
 * @example
 * for (const input of openingInputs(setting, seed)) await take(host, input)
 */
export function openingInputs({ policy, instruments, listings: listed }: Setting, seed: number): readonly Input[] {
  const at = worldStart
  return [
    { kind: 'runStarted', at, engineVersion: 'torture', source: 'torture', seed, policy, instruments },
    ...(policy.margin === undefined ? [] : listed.map((listing) => ({ kind: 'contractListed' as const, at, ...listing }))),
  ]
}
