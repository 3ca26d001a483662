import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextUniform, type Prng } from '../../base/prng.ts'
import type { TimeUs } from '../../base/time.ts'
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
import { addInstrument, createWatch } from './watch-create.ts'
import type { Watch } from './watch-state.ts'
import { breachedAccounts, setCash, setPosition, tick, type WatchChanges } from './watch.ts'

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
})
