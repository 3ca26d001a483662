import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cancellation, createTestVenue, delta, order, print, snapshot, takeReports, testLatencyUs } from '../../../test/venue-script.ts'
import { decode, encode } from '../../base/codec.ts'
import { timeUs } from '../../base/time.ts'
import type { Effect } from '../../engine/effect.ts'
import type { FlatLevels, MarketInput } from '../../market/market-input.ts'
import type { EffectReported } from '../venue-contract.ts'
import { nextDueAt, observeMarket, submitEffects, takeNextReport, type SimulatedVenue } from './venue.ts'

/** One moment of a made market: an input at a time of its own, then effects submitted at that time. */
type Moment = Readonly<{ at: number; input: MarketInput; effects: readonly Effect[] }>

const bidTicks = fc.integer({ min: 90, max: 99 })
const askTicks = fc.integer({ min: 101, max: 110 })
const anyTicks = fc.integer({ min: 92, max: 108 })
const lots = fc.integer({ min: 0, max: 12 })
const side = fc.constantFrom('buy' as const, 'sell' as const)

// Best prices differ from update to update, but a stated bid is always below a stated ask, so books are believed.
const stated = fc.record({ bids: fc.array(fc.tuple(bidTicks, lots)), asks: fc.array(fc.tuple(askTicks, lots)) })
const change = fc.oneof(
  { weight: 1, arbitrary: stated.map((levels) => ({ kind: 'snapshot' as const, ...levels })) },
  { weight: 3, arbitrary: stated.map((levels) => ({ kind: 'delta' as const, ...levels })) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('print' as const), taker: side, ticks: anyTicks, lots: fc.integer({ min: 1, max: 30 }) }),
  },
)
const wish = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(side, fc.integer({ min: 1, max: 15 }), anyTicks, fc.constantFrom('post', 'take'))
      .map(([which, size, ticks, how]) => `${which} ${size}@${ticks} ${how}`),
  },
  { weight: 1, arbitrary: fc.nat({ max: 40 }) },
)
const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 14 }), change, fc.array(wish, { maxLength: 3 })), { minLength: 1, maxLength: 60 })

const script: fc.Arbitrary<readonly Moment[]> = steps.map((list) => {
  const moments: Moment[] = [{ at: 100, input: snapshot(100, [99, 10, 97, 10], [101, 10, 103, 10]), effects: [] }]
  const placed: string[] = []
  let [at, bookAt] = [100, 100]
  list.forEach(([gap, what, wishes], i) => {
    at += gap
    const input = inputOf(at, bookAt, what)
    if (what.kind !== 'print') bookAt = at
    const effects = wishes.map((wanted, place) => {
      const id = `${i + 1}:${place}`
      if (typeof wanted === 'number') return cancellation(id, placed[wanted % Math.max(1, placed.length)] ?? '0:0')
      placed.push(id)
      return order(id, wanted)
    })
    moments.push({ at, input, effects })
  })
  return moments
})

type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never

function inputOf(at: number, after: number, what: Change): MarketInput {
  if (what.kind === 'print') return print(at, what.taker, what.ticks, what.lots)
  const levels = { bids: what.bids.flat(), asks: what.asks.flat() }
  return what.kind === 'snapshot' ? snapshot(at, levels.bids, levels.asks) : delta(at, { ...levels, after })
}

/** Plays moments as a runner does: reports up to an input, the input, the effects. */
function play(venue: SimulatedVenue, moments: readonly Moment[]): readonly EffectReported[] {
  const reports: EffectReported[] = []
  for (const { at, input, effects } of moments) {
    reports.push(...takeReports(venue, at))
    observeMarket(venue, input)
    submitEffects(venue, effects, timeUs(at))
  }
  return reports
}

function playToEnd(moments: readonly Moment[]): readonly EffectReported[] {
  const venue = createTestVenue()
  return [...play(venue, moments), ...takeReports(venue, 1_000_000)]
}

test('property: an order is never filled beyond its lots, ends at most once, and nothing follows its end', () => {
  fc.assert(
    fc.property(script, (moments) => {
      const left = new Map<string, number>()
      for (const { effects } of moments)
        for (const effect of effects) if (effect.kind === 'placeOrder') left.set(effect.effectId, effect.lots)
      const over = new Set<string>()
      for (const { effectId, report } of playToEnd(moments)) {
        expect(over.has(effectId)).toBe(false)
        if (report.kind === 'filled') {
          left.set(effectId, (left.get(effectId) ?? 0) - report.lots)
          expect(report.lots).toBeGreaterThan(0)
        }
        if (report.kind === 'filled' || report.kind === 'cancelled') expect(report.lotsLeft).toBe(left.get(effectId))
        if (report.kind === 'cancelled' || report.kind === 'rejected' || left.get(effectId) === 0) over.add(effectId)
        expect(left.get(effectId) ?? 0).toBeGreaterThanOrEqual(0)
      }
    }),
  )
})

test('property: every effect is answered, by fills that end it, an end, or a place in the book', () => {
  fc.assert(
    fc.property(script, (moments) => {
      const reports = playToEnd(moments)
      const answered = new Set<string>(reports.map(({ effectId }) => effectId))
      const cancelled = new Set<string>(reports.filter(({ report }) => report.kind === 'cancelled').map(({ effectId }) => effectId))
      for (const effect of moments.flatMap(({ effects }) => effects)) {
        expect(answered.has(effect.effectId) || (effect.kind === 'cancelOrder' && cancelled.has(effect.orderId))).toBe(true)
      }
    }),
  )
})

