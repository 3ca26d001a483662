import { createPrng, type Prng } from '../base/prng.ts'
import { timeUs, type TimeUs } from '../base/time.ts'
import type { Effect, EffectId } from '../engine/effect.ts'
import type { Input } from '../engine/input.ts'
import { createSimulatedVenue, simulatedVenue, type SimulatedVenue } from '../venue/simulated/venue.ts'
import type { EffectReported } from '../venue/venue-contract.ts'
import { drawFrom } from './draw.ts'
import type { Setting, VenueHabits, VenueMode } from './plan.ts'

/** The simulated venue with a bad line: what it does is true, what is told of it may be lost, late, doubled or out of order. */
export type FaultyVenue = {
  readonly habits: VenueHabits
  readonly venue: SimulatedVenue
  readonly draws: Prng
  mode: VenueMode
  /** On their way, in order of the time they are due; of equal times in the order they were sent. */
  readonly underWay: { dueAt: TimeUs; report: EffectReported }[]
  /** Lots that were truly filled of each order. */
  readonly filled: Map<EffectId, number>
  /** How often each effect was handed over, with what it was the first time. */
  readonly taken: Map<EffectId, Effect>
  /** Ids that were handed over again as something else: never. */
  readonly changed: EffectId[]
  /** Refused for good: handed over again, they are the same effect. */
  readonly refused: Set<EffectId>
}

/**
 * A venue of a setting, with draws of its own so that leaving out an event changes no other's luck.
 *
 * @example
 * const venue = createFaultyVenue(plan.setting, plan.seed)
 */
export function createFaultyVenue({ instruments, venue: habits }: Setting, seed: number): FaultyVenue {
  const { latencyUs, makerFeeBps, takerFeeBps } = habits
  return {
    habits,
    venue: createSimulatedVenue({ instruments, latencyUs, makerFeeBps, takerFeeBps }),
    draws: createPrng(seed + 1_000_003),
    mode: 'up',
    underWay: [],
    filled: new Map(),
    taken: new Map(),
    changed: [],
    refused: new Set(),
  }
}

/**
 * Hands effects over. One handed over before is the same again, or it is noted as changed; the venue does it once.
 *
 * @example
 * sendEffects(venue, outcome.effects, at)
 */
export function sendEffects(faulty: FaultyVenue, effects: readonly Effect[], at: TimeUs): void {
  for (const effect of effects) {
    const before = faulty.taken.get(effect.effectId)
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(effect)) faulty.changed.push(effect.effectId)
    if (before === undefined) faulty.taken.set(effect.effectId, effect)
    if (faulty.mode === 'loses' || faulty.refused.has(effect.effectId)) continue
    if (faulty.mode === 'refuses') {
      faulty.refused.add(effect.effectId)
      if (before === undefined)
        tell(faulty, { kind: 'effectReported', at, effectId: effect.effectId, report: { kind: 'rejected', reason: 'bookUnknown' } })
      continue
    }
    simulatedVenue.submitEffects(faulty.venue, [effect], at)
  }
}

/**
 * Lets the venue see what is true of its markets.
 *
 * @example
 * observeTruth(venue, snapshot)
 */
export function observeTruth(faulty: FaultyVenue, truth: Input): void {
  simulatedVenue.observeMarket(faulty.venue, truth)
}

/**
 * What is told up to a time, in the order in which it arrives.
 *
 * @example
 * for (const report of takeTold(venue, at)) await take(host, report)
 */
export function takeTold(faulty: FaultyVenue, upTo: TimeUs): readonly EffectReported[] {
  const { venue, filled } = faulty
  for (;;) {
    const report = simulatedVenue.takeNextReport(venue, upTo)
    if (report === undefined) break
    if (report.report.kind === 'filled') filled.set(report.effectId, (filled.get(report.effectId) ?? 0) + report.report.lots)
    tell(faulty, report)
  }
  if (faulty.mode === 'silent') return []
  const told: EffectReported[] = []
  for (let next = faulty.underWay[0]; next !== undefined && next.dueAt <= upTo; next = faulty.underWay[0]) {
    faulty.underWay.shift()
    told.push({ ...next.report, at: upTo })
  }
  return told
}

/** The fate of one report. */
function tell({ habits, draws, underWay }: FaultyVenue, report: EffectReported): void {
  const draw = drawFrom(draws)
  const isLost = draw.chance(habits.lost)
  const isLate = draw.chance(habits.late)
  const isDoubled = draw.chance(habits.doubled)
  const isBehind = draw.chance(habits.reordered)
  const lateBy = draw.whole(1, habits.latestUs)
  const behindBy = draw.whole(1, 3_000_000)
  if (isLost) return
  const dueAt = timeUs(report.at + (isLate ? lateBy : 0) + (isBehind ? behindBy : 0))
  send(underWay, { dueAt, report })
  if (isDoubled) send(underWay, { dueAt: timeUs(dueAt + (isBehind ? 0 : behindBy)), report })
}

function send(underWay: FaultyVenue['underWay'], sent: FaultyVenue['underWay'][number]): void {
  const place = underWay.findIndex(({ dueAt }) => dueAt > sent.dueAt)
  underWay.splice(place < 0 ? underWay.length : place, 0, sent)
}
