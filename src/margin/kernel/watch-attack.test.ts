import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextUniform } from '../../base/prng.ts'
import { seconds, timeUs } from '../../base/time.ts'
import { attackInstrument, attackLevels, attackSize, attackWorld, choose, cornerOf, leapFrom, stepped } from '../../../test/watch-attack.ts'
import { accountsOf, changePosition, revalue, type WatchWorld } from '../../../test/watch-world.ts'
import type { BandBox, MarketPoint } from './band-box.ts'
import { countMismatches, createWatchCheck } from './watch-check.ts'
import { addInstrument, createWatch, type WatchInstrument } from './watch-create.ts'
import type { Watch, WatchUnderlying } from './watch-state.ts'
import { balanceOf, breachedAccounts, setCash, setPosition, tick, type WatchChanges } from './watch.ts'

const marketsOf = (world: WatchWorld) => [...world.markets].map(([underlying, point]) => ({ underlying, ...point }))
const sizes = { accounts: 80, instruments: 14, steps: 250 }
/** More are made on demand: each run is some 20,000 account-ticks. */
const runs = Number(process.env['SEAWALL_ATTACK_RUNS'] ?? 80)

/** As the watch orders rows and positions, which decides the last bit; sizes are the world's, values the plain functions'. */
function balancePlainly(world: WatchWorld, { accounts, rows, underlyings }: Watch, account: number): number {
  const held = world.accounts[account] as WatchWorld['accounts'][number]
  let [balance, seen] = [held.cash, 0]
  for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number) {
    const row = named - 1
    const { name } = underlyings[rows.underlying[row] as number] as WatchUnderlying
    const columns = [...rows.columns.subarray(rows.starts[2 * row], rows.starts[2 * row + 1])]
    const values = columns.map((column) => (world.values.get(name) as number[][])[column] as number[])
    const units = columns.map((column) => held.rows.get(name)?.get(column) ?? 0)
    seen += units.filter((size) => size !== 0).length
    let worst = Infinity
    for (let s = 0; s < world.scenarios.length; s++) {
      let sum = 0
      for (let p = 0; p < units.length; p++) sum += (units[p] as number) * ((values[p] as number[])[s] as number)
      if (sum < worst) worst = sum
    }
    balance += worst
  }
  const nonzero = [...held.rows.values()].flatMap((row) => [...row.values()]).filter((size) => size !== 0).length
  if (seen !== nonzero) expect(seen, `positions of ${account}`).toBe(nonzero)
  return balance
}

function expectSame(world: WatchWorld, watch: Watch, { breached, recovered }: WatchChanges): void {
  const balances = world.accounts.map((_, account) => balancePlainly(world, watch, account))
  const below = balances.flatMap((balance, account) => (balance < 0 ? [account] : []))
  const found = breachedAccounts(watch)
  if (found.length !== below.length || found.some((account, i) => account !== below[i])) expect(found).toEqual(below)
  for (const { index, balance } of [...breached, ...recovered])
    if (!Object.is(balance, balances[index])) expect(balance).toBe(balances[index])
  if (nextUniform(world.draw) > 0.05) return
  const account = Math.floor(balances.length * nextUniform(world.draw))
  expect(balanceOf(watch, account).balance).toBe(balances[account])
}

/** A search for a lie: markets go to corners of boxes that cash has just been aimed at, leap and come back, while positions change. */
class Attack {
  readonly world: WatchWorld
  readonly watch: Watch
  changes = 0
  planned: (readonly [string, MarketPoint])[] = []

  constructor(seed: number) {
    this.world = attackWorld(seed, sizes)
    const { draw, instruments, scenarios } = this.world
    const levels = attackLevels(draw)
    const accounts = accountsOf(this.world)
    this.watch = createWatch({
      ...{ markets: marketsOf(this.world), instruments, scenarios, accounts, levels },
      mostAtOnce: choose(draw, [0, 20, 1_000]),
      roomForInstruments: 8,
    })
  }

  step(): void {
    const { draw } = this.world
    const kind = nextUniform(draw)
    if (this.planned.length > 0 && kind < 0.75) this.move(...(this.planned.pop() as readonly [string, MarketPoint]))
    else if (kind < 0.35) this.aim()
    else if (kind < 0.6) this.edge()
    else if (kind < 0.75) this.change()
    else if (kind < 0.93) this.leap()
    else if (kind < 0.94) this.add()
    else this.refuse()
  }

  private any(): string {
    return choose(this.world.draw, [...this.world.markets.keys()])
  }

  private check(found: WatchChanges): void {
    this.changes += found.breached.length + found.recovered.length
    expectSame(this.world, this.watch, found)
  }

  private move(underlying: string, point: MarketPoint): void {
    this.world.markets.set(underlying, point)
    revalue(this.world, underlying)
    this.check(tick(this.watch, { underlying, ...point }))
  }

  private corner(name: string): MarketPoint {
    const { boxes, point } = this.watch.underlyings.find((underlying) => underlying.name === name) as WatchUnderlying
    return cornerOf(this.world.draw, choose<BandBox>(this.world.draw, boxes), point)
  }

