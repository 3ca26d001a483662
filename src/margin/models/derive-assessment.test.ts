import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inDays, madeAccount, madeSnapshot } from '../../../test/margin.ts'
import type { MarginAccount, Position } from '../account/margin-account.ts'
import type { MarginModel, MarginRequirement, Scan } from '../margin-model.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { shockSnapshot } from '../shock-snapshot.ts'
import { valueAccount } from '../account/value-account.ts'
import type { ValuedAccount } from '../account/valued-account.ts'
import { derivePmrm1 } from './derive-pmrm1.ts'
import { pmrm1Terms } from './derive-pmrm1-terms.ts'
import { derivePmrm2 } from './derive-pmrm2.ts'
import { pmrm2Terms } from './derive-pmrm2-terms.ts'
import { volatilityFactors } from './derive-shock.ts'
import { deriveSrm } from './derive-srm.ts'

const models = [derivePmrm2, derivePmrm1, deriveSrm]

function valued(account: MarginAccount, snapshot: MarketSnapshot): ValuedAccount {
  const found = valueAccount(account, snapshot)
  if (!found.ok) throw new Error(found.refusal.reason)
  return found.value
}

function assess(model: MarginModel, account: MarginAccount, snapshot = madeSnapshot()): MarginRequirement {
  const found = model.assess(valued(account, snapshot), snapshot)
  if (!found.ok) throw new Error(found.refusal.reason)
  return found.value
}

/** Markets in which nothing is as it should be: a lost peg, doubtful oracles, an expiry inside its averaging window. */
function badSnapshot(): MarketSnapshot {
  const made = madeSnapshot()
  const btc = made.underlyings.get('BTC')
  if (btc === undefined) throw new Error('no BTC')
  const near = { variableForward: 20_000, fixedForward: 40_100, rate: -0.02, confidence: 0.4 }
  const expiries = new Map([...btc.expiries, [inDays(10), near]])
  return {
    ...made,
    settlement: { ...made.settlement, price: 0.93 },
    underlyings: new Map([...made.underlyings, ['BTC', { ...btc, confidence: 0.5, expiries }]]),
  }
}

const contracts = [
  'BTC-PERP',
  'ETH-PERP',
  ...[10, 60].flatMap((days) => [40, 50, 60, 70, 80].flatMap((k) => ['C', 'P'].map((kind) => `BTC-${days}D-${k}000-${kind}`))),
]
const positionIn = (contract: string): fc.Arbitrary<Position> =>
  fc.record({
    contract: fc.constant(contract),
    size: fc
      .integer({ min: -50, max: 50 })
      .filter((tenths) => tenths !== 0)
      .map((tenths) => tenths / 10),
    unsettledFunding: fc.integer({ min: -500, max: 500 }),
  })
const accounts = fc.record({
  cash: fc.integer({ min: -100_000, max: 200_000 }),
  positions: fc
    .uniqueArray(fc.constantFrom(...contracts), { minLength: 1, maxLength: 8 })
    .chain((held) => fc.tuple(...held.map(positionIn))),
  btc: fc.integer({ min: 0, max: 3_000 }),
  stable: fc.integer({ min: 0, max: 90_000 }),
})
const markets = fc.constantFrom(madeSnapshot(), badSnapshot())
const accountOf = ({ cash, positions, btc, stable }: { cash: number; positions: Position[]; btc: number; stable: number }): MarginAccount =>
  madeAccount({
    cash,
    positions,
    collateral: [
      { asset: 'BTC', amount: btc / 1000 },
      { asset: 'USDC', amount: stable },
    ],
  })
const nearness = (requirement: MarginRequirement): number =>
  1e-9 * (1 + requirement.parts.reduce((sum, { initial }) => sum + Math.abs(initial), 0))

