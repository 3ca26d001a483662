import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyMarginAccount } from '../../../test/margin-accounts.ts'
import { inDays, madeAccount, madeSnapshot, marginNow } from '../../../test/margin.ts'
import { black76Price } from '../../pricing/black-76.ts'
import type { MarginAccount } from './margin-account.ts'
import { marginRefusalReasons } from './margin-refusal.ts'
import { marginModelNames } from '../margin-model.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { shockSnapshot } from '../shock-snapshot.ts'
import { valueAccount } from './value-account.ts'

const held = (contract: string, size: number, entryPrice?: number) =>
  madeAccount({ cash: 0, positions: [{ contract, size, ...(entryPrice !== undefined && { entryPrice }) }] })
const equityOf = (account: Parameters<typeof valueAccount>[0], snapshot = madeSnapshot()): number => {
  const valued = valueAccount(account, snapshot)
  return valued.ok ? valued.value.equity : NaN
}
const refusalOf = (account: Parameters<typeof valueAccount>[0], snapshot = madeSnapshot()) => {
  const valued = valueAccount(account, snapshot)
  return valued.ok ? undefined : valued.refusal
}

describe('worth of positions', () => {
  const call = black76Price({ kind: 'call', forward: 60_100, strike: 60_000, timeYears: 10 / 365, volatility: 0.6 })

  test.each([
    ['spot', held('BTC', -2), -120_000],
    ['a linear perpetual entered below its mark', held('BTC-PERP', 2, 55_000), 10_000],
    ['a linear perpetual without entry', held('BTC-PERP', 2), 0],
    ['an inverse perpetual, 10 dollars a contract', held('BTC-PERPETUAL', 600, 50_000), (6000 / 50_000 - 6000 / 60_000) * 60_000],
    ['a future', held('BTC-60D', -1, 60_000), -500],
    ['a linear option', held('BTC-10D-60000-C', -3), -3 * call],
    ['an inverse option, its coins at the index', held('BTC-10D-60000-C-I', 1), (call / 60_100) * 60_000],
  ])('table: %s', (_name, account, expected) => {
    expect(equityOf(account)).toBeCloseTo(expected, 8)
  })

  test('behavior: cash, collateral before haircuts, positions and funding add up', () => {
    const account = madeAccount({
      cash: -5,
      collateral: [{ asset: 'BTC', amount: 0.5 }],
      positions: [{ contract: 'BTC-PERP', size: 1, entryPrice: 59_000, unsettledFunding: -7 }],
    })
    expect(equityOf(account)).toBeCloseTo(-5 + 30_000 + 1_000 - 7, 9)
  })
})