/** Lots that a statement of the book shows at a price of one side; undefined when it says nothing of it. */
function statedLots(input: MarketInput, which: 'bids' | 'asks', ticks: number): number | undefined {
  if (input.kind !== 'bookSnapshotReceived' && input.kind !== 'bookDeltaReceived') return undefined
  const levels: FlatLevels = input[which]
  // A later entry for the same price replaces an earlier one.
  for (let i = levels.length - 2; i >= 0; i -= 2) if (levels[i] === ticks) return levels[i + 1]
  return input.kind === 'bookSnapshotReceived' ? 0 : undefined
}

test('property: between two statements of a level no more is taken from it than it showed', () => {
  fc.assert(
    fc.property(script, (moments) => {
      const sideOf = new Map(moments.flatMap(({ effects }) => effects).map((effect) => [effect.effectId, effect]))
      const taken = new Map<string, number>()
      for (const { at, effectId, report } of playToEnd(moments)) {
        const effect = sideOf.get(effectId)
        if (report.kind !== 'filled' || report.liquidity !== 'taker' || effect?.kind !== 'placeOrder') continue
        const which = effect.side === 'buy' ? 'asks' : 'bids'
        // Orders that arrive at the time of an input are matched before it.
        const before = moments.filter((moment) => moment.at < at - testLatencyUs)
        const shown = before.findLast((moment) => statedLots(moment.input, which, report.ticks) !== undefined)
        const key = `${which} ${report.ticks} ${shown?.at}`
        taken.set(key, (taken.get(key) ?? 0) + report.lots)
        expect(effect.side === 'buy' ? report.ticks <= effect.ticks : report.ticks >= effect.ticks).toBe(true)
        expect(taken.get(key)).toBeLessThanOrEqual(shown === undefined ? 0 : (statedLots(shown.input, which, report.ticks) ?? 0))
      }
    }),
  )
})

test('property: what one print fills of ours is no more than it printed, at prices that it reached', () => {
  fc.assert(
    fc.property(script, (moments) => {
      const effects = new Map(moments.flatMap((moment) => moment.effects).map((effect) => [effect.effectId, effect]))
      const reports = playToEnd(moments)
      for (const { at, input } of moments) {
        if (input.kind !== 'tradeReceived') continue
        let filled = 0
        for (const { at: dueAt, effectId, report } of reports) {
          if (dueAt !== at + testLatencyUs || report.kind !== 'filled' || report.liquidity !== 'maker') continue
          filled += report.lots
          const effect = effects.get(effectId)
          expect(effect).toMatchObject({ ticks: report.ticks, side: input.taker === 'buy' ? 'sell' : 'buy', timeInForce: 'postOnly' })
          expect(input.taker === 'buy' ? report.ticks <= input.ticks : report.ticks >= input.ticks).toBe(true)
        }
        expect(filled).toBeLessThanOrEqual(input.lots)
      }
    }),
  )
})

test('property: reports come in order, never before their time, and exactly when the venue says', () => {
  fc.assert(
    fc.property(script, (moments) => {
      const venue = createTestVenue()
      let lastAt = 0
      const takeUpTo = (upTo: number): void => {
        for (let dueAt = nextDueAt(venue); dueAt !== undefined && dueAt <= upTo; dueAt = nextDueAt(venue)) {
          expect(takeNextReport(venue, timeUs(dueAt - 1))).toBeUndefined()
          const report = takeNextReport(venue, dueAt)
          expect(report?.at).toBe(dueAt)
          expect(dueAt).toBeGreaterThanOrEqual(lastAt)
          lastAt = dueAt
        }
      }
      for (const { at, input, effects } of moments) {
        takeUpTo(at)
        observeMarket(venue, input)
        submitEffects(venue, effects, timeUs(at))
        const dueAt = nextDueAt(venue)
        expect(dueAt === undefined || dueAt > at).toBe(true)
      }
      takeUpTo(1_000_000)
      expect(nextDueAt(venue)).toBeUndefined()
    }),
  )
})

test('property: a venue saved and restored in the middle goes on identically', () => {
  fc.assert(
    fc.property(script, fc.nat(), (moments, cut) => {
      const whole = createTestVenue()
      const reports = play(whole, moments)
      const first = createTestVenue()
      const place = cut % (moments.length + 1)
      const before = play(first, moments.slice(0, place))
      const second = decode(encode(first)) as SimulatedVenue
      const after = play(second, moments.slice(place))
      expect([...before, ...after]).toEqual(reports)
      expect(encode(second)).toBe(encode(whole))
    }),
  )
})

test('property: effects repeated by an outbox change nothing', () => {
  fc.assert(
    fc.property(script, (moments) => {
      const repeated: Moment[] = []
      for (const [i, moment] of moments.entries()) {
        repeated.push({ ...moment, effects: [...moment.effects, ...moment.effects, ...(moments[i - 1]?.effects ?? [])] })
      }
      expect(playToEnd(repeated)).toEqual(playToEnd(moments))
    }),
  )
})