  /** Plans a way through corners and back, and sets cash so that balances are a hair beside zero at its end. */
  private aim(): void {
    const { draw, markets, accounts } = this.world
    const here = new Map(markets)
    const ends = new Map([...markets.keys()].map((name) => [name, this.corner(name)]))
    for (const [name, point] of ends) {
      markets.set(name, point)
      revalue(this.world, name)
    }
    const chosen = accounts.flatMap((account, index) => (nextUniform(draw) < 0.15 ? [{ account, index }] : []))
    const cash = chosen.map(({ account, index }) => {
      const { cash: before } = account
      account.cash = 0
      const level = 0 - balancePlainly(this.world, this.watch, index)
      account.cash = before
      if (Math.abs(level) > 1e15) return before
      const hair = choose(draw, [0, 0, 1e-15, -1e-15, 1e-13, -1e-13, 1e-11, -1e-11, 1e-9, 1e-7, 1e-4])
      return choose(draw, [stepped(level, choose(draw, [0, 1, -1, 2])), level * (1 + hair)])
    })
    for (const [name, point] of here) {
      markets.set(name, point)
      revalue(this.world, name)
    }
    chosen.forEach(({ account, index }, i) => {
      account.cash = cash[i] as number
      const found = setCash(this.watch, { account: index, cash: account.cash })
      if (i === chosen.length - 1) this.check(found)
    })
    const back =
      nextUniform(draw) < 0.3 ? [...here].map(([name, point]) => [name, { ...point, at: (ends.get(name) as MarketPoint).at }] as const) : []
    this.planned = [...back, ...ends]
  }

  private edge(): void {
    const name = this.any()
    this.move(name, this.corner(name))
  }

  private leap(): void {
    const names = nextUniform(this.world.draw) < 0.5 ? [this.any()] : [...this.world.markets.keys()]
    for (const name of names) this.move(name, leapFrom(this.world.draw, this.world, name))
  }

  private change(): void {
    const { draw, accounts, instruments } = this.world
    const account = Math.floor(accounts.length * nextUniform(draw))
    const held = [...(accounts[account] as WatchWorld['accounts'][number]).rows.values()].flatMap((row) => [...row.keys()])
    const instrument = held.length > 0 && nextUniform(draw) < 0.5 ? choose(draw, held) : Math.floor(instruments.length * nextUniform(draw))
    const size = choose(draw, [0, 0, attackSize(draw), 1e9 * attackSize(draw)])
    changePosition(this.world, account, { instrument, size })
    this.check(setPosition(this.watch, { account, instrument, size }))
  }

  private add(): void {
    const { draw, instruments, markets } = this.world
    if (instruments.length === sizes.instruments + 8) return
    const instrument = attackInstrument(draw, this.any(), instruments.length)
    instruments.push(instrument)
    for (const name of markets.keys()) revalue(this.world, name)
    addInstrument(this.watch, instrument)
    const change = { instrument: instruments.length - 1, size: attackSize(draw) }
    changePosition(this.world, 0, change)
    this.check(setPosition(this.watch, { account: 0, ...change }))
  }

  private refuse(): void {
    const { draw, markets } = this.world
    const name = this.any()
    const point = markets.get(name) as MarketPoint
    const wrong = choose(draw, [Number.NaN, Infinity, -Infinity, -1])
    const key = choose(draw, ['spot', 'volatilityFactor', 'at'] as const)
    if (key !== 'at' || wrong !== -1) expect(() => tick(this.watch, { underlying: name, ...point, [key]: wrong })).toThrow(key)
    if (wrong !== -1) expect(() => setCash(this.watch, { account: 0, cash: wrong })).toThrow('cash')
    if (wrong !== -1) expect(() => setPosition(this.watch, { account: 0, instrument: 0, size: wrong })).toThrow('size')
    expect(() =>
      addInstrument(this.watch, { kind: 'put', name: 'wrong', underlying: name, expiry: point.at, strike: wrong, volatility: 1 }),
    ).toThrow(/strike: expected|instrument wrong: expected/)
    this.move(name, point)
  }
}

describe('a watch under attack', () => {
  test(
    'property: on faces of boxes, a bit beside them, in leaps and between them, no sign and no bit is wrong',
    { timeout: 3_600_000 },
    () => {
      let changes = 0
      fc.assert(
        fc.property(fc.nat(100_000_000), (seed) => {
          const attack = new Attack(seed)
          for (let step = 0; step < sizes.steps; step++) attack.step()
          changes += attack.changes
        }),
        { numRuns: runs, endOnFailure: true, interruptAfterTimeLimit: 3_600_000 },
      )
      expect(changes).toBeGreaterThan(runs * 100)
    },
  )
})

const start = { volatilityFactor: 1, at: timeUs(0) }
const perpetual = (underlying: string): WatchInstrument => ({ kind: 'linear', name: `${underlying}-PERPETUAL`, underlying })

