import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeAccount, madeSnapshot, wanderingReturns } from '../../../test/margin.ts'
import type { MarginAccount } from '../account/margin-account.ts'
import type { MarginRequirement } from '../margin-model.ts'
import type { MarketSnapshot, UnderlyingMarket } from '../market-snapshot.ts'
import { filterDailyReturns } from '../return-volatility.ts'
import { valueAccount } from '../account/value-account.ts'
import { filteredMarginTerms } from './fhs-es-terms.ts'
import { filteredMarginHouseModel, createFilteredMarginModel } from './fhs-es.ts'
import { closeOutCost } from './filtered-margin.ts'

function snapshotWith(btc: Partial<UnderlyingMarket> = {}, eth: Partial<UnderlyingMarket> = {}): MarketSnapshot {
  const snapshot = madeSnapshot()
  const known = { dailyReturns: wanderingReturns(400), dailyVolume: 50_000 }
  const other = { dailyReturns: wanderingReturns(400, 1), dailyVolume: 400_000 }
  return {
    ...snapshot,
    underlyings: new Map([
      ['BTC', { ...snapshot.underlyings.get('BTC')!, ...known, ...btc }],
      ['ETH', { ...snapshot.underlyings.get('ETH')!, ...other, ...eth }],
    ]),
  }
}

const held = (...positions: readonly (readonly [contract: string, size: number])[]): MarginAccount =>
  madeAccount({ positions: positions.map(([contract, size]) => ({ contract, size })) })

function assessed(account: MarginAccount, { snapshot = snapshotWith(), model = filteredMarginHouseModel } = {}): MarginRequirement {
  const valued = valueAccount(account, snapshot)
  const requirement = valued.ok ? model.assess(valued.value, snapshot) : valued
  if (!requirement.ok) throw new Error(requirement.refusal.reason)
  return requirement.value
}

const partOf = (requirement: MarginRequirement, name: string) => requirement.parts.find((part) => part.name === name)

/** The mean of the worst four of 400 losses, in the plainest way. */
const worstFour = (losses: readonly number[]): number =>
  losses
    .toSorted((a, b) => b - a)
    .slice(0, 4)
    .reduce((sum, loss) => sum + loss / 4, 0)

