import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inDays, madeAccount, madeSnapshot, marginNow } from '../../../test/margin.ts'
import { seconds, timeUs } from '../../base/time.ts'
import { filteredMarginHouseModel } from '../models/fhs-es.ts'
import { tieredHouseModel } from '../models/tiered.ts'
import { shockSnapshot } from '../shock-snapshot.ts'
import { annualReturnVolatility } from '../return-volatility.ts'
import { bufferedMargin, flooredMargin, stressWeightedMargin } from './anti-procyclicality.ts'
import { forwardPreview } from './forward-preview.ts'
import { procyclicalityOf } from './measures.ts'
import { changePositions, firstMargin, followMargin, type LimitedMargin, type SpeedLimit } from './speed-limit.ts'

describe('tools', () => {
  const held = { buffer: 0.25, heldUpTo: 100, releasedFrom: 200 }

  test.each([
    ['far below the lower level', 80, 100],
    ['at the lower level', 100, 125],
    ['just above it', 101, 101 * (1 + 0.25 * 0.99)],
    ['half way', 150, 150 * 1.125],
    ['just below the upper level', 199, 199 * (1 + 0.25 * 0.01)],
    ['at the upper level', 200, 200],
    ['above it', 300, 300],
    ['no margin', 0, 0],
  ])('table: a buffer %s', (_where, margin, expected) => {
    expect(bufferedMargin(margin, held)).toBeCloseTo(expected, 10)
  })

  test('table: with one level for both, the buffer is held below it and released at it', () => {
    const step = { buffer: 0.25, heldUpTo: 100, releasedFrom: 100 }
    expect([99, 100, 101].map((margin) => bufferedMargin(margin, step))).toEqual([123.75, 100, 101])
  })

  test('error: levels in the wrong order, a weight outside 0 to 1', () => {
    expect(() => bufferedMargin(1, { buffer: 0.25, heldUpTo: 2, releasedFrom: 1 })).toThrow('releasedFrom')
    expect(() => stressWeightedMargin(1, { stress: 1, weight: 1.01 })).toThrow('weight')
    expect(() => stressWeightedMargin(1, { stress: 1, weight: -0.01 })).toThrow('weight')
  })

  test.each([
    [() => bufferedMargin(NaN, held), 'margin', 'NaN'],
    [() => bufferedMargin(1, { ...held, buffer: -0.1 }), 'buffer', '-0.1'],
    [() => bufferedMargin(1, { ...held, heldUpTo: NaN }), 'heldUpTo', 'NaN'],
    [() => bufferedMargin(1, { ...held, releasedFrom: Infinity }), 'releasedFrom', 'Infinity'],
    [() => bufferedMargin(1, { ...held, heldUpTo: 300 }), 'releasedFrom', 'a margin of at least 300, found 200'],
    [() => stressWeightedMargin(NaN, { stress: 1, weight: 0.5 }), 'margin', 'NaN'],
    [() => stressWeightedMargin(1, { stress: NaN, weight: 0.5 }), 'stress', 'NaN'],
    [() => stressWeightedMargin(1, { stress: 1, weight: 2 }), 'weight', 'a share from 0 to 1, found 2'],
    [() => flooredMargin(NaN, 1), 'margin', 'NaN'],
    [() => flooredMargin(1, NaN), 'floor', 'NaN'],
    [() => changePositions(firstMargin(timeUs(0), 1), { askedBefore: NaN, askedAfter: 1 }), 'askedBefore', 'NaN'],
    [() => changePositions(firstMargin(timeUs(0), 1), { askedBefore: 1, askedAfter: -1 }), 'askedAfter', '-1'],
  ])('error: what is wrong is named with what was found, case %#', (call, argument, found) => {
    expect(call).toThrow(argument)
    expect(call).toThrow(found)
  })

  test('table: weights and floors at their ends', () => {
    expect([0, 0.25, 1].map((weight) => stressWeightedMargin(100, { stress: 300, weight }))).toEqual([100, 150, 300])
    expect([99, 100, 101].map((margin) => flooredMargin(margin, 100))).toEqual([100, 100, 101])
  })

  test('property: the buffer is never below the margin nor above it by more than itself, and rises with it where it is small enough', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400_000 }), fc.integer({ min: 0, max: 1_000 }), (thousandths, step) => {
        const [margin, more] = [thousandths / 1_000, (thousandths + step) / 1_000]
        const buffered = bufferedMargin(margin, held)
        expect(buffered).toBeGreaterThanOrEqual(margin)
        expect(buffered).toBeLessThanOrEqual(margin * 1.25 + 1e-9)
        // With these levels the release never outruns the rise: at most 0.25 of the margin is given back while it doubles.
        expect(bufferedMargin(more, held)).toBeGreaterThanOrEqual(buffered - 1e-9)
      }),
    )
  })
})

