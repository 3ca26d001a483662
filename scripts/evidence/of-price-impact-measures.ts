import * as Plot from '@observablehq/plot'
import { amihudIlliquidity } from '../../src/liquidity/amihud.ts'
import { kyleLambda, type KyleLambda } from '../../src/liquidity/kyle-lambda.ts'
import { bitmexVolumes, type BarVolumes } from './bars.ts'
import { captures, type CaptureName } from './captures.ts'
import { drawEvidence } from './draw.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'
import { midsOf, recorded, type Recording } from './recordings.ts'

const bins = [1, 5, 15]
const lags = 5
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
  const worst = days.reduce((most, day) => (day.illiquidity > most.illiquidity ? day : most))
  const calm = days.slice(0, 29).map(({ illiquidity }) => illiquidity)
  const usual = calm.toSorted((a, b) => a - b)[calm.length >> 1] as number
  const heading = ['market', 'bin, s', 'bins', 'lambda', 's.e.', 's.e. HC1', 's.e. Newey-West', 'R2']
  const markdown = `Kyle's lambda, Binance, 8 August 2024: basis points of the mid for each million traded by takers, bought less sold, over near six minutes.

${markdownTable([heading, ...rows])}

Lambda is a figure of a market, not of an asset: on one coin it is ten times as much in the thinner markets, while the length of the bin matters less. At a second
the robust errors are a multiple of the classic one, so the classic t claims too much.

Amihud's illiquidity of BitMEX XBTUSD, five-minute returns averaged over each day: on ${dayText(worst.at)} it was ${(worst.illiquidity / usual).toFixed(1)} times the median of February 2020, while
only ${days.filter(({ volume }) => volume > worst.volume).length} of these ${days.length} days saw more traded. Volume alone would have called it liquid.

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

type Day = Readonly<{ at: Date; illiquidity: number; volume: number }>

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
    return { at: new Date((atUs[first] as number) / 1_000), illiquidity: 1e4 * found.value.mean, volume }
  })
}

function dayText(at: Date): string {
  return at.toISOString().slice(0, 10)
}

function amihudFigure(days: readonly Day[]): string {
  return drawEvidence('Illiquidity of XBTUSD, day by day', {
    x: { type: 'utc', label: null },
    y: { grid: true, zero: true, label: 'illiquidity, bps for a million USD traded' },
    marks: [
      Plot.rectY(days, {
        x1: 'at',
        x2: (day: Day) => new Date(day.at.getTime() + 75_000_000),
        y: 'illiquidity',
        fill: 'var(--model)',
      }),
    ],
  })
}
