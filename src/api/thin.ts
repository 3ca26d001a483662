import type { TriggerPhase } from '../trigger/evaluate.ts'
import type { History, SeriesName } from './schema.ts'
import type { RecordedHistory } from './session.ts'

/** Phases by the small integer that stands for them in a history. */
export const phaseNames: readonly TriggerPhase[] = ['calm', 'watch', 'stressed', 'active', 'recovering']

/** Most points a chart is given. */
const pointLimit = 3_000

/** Widths a point may have, in seconds: divisors of a day, so that points of different requests fall on the same places. */
const bucketSeconds = [0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400]

type Column = readonly (number | null)[]
type Pick = 'last' | 'highest' | 'lowest' | 'gravest'

/** What stands for a bucket: the worst, so that thinning hides no spike. */
const picks: Readonly<Record<SeriesName, Pick>> = {
  price: 'last',
  bid: 'last',
  ask: 'last',
  spreadBps: 'highest',
  depth10Bps: 'lowest',
  depth25Bps: 'lowest',
  depth50Bps: 'lowest',
  depth100Bps: 'lowest',
  costToTradeBps: 'highest',
  volumeRatio: 'highest',
  ewmaVolatility: 'highest',
  realisedVolatility: 'highest',
  valueAtRisk: 'highest',
  expectedShortfall: 'highest',
  priceGap: 'last',
}

/** Phases from harmless to grave, as ranks by phase integer: recovering outranks stressed, active outranks all. */
const gravity = [0, 1, 2, 4, 3]

/**
 * Thins a recorded history to at most about 3,000 points. Each point is a bucket of time with the worst of its values
 * (widest spread, thinnest depth, gravest phase), its last price and its last reserves; a bucket with nothing known stays `null`.
 *
 * @param after - When the caller holds buckets of this width up to `afterUs`, only later ones and that one are returned,
 * with `whole: false`; otherwise all.
 *
 * @example
 * thinHistory(recorded, { afterUs: 1_583_971_200_000_000, bucketUs: 60_000_000 })
 */
export function thinHistory(recorded: RecordedHistory, after?: Readonly<{ afterUs: number; bucketUs: number }>): History {
  const bucketUs = bucketFor(recorded.atUs)
  const whole = after === undefined || after.bucketUs !== bucketUs
  const starts = bucketStarts(recorded.atUs, bucketUs, whole ? -1 : after.afterUs)
  const thin = (column: Column, pick: Pick): (number | null)[] => thinColumn(column, starts, pick)
  const names = Object.keys(picks) as SeriesName[]
  return {
    market: recorded.market,
    quote: recorded.quote,
    modelled: recorded.modelled,
    bucketUs,
    whole,
    atUs: starts.slice(1).map((end) => recorded.atUs[end - 1] ?? 0),
    series: Object.fromEntries(names.map((name) => [name, thin(recorded.series[name], picks[name])])) as History['series'],
    phaseNames: [...phaseNames],
    phases: recorded.phases.map(({ trigger, values }) => ({ trigger, values: thin(values, 'gravest') })),
    reserves: recorded.reserves.map((reserve) => ({
      asset: reserve.asset,
      available: thin(reserve.available, 'last'),
      committed: thin(reserve.committed, 'last'),
      deployed: thin(reserve.deployed, 'last'),
      unrealised: thin(reserve.unrealised, 'last'),
      realised: thin(reserve.realised, 'last'),
    })),
  }
}

function bucketFor(atUs: readonly number[]): number {
  if (atUs.length <= pointLimit) return 0
  const spanUs = (atUs.at(-1) ?? 0) - (atUs[0] ?? 0)
  const seconds = bucketSeconds.find((width) => spanUs / (width * 1e6) < pointLimit - 1) ?? Math.ceil(spanUs / 1e6 / (pointLimit - 2))
  return seconds * 1e6
}

/** Places where a new bucket begins, ending with the length: bucket `i` is `[starts[i], starts[i + 1])`. */
function bucketStarts(atUs: readonly number[], bucketUs: number, afterUs: number): readonly number[] {
  const bucketOf = (at: number): number => (bucketUs === 0 ? at : Math.floor(at / bucketUs))
  const firstBucket = bucketOf(afterUs)
  const starts: number[] = []
  let last = -1
  for (let i = 0; i < atUs.length; i++) {
    const bucket = bucketOf(atUs[i] ?? 0)
    if (bucket < firstBucket || (bucket === last && bucketUs !== 0)) continue
    starts.push(i)
    last = bucket
  }
  if (starts.length > 0) starts.push(atUs.length)
  return starts
}

function thinColumn(column: Column, starts: readonly number[], pick: Pick): (number | null)[] {
  const thinned: (number | null)[] = []
  for (let i = 0; i + 1 < starts.length; i++) {
    let kept: number | null = null
    for (let place = starts[i] ?? 0; place < (starts[i + 1] ?? 0); place++) {
      const value = column[place]
      if (value !== null && value !== undefined && (kept === null || replaces(value, kept, pick))) kept = value
    }
    thinned.push(kept)
  }
  return thinned
}

function replaces(value: number, kept: number, pick: Pick): boolean {
  if (pick === 'last') return true
  if (pick === 'highest') return value > kept
  if (pick === 'lowest') return value < kept
  return (gravity[value] ?? 0) > (gravity[kept] ?? 0)
}
