import { createPrng, nextUniform, type Prng } from '../src/base/prng.ts'
import { timeUs, type TimeUs } from '../src/base/time.ts'
import { usualLevels, type BandBox, type BandLevel, type MarketPoint } from '../src/margin/kernel/band-box.ts'
import type { KernelScenario } from '../src/margin/kernel/term-table.ts'
import type { WatchInstrument } from '../src/margin/kernel/watch-create.ts'
import { changePosition, revalue, worldStart, type WatchWorld } from './watch-world.ts'

const secondUs = 1e6
const spots: Readonly<Record<string, number>> = { BTC: 60_000, DUST: 1e-6, GOLD: 1e6 }

export const choose = <T>(draw: Prng, from: readonly T[]): T => from[Math.floor(from.length * nextUniform(draw))] as T

const word = new DataView(new ArrayBuffer(8))

/** The double `ulps` steps away from a number that is above 0, or the number itself at 0. */
export function stepped(value: number, ulps: number): number {
  if (value === 0) return value
  word.setFloat64(0, value)
  word.setBigInt64(0, word.getBigInt64(0) + BigInt(ulps))
  return word.getFloat64(0)
}

/** Underlyings from a millionth to a million, strikes side by side, volatilities from nearly none to 300 %, expiries within boxes. */
export function attackWorld(seed: number, size: Readonly<{ accounts: number; instruments: number }>): WatchWorld {
  const draw = createPrng(seed)
  const names = choose(draw, [['BTC'], ['DUST'], ['GOLD'], ['BTC', 'DUST'], ['BTC', 'GOLD', 'DUST']])
  const markets = new Map(names.map((name) => [name, { spot: spots[name] as number, volatilityFactor: 1, at: worldStart }]))
  const instruments = Array.from({ length: size.instruments }, (_, i) => attackInstrument(draw, names[i % names.length] as string, i))
  const world: WatchWorld = { draw, scenarios: attackScenarios(draw), instruments, markets, accounts: [], values: new Map() }
  for (let a = 0; a < size.accounts; a++) {
    world.accounts.push({ name: `account ${a}`, cash: 0, rows: new Map() })
    fillAccount(world, a)
  }
  for (const name of names) revalue(world, name)
  return world
}

function attackScenarios(draw: Prng): readonly KernelScenario[] {
  const kind = nextUniform(draw)
  const calm = nextUniform(draw) < 0.25
  const count = choose(draw, [1, 2, 16, 17, 32, 33])
  return Array.from({ length: count }, (_, i) => ({
    spotFactor: i === 0 ? 1 : choose(draw, [0, 0.5 + nextUniform(draw), 0.84, 1, 3]),
    // Where all scenarios are calm, what is dampened still moves as it is.
    volatilityFactor: choose(draw, calm ? [0, 0.5] : [0, 0.5, 1, 1.45, 4]),
    ...(kind < 0.4 ? { weight: choose(draw, [0, 0.3, 1, nextUniform(draw)]) } : {}),
    ...(kind > 0.2 && kind < 0.6 ? { passingYears: choose(draw, [0, 20, 190, 3_590, 86_400]) / 31_536_000 } : {}),
    ...(kind > 0.3 && kind < 0.7 ? { volatilityPoints: choose(draw, [-3, -0.1, 0, 0.2, 2]) } : {}),
  }))
}

export function attackInstrument(draw: Prng, underlying: string, index: number): WatchInstrument {
  const spot = spots[underlying] as number
  const name = `${underlying} ${index}`
  const expiry = timeUs(worldStart + secondUs * choose(draw, [15, 200, 3_600, 86_400, 30 * 86_400, 365 * 86_400]))
  const forwardRatio = choose(draw, [1, 1, 1, 1.03, 0.5])
  const kind = nextUniform(draw)
  if (kind < 0.2) return { kind: 'linear', name, underlying, ...(kind < 0.1 ? {} : { expiry, forwardRatio }) }
  const strike = spot * choose(draw, [0, 1, 1, 1, 1 + 1e-4, 1 - 1e-4, 1.01, 0.99, 0.7, 1.5, 1 + 0.02 * nextUniform(draw)])
  const volatility = choose(draw, [0, 1e-9, 0.01, 0.5, 0.5, 0.8, 3])
  return { kind: kind < 0.6 ? 'call' : 'put', name, underlying, expiry, forwardRatio, strike, volatility }
}

