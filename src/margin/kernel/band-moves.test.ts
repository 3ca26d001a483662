import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timeUs } from '../../base/time.ts'
import { black76Price } from '../../pricing/black-76.ts'
import type { BandBox } from './band-box.ts'
import { createBandMarket, type BandMarket, type BandTerm } from './band-market.ts'
import { moveOfInstrument, movesOfTerm, roundingShare, volatilityMove } from './band-moves.ts'
import { createInstrumentTable, setInstrument } from './instrument-table.ts'
import { createKernel } from './kernel.ts'
import type { KernelScenario } from './term-table.ts'

const hourUs = 3_600e6
const hoursAYear = 365 * 24

/** Times count in hours from the box's beginning. */
type Given = Readonly<{
  kind: 'linear' | 'call' | 'put'
  strike: number
  volatility: number
  forwardRatio: number
  expiryHours: number
  spots: readonly [number, number, number]
  factors: readonly [number, number]
  lastsHours: number
  scenarios: readonly KernelScenario[]
}>

const kernel = createKernel(16_777_216)
const instruments = createInstrumentTable(kernel, 1)

function prepared(given: Given): Readonly<{ market: BandMarket; term: BandTerm; box: BandBox }> {
  const { kind, strike, volatility, forwardRatio, spots, factors, scenarios } = given
  setInstrument(instruments, 0, kind === 'linear' ? { kind, term: 0 } : { kind, term: 0, strike, volatility })
  const term = { underlying: 0, forwardRatio, expiry: timeUs(given.expiryHours * hourUs) }
  const [lowSpot, middleSpot, highSpot] = spots
  const [lowVolatility, highVolatility] = factors
  const times = { from: timeUs(0), until: timeUs(given.lastsHours * hourUs) }
  const market = createBandMarket(kernel, { instruments, terms: [term], mostTerms: 1, scenarios })
  return { market, term, box: { lowSpot, middleSpot, highSpot, lowVolatility, highVolatility, ...times } }
}

type Point = Readonly<{ spot: number; factor: number; hours: number }>

/** Under no shock for the scenario `{}`. */
function shockedValue(given: Given, scenario: KernelScenario, { spot, factor, hours }: Point): number {
  const { spotFactor = 1, volatilityFactor = 1, volatilityPoints = 0, passingYears = 0 } = scenario
  const forward = spot * given.forwardRatio * spotFactor
  if (given.kind === 'linear') return forward
  const left = Math.max(0, given.expiryHours - hours) / hoursAYear
  const [timeYears, volatility] = [
    Math.max(0, left - passingYears),
    Math.max(0, given.volatility * factor * volatilityFactor + volatilityPoints),
  ]
  return black76Price({ kind: given.kind, strike: given.strike, forward, timeYears, volatility })
}

function valueAt(given: Given, scenario: KernelScenario, point: Point): number {
  const { weight = 1 } = scenario
  return (1 - weight) * shockedValue(given, {}, point) + weight * shockedValue(given, scenario, point)
}

/** Both ends, what lies evenly between them, and where time runs out, with and without what passes. */
function gridOf(given: Given): Readonly<{ spots: number[]; factors: number[]; times: number[] }> {
  const between = (low: number, high: number): number[] => [0, 0.25, 0.5, 0.75, 1].map((part) => low + part * (high - low))
  const ends = given.scenarios.map(({ passingYears = 0 }) => given.expiryHours - passingYears * hoursAYear)
  const inside = [given.expiryHours, ...ends].filter((hours) => hours > 0 && hours < given.lastsHours)
  const [low, middle, high] = given.spots
  return {
    spots: [middle, ...between(low, high)],
    factors: between(...given.factors),
    times: [...between(0, given.lastsHours), ...inside],
  }
}

/** What all points say: the furthest from the middle spot, the furthest apart, and the furthest apart with one spot in common. */
function bruteForce(given: Given): Readonly<{ move: number; apart: number; atOneSpot: number }> {
  const { spots, factors, times } = gridOf(given)
  let [move, apart, atOneSpot] = [0, 0, 0]
  for (const scenario of given.scenarios) {
    const columns = spots.map((spot) => {
      const values = factors.flatMap((factor) => times.map((hours) => valueAt(given, scenario, { spot, factor, hours })))
      return [Math.min(...values), Math.max(...values)] as const
    })
    const [low, high] = [Math.min(...columns.map(([least]) => least)), Math.max(...columns.map(([, most]) => most))]
    const [lowMiddle, highMiddle] = columns[0] as readonly [number, number]
    move = Math.max(move, high - lowMiddle, highMiddle - low)
    apart = Math.max(apart, high - low)
    atOneSpot = Math.max(atOneSpot, ...columns.map(([least, most]) => most - least))
  }
  return { move, apart, atOneSpot }
}

