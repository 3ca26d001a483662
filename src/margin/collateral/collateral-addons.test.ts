import { describe, expect, test } from 'vitest'
import { madeAccount, madeSnapshot } from '../../../test/margin.ts'
import { accept } from '../../base/result.ts'
import { addParts } from '../add-parts.ts'
import { collateralAddOns, collateralAddOnTerms } from './collateral-addons.ts'
import type { MarginAccount } from '../account/margin-account.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { valueAccount } from '../account/value-account.ts'

const partsOf = (account: Partial<MarginAccount>, changes: Partial<MarketSnapshot> = {}, terms = collateralAddOnTerms) => {
  const snapshot = madeSnapshot(changes)
  const valued = valueAccount(madeAccount(account), snapshot)
  if (!valued.ok) throw new Error(valued.refusal.reason)
  return collateralAddOns(valued.value, snapshot, terms)
}
const initials = (...found: Parameters<typeof partsOf>) => partsOf(...found).map(({ initial }) => initial)
const long = { positions: [{ contract: 'BTC-PERP', size: -2 }] }
const settledAt = (price: number) => ({ settlement: { asset: 'USD', price, confidence: 1 } })
const confident = (confidence: number): Partial<MarketSnapshot> => ({
  marks: new Map([...madeSnapshot().marks, ['BTC-PERP', { markPrice: 60_000, confidence }]]),
})

describe('collateral add-ons', () => {
  test('behavior: two parts in their order; nothing for cash alone', () => {
    expect(partsOf({}).map(({ name }) => name)).toEqual(['depeg', 'oracle confidence'])
    expect(initials({})).toEqual([0, 0])
  })

  test.each([
    [1, 0],
    [0.98, 0],
    [0.97, 0.01 * 2 * 120_000],
    [0.5, 0.48 * 2 * 120_000],
  ])('table: settlement at %d', (price, expected) => {
    expect(initials(long, settledAt(price))[0]).toBeCloseTo(expected, 8)
    expect(initials({ positions: [{ contract: 'BTC-PERPETUAL', size: 12_000 }] }, settledAt(price))[0]).toBeCloseTo(expected, 8)
  })

  test.each([
    [1, 0],
    [0.6, 0],
    [0.599, 0.0401 * 120_000],
    [0, 0.1 * 120_000],
  ])('table: a mark of confidence %d', (confidence, expected) => {
    expect(initials(long, confident(confidence))[1]).toBeCloseTo(expected, 8)
  })

  test('behavior: collateral in doubt, an expiry in doubt, and a spot position', () => {
    const base = madeSnapshot()
    const collateral = new Map([['BTC', { ...base.collateral.get('BTC')!, confidence: 0.5 }]])
    expect(initials({ collateral: [{ asset: 'BTC', amount: 1 }] }, { collateral })[1]).toBeCloseTo(0.5 * 0.1 * 60_000, 8)
    const btc = base.underlyings.get('BTC')!
    const expiries = new Map([...btc.expiries].map(([at, expiry]) => [at, { ...expiry, confidence: 0.2 }]))
    const doubtful = { underlyings: new Map([['BTC', { ...btc, expiries }]]) }
    expect(initials({ positions: [{ contract: 'BTC-60D-60000-C', size: 1 }] }, doubtful)[1]).toBeCloseTo(0.8 * 0.1 * 60_000, 8)
    expect(initials({ positions: [{ contract: 'BTC', size: 1 }] }, doubtful)[1]).toBe(0)
  })

  test('behavior: maintenance takes its share of both', () => {
    const terms = { ...collateralAddOnTerms, maintenanceShare: 0.5 }
    for (const { initial, maintenance } of partsOf(long, { ...settledAt(0.9), ...confident(0.1) }, terms)) {
      expect(initial).toBeGreaterThan(0)
      expect(maintenance).toBe(initial / 2)
    }
  })

  test('error: terms out of their range', () => {
    for (const wrong of [
      { depegFactor: -1 },
      { depegBelow: NaN },
      { confidenceBelow: 2 },
      { confidenceFactor: -1 },
      { maintenanceShare: 2 },
    ])
      expect(() => partsOf({}, {}, { ...collateralAddOnTerms, ...wrong })).toThrow(Object.keys(wrong)[0])
  })

  test('behavior: parts are added to a requirement and its sums, but not those that ask for nothing', () => {
    const plain = { equity: 5, initialMargin: 10, maintenanceMargin: 5, parts: [{ name: 'scan', initial: 10, maintenance: 5 }], scans: [] }
    const added = addParts(plain, [
      { name: 'depeg', initial: 3, maintenance: 1 },
      { name: 'oracle confidence', initial: 0, maintenance: 0 },
    ])
    expect(accept(added)).toMatchObject({ value: { equity: 5, initialMargin: 13, maintenanceMargin: 6 } })
    expect(added.parts.map(({ name }) => name)).toEqual(['scan', 'depeg'])
  })
})