describe('measures', () => {
  test('table: what a series can tell', () => {
    expect(procyclicalityOf([100], 1)).toEqual({ mean: 100, peakToTrough: 1 })
    expect(procyclicalityOf([100, 150], 1)).toEqual({ mean: 125, peakToTrough: 1.5, largestIncrease: 0.5 })
    expect(procyclicalityOf([100, 150], 2)).toEqual({ mean: 125, peakToTrough: 1.5 })
    expect(procyclicalityOf([5, 5, 5, 5], 2)).toEqual({ mean: 5, peakToTrough: 1, largestIncrease: 0, logChangeDeviation: 0 })
    expect(procyclicalityOf([0, 100], 1)).toEqual({ mean: 50 })
  })

  test('behavior: a rise is measured over so many periods, and a series that only falls has a fall', () => {
    expect(procyclicalityOf([100, 110, 121, 90], 2).largestIncrease).toBeCloseTo(0.21, 12)
    expect(procyclicalityOf([100, 90, 81], 1).largestIncrease).toBeCloseTo(-0.1, 12)
    expect(procyclicalityOf([1, Math.E, 1], 1).logChangeDeviation).toBeCloseTo(Math.SQRT2, 12)
  })

  test('error: no margins, no period', () => {
    expect(() => procyclicalityOf([], 1)).toThrow('margins')
    expect(() => procyclicalityOf([1, 2], 0)).toThrow('periods')
  })
})

const limit: SpeedLimit = { risePerPeriod: 0.1, period: seconds(86_400) }

