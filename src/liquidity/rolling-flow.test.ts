import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/codec.ts'
import { durationUs, timeUs } from '../base/time.ts'
import { touchFlow } from './order-flow-imbalance.ts'
import { resiliencyOf } from './resiliency-half-life.ts'
import {
  createRollingEffectiveSpread,
  forgetMids,
  noteMid,
  noteTrade,
  rollingEffectiveSpreadBps,
  type RollingEffectiveSpread,
} from './rolling-effective-spread.ts'
import {
  createRollingOrderFlow,
  forgetFlow,
  noteTouch,
  rollingOrderFlow,
  type RollingOrderFlow,
  type TouchLots,
} from './rolling-order-flow.ts'
import {
  breakResiliency,
  createRollingResiliency,
  followResiliency,
  rollingHalfLifeSeconds,
  type RollingResiliency,
} from './rolling-resiliency.ts'
import { tradeSpreads, weightedMean } from './trade-spreads.ts'

const spreadWindow = { window: durationUs(60), buckets: 6 }

type MarketEvent = Readonly<{ at: number } & ({ mid: number } | { price: number; size: number; sign: 1 | -1 })>

/** Quotes and trades in order of time; the mid changes with each quote. */
const marketEvents = fc
  .array(
    fc.tuple(
      fc.nat(12),
      fc.oneof(
        fc.integer({ min: 900, max: 1_100 }).map((mid) => ({ mid })),
        fc.record({
          price: fc.integer({ min: 900, max: 1_100 }),
          size: fc.integer({ min: 1, max: 9 }),
          sign: fc.constantFrom<1 | -1>(1, -1),
        }),
      ),
    ),
    { maxLength: 16 },
  )
  .map((gaps) => {
    let at = 100
    return gaps.map(([gap, event]): MarketEvent => ({ at: (at += gap), ...event }))
  })

function takeAll(spread: RollingEffectiveSpread, events: readonly MarketEvent[]): RollingEffectiveSpread {
  for (const event of events) {
    const at = timeUs(event.at)
    if ('mid' in event) noteMid(spread, at, event.mid)
    else noteTrade(spread, { ...event, at, venueAt: at })
  }
  return spread
}

describe('rolling effective spread', () => {
  test('property: streaming equals batch on the trades of the window', () => {
    fc.assert(
      fc.property(marketEvents, fc.nat(80), (events, wait) => {
        const now = (events.at(-1)?.at ?? 100) + wait
        const oldest = (Math.floor(now / 10) - 5) * 10
        const quotes = events.flatMap((event) => ('mid' in event ? [event] : []))
        const trades = events.flatMap((event) => ('mid' in event || event.at < oldest ? [] : [event]))
        const mids = quotes.map(({ mid }) => mid)
        const { effectiveBps, sizes } = tradeSpreads(
          { times: quotes.map(({ at }) => at), bids: mids, asks: mids },
          {
            times: trades.map(({ at }) => at),
            prices: trades.map((trade) => trade.price),
            sizes: trades.map(({ size }) => size),
            signs: trades.map(({ sign }) => sign),
          },
          { delay: 0, end: now },
        )
        const batch = weightedMean(effectiveBps, sizes)
        const found = rollingEffectiveSpreadBps(takeAll(createRollingEffectiveSpread(spreadWindow), events), timeUs(now))
        expect(found.ok).toBe(batch.ok)
        if (found.ok && batch.ok) expect(found.value).toBeCloseTo(batch.value, 8)
      }),
    )
  })

  test('property: prints of one order count as that order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1_000, max: 1_020 }), fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 6 }),
        (prints) => {
          const at = timeUs(105)
          const apart = takeAll(createRollingEffectiveSpread(spreadWindow), [{ at: 100, mid: 999 }])
          const together = takeAll(createRollingEffectiveSpread(spreadWindow), [{ at: 100, mid: 999 }])
          for (const [price, size] of prints) noteTrade(apart, { at, venueAt: at, sign: 1, price, size })
          const size = prints.reduce((sum, [, each]) => sum + each, 0)
          const price = prints.reduce((sum, [each, lots]) => sum + each * lots, 0) / size
          noteTrade(together, { at, venueAt: at, sign: 1, price, size })
          const [one, other] = [rollingEffectiveSpreadBps(apart, at), rollingEffectiveSpreadBps(together, at)]
          expect(one.ok && one.value).toBeCloseTo((other.ok && other.value) as number, 8)
        },
      ),
    )
  })

  test('behavior: a trade that comes late is measured against the quote before it, if that is remembered', () => {
    const late = (quotesAfter: number): unknown => {
      const spread = createRollingEffectiveSpread(spreadWindow)
      noteMid(spread, timeUs(100), 1_000)
      for (let i = 0; i < quotesAfter; i++) noteMid(spread, timeUs(102 + i), 1_001 + i)
      noteTrade(spread, { at: timeUs(150), venueAt: timeUs(101), sign: 1, price: 1_001, size: 1 })
      return rollingEffectiveSpreadBps(spread, timeUs(150))
    }
    expect(late(1)).toEqual({ ok: true, value: 20 })
    expect(late(15)).toEqual({ ok: true, value: 20 })
    expect(late(16)).toEqual({ ok: false, refusal: { reason: 'noTrades' } })
  })

  test('behavior: of several mids at one time the last counts, and one that repeats keeps its time', () => {
    const spread = takeAll(createRollingEffectiveSpread(spreadWindow), [
      { at: 100, mid: 1_000 },
      { at: 101, mid: 1_050 },
      { at: 101, mid: 1_000 },
      { at: 103, mid: 1_000 },
      { at: 103, price: 1_001, size: 1, sign: 1 },
    ])
    expect(rollingEffectiveSpreadBps(spread, timeUs(103))).toEqual({ ok: true, value: 20 })
    forgetMids(spread)
    noteTrade(spread, { at: timeUs(105), venueAt: timeUs(105), sign: 1, price: 1_100, size: 1 })
    expect(rollingEffectiveSpreadBps(spread, timeUs(105))).toEqual({ ok: true, value: 20 })
  })

  test('property: cutting the run in two changes nothing', () => {
    fc.assert(
      fc.property(marketEvents, fc.nat(16), (events, cut) => {
        const restored = decode(encode(takeAll(createRollingEffectiveSpread(spreadWindow), events.slice(0, cut)))) as RollingEffectiveSpread
        expect(takeAll(restored, events.slice(cut))).toEqual(takeAll(createRollingEffectiveSpread(spreadWindow), events))
      }),
    )
  })

  test('error: no buckets, or a window that does not divide', () => {
    expect(() => createRollingEffectiveSpread({ window: durationUs(60), buckets: 0 })).toThrow('buckets: expected')
    expect(() => createRollingEffectiveSpread({ window: durationUs(60), buckets: 7 })).toThrow('whole number of microseconds')
    expect(() => createRollingOrderFlow({ window: durationUs(60), buckets: 0 })).toThrow('whole number of buckets')
    expect(() => createRollingOrderFlow({ window: durationUs(60), buckets: 7 })).toThrow('whole number of microseconds')
  })
})