describe('the shortfall of a portfolio', () => {
  const filtered = filterDailyReturns(wanderingReturns(400))
  if (!filtered.ok) throw new Error(filtered.refusal.reason)
  const moves = [...filtered.value.residuals].map((z) => Math.exp(z * filtered.value.nextVolatility * Math.SQRT2))

  test('behavior: a perpetual loses its size times the move, an inverse one that in coin at the index', () => {
    expect(assessed(held(['BTC-PERP', 2])).shortfall?.expectedShortfall).toBeCloseTo(
      worstFour(moves.map((move) => 120_000 * (1 - move))),
      6,
    )
    expect(assessed(held(['BTC-PERP', -2])).shortfall?.expectedShortfall).toBeCloseTo(
      worstFour(moves.map((move) => 120_000 * (move - 1))),
      6,
    )
    // 12,000 dollars in coin from 60,000 on, at the index after the move: 12,000 (move - 1).
    const inverse = assessed(held(['BTC-PERPETUAL', 1_200])).shortfall
    expect(inverse?.expectedShortfall).toBeCloseTo(worstFour(moves.map((move) => 12_000 * (1 - move))), 6)
  })

  test('behavior: an option bought loses at most its worth, and a call less a put is a future', () => {
    const put = assessed(held(['BTC-10D-60000-P', 1]))
    expect(put.shortfall?.expectedShortfall).toBeGreaterThan(0)
    expect(put.shortfall?.expectedShortfall).toBeLessThan(put.equity - 100_000)
    const synthetic = assessed(held(['BTC-60D-60000-C', 1], ['BTC-60D-60000-P', -1]))
    expect(synthetic.shortfall?.expectedShortfall).toBeCloseTo(assessed(held(['BTC-60D', 1])).shortfall?.expectedShortfall ?? NaN, 6)
  })

  test('behavior: days are the same for all underlyings, so that a hedge across them counts', () => {
    const alike = snapshotWith({}, { dailyReturns: wanderingReturns(400) })
    const hedged = assessed(held(['BTC-PERP', 1], ['ETH-PERP', -20]), { snapshot: alike })
    expect(hedged.shortfall?.expectedShortfall).toBeCloseTo(0, 6)
    const unlike = assessed(held(['BTC-PERP', 1], ['ETH-PERP', -20]))
    expect(unlike.shortfall?.expectedShortfall).toBeGreaterThan(1_000)
    // Stress is not netted across underlyings: 35 % of 60,000 on each, which count a quarter.
    expect(partOf(hedged, 'stress')?.initial).toBeCloseTo(0.25 * 2 * 0.35 * 60_000, 6)
  })

  test('behavior: volatility moved against the price makes a put sold lose more', () => {
    const shortfallAt = (volatilityBeta: number): number =>
      assessed(held(['BTC-60D-60000-P', -1]), { model: createFilteredMarginModel({ ...filteredMarginTerms, volatilityBeta }) }).shortfall
        ?.expectedShortfall ?? NaN
    expect(shortfallAt(-1)).toBeGreaterThan(shortfallAt(0) * 1.02)
    expect(shortfallAt(1)).toBeLessThan(shortfallAt(0))
  })

  test('behavior: collateral in coin covers calls sold, and has no haircut besides', () => {
    const covered = assessed({ ...held(['BTC-10D-60000-C', -1]), collateral: [{ asset: 'BTC', amount: 1 }] })
    const naked = assessed(held(['BTC-10D-60000-C', -1]))
    expect(covered.shortfall?.contributions.map(({ contract }) => contract)).toEqual(['BTC-10D-60000-C', 'collateral BTC'])
    expect(partOf(covered, 'collateral haircut')?.initial).toBe(0)
    expect(lossUp(covered)).toBeLessThan(lossUp(naked))
  })

  const lossUp = (requirement: MarginRequirement): number => -(requirement.scans[0]?.scenarios[6]?.profit ?? NaN)

  const contracts = ['BTC', 'BTC-PERP', 'BTC-PERPETUAL', 'BTC-60D', 'ETH-PERP', 'BTC-10D-60000-C', 'BTC-60D-50000-P', 'BTC-60D-70000-C-I']
  const portfolios = fc
    .tuple(...contracts.map(() => fc.integer({ min: -30, max: 30 })))
    .map((sizes) => held(...sizes.flatMap((size, i): (readonly [string, number])[] => (size === 0 ? [] : [[contracts[i] ?? '', size]]))))

  test('property: contributions add up to the shortfall, parts to the margins, and maintenance is its share', () => {
    fc.assert(
      fc.property(portfolios, (account) => {
        const requirement = assessed(account)
        const { shortfall, parts } = requirement
        const size = 1 + (shortfall?.contributions ?? []).reduce((sum, { amount }) => sum + Math.abs(amount), 0)
        const sum = (shortfall?.contributions ?? []).reduce((total, { amount }) => total + amount, 0)
        expect(Math.abs(sum - (shortfall?.expectedShortfall ?? NaN))).toBeLessThanOrEqual(1e-11 * size)
        expect(Math.abs(parts.reduce((total, { initial }) => total + initial, 0) - requirement.initialMargin)).toBeLessThanOrEqual(
          1e-11 * size,
        )
        expect(requirement.initialMargin).toBeGreaterThanOrEqual(0)
        expect(requirement.maintenanceMargin).toBeCloseTo(0.8 * requirement.initialMargin, 6)
        expect(requirement.shortfall?.contributions).toHaveLength(account.positions.length)
        for (const scan of requirement.scans) {
          const worst = scan.scenarios[scan.worst]?.profit ?? NaN
          expect(Math.min(...scan.scenarios.map(({ profit }) => profit))).toBe(worst)
          expect(Math.abs(scan.contributions.reduce((total, { amount }) => total + amount, 0) + worst)).toBeLessThanOrEqual(
            1e-10 * size + 1e-6,
          )
        }
      }),
      { numRuns: 30 },
    )
  })

  test('property: twice the positions, twice the shortfall; two portfolios together never more than each by itself', () => {
    const shortfallOf = (account: MarginAccount): number => assessed(account).shortfall?.expectedShortfall ?? NaN
    const times = (account: MarginAccount, factor: number): MarginAccount => ({
      ...account,
      positions: account.positions.map((position) => ({ ...position, size: position.size * factor })),
    })
    const together = (a: MarginAccount, b: MarginAccount): MarginAccount => {
      const sizes = new Map(a.positions.map(({ contract, size }) => [contract, size]))
      for (const { contract, size } of b.positions) sizes.set(contract, (sizes.get(contract) ?? 0) + size)
      return held(...[...sizes].filter(([, size]) => size !== 0))
    }
    fc.assert(
      fc.property(portfolios, portfolios, (a, b) => {
        const [one, other] = [shortfallOf(a), shortfallOf(b)]
        expect(shortfallOf(times(a, 2))).toBeCloseTo(2 * one, 4)
        expect(shortfallOf(together(a, b))).toBeLessThanOrEqual(one + other + 1e-4)
      }),
      { numRuns: 30 },
    )
  })
})

