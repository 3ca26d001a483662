import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextUniform, type Prng } from '../../base/prng.ts'
import { timeUs, type TimeUs } from '../../base/time.ts'
import {
  accountsOf,
  balanceFromNothing,
  cashNearZero,
  changePosition,
  madeInstrument,
  madeWorld,
  revalue,
  signed,
  type WatchWorld,
} from '../../../test/watch-world.ts'
import type { MarketPoint } from './band-box.ts'
import { countMismatches, createWatchCheck } from './watch-check.ts'
import { addInstrument, createWatch, type WatchOptions } from './watch-create.ts'
import type { Watch } from './watch-state.ts'
import { balanceOf, breachedAccounts, setCash, setPosition, tick, type WatchChanges } from './watch.ts'

const marketsOf = (world: WatchWorld) => [...world.markets].map(([underlying, point]) => ({ underlying, ...point }))

function watchOf(world: WatchWorld): Watch {
  const { instruments, scenarios } = world
  return createWatch({ markets: marketsOf(world), instruments, scenarios, accounts: accountsOf(world), mostAtOnce: 40 })
}

/** Mostly small steps, some wide ones, gaps out of every box, volatility up to four times, spot near zero, and hours that pass expiries. */
function nextPoint(draw: Prng, before: MarketPoint, first: MarketPoint): MarketPoint {
  const kind = nextUniform(draw)
  const step = kind < 0.6 ? 0.00005 : kind < 0.85 ? 0.0004 : kind < 0.96 ? 0.003 : 0.3
  const near = 2 * nextUniform(draw) - 1
  const spot = kind > 0.998 ? first.spot * 1e-6 : before.spot < first.spot / 4 ? first.spot : before.spot * (1 + step * near)
  const moves = nextUniform(draw)
  const volatilityFactor =
    moves < 0.9 ? before.volatilityFactor : moves < 0.99 ? before.volatilityFactor * (1 + 0.01 * near) : 0.25 + 3.75 * nextUniform(draw)
  const passes = nextUniform(draw)
  const seconds = passes < 0.7 ? 0.1 : passes < 0.97 ? 10 * nextUniform(draw) : passes < 0.999 ? 600 * nextUniform(draw) : 40_000
  return { spot, volatilityFactor, at: Math.round(before.at + seconds * 1e6) as TimeUs }
}

function expectSame(world: WatchWorld, watch: Watch, { breached, recovered }: WatchChanges): void {
  const balances = world.accounts.map((_, account) => balanceFromNothing(world, account))
  const below = balances.flatMap((balance, account) => (balance < 0 ? [account] : []))
  const found = breachedAccounts(watch)
  if (found.length !== below.length || found.some((account, i) => account !== below[i])) expect(found).toEqual(below)
  for (const { index, balance } of [...breached, ...recovered]) if (balance !== balances[index]) expect(balance).toBe(balances[index])
}

/** Lets a world and a watch go the same way, and compares after each step. */
function goTogether(world: WatchWorld, watch: Watch, steps: number): number {
  const { draw, accounts, markets } = world
  const first = new Map(markets)
  let changes = 0
  for (let step = 0; step < steps; step++) {
    const names = [...markets.keys()]
    const underlying = names[Math.floor(names.length * nextUniform(draw))] as string
    const kind = nextUniform(draw)
    const account = Math.floor(accounts.length * nextUniform(draw))
    let found: WatchChanges
    if (kind < 0.94) {
      const point = nextPoint(draw, markets.get(underlying) as MarketPoint, first.get(underlying) as MarketPoint)
      markets.set(underlying, point)
      revalue(world, underlying)
      found = tick(watch, { underlying, ...point })
    } else if (kind < 0.97) {
      const cash = cashNearZero(world, account)
      ;(accounts[account] as { cash: number }).cash = cash
      found = setCash(watch, { account, cash })
    } else if (kind < 0.999 || world.instruments.length > 20) {
      const change = { instrument: Math.floor(world.instruments.length * nextUniform(draw)), size: kind < 0.98 ? 0 : signed(draw) }
      changePosition(world, account, change)
      found = setPosition(watch, { account, ...change })
    } else {
      const instrument = madeInstrument(draw, underlying, world.instruments.length)
      world.instruments.push(instrument)
      for (const name of names) revalue(world, name)
      addInstrument(watch, instrument)
      changePosition(world, account, { instrument: world.instruments.length - 1, size: 1 })
      found = setPosition(watch, { account, instrument: world.instruments.length - 1, size: 1 })
    }
    changes += found.breached.length + found.recovered.length
    expectSame(world, watch, found)
  }
  return changes
}

