import { createPrng, nextUniform, type Prng } from '../src/base/prng.ts'
import { timeUs, type TimeUs } from '../src/base/time.ts'
import type { MarketPoint } from '../src/margin/kernel/band-box.ts'
import { dampenGridPlainly, priceGridPlainly } from '../src/margin/kernel/grid-oracle.ts'
import { createInstrumentTable, setInstrument } from '../src/margin/kernel/instrument-table.ts'
import { createKernel, type Kernel } from '../src/margin/kernel/kernel.ts'
import { createScenarioGrid, type ScenarioGrid } from '../src/margin/kernel/scenario-grid.ts'
import { basePlaces, createTermTable, scenarioPlaces, setTerm, type KernelScenario } from '../src/margin/kernel/term-table.ts'
import type { WatchAccount, WatchInstrument } from '../src/margin/kernel/watch-create.ts'

/** Accounts, instruments and markets, kept as plainly as can be; balances are computed from nothing each time. */
export type WatchWorld = {
  readonly draw: Prng
  readonly scenarios: readonly KernelScenario[]
  readonly instruments: WatchInstrument[]
  readonly markets: Map<string, MarketPoint>
  readonly accounts: { name: string; cash: number; rows: Map<string, Map<number, number>> }[]
  readonly values: Map<string, number[][]>
}

export const worldStart = timeUs(1_770_000_000_000_000)
const hourUs = 3_600_000_000
const yearUs = 365 * 24 * hourUs
const kernel: Kernel = createKernel()
const tables = new Map<string, ScenarioGrid>()

/** A world of up to three underlyings, drawn from a seed; a fifth of the accounts stand within rounding of zero somewhere near. */
export function madeWorld(seed: number, size: Readonly<{ accounts: number; instruments: number }>): WatchWorld {
  const draw = createPrng(seed)
  const names = ['BTC', 'ETH', 'SOL'].slice(0, 1 + Math.floor(3 * nextUniform(draw)))
  const markets = new Map(names.map((name, i) => [name, { spot: [60_000, 2_500, 150][i] as number, volatilityFactor: 1, at: worldStart }]))
  const scenarios = madeWatchScenarios(draw)
  const instruments = Array.from({ length: size.instruments }, (_, i) => madeInstrument(draw, names[i % names.length] as string, i))
  const world: WatchWorld = { draw, scenarios, instruments, markets, accounts: [], values: new Map() }
  for (const name of names) revalue(world, name)
  for (let a = 0; a < size.accounts; a++) {
    world.accounts.push({ name: `account ${a}`, cash: 0, rows: new Map() })
    const count = Math.floor(7 * nextUniform(draw))
    for (let p = 0; p < count; p++)
      changePosition(world, a, { instrument: Math.floor(size.instruments * nextUniform(draw)), size: signed(draw) })
  }
  for (let a = 0; a < size.accounts; a++) (world.accounts[a] as { cash: number }).cash = cashNearZero(world, a)
  return world
}

function madeWatchScenarios(draw: Prng): readonly KernelScenario[] {
  const dampened = nextUniform(draw) < 0.5
  const timed = nextUniform(draw) < 0.3
  return Array.from({ length: 5 + Math.floor(28 * nextUniform(draw)) }, (_, i) => ({
    spotFactor: i === 0 ? 1 : 0.5 + nextUniform(draw),
    volatilityFactor: 0.5 + 1.2 * nextUniform(draw),
    ...(dampened ? { weight: nextUniform(draw) < 0.7 ? 1 : nextUniform(draw) } : {}),
    ...(timed ? { passingYears: nextUniform(draw) / 365, volatilityPoints: 0.2 * (nextUniform(draw) - 0.5) } : {}),
  }))
}

export function madeInstrument(draw: Prng, underlying: string, index: number): WatchInstrument {
  const spot = { BTC: 60_000, ETH: 2_500, SOL: 150 }[underlying] as number
  const name = `${underlying} ${index}`
  const expiry = timeUs(worldStart + Math.round(hourUs * [0.05, 1, 24, 24 * 30][Math.floor(4 * nextUniform(draw))]!))
  const forwardRatio = nextUniform(draw) < 0.5 ? 1 : 0.97 + 0.06 * nextUniform(draw)
  const kind = nextUniform(draw)
  if (kind < 0.25) return { kind: 'linear', name, underlying, ...(kind < 0.12 ? {} : { expiry, forwardRatio }) }
  const strike = spot * (nextUniform(draw) < 0.3 ? 1 : 0.7 + 0.6 * nextUniform(draw))
  return { kind: kind < 0.6 ? 'call' : 'put', name, underlying, expiry, forwardRatio, strike, volatility: 0.2 + 0.8 * nextUniform(draw) }
}

