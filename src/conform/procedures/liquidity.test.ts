import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { fieldsOf } from '../fields.ts'
import type { Procedure } from '../procedure.ts'
import { runFile, vectorFileOf } from '../run-conform.ts'
import { liquidityProcedures } from './liquidity.ts'

function compute(procedure: string, inputs: unknown): unknown {
  return (liquidityProcedures[procedure] as Procedure)(fieldsOf(inputs, { file: 'inline', place: 'inputs' }))
}

describe('procedures of liquidity', () => {
  test.skipIf(!hasShared)('behavior: every reference file of the family passes', () => {
    const folder = sharedFile('vectors/methods')
    const names = readdirSync(folder).filter((name) => name.startsWith('liq-'))
    expect(names.length).toBeGreaterThan(0)
    const failed = names
      .map((name) => runFile(vectorFileOf(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')), name), liquidityProcedures))
      .filter(({ status }) => status !== 'passed')
    expect(failed).toEqual([])
  })

  // Columns: procedure, inputs, part of what is expected. What does not exist is null.
  const flatBars = { open: [5, 5, 5], high: [5, 5, 5], low: [5, 5, 5], close: [5, 5, 5] }
  const table: readonly (readonly [string, object, object])[] = [
    ['liq-roll', { p: [1, 2, 3, 5, 8] }, { roll: null, roll_zero: 0 }],
    ['liq-amihud', { close: [100, 101, 102], dollar: [5, 0, 0] }, { amihud: null, median: null, n: 0 }],
    ['liq-edge', flatBars, { pt: 0, po: 0, pc: 0, e1: null, s2: null, signed: null, edge: null }],
    ['liq-edge', { ...flatBars, open: [5, null, 5] }, { edge: null }],
    ['liq-kyle-lambda', { dp: [1, 2, 3], x: [4, 4, 4], lag: 0 }, { lambda: null, se: null, se_nw: null }],
    ['liq-kyle-lambda', { dp: [2, 2, 2], x: [1, 2, 4], lag: 0 }, { alpha: 2, lambda: 0, r2: null, t: null }],
    ['liq-resiliency-ar1', { s: [1, 2, 4, 8, 16] }, { kappa: -1, half_life: null }],
    ['liq-resiliency-ar1', { s: [3, 3, 3, 3, 3] }, { kappa: null, theta: null, half_life: null }],
    ['liq-resiliency-shock', { s: [5, 5, 9, 9, 9], pre: 2, shock_idx: 2, frac: 0.5 }, { recovery_steps: null, decay_half_life: null }],
    ['liq-resiliency-shock', { s: [5, 5, 9, 5, 5], pre: 2, shock_idx: 2, frac: 0.5 }, { recovery_steps: 1, decay_rate: null, n_fit: 1 }],
    ['liq-resiliency-shock', { s: [5, 5, 4, 3, 5], pre: 2, shock_idx: 2, frac: 0.5 }, { recovery_steps: null, decay_rate: null }],
    ['liq-ofi', { bp: [9, 9], bq: [1, 2], ap: [11, 11], aq: [1, 1], bucket: 2, tick: 1 }, { e_sum: 1, ofi: Float64Array.of(), beta: null }],
    ['liq-vpin', { price: [5, 5, 5], volume: [1, 1, 1], V: 1, n: 1, dist: 'normal' }, { vpin: null, cdf_last: null }],
    ['liq-vpin', { price: [5, 6, 5], volume: [1, 1, 1], V: 9, n: 1, dist: 't', nu: 0.25 }, { n_buckets: 0, cdf_last: null }],
    [
      'liq-spreads',
      { qt: [5], bid: [1], ask: [2], tt: [5], price: [1.5], size: [1], side: [1], delta: 0, t_end: 5 },
      { n_used: 0, quoted_tw: null, effective_bps: null, effective_bps_vw: null },
    ],
  ]
  test.each(table)('table: %s of %j gives %j', (procedure, inputs, expected) => {
    expect(compute(procedure, inputs)).toMatchObject(expected)
  })

  test('behavior: a book that does not hold the notional has no cost of a round trip, and an empty band no imbalance', () => {
    const book = { bp: [99, 98], bq: [1, 1], ap: [101, 102], aq: [1, 1] }
    const depth = compute('liq-depth', { ...book, bps: [50, 150], notional: [100, 1_000], base: [2, 5] })
    expect(depth).toMatchObject({
      imbalance: [null, (99 - 101) / 200],
      round_trip_bps: [expect.any(Number), null],
      buy_filled_fraction: [1, 0.203],
      buy_base_vwap: [101.5, 101.5],
    })
  })

  test('error: a distribution that is not known', () => {
    const inputs = { price: [5, 6, 5], volume: [1, 1, 1], V: 1, n: 1, dist: 'cauchy' }
    expect(() => compute('liq-vpin', inputs)).toThrow('normal or t')
  })
})
