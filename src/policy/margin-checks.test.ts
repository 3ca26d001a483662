import { describe, expect, test } from 'vitest'
import { seconds } from '../base/time.ts'
import { policyText } from '../../test/policy-text.ts'
import { lintPolicy } from './lint.ts'
import { loadPolicy } from './load.ts'
import { marginChecks } from './margin-checks.ts'
import { marginSchema } from './margin-schema.ts'
import { toMargin } from './to-margin.ts'

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

  // Columns: what stood, what is new, what is expected.
  test.each([
    [0.8, 0.8, []],
    [0.8, 0.801, ['at most stoodPersistence, 0.8']],
    [0.8, undefined, []],
    [undefined, 0.8, []],
  ])('table: a persistence of %d and of %d', (stoodPersistence, newPersistence, expected) => {
    const liquidityCoverage = { ...(stoodPersistence && { stoodPersistence }), ...(newPersistence && { newPersistence }) }
    expect(marginChecks({ margin: { liquidityCoverage } }).map((finding) => finding.expected)).toEqual(expected)
  })

  // Columns: limits of pace, what is expected of them.
  test.each([
    [{ accountNotional: 100 }, []],
    [{ marketLoss: 100 }, []],
    [{ accountNotional: 100, marketNotional: 100 }, []],
    [{ accountNotional: 101, marketNotional: 100 }, ['at most marketNotional, 100: an account cannot close more than its market']],
    [{}, ['at least one limit: accountNotional, marketNotional or marketLoss']],
  ])('table: a pace of %j', (limits, expected) => {
    const findings = marginChecks({ margin: { liquidation: { pace: { everySeconds: 1, ...limits } } } })
    expect(findings.map((finding) => finding.expected)).toEqual(expected)
    expect(findings.every(({ level }) => level === ('accountNotional' in limits ? 'warning' : 'fault'))).toBe(true)
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
  expect(lintPolicy(policyText, 'small.yaml').policy).not.toHaveProperty('margin')
})

describe('sections that may be left out', () => {
  const plain = {
    model: 'tiered',
    callDueSeconds: 900,
    bankruptAtOnce: true,
    liquidation: { until: 'initial', shareOfPosition: 0.2, shareOfBook: 0.25, spacingSeconds: 30, boundBps: 250 },
    marks: { leastStepBps: 2, everySeconds: 10, mostStepBps: 500, staleAfterSeconds: 60 },
    collateral: [],
  }
  const speedLimit = { mostRisePerDay: 0.5, followEverySeconds: 3_600, bookStep: 1_000 }
  const liquidityCoverage = { everySeconds: 10, withinBps: 100, stoodPersistence: 0.8, newPersistence: 0.3, leastDailyVolatility: 0.04 }
  const taken = (section: object) => toMargin(marginSchema.parse({ ...plain, ...section }))

  test('behavior: in core units, and absent where the file has none', () => {
    expect(taken({})).not.toHaveProperty('speedLimit')
    expect(taken({})).not.toHaveProperty('liquidityCoverage')
    expect(taken({ speedLimit }).speedLimit).toEqual({ mostRisePerDay: 0.5, followEvery: seconds(3_600), bookStep: 1_000 })
    expect(taken({ liquidityCoverage }).liquidityCoverage).toEqual({
      every: seconds(10),
      withinBps: 100,
      stoodPersistence: 0.8,
      newPersistence: 0.3,
      leastDailyVolatility: 0.04,
    })
  })

  test('behavior: what a liquidation is asked for beyond shares, and nothing of it where the file asks for what was always so', () => {
    const asked = (more: object) => taken({ liquidation: { ...plain.liquidation, ...more } }).liquidation
    expect(asked({ sizing: 'shares', cancelOrders: 'all' })).toEqual(taken({}).liquidation)
    const pace = { everySeconds: 1, accountNotional: 100_000, marketNotional: 200_000, marketLoss: 1_000_000 }
    const penalty = { feeBps: 150, fundShare: 0.8 }
    expect(asked({ sizing: 'justEnough', cancelOrders: 'asNeeded', leastNotional: 1_000, pace, penalty })).toEqual({
      ...taken({}).liquidation,
      sizing: 'justEnough',
      cancelOrders: 'asNeeded',
      leastNotional: 1_000,
      pace: { every: seconds(1), accountNotional: 100_000, marketNotional: 200_000, marketLoss: 1_000_000 },
      penalty,
    })
    expect(asked({ pace: { everySeconds: 1, marketLoss: 5 } }).pace).toEqual({ every: seconds(1), marketLoss: 5 })
  })

  // Columns: what a liquidation is asked for, whether it may be so.
  test.each([
    [{ sizing: 'most' }, false],
    [{ leastNotional: 0 }, false],
    [{ penalty: { feeBps: -1, fundShare: 0.5 } }, false],
    [{ penalty: { feeBps: 10_001, fundShare: 0.5 } }, false],
    [{ penalty: { feeBps: 0, fundShare: 0 } }, true],
    [{ penalty: { feeBps: 150, fundShare: 1.01 } }, false],
    [{ penalty: { feeBps: 150 } }, false],
    [{ pace: { everySeconds: 0, marketLoss: 1 } }, false],
    [{ pace: { everySeconds: 1, marketLoss: -1 } }, false],
    [{ pace: { everySeconds: 1, block: 1 } }, false],
  ])('table: a liquidation with %j may be: %s', (more, may) => {
    expect(marginSchema.safeParse({ ...plain, liquidation: { ...plain.liquidation, ...more } }).success).toBe(may)
  })

  // Columns: the section, whether it may be so.
  test.each([
    [{ speedLimit: { ...speedLimit, mostRisePerDay: 0 } }, true],
    [{ speedLimit: { ...speedLimit, mostRisePerDay: -0.01 } }, false],
    [{ speedLimit: { ...speedLimit, bookStep: 0 } }, false],
    [{ speedLimit: { ...speedLimit, followEverySeconds: 0.5 } }, false],
    [{ speedLimit: { mostRisePerDay: 0.5 } }, false],
    [{ liquidityCoverage: { ...liquidityCoverage, newPersistence: 0 } }, false],
    [{ liquidityCoverage: { ...liquidityCoverage, stoodPersistence: 1.01 } }, false],
    [{ liquidityCoverage: { ...liquidityCoverage, leastDailyVolatility: 0 } }, false],
  ])('table: %j may be: %s', (section, may) => {
    expect(marginSchema.safeParse({ ...plain, ...section }).success).toBe(may)
  })
})