describe('parts', () => {
  test('table: a single perpetual, part by part', () => {
    const requirement = assessed(held(['BTC-PERP', 2]))
    const tail = requirement.shortfall?.expectedShortfall ?? NaN
    const filtered = filterDailyReturns(wanderingReturns(400))
    const volatility = filtered.ok ? filtered.value.nextVolatility : NaN
    const cost = closeOutCost({ units: 2, price: 60_000, volatility, dailyVolume: 50_000 }, filteredMarginTerms.closeOut)
    expect(requirement.parts.map(({ name, initial }) => [name, initial])).toEqual([
      ['expected shortfall', expect.closeTo(0.75 * tail, 6)],
      ['stress', expect.closeTo(0.25 * 0.35 * 120_000, 6)],
      ['floor', 0],
      ['close-out', expect.closeTo(cost, 9)],
      ['volatility', 0],
      ['collateral haircut', 0],
    ])
    expect(requirement.scans[0]).toMatchObject({
      underlying: 'BTC',
      worst: 0,
      contributions: [{ contract: 'BTC-PERP', amount: expect.closeTo(42_000, 6) }],
    })
    expect(requirement.scans[0]?.scenarios.map(({ name }) => name)).toEqual([
      'spot -35 %, volatility down',
      'spot -35 %, volatility unchanged',
      'spot -35 %, volatility up',
      'spot 0 %, volatility down',
      'spot 0 %, volatility up',
      'spot +35 %, volatility down',
      'spot +35 %, volatility unchanged',
      'spot +35 %, volatility up',
    ])
  })

  test('behavior: options bought are charged for a fall of volatility, and sold for a rise', () => {
    const straddle = (size: number): MarginAccount => held(['BTC-10D-60000-C', size], ['BTC-10D-60000-P', size])
    const worth = assessed(straddle(1)).equity - 100_000
    // At the money the worth of a straddle is all but proportional to volatility.
    expect(partOf(assessed(straddle(1)), 'volatility')?.initial).toBeCloseTo(0.3 * worth, -1)
    expect(partOf(assessed(straddle(-1)), 'volatility')?.initial).toBeCloseTo(0.5 * worth, -1)
    expect(partOf(assessed(straddle(-1)), 'volatility')?.maintenance).toBeCloseTo(0.4 * worth, -1)
  })

  test('behavior: the floor lifts what is below it', () => {
    const plain = assessed(held(['BTC-PERP', 2]))
    const mixed = (partOf(plain, 'expected shortfall')?.initial ?? NaN) + (partOf(plain, 'stress')?.initial ?? NaN)
    const floored = (floor: number) =>
      partOf(assessed(held(['BTC-PERP', 2]), { model: createFilteredMarginModel({ ...filteredMarginTerms, floor }) }), 'floor')
    expect(floored((mixed / 120_000) * 0.999)?.initial).toBe(0)
    expect(floored(mixed / 120_000 + 0.01)?.initial).toBeCloseTo(1_200, 6)
  })

  test('behavior: an account in cash and coins asks for what they may lose', () => {
    expect(assessed(madeAccount())).toMatchObject({ initialMargin: 0, maintenanceMargin: 0, equity: 100_000, scans: [] })
    const coins = assessed(
      madeAccount({
        collateral: [
          { asset: 'BTC', amount: 1 },
          { asset: 'USDC', amount: 5 },
        ],
      }),
    )
    expect(coins.shortfall?.contributions.map(({ contract }) => contract)).toEqual(['collateral BTC'])
    expect(coins.initialMargin).toBeGreaterThan(0)
  })
})

