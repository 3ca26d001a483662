import { powerOfTen } from '../base/decimal.ts'
import type { EngineState } from '../engine/state.ts'
import { touchOf, type MarketState } from '../engine/market-state.ts'
import { reserveViews } from '../engine/view-of.ts'
import type { ReserveView } from '../engine/view.ts'
import { signalIndex, type SignalName } from '../engine/signal-catalogue.ts'
import { tickSize } from '../market/instrument.ts'
import type { RecordedHistory } from '../api/session.ts'
import { phaseNames } from '../api/thin.ts'

type Column = (number | null)[]
type SeriesName = keyof RecordedHistory['series']

/** One market's history while it grows. */
type Growing = {
  atUs: number[]
  series: Record<SeriesName, Column>
  phases: Column[]
  reserves: Record<'available' | 'committed' | 'deployed' | 'unrealised' | 'realised', Column>
}

/** Points kept a market; beyond, every second one is dropped and the spacing doubles, so memory stays flat. */
const mostPoints = 20_000

const signalSeries: readonly SignalName[] = [
  'spreadBps',
  'depth10Bps',
  'depth25Bps',
  'depth50Bps',
  'depth100Bps',
  'costToTradeBps',
  'volumeRatio',
  'ewmaVolatility',
  'realisedVolatility',
  'valueAtRisk',
  'expectedShortfall',
  'priceGap',
]

/** What a run looked like over time, for charts. */
export type HistoryRecorder = Readonly<{
  /**
   * Takes a point of every market when enough simulated time has passed. `moved` says whether the input moved money: of the
   * moments between two points, the one with most at work is kept, so that no peak is lost.
   */
  note: (state: EngineState, moved: boolean) => void
  /** A market's history; `undefined` for a market the run does not have. */
  of: (market: string) => RecordedHistory | undefined
}>

/**
 * Makes a recorder that takes a point every `everyUs` of simulated time.
 *
 * @example
 * const history = createHistoryRecorder(1_000_000)
 */
export function createHistoryRecorder(everyUs: number): HistoryRecorder {
  const markets = new Map<string, { growing: Growing; state: MarketState; triggers: readonly string[] }>()
  let spacing = everyUs
  let nextAt = 0
  const busiest = new Map<string, ReserveView>()
  return {
    note: (state, moved) => {
      if (moved) noteBusiest(busiest, state)
      if (state.at < nextAt || state.terms === undefined) return
      nextAt = state.at - (state.at % spacing) + spacing
      const triggers = state.terms.policy.triggers.map((rule) => rule.name)
      for (const [id, market] of state.markets) {
        const entry = markets.get(id) ?? { growing: emptyHistory(triggers.length), state: market, triggers }
        markets.set(id, entry)
        addPoint(entry.growing, state, market, busiest)
        if (entry.growing.atUs.length < mostPoints) continue
        markets.forEach((each) => halve(each.growing))
        spacing *= 2
      }
      busiest.clear()
    },
    of: (market) => {
      const entry = markets.get(market)
      return entry && asRecorded(entry.growing, entry.state, entry.triggers)
    },
  }
}

function emptyHistory(triggers: number): Growing {
  const names: readonly SeriesName[] = ['price', 'bid', 'ask', ...(signalSeries as readonly SeriesName[])]
  return {
    atUs: [],
    series: Object.fromEntries(names.map((name) => [name, []])) as unknown as Growing['series'],
    phases: Array.from({ length: triggers }, () => []),
    reserves: { available: [], committed: [], deployed: [], unrealised: [], realised: [] },
  }
}

/** Of each reserve, the moment since the last point at which most was committed and deployed. */
function noteBusiest(busiest: Map<string, ReserveView>, state: EngineState): void {
  for (const reserve of reserveViews(state)) {
    const most = busiest.get(reserve.asset)
    if (most === undefined || atWork(reserve) > atWork(most)) busiest.set(reserve.asset, reserve)
  }
}

function atWork(reserve: ReserveView): bigint {
  return reserve.committed.minor + reserve.deployed.minor
}

function addPoint(growing: Growing, state: EngineState, market: MarketState, busiest: ReadonlyMap<string, ReserveView>): void {
  const { instrument, signals } = market
  const touch = touchOf(market)
  const tick = tickSize(instrument)
  growing.atUs.push(state.at)
  growing.series.price.push(touch === undefined ? null : ((touch.bidTicks + touch.askTicks) / 2) * tick)
  growing.series.bid.push(touch === undefined ? null : touch.bidTicks * tick)
  growing.series.ask.push(touch === undefined ? null : touch.askTicks * tick)
  for (const name of signalSeries) {
    const index = signalIndex(name)
    growing.series[name as SeriesName].push(signals.status[index] === 0 ? (signals.value[index] ?? null) : null)
  }
  market.triggers.forEach((trigger, place) => growing.phases[place]?.push(phaseNames.indexOf(trigger.phase)))
  const reserve = busiest.get(instrument.quote) ?? reserveViews(state).find((candidate) => candidate.asset === instrument.quote)
  const unit = powerOfTen(instrument.quoteDecimals)
  for (const name of ['available', 'committed', 'deployed', 'unrealised', 'realised'] as const) {
    growing.reserves[name].push(reserve === undefined ? null : Number(reserve[name].minor) / unit)
  }
}

function halve(growing: Growing): void {
  const everySecond = (column: (number | null)[]): void => {
    let kept = 0
    for (let i = 0; i < column.length; i += 2) column[kept++] = column[i] ?? null
    column.length = kept
  }
  everySecond(growing.atUs)
  for (const column of [...Object.values(growing.series), ...growing.phases, ...Object.values(growing.reserves)]) everySecond(column)
}

function asRecorded(growing: Growing, market: MarketState, triggers: readonly string[]): RecordedHistory {
  const { instrument } = market
  return {
    market: instrument.id,
    quote: instrument.quote,
    modelled: instrument.bookSource === 'modelled',
    atUs: growing.atUs,
    series: growing.series,
    phases: triggers.map((trigger, place) => ({ trigger, values: growing.phases[place] ?? [] })),
    reserves: [{ asset: instrument.quote, ...growing.reserves }],
  }
}