function boundsOf(given: Given): Readonly<{ move: number; volatility: number; rounding: number }> {
  const { market, term, box } = prepared(given)
  const furthest = Math.max(1, ...given.scenarios.map(({ spotFactor = 1 }) => spotFactor))
  return {
    move: moveOfInstrument(market, 0, box),
    volatility: given.kind === 'linear' ? 0 : volatilityMove(movesOfTerm(market, term, box), given.volatility),
    rounding: roundingShare * Math.max(box.highSpot * term.forwardRatio * furthest, given.strike),
  }
}

/** A call at the money that nothing moves; each row below lets one thing move. */
const still: Given = {
  ...{ kind: 'call', strike: 100, volatility: 0.5, forwardRatio: 1, expiryHours: 48 },
  ...{ spots: [100, 100, 100], factors: [1, 1], lastsHours: 0, scenarios: [{}] },
}
const aDay = 24 / hoursAYear
const linear = { kind: 'linear', strike: 0, volatility: 0 } as const

/** Most by which the bound may exceed what is found: the bound's density is that at 0, the values' a little beside it. */
const tight = 0.97

describe('how far a value can move in a box', () => {
  test.each<readonly [string, Partial<Given>]>([
    ['spot, further up', { ...linear, spots: [99, 100, 103] }],
    ['spot, further down', { ...linear, spots: [96, 100, 101] }],
    ['spot, under the furthest scenario', { ...linear, spots: [98, 100, 102], scenarios: [{ spotFactor: 0.5 }, { spotFactor: 1.6 }] }],
    ['spot, a forward above it', { ...linear, spots: [98, 100, 102], forwardRatio: 1.3 }],
    ['spot, dampened to the base', { ...linear, spots: [98, 100, 102], scenarios: [{ spotFactor: 0, weight: 0.4 }] }],
    ['spot, dampened far move', { ...linear, spots: [98, 100, 102], scenarios: [{ spotFactor: 3, weight: 0.4 }, {}] }],
    ['spot, an option far in the money', { strike: 1, spots: [98, 100, 102] }],
    ['volatility', { factors: [0.8, 1.3] }],
    ['volatility, with a scenario that multiplies it', { factors: [0.8, 1.3], scenarios: [{ volatilityFactor: 3 }, {}] }],
    ['volatility, with a scenario that multiplies the forward', { factors: [0.8, 1.3], strike: 200, scenarios: [{ spotFactor: 2 }] }],
    ['volatility, after some time', { factors: [0.8, 1.3], scenarios: [{ passingYears: aDay }, {}] }],
    ['volatility of the base', { factors: [0.5, 1.5], scenarios: [{ volatilityFactor: 0, weight: 0.01 }] }],
    ['volatility of the base, in points', { factors: [0.5, 1.5], scenarios: [{ volatilityPoints: -9, weight: 0.01 }] }],
    ['time', { lastsHours: 24 }],
    ['time, up to the expiry', { lastsHours: 48 }],
    ['time, beyond the expiry', { lastsHours: 72 }],
    ['time, with a scenario that multiplies volatility', { lastsHours: 24, scenarios: [{ volatilityFactor: 3 }, {}] }],
    ['time, by added volatility', { lastsHours: 24, volatility: 0, scenarios: [{ volatilityPoints: 0.7 }, {}] }],
    ['time, by given and added volatility', { lastsHours: 24, scenarios: [{ volatilityPoints: 0.3 }] }],
    ['time, when a scenario takes nearly all of it', { expiryHours: 26, lastsHours: 2, scenarios: [{ passingYears: aDay }] }],
    ['time, when a scenario takes more than all of it', { expiryHours: 25, lastsHours: 2, scenarios: [{ passingYears: aDay }] }],
    [
      'time, by added volatility, when a scenario takes nearly all of it',
      { expiryHours: 26, lastsHours: 2, volatility: 0, scenarios: [{}, { passingYears: aDay, volatilityPoints: 0.7 }] },
    ],
    ['time of the base', { lastsHours: 48, scenarios: [{ passingYears: 1, volatilityFactor: 0, weight: 0.01 }] }],
    ['time of the base, in points', { lastsHours: 48, scenarios: [{ volatilityPoints: -9, weight: 0.01 }] }],
    ['time and volatility', { kind: 'put', lastsHours: 24, factors: [0.8, 1.3] }],
  ])('table: %s makes the bound, and little is wasted', (_, moved) => {
    const given = { ...still, ...moved }
    const { move, volatility, rounding } = boundsOf(given)
    const found = bruteForce(given)

    expect(found.move).toBeLessThanOrEqual(move)
    expect(found.move).toBeGreaterThan(tight * move)
    expect(found.atOneSpot).toBeLessThanOrEqual(volatility + rounding)
  })

  test('table: what volatility and time take is as at the highest spot', () => {
    const given: Given = { ...still, strike: 120, spots: [80, 100, 120], factors: [0.8, 1.3] }
    const { volatility, rounding } = boundsOf(given)
    const { atOneSpot } = bruteForce(given)

    expect(atOneSpot).toBeLessThanOrEqual(volatility + rounding)
    expect(atOneSpot).toBeGreaterThan(tight * volatility)
  })

  test.each<readonly [string, Partial<Given>, number]>([
    ['forward above strike', { strike: 90 }, 100],
    ['strike above forward', { strike: 130 }, 130],
    ['the highest forward of any scenario', { scenarios: [{ spotFactor: 1.5 }, { spotFactor: 0.2 }] }, 150],
    ['the base, where every scenario falls', { strike: 0, scenarios: [{ spotFactor: 0.2, weight: 0.5 }] }, 100],
    ['a linear one', linear, 100],
  ])('table: in a box that is a point only rounding is left: %s', (_, moved, larger) => {
    expect(boundsOf({ ...still, ...moved }).move).toBe(roundingShare * larger)
  })

  test('property: no point of any box lies beyond the bound', () => {
    const thousandths = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max }).map((n) => n / 1000)
    const scenario: fc.Arbitrary<KernelScenario> = fc.record(
      {
        spotFactor: fc.oneof(fc.constant(0), thousandths(500, 2_000)),
        volatilityFactor: fc.oneof(fc.constant(0), thousandths(0, 3_000)),
        volatilityPoints: thousandths(-1_000, 1_000),
        passingYears: fc.integer({ min: 0, max: 96 }).map((hours) => hours / hoursAYear),
        weight: thousandths(0, 1_000),
      },
      { requiredKeys: [] },
    )
    const given = fc
      .record({
        kind: fc.constantFrom('call' as const, 'put' as const, 'linear' as const),
        strike: fc.oneof(fc.constantFrom(0, 100), thousandths(95_000, 105_000), thousandths(1_000, 200_000)),
        volatility: fc.oneof(fc.constant(0), thousandths(1, 3_000)),
        forwardRatio: fc.oneof(fc.constant(1), thousandths(500, 1_500)),
        expiryHours: fc.integer({ min: 0, max: 100 }),
        reach: fc.tuple(thousandths(0, 20), thousandths(0, 20)),
        factors: fc.tuple(thousandths(0, 1_500), fc.oneof(fc.constant(0), thousandths(0, 300))),
        lastsHours: fc.integer({ min: 0, max: 60 }),
        scenarios: fc.array(scenario, { minLength: 1, maxLength: 3 }),
      })
      .map(({ reach: [down, up], factors: [low, wide], ...rest }): Given => {
        return { ...rest, spots: [100 * (1 - down), 100, 100 * (1 + up)], factors: [low, low + wide] }
      })
    fc.assert(
      fc.property(given, (one) => {
        const { move, volatility, rounding } = boundsOf(one)
        const found = bruteForce(one)
        expect(found.move).toBeLessThanOrEqual(move)
        expect(found.apart).toBeLessThanOrEqual(2 * move)
        expect(found.atOneSpot).toBeLessThanOrEqual(volatility + rounding)
      }),
      { numRuns: 500 },
    )
  })
})