describe('refusals', () => {
  const at = (id: string, mark: object) => madeSnapshot({ marks: new Map([...madeSnapshot().marks, [id, { confidence: 1, ...mark }]]) })

  const where = (id: string, terms: object) =>
    madeSnapshot({
      contracts: new Map([...madeSnapshot().contracts].map(([key, one]) => [key, key === id ? { ...one, ...terms } : one])),
    })
  const indexed = (changes: object) =>
    madeSnapshot({ underlyings: new Map([...madeSnapshot().underlyings].map(([name, one]) => [name, { ...one, ...changes }])) })
  const expiring = (changes: object) =>
    indexed({ expiries: new Map([[inDays(10), { variableForward: 60_000, fixedForward: 0, rate: 0, confidence: 1, ...changes }]]) })
  const pledged = (changes: object) =>
    madeSnapshot({
      collateral: new Map([['BTC', { price: 60_000, confidence: 1, initialHaircut: 0.1, maintenanceHaircut: 0.05, ...changes }]]),
    })
  const coin = madeAccount({ collateral: [{ asset: 'BTC', amount: 1 }] })

  test.each([
    ['multiplierNotPositive', held('BTC-PERP', 1), where('BTC-PERP', { multiplier: -1 }), '-1'],
    ['multiplierNotPositive', held('BTC-PERP', 1), where('BTC-PERP', { multiplier: 0 }), '0'],
    ['strikeNotPositive', held('BTC-10D-60000-C', 1), where('BTC-10D-60000-C', { strike: -60_000 }), '-60000'],
    ['strikeNotPositive', held('BTC-10D-60000-C', 1), where('BTC-10D-60000-C', { strike: NaN }), 'NaN'],
    ['numberTooLarge', held('BTC-10D-60000-C', 1), where('BTC-10D-60000-C', { strike: 2 ** 53 }), '9007199254740992'],
    ['numberTooLarge', held('BTC-10D-60000-C', 1), at('BTC-10D-60000-C', { volatility: 1e300 }), '1e+300'],
    ['numberTooLarge', held('BTC-PERP', 1, 1e300), madeSnapshot(), '1e+300'],
    ['indexNotPositive', held('BTC', 1), indexed({ indexPrice: 0 }), '0'],
    ['numberTooLarge', held('BTC', 1e-290), indexed({ indexPrice: 1e300 }), '1e+300'],
    ['forwardMissing', held('BTC-60D-60000-C', 1), expiring({}), undefined],
    ['forwardNotPositive', held('BTC-10D-60000-C', 1), expiring({ variableForward: 0 }), '0'],
    ['forwardNotPositive', held('BTC-10D-60000-C', 1), expiring({ fixedForward: -1 }), '-1'],
    ['forwardNotPositive', held('BTC-10D-60000-C', 1), expiring({ variableForward: -2, fixedForward: 60_000 }), '-2'],
    ['rateNotFinite', held('BTC-10D-60000-C', 1), expiring({ rate: NaN }), 'NaN'],
    ['confidenceOutOfRange', madeAccount(), madeSnapshot({ settlement: { asset: 'USD', price: 1, confidence: 7 } }), '7'],
    ['collateralPriceNotPositive', coin, pledged({ price: 0 }), '0'],
    ['confidenceOutOfRange', coin, pledged({ confidence: -0.1 }), '-0.1'],
    ['confidenceOutOfRange', coin, { ...pledged({ underlying: 'BTC' }), underlyings: indexed({ confidence: NaN }).underlyings }, 'NaN'],
    ['numberTooLarge', held('BTC-PERP', 2 ** 45), madeSnapshot(), '2111062325329920000'],
    ['numberTooLarge', held('BTC-PERPETUAL', 2 ** 52), madeSnapshot(), '45035996273704960'],
    ['haircutOutOfRange', coin, pledged({ initialHaircut: 1.1 }), '1.1 and 0.05'],
    ['haircutOutOfRange', coin, pledged({ initialHaircut: 0.04 }), '0.04 and 0.05'],
    ['haircutOutOfRange', coin, pledged({ maintenanceHaircut: -0.01 }), '0.1 and -0.01'],
    ['haircutOutOfRange', coin, pledged({ initialHaircut: NaN }), 'NaN and 0.05'],
    ['numberTooLarge', madeAccount({ collateral: [{ asset: 'BTC', amount: NaN }] }), madeSnapshot(), 'NaN'],
    ['numberTooLarge', madeAccount({ cash: NaN }), madeSnapshot(), 'NaN'],
  ])('table: %s with what was found', (reason, account, snapshot, found) => {
    expect(refusalOf(account, snapshot)).toMatchObject({ account: 'fund-7', reason, ...(found !== undefined && { found }) })
  })

  const unmarked = (id: string) => madeSnapshot({ marks: new Map([...madeSnapshot().marks].filter(([key]) => key !== id)) })

  test.each([
    ['markMissing', held('BTC-60D-60000-C', 1), unmarked('BTC-60D-60000-C'), undefined],
    ['markMissing', held('BTC-60D', 1), { ...at('BTC-60D', {}), underlyings: expiring({}).underlyings }, undefined],
    ['markNotPositive', held('BTC-60D', 1), at('BTC-60D', { markPrice: 0 }), '0'],
    ['markNotPositive', held('BTC-PERP', 1), at('BTC-PERP', { markPrice: Infinity }), 'Infinity'],
    ['entryNotPositive', held('BTC-60D', 1, -1), madeSnapshot(), '-1'],
    ['volatilityNotPositive', held('BTC-60D-60000-C', 1), at('BTC-60D-60000-C', { volatility: -0.5 }), '-0.5'],
    ['volatilityNotPositive', held('BTC-60D-60000-C', 1), at('BTC-60D-60000-C', { volatility: Infinity }), 'Infinity'],
    ['numberTooLarge', held('BTC-PERP', 2 ** 53), madeSnapshot(), '9007199254740992'],
    ['numberTooLarge', held('BTC-10D-60000-C', 1), expiring({ variableForward: 2 ** 53 }), '9007199254740992'],
    ['numberTooLarge', madeAccount({ positions: [{ contract: 'BTC-PERP', size: 1, unsettledFunding: NaN }] }), madeSnapshot(), 'NaN'],
    ['confidenceOutOfRange', held('BTC-10D-60000-C', 1), expiring({ confidence: 1.5 }), '1.5'],
    ['confidenceOutOfRange', held('BTC', 1), indexed({ confidence: -0.5 }), '-0.5'],
    ['sizeNotWholeLots', held('BTC-PERP', 1e-12), madeSnapshot(), '1e-12'],
  ])('table: %s, with or without a figure', (reason, account, snapshot, found) => {
    const refusal = refusalOf(account, snapshot)
    expect(refusal).toMatchObject({ reason, ...(found !== undefined && { found }) })
    expect(refusal).toMatchObject({ subject: account.positions[0]?.contract })
  })

  test('behavior: spot needs no mark, and what is not quoted in prices may have any entry', () => {
    expect(equityOf(held('BTC', 2), unmarked('BTC'))).toBe(120_000)
    expect(refusalOf(held('BTC-60D-60000-C', 1, -1))).toBeUndefined()
    expect(refusalOf(held('BTC', 1), at('BTC', { markPrice: -1 }))).toBeUndefined()
    expect(refusalOf(held('BTC', 1), indexed({ confidence: 0 }))).toBeUndefined()
    expect(refusalOf(held('BTC-10D-60000-C', 1), expiring({ confidence: 0 }))).toBeUndefined()
    expect(refusalOf(held('BTC', 1), { ...indexed({ confidence: 2 }), marks: new Map() })?.reason).toBe('confidenceOutOfRange')
  })

  test('table: what stands at the end of its range is valued', () => {
    const ends: readonly [MarginAccount, MarketSnapshot][] = [
      [held('BTC-10D-60000-C', 1), expiring({ variableForward: 0, fixedForward: 60_000 })],
      [held('BTC-10D-60000-C', 1), expiring({ rate: -0.5 })],
      [coin, pledged({ initialHaircut: 1, maintenanceHaircut: 1 })],
      [coin, pledged({ initialHaircut: 0, maintenanceHaircut: 0 })],
    ]
    for (const [account, snapshot] of ends) expect(refusalOf(account, snapshot)).toBeUndefined()
  })

  test.each([
    ['nothingHeld', madeAccount({ cash: 0 }), madeSnapshot()],
    ['numberTooLarge', madeAccount({ cash: 2 ** 53 }), madeSnapshot()],
    ['numberTooLarge', held('BTC-10D-60000-C', 2 ** 53), madeSnapshot()],
    ['contractUnknown', held('DOGE-PERP', 1), madeSnapshot()],
    ['contractTwice', madeAccount({ positions: [...held('BTC-PERP', 1).positions, ...held('BTC-PERP', 2).positions] }), madeSnapshot()],
    ['sizeNotFinite', held('BTC-PERP', 0), madeSnapshot()],
    ['sizeNotFinite', held('BTC-PERP', NaN), madeSnapshot()],
    ['sizeNotWholeLots', held('BTC-PERP', 0.0005), madeSnapshot()],
    ['contractExpired', held('BTC-10D-60000-C', 1), madeSnapshot({ at: inDays(10) })],
    ['underlyingUnknown', held('BTC-PERP', 1), madeSnapshot({ underlyings: new Map() })],
    ['markMissing', held('BTC-PERP', 1), at('BTC-PERP', {})],
    ['markNotPositive', held('BTC-PERP', 1), at('BTC-PERP', { markPrice: -1 })],
    ['volatilityMissing', held('BTC-10D-60000-C', 1), at('BTC-10D-60000-C', {})],
    ['volatilityNotPositive', held('BTC-10D-60000-C', 1), at('BTC-10D-60000-C', { volatility: 0 })],
    ['entryNotPositive', held('BTC-PERP', 1, 0), madeSnapshot()],
    ['collateralUnpriced', madeAccount({ collateral: [{ asset: 'LUNA', amount: 1 }] }), madeSnapshot()],
    ['settlementNotPositive', madeAccount(), madeSnapshot({ settlement: { asset: 'USD', price: 0, confidence: 1 } })],
    ['confidenceOutOfRange', held('BTC-PERP', 1), at('BTC-PERP', { markPrice: 60_000, confidence: 2 })],
  ])('table: %s', (reason, account, snapshot) => {
    expect(refusalOf(account, snapshot)).toMatchObject({ account: 'fund-7', reason })
    expect(marginRefusalReasons).toContain(reason)
  })

  test('behavior: a contract is valued until its expiry and a size is measured in decimals', () => {
    expect(refusalOf(held('BTC-10D-60000-C', 0.3), madeSnapshot({ at: marginNow }))).toBeUndefined()
    expect(refusalOf(held('BTC-PERP', 0.003))).toBeUndefined()
  })
})