/** A size of either sign, from a thousandth to a few units. */
export function signed(draw: Prng): number {
  const size = Math.round(1000 * Math.exp(3 * nextUniform(draw) - 2)) / 1000
  return nextUniform(draw) < 0.5 ? -size : size
}

/** What the watch is made of. */
export function accountsOf(world: WatchWorld): readonly WatchAccount[] {
  return world.accounts.map(({ name, cash, rows }) => ({
    name,
    cash,
    positions: [...rows.values()].flatMap((row) => [...row].map(([instrument, size]) => ({ instrument, size }))),
  }))
}

export function changePosition(
  world: WatchWorld,
  account: number,
  { instrument, size }: Readonly<{ instrument: number; size: number }>,
): void {
  const { rows } = world.accounts[account] as WatchWorld['accounts'][number]
  const { underlying } = world.instruments[instrument] as WatchInstrument
  let row = rows.get(underlying)
  if (row === undefined) rows.set(underlying, (row = new Map<number, number>()))
  if (size !== 0 || row.has(instrument)) row.set(instrument, size)
}

export function balanceFromNothing(world: WatchWorld, account: number): number {
  const { cash, rows } = world.accounts[account] as WatchWorld['accounts'][number]
  let balance = cash
  for (const [underlying, row] of rows) balance += worstFromNothing(world, underlying, row)
  return balance
}

function worstFromNothing(world: WatchWorld, underlying: string, row: ReadonlyMap<number, number>): number {
  const values = world.values.get(underlying) as number[][]
  let worst = Infinity
  for (let s = 0; s < world.scenarios.length; s++) {
    let sum = 0
    for (const [instrument, size] of row) sum += size * ((values[instrument] as number[])[s] as number)
    if (sum < worst) worst = sum
  }
  return worst
}

/** Cash that puts an account's balance at or a hair beside zero where the market might soon be, or well away from it. */
export function cashNearZero(world: WatchWorld, account: number): number {
  const { draw, accounts, markets } = world
  const { rows } = accounts[account] as WatchWorld['accounts'][number]
  const kept = new Map(markets)
  const reach = [0, 0.0003, 0.0003, 0.001, 0.006, 0.04][Math.floor(6 * nextUniform(draw))] as number
  for (const name of rows.keys()) {
    const point = markets.get(name) as MarketPoint
    const away = nextUniform(draw) < 0.5 ? Math.sign(nextUniform(draw) - 0.5) : 2 * nextUniform(draw) - 1
    markets.set(name, { ...point, spot: point.spot * (1 + reach * away) })
    revalue(world, name)
  }
  ;(accounts[account] as { cash: number }).cash = 0
  const worst = balanceFromNothing(world, account)
  for (const [name, point] of kept) markets.set(name, point)
  for (const name of rows.keys()) revalue(world, name)
  const hair = [0, 0, 1e-16, -1e-16, 1e-15, -1e-15, 1e-3, -1e-3, 0.05, 0.2][Math.floor(10 * nextUniform(draw))] as number
  return -worst + Math.abs(worst) * hair
}

/** Prices an underlying's instruments with the plain functions. */
export function revalue(world: WatchWorld, underlying: string): void {
  const { spot, volatilityFactor, at } = world.markets.get(underlying) as MarketPoint
  const scenarios = world.scenarios.map((scenario) => ({
    ...scenario,
    volatilityFactor: volatilityFactor * (scenario.volatilityFactor ?? 1),
  }))
  const price = (places: number, under: readonly KernelScenario[]): ScenarioGrid => {
    const grid = tableOf(world.instruments.length, places)
    world.instruments.forEach((instrument, index) => {
      setInstrument(grid.instruments, index, { ...instrument, term: index })
      const variableForward = spot * (instrument.forwardRatio ?? 1)
      setTerm(kernel, grid.terms, index, { market: { variableForward, timeYears: yearsTo(instrument.expiry, at) }, scenarios: under })
    })
    grid.values.set(priceGridPlainly(grid))
    return grid
  }
  const base = price(basePlaces, [{ volatilityFactor }])
  const grid = price(scenarioPlaces(scenarios.length), scenarios)
  const values = dampenGridPlainly(grid, base)
  const { width } = grid.terms
  world.values.set(
    underlying,
    world.instruments.map((_, i) => [...values.subarray(i * width, (i + 1) * width)]),
  )
}

function yearsTo(expiry: TimeUs | undefined, at: TimeUs): number {
  return expiry === undefined || at >= expiry ? 0 : (expiry - at) / yearUs
}

function tableOf(instruments: number, places: number): ScenarioGrid {
  const key = `${instruments} ${places}`
  const known = tables.get(key)
  if (known !== undefined) return known
  const table = createTermTable(kernel, { terms: instruments, width: places })
  const made = createScenarioGrid(kernel, createInstrumentTable(kernel, instruments), table)
  tables.set(key, made)
  return made
}
