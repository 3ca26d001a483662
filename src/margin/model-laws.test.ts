import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timeUs } from '../base/time.ts'
import { compensatedSum } from '../num/compensated-sum.ts'
import { anyMarginAccount, anyOrders } from '../../test/margin-accounts.ts'
import { inDays, madeAccount, madeSnapshot, wanderingReturns } from '../../test/margin.ts'
import type { Contract } from './contract.ts'
import { enteredAtMarks } from './account/entered-at-marks.ts'
import type { MarginAccount, Position } from './account/margin-account.ts'
import { marginModelNames, type MarginModelName, type MarginRequirement, type Scan } from './margin-model.ts'
import type { MarketSnapshot } from './market-snapshot.ts'
import { marginModelOf } from './model-catalogue.ts'
import { filteredMarginTerms } from './models/fhs-es-terms.ts'
import { assessWithOrders } from './orders/open-orders.ts'
import { shockSnapshot } from './shock-snapshot.ts'
import { valueAccount } from './account/value-account.ts'

// What every model of the catalogue promises, whatever it asks for: the laws by which accounts, pages and the engine rely on all of them alike.

/** The made markets with the history some models ask for. */
const calm = ((made: MarketSnapshot): MarketSnapshot => ({
  ...made,
  underlyings: new Map(
    [...made.underlyings].map(([name, market], i) => [name, { ...market, dailyReturns: wanderingReturns(300, i), dailyVolume: 20_000 }]),
  ),
}))(madeSnapshot())

/** The same in trouble: the peg lost, oracles in doubt, the nearer expiry most of the way through its averaging window. */
const troubled = ((made: MarketSnapshot): MarketSnapshot => ({
  ...made,
  settlement: { ...made.settlement, price: 0.93, confidence: 0.4 },
  underlyings: new Map(
    [...made.underlyings].map(([name, market]) => {
      const near = { variableForward: 9_000, fixedForward: 50_300, rate: -0.02, confidence: 0.4 }
      return [name, { ...market, confidence: 0.5, ...(name === 'BTC' && { expiries: new Map([...market.expiries, [inDays(10), near]]) }) }]
    }),
  ),
}))(calm)

/** A second before an expiry whose settlement is all but fixed, far from the index; volatilities are next to nothing, the later forward is at twice the index. */
const lastSecond = ((made: MarketSnapshot): MarketSnapshot => ({
  ...made,
  at: timeUs(inDays(10) - 1e6),
  underlyings: new Map(
    [...made.underlyings].map(([name, market]) => {
      const near = { variableForward: 30, fixedForward: 44_970, rate: 0, confidence: 1 }
      const far = { variableForward: 120_000, fixedForward: 0, rate: 1.5, confidence: 1 }
      return [
        name,
        {
          ...market,
          ...(name === 'BTC' && {
            expiries: new Map([
              [inDays(10), near],
              [inDays(60), far],
            ]),
          }),
        },
      ]
    }),
  ),
  marks: new Map([...made.marks].map(([id, mark]) => [id, mark.volatility === undefined ? mark : { ...mark, volatility: 0.0004 }])),
}))(calm)
const markets = fc.constantFrom(...(['calm', 'troubled', 'lastSecond'] as const))
const snapshots = { calm, troubled, lastSecond } as const

const covers: Readonly<Record<MarginModelName, (contract: Contract) => boolean>> = {
  'derive-pmrm2': isOnDerive,
  'derive-pmrm1': isOnDerive,
  'derive-srm': isOnDerive,
  span: () => true,
  deribit: () => true,
  paradex: () => true,
  tims: () => true,
  'fhs-es': () => true,
  tiered: ({ kind }) => kind === 'future' || kind === 'perpetual',
}

function isOnDerive(contract: Contract): boolean {
  return contract.kind === 'spot' || (contract.kind !== 'future' && contract.payoff === 'linear')
}

/** An account of which the model covers everything, with nothing but cash where nothing else is left; each third position without a price of entry. */
function covered(name: MarginModelName, changes: Partial<MarginAccount>): MarginAccount {
  const { positions = [] } = changes
  const held = positions.filter(({ contract }) => {
    const found = calm.contracts.get(contract)
    return found !== undefined && covers[name](found)
  })
  const entered = held.map((position, i): Position =>
    i % 3 === 2 ? { contract: position.contract, size: position.size, unsettledFunding: -250 } : position,
  )
  return madeAccount({ ...changes, cash: (changes.cash ?? 0) + 0.5, positions: entered })
}

function assess(name: MarginModelName, account: MarginAccount, snapshot: MarketSnapshot): MarginRequirement {
  const valued = valueAccount(account, snapshot)
  if (!valued.ok) throw new Error(`${valued.refusal.reason} ${valued.refusal.subject}`)
  const assessed = marginModelOf(name).assess(valued.value, snapshot)
  if (!assessed.ok) throw new Error(assessed.refusal.reason)
  return assessed.value
}

