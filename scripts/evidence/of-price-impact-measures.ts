import * as Plot from '@observablehq/plot'
import { amihudIlliquidity } from '../../src/liquidity/amihud.ts'
import { kyleLambda, type KyleLambda } from '../../src/liquidity/kyle-lambda.ts'
import { bitmexVolumes, type BarVolumes } from './bars.ts'
import { captures, type CaptureName } from './captures.ts'
import { drawEvidence, legend } from './draw.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'
import { midsOf, recorded, type Recording } from './recordings.ts'

const bins = [1, 5, 15]
const lags = 5
const shownDays = ['2020-02-15', '2020-03-11', '2020-03-12', '2020-03-13', '2020-03-14', '2020-04-15']
const [from, to] = ['2020-02-01', '2020-05-01']

/**
 * Kyle's lambda of recorded markets at several lengths of bin, and Amihud's illiquidity of each day through the crash of March 2020.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const rows: string[][] = []
  for (const market of Object.keys(captures) as CaptureName[]) {
    const recording = await recorded(market)
    for (const bin of bins) rows.push([market, String(bin), ...cellsOf(lambdaOf(recording, bin))])
  }
  const days = amihudByDay(await bitmexVolumes(from, to))
  const worst = days.reduce((most, day) => (day.mean > most.mean ? day : most))
  const shown = days.filter(({ at }) => shownDays.includes(dayText(at)))
  const heading = ['market', 'bin, s', 'bins', 'lambda', 's.e.', 's.e. HC1', 's.e. Newey-West', 'R2']
  const markdown = `Kyle's lambda, Binance, 8 August 2024: basis points of the mid for each million traded by takers, bought less sold, over near six minutes.

${markdownTable([heading, ...rows])}

Lambda is a figure of a market, not of an asset: on one coin it is ten times as much in the thinner markets, while the length of the bin matters less. At a second
the robust errors are a multiple of the classic one, so the classic t claims too much.

Amihud's illiquidity of BitMEX XBTUSD, five-minute returns of each day from ${from} on, basis points for a million USD:

${markdownTable([['day', 'mean', 'median', 'traded, million USD', 'least traded in 5 min'], ...shown.map(dayCells)])}

On 12 March, the day of the fall, it hardly stirs: volume rose with the moves. It shows what came after, when volume left and the price went on moving. The
mean of ${dayText(worst.at)} is made by a few intervals in which the venue stood still and next to nothing was traded: prefer the median.

![Amihud's illiquidity of XBTUSD for each day from February to April 2020](figures/price-impact-measures-1.svg)`
  return { markdown, figures: new Map([['price-impact-measures-1.svg', amihudFigure(days)]]) }
}

function lambdaOf(recording: Recording, bin: number): KyleLambda {
  const mids = midsOf(recording, bin)
  const signed = new Float64Array(mids.length)
  const { times, signs } = recording.trades
  recording.notionals.forEach((notional, i) => {
    const place = Math.floor((times[i] as number) / bin)
    if (place < signed.length) signed[place] = (signed[place] as number) + ((signs[i] as number) * notional) / 1e6
  })
  const changes = Array.from({ length: mids.length - 1 }, (_, i) => 1e4 * Math.log((mids[i + 1] as number) / (mids[i] as number)))
  const found = kyleLambda(changes, signed.subarray(1), { lags })
  if (!found.ok) throw new Error(`no lambda: ${found.refusal.reason}`)
  return found.value
}

function cellsOf({ observations, lambda, standardError, standardErrorHc1, standardErrorNeweyWest, rSquared }: KyleLambda): string[] {
  const numbers = [lambda, standardError, standardErrorHc1, standardErrorNeweyWest].map((value) => value.toFixed(3))
  return [String(observations), ...numbers, (rSquared ?? 0).toFixed(2)]
}

type Day = Readonly<{ at: Date; mean: number; median: number; volume: number; least: number }>

function amihudByDay({ atUs, closes, volumes }: BarVolumes): readonly Day[] {
  const [minutesADay, step] = [1_440, 5]
  return Array.from({ length: Math.floor(closes.length / minutesADay) }, (_, day): Day => {
    const first = day * minutesADay
    const places = Array.from({ length: minutesADay / step }, (_, i) => first + step * i)
    const traded = places.map((place) => volumes.subarray(place, place + step).reduce((sum, volume) => sum + volume, 0))
    const found = amihudIlliquidity(
      places.map((place) => closes[place + step - 1] as number),
      traded,
    )
    if (!found.ok) throw new Error(`no illiquidity: ${found.refusal.reason}`)
    const volume = traded.reduce((sum, each) => sum + each, 0)
    const { mean, median } = found.value
    return { at: new Date((atUs[first] as number) / 1_000), mean: 1e4 * mean, median: 1e4 * median, volume, least: Math.min(...traded) }
  })
}

function dayCells({ at, mean, median, volume, least }: Day): string[] {
  return [dayText(at), mean.toFixed(2), median.toFixed(2), Math.round(volume / 1e6).toLocaleString('en-US'), (least / 1e6).toFixed(3)]
}

function dayText(at: Date): string {
  return at.toISOString().slice(0, 10)
}

function amihudFigure(days: readonly Day[]): string {
  return drawEvidence('Illiquidity of XBTUSD, day by day', {
    x: { type: 'utc', label: null },
    y: {
      type: 'log',
      domain: [0.7, 60],
      grid: true,
      label: 'illiquidity, bps for a million USD traded',
      ticks: [1, 2, 5, 10, 20, 50],
      tickFormat: String,
    },
    marks: [
      Plot.lineY(days, { x: 'at', y: 'mean', stroke: 'var(--second)', strokeWidth: 1.3 }),
      Plot.lineY(days, { x: 'at', y: 'median', stroke: 'var(--model)', strokeWidth: 1.6 }),
      ...legend([
        ['mean', 'var(--second)'],
        ['median', 'var(--model)'],
      ]),
    ],
  })
}
