import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { btcPerpetual, inversePerpetual, roundedPerpetual } from '../../test/instruments.ts'
import { InvariantError } from '../base/assert.ts'
import { applyExecution, averageCostTicks, flat, unrealisedMinor, type Execution, type Position } from './position.ts'

const buy = (lots: number, ticks: number): Execution => ({ side: 'buy', ticks, lots })
const sell = (lots: number, ticks: number): Execution => ({ side: 'sell', ticks, lots })
// One lot at one tick is 0.1 * 0.001 dollars: 100 micro-dollars.
const held = (lots: number, ticks: number): Position => ({ lots, costMinor: BigInt(Math.abs(lots) * ticks) * 100n })

describe('applyExecution', () => {
  // Columns: before, execution, lots after, opened, released, realised (in units of one lot at one tick).
  const table: readonly (readonly [string, Position, Execution, number, bigint, bigint, bigint])[] = [
    ['opens a long', flat, buy(2, 1_000), 2, 2_000n, 0n, 0n],
    ['opens a short', flat, sell(2, 1_000), -2, 2_000n, 0n, 0n],
    ['adds to a long at average cost', held(2, 1_000), buy(2, 1_200), 4, 2_400n, 0n, 0n],
    ['closes a long with a gain', held(2, 1_000), sell(2, 1_100), 0, 0n, 2_000n, 200n],
    ['closes a long with a loss', held(2, 1_000), sell(2, 900), 0, 0n, 2_000n, -200n],
    ['closes a part of a long', held(4, 1_000), sell(1, 1_100), 3, 0n, 1_000n, 100n],
    ['covers a short with a gain', held(-2, 1_000), buy(2, 900), 0, 0n, 2_000n, 200n],
    ['covers a short with a loss beyond its collateral', held(-2, 1_000), buy(2, 2_500), 0, 0n, 2_000n, -3_000n],
    ['goes through zero from long to short', held(2, 1_000), sell(5, 1_100), -3, 3_300n, 2_000n, 200n],
    ['goes through zero from short to long', held(-2, 1_000), buy(3, 900), 1, 900n, 2_000n, 200n],
  ]
  test.each(table)('table: %s', (_name, before, execution, lots, opened, released, realised) => {
    const change = applyExecution(btcPerpetual, before, execution)
    expect(change.position.lots).toBe(lots)
    expect(change.openedMinor).toBe(opened * 100n)
    expect(change.releasedMinor).toBe(released * 100n)
    expect(change.realisedMinor).toBe(realised * 100n)
    expect(change.position.costMinor).toBe(before.costMinor + change.openedMinor - change.releasedMinor)
  })

  test('error: no lots, and an inverse payoff', () => {
    expect(() => applyExecution(btcPerpetual, flat, buy(0, 1_000))).toThrow(InvariantError)
    expect(() => applyExecution(inversePerpetual, flat, buy(1, 1_000))).toThrow(InvariantError)
  })

  const execution = fc.record({
    side: fc.constantFrom<'buy' | 'sell'>('buy', 'sell'),
    ticks: fc.integer({ min: 1, max: 1_000_000 }),
    lots: fc.integer({ min: 1, max: 1_000_000 }),
  })

  test('property: cost is never negative, nothing when flat, something for every long, and results add up against the fund', () => {
    fc.assert(
      fc.property(fc.array(execution, { minLength: 1, maxLength: 30 }), (executions) => {
        let position = flat
        let cash = 0n
        let exact = 0n
        for (const each of executions) {
          const change = applyExecution(roundedPerpetual, position, each)
          cash += change.releasedMinor + change.realisedMinor - change.openedMinor
          // In hundredths of a micro-dollar per lot and tick: what an exact account would have paid or received.
          const signed = BigInt(each.ticks) * BigInt(each.lots) * (each.side === 'buy' ? -1n : 1n)
          exact += signed
          position = change.position
          expect(position.costMinor >= 0n).toBe(true)
          // A short that was sold for less than one minor unit brought nothing in; a purchase always costs something.
          if (position.lots === 0) expect(position.costMinor).toBe(0n)
          if (position.lots > 0) expect(position.costMinor).toBeGreaterThan(0n)
        }
        if (position.lots !== 0) return
        // One lot at one tick is 1e-9 dollars here, a thousandth of a minor unit. Each execution may lose up to two to rounding, never gain.
        expect(cash * 1_000n <= exact).toBe(true)
        expect(cash * 1_000n >= exact - BigInt(executions.length) * 2_000n).toBe(true)
      }),
    )
  })
})

describe('unrealisedMinor and averageCostTicks', () => {
  test('table: long and short, above and below cost', () => {
    expect(unrealisedMinor(btcPerpetual, held(2, 1_000), 1_100)).toBe(20_000n)
    expect(unrealisedMinor(btcPerpetual, held(2, 1_000), 900)).toBe(-20_000n)
    expect(unrealisedMinor(btcPerpetual, held(-2, 1_000), 900)).toBe(20_000n)
    expect(unrealisedMinor(btcPerpetual, flat, 900)).toBe(0n)
    expect(averageCostTicks(btcPerpetual, held(-3, 1_234))).toBeCloseTo(1_234, 9)
    expect(averageCostTicks(btcPerpetual, flat)).toBe(0)
  })

  test('property: closing at the mark realises what was unrealised', () => {
    const lots = fc.integer({ min: -1_000, max: 1_000 }).filter((n) => n !== 0)
    const ticks = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(lots, ticks, ticks, (size, cost, mark) => {
        const position = held(size, cost)
        const closing = size > 0 ? sell(size, mark) : buy(-size, mark)
        expect(applyExecution(btcPerpetual, position, closing).realisedMinor).toBe(unrealisedMinor(btcPerpetual, position, mark))
      }),
    )
  })
})