/** Sums of the same numbers in another order differ by so much. */
function nearness({ parts, scans, equity }: MarginRequirement): number {
  const sizes = parts.flatMap(({ initial, maintenance }) => [Math.abs(initial), Math.abs(maintenance)])
  const losses = scans.flatMap(({ contributions }) => contributions.map(({ amount }) => Math.abs(amount)))
  return 1e-9 * (1 + Math.abs(equity) + compensatedSum([...sizes, ...losses]))
}

function expectClose(found: number, expected: number, within: number): void {
  expect(Math.abs(found - expected), `${found} is ${expected}`).toBeLessThanOrEqual(within)
}

const amountsOf = (scan: Scan): readonly number[] => scan.contributions.map(({ amount }) => amount)

describe.each(marginModelNames)('%s', (name) => {
  const property = (law: (account: MarginAccount, snapshot: MarketSnapshot) => void): void =>
    fc.assert(fc.property(anyMarginAccount, markets, (changes, market) => law(covered(name, changes), snapshots[market])))

  test('property: every figure is finite', () => {
    property((account, snapshot) => {
      const found = assess(name, account, snapshot)
      const figures = [
        ...[found.initialMargin, found.maintenanceMargin, found.equity],
        ...found.parts.flatMap(({ initial, maintenance }) => [initial, maintenance]),
        ...found.scans.flatMap((scan) => [...scan.scenarios.flatMap(({ profit, weight }) => [profit, weight]), ...amountsOf(scan)]),
        ...(found.shortfall?.contributions.map(({ amount }) => amount) ?? []),
      ]
      for (const figure of figures) expect(Number.isFinite(figure)).toBe(true)
    })
  })

  test('property: initial margin is at least maintenance margin, and that at least 0', () => {
    property((account, snapshot) => {
      const found = assess(name, account, snapshot)
      expect(found.initialMargin).toBeGreaterThanOrEqual(found.maintenanceMargin - nearness(found))
      expect(found.maintenanceMargin).toBeGreaterThanOrEqual(-nearness(found))
    })
  })

  test('property: equity is what the account is valued at', () => {
    property((account, snapshot) => {
      const valued = valueAccount(account, snapshot)
      expect(assess(name, account, snapshot).equity).toBe(valued.ok ? valued.value.equity : Number.NaN)
    })
  })

  test('property: parts with names of their own add up to both margins', () => {
    property((account, snapshot) => {
      const found = assess(name, account, snapshot)
      expectClose(compensatedSum(found.parts.map(({ initial }) => initial)), found.initialMargin, nearness(found))
      expectClose(compensatedSum(found.parts.map(({ maintenance }) => maintenance)), found.maintenanceMargin, nearness(found))
      expect(new Set(found.parts.map((part) => part.name)).size).toBe(found.parts.length)
    })
  })

  test('property: a scan has a name of its own, as has each scenario; its worst is the first that loses most, and is what positions lose', () => {
    property((account, snapshot) => {
      const found = assess(name, account, snapshot)
      const names = found.scans.map(({ underlying }) => underlying)
      expect(names).toEqual([...new Set(names)].toSorted())
      for (const scan of found.scans) {
        const profits = scan.scenarios.map(({ profit }) => profit)
        expect(scan.worst).toBe(profits.indexOf(Math.min(...profits)))
        expect(new Set(scan.scenarios.map((scenario) => scenario.name)).size).toBe(scan.scenarios.length)
        expectClose(compensatedSum(amountsOf(scan)), -(profits[scan.worst] ?? Number.NaN), nearness(found))
      }
      const { shortfall } = found
      if (shortfall === undefined) return
      expectClose(compensatedSum(shortfall.contributions.map(({ amount }) => amount)), shortfall.expectedShortfall, nearness(found))
    })
  })

  test('property: the order of the lists changes nothing', () => {
    property((account, snapshot) => {
      const found = assess(name, account, snapshot)
      const turned = { ...account, positions: account.positions.toReversed(), collateral: account.collateral.toReversed() }
      const back = assess(name, turned, snapshot)
      expectClose(back.initialMargin, found.initialMargin, nearness(found))
      expectClose(back.maintenanceMargin, found.maintenanceMargin, nearness(found))
      expectClose(back.equity, found.equity, nearness(found))
    })
  })

  test('property: neither cash, nor name, nor owner changes what is asked', () => {
    property((account, snapshot) => {
      const { equity, ...asked } = assess(name, account, snapshot)
      const other = assess(name, { ...account, id: 'other', owner: 'whoever', cash: account.cash + 12_345 }, snapshot)
      expect(other).toEqual({ ...asked, equity: other.equity })
      expectClose(other.equity, equity + 12_345, nearness(other))
    })
  })

  test('property: nothing moves, nothing changes', () => {
    property((account, snapshot) => {
      const still = shockSnapshot(snapshot, { spotMove: 0, volatilityMove: 0, volatilityPoints: 0 })
      const found = assess(name, account, snapshot)
      const after = assess(name, account, still)
      expectClose(after.initialMargin, found.initialMargin, nearness(found))
      expectClose(after.maintenanceMargin, found.maintenanceMargin, nearness(found))
      expect(after.equity).toBe(found.equity)
    })
  })

  test('table: an order without a position is asked what the position would be', () => {
    for (const side of ['buy', 'sell'] as const) {
      const order = { contract: 'BTC-PERP', side, size: 2, price: 60_000 }
      const ordered = assessWithOrders(marginModelOf(name), madeAccount({ orders: [order] }), calm)
      const size = side === 'buy' ? 2 : -2
      const held = assess(name, madeAccount({ positions: [{ contract: 'BTC-PERP', size, entryPrice: 60_000 }] }), calm)
      if (!ordered.ok) throw new Error(ordered.refusal.reason)
      expect(held.initialMargin).toBeGreaterThan(1_000)
      expectClose(ordered.value.initialMargin, held.initialMargin, nearness(held))
      expectClose(ordered.value.maintenanceMargin, held.maintenanceMargin, nearness(held))
    }
  })

  test('property: orders take from a balance or leave it, and never give', () => {
    fc.assert(
      fc.property(anyMarginAccount, anyOrders, (changes, drawn) => {
        const account = covered(name, changes)
        const orders = drawn.filter(({ contract }) => covers[name](calm.contracts.get(contract) as Contract)).slice(0, 3)
        const plain = assess(name, account, calm)
        const ordered = assessWithOrders(marginModelOf(name), { ...account, orders }, calm)
        if (!ordered.ok) throw new Error(ordered.refusal.reason)
        expect(ordered.value.equity).toBe(plain.equity)
        expect(ordered.value.initialMargin).toBeGreaterThanOrEqual(plain.initialMargin)
        expect(ordered.value.maintenanceMargin).toBeGreaterThanOrEqual(plain.maintenanceMargin)
      }),
      { numRuns: 25 },
    )
  })

  test('table: cash alone, held or owed, is asked for nothing', () => {
    for (const cash of [100_000, -100_000]) {
      const found = assess(name, madeAccount({ cash }), calm)
      expect([found.initialMargin, found.maintenanceMargin, found.equity]).toEqual([0, 0, cash])
      for (const { initial, maintenance } of found.parts) expect([initial, maintenance]).toEqual([0, 0])
    }
  })

  test('property: the market that lacks what an account needs is refused, not guessed', () => {
    property((account) => {
      const { positions } = account
      const needed = positions.find(({ contract }) => calm.contracts.get(contract)?.kind !== 'spot')
      if (needed === undefined) return
      const marks = new Map([...calm.marks].filter(([id]) => id !== needed.contract))
      expect(valueAccount(account, { ...calm, marks })).toMatchObject({
        ok: false,
        refusal: { reason: 'markMissing', subject: needed.contract },
      })
    })
  })
})

