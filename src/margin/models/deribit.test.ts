import { describe, expect, test } from 'vitest'
import { deribitScenarios } from './deribit-scenarios.ts'
import { deltaShock, rollShock } from './deribit-shocks.ts'
import { deribitTermSheet } from './deribit-terms.ts'
import { deribitCharge, deribitTable } from './deribit.ts'

const ether = deribitTermSheet.underlyings.get('ETH') ?? deribitTermSheet.otherwise
const bitcoin = deribitTermSheet.underlyings.get('BTC') ?? deribitTermSheet.otherwise

describe('an answer the venue gave on 2026-02-15 to a short of one ether in ETH-PERPETUAL', () => {
  const [mark, index, delta] = [1949.49, 1949.34, -0.999487053]
  const instrument = { kind: 'deltaOne', payoff: 'inverse', price: { moving: mark, fixed: 0 } } as const
  const lines = [{ id: 'ETH-PERPETUAL', size: delta * mark, instrument, timeYears: 0 }]
  const charge = deribitCharge({ underlying: 'ETH', indexPrice: index, counting: 'coin', lines }, deribitTable(ether, deribitTermSheet))
  const coins = charge.scan.scenarios.map(({ profit }) => profit / index)

  test('table: its risk matrix, in coin', () => {
    const matrix = [
      ...[0.21939959699999997, 0.155989308849711, 0.09885036787912087, 0.04709624857068063, 0],
      ...[-0.04304011233014354, -0.08252645391743119, -0.11888171996035243, -0.15246412672881357],
    ]
    for (const [bucket, profit] of matrix.entries()) for (const at of [0, 1, 2]) expect(coins[3 * bucket + at]).toBeCloseTo(profit, 9)
    expect(charge.scan.worst + 1).toBe(25)
  })

  test('behavior: before the dampener its extended table is the ends of the matrix, after it nothing', () => {
    const undampened = deribitScenarios(ether.moves, { moves: deribitTermSheet.extendedMoves, dampener: 0, counting: 'coin' }).slice(27)
    const plain = undampened.map(({ spotMove, weight }) => (delta * spotMove * weight) / (1 + spotMove))
    const expected = [0.21939959699999997, 0.21939959699999997, ...Array.from({ length: 6 }, () => -0.15246412672881357)]
    for (const [i, profit] of expected.entries()) expect(plain[i]).toBeCloseTo(profit, 9)
    expect(coins.slice(27)).toEqual(Array.from({ length: 8 }, () => 0))
  })

  test('table: its margins, in coin', () => {
    const initial = (charge.worstLoss + charge.rollShock + charge.deltaShock) / index
    expect(charge.worstLoss / index).toBeCloseTo(0.15246412672881357, 9)
    expect(charge.rollShock / index).toBeCloseTo(0.004997435265, 12)
    expect(charge.deltaShock).toBe(0)
    expect(initial).toBeCloseTo(0.157461562, 9)
    expect(initial * deribitTermSheet.maintenanceShare).toBeCloseTo(0.125969249812, 9)
  })
})

describe('scenarios', () => {
  const scenarios = deribitScenarios(bitcoin.moves, { moves: [-0.66, 0.16, 1], dampener: 25_000, counting: 'quote' })

  test('table: of an extended move counts what the range is of it, and every range beyond the first is dampened', () => {
    expect(scenarios.length).toBe(30)
    expect(scenarios.slice(27).map(({ weight }) => weight)).toEqual(
      [0.16 / 0.66, 1, 0.16].map((weight) => expect.closeTo(weight, 12) as number),
    )
    const dampening = [25_000 * (0.66 / 0.16 - 1), 0, 25_000 * (1 / 0.16 - 1)]
    for (const [i, amount] of dampening.entries()) expect(scenarios[27 + i]?.dampening).toBeCloseTo(amount, 6)
  })

  test('table: volatility down, unchanged and up in every bucket; up is at least one half', () => {
    const at = (index: number, volatility: number): number => scenarios[index]?.shockedVolatility(volatility, 30 / 365) ?? NaN
    expect([at(0, 0.8), at(1, 0.8), at(2, 0.8)]).toEqual([0.75 * 0.8, 0.8, 1.5 * 0.8].map((found) => expect.closeTo(found, 12) as number))
    expect(at(2, 0.3)).toBe(0.5)
    expect(scenarios.slice(0, 3).map(({ name }) => name)).toEqual(
      ['down', 'unchanged', 'up'].map((volatility) => `spot -16 %, volatility ${volatility}`),
    )
  })
})

describe('shocks', () => {
  test('behavior: deltas of one expiry net before the roll is charged, those of two do not', () => {
    const terms = { leastMove: 0.01, annualisedMove: 0.075, extendedDampener: 0 }
    const at = (delta: number, timeYears: number) => ({ delta, timeYears })
    expect(rollShock([at(2, 0.5), at(-2, 0.5)], terms)).toBe(0)
    expect(rollShock([at(2, 0.5), at(-2, 0)], terms)).toBeCloseTo(2 * (Math.E ** 0.0375 - 1) + 0.02, 12)
    expect(rollShock([at(2, 0.1)], terms)).toBeCloseTo(0.02, 12)
    expect(rollShock([], terms)).toBe(0)
  })

  test.each([
    ['below the threshold nothing', 999, 0],
    ['at it nothing', 1_000, 0],
    ['above it a share that grows', -1_500, 1_500 * 0.025],
    ['never more than the largest', 9_000, 900],
  ])('table: delta shock, 20 million at 20,000: %s', (_name, delta, shock) => {
    expect(deltaShock(delta, 20_000, bitcoin.moves)).toBeCloseTo(shock, 9)
  })
})