const touch = fc.tuple(
  fc.integer({ min: 90, max: 93 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 9 }),
)
type TimedTouch = TouchLots & Readonly<{ at: number }>
const touches = fc
  .array(fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.nat(200) }), touch), {
    minLength: 1,
    maxLength: 40,
  })
  .map((gaps) => {
    let at = 100
    return gaps.map(([gap, [bidTicks, bidLots, spread, askLots]]): TimedTouch => ({
      at: (at += gap),
      bidTicks,
      bidLots,
      askTicks: bidTicks + spread,
      askLots,
    }))
  })

function followAll(flow: RollingOrderFlow, all: readonly TimedTouch[]): RollingOrderFlow {
  for (const each of all) noteTouch(flow, timeUs(each.at), each)
  return flow
}

describe('rolling order flow', () => {
  const make = (): RollingOrderFlow => createRollingOrderFlow({ window: durationUs(60), buckets: 6 })

  test('property: streaming equals the flow of the changes in the window over their average depth', () => {
    fc.assert(
      fc.property(touches, fc.nat(80), (all, wait) => {
        const now = (all.at(-1) as TimedTouch).at + wait
        const oldest = (Math.floor(now / 10) - 5) * 10
        const sizes = (each: TouchLots) => ({
          bidPrice: each.bidTicks,
          bidSize: each.bidLots,
          askPrice: each.askTicks,
          askSize: each.askLots,
        })
        let [flow, depth, changes] = [0, 0, 0]
        all.slice(1).forEach((after, i) => {
          const before = all[i] as TimedTouch
          const isSame = JSON.stringify(sizes(before)) === JSON.stringify(sizes(after))
          if (after.at < oldest || isSame) return
          flow += touchFlow(sizes(before), sizes(after))
          depth += (after.bidLots + after.askLots) / 2
          changes++
        })
        const found = rollingOrderFlow(followAll(make(), all), timeUs(now))
        if (now - (all[0] as TimedTouch).at < 60) {
          expect(found).toEqual({ ok: false, refusal: { reason: 'windowNotSeen' } })
          return
        }
        expect(found.ok && found.value).toBeCloseTo(changes === 0 ? 0 : flow / (depth / changes), 9)
      }),
    )
  })

  test('behavior: after a gap the window must be seen anew, and nothing from before it counts', () => {
    const flow = followAll(make(), [
      { at: 100, bidTicks: 99, bidLots: 5, askTicks: 101, askLots: 5 },
      { at: 110, bidTicks: 99, bidLots: 9, askTicks: 101, askLots: 5 },
    ])
    forgetFlow(flow)
    expect(rollingOrderFlow(flow, timeUs(500))).toEqual({ ok: false, refusal: { reason: 'windowNotSeen' } })
    noteTouch(flow, timeUs(500), { bidTicks: 90, bidLots: 1, askTicks: 91, askLots: 1 })
    expect(rollingOrderFlow(flow, timeUs(559))).toMatchObject({ ok: false })
    expect(rollingOrderFlow(flow, timeUs(560))).toEqual({ ok: true, value: 0 })
  })

  test('property: cutting the run in two changes nothing', () => {
    fc.assert(
      fc.property(touches, fc.nat(40), (all, cut) => {
        const restored = decode(encode(followAll(make(), all.slice(0, cut)))) as RollingOrderFlow
        expect(followAll(restored, all.slice(cut))).toEqual(followAll(make(), all))
      }),
    )
  })
})