describe('the speed limit', () => {
  const first = firstMargin(marginNow, 1_000)

  test.each([
    ['below', 900, 900],
    ['at the old', 1_000, 1_000],
    ['just below the cap', 1_099.999, 1_099.999],
    ['at the cap', 1_100, 1_100],
    ['just above the cap', 1_100.001, 1_100],
    ['far above', 5_000, 1_100],
    ['nothing', 0, 0],
  ])('table: a day later %s', (_where, asked, charged) => {
    const next = followMargin(first, { at: inDays(1), asked }, limit)
    expect(next.charged).toBeCloseTo(charged, 9)
    expect(next.carriedByFund).toBeCloseTo(asked - charged, 9)
    expect(next).toMatchObject({ at: inDays(1), asked })
  })

  test('table: the first margin is charged in full, and so is one after none', () => {
    expect(first).toEqual({ at: marginNow, asked: 1_000, charged: 1_000, carriedByFund: 0 })
    const none = followMargin(first, { at: inDays(1), asked: 0 }, limit)
    expect(followMargin(none, { at: inDays(2), asked: 7_000 }, limit)).toMatchObject({ charged: 7_000, carriedByFund: 0 })
  })

  test('table: no time and no rise leave the cap where it is', () => {
    expect(followMargin(first, { at: marginNow, asked: 2_000 }, limit)).toMatchObject({ charged: 1_000, carriedByFund: 1_000 })
    expect(followMargin(first, { at: inDays(9), asked: 2_000 }, { ...limit, risePerPeriod: 0 })).toMatchObject({ charged: 1_000 })
  })

  test('error: a margin or a rise below 0, a period of no time, a time before the last', () => {
    expect(() => firstMargin(marginNow, -1)).toThrow('asked')
    expect(() => followMargin(first, { at: inDays(1), asked: NaN }, limit)).toThrow('asked')
    expect(() => followMargin(first, { at: inDays(1), asked: 1 }, { ...limit, risePerPeriod: -0.1 })).toThrow('risePerPeriod')
    expect(() => followMargin(first, { at: inDays(1), asked: 1 }, { ...limit, period: seconds(0) })).toThrow('period')
    expect(() => followMargin(firstMargin(inDays(1), 1), { at: marginNow, asked: 1 }, limit)).toThrow('time never runs backwards')
  })

  const path = fc.array(fc.record({ hours: fc.integer({ min: 0, max: 72 }), asked: fc.integer({ min: 0, max: 5_000_000 }) }), {
    maxLength: 30,
  })
  const walked = (steps: readonly Readonly<{ hours: number; asked: number }>[]): readonly LimitedMargin[] => {
    const states = [first]
    for (const { hours, asked } of steps) {
      const last = states[states.length - 1] ?? first
      states.push(followMargin(last, { at: timeUs(last.at + hours * 3_600e6), asked: asked / 1_000 }, limit))
    }
    return states
  }

  test('property: never above what was asked, what is carried is the rest of it, and a fall is passed on', () => {
    fc.assert(
      fc.property(path, (steps) => {
        walked(steps).forEach(({ asked, charged, carriedByFund }, i, all) => {
          expect(charged).toBeLessThanOrEqual(asked)
          expect(carriedByFund).toBeGreaterThanOrEqual(0)
          expect(Math.abs(charged + carriedByFund - asked)).toBeLessThanOrEqual(1e-15 * asked)
          const before = all[i - 1]
          if (before !== undefined && asked <= before.charged) expect(charged).toBe(asked)
        })
      }),
    )
  })

  test('property: two steps of half the time charge what one does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000_000 }), fc.integer({ min: 1, max: 1_000 }), (thousandths, hours) => {
        const asked = thousandths / 1_000
        const at = (after: number) => timeUs(marginNow + after * 1_800e6)
        const once = followMargin(first, { at: at(2 * hours), asked }, limit)
        const twice = followMargin(followMargin(first, { at: at(hours), asked }, limit), { at: at(2 * hours), asked }, limit)
        expect(Math.abs(once.charged - twice.charged)).toBeLessThanOrEqual(1e-13 * once.charged)
      }),
    )
  })

  test('property: it catches up with what is asked, after as many periods as the rise needs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 50_000 }), (asked) => {
        let state = first
        const days = Math.ceil(Math.log(asked / 1_000) / Math.log(1.1) - 1e-9)
        for (let day = 1; day <= days; day++) {
          expect(state.charged).toBeLessThan(asked)
          state = followMargin(state, { at: inDays(day), asked }, limit)
        }
        expect(state.charged).toBeCloseTo(asked, 6)
        expect(followMargin(state, { at: inDays(days + 1), asked }, limit)).toMatchObject({ charged: asked, carriedByFund: 0 })
      }),
    )
  })

  test('property: two margins in order stay in order, so that maintenance is never charged above initial', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 1, max: 100 })), { maxLength: 20 })
    fc.assert(
      fc.property(pairs, (asks) => {
        let [initial, maintenance] = [firstMargin(marginNow, 1_000), firstMargin(marginNow, 800)]
        asks.forEach(([asked, share], day) => {
          const at = inDays(day + 1)
          initial = followMargin(initial, { at, asked: asked + 1 }, limit)
          maintenance = followMargin(maintenance, { at, asked: ((asked + 1) * share) / 100 }, limit)
          expect(maintenance.charged).toBeLessThanOrEqual(initial.charged * (1 + 1e-12))
        })
      }),
    )
  })
})

