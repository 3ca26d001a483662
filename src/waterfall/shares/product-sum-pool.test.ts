import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { gainOf, joinPool, leavePool, leftOf } from './product-sum-deposit.ts'
import { absorbDebt, newPool, wholeProduct, type PoolDeposit, type ProductSumPool } from './product-sum-pool.ts'

function poolOf(amounts: readonly bigint[]): Readonly<{ pool: ProductSumPool; deposits: readonly PoolDeposit[] }> {
  const pool = newPool()
  return { pool, deposits: amounts.map((minor) => joinPool(pool, undefined, minor).deposit) }
}

describe('a pool that absorbs debts', () => {
  test('table: three deposits after two debts', () => {
    const { pool, deposits } = poolOf([10_000n, 20_000n, 30_000n])
    expect(absorbDebt(pool, { debtMinor: 10_000n, gainMinor: 600n }, 0n)).toEqual({ debtMinor: 10_000n, gainMinor: 600n })
    absorbDebt(pool, { debtMinor: 10_000n, gainMinor: 600n }, 0n)
    expect(deposits.map((each) => leftOf(pool, each))).toEqual([6_666n, 13_333n, 19_999n])
    expect(deposits.map((each) => gainOf(pool, each))).toEqual([199n, 399n, 599n])
    expect(pool.totalMinor).toBe(40_000n)
  })

  test.each([
    ['less than is free', 899n, { debtMinor: 899n, gainMinor: 449n }, 101n],
    ['all that is free', 900n, { debtMinor: 900n, gainMinor: 450n }, 100n],
    ['more than is free: the gain falls in proportion', 1_800n, { debtMinor: 900n, gainMinor: 450n }, 100n],
    ['nothing', 0n, { debtMinor: 0n, gainMinor: 0n }, 1_000n],
  ])('table: a debt of %s', (_name, debtMinor, taken, left) => {
    const { pool } = poolOf([1_000n])
    expect(absorbDebt(pool, { debtMinor, gainMinor: debtMinor / 2n }, 100n)).toEqual(taken)
    expect(pool.totalMinor).toBe(left)
  })

  test('behavior: a pool below what it keeps absorbs nothing', () => {
    const { pool } = poolOf([99n])
    expect(absorbDebt(pool, { debtMinor: 5n, gainMinor: 5n }, 100n)).toEqual({ debtMinor: 0n, gainMinor: 0n })
  })

  test('behavior: an emptied pool begins an epoch; earlier deposits are gone and their gains are not', () => {
    const { pool, deposits } = poolOf([300n, 700n])
    absorbDebt(pool, { debtMinor: 1_000n, gainMinor: 50n }, 0n)
    expect(pool).toMatchObject({ epoch: 1, scale: 0, product: wholeProduct, totalMinor: 0n })
    const { pool: shrunk } = poolOf([1_000_000_000_000n])
    absorbDebt(shrunk, { debtMinor: 999_999_999_999n, gainMinor: 0n }, 0n)
    absorbDebt(shrunk, { debtMinor: 1n, gainMinor: 0n }, 0n)
    expect(shrunk).toMatchObject({ epoch: 1, scale: 0 })
    const late = joinPool(pool, undefined, 100n).deposit
    absorbDebt(pool, { debtMinor: 50n, gainMinor: 8n }, 0n)
    expect(deposits.map((each) => leftOf(pool, each))).toEqual([0n, 0n])
    expect(deposits.map((each) => gainOf(pool, each))).toEqual([15n, 35n])
    expect([leftOf(pool, late), gainOf(pool, late)]).toEqual([50n, 8n])
  })

  test('table: the scale rises where the product would fall below a thousand-millionth', () => {
    const scaleAfter = (left: bigint): number => {
      const { pool } = poolOf([1_000_000_000_000n])
      absorbDebt(pool, { debtMinor: 1_000_000_000_000n - left, gainMinor: 0n }, 0n)
      return pool.scale
    }
    expect([1_001n, 1_000n, 999n, 1n].map(scaleAfter)).toEqual([0, 0, 1, 1])
  })

  test('behavior: a deposit and its gain outlive changes of scale', () => {
    const { pool, deposits } = poolOf([1_000_000_000_000_000_000_000_000_000_000n])
    for (let event = 0; event < 3; event++) {
      absorbDebt(pool, { debtMinor: pool.totalMinor - pool.totalMinor / 10_000_000_000n, gainMinor: 7_000n }, 0n)
    }
    const deposit = deposits[0] as PoolDeposit
    // Divided three times by ten thousand millions; each time all that was given is this depositor's, less what rounds off.
    expect([pool.scale, pool.totalMinor, leftOf(pool, deposit)]).toEqual([3, 1n, 1n])
    expect([21_000n, 20_999n]).toContain(gainOf(pool, deposit))
  })

  test('behavior: joining again pays the gain and keeps what is left', () => {
    const { pool, deposits } = poolOf([1_000n])
    absorbDebt(pool, { debtMinor: 400n, gainMinor: 9n }, 0n)
    expect(joinPool(pool, deposits[0], 50n)).toMatchObject({ deposit: { minor: 650n }, paidMinor: 0n, gainMinor: 9n })
    expect(pool).toMatchObject({ totalMinor: 650n, gainsHeldMinor: 0n })
  })

  test('behavior: leaving pays no more than is left, and the gain once', () => {
    const { pool, deposits } = poolOf([1_000n])
    absorbDebt(pool, { debtMinor: 400n, gainMinor: 9n }, 0n)
    const part = leavePool(pool, deposits[0] as PoolDeposit, 100n)
    expect(part).toMatchObject({ paidMinor: 100n, gainMinor: 9n, deposit: { minor: 500n } })
    expect(leavePool(pool, part.deposit, 9_999n)).toMatchObject({ paidMinor: 500n, gainMinor: 0n, deposit: { minor: 0n } })
    expect(pool.totalMinor).toBe(0n)
  })

  test.each([
    ['a debt', { debtMinor: -1n, gainMinor: 0n }, 0n],
    ['a gain', { debtMinor: 1n, gainMinor: -1n }, 0n],
    ['a gain for nothing', { debtMinor: 0n, gainMinor: -1n }, 0n],
    ['what is kept', { debtMinor: 1n, gainMinor: 0n }, -1n],
  ])('error: %s below 0 changes nothing', (_name, given, keepsMinor) => {
    const { pool } = poolOf([1n])
    const before = structuredClone(pool)
    expect(() => absorbDebt(pool, given, keepsMinor)).toThrow('debts, gains and what is kept are never negative')
    expect(pool).toEqual(before)
  })

  test('error: negative money', () => {
    const { pool, deposits } = poolOf([1n])
    expect(() => absorbDebt(pool, { debtMinor: -1n, gainMinor: 0n }, 0n)).toThrow(InvariantError)
    expect(() => joinPool(pool, undefined, -1n)).toThrow(InvariantError)
    expect(() => leavePool(pool, deposits[0] as PoolDeposit, -1n)).toThrow(InvariantError)
  })
})

