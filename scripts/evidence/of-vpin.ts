import * as Plot from '@observablehq/plot'
import { buyShare, type BulkDistribution } from '../../src/liquidity/bulk-volume.ts'
import { volumeSynchronisedImbalance } from '../../src/liquidity/vpin.ts'
import { varianceOf } from '../../src/num/moments.ts'
import { bitmexVolumes, type BarVolumes } from './bars.ts'
import { captures, type CaptureName } from './captures.ts'
import { drawEvidence } from './draw.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'
import { barsOf, recorded } from './recordings.ts'

const distributions = [
  ['normal', { kind: 'normal' }],
  ['Student t, 0.25', { kind: 'studentT', degreesOfFreedom: 0.25 }],
] as const satisfies readonly (readonly [string, BulkDistribution])[]
const bucketsADay = 50
const windowBuckets = 50
const hours = ['06:00', '10:00', '11:00', '12:00', '23:00']
const [from, crash, to] = ['2020-03-01', '2020-03-12', '2020-03-22']

/**
 * Bulk classification against the takers' sides that venues state, and VPIN over the crash of March 2020.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const signs: string[][] = []
  for (const market of Object.keys(captures) as CaptureName[]) {
    for (const step of [1, 5]) signs.push([`${market}, ${step} s`, ...(await classified(market, step))])
  }
  const march = await bitmexVolumes(from, to)
  const path = vpinPath(march)
  const moments = hours.map((hour) => momentOf(path, march, new Date(`${crash}T${hour}Z`)))
  const markdown = `Bulk classification of recorded trades, Binance, 8 August 2024, against the side each venue states: the share of volume put on the right side, and the
imbalance it finds on average for a bar against the true one.

${markdownTable([['bars', 'right, normal', 'right, Student t', 'imbalance, normal', 'Student t', 'true'], ...signs])}

Half right is chance: most volume is put on the right side. The imbalance, which is what VPIN is made of, comes out well below the truth with the authors'
distribution, and above or below it with the normal one. VPIN of BitMEX XBTUSD on ${crash} (${bucketsADay} buckets to an average day, window ${windowBuckets}, normal distribution), its rank among the values since
${from}, and the rank that volatility of the same minutes has:

${markdownTable([['time', 'price', 'VPIN', 'rank of VPIN', 'rank of volatility'], ...moments])}

From ${from} to ${to} VPIN and that volatility have a correlation of ${correlation(path).toFixed(2)}. VPIN did not warn: it rose with the fall, and plain
volatility stood out earlier.

![VPIN of XBTUSD in March 2020, with the price](figures/vpin-1.svg)`
  return { markdown, figures: new Map([['vpin-1.svg', vpinFigure(path, march)]]) }
}

async function classified(market: CaptureName, step: number): Promise<string[]> {
  const { closes, volumes, signedVolumes } = barsOf(await recorded(market), step)
  const changes = closes.slice(1).map((close, i) => close - (closes[i] as number))
  const deviation = Math.sqrt(varianceOf(changes))
  const total = volumes.slice(1).reduce((sum, volume) => sum + volume, 0)
  const judged = distributions.map(([, distribution]) => {
    let [right, imbalance] = [0, 0]
    changes.forEach((change, i) => {
      const volume = volumes[i + 1] as number
      const bought = (volume + (signedVolumes[i + 1] as number)) / 2
      const guessed = volume * buyShare(change / deviation, distribution)
      right += Math.min(bought, guessed) + Math.min(volume - bought, volume - guessed)
      imbalance += Math.abs(2 * guessed - volume)
    })
    return { right: right / total, imbalance: imbalance / total }
  })
  const truth = signedVolumes.slice(1).reduce((sum, signed) => sum + Math.abs(signed), 0) / total
  return [...judged.map(({ right }) => percent(right)), ...judged.map(({ imbalance }) => imbalance.toFixed(2)), truth.toFixed(2)]
}

type VpinPoint = Readonly<{ at: Date; vpin: number; volatility: number }>

/** VPIN at the minute in which each bucket became full, and the volatility of the minutes its window holds. */
function vpinPath({ atUs, closes, volumes }: BarVolumes): readonly VpinPoint[] {
  const bucketVolume = (volumes.slice(1).reduce((sum, volume) => sum + volume, 0) / (volumes.length - 1)) * (1_440 / bucketsADay)
  const found = volumeSynchronisedImbalance(
    { prices: closes, volumes },
    { bucketVolume, window: windowBuckets, distribution: distributions[0][1] },
  )
  if (!found.ok) throw new Error(`no VPIN: ${found.refusal.reason}`)
  const fullAt = [0]
  let filled = 0
  for (let minute = 1; minute < volumes.length; minute++) {
    filled += volumes[minute] as number
    while (filled >= fullAt.length * bucketVolume && fullAt.length <= found.value.buyVolumes.length) fullAt.push(minute)
  }
  return Array.from(found.value.series, (vpin, i) => {
    const [first, last] = [fullAt[i] as number, fullAt[i + windowBuckets] ?? volumes.length - 1]
    let squares = 0
    for (let minute = first + 1; minute <= last; minute++)
      squares += Math.log((closes[minute] as number) / (closes[minute - 1] as number)) ** 2
    const at = new Date((atUs[last] as number) / 1_000)
    return { at, vpin, volatility: Math.sqrt(squares / Math.max(1, last - first)) }
  })
}

