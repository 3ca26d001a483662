import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { fieldsOf } from '../fields.ts'
import type { JudgedProcedure, Procedure } from '../procedure.ts'
import { runFile, vectorFileOf, type FileOutcome } from '../run-conform.ts'
import { optionsProcedures } from './options.ts'

function outcomeOf(document: unknown, name = 'case.json'): FileOutcome {
  return runFile(vectorFileOf(document, name), optionsProcedures)
}

function computed(name: string, inputs: unknown): unknown {
  const procedure = optionsProcedures[name] as Procedure | JudgedProcedure
  const fields = fieldsOf(inputs, { file: name, place: 'inputs' })
  return typeof procedure === 'function' ? procedure(fields) : procedure.compute(fields)
}

const folder = sharedFile('vectors/methods')
const names = hasShared ? readdirSync(folder).filter((name) => name.startsWith('opt-')) : ['none']
test.skipIf(!hasShared).each(names)('vectors: %s', (name) => {
  expect(outcomeOf(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')), name)).toMatchObject({ status: 'passed', worst: undefined })
})

const row = { type: 'call', F: 100, K: 100, T: 1, r: 0 }
function impliedCase(expected: unknown, change: object = {}): unknown {
  const inputs = { rows: [{ ...row, price: 7.965567455405804 }], invalid: [{ ...row, price: 100 }], ...change }
  return {
    id: 'opt-iv',
    procedure: 'opt-implied-vol',
    inputs,
    expected: { rows: [expected], invalid: 'each must be rejected' },
    tolerance: { rel: 0, abs: 'per row' },
  }
}

test('opt-implied-vol: each row has its own tolerance, and one without has the rule', () => {
  expect(outcomeOf(impliedCase({ vol: 0.2, tol_abs: 1e-11 })).status).toBe('passed')
  expect(outcomeOf(impliedCase({ vol: 0.2 + 1e-9, tol_abs: 1e-8 })).status).toBe('passed')
  expect(outcomeOf(impliedCase({ vol: 0.2 + 1e-9, tol_abs: 1e-10 }))).toMatchObject({ status: 'failed', worst: { path: 'rows[0].vol' } })
  expect(outcomeOf(impliedCase({ vol: 0.2 })).status).toBe('passed')
  expect(outcomeOf(impliedCase({ vol: 0.2 + 1e-10 })).status).toBe('failed')
  expect(outcomeOf(impliedCase({ vol: null })).status).toBe('failed')
})

test('opt-implied-vol: an invalid row that is priced fails, and every kind of refusal passes', () => {
  const accepted = { invalid: [{ ...row, price: 7 }] }
  expect(outcomeOf(impliedCase({ vol: 0.2 }, accepted))).toMatchObject({ status: 'failed', worst: { path: 'invalid[0]' } })
  const invalid = [-1, 100, 101, null].map((price) => ({ ...row, price }))
  const others = [
    { ...row, T: -1, price: 1 },
    { ...row, T: 0, price: 1 },
    { ...row, type: 'straddle', price: 1 },
    { ...row, K: 90, price: 9.99 },
  ]
  expect(outcomeOf(impliedCase({ vol: 0.2 }, { invalid: [...invalid, ...others] })).status).toBe('passed')
  const twoRows = {
    rows: [
      { ...row, price: 1 },
      { ...row, price: 1 },
    ],
  }
  expect(outcomeOf(impliedCase({ vol: 0.2 }, twoRows)).status).toBe('failed')
})

test('opt-black76-greeks: limits, and no greeks at the kink', () => {
  const rows = [
    { type: 'put', F: 90, K: 100, T: 0, vol: 0.5 },
    { type: 'call', F: 100, K: 100, T: 0, vol: 0.5 },
  ]
  expect(computed('opt-black76-greeks', { rows })).toEqual({
    rows: [{ price: 10, delta: -1, gamma: 0, vega: 0, theta: 0, rho: 0, vanna: 0, volga: 0, dual_delta: 1, speed: 0 }, { price: 0 }],
  })
})

test('opt-bsm: rate and yield are optional', () => {
  const rows = [{ type: 'call', S: 110, K: 100, T: 1, vol: 0 }]
  expect(computed('opt-bsm', { rows })).toEqual({ rows: [{ price: 10 }] })
})

test('opt-inverse-perp: null where no price bankrupts', () => {
  const rows = [{ contracts: -100, multiplier: 10, entry: 50_000, mark: 40_000, collateral: 0.02 }]
  expect(computed('opt-inverse-perp', { rows })).toMatchObject({ rows: [{ bankruptcy_price: null }] })
})

test('opt-inverse-option-delta: null greeks at the kink', () => {
  const rows = [{ type: 'call', F: 100, K: 100, T: 0, vol: 1 }]
  expect(computed('opt-inverse-option-delta', { rows })).toEqual({
    rows: [{ price_coin: 0, bs_delta: null, net_delta: null, d_coin_dF: null }],
  })
})

test('opt-svi: null where there is no variance, and a search that is optional', () => {
  const slice = { b: 0.1, rho: 0, m: 0, sigma: 1, t: 1, k: [0, 3] }
  expect(computed('opt-svi', { ...slice, a: -0.2 })).toMatchObject({
    g: [null, expect.any(Number)],
    jw: null,
    g_min: null,
    butterfly_free: false,
  })
  expect(computed('opt-svi', { ...slice, a: 0.1 })).toMatchObject({ butterfly_free: true, min_total_variance: 0.2 })
})

test('opt-ssvi: no bound without tilt, and variance that falls in time is no calendar', () => {
  const found = computed('opt-ssvi', { eta: 1, gamma: 0.5, rho: 0, theta: [0.04, 0.09, 0.05], k: [0] })
  expect(found).toMatchObject({
    rows: [{ calendar_rhs: null, calendar_free: true }, { calendar_free: true }, { calendar_free: false, butterfly_free: true }],
  })
})