/** A fraction of whole numbers, exact. */
type Fraction = Readonly<{ over: bigint; under: bigint }>
const plus = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.under + b.over * a.under, under: a.under * b.under })
const times = (a: Fraction, over: bigint, under: bigint): Fraction => ({ over: a.over * over, under: a.under * under })
const floorOf = (a: Fraction): bigint => a.over / a.under

type PoolEvent = Readonly<{ kind: 'join' | 'absorb'; minor: bigint; part: number }>
const events = fc.array(
  fc.record({
    kind: fc.constantFrom<PoolEvent['kind'][]>('join', 'absorb'),
    minor: fc.bigInt({ min: 1n, max: 1_000_000_000_000n }),
    part: fc.oneof(fc.integer({ min: 1, max: 9_999 }), fc.constantFrom(9_999, 10_000)),
  }),
  { maxLength: 14 },
)

describe('laws of product and sum', () => {
  test('property: equal to a loop over depositors within a unit, and never above it', () => {
    fc.assert(
      fc.property(events, (list) => {
        const pool = newPool()
        const loop: { left: Fraction; gain: Fraction; deposit: PoolDeposit }[] = []
        for (const { kind, minor, part } of list) {
          const total = pool.totalMinor
          if (kind === 'join') {
            loop.push({
              left: { over: minor, under: 1n },
              gain: { over: 0n, under: 1n },
              deposit: joinPool(pool, undefined, minor).deposit,
            })
          } else if (total > 0n) {
            const taken = absorbDebt(pool, { debtMinor: (total * BigInt(part)) / 10_000n, gainMinor: minor }, 0n)
            for (const each of loop) {
              each.gain = plus(each.gain, times(each.left, taken.gainMinor, total))
              each.left = times(each.left, total - taken.debtMinor, total)
            }
          }
        }
        for (const { left, gain, deposit } of loop) {
          const behind = [floorOf(left) - leftOf(pool, deposit), floorOf(gain) - gainOf(pool, deposit)]
          expect(behind.every((units) => units === 0n || units === 1n)).toBe(true)
        }
      }),
    )
  })

  test('property: depositors leave with the same in any order, and never with more than there is', () => {
    fc.assert(
      fc.property(events, fc.array(fc.nat(1_000), { minLength: 14, maxLength: 14 }), (list, ranks) => {
        const run = (order: (a: number, b: number) => number): unknown => {
          const pool = newPool()
          const deposits: PoolDeposit[] = []
          for (const { kind, minor, part } of list) {
            if (kind === 'join') deposits.push(joinPool(pool, undefined, minor).deposit)
            else absorbDebt(pool, { debtMinor: (pool.totalMinor * BigInt(part)) / 10_000n, gainMinor: minor }, 0n)
          }
          const paid = new Map<number, unknown>()
          for (const index of [...deposits.keys()].sort(order)) {
            const { paidMinor, gainMinor } = leavePool(pool, deposits[index] as PoolDeposit, pool.totalMinor)
            paid.set(index, [paidMinor, gainMinor])
          }
          expect(pool.totalMinor >= 0n && pool.gainsHeldMinor >= 0n).toBe(true)
          return deposits.map((_deposit, index) => paid.get(index))
        }
        expect(run((a, b) => (ranks[a] as number) - (ranks[b] as number) || a - b)).toEqual(run((a, b) => a - b))
      }),
    )
  })

  test('property: a deposit split in two never leaves with more', () => {
    fc.assert(
      fc.property(events, fc.bigInt({ min: 1n, max: 1_000_000n }), fc.bigInt({ min: 1n, max: 1_000_000n }), (list, one, two) => {
        const result = (parts: readonly bigint[]): readonly [bigint, bigint] => {
          const { pool, deposits } = poolOf(parts)
          for (const { kind, minor, part } of list) {
            if (kind === 'join') joinPool(pool, undefined, minor)
            else absorbDebt(pool, { debtMinor: (pool.totalMinor * BigInt(part)) / 10_000n, gainMinor: minor }, 0n)
          }
          const sum = (read: (deposit: PoolDeposit) => bigint): bigint => deposits.map(read).reduce((a, b) => a + b, 0n)
          return [sum((each) => leftOf(pool, each)), sum((each) => gainOf(pool, each))]
        }
        const [left, gain] = result([one, two])
        const [leftWhole, gainWhole] = result([one + two])
        expect(left <= leftWhole && gain <= gainWhole).toBe(true)
      }),
    )
  })

  test('property: whatever is done, no more comes out than went in less what was absorbed', () => {
    const acts = fc.array(
      fc.record({ kind: fc.constantFrom('join', 'absorb', 'leave'), who: fc.nat(3), minor: fc.bigInt({ min: 1n, max: 1_000_000n }) }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(acts, fc.constantFrom(0n, 1_000n), (list, keeps) => {
        const pool = newPool()
        const deposits = new Map<number, PoolDeposit>()
        let held = 0n
        let gains = 0n
        for (const { kind, who, minor } of list) {
          const before = deposits.get(who)
          if (kind === 'absorb') {
            const taken = absorbDebt(pool, { debtMinor: minor, gainMinor: minor / 3n }, keeps)
            held -= taken.debtMinor
            gains += taken.gainMinor
          } else if (kind === 'join' || before !== undefined) {
            const done = kind === 'join' ? joinPool(pool, before, minor) : leavePool(pool, before as PoolDeposit, minor)
            deposits.set(who, done.deposit)
            held += (kind === 'join' ? minor : 0n) - done.paidMinor
            gains -= done.gainMinor
          }
          expect([pool.totalMinor, pool.gainsHeldMinor]).toEqual([held, gains])
          const claims = [...deposits.values()].reduce((sum, each) => sum + leftOf(pool, each), 0n)
          expect(claims <= pool.totalMinor).toBe(true)
        }
      }),
    )
  })
})
