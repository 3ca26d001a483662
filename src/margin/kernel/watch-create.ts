import { ArgumentError, requireFinite, requireNotNegative, requireWhole } from '../../base/argument.ts'
import type { TimeUs } from '../../base/time.ts'
import { mostLevels, usualLevels, type BandLevel, type MarketPoint } from './band-box.ts'
import { createBandGrid, moveBandGrid } from './band-grid.ts'
import { createBandLines, forgetTerms } from './band-lines.ts'
import { createBandMarket, type BandMarket, type BandTerm } from './band-market.ts'
import { moveOfInstrument } from './band-moves.ts'
import { createInstrumentTable, setInstrument } from './instrument-table.ts'
import { createKernel, reserveIndexes, reserveNumbers, type Kernel } from './kernel.ts'
import { requireCountable } from './require-countable.ts'
import { createNearGrid } from './near-grid.ts'
import type { KernelScenario } from './term-table.ts'
import { createTermTable, scenarioPlaces, setTerm } from './term-table.ts'
import { certify, recentre } from './watch-certify.ts'
import { createHotLines } from './hot-lines.ts'
import { drawLines, lineLevels } from './watch-hot.ts'
import { rehearseLeap } from './watch-rehearse.ts'
import { addRow, createWatchRows, setRowSize, type WatchRows } from './watch-rows.ts'
import type { Watch, WatchUnderlying } from './watch-state.ts'
import { fitLists } from './watch-value.ts'

/** An instrument to be watched. */
export type WatchInstrument = Readonly<{
  name: string
  underlying: string
  /** When it ends; absent for what never does. */
  expiry?: TimeUs
  /** Forward over spot; 1 when absent. */
  forwardRatio?: number
}> &
  (
    | Readonly<{ kind: 'linear' }>
    | Readonly<{
        kind: 'call' | 'put'
        /** In quote, 0 or above. */
        strike: number
        /** Per square root of a year, 0 or above. */
        volatility: number
      }>
  )

/** An account to be watched. */
export type WatchAccount = Readonly<{
  name: string
  /** In quote; what was paid for positions is taken off it. */
  cash: number
  /** Instruments by their place in the list. A short size is negative. */
  positions: readonly Readonly<{ instrument: number; size: number }>[]
}>

/** What to watch. */
export type WatchOptions = Readonly<{
  /** Where each underlying stands at first. */
  markets: readonly (MarketPoint & Readonly<{ underlying: string }>)[]
  instruments: readonly WatchInstrument[]
  scenarios: readonly KernelScenario[]
  /** Read once, so it may be made as it is read. */
  accounts: Iterable<WatchAccount>
  /** One to four, from wide to narrow; `usualLevels` when absent. */
  levels?: readonly BandLevel[]
  /** How many instruments may be added later; 64 when absent. */
  roomForInstruments?: number
  /** A kernel of one's own when absent. */
  kernel?: Kernel
  /** Above so many accounts a leap is spread over two ticks; 32,768 when absent. */
  mostAtOnce?: number
}>

/**
 * Starts a watch: computes every account's balance and lets it rest on the widest box it cannot cross zero in.
 *
 * @throws ArgumentError for what is out of its range, naming instrument or account.
 *
 * @example
 * // Worst at 54,000: 4,000 are left.
 * const markets = [{ underlying: 'BTC', spot: 60_000, volatilityFactor: 1, at: timeUs(0) }]
 * const instruments = [{ kind: 'linear', name: 'BTC-PERP', underlying: 'BTC' }]
 * const scenarios = [{ spotFactor: 0.9 }, { spotFactor: 1.1 }]
 * const accounts = [{ name: 'fund-7', cash: -50_000, positions: [{ instrument: 0, size: 1 }] }]
 * const watch = createWatch({ markets, instruments, scenarios, accounts })
 * balanceOf(watch, 0).balance // 4000
 */
export function createWatch(options: WatchOptions): Watch {
  const { markets, instruments, accounts, levels = usualLevels, roomForInstruments = 64, kernel = createKernel() } = options
  requireLevels(levels)
  requireScenarios(options.scenarios)
  const most = Math.max(1, instruments.length + roomForInstruments)
  const table = createInstrumentTable(kernel, most)
  const market = createBandMarket(kernel, { instruments: table, terms: [], mostTerms: most, scenarios: options.scenarios })
  const watch = { ...emptyWatch(market, levels, markets), mostAtOnce: options.mostAtOnce ?? 32_768 }
  for (const instrument of instruments) putInstrument(watch, instrument)
  for (const account of accounts) putAccount(watch, account)
  fitLists(watch)
  watch.underlyings.forEach((_, underlying) => recentre(watch, underlying, 0))
  const count = watch.accounts.names.length
  for (let account = 0; account < count; account++) watch.pool[account] = account
  certify(watch, { count, from: 0 })
  watch.underlyings.forEach((_, underlying) => drawLines(watch, underlying))
  rehearseLeap(watch)
  return watch
}