describe('positions under the speed limit', () => {
  const last: LimitedMargin = { at: marginNow, asked: 1_200, charged: 1_000, carriedByFund: 200 }

  test.each([
    ['grow', 1_800, 1_600, 200],
    ['stay', 1_200, 1_000, 200],
    ['halve', 600, 500, 100],
    ['are closed', 0, 0, 0],
  ])('table: they %s', (_what, askedAfter, charged, carriedByFund) => {
    const changed = changePositions(last, { askedBefore: 1_200, askedAfter })
    expect(changed).toEqual({ at: marginNow, asked: askedAfter, charged, carriedByFund })
  })

  test('property: no change of positions makes the fund carry more, and the rest is charged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 0, max: 9_000 }), (askedBefore, askedAfter) => {
        const changed = changePositions(last, { askedBefore, askedAfter })
        expect(changed.carriedByFund).toBeLessThanOrEqual(200 + 1e-9)
        expect(changed.carriedByFund).toBeGreaterThanOrEqual(0)
        expect(changed.charged + changed.carriedByFund).toBeCloseTo(askedAfter, 9)
      }),
    )
  })

  test('behavior: an account cannot be let off by opening little and adding much', () => {
    const small = firstMargin(marginNow, 1)
    expect(changePositions(small, { askedBefore: 1, askedAfter: 100_000 })).toMatchObject({ charged: 100_000, carriedByFund: 0 })
  })
})

describe('the forward preview', () => {
  const returns = Array.from({ length: 300 }, (_, day) => 0.03 * Math.sin(day * day))
  const snapshot = madeSnapshot()
  const market = snapshot.underlyings.get('BTC')
  const withHistory = { ...snapshot, underlyings: new Map([['BTC', { ...market!, dailyReturns: returns, dailyVolume: 20_000 }]]) }
  const account = madeAccount({ positions: [{ contract: 'BTC-PERP', size: 1 }] })

  test('behavior: volatility 20 points up makes the tail of a perpetual grow as its own volatility does', () => {
    const preview = forwardPreview(filteredMarginHouseModel, { account, snapshot: withHistory })
    const part = (requirement: typeof preview.today, name: string): number =>
      requirement.ok ? (requirement.value.parts.find((one) => one.name === name)?.initial ?? NaN) : NaN
    const after = preview.after.find(({ name }) => name === 'volatility +20 points')
    const volatility = annualReturnVolatility(returns) as number
    const raised = shockSnapshot(withHistory, { volatilityPoints: 0.2 }).underlyings.get('BTC')?.dailyReturns ?? []
    expect(annualReturnVolatility(raised)).toBeCloseTo(volatility + 0.2, 12)
    const growth = part(after!.requirement, 'expected shortfall') / part(preview.today, 'expected shortfall')
    // Log returns scale by exactly that; the loss of a fall grows a little slower.
    expect(growth).toBeGreaterThan(1.1)
    expect(growth).toBeLessThan((volatility + 0.2) / volatility)
  })

  test('behavior: a position without entry loses in the previewed fall, and margin follows the price', () => {
    const preview = forwardPreview(tieredHouseModel, { account, snapshot })
    const [today, fall] = [preview.today, preview.after.find(({ name }) => name === 'spot -10 %')?.requirement]
    expect(
      today.ok && fall?.ok && [fall.value.equity - today.value.equity, fall.value.maintenanceMargin / today.value.maintenanceMargin],
    ).toEqual([expect.closeTo(-6_000, 6), expect.closeTo(0.9, 12)])
  })

  test('error: a shock in which the account cannot be margined holds its refusal', () => {
    const preview = forwardPreview(filteredMarginHouseModel, { account, snapshot }, [{ name: 'none', shock: {} }])
    expect(preview.after[0]?.requirement).toMatchObject({ ok: false, refusal: { reason: 'historyMissing', subject: 'BTC' } })
  })
})