describe.each(models.map((model) => [model.name, model] as const))('%s', (_name, model) => {
  test('property: parts add up to what is asked', () => {
    fc.assert(
      fc.property(accounts, markets, (drawn, snapshot) => {
        const requirement = assess(model, accountOf(drawn), snapshot)
        const sum = (of: 'initial' | 'maintenance'): number => requirement.parts.reduce((total, part) => total + part[of], 0)
        expect(Math.abs(sum('initial') - requirement.initialMargin)).toBeLessThan(nearness(requirement))
        expect(Math.abs(sum('maintenance') - requirement.maintenanceMargin)).toBeLessThan(nearness(requirement))
        expect(new Set(requirement.parts.map(({ name }) => name)).size).toBe(requirement.parts.length)
      }),
    )
  })

  test('property: the order in which positions and collateral are listed changes no bit', () => {
    fc.assert(
      fc.property(accounts, markets, (drawn, snapshot) => {
        const account = accountOf(drawn)
        const turned = { ...account, positions: account.positions.toReversed(), collateral: account.collateral.toReversed() }
        const { equity: _equity, ...there } = assess(model, account, snapshot)
        const { equity: _other, ...back } = assess(model, turned, snapshot)
        expect(back).toEqual(there)
      }),
    )
  })

  test('property: initial margin is never below maintenance margin', () => {
    fc.assert(
      fc.property(accounts, markets, (drawn, snapshot) => {
        const requirement = assess(model, accountOf(drawn), snapshot)
        expect(requirement.initialMargin).toBeGreaterThanOrEqual(requirement.maintenanceMargin - nearness(requirement))
      }),
    )
  })

  test('property: twice of everything is asked twice as much', () => {
    fc.assert(
      fc.property(accounts, markets, fc.integer({ min: 2, max: 7 }), (drawn, snapshot, times) => {
        const account = accountOf(drawn)
        const more = {
          ...account,
          cash: account.cash * times,
          collateral: account.collateral.map(({ asset, amount }) => ({ asset, amount: amount * times })),
          positions: account.positions.map((position) => ({
            ...position,
            size: position.size * times,
            unsettledFunding: (position.unsettledFunding ?? 0) * times,
          })),
        }
        const [one, many] = [assess(model, account, snapshot), assess(model, more, snapshot)]
        expect(Math.abs(many.initialMargin - times * one.initialMargin)).toBeLessThan(nearness(many))
        expect(Math.abs(many.maintenanceMargin - times * one.maintenanceMargin)).toBeLessThan(nearness(many))
      }),
    )
  })

  test('property: cash changes equity and nothing that is asked', () => {
    fc.assert(
      fc.property(accounts, markets, (drawn, snapshot) => {
        const account = accountOf(drawn)
        const requirement = assess(model, account, snapshot)
        const richer = assess(model, { ...account, cash: account.cash + 1234 }, snapshot)
        expect(richer.initialMargin).toBe(requirement.initialMargin)
        expect(richer.equity - requirement.equity).toBeCloseTo(1234, 6)
      }),
    )
  })

  test.each([
    ['a linear future', 'BTC-60D'],
    ['an inverse perpetual', 'BTC-PERPETUAL'],
    ['an inverse option', 'BTC-10D-60000-C-I'],
  ])('error: %s is not listed there', (kind, contract) => {
    const account = madeAccount({ positions: [{ contract, size: 1 }] })
    const found = model.assess(valued(account, madeSnapshot()), madeSnapshot())
    expect(found).toEqual({ ok: false, refusal: { account: 'fund-7', reason: 'contractNotCovered', subject: contract, found: kind } })
  })

  test('behavior: cash alone asks for nothing', () => {
    expect(assess(model, madeAccount())).toEqual({ initialMargin: 0, maintenanceMargin: 0, equity: 100_000, parts: [], scans: [] })
  })

  test('behavior: spot is margined as collateral, with its haircuts, and refused without them', () => {
    const spot = assess(model, madeAccount({ positions: [{ contract: 'BTC', size: 0.5 }] }))
    const held = assess(model, madeAccount({ collateral: [{ asset: 'BTC', amount: 0.5 }] }))
    expect([spot.initialMargin, spot.maintenanceMargin]).toEqual([held.initialMargin, held.maintenanceMargin])
    const bare = madeSnapshot({ collateral: new Map() })
    const found = model.assess(valued(madeAccount({ positions: [{ contract: 'BTC', size: 0.5 }] }), bare), bare)
    expect(found).toMatchObject({ ok: false, refusal: { reason: 'collateralUnpriced', subject: 'BTC' } })
  })

  test.each(['BTC-PERP', 'BTC-60D-60000-C'])('behavior: ten contracts of a tenth are one, %s', (id) => {
    const made = madeSnapshot()
    const contract = made.contracts.get(id)
    if (contract === undefined) throw new Error('no contract')
    const tenth = madeSnapshot({ contracts: new Map([...made.contracts, [id, { ...contract, multiplier: 0.1 }]]) })
    const held = (size: number): MarginAccount => madeAccount({ positions: [{ contract: id, size }] })
    expect(assess(model, held(-10), tenth).initialMargin).toBeCloseTo(assess(model, held(-1), made).initialMargin, 6)
  })

  test('behavior: underlyings are margined apart and added up', () => {
    const one = (...positions: Position[]): MarginRequirement => assess(model, madeAccount({ positions }))
    const [btc, eth] = [
      { contract: 'BTC-PERP', size: 1 },
      { contract: 'ETH-PERP', size: -20 },
    ]
    expect(one(btc, eth).initialMargin).toBeCloseTo(one(btc).initialMargin + one(eth).initialMargin, 6)
  })
})

