import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountsOf, balanceFromNothing, changePosition, madeWorld, revalue, type WatchWorld } from '../../../test/watch-world.ts'
import { nextUniform } from '../../base/prng.ts'
import { later, seconds } from '../../base/time.ts'
import type { MarketPoint } from './band-box.ts'
import { createWatch } from './watch-create.ts'
import type { Watch } from './watch-state.ts'
import { breachedAccounts, setCash, setPosition, tick } from './watch.ts'

const hairs = [0, 1e-16, 1e-12, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1]

/** Cash that puts a balance where the market stands a hair beside zero, on either side. */
function cashBeside(world: WatchWorld, account: number): number {
  const held = world.accounts[account] as { cash: number }
  held.cash = 0
  const worst = balanceFromNothing(world, account)
  const hair = hairs[Math.floor(hairs.length * nextUniform(world.draw))] as number
  return -worst + Math.abs(worst) * (nextUniform(world.draw) < 0.5 ? hair : -hair)
}

function expectSame(world: WatchWorld, watch: Watch): void {
  const below = world.accounts.flatMap((_, account) => (balanceFromNothing(world, account) < 0 ? [account] : []))
  expect(breachedAccounts(watch)).toEqual(below)
}

function leapAndGoOn(seed: number, changed: 'nothing' | 'cash' | 'positions'): Watch {
  const world = madeWorld(seed, { accounts: 80, instruments: 14 })
  const { draw, markets, accounts } = world
  const [underlying, start] = [...markets][0] as [string, MarketPoint]
  const move = (point: MarketPoint): void => {
    markets.set(underlying, point)
    revalue(world, underlying)
  }
  // Where it will leap to is where balances are to be beside zero.
  const target = { ...start, spot: start.spot * (nextUniform(draw) < 0.5 ? 0.93 : 1.07), at: later(start.at, seconds(1)) }
  move(target)
  const changes: { account: number; instrument: number; size: number }[] = []
  accounts.forEach((held, account) => {
    const instrument = Math.floor(world.instruments.length * nextUniform(draw))
    const change = { account, instrument, size: 2 * nextUniform(draw) - 1 }
    const before = held.rows.get((world.instruments[instrument] as { underlying: string }).underlying)?.get(instrument) ?? 0
    const isToChange = changed === 'positions' && account % 3 === 0
    // With what it will hold after the leap, so that what was known at the leap is of no use.
    if (isToChange) changePosition(world, account, change)
    held.cash = cashBeside(world, account)
    if (isToChange) changePosition(world, account, { instrument, size: before })
    if (isToChange) changes.push(change)
  })
  move(start)
  const { instruments, scenarios } = world
  const markedAt = [...markets].map(([name, point]) => ({ underlying: name, ...point }))
  const watch = createWatch({ markets: markedAt, instruments, scenarios, accounts: accountsOf(world), mostAtOnce: 0 })
  move(target)
  const { counters } = tick(watch, { underlying, ...target })
  expect(counters.leftLevel).toBe(0)
  expectSame(world, watch)
  for (const change of changes) {
    changePosition(world, change.account, change)
    setPosition(watch, change)
  }
  for (let account = 0; changed === 'cash' && account < accounts.length; account += 3) {
    const cash = cashBeside(world, account)
    ;(accounts[account] as { cash: number }).cash = cash
    setCash(watch, { account, cash })
  }
  expectSame(world, watch)
  for (let step = 0; step < 12; step++) {
    const reach = [0.00002, 0.0002, 0.001, 0.01][Math.floor(4 * nextUniform(draw))] as number
    const point = markets.get(underlying) as MarketPoint
    const next = { ...point, spot: target.spot * (1 + reach * (2 * nextUniform(draw) - 1)), at: later(point.at, seconds(0.1)) }
    move(next)
    tick(watch, { underlying, ...next })
    expectSame(world, watch)
  }
  return watch
}

describe('a leap out of all boxes', () => {
  test.each(['nothing', 'cash', 'positions'] as const)(
    'property: finds every sign, of balances a hair beside zero too, and no tick after it misses one, when %s changed meanwhile',
    (changed) => {
      fc.assert(
        fc.property(fc.nat(1_000_000), (seed) => {
          leapAndGoOn(seed, changed)
        }),
        { numRuns: 40, endOnFailure: true },
      )
    },
  )

  test('behavior: few accounts are computed exactly, and most rest on a box after it', () => {
    const world = madeWorld(5, { accounts: 150, instruments: 14 })
    const [underlying, point] = [...world.markets][0] as [string, MarketPoint]
    const { instruments, scenarios, markets } = world
    const markedAt = [...markets].map(([name, at]) => ({ underlying: name, ...at }))
    const watch = createWatch({ markets: markedAt, instruments, scenarios, accounts: accountsOf(world), mostAtOnce: 0 })
    const leapt = { ...point, spot: point.spot * 0.9 }

    const { breached, recovered } = tick(watch, { underlying, ...leapt })
    const exactly = watch.rows.valued.filter((valued) => valued === watch.now.moved[0]).length
    const after = tick(watch, { underlying, ...leapt, spot: leapt.spot * 1.000001 })

    expect(exactly).toBeLessThanOrEqual(3 * (breached.length + recovered.length) + 10)
    expect(after.counters.certified).toBeGreaterThan(50)
    expect(after.counters.hot).toBeLessThan(50)
  })
})
