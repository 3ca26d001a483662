import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { runFile, vectorFileOf } from '../run-conform.ts'
import { blendProcedures } from './blend.ts'
import { driftProcedures } from './drift.ts'
import { fundSharesPoolProcedures } from './fund-shares-pool.ts'

const procedures = { ...driftProcedures, ...fundSharesPoolProcedures, ...blendProcedures }
const outcomeOf = (name: string, document: object) => runFile(vectorFileOf(document, `${name}.json`), procedures)
const drift = (document: object) => outcomeOf('drift_liquidation_insurance', { calls: [], insurance_fund_sequences: [], ...document })
const call = (fn: string, inputs: object, out: unknown) => drift({ calls: [{ fn, in: inputs, out }] })
const sequence = (initial: object, steps: readonly object[]) => drift({ insurance_fund_sequences: [{ name: 'one', initial, steps }] })

describe('files about fund shares', () => {
  test.skipIf(!hasShared).each([
    ['drift_liquidation_insurance', 48],
    ['liquity_stability_pool', 14],
    ['blend_backstop', 22],
  ])('vector: every case of %s', (name, passed) => {
    const document = JSON.parse(readFileSync(sharedFile(`vectors/venues/${name}.json`), 'utf8')) as object
    expect(outcomeOf(name, document)).toMatchObject({ status: 'passed', cases: { passed, failed: 0 } })
  })

  test.each([
    ['if_shares_rebase', { total_shares: 1_000, vault_balance: 1 }, [2, 100]],
    ['if_shares_rebase', { total_shares: 1_000, vault_balance: 0 }, 'error'],
    ['if_shares_lost_on_cancel_unstake', { request_shares: 2, request_value: 1, total_shares: 1, vault_balance: 9 }, 'error'],
    ['if_shares_lost_on_cancel_unstake', { request_shares: 200, request_value: 200, total_shares: 1_000, vault_balance: 1_100 }, 23],
    ['vault_amount_to_if_shares', { amount: 10, total_shares: 5, vault_balance: 0 }, 'error'],
    ['vault_amount_to_if_shares', { amount: 10, total_shares: 5, vault_balance: 20 }, 2],
    ['if_shares_to_vault_amount', { n_shares: 6, total_shares: 5, vault_balance: 20 }, 'error'],
    ['if_shares_to_vault_amount', { shares: 2, total_shares: 5, vault_balance: '99999999999999999999' }, '39999999999999999999'],
  ])('table: %s', (fn, inputs, out) => {
    expect(call(fn, inputs, out)).toMatchObject({ status: 'passed' })
    expect(call(fn, inputs, out === 'error' ? 1 : 'error')).toMatchObject({ status: 'failed' })
  })

  test('error: a call or an operation that is not known fails its case', () => {
    expect(call('no_such', {}, 1).worst?.expected).toBe('a call known here')
    expect(sequence({}, [{ op: 'burn', who: 'a', expect: { result: 1 } }])).toMatchObject({ status: 'failed' })
  })

  test('behavior: a sequence with every operation, and each wrong figure seen', () => {
    const stakers = { a: { shares: 350, base: 0, request_shares: 0, request_value: 0, cost_basis: 300 } }
    const steps = [
      { op: 'add', who: 'a', amount: 300, expect: { result: 300, shares: 300, total_shares: 1_000 } },
      { op: 'vault', balance: 1_000 },
      { op: 'request', who: 'a', shares: 200, now: 5, expect: { request_value: 200 } },
      { op: 'remove', who: 'a', now: 14, expect: { result: 'error' } },
      { op: 'vault', balance: 1_100 },
      { op: 'cancel', who: 'a', expect: { result: 23, shares: 277 } },
      { op: 'transfer', who: 'a', shares: 73, expect: { result: 82, user_shares: 350 } },
      {
        op: 'admin_remove',
        shares: 9_999,
        expect: { result: 'error' },
        state_after_computed: { total_shares: 977, user_shares: 350, shares_base: 0, stakers },
      },
    ]
    const initial = { vault: 700, period: 10 }
    expect(sequence(initial, steps)).toMatchObject({ status: 'passed', cases: { passed: 1, failed: 0 } })
    const wrong = (index: number, change: object) =>
      sequence(
        initial,
        steps.map((step, i) => (i === index ? { ...step, ...change } : step)),
      )
    expect(wrong(0, { expect: { shares: 301 } }).worst?.path).toBe('one: steps[0].shares')
    expect(wrong(3, { expect: {} }).worst?.path).toBe('one: steps[3].result')
    expect(wrong(7, { state_after_computed: { total_shares: 977, user_shares: 350, shares_base: 0, stakers: {} } }).worst?.path).toBe(
      'one: steps[7].stakers',
    )
    expect(wrong(7, { state_after_computed: { total_shares: 977, user_shares: 349, shares_base: 0, stakers } }).worst?.path).toBe(
      'one: steps[7].user_shares',
    )
  })

  test('behavior: what a pool pays is compared within the file’s tolerance', () => {
    const token = 1e18
    const events = (balanceWei: number, P: string) => [
      { op: 'deposit', account: 'a', lusdWei: 10 * token },
      { op: 'liquidate', debtWei: 5 * token, collWei: 1 * token },
      { op: 'expectP', P_1e18: P },
      { op: 'expectScale', currentScale: 0 },
      { op: 'expectEpoch', currentEpoch: 0 },
      { op: 'withdraw', account: 'a', maxLusdWei: 99 * token },
      { op: 'expectLUSD', account: 'a', balanceWei, absTolerance: 1 },
      { op: 'expectETH', withdrawEventIndex: 5, ethGainWei: 0.995 * token, absTolerance: 1 },
    ]
    const pool = (list: readonly object[]) => outcomeOf('liquity_stability_pool', { cases: [{ name: 'one', events: list }] })
    expect(pool(events(5 * token, '500000000000000000'))).toMatchObject({ status: 'passed' })
    expect(pool(events(5.001 * token, '500000000000000000')).worst?.path).toBe('one: events[6]')
    expect(pool(events(5 * token, '500000001000000000')).worst?.path).toBe('one: events[2]')
    expect(pool([{ op: 'deposit', account: 'a', lusdWei: 0.5 }]).worst?.actual).toMatch('expected a whole number, found 0.5')
    expect(pool([{ op: 'fly' }]).worst?.actual).toBe('fly')
  })

  test('behavior: a status that goes elsewhere, or a threshold that is off by one, is seen', () => {
    const machine = [{ from: 'OnIceAdmin(2)', if: 'q4w>=75%', to: 'OnIce(3)' }]
    expect(outcomeOf('blend_backstop', { statusMachine: machine })).toMatchObject({ status: 'failed' })
    expect(outcomeOf('blend_backstop', { statusMachine: [{ ...machine[0], to: 'Frozen(5)' }] })).toMatchObject({ status: 'passed' })
    expect(outcomeOf('blend_backstop', { backstopThreshold: [{ blnd: 10_000, usdc: 312.5, expected7dp: 4 }] })).toMatchObject({
      status: 'failed',
    })
  })
})
