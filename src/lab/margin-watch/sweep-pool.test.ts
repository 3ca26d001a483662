import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { madeGrid, madeInstruments, madeRows } from '../../../test/kernel-grid.ts'
import { createPrng } from '../../base/prng.ts'
import { createKernel, reserveNumbers, type Kernel } from '../../margin/kernel/kernel.ts'
import { createPositionRows, reservePositionRows, type Sweep } from '../../margin/kernel/position-rows.ts'
import { priceGrid } from '../../margin/kernel/scenario-grid.ts'
import { sweepRowsPlainly } from '../../margin/kernel/sweep-oracle.ts'
import { setTerm } from '../../margin/kernel/term-table.ts'
import { createSweepPool } from './sweep-pool.ts'
import { chunkRows } from './sweep-turn.ts'

function madeSweep(rows: number): Readonly<{ kernel: Kernel; sweep: Sweep }> {
  const kernel = createKernel()
  const grid = madeGrid(kernel, { terms: [{ variableForward: 60_000, timeYears: 0.1 }], instruments: madeInstruments(64, 1) })
  priceGrid(kernel, grid)
  const positions = createPositionRows(kernel, madeRows(rows, 64, createPrng(9)))
  return { kernel, sweep: { rows: positions, grid, worst: reserveNumbers(kernel, rows) } }
}

/** Two chunks, the second far slower: every other row has many positions, all rows of a chunk the same ones. */
function madeSlowSweep(): Readonly<{ kernel: Kernel; sweep: Sweep }> {
  const { kernel, sweep } = madeSweep(1)
  const rows = reservePositionRows(kernel, { rows: 2 * chunkRows, positions: 64_000 })
  for (let row = 1; row < rows.rows; row += 2) rows.starts[row] = row < chunkRows ? 2_000 : 64_000
  return { kernel, sweep: { ...sweep, rows, worst: reserveNumbers(kernel, rows.rows) } }
}

describe('threads that sweep together', () => {
  test.each([1, 2, 3])('behavior: %i threads write the bits of one, sweep after sweep, as prices change', async (threads) => {
    const { kernel, sweep } = madeSweep(10_000)
    const pool = await createSweepPool(kernel, sweep, { threads })
    try {
      for (let turn = 0; turn < 20; turn++) {
        setTerm(kernel, sweep.grid.terms, 0, { market: { variableForward: 60_000 + 100 * turn }, scenarios: [{ spotFactor: 0.9 }, {}] })
        priceGrid(kernel, sweep.grid)
        sweep.worst.fill(Number.NaN)
        pool.sweep()
        expect(sweep.worst).toEqual(sweepRowsPlainly(sweep))
      }
    } finally {
      await pool.close()
    }
  })

  test('behavior: a thread that fell asleep is woken, and takes its part', async () => {
    const { kernel, sweep } = madeSweep(100_000)
    const pool = await createSweepPool(kernel, sweep, { threads: 2 })
    try {
      const plainly = sweepRowsPlainly(sweep)
      let share = 0
      for (let turn = 0; turn < 100 && share === 0; turn++) {
        // Far longer than a thread stays awake.
        await new Promise((resolve) => void setTimeout(resolve, 50))
        sweep.worst.fill(Number.NaN)
        share = pool.sweep()
        expect(sweep.worst).toEqual(plainly)
      }
      expect(share).toBeGreaterThan(0)
    } finally {
      await pool.close()
    }
  })

  test('error: a failure of any thread is told, and the pool goes on', async () => {
    const { kernel, sweep } = madeSweep(5_000)
    const pool = await createSweepPool(kernel, sweep, { threads: 2 })
    try {
      const whole = sweep.rows.columns[7] as number
      // 256 times this is just below 4 GiB, far beyond the memory.
      sweep.rows.columns[7] = 0xffff00
      expect(() => pool.sweep()).toThrow('a sweep failed: memory access out of bounds')
      sweep.rows.columns[7] = whole
      pool.sweep()
      expect(sweep.worst).toEqual(sweepRowsPlainly(sweep))
    } finally {
      await pool.close()
    }
  })

  test('error: a thread that stops answering is told, ends the threads and closes the pool, with the reason', async () => {
    const workers: Worker[] = []
    const keep = (worker: Worker): void => void workers.push(worker)
    process.on('worker', keep)
    const { kernel, sweep } = madeSlowSweep()
    const pool = await createSweepPool(kernel, sweep, { threads: 2, longestWaitMs: 2 })
    process.off('worker', keep)
    const ended = Promise.all(workers.map((worker) => once(worker, 'exit', { signal: AbortSignal.timeout(10_000) })))

    // Now and then the other thread is late, or takes the quick chunk.
    const sweepUntilItFails = (): void => {
      for (let turn = 0; turn < 50; turn++) pool.sweep()
    }

    try {
      expect(sweepUntilItFails).toThrow(/^a thread stopped answering: [01] of 2 chunks finished$/)
      const closed = /^the pool is closed, as a thread stopped answering: [01] of 2 chunks finished$/
      expect(() => pool.sweep()).toThrow(closed)
      expect(await ended).toHaveLength(1)
      await pool.close()
      expect(() => pool.sweep()).toThrow(closed)
    } finally {
      await pool.close()
    }
  })

  test('behavior: a pool closes once, and sweeps no more', async () => {
    const { kernel, sweep } = madeSweep(10)
    const pool = await createSweepPool(kernel, sweep, { threads: 2 })

    await pool.close()
    await pool.close()

    expect(() => pool.sweep()).toThrow('the pool is closed')
    await expect(createSweepPool(kernel, sweep, { threads: 0 })).rejects.toThrow('threads: expected a whole number, from 1 to 64, found 0')
  })
})