describe('laws', () => {
  test('property: equity does not depend on the order of the lists, to the last bit or nearly', () => {
    fc.assert(
      fc.property(anyMarginAccount, (changes) => {
        const account = madeAccount(changes)
        const turned = { ...account, positions: account.positions.toReversed(), collateral: account.collateral.toReversed() }
        const equity = equityOf(account)
        expect(Math.abs(equityOf(turned) - equity)).toBeLessThanOrEqual(1e-15 * Math.max(1e6, Math.abs(equity)))
      }),
    )
  })

  test('property: equity is that of cash, of collateral and of each position alone, added up', () => {
    fc.assert(
      fc.property(anyMarginAccount, (changes) => {
        const account = madeAccount(changes)
        const nothing = { cash: 0, collateral: [], positions: [] }
        const alone = [
          ...account.positions.map((position) => equityOf({ ...account, ...nothing, positions: [position] })),
          ...account.collateral.map((holding) => equityOf({ ...account, ...nothing, collateral: [holding] })),
        ]
        const sum = alone.reduce((total, one) => total + one, account.cash)
        expect(Math.abs(equityOf(account) - sum)).toBeLessThanOrEqual(1e-9 * Math.max(1e6, Math.abs(sum)))
      }),
    )
  })

  test('property: twice of everything is worth twice as much, exactly', () => {
    fc.assert(
      fc.property(anyMarginAccount, (changes) => {
        const account = madeAccount(changes)
        const twice = {
          ...account,
          cash: 2 * account.cash,
          collateral: account.collateral.map(({ asset, amount }) => ({ asset, amount: 2 * amount })),
          positions: account.positions.map((position) => ({ ...position, size: 2 * position.size })),
        }
        expect(equityOf(twice)).toBe(2 * equityOf(account))
      }),
    )
  })

  test('property: one position that cannot be valued refuses the account and is named, wherever it stands', () => {
    fc.assert(
      fc.property(anyMarginAccount, fc.nat(), (changes, place) => {
        const account = madeAccount(changes)
        const positions = [...account.positions]
        positions.splice(place % (positions.length + 1), 0, { contract: 'DOGE-PERP', size: 1 })
        expect(refusalOf({ ...account, positions })).toEqual({ account: 'fund-7', reason: 'contractUnknown', subject: 'DOGE-PERP' })
      }),
    )
  })
})

test('behavior: a shock moves the index, marks, forwards, volatility and collateral of one underlying only', () => {
  const shocked = shockSnapshot(madeSnapshot(), { underlying: 'BTC', spotMove: -0.1, volatilityMove: 0.2, volatilityPoints: 0.05 })
  expect(shocked.underlyings.get('BTC')?.indexPrice).toBeCloseTo(54_000, 9)
  expect(shocked.underlyings.get('BTC')?.expiries.get(inDays(60))?.variableForward).toBeCloseTo(54_450, 9)
  expect(shocked.marks.get('BTC-PERP')?.markPrice).toBeCloseTo(54_000, 9)
  expect(shocked.marks.get('BTC-10D-60000-C')?.volatility).toBeCloseTo(0.77, 12)
  expect(shocked.collateral.get('BTC')?.price).toBeCloseTo(54_000, 9)
  expect(shocked.collateral.get('USDC')?.price).toBe(1)
  expect(shocked.underlyings.get('ETH')?.indexPrice).toBe(3_000)
  expect(shocked.marks.get('ETH-PERP')?.markPrice).toBe(3_000)
  expect(new Set(marginModelNames).size).toBe(9)
})