describe('regression: what an attack found', () => {
  test('an instrument that is refused leaves nothing behind, however often', () => {
    const spot = { underlying: 'BTC', ...start, spot: 100 }
    const accounts = [{ name: 'long', cash: -80, positions: [{ instrument: 0, size: 1 }] }]
    const watch = createWatch({
      markets: [spot],
      instruments: [perpetual('BTC')],
      scenarios: [{ spotFactor: 0.9 }],
      accounts,
      roomForInstruments: 1,
    })
    const odd = { kind: 'put', name: 'odd', underlying: 'BTC', strike: Number.NaN, volatility: 1 } as const
    for (let day = 1; day < 50; day++) expect(() => addInstrument(watch, { ...odd, expiry: timeUs(day * 86_400e6) })).toThrow('strike')

    tick(watch, { ...spot, spot: 150 })

    expect(countMismatches(createWatchCheck(watch))).toBe(0)
    expect(balanceOf(watch, 0).balance).toBe(-80 + 150 * 0.9)
  })

  test('an account may have rows of more underlyings than a batch of lines has room for', () => {
    const markets = Array.from({ length: 300 }, (_, i) => ({ underlying: `coin ${i}`, ...start, spot: 100 }))
    const positions = markets.map((_, instrument) => ({ instrument, size: 1 }))
    const accounts = [-1e-9, 0, 1e-9].map((beside, i) => ({ name: `account ${i}`, cash: beside - 90 * 300, positions }))
    const instruments = markets.map(({ underlying }) => perpetual(underlying))
    const watch = createWatch({ markets, instruments, scenarios: [{}, { spotFactor: 0.9 }], accounts })
    expect(breachedAccounts(watch)).toEqual([0])

    const { breached } = tick(watch, { underlying: 'coin 7', ...start, spot: 99.999 })

    expect(breached.map(({ index }) => index)).toEqual([1, 2])
    expect(countMismatches(createWatchCheck(watch))).toBe(0)
  })

  test('property: prices below the normal numbers, where rounding is no share of anything', () => {
    const share = fc.integer({ min: 1, max: 2_000 }).map((n) => n / 1_000)
    const shares = fc.array(fc.tuple(share, share, share), { minLength: 20, maxLength: 20 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.tuple(share, share, share), shares, (smallest, [factor, one, two], held) => {
        const spot = smallest * Number.MIN_VALUE
        const future = (name: string, forwardRatio: number): WatchInstrument => ({ ...perpetual('BTC'), name, forwardRatio })
        const watch = createWatch({
          markets: [{ underlying: 'BTC', ...start, spot }],
          instruments: [perpetual('BTC'), future('one', one), future('two', two)],
          scenarios: [{ spotFactor: factor }],
          levels: [{ spotShare: 0.3, volatilityShare: 0, lastsFor: seconds(1) }],
          accounts: held.map(([a, b, c], i) => ({
            name: `account ${i}`,
            cash: 0,
            positions: [a, -b, c - 1].map((size, instrument) => ({ instrument, size })),
          })),
        })
        const check = createWatchCheck(watch)
        for (const [along] of held) {
          tick(watch, { underlying: 'BTC', ...start, spot: spot * (0.7 + 0.3 * along) })
          expect(countMismatches(check)).toBe(0)
        }
      }),
    )
  })

  test('error: numbers whose sums are none, two positions in one instrument and two markets of one underlying are refused', () => {
    const market = { underlying: 'BTC', ...start, spot: 100 }
    const made = (cash: number, ...held: readonly number[]) =>
      createWatch({
        markets: [market],
        instruments: [perpetual('BTC')],
        scenarios: [{}],
        accounts: [{ name: 'odd', cash, positions: held.map((size) => ({ instrument: 0, size })) }],
      })
    const watch = made(0, 1)
    expect(() => made(0, 1e307)).toThrow('account odd: size: expected a finite number of at most 2^53')
    expect(() => made(-1e300)).toThrow('account odd: cash: expected')
    expect(() => made(0, 1, 2)).toThrow('account odd: positions: expected one position an instrument, found two in BTC-PERPETUAL')
    expect(() => setPosition(watch, { account: 0, instrument: 0, size: -1e300 })).toThrow('size: expected')
    expect(() => setCash(watch, { account: 0, cash: 1e300 })).toThrow('cash: expected')
    expect(() => tick(watch, { ...market, spot: 1e300 })).toThrow('spot: expected')
    for (const scenario of [{ spotFactor: 1e300 }, { volatilityFactor: 1e300 }, { volatilityPoints: -1e300 }, { passingYears: 1e300 }])
      expect(() => createWatch({ markets: [market], instruments: [], scenarios: [{}, scenario], accounts: [] })).toThrow(
        `scenarios[1].${Object.keys(scenario)[0]}: expected a finite number of at most 2^53`,
      )
    expect(() => createWatch({ markets: [market, market], instruments: [], scenarios: [{}], accounts: [] })).toThrow(
      'markets[1].underlying: expected one market an underlying, found two of BTC',
    )
    expect(balanceOf(watch, 0).balance).toBe(100)
  })
})