function momentOf(path: readonly VpinPoint[], { atUs, closes }: BarVolumes, at: Date): string[] {
  const known = path.filter((point) => point.at <= at)
  const last = known.at(-1)
  if (last === undefined) throw new Error(`no VPIN before ${at.toISOString()}`)
  const minute = atUs.findLastIndex((each) => each <= at.getTime() * 1_000)
  const rank = (of: (point: VpinPoint) => number): string => percent(known.filter((point) => of(point) <= of(last)).length / known.length)
  const price = (closes[minute] as number).toLocaleString('en-US')
  return [at.toISOString().slice(11, 16), price, last.vpin.toFixed(3), rank(({ vpin }) => vpin), rank(({ volatility }) => volatility)]
}

function correlation(path: readonly VpinPoint[]): number {
  const mean = (of: (point: VpinPoint) => number): number => path.reduce((sum, point) => sum + of(point), 0) / path.length
  const [vpin, volatility] = [mean((point) => point.vpin), mean((point) => point.volatility)]
  const product = mean((point) => (point.vpin - vpin) * (point.volatility - volatility))
  return product / Math.sqrt(mean((point) => (point.vpin - vpin) ** 2) * mean((point) => (point.volatility - volatility) ** 2))
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`
}

function vpinFigure(path: readonly VpinPoint[], { atUs, closes }: BarVolumes): string {
  const prices = Array.from({ length: Math.floor(atUs.length / 60) }, (_, hour) => ({
    at: new Date((atUs[60 * hour] as number) / 1_000),
    price: closes[60 * hour] as number,
  }))
  const scale = 1 / 10_000
  return drawEvidence('VPIN of XBTUSD in March 2020, with the price', {
    marginRight: 64,
    x: { type: 'utc', label: null },
    y: { grid: true, label: 'VPIN', domain: [0, 1] },
    marks: [
      Plot.axisY({ label: 'VPIN' }),
      Plot.axisY({ anchor: 'right', label: 'price (grey), USD', tickFormat: (y: number) => Math.round(y / scale).toLocaleString('en-US') }),
      Plot.lineY(prices, {
        x: 'at',
        y: ({ price }: Readonly<{ price: number }>) => scale * price,
        stroke: 'var(--data)',
        strokeWidth: 1.2,
      }),
      Plot.lineY(path, { x: 'at', y: 'vpin', stroke: 'var(--model)', strokeWidth: 1.5 }),
    ],
  })
}
