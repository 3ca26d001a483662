import { describe, expect, it } from 'vitest'
import { runFile, vectorFileOf } from '../run-conform.ts'
import { deleveragingProcedures } from './deleveraging.ts'

function outcomeOf(document: Readonly<Record<string, unknown>>, name: string): Readonly<{ passed: number; worst: string | undefined }> {
  const { cases, worst } = runFile(vectorFileOf(document, name), deleveragingProcedures)
  return { passed: cases.passed, worst: worst?.path }
}

describe('adl-allocation', () => {
  const account = { upnl: 30, margin: 100, notional: 500, equity: 250 }
  const accounts = [account, { ...account, upnl: 10 }, { ...account, upnl: -5 }]
  const expected = {
    score: [0.6, 0.2, -0.025],
    queue_order: [0, 1, 2],
    queue: { haircuts: [20, 0, 0], total: 20, max_fraction: 2 / 3, hit: 1, gini: 0.5 },
    pro_rata_pnl: { haircuts: [15, 5, 0], total: 20, max_fraction: 0.5, hit: 2, gini: 0.25 },
    equal_loss: { haircuts: [10, 10, 0], total: 20, max_fraction: 1, hit: 2, gini: 0 },
    equity_weighted: { haircuts: [10, 10, 0], total: 20, max_fraction: 1, hit: 2, gini: 0 },
    residual: 0,
  }
  const file = (inputs: unknown, of: unknown): Readonly<Record<string, unknown>> => ({
    id: 'x',
    procedure: 'adl-allocation',
    inputs,
    expected: of,
    tolerance: { abs: 1e-9 },
  })

  it('behavior: two winners and a loser', () => {
    expect(outcomeOf(file({ deficit: 20, accounts }, expected), 'x.json')).toEqual({ passed: 1, worst: undefined })
    expect(outcomeOf(file({ deficit: 20, accounts }, { ...expected, residual: 1 }), 'x.json').worst).toBe('residual')
  })

  it('table: no winners, and more than winners have', () => {
    const none = { haircuts: [0], total: 0, max_fraction: 0, hit: 0, gini: 0 }
    expect(outcomeOf(file({ deficit: 7, accounts: [accounts[2]] }, { queue: none, equal_loss: none, residual: 7 }), 'x.json').passed).toBe(
      1,
    )
    expect(
      outcomeOf(file({ deficit: 50, accounts }, { queue: { total: 40 }, pro_rata_pnl: { total: 40 }, residual: 10 }), 'x.json').passed,
    ).toBe(1)
    expect(outcomeOf(file({ deficit: 0, accounts: [] }, { score: [], queue_order: [], residual: 0 }), 'x.json').passed).toBe(1)
  })
})

it('behavior: a queue that takes more than its shock has capacity for fails', () => {
  const columns = [
    'coin',
    'cluster',
    't_start',
    'deficit_usd',
    'capacity_usd',
    'queue_budget_usd',
    'queue_overshoot_usd',
    'queue_residual_usd',
  ]
  const shocks = (...rows: readonly unknown[]): ReturnType<typeof outcomeOf> =>
    outcomeOf({ columns, rows }, 'oct10_hyperliquid_queue_shocks.json')
  expect(shocks(['A', 1, 't', 5, 20, 12, 7, 0], ['B', 1, 't', 9, 4, 4, 0, 5])).toEqual({ passed: 2, worst: undefined })
  expect(shocks(['A', 1, 't', 5, 11, 12, 7, 0]).worst).toBe('A 1 t: isWithinCapacity')
  expect(shocks(['A', 1, 't', 5, 20, 12, 6, 0]).worst).toBe('A 1 t: overshoot')
})

it('behavior: a partial close and one that may not be, as the venue tells them', () => {
  const setup = { BTC: 50_000, ETH: 3_000, IMF: 0.2, MMF: 0.1 }
  const row = {
    name: 'part',
    liquidated: { BTC: -1, USDC: 54_999 },
    offsetting: { BTC: 1, USDC: 50_000 },
    size_btc: 0.1,
    oracle_price: 50_000,
  }
  const matrix = (expected: unknown, change = {}): ReturnType<typeof outcomeOf> =>
    outcomeOf({ setup, matrix: [{ ...row, ...change, expected }] }, 'dydx_v4_deleveraging.json')
  expect(matrix({ executes: true, quote_paid: 5_499.9, offsetting_after: { BTC: 0.9, USDC: 55_499.9 } }).passed).toBe(1)
  expect(matrix({ executes: false, reason: 'any' }, { offsetting: { BTC: 0.05, USDC: 0 } }).passed).toBe(1)
  expect(matrix({ executes: false }).worst).toBe('part: executes')
})

it('behavior: budgets beyond capacity have no haircuts', () => {
  const capped_pro_rata_water_filling = [
    { endowments: [100, 0], caps: [0.5, 0.5], budget: 20, haircuts: [0.2, 0.2], paid: 20 },
    { endowments: [100, 300], caps: [0.5, 0.1], budget: 80, haircuts: [0.5, 0.1], paid: 80 },
    { endowments: [100, 300], caps: [0.5, 0.1], budget: 81, haircuts: null, paid: null },
  ]
  expect(outcomeOf({ capped_pro_rata_water_filling }, 'adl_paper_examples.json')).toEqual({ passed: 3, worst: undefined })
})