/**
 * Adds an instrument that accounts may hold from now on.
 *
 * @returns Its index.
 * @throws ArgumentError when there is no room left, or a term is out of its range.
 *
 * @example
 * const call = { kind: 'call', name: 'BTC-61000-C', underlying: 'BTC', expiry: timeUs(86_400e6), strike: 61_000, volatility: 0.5 }
 * addInstrument(watch, call) // 1
 */
export function addInstrument(watch: Watch, instrument: WatchInstrument): number {
  const index = putInstrument(watch, instrument)
  const { underlying } = watch.market.terms[watch.market.instruments.termOf[index] as number] as BandMarket['terms'][number]
  const { boxes } = watch.underlyings[underlying] as WatchUnderlying
  boxes.forEach((box, level) => (watch.moves[mostLevels * index + level] = moveOfInstrument(watch.market, index, box)))
  // Its term may be new to tables that were written before it came.
  watch.now.written[underlying] = 0
  for (const lines of watch.lines) if (lines !== undefined) forgetTerms(lines, underlying)
  return index
}

function emptyWatch(market: BandMarket, levels: readonly BandLevel[], markets: WatchOptions['markets']): Omit<Watch, 'mostAtOnce'> {
  const { kernel, width, instruments } = market
  const now = createBandGrid(market)
  const underlyings = markets.map(({ underlying, ...point }, index): WatchUnderlying => {
    requireNotNegative(`markets[${index}].spot`, point.spot)
    requireNotNegative(`markets[${index}].volatilityFactor`, point.volatilityFactor)
    requireCountable(`markets[${index}].spot`, point.spot)
    requireCountable(`markets[${index}].volatilityFactor`, point.volatilityFactor)
    if (markets.findIndex((other) => other.underlying === underlying) < index)
      throw new ArgumentError(`markets[${index}].underlying`, { expected: 'one market an underlying', found: `two of ${underlying}` })
    moveBandGrid(now, index, point)
    return { name: underlying, instruments: [], point, boxes: [], madeAt: [] }
  })
  const lists = markets.map(() => Array.from({ length: levels.length + 1 }, () => ({ rows: new Uint32Array(16), count: 0 })))
  return {
    ...{ market, levels, instrumentNames: [], underlyings, now },
    accounts: { names: [], cash: new Float64Array(16), firstRow: new Uint32Array(16), below: new Uint8Array(16) },
    rows: createWatchRows(kernel),
    places: { lists, levelOf: new Uint8Array(16), placeOf: new Uint32Array(16) },
    near: createNearGrid(kernel, now.grid),
    leaps: 0,
    moves: reserveNumbers(kernel, mostLevels * instruments.instruments),
    lines: levels.map((_, level) => (level < levels.length - lineLevels ? undefined : createBandLines(market))),
    hot: createHotLines(kernel, { width, underlyings: markets.length }),
    pending: undefined,
    ...{ listed: reserveIndexes(kernel, 16), found: reserveIndexes(kernel, 16), factors: reserveNumbers(kernel, mostLevels) },
    outcomes: reserveNumbers(kernel, width),
    ...{ pool: new Uint32Array(16), changed: [] },
    counters: { leftLevel: levels.length, certified: 0, hot: 0, computed: 0 },
  }
}

function putInstrument(watch: Watch, instrument: WatchInstrument): number {
  const { market, underlyings, instrumentNames } = watch
  const underlying = underlyings.findIndex(({ name }) => name === instrument.underlying)
  if (underlying < 0)
    throw new ArgumentError(`instrument ${instrument.name}`, { expected: 'an underlying that is watched', found: instrument.underlying })
  const index = instrumentNames.length
  if (index === market.instruments.instruments)
    throw new ArgumentError(`instrument ${instrument.name}`, { expected: `at most ${index} instruments`, found: 'one more' })
  const term = termFor(market, underlying, instrument)
  if (instrument.kind !== 'linear') {
    requireCountable(`instrument ${instrument.name}: strike`, instrument.strike)
    requireCountable(`instrument ${instrument.name}: volatility`, instrument.volatility)
  }
  // Refused here, an instrument leaves no term behind: there is room for one an instrument and no more.
  setInstrument(market.instruments, index, { ...instrument, term: term.index })
  if (term.added !== undefined) market.terms.push(term.added)
  instrumentNames.push(instrument.name)
  underlyings[underlying]?.instruments.push(index)
  return index
}

