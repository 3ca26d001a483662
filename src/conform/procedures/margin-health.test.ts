import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { runFile, vectorFileOf } from '../run-conform.ts'
import { marginHealthProcedures } from './margin-health.ts'

const parameters = {
  token1: { price: 1, asset_weight: 0.8, liab_weight: 1.2 },
  token2: { price: 5, asset_weight: 0.5, liab_weight: 1.5 },
  token3: { price: 10, asset_weight: 0.5, liab_weight: 1.5 },
  perp1: {
    base_price: 5,
    base_lot_size: 10,
    base_asset_weight: 0.8,
    base_liab_weight: 1.2,
    positive_pnl_weight: 0.95,
    settles_in: 'token1',
  },
}
const outcomeOf = (document: object) => runFile(vectorFileOf(document, 'mango_v4_health.json'), marginHealthProcedures)
const outcomeOfCase = (inputs: object, expected: number) =>
  outcomeOf({ parameters, cases: [{ id: 1, inputs, expected_init_health: expected }] })

describe('health of weighted accounts', () => {
  test.skipIf(!hasShared)('vector: every case of mango_v4_health, and its stable price', () => {
    const document = JSON.parse(readFileSync(sharedFile('vectors/venues/mango_v4_health.json'), 'utf8')) as object
    expect(outcomeOf(document)).toMatchObject({ status: 'passed', cases: { passed: 14, failed: 0 } })
  })

  test.each([
    [
      'a short with asks',
      { token1: -100, token2: 10, oo_1_2: [20, 15], perp1: [-10, -131, 7, 11] },
      1.2 * (-100 - 21 * 60 - 131 + 11 * 50) + (50 + 95) * 0.5,
    ],
    ['a loss', { perp1: [1, -100, 0, 0] }, 1.2 * (-100 + 40)],
    ['orders that pay debts', { token1: -100, token2: -10, token3: -10, oo_1_2: [1, 1], oo_1_3: [1, 1] }, -120 - 75 - 150 + 7.2 + 13.2],
    [
      'orders that come back as base',
      { token1: -100, token2: -100, token3: -1, oo_1_2: [0, 0], oo_1_3: [10, 1] },
      -120 - 750 - 15 + 15 + 5,
    ],
    ['borrows of everybody', { token2: -100, banks: [{}, { borrows: 1500, borrow_scale_start_quote: 5000 }, {}] }, -750 * 1.5],
    [
      'the same by its longer name',
      { token2: -100, banks: [{}, { borrows: 1500, borrow_weight_scale_start_quote: 5000 }, {}] },
      -750 * 1.5,
    ],
    ['an ask below the price', { token1: -100, token2: -10, oo_1_2: [1, 1], lowest_ask_1_2: 3 }, -120 - 75 + 4 * 1.2],
    ['a bid above the price', { token1: -100, oo_1_3: [11, 1], highest_bid_1_3: 12 }, -120 + (11 / 12 + 1) * 5],
  ])('table: %s', (_name, inputs, expected) => {
    expect(outcomeOfCase(inputs, expected)).toMatchObject({ status: 'passed' })
    expect(outcomeOfCase(inputs, expected + 1e-3)).toMatchObject({ status: 'failed' })
  })

  test('error: a simulation that does not say what happens', () => {
    const wrong = { stable_price: { simulation: [{ step: 'it jumps' }] }, parameters, cases: [] }
    expect(outcomeOf(wrong).worst?.actual).toMatch('expected a text with two numbers, found "it jumps"')
  })
})
