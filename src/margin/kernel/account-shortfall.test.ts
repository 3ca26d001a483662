import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeRows } from '../../../test/kernel-grid.ts'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { ratio } from '../../base/ratio.ts'
import { historicalExpectedShortfall } from '../../risk/expected-shortfall.ts'
import { createAccountShortfalls, createProfitTiles, findShortfalls, profitPlace, type ShortfallTask } from './account-shortfall.ts'
import { createKernel, type Kernel } from './kernel.ts'
import { createPositionRows } from './position-rows.ts'
import { accountShortfallPlainly } from './shortfall-oracle.ts'

type Made = Readonly<{ scenarios: number; confidence: number; seed: number; coarse?: boolean }>

function madeTask(kernel: Kernel, { scenarios, confidence, seed, coarse = false }: Made): ShortfallTask {
  const generator = createPrng(seed)
  const profits = createProfitTiles(kernel, { instruments: 40, scenarios })
  const draw = (): number => 200 * (nextUniform(generator) + nextUniform(generator) - 1)
  for (let i = 0; i < 40; i++)
    for (let s = 0; s < scenarios; s++) profits.values[profitPlace(profits, i, s)] = coarse ? Math.round(draw() / 80) : draw()
  return { rows: createPositionRows(kernel, madeRows(60, 40, generator)), profits, confidence: ratio(confidence) }
}

function expectAsPlainly(task: ShortfallTask, found: Readonly<{ valueAtRisk: Float64Array; expectedShortfall: Float64Array }>): void {
  for (let row = 0; row < task.rows.rows; row++) {
    const plainly = accountShortfallPlainly(task, row)
    expect([found.valueAtRisk[row], found.expectedShortfall[row]]).toEqual([plainly.valueAtRisk, plainly.expectedShortfall])
  }
}

describe('expected shortfall of many accounts', () => {
  test('property: has the bits of plain TypeScript, whatever the size of a block, with ties and without, again and again', () => {
    fc.assert(
      fc.property(
        fc.record({
          scenarios: fc.integer({ min: 1, max: 100 }),
          confidence: fc.integer({ min: 1, max: 999 }).map((n) => n / 1000),
          seed: fc.nat(1000),
          coarse: fc.boolean(),
        }),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: -3, max: 3 }),
        (made, block, factor) => {
          const kernel = createKernel(16_777_216)
          const task = madeTask(kernel, made)
          const shortfalls = createAccountShortfalls(kernel, task, block)
          findShortfalls(kernel, task, shortfalls)
          expectAsPlainly(task, shortfalls)
          // The thresholds kept from before now stand far above the tails or far below.
          for (let at = 0; at < task.profits.values.length; at++) task.profits.values[at] = factor * (task.profits.values[at] as number)
          findShortfalls(kernel, task, shortfalls)
          expectAsPlainly(task, shortfalls)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('property: is historical expected shortfall of the losses', () => {
    const kernel = createKernel()
    const task = madeTask(kernel, { scenarios: 1000, confidence: 0.975, seed: 3 })
    const shortfalls = createAccountShortfalls(kernel, task)

    findShortfalls(kernel, task, shortfalls)

    for (let row = 0; row < task.rows.rows; row++) {
      const losses = Array.from({ length: 1000 }, (_, s) => {
        let loss = 0
        for (let at = task.rows.starts[row] as number; at < (task.rows.starts[row + 1] as number); at++)
          loss -=
            (task.rows.sizes[at] as number) * (task.profits.values[profitPlace(task.profits, task.rows.columns[at] as number, s)] as number)
        return loss
      })
      expect(shortfalls.expectedShortfall[row]).toBeCloseTo(historicalExpectedShortfall(losses, task.confidence), 8)
    }
  })

  test('error: room of another task is refused', () => {
    const kernel = createKernel()
    const task = madeTask(kernel, { scenarios: 100, confidence: 0.975, seed: 3 })
    const shortfalls = createAccountShortfalls(kernel, task)

    expect(() => findShortfalls(kernel, { ...task, confidence: ratio(0.9) }, shortfalls)).toThrow(
      'shortfalls: expected room made for this task',
    )
  })
})