/** Ordinary accounts, huge positions that nearly cancel, one huge among tiny ones, positions of 0, none at all. */
function fillAccount(world: WatchWorld, account: number): void {
  const { draw, instruments } = world
  const any = (): number => Math.floor(instruments.length * nextUniform(draw))
  const hold = (instrument: number, size: number): void => changePosition(world, account, { instrument, size })
  const kind = Math.floor(10 * nextUniform(draw))
  if (kind === 0) return
  if (kind === 1) changePosition(world, account, { instrument: any(), size: 0 })
  for (let p = 0; p < 1 + 5 * nextUniform(draw); p++) hold(any(), attackSize(draw))
  if (kind < 4) {
    const [one, size] = [any(), 1e9 * attackSize(draw)]
    hold(one, size)
    const beside = instruments.findIndex((other, i) => i !== one && other.underlying === (instruments[one] as WatchInstrument).underlying)
    if (beside >= 0) hold(beside, -size)
  }
  if (kind === 4) instruments.forEach((_, i) => hold(i, i === 0 ? 1e9 : 1e-6 * attackSize(draw)))
}

export function attackSize(draw: Prng): number {
  return choose(draw, [1, -1, 1, -1, 2.5, -0.001, 1e-9, -7, 1e4 * (nextUniform(draw) - 0.5)])
}

/** Wide and narrow, some without width, some whose narrowest gives volatility and time room. */
export function attackLevels(draw: Prng): readonly BandLevel[] {
  const seconds = (count: number): BandLevel['lastsFor'] => (count * secondUs) as BandLevel['lastsFor']
  return choose(draw, [
    usualLevels,
    usualLevels,
    [{ spotShare: 0.02, volatilityShare: 0.1, lastsFor: seconds(600) }],
    // Where time or volatility does more than spot, nothing hides a fault of theirs.
    [{ spotShare: 1e-5, volatilityShare: 0, lastsFor: seconds(4_000) }],
    [
      { spotShare: 1e-5, volatilityShare: 0, lastsFor: seconds(4_000) },
      { spotShare: 0, volatilityShare: 0, lastsFor: seconds(0) },
    ],
    [
      { spotShare: 1e-5, volatilityShare: 0.3, lastsFor: seconds(20) },
      { spotShare: 0, volatilityShare: 0, lastsFor: seconds(0) },
    ],
    [
      { spotShare: 0.9, volatilityShare: 0.9, lastsFor: seconds(100_000) },
      { spotShare: 0.001, volatilityShare: 0.02, lastsFor: seconds(100) },
    ],
    [
      { spotShare: 0.05, volatilityShare: 0, lastsFor: seconds(0) },
      { spotShare: 0.003, volatilityShare: 0.01, lastsFor: seconds(30) },
      { spotShare: 0, volatilityShare: 0, lastsFor: seconds(30) },
    ],
    [
      { spotShare: 0.001, volatilityShare: 0.001, lastsFor: seconds(20) },
      { spotShare: 0.05, volatilityShare: 0.05, lastsFor: seconds(2_000) },
    ],
  ])
}

/** A corner of a box, on its face or a step of the last bit to either side of it. */
export function cornerOf(draw: Prng, box: BandBox, before: MarketPoint): MarketPoint {
  const face = (low: number, middle: number, high: number): number => {
    const at = choose(draw, [low, high, low, high, middle])
    return stepped(at, choose(draw, [0, 0, 0, 1, -1]))
  }
  return {
    spot: face(box.lowSpot, before.spot, box.highSpot),
    volatilityFactor: choose(draw, [before.volatilityFactor, face(box.lowVolatility, before.volatilityFactor, box.highVolatility)]),
    at: choose(draw, [before.at, before.at, (before.at + secondUs) as TimeUs, box.until, (box.until + 1) as TimeUs]),
  }
}

/** A leap of spot, of volatility or of time; expiries are met to the microsecond. */
export function leapFrom(draw: Prng, world: WatchWorld, underlying: string): MarketPoint {
  const before = world.markets.get(underlying) as MarketPoint
  const first = spots[underlying] as number
  const expiries = world.instruments.flatMap(({ expiry }) => (expiry !== undefined && expiry > before.at ? [expiry] : []))
  const expiry = expiries.length > 0 && expiries[0] !== undefined ? choose(draw, expiries) : before.at
  const soonest = expiries.length === 0 ? before.at : (Math.min(...expiries) as TimeUs)
  const spot = choose(draw, [
    before.spot,
    first,
    first,
    first * 1e-9,
    first * 0.7,
    first * 1.3,
    0,
    first * (0.99 + 0.02 * nextUniform(draw)),
  ])
  const volatilityFactor = choose(draw, [before.volatilityFactor, 1, 1, 0.25, 4, 1e-3, 0])
  const late = nextUniform(draw) < 0.05 ? expiry : soonest
  const at = choose(draw, [before.at, before.at, before.at, late, (late - 1) as TimeUs, (before.at + 5 * secondUs) as TimeUs])
  return { spot, volatilityFactor, at: nextUniform(draw) < 0.02 ? ((at - secondUs) as TimeUs) : at }
}