describe.each([derivePmrm2, derivePmrm1].map((model) => [model.name, model] as const))('scans of %s', (_name, model) => {
  test('property: contributions to the worst scenario add up to its loss, and none is worse', () => {
    fc.assert(
      fc.property(accounts, markets, (drawn, snapshot) => {
        const requirement = assess(model, accountOf(drawn), snapshot)
        for (const { scenarios, worst, contributions } of requirement.scans) {
          const profits = scenarios.map(({ profit }) => profit)
          expect(worst).toBe(profits.indexOf(Math.min(...profits)))
          const sum = contributions.reduce((total, { amount }) => total + amount, 0)
          expect(Math.abs(sum + (profits[worst] ?? NaN))).toBeLessThan(nearness(requirement))
        }
      }),
    )
  })

  test('default: every scenario is named, and the forward contingency is the last', () => {
    const account = madeAccount({
      positions: [
        { contract: 'ETH-PERP', size: 1 },
        { contract: 'BTC-PERP', size: -1 },
      ],
    })
    const { scans } = assess(model, account)
    expect(scans.map(({ underlying }) => underlying)).toEqual(['BTC', 'ETH'])
    for (const { scenarios } of scans) {
      expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
      expect(scenarios.at(-1)?.name).toBe('forward contingency')
    }
    expect(scans[1]?.scenarios[scans[1].worst]).toMatchObject({
      volatilityMove: 'up',
      spotMove: model.name === 'derive-pmrm2' ? -0.18 : -0.2,
    })
  })
})

function worstOf({ scenarios, worst }: Scan): Scan['scenarios'][number] {
  const found = scenarios[worst]
  if (found === undefined) throw new Error('no worst')
  return found
}

test('property: of perpetuals and coins the worst scenario is what a shocked market loses', () => {
  const sizes = fc.integer({ min: -3_000, max: 3_000 }).filter((thousandths) => thousandths !== 0)
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 3_000 }), fc.constantFrom(derivePmrm2, derivePmrm1), (size, coins, model) => {
      const positions = [{ contract: 'BTC-PERP', size: size / 1000, entryPrice: 55_000 }]
      const account = madeAccount({ positions, collateral: [{ asset: 'BTC', amount: coins / 1000 }] })
      const snapshot = madeSnapshot()
      const worst = worstOf(assess(model, account).scans[0] as Scan)
      const shocked = valued(account, shockSnapshot(snapshot, { underlying: 'BTC', spotMove: worst.spotMove }))
      expect(worst.profit).toBeCloseTo((shocked.equity - valued(account, snapshot).equity) * worst.weight, 6)
    }),
  )
})

test('property: of short options of one expiry the first generation loses what a shocked market loses', () => {
  const strikes = fc.uniqueArray(fc.constantFrom(40, 50, 60, 70, 80), { minLength: 1 })
  fc.assert(
    fc.property(strikes, fc.constantFrom('C', 'P'), fc.integer({ min: 1, max: 50 }), (held, kind, tenths) => {
      const positions = held.map((strike) => ({ contract: `BTC-10D-${strike}000-${kind}`, size: -tenths / 10 }))
      const account = madeAccount({ positions })
      const snapshot = madeSnapshot()
      const worst = worstOf(assess(derivePmrm1, account).scans[0] as Scan)
      const factors = volatilityFactors(pmrm1Terms.scan.volatilityShock, 864_000)
      const factor = { up: factors.up, down: factors.down }[worst.volatilityMove] ?? 1
      const shock = { underlying: 'BTC', spotMove: worst.spotMove, volatilityMove: factor - 1 }
      const shocked = valued(account, shockSnapshot(snapshot, shock))
      if (worst.name !== 'forward contingency') expect(worst.profit).toBeCloseTo(shocked.equity - valued(account, snapshot).equity, 5)
    }),
  )
})

