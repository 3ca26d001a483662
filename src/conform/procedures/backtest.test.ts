import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { fieldsOf } from '../fields.ts'
import type { Procedure } from '../procedure.ts'
import { runFile, vectorFileOf } from '../run-conform.ts'
import { backtestProcedures } from './backtest.ts'

function compute(procedure: string, inputs: unknown): Record<string, unknown> {
  const run = backtestProcedures[procedure] as Procedure
  return run(fieldsOf(inputs, { file: 'inline', place: 'inputs' })) as Record<string, unknown>
}

describe.skipIf(!hasShared)('reference files', () => {
  const methods = hasShared ? readdirSync(sharedFile('vectors/methods')).filter((name) => name.startsWith('bt-')) : []
  const venues = ['var_backtest_reference.json', 'ore_backtest_stoplight.json']
  const paths = [...methods.map((name) => `methods/${name}`), ...venues.map((name) => `venues/${name}`)]

  test.each(paths)('%s passes', (path) => {
    const document: unknown = JSON.parse(readFileSync(sharedFile(`vectors/${path}`), 'utf8'))
    const outcome = runFile(vectorFileOf(document, path.slice(path.indexOf('/') + 1)), backtestProcedures)
    expect(outcome.worst).toBeUndefined()
    expect(outcome.status).toBe('passed')
  })

  test('the venue files hold as many cases as can be computed', () => {
    const casesOf = (name: string): unknown => {
      const document: unknown = JSON.parse(readFileSync(sharedFile(`vectors/venues/${name}`), 'utf8'))
      return runFile(vectorFileOf(document, name), backtestProcedures).cases
    }
    expect(casesOf('var_backtest_reference.json')).toEqual({ passed: 36, failed: 0 })
    expect(casesOf('ore_backtest_stoplight.json')).toEqual({ passed: 13, failed: 0 })
  })
})

describe('bt-var-battery', () => {
  test('without failures, what needs one is null', () => {
    const pnl = Array.from({ length: 20 }, (_, t) => t - 10)
    const result = compute('bt-var-battery', { pnl, var: pnl.map((_, t) => 50 + (t % 3)), p: 0.05, dq_lags: 2 })
    expect(result).toMatchObject({ n: 20, failures: 0, first_failure: 21, n00: 19, n01: 0, lr_ind: 0, p_ind: 1 })
    expect(result).toMatchObject({ lr_tbfi: null, p_tbfi: null, lr_tbf: null, p_tbf: null, dq: null, p_dq: null, dq_df: 3, dq_var: null })
    expect(result['lr_tuff']).toBeCloseTo(-40 * Math.log(0.95), 12)
    expect(result['lr_pof']).toBeCloseTo(-40 * Math.log(0.95), 12)
  })

  test('a failure is a loss strictly beyond the VaR', () => {
    const result = compute('bt-var-battery', { pnl: [-1, -1.001, 2, 0], var: [1, 1, 1, 1], p: 0.25, dq_lags: 0 })
    expect(result).toMatchObject({ failures: 1, first_failure: 2, n01: 1, n10: 1, n11: 0, n00: 1, dq_df: 1 })
    // Without lags the statistic is the squared mean of the demeaned hits.
    expect(result['dq']).toBeCloseTo(0, 12)
    // A constant forecast says what the constant says.
    expect(result['dq_var']).toBeNull()
  })

  test('absent lags are four', () => {
    const pnl = Array.from({ length: 40 }, (_, t) => (t % 7 === 3 ? -2 : 1))
    expect(compute('bt-var-battery', { pnl, var: pnl.map(() => 1), p: 0.1 })['dq_df']).toBe(5)
  })
})

describe('bt-kupiec-nonrejection', () => {
  test('an empty region and one without a count above it are null', () => {
    const result = compute('bt-kupiec-nonrejection', { test_level: 0.01, T: [3], p: [0.5] })
    expect(result['rows']).toEqual([{ min_accept: null, max_accept: null, stat_at_hi: null }])
    const all = compute('bt-kupiec-nonrejection', { test_level: 0.999, T: [2], p: [0.5] })
    expect(all['rows']).toEqual([{ min_accept: 0, max_accept: 2, stat_at_hi: null }])
    expect(all['order']).toBe('p-major then T')
  })

  test('rows run over lengths within tails', () => {
    const one = (T: number, p: number): unknown =>
      (compute('bt-kupiec-nonrejection', { test_level: 0.95, T: [T], p: [p] })['rows'] as unknown[])[0]
    const rows = compute('bt-kupiec-nonrejection', { test_level: 0.95, T: [100, 300], p: [0.02, 0.06] })['rows']
    expect(rows).toEqual([one(100, 0.02), one(300, 0.02), one(100, 0.06), one(300, 0.06)])
  })
})

