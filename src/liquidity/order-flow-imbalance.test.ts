import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flowImpact, orderFlowImbalance, touchFlow, type TouchSizes } from './order-flow-imbalance.ts'

const touch = (bidPrice: number, bidSize: number, askPrice: number, askSize: number): TouchSizes => ({
  bidPrice,
  bidSize,
  askPrice,
  askSize,
})
const before = touch(99, 5, 101, 7)

const series = (touches: readonly TouchSizes[]) => ({
  bidPrices: touches.map(({ bidPrice }) => bidPrice),
  bidSizes: touches.map(({ bidSize }) => bidSize),
  askPrices: touches.map(({ askPrice }) => askPrice),
  askSizes: touches.map(({ askSize }) => askSize),
})

describe('touchFlow', () => {
  // Columns: the touch after, flow. Prices better, equal and worse on either side.
  test.each([
    [touch(99, 8, 101, 7), 3],
    [touch(99, 2, 101, 7), -3],
    [touch(100, 2, 101, 7), 2],
    [touch(98, 4, 101, 7), -5],
    [touch(99, 5, 101, 9), -2],
    [touch(99, 5, 100, 4), -4],
    [touch(99, 5, 102, 3), 7],
    [touch(98, 4, 102, 3), 2],
  ])('table: to %j it is %d', (after, flow) => {
    expect(touchFlow(before, after)).toBe(flow)
  })
})

describe('orderFlowImbalance', () => {
  const touches = [before, touch(99, 8, 101, 7), touch(100, 2, 101, 7), touch(100, 2, 102, 3), touch(100, 2, 102, 4)]

  // Columns: bucket, imbalance, change of the mid in ticks of 0.5, average depth. A tail that is not full is left out.
  test.each([
    [1, [3, 2, 7, -1], [0, 1, 1, 0], (7.5 + 4.5 + 2.5 + 3) / 4],
    [2, [5, 6], [1, 1], (6 + 2.75) / 2],
    [3, [12], [2], 14.5 / 3],
    [4, [11], [2], 17.5 / 4],
    [5, [], [], undefined],
  ])('table: buckets of %d', (bucket, imbalance, ticks, depth) => {
    const flow = orderFlowImbalance(series(touches), { bucket, tick: 0.5 })
    expect(flow.total).toBe(11)
    expect([...flow.imbalance]).toEqual(imbalance)
    expect([...flow.midChangeTicks]).toEqual(ticks)
    if (depth === undefined) expect(flow.averageDepth).toBeUndefined()
    else expect(flow.averageDepth).toBeCloseTo(depth, 12)
  })

  const anyTouch = fc
    .tuple(fc.integer({ min: 90, max: 100 }), fc.nat(9), fc.integer({ min: 0, max: 3 }), fc.nat(9))
    .map(([bid, bidSize, gap, askSize]) => touch(bid, bidSize, bid + gap, askSize))

  test('property: the sides swapped and mirrored give the opposite flow', () => {
    fc.assert(
      fc.property(anyTouch, anyTouch, (first, second) => {
        const mirror = (of: TouchSizes): TouchSizes => touch(200 - of.askPrice, of.askSize, 200 - of.bidPrice, of.bidSize)
        expect(touchFlow(mirror(first), mirror(second))).toBe(0 - touchFlow(first, second))
      }),
    )
  })

  test('property: buckets add up to the total when none is cut', () => {
    fc.assert(
      fc.property(fc.array(anyTouch, { minLength: 2, maxLength: 30 }), (all) => {
        const flow = orderFlowImbalance(series(all), { bucket: 1, tick: 1 })
        expect(flow.imbalance.reduce((sum, value) => sum + value, 0)).toBe(flow.total)
      }),
    )
  })

  test('table: no impact without buckets enough or flow that varies', () => {
    const flow = orderFlowImbalance(series(touches), { bucket: 2, tick: 0.5 })
    expect(flowImpact(flow)).toMatchObject({ refusal: { reason: 'tooFewObservations', observations: 2 } })
    const still = orderFlowImbalance(series([before, before, before, before]), { bucket: 1, tick: 1 })
    expect(flowImpact(still)).toMatchObject({ refusal: { reason: 'constantRegressor' } })
    const impact = flowImpact({ total: 0, imbalance: Float64Array.of(1, 2, 3), midChangeTicks: Float64Array.of(3, 5, 7) })
    expect(impact).toMatchObject({ value: { rSquared: 1 } })
    expect(impact.ok && impact.value.beta).toBeCloseTo(2, 12)
    expect(impact.ok && impact.value.alpha).toBeCloseTo(1, 12)
  })

  const bad: readonly (readonly [string, () => unknown, string])[] = [
    ['one state', () => orderFlowImbalance(series([before]), { bucket: 1, tick: 1 }), 'bidPrices'],
    ['a crossed touch', () => orderFlowImbalance(series([before, touch(102, 1, 101, 1)]), { bucket: 1, tick: 1 }), 'bidPrices[1]'],
    ['a size below 0', () => orderFlowImbalance(series([before, touch(99, -1, 101, 1)]), { bucket: 1, tick: 1 }), 'bidSizes[1]'],
    ['an ask of 0', () => orderFlowImbalance(series([before, touch(99, 1, 0, 1)]), { bucket: 1, tick: 1 }), 'askPrices[1]'],
    ['fewer sizes', () => orderFlowImbalance({ ...series([before, before]), askSizes: [1] }, { bucket: 1, tick: 1 }), 'askSizes'],
    ['a bucket of nothing', () => orderFlowImbalance(series([before, before]), { bucket: 0, tick: 1 }), 'bucket'],
    ['a tick of 0', () => orderFlowImbalance(series([before, before]), { bucket: 1, tick: 0 }), 'tick'],
  ]
  test.each(bad)('error: %s', (_, call, place) => {
    expect(call).toThrow(`${place}: expected`)
  })
})