describe('a watch', () => {
  test('property: never misses a breach nor a recovery, and its balances have the bits of a full computation', () => {
    let [changes, accountTicks] = [0, 0]
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const world = madeWorld(seed, { accounts: 150, instruments: 14 })
        changes += goTogether(world, watchOf(world), 400)
        accountTicks += 150 * 400
      }),
      { numRuns: 35, endOnFailure: true },
    )
    expect(changes).toBeGreaterThan(accountTicks / 1000)
  })

  const start = { spot: 100, volatilityFactor: 1, at: timeUs(0) }
  const plain: WatchOptions = {
    markets: [{ underlying: 'BTC', ...start }],
    instruments: [{ kind: 'linear', name: 'BTC-PERPETUAL', underlying: 'BTC' }],
    scenarios: [{}, { spotFactor: 0.9 }, { spotFactor: 1.1 }],
    accounts: [
      { name: 'long', cash: -80, positions: [{ instrument: 0, size: 1 }] },
      { name: 'short', cash: 120, positions: [{ instrument: 0, size: -1 }] },
      { name: 'empty', cash: 0, positions: [] },
    ],
  }

  test('behavior: a breach names the account, its exact balance and the worst scenario; the way back is a recovery', () => {
    const watch = createWatch(plain)
    const move = (spot: number): WatchChanges => tick(watch, { underlying: 'BTC', ...start, spot })

    const fallen = move(88)
    const again = move(88.01)
    const risen = move(89)

    const worst = [{ underlying: 'BTC', scenario: 1, value: 88 * 0.9 }]
    expect(fallen.breached).toEqual([{ account: 'long', index: 0, balance: -80 + 88 * 0.9, worst }])
    expect([again.breached, again.recovered]).toEqual([[], []])
    expect(risen.recovered.map(({ account }) => account)).toEqual(['long'])
  })

  test('table: a balance of exactly zero is not breached, one below it is', () => {
    const watch = createWatch(plain)
    for (const [cash, breached] of [
      [0, 0],
      [-Number.MIN_VALUE, 1],
      [0, 0],
      [1, 0],
    ] as const) {
      setCash(watch, { account: 2, cash })
      expect(breachedAccounts(watch)).toHaveLength(breached)
    }
  })

  test('behavior: few accounts are computed while spot hardly moves, and a check agrees', () => {
    const world = madeWorld(5, { accounts: 150, instruments: 14 })
    const watch = watchOf(world)
    const [underlying, point] = [...world.markets][0] as [string, MarketPoint]

    const { counters } = tick(watch, { underlying, ...point, spot: point.spot * 1.000001 })

    expect(counters.leftLevel).toBe(4)
    expect(counters.computed).toBeLessThan(75)
    expect(countMismatches(createWatchCheck(watch))).toBe(0)
  })

  test('behavior: a check counts accounts that stand on the wrong side', () => {
    const watch = createWatch(plain)
    watch.accounts.below[1] = 1

    expect(countMismatches(createWatchCheck(watch))).toBe(1)
  })

  test('error: what is not there or out of its range is named', () => {
    const watch = createWatch({ ...plain, roomForInstruments: 0 })
    expect(() => tick(watch, { underlying: 'ETH', ...start })).toThrow('underlying: expected one of BTC, found ETH')
    expect(() => tick(watch, { underlying: 'BTC', ...start, spot: -1 })).toThrow('spot: expected')
    expect(() => setPosition(watch, { account: 3, instrument: 0, size: 1 })).toThrow('account: expected a whole number below 3')
    expect(() => setPosition(watch, { account: 0, instrument: 1, size: 1 })).toThrow('instrument: expected')
    expect(() => setPosition(watch, { account: 0, instrument: 0, size: Number.NaN })).toThrow('size: expected')
    expect(() => setCash(watch, { account: 0, cash: Infinity })).toThrow('cash: expected')
    expect(() => balanceOf(watch, -1)).toThrow('account: expected')
    expect(() => addInstrument(watch, { kind: 'linear', name: 'more', underlying: 'BTC' })).toThrow('instrument more: expected at most 1')
    expect(() => createWatch({ ...plain, levels: [] })).toThrow('levels.length: expected')
    expect(() => createWatch({ ...plain, scenarios: [{ weight: 2 }] })).toThrow('scenarios[0]: expected')
    const wrong = [{ name: 'odd', cash: 0, positions: [{ instrument: 7, size: 1 }] }]
    expect(() => createWatch({ ...plain, accounts: wrong })).toThrow('account odd: instrument: expected')
  })
})