type TermFound = Readonly<{ index: number; added?: BandTerm }>

function termFor({ terms }: BandMarket, underlying: number, { expiry, forwardRatio = 1 }: WatchInstrument): TermFound {
  requireNotNegative('forwardRatio', forwardRatio)
  requireCountable('forwardRatio', forwardRatio)
  if (expiry !== undefined) requireFinite('expiry', expiry)
  const found = terms.findIndex((term) => term.underlying === underlying && term.expiry === expiry && term.forwardRatio === forwardRatio)
  if (found >= 0) return { index: found }
  return { index: terms.length, added: { underlying, forwardRatio, ...(expiry === undefined ? {} : { expiry }) } }
}

function putAccount(watch: Watch, { name, cash, positions }: WatchAccount): void {
  const { accounts, rows, market, instrumentNames, underlyings } = watch
  requireCountable(`account ${name}: cash`, cash)
  const account = accounts.names.length
  if (account === accounts.cash.length) growAccounts(watch)
  accounts.names.push(name)
  accounts.cash[account] = cash
  const counts = new Uint32Array(underlyings.length)
  const underlyingOf = (instrument: number): number =>
    (market.terms[market.instruments.termOf[instrument] as number] as Readonly<{ underlying: number }>).underlying
  for (const { instrument, size } of positions) {
    if (!(instrument in instrumentNames))
      throw new ArgumentError(`account ${name}: instrument`, { expected: 'one of the list', found: String(instrument) })
    requireCountable(`account ${name}: size`, size)
    const underlying = underlyingOf(instrument)
    counts[underlying] = (counts[underlying] as number) + 1
  }
  const rowOf = new Map<number, number>()
  let last = 0
  for (const { instrument, size } of positions) {
    const underlying = underlyingOf(instrument)
    let row = rowOf.get(underlying)
    if (row === undefined) {
      row = addRow(rows, { account, underlying, room: (counts[underlying] as number) + 1 })
      rowOf.set(underlying, row)
      if (last === 0) accounts.firstRow[account] = row + 1
      else rows.next[last - 1] = row + 1
      last = row + 1
    }
    if (size === 0) continue
    const held = heldIn(rows, row)
    setRowSize(rows, row, { instrument, size })
    if (heldIn(rows, row) > held) continue
    const found = `two in ${instrumentNames[instrument]}`
    throw new ArgumentError(`account ${name}: positions`, { expected: 'one position an instrument', found })
  }
}

function heldIn({ starts }: WatchRows, row: number): number {
  return (starts[2 * row + 1] as number) - (starts[2 * row] as number)
}

function growAccounts({ accounts }: Watch): void {
  const length = 2 * accounts.cash.length
  const [cash, firstRow, below] = [new Float64Array(length), new Uint32Array(length), new Uint8Array(length)]
  cash.set(accounts.cash)
  firstRow.set(accounts.firstRow)
  below.set(accounts.below)
  Object.assign(accounts, { cash, firstRow, below })
}

function requireLevels(levels: readonly BandLevel[]): void {
  requireWhole('levels.length', levels.length, { least: 1, most: mostLevels })
  levels.forEach(({ spotShare, volatilityShare, lastsFor }, position) => {
    if (spotShare >= 0 && spotShare < 1 && volatilityShare >= 0 && volatilityShare < 1 && lastsFor >= 0) return
    const found = JSON.stringify({ spotShare, volatilityShare, lastsFor })
    throw new ArgumentError('levels', { position, expected: 'shares of 0 or above and below 1, and a time of 0 or above', found })
  })
}

/** A table of terms checks scenarios as it is written; this one is written for that. What moves a market must be countable as the market is. */
function requireScenarios(scenarios: readonly KernelScenario[]): void {
  requireWhole('scenarios.length', scenarios.length, { least: 1 })
  scenarios.forEach(({ spotFactor = 1, volatilityFactor = 1, volatilityPoints = 0, passingYears = 0 }, index) => {
    for (const [name, value] of Object.entries({ spotFactor, volatilityFactor, volatilityPoints, passingYears }))
      requireCountable(`scenarios[${index}].${name}`, value)
  })
  const kernel = createKernel(16_777_216)
  const table = createTermTable(kernel, { terms: 1, width: scenarioPlaces(scenarios.length) })
  setTerm(kernel, table, 0, { market: { variableForward: 1 }, scenarios })
}
