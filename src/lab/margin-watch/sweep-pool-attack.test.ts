import type { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeGrid, madeInstruments, madeRows } from '../../../test/kernel-grid.ts'
import { createPrng } from '../../base/prng.ts'
import { createKernel, reserveNumbers, type Kernel } from '../../margin/kernel/kernel.ts'
import { createPositionRows, type Sweep } from '../../margin/kernel/position-rows.ts'
import { priceGrid } from '../../margin/kernel/scenario-grid.ts'
import { sweepRowsPlainly } from '../../margin/kernel/sweep-oracle.ts'
import { createSweepPool } from './sweep-pool.ts'

function madeSweep(rows: number, kernel: Kernel = createKernel()): Readonly<{ kernel: Kernel; sweep: Sweep }> {
  const grid = madeGrid(kernel, { terms: [{ variableForward: 60_000, timeYears: 0.1 }], instruments: madeInstruments(64, 1) })
  priceGrid(kernel, grid)
  const positions = createPositionRows(kernel, madeRows(rows, 64, createPrng(rows)))
  return { kernel, sweep: { rows: positions, grid, worst: reserveNumbers(kernel, rows) } }
}

describe('threads under attack', () => {
  test('property: whatever the rows and threads, every row has the bits of one thread', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1, 1_023, 1_024, 1_025, 2_048, 5_000), fc.integer({ min: 1, max: 6 }), async (rows, threads) => {
        const { kernel, sweep } = madeSweep(rows)
        const plainly = sweepRowsPlainly(sweep)
        const pool = await createSweepPool(kernel, sweep, { threads })
        try {
          for (let turn = 0; turn < 30; turn++) {
            sweep.worst.fill(Number.NaN)
            const share = pool.sweep()
            expect(sweep.worst).toEqual(plainly)
            expect(share >= 0 && share <= 1).toBe(true)
          }
        } finally {
          await pool.close()
        }
      }),
      { numRuns: 12 },
    )
  })

  test('behavior: two pools on one memory do not disturb each other', async () => {
    const one = madeSweep(6_000)
    const two = madeSweep(3_000, one.kernel)
    const pools = [
      await createSweepPool(one.kernel, one.sweep, { threads: 2 }),
      await createSweepPool(one.kernel, two.sweep, { threads: 3 }),
    ] as const
    const plainly = [sweepRowsPlainly(one.sweep), sweepRowsPlainly(two.sweep)]
    for (let turn = 0; turn < 30; turn++) {
      for (const { worst } of [one.sweep, two.sweep]) worst.fill(Number.NaN)
      for (const pool of pools) pool.sweep()
      expect([one.sweep.worst, two.sweep.worst]).toEqual(plainly)
    }
    await pools[0].close()

    two.sweep.worst.fill(Number.NaN)
    pools[1].sweep()

    expect(two.sweep.worst).toEqual(plainly[1])
    await pools[1].close()
  })

  test('behavior: closed twice at once, and right after a sweep', async () => {
    const { kernel, sweep } = madeSweep(3_000)
    const pool = await createSweepPool(kernel, sweep, { threads: 3 })
    pool.sweep()
    await Promise.all([pool.close(), pool.close()])
    expect(() => pool.sweep()).toThrow('the pool is closed')
  })

  test('error: failures in every chunk are told once, and the next sweep is whole', async () => {
    const { kernel, sweep } = madeSweep(5_000)
    const pool = await createSweepPool(kernel, sweep, { threads: 3 })
    try {
      const columns = sweep.rows.columns.slice()
      for (let turn = 0; turn < 10; turn++) {
        sweep.rows.columns.fill(0xffff00)
        expect(() => pool.sweep()).toThrow('a sweep failed: memory access out of bounds')
        sweep.rows.columns.set(columns)
        pool.sweep()
        expect(sweep.worst).toEqual(sweepRowsPlainly(sweep))
      }
    } finally {
      await pool.close()
    }
  })

  test('behavior: a thread that has died leaves its part to the others', async () => {
    const workers: Worker[] = []
    const keep = (worker: Worker): void => void workers.push(worker)
    process.on('worker', keep)
    const { kernel, sweep } = madeSweep(5_000)
    const pool = await createSweepPool(kernel, sweep, { threads: 3 })
    process.off('worker', keep)
    expect(workers).toHaveLength(2)
    pool.sweep()

    await Promise.all(workers.map((worker) => worker.terminate()))
    sweep.worst.fill(Number.NaN)
    const share = pool.sweep()

    expect(share).toBe(0)
    expect(sweep.worst).toEqual(sweepRowsPlainly(sweep))
    await pool.close()
  })
})
