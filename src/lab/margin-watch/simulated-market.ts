import { nextUniform, type Prng } from '../../base/prng.ts'
import { later, seconds, type TimeUs } from '../../base/time.ts'
import type { KernelScenario } from '../../margin/kernel/term-table.ts'
import type { WatchInstrument } from '../../margin/kernel/watch-create.ts'
import type { WatchTick } from '../../margin/kernel/watch.ts'

/** An underlying to simulate. */
export type SimulatedUnderlying = Readonly<{
  name: string
  /** At first, in quote. */
  spot: number
  /** Of its returns, a year. */
  volatility: number
}>

/** Moves of spot up to 16 % each way under three of volatility, and two far ones of which 0.3 counts. */
export const watchScenarios: readonly KernelScenario[] = [
  ...[1, 1.45, 0.75].flatMap((volatilityFactor) =>
    [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4].map((step) => ({ spotFactor: 1 + 0.032 * step, volatilityFactor })),
  ),
  { spotFactor: 0.5, volatilityFactor: 1.45, weight: 0.3 },
  { spotFactor: 1.5, volatilityFactor: 1.45, weight: 0.3 },
]

/**
 * Instruments of an underlying: a perpetual, and on each of eight expiries, from a day to a year, a future and calls and puts of 15 strikes.
 *
 * @example
 * simulatedInstruments({ name: 'BTC', spot: 60_000, volatility: 0.6 }, at)
 */
export function simulatedInstruments({ name, spot, volatility }: SimulatedUnderlying, at: TimeUs): readonly WatchInstrument[] {
  const dated = [1, 2, 7, 14, 30, 90, 180, 365].flatMap((days): WatchInstrument[] => {
    const term = { underlying: name, expiry: later(at, seconds(86_400 * days)), forwardRatio: 1 + (0.05 * days) / 365 }
    const options = Array.from({ length: 15 }, (_, i): WatchInstrument[] => {
      const away = ((i - 7) / 7) * Math.min(0.6, 3 * volatility * Math.sqrt(days / 365))
      const strike = Number((spot * Math.exp(away)).toPrecision(3))
      const smile = volatility * (1 + 0.5 * away * away)
      return (['call', 'put'] as const).map((kind) => ({
        ...{ name: `${name}-${days}D-${strike}-${kind}`, kind, strike, volatility: smile },
        ...term,
      }))
    })
    return [{ name: `${name}-${days}D`, kind: 'linear', ...term }, ...options.flat()]
  })
  return [{ name: `${name}-PERPETUAL`, kind: 'linear', underlying: name }, ...dated]
}

/** How spots move. */
export type SimulatedPath = Readonly<{ underlyings: readonly SimulatedUnderlying[]; at: TimeUs; ticks: number; ticksPerSecond: number }>

/**
 * Moves of underlyings in turn, log-normal; volatilities are fitted anew every ten seconds.
 *
 * @example
 * for (const move of simulatedMoves(path, generator)) tick(watch, move)
 */
export function* simulatedMoves({ underlyings, at, ticks, ticksPerSecond }: SimulatedPath, draw: Prng): Generator<WatchTick> {
  const spots = underlyings.map(({ spot }) => spot)
  const factors = underlyings.map(() => 1)
  const everyTicks = Math.max(1, Math.round(10 * ticksPerSecond))
  for (let tick = 1; tick <= ticks; tick++) {
    const place = tick % underlyings.length
    const { name, volatility } = underlyings[place] as SimulatedUnderlying
    const step = volatility * Math.sqrt(underlyings.length / (31_536_000 * ticksPerSecond))
    spots[place] = (spots[place] as number) * Math.exp(step * nextNormal(draw))
    if (tick % everyTicks < underlyings.length) factors[place] = (factors[place] as number) * Math.exp(0.0005 * nextNormal(draw))
    const when = later(at, seconds(tick / ticksPerSecond))
    yield { underlying: name, spot: spots[place] ?? 0, volatilityFactor: factors[place] as number, at: when }
  }
}

/**
 * A standard normal draw.
 *
 * @example
 * nextNormal(generator)
 */
export function nextNormal(draw: Prng): number {
  return Math.sqrt(-2 * Math.log(1 - nextUniform(draw))) * Math.cos(2 * Math.PI * nextUniform(draw))
}
