import * as Plot from '@observablehq/plot'
import { realisedMeasures } from '../../src/risk/volatility/realised.ts'
import { bitmexMinutes } from './bars.ts'
import { drawEvidence, hourTick, legend } from './draw.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const levels = [0.05, 0.01, 0.001]

/**
 * The jump test hour by hour: how often it rejects in calm months, and what it says of the crash of March 2020.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const spans = [
    ['calm: October 2019 to February 2020', await hoursOf('2019-10-01', '2020-03-01')],
    ['crash: 12 and 13 March 2020', await hoursOf('2020-03-12', '2020-03-14')],
  ] as const
  const rows = spans.map(([name, hours]) => [
    name,
    String(hours.length),
    percent(mean(hours.map(({ zeroShare }) => zeroShare))),
    ...levels.map((level) => shareBelow(hours, level)),
  ])
  const crash = spans[1][1]
  const markdown = `BitMEX XBTUSD, one-minute returns, each hour tested by itself (n = 60). The share of hours in which the test finds a jump:

${markdownTable([['hours', 'tested', 'returns of zero', ...levels.map((level) => `level ${level}`)], ...rows])}

The calm months show the limit named above: where the price stands still for minutes, the products of neighbours vanish and the test finds jumps out of
nothing. In the crash the price moves each minute, and hardly any hour has a jump: it is volatility. Volatility of each hour, and the part of it that
is not jumps (lower part of the bar):

![Realised variance of each hour of 12 and 13 March 2020, and the part explained by jumps](figures/realised-volatility-and-jumps-1.svg)`
  return { markdown, figures: new Map([['realised-volatility-and-jumps-1.svg', varianceFigure(crash)]]) }
}

type Hour = Readonly<{ at: Date; volatility: number; continuous: number; zeroShare: number; pValue: number | undefined }>

async function hoursOf(from: string, to: string): Promise<readonly Hour[]> {
  const { atUs, closes } = await bitmexMinutes(from, to)
  const hours: Hour[] = []
  for (let start = 0; start + 60 < closes.length; start += 60) {
    const returns = Float64Array.from({ length: 60 }, (_, i) => Math.log((closes[start + i + 1] as number) / (closes[start + i] as number)))
    const { realisedVariance, bipowerVariation, zeroShare, jumpTest } = realisedMeasures(returns)
    const pValue = jumpTest.ok ? jumpTest.value.pValue : undefined
    const continuous = Math.min(realisedVariance, bipowerVariation)
    hours.push({
      at: new Date((atUs[start] as number) / 1_000),
      volatility: 100 * Math.sqrt(realisedVariance),
      continuous: 100 * Math.sqrt(continuous),
      zeroShare,
      pValue,
    })
  }
  return hours
}

function shareBelow(hours: readonly Hour[], level: number): string {
  const found = hours.filter(({ pValue }) => pValue !== undefined && pValue < level).length
  return percent(found / hours.length)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function varianceFigure(hours: readonly Hour[]): string {
  return drawEvidence('Volatility of each hour of 12 and 13 March 2020', {
    x: { type: 'utc', label: null, tickFormat: hourTick },
    y: { grid: true, label: 'volatility of the hour, per cent' },
    marks: [
      ...legend([
        ['continuous', 'var(--model)'],
        ['with jumps', 'var(--second)'],
      ]),
      Plot.rectY(hours, { x1: 'at', x2: (hour: Hour) => new Date(hour.at.getTime() + 3_300_000), y: 'volatility', fill: 'var(--second)' }),
      Plot.rectY(hours, { x1: 'at', x2: (hour: Hour) => new Date(hour.at.getTime() + 3_300_000), y: 'continuous', fill: 'var(--model)' }),
    ],
  })
}