describe('rolling resiliency', () => {
  const make = (window: number): RollingResiliency => createRollingResiliency({ sampleEvery: durationUs(10), window })
  type Value = readonly [at: number, value: number]
  const values = fc.array(fc.tuple(fc.nat(25), fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 60 }).map((gaps) => {
    let at = 1_003
    return gaps.map(([gap, value]): Value => [(at += gap), value])
  })
  const follow = (resiliency: RollingResiliency, all: readonly Value[]): RollingResiliency => {
    for (const [at, value] of all) followResiliency(resiliency, timeUs(at), value)
    return resiliency
  }

  test('property: streaming equals batch on the same samples', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 4, max: 12 }), (all, window) => {
        const [first, last] = [(all[0] as Value)[0], (all.at(-1) as Value)[0]]
        const samples: number[] = []
        for (let time = Math.ceil(first / 10) * 10; time <= last; time += 10) {
          // What stood before a sample's time; what comes at that very time is for the next one.
          const before = all.findLast(([at]) => at < time)
          if (before !== undefined) samples.push(before[1])
        }
        const found = rollingHalfLifeSeconds(follow(make(window), all))
        if (samples.length <= window) {
          expect(found).toMatchObject({ refusal: { reason: 'tooFewObservations' } })
          return
        }
        const batch = resiliencyOf(samples.slice(-window - 1))
        if (!batch.ok) {
          expect(found).toMatchObject({ refusal: { reason: batch.refusal.reason } })
          return
        }
        // At the edges of what has a half-life the last digit decides.
        if (Math.min(Math.abs(batch.value.speed), Math.abs(1 - batch.value.speed)) < 1e-9) return
        const { halfLife } = batch.value
        expect(found.ok).toBe(halfLife.ok)
        if (found.ok && halfLife.ok) expect(Math.abs(found.value / (halfLife.value * 1e-5) - 1)).toBeLessThan(1e-7)
        if (!found.ok && !halfLife.ok) expect(found.refusal.reason).toBe(halfLife.refusal.reason)
      }),
      { numRuns: 300 },
    )
  })

  test('behavior: no step is taken across a stretch in which the value was unknown', () => {
    const resiliency = follow(make(4), [
      [1_001, 5],
      [1_011, 7],
    ])
    breakResiliency(resiliency)
    follow(resiliency, [
      [1_051, 9],
      [1_061, 4],
    ])
    expect(resiliency.pairs.count).toBe(0)
    follow(resiliency, [[1_071, 4]])
    expect(resiliency.pairs.count).toBe(1)
  })

  test('behavior: says when a sample fell due, and a long silence fills the window with what stood', () => {
    const resiliency = make(4)
    expect(followResiliency(resiliency, timeUs(1_001), 5)).toBe(true)
    expect(followResiliency(resiliency, timeUs(1_009), 6)).toBe(false)
    expect(followResiliency(resiliency, timeUs(1_010), 7)).toBe(true)
    followResiliency(resiliency, timeUs(900_000_000), 7)
    expect(rollingHalfLifeSeconds(resiliency)).toEqual({ ok: false, refusal: { reason: 'constantRegressor', observations: 4 } })
  })

  test('property: cutting the run in two changes nothing', () => {
    fc.assert(
      fc.property(values, fc.nat(60), (all, cut) => {
        const restored = decode(encode(follow(make(5), all.slice(0, cut)))) as RollingResiliency
        expect(follow(restored, all.slice(cut))).toEqual(follow(make(5), all))
      }),
    )
  })

  test('error: a window of two steps, or no time between samples', () => {
    expect(() => make(2)).toThrow('window: expected')
    expect(() => createRollingResiliency({ sampleEvery: durationUs(0), window: 9 })).toThrow('samples are some time apart')
  })
})