describe('refusals', () => {
  const refusalOf = (snapshot: MarketSnapshot, account = held(['BTC-PERP', 1], ['ETH-PERP', 1])) => {
    const valued = valueAccount(account, snapshot)
    const requirement = valued.ok ? filteredMarginHouseModel.assess(valued.value, snapshot) : valued
    return requirement.ok ? undefined : requirement.refusal
  }
  const withoutReturns = (): MarketSnapshot => {
    const { underlyings, ...rest } = snapshotWith()
    return { ...rest, underlyings: new Map([...underlyings, ['ETH', madeSnapshot().underlyings.get('ETH')!]]) }
  }

  test.each([
    ['historyMissing', 'ETH', undefined, withoutReturns()],
    [
      'historyTooShort',
      'BTC',
      '249 of 250 daily returns',
      snapshotWith({ dailyReturns: wanderingReturns(249) }, { dailyReturns: wanderingReturns(249) }),
    ],
    ['historyTooShort', 'ETH', '399 of 400 daily returns', snapshotWith({}, { dailyReturns: wanderingReturns(399) })],
    ['historyTooShort', 'BTC', '400 of 401 daily returns', snapshotWith({}, { dailyReturns: wanderingReturns(401) })],
    ['historyMissing', 'BTC', 'a return that is not finite', snapshotWith({ dailyReturns: [...wanderingReturns(399), NaN] })],
    [
      'historyMissing',
      'BTC',
      'returns of zero',
      snapshotWith({ dailyReturns: wanderingReturns(400).map((one, day) => (day < 60 ? 0 : one)) }),
    ],
  ])('table: %s for %s, %s', (reason, subject, found, snapshot) => {
    expect(refusalOf(snapshot)).toEqual({ account: 'fund-7', reason, subject, ...(found !== undefined && { found }) })
  })

  test('behavior: without a volume a position counts as a whole day of it, or is refused where the terms say nothing', () => {
    const silent = snapshotWith({}, { dailyVolume: 0 })
    const account = held(['ETH-PERP', -30])
    const whole = assessed(account, { snapshot: silent })
    expect(partOf(whole, 'close-out')).toEqual(partOf(assessed(account, { snapshot: snapshotWith({}, { dailyVolume: 30 }) }), 'close-out'))
    expect(assessed(held(['ETH-PERP', 30], ['BTC-PERP', 1]), { snapshot: silent }).initialMargin).toBeGreaterThan(0)
    const { unknownVolumeShare: _share, ...strict } = filteredMarginTerms
    const valued = valueAccount(account, silent)
    expect(valued.ok && createFilteredMarginModel(strict).assess(valued.value, silent)).toEqual({
      ok: false,
      refusal: { account: 'fund-7', reason: 'depthMissing', subject: 'ETH', found: 'no daily volume' },
    })
  })

  test('behavior: 250 returns are enough, and what is not held need not be known', () => {
    expect(refusalOf(snapshotWith({ dailyReturns: wanderingReturns(250) }, { dailyReturns: wanderingReturns(250) }))).toBeUndefined()
    expect(refusalOf(withoutReturns(), held(['BTC-PERP', 1]))).toBeUndefined()
  })

  test('behavior: collateral in coin needs a history too', () => {
    const snapshot = madeSnapshot()
    expect(refusalOf(snapshot, madeAccount({ collateral: [{ asset: 'BTC', amount: 1 }] }))).toMatchObject({
      reason: 'historyMissing',
      subject: 'BTC',
    })
  })
})
