import { nextUint32, nextUniform, type Prng } from '../base/prng.ts'
import type { Instrument } from '../market/instrument.ts'
import { notionalOf } from '../market/notional.ts'
import type { BookModelParameters } from './book-model-parameters.ts'
import type { Conditions } from './book-model-state.ts'

/** What one frame of a modelled book is made of. */
export type FrameBasis = Readonly<{
  instrument: Instrument
  /** The path's price now. */
  priceTicks: number
  conditions: Conditions
  /** Depth of a calm market within 25 bps of the touch on one side, in quote. */
  calmDepth: number
  /** -1 when sellers press, 1 when buyers do. */
  pressure: number
}>

/** Both sides of a modelled book as flat lists `[ticks, lots, ...]`, best first. */
export type ModelledSides = Readonly<{ bids: number[]; asks: number[] }>

/**
 * Makes both sides of a book around a price: integer ticks and lots, never crossed, at least one lot a level.
 *
 * A side ends early where the price would not be positive.
 *
 * @example
 * const { bids, asks } = modelledSides(basis, bookModelDefaults, createPrng(7))
 */
export function modelledSides(basis: FrameBasis, parameters: BookModelParameters, draws: Prng): ModelledSides {
  const { priceTicks } = basis
  const spreadTicks = Math.max(1, Math.round((basis.conditions.spreadBps * priceTicks) / 1e4))
  // The odd tick goes to either side in turn, so that the mid is not pulled one way.
  const bidTicks = Math.max(1, priceTicks - Math.floor((spreadTicks + (nextUint32(draws) & 1)) / 2))
  const askTicks = bidTicks + spreadTicks
  const sideNoise = parameters.sideNoise * (2 * nextUniform(draws) - 1)
  const tilt = sideNoise + parameters.pressureTilt * basis.pressure
  return {
    bids: sideLevels({ ...basis, bestTicks: bidTicks, direction: -1, share: 1 + tilt }, parameters, draws),
    asks: sideLevels({ ...basis, bestTicks: askTicks, direction: 1, share: 1 - tilt }, parameters, draws),
  }
}

type SideBasis = FrameBasis & Readonly<{ bestTicks: number; direction: 1 | -1; share: number }>

function sideLevels(basis: SideBasis, parameters: BookModelParameters, draws: Prng): number[] {
  const { instrument, bestTicks, direction } = basis
  const oneLot = notionalOf(instrument, { ticks: bestTicks, lots: 1 })
  const depthLots = (basis.calmDepth * basis.conditions.depthFactor * basis.share) / oneLot
  const distances = parameters.levelDistancesBps
  const shares = levelShares(parameters)
  const levels: number[] = []
  let ticks = bestTicks - direction
  for (let i = 0; i < distances.length; i++) {
    const wanted = bestTicks + direction * Math.round(((distances[i] ?? 0) * bestTicks) / 1e4)
    // Near the touch a coarse tick makes neighbours fall together; they then stand tick by tick.
    ticks = direction > 0 ? Math.max(ticks + 1, wanted) : Math.min(ticks - 1, wanted)
    if (ticks < 1) break
    const noise = 1 + parameters.levelNoise * (nextUint32(draws) / 2147483648 - 1)
    levels.push(ticks, Math.max(1, Math.round(depthLots * (shares[i] ?? 0) * noise)))
  }
  return levels
}

// Shares depend on the parameters alone; a table of them per frame would cost more than the frame.
const sharesByParameters = new WeakMap<BookModelParameters, readonly number[]>()

function levelShares(parameters: BookModelParameters): readonly number[] {
  const known = sharesByParameters.get(parameters)
  if (known !== undefined) return known
  const distances = parameters.levelDistancesBps
  // A level stands for the depth from halfway to its inner neighbour to halfway to its outer one.
  const outer = distances.map((distance, i) => (distance + (distances[i + 1] ?? distance)) / 2)
  const cumulative = outer.map((distance) => profileAt(parameters.depthProfile, distance))
  const shares = cumulative.map((share, i) => share - (i === 0 ? 0 : (cumulative[i - 1] ?? 0)))
  sharesByParameters.set(parameters, shares)
  return shares
}

function profileAt(profile: readonly number[], distance: number): number {
  for (let i = 2; i < profile.length; i += 2) {
    const [fromBps = 0, fromShare = 0, toBps = 0, toShare = 0] = profile.slice(i - 2, i + 2)
    if (distance <= toBps) return fromShare + ((toShare - fromShare) * (distance - fromBps)) / (toBps - fromBps)
  }
  return profile.at(-1) ?? 0
}