test('behavior: collateral that follows no underlying is asked its haircut and has no scan; one whose oracle is in doubt is charged for it', () => {
  const made = madeSnapshot()
  const token = { price: 2, confidence: 0.5, initialHaircut: 0.2, maintenanceHaircut: 0.1 }
  const snapshot = madeSnapshot({ collateral: new Map([...made.collateral, ['TOKEN', token]]) })
  const requirement = assess(derivePmrm2, madeAccount({ collateral: [{ asset: 'TOKEN', amount: 100 }] }), snapshot)
  expect(requirement).toMatchObject({ initialMargin: 40 + 100, maintenanceMargin: 20, scans: [] })
})

test('behavior: an index in doubt is charged for on perpetuals, the worse of index and expiry on options', () => {
  const account = madeAccount({
    positions: [
      { contract: 'BTC-PERP', size: 1 },
      { contract: 'BTC-10D-60000-C', size: -2 },
    ],
  })
  for (const model of [derivePmrm2, derivePmrm1, deriveSrm]) {
    const doubt = assess(model, account, badSnapshot()).parts.find(({ name }) => name === 'oracle confidence')
    expect(doubt).toEqual({ name: 'oracle confidence', initial: 0.5 * 60_000 + 0.6 * 120_000, maintenance: 0 })
  }
})

test('behavior: a covered call asks for less than its halves, where coins follow', () => {
  const call = { contract: 'BTC-60D-60000-C', size: -1 }
  const coins = [{ asset: 'BTC', amount: 1 }]
  for (const model of [derivePmrm2, derivePmrm1]) {
    const both = assess(model, madeAccount({ positions: [call], collateral: coins }))
    const apart = [assess(model, madeAccount({ positions: [call] })), assess(model, madeAccount({ collateral: coins }))]
    expect(both.initialMargin).toBeLessThan(apart.reduce((sum, { initialMargin }) => sum + initialMargin, 0))
  }
})

test('behavior: what options are worth discounted is asked back, so that equity may be undiscounted', () => {
  const account = madeAccount({ positions: [{ contract: 'BTC-60D-40000-C', size: 1 }] })
  const requirement = assess(derivePmrm2, account)
  const value = requirement.equity - account.cash
  const discount = requirement.parts.find(({ name }) => name === 'option discount')
  expect(discount?.maintenance).toBeCloseTo(value * (1 - Math.exp((-0.03 * 60) / 365)), 6)
})

test('behavior: smaller markets pay more for perpetuals under the standard margin', () => {
  const made = madeSnapshot()
  const eth = made.underlyings.get('ETH')
  const perpetual = made.contracts.get('ETH-PERP')
  if (eth === undefined || perpetual === undefined) throw new Error('no ETH')
  const snapshot = madeSnapshot({
    underlyings: new Map([...made.underlyings, ['SOL', eth]]),
    contracts: new Map([...made.contracts, ['SOL-PERP', { ...perpetual, id: 'SOL-PERP', underlying: 'SOL' }]]),
    marks: new Map([...made.marks, ['SOL-PERP', { markPrice: 3_000, confidence: 1 }]]),
  })
  const asked = (contract: string): number => assess(deriveSrm, madeAccount({ positions: [{ contract, size: 1 }] }), snapshot).initialMargin
  expect([asked('ETH-PERP'), asked('SOL-PERP')]).toEqual([300, 600])
})

test('default: the numbers keep initial margin above maintenance margin', () => {
  expect(pmrm2Terms.initialLossFactor).toBeGreaterThanOrEqual(pmrm2Terms.maintenanceLossFactor)
  expect(pmrm1Terms.initialFactor).toBeGreaterThanOrEqual(1)
})
