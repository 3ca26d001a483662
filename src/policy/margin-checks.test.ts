import { describe, expect, test } from 'vitest'
import { seconds } from '../base/time.ts'
import { loadPolicy } from './load.ts'
import { marginChecks } from './margin-checks.ts'

const btc = { asset: 'BTC', initialHaircut: 0.1, maintenanceHaircut: 0.05 }

describe('marginChecks', () => {
  // Columns: collateral, what is expected of it.
  const table: readonly (readonly [readonly object[], readonly string[]])[] = [
    [[btc], []],
    [[{ ...btc, initialHaircut: 0.05 }], []],
    [[{ ...btc, initialHaircut: 0.049 }], ['at least maintenanceHaircut, 0.05']],
    [[btc, { ...btc, asset: 'ETH' }], []],
    [[btc, btc], ['each asset once']],
  ]
  test.each(table)('table: %j', (collateral, expected) => {
    expect(marginChecks({ margin: { model: 'tiered', collateral } }).map((finding) => finding.expected)).toEqual(expected)
  })

  test('behavior: silent about a policy without margin, and about what is missing', () => {
    expect(marginChecks({})).toEqual([])
    expect(marginChecks({ margin: {} })).toEqual([])
    expect(marginChecks({ margin: { model: 'none', collateral: 'x' } })).toEqual([])
  })
})

test('default: the section in core units, and policies without it as they were', () => {
  expect(loadPolicy('margined-perpetual').policy.margin).toEqual({
    model: 'tiered',
    callDueFor: seconds(900),
    bankruptAtOnce: true,
    liquidation: { until: 'liquidationEnd', shareOfPosition: 0.2, shareOfBook: 0.25, spacing: seconds(30), boundBps: 250 },
    marks: { leastStepBps: 2, every: seconds(10), mostStepBps: 500, staleAfter: seconds(60) },
    collateral: [{ asset: 'BTC', decimals: 8, initialHaircut: 0.1, maintenanceHaircut: 0.05, underlying: 'BTC' }],
  })
  // The hash of the profile as it was before there was margin: a run of it has the same identity and outcome.
  expect(loadPolicy('exchange-perpetual').policy).not.toHaveProperty('margin')
})