// Deribit dampens by an amount and charges deltas beyond a threshold, tiers rise with size, and what closing costs rises faster than its size.
const proportional = ['derive-pmrm2', 'derive-pmrm1', 'derive-srm', 'span', 'paradex', 'tims'] as const

test.each(proportional)('property: %s asks as many times as much of as many times as much', (name) => {
  fc.assert(
    fc.property(anyMarginAccount, markets, fc.integer({ min: 2, max: 9 }), (changes, market, times) => {
      const snapshot = snapshots[market]
      const account = covered(name, changes)
      const more = {
        ...account,
        cash: account.cash * times,
        collateral: account.collateral.map((one) => ({ ...one, amount: one.amount * times })),
        positions: account.positions.map((one) => ({
          ...one,
          size: one.size * times,
          unsettledFunding: (one.unsettledFunding ?? 0) * times,
        })),
      }
      const [once, often] = [assess(name, account, snapshot), assess(name, more, snapshot)]
      expectClose(often.initialMargin, once.initialMargin * times, nearness(often))
      expectClose(often.maintenanceMargin, once.maintenanceMargin * times, nearness(often))
      expectClose(often.equity, once.equity * times, nearness(often))
    }),
  )
})

// Two models reprice everything in full, each with its own code; the accounts of a shocked market are valued by a third.
const volatilityMoves: Readonly<Record<string, number>> = {
  unchanged: 0,
  up: filteredMarginTerms.volatilityRise,
  down: -filteredMarginTerms.volatilityFall,
}

test.each(['tims', 'fhs-es'] as const)(
  'property: what a scenario of %s gains is what the account is worth more in such a market',
  (name) => {
    fc.assert(
      fc.property(anyMarginAccount, markets, (changes, market) => {
        const snapshot = snapshots[market]
        const account = enteredAtMarks(covered(name, changes), snapshot)
        const found = assess(name, account, snapshot)
        for (const { underlying, scenarios } of found.scans) {
          for (const { spotMove, volatilityMove, profit } of scenarios) {
            const shocked = shockSnapshot(snapshot, { underlying, spotMove, volatilityMove: volatilityMoves[volatilityMove] ?? Number.NaN })
            const valued = valueAccount(account, shocked)
            expectClose(profit, (valued.ok ? valued.value.equity : Number.NaN) - found.equity, nearness(found) + 1e-9 * Math.abs(profit))
          }
        }
      }),
      { numRuns: 40 },
    )
  },
)