describe('bt-traffic-light', () => {
  test('other lengths have zones and factors of their own', () => {
    const result = compute('bt-traffic-light', { n: 500, p: 0.01, exceptions: [0, 8, 9, 15, 16] })
    expect(result['zone']).toEqual(['green', 'green', 'yellow', 'red', 'red'])
    const factors = result['plus_factor'] as number[]
    expect([factors[0], factors[1], factors[3], factors[4]]).toEqual([0, 0, 1, 1])
    expect(factors[2]).toBeGreaterThan(0)
  })

  test('short records print as many rows as there are counts', () => {
    const percents = compute('bt-traffic-light', { n: 3, p: 0.5, exceptions: [3] })['published_cumulative_pct'] as number[]
    expect(percents.map((percent) => Math.round(1e6 * percent) / 1e6)).toEqual([12.5, 50, 87.5, 100])
  })
})

describe('bt-published-examples', () => {
  test('the binomial test and other names of independence', () => {
    const rows = compute('bt-published-examples', {
      rows: [
        { test: 'bin', n: 100, failures: 9, p: 0.05 },
        { test: 'binomial', n: 100, failures: 9, p: 0.05 },
        { test: 'cci', n00: 5, n10: 1, n01: 1, n11: 0 },
        { test: 'independence', n00: 5, n10: 1, n01: 1, n11: 0 },
      ],
    })['rows'] as Readonly<{ statistic: number; p_value: number }>[]
    expect(rows[0]?.statistic).toBeCloseTo(4 / Math.sqrt(4.75), 12)
    expect(rows[1]).toEqual(rows[0])
    expect(rows[3]).toEqual(rows[2])
  })

  test('error: an unknown test is named', () => {
    expect(() => compute('bt-published-examples', { rows: [{ test: 'kendall' }] })).toThrow('found kendall')
  })
})

describe('bt-es-tests', () => {
  const base = { var: [1, 1, 1, 1], es: [2, 2, 2, 2], sigma: [1, 1, 1, 1], p: 0.25 }

  test('without failures the size of failures is null', () => {
    expect(compute('bt-es-tests', { ...base, pnl: [0, 1, 0, -1], bootstrap_indices: [[], []] })).toEqual({
      n_exceed: 0,
      z1: null,
      z2: 1,
      min_bias_abs: 1,
      min_bias_rel: 0.5,
      mf_mean: null,
      mf_t: null,
      mf_boot_p: null,
    })
  })

  test('one failure has a mean and no deviation', () => {
    const result = compute('bt-es-tests', { ...base, pnl: [0, -3, 0, -1], bootstrap_indices: [[0], [0]] })
    expect(result).toMatchObject({ n_exceed: 1, z1: -0.5, z2: -0.5, mf_mean: 1, mf_t: null, mf_boot_p: null })
  })

  test('the share of resamples at least as far', () => {
    // Residuals 1, 3: mean 2, deviation sqrt 2, t = 2. Centred -1, 1: resamples of both have t 0, of one alone no variance.
    const result = compute('bt-es-tests', {
      ...base,
      pnl: [0, -3, -5, 0],
      bootstrap_indices: [
        [0, 1],
        [1, 0],
        [1, 1],
      ],
    })
    expect(result['mf_t']).toBeCloseTo(2, 12)
    expect(result['mf_boot_p']).toBe(0)
  })
})

describe('bt-acerbi-szekely-critical', () => {
  test('no shortfall, no critical value; fewer degrees of freedom lie further out', () => {
    const rows = compute('bt-acerbi-szekely-critical', { T: 125, p: 0.05, nu: [1, null, 4] })['rows'] as Record<string, number | null>[]
    expect(rows[0]).toEqual({ nu: 1, crit_5pct: null, crit_0p01pct: null })
    expect(rows[1]?.['nu']).toBeNull()
    expect(rows[2]?.['crit_0p01pct']).toBeLessThan(rows[1]?.['crit_0p01pct'] as number)
  })
})

describe('bt-fz-dm', () => {
  test('the same model twice differs by nothing and has no statistic', () => {
    const inputs = { y: [-3, 1, 0], v1: [-1, -1, -1], e1: [-2, -2, -2], v2: [-1, -1, -1], e2: [-2, -2, -2], p: 0.5, L: 1 }
    const result = compute('bt-fz-dm', inputs)
    expect(result).toMatchObject({ dbar: 0, dm_h1: null, dm_hln: null, p_hln: null, dm_nw: null })
    expect(result['fz1']).toBe(result['fz2'])
  })
})
