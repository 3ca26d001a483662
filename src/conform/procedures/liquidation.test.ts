import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { fieldsOf } from '../fields.ts'
import type { Procedure } from '../procedure.ts'
import { liquidationProcedures } from './liquidation.ts'

type Comparison = (expected: unknown, actual: unknown, tolerance: unknown) => readonly unknown[]
const folder = sharedFile('vectors/methods')
const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^(lvar|exec|impact|firesale|cascade|predation)-/.test(name)) : []

function run(procedure: string, inputs: unknown): Record<string, unknown> {
  const found = liquidationProcedures[procedure] as Procedure
  return found(fieldsOf(inputs, { file: 'inline', place: 'inputs' })) as Record<string, unknown>
}

describe('liquidation procedures on the shared files', () => {
  test.skipIf(!hasShared)('default: there are files of each family', () => {
    expect(names.length).toBeGreaterThanOrEqual(13)
  })

  test.skipIf(!hasShared).each(names)('table: %s', async (name) => {
    const { compare } = (await import(sharedFile('vectors/compare.mjs'))) as { compare: Comparison }
    const file = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Record<string, never>
    expect(compare(file['expected'], run(file['procedure'] as unknown as string, file['inputs']), file['tolerance'])).toEqual([])
  })
})

describe('liquidation procedures on small cases', () => {
  const sale = { X: 100, T: 1, N: 1, sigma: 1, eps: 0.1, gamma: 0.01, eta: 0.02 }

  test('behavior: one step, no risk aversion and too little temporary impact', () => {
    const rows = [
      { ...sale, lam: 1 },
      { ...sale, N: 4, lam: 0 },
      { ...sale, eta: 0, lam: 1 },
    ]
    const found = run('exec-almgren-chriss', { rows })['rows'] as readonly Record<string, unknown>[]
    expect(found[0]).toMatchObject({ x: [100, 0], n: [100], V: 0, E: 50 + 10 + 150 })
    expect(found[1]).toMatchObject({ kappa: 0, half_life: null, x: [100, 75, 50, 25, 0] })
    expect(found[2]).toBeNull()
  })

  test('behavior: what is undefined is null', () => {
    expect(run('lvar-almgren-chriss', { ...sale, eta: 0, z: 2 })).toMatchObject({ lvar: null, E: null, lvar_immediate: null })
    expect(run('lvar-hisata-yamai', { ...sale, sigma: 0, z: 2, r: 1 })).toMatchObject({ T_star: null, lvar: null })
    expect(run('exec-square-root-law', { rows: [{ Q: 1, V: 0, sigma: 0.1, Y: 1, delta: 0.5 }] })['rows']).toEqual([
      { peak_impact: null, avg_cost: null },
    ])
    const quiet = { P: 1, units: 1, sig: 0, theta: 1, alpha: 0.99, smean: 0, ssd: 0, a: 0 }
    expect(run('lvar-bangia', { rows: [quiet] })['rows']).toMatchObject([{ lvar: 0, liquidity_share: null }])
    const sample = { P: 1, units: 1, ret: [0.1, 0.1], spreads: [0.1, 0.1], alpha: 0.5, alpha_s: 0.5 }
    expect(run('lvar-bangia-empirical', sample)['implied_a']).toBeNull()
    const system = { M: [[1]], E: [0], B: [1], L: [1], shock: [-0.1] }
    expect(run('firesale-greenwood-landier-thesmar', system)['AV']).toBeNull()
    expect(run('cascade', { P0: 100, shock: 0, q: [1], liq: [90], D: 1, kind: 'linear' })).toMatchObject({ rounds: 0, amplification: null })
    expect(run('exec-almgren-2005-impact', almgrenInputs({ V: 0 }))['rows']).toEqual([null])
  })

  test('behavior: trades may be listed in any order', () => {
    const kernel = { Y: 1, delta: 1, beta: 1, l0: 10, grid: [5, 20] }
    const found = run('impact-propagator', { ...kernel, times: [0, 10], sizes: [-4, 2] })
    expect(run('impact-propagator', { ...kernel, times: [10, 0], sizes: [2, -4] })).toEqual(found)
    expect(found['impact']).toHaveLength(2)
  })

  test('behavior: a fat-tail factor may come as kurtosis and slope', () => {
    const row = { P: 1, units: 1, sig: 0.01, alpha: 0.99, smean: 0, ssd: 0, a: 0 }
    const found = run('lvar-bangia', { rows: [{ ...row, kurtosis: 3, phi: 0.4 }, { ...row, theta: 1 }, row] })['rows'] as unknown[]
    expect(found[0]).toEqual(found[1])
    expect(found[2]).toEqual(found[1])
    expect(run('lvar-bangia', { rows: [{ ...row, kurtosis: 0.01, phi: 1 }] })['rows']).toEqual([null])
  })

  test('behavior: the published table comes from the same formula', () => {
    const found = run('exec-almgren-2005-impact', almgrenInputs({}))
    expect(found['published']).toBe(found['rows'])
  })

  test('behavior: assets that do not vary have no correlations', () => {
    const fund = { S0: [1], a: [1], lam: [1], xi: [], tau: 1, m: [0], b0: 1, bl: 0 }
    expect(run('firesale-cont-wagalath', { ...fund, Sigma: [[0]], f_prime: 0, S_for_cov: [1] })).toMatchObject({
      path: [[1]],
      V: [1],
      cor: null,
    })
  })

  test('behavior: a lone trader has nobody to prey on it', () => {
    const found = run('predation-carlin-lobo-viswanathan', { dx: [-2], gamma: 1, lambda: 3, T: 4, grid: [0, 4] })
    expect(found['rates']).toEqual([[-0.5], [-0.5]])
    expect(found['cost']).toEqual([2 + 3])
  })
})

function almgrenInputs(changes: Readonly<Record<string, number>>): unknown {
  const row = { V: 1, Theta: 16, sigma_bp: 100, x: 0.1, ...changes }
  return { gamma: 0.3, eta: 0.1, beta: 0.6, delta: 0.25, durations: [0.1, 0.5], rows: [row] }
}
