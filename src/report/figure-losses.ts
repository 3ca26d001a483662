import * as Plot from '@observablehq/plot'
import { powerOfTen } from '../base/decimal.ts'
import type { Figure, Key, Room } from './chart.ts'
import { compact } from './figure-liquidity.ts'
import type { ReportLosses } from './report-losses.ts'
import { dateOf } from './thin-series.ts'
import { timeAxis } from './time-axis.ts'

/** Colours of the page for layers that paid, in the order of the waterfall; further ones share the last. */
const colours = ['available', 'committed', 'deployed', 'unrealised'] as const

/** What paid, or did not, with one colour. */
type Band = Readonly<{ layers: readonly string[]; colour: string }>

/**
 * Losses added up over the run, one on another by the layer that bore them. What was paid later stands where the loss came up.
 *
 * @param span - From when to when the run goes, in microseconds.
 *
 * @example
 * drawFigure(lossFigure(losses, [from, to]))
 */
export function lossFigure(losses: ReportLosses, span: Span): Figure {
  const bands = bandsOf(losses)
  return {
    title: 'Losses over time',
    keys: bands.map(({ layers, colour }): Key => ({ label: layers.map(layerWords).join(', '), colour })),
    caption: `What accounts could not pay, added up over the run in ${losses.asset}, by who bore it. What was paid later stands where the loss came up.`,
    panels: [
      {
        label: `Losses added up, ${losses.asset}`,
        height: 210,
        options: (room) => ({
          x: timeAxis(span, room),
          y: { grid: true, label: `lost so far, ${losses.asset}`, zero: true, nice: true, tickFormat: compact, ticks: 4 },
          marks: [
            ...stackOf(losses, bands, { room, span }).map(({ colour, points }) =>
              Plot.areaY(points, { x: 'x', y1: 'low', y2: 'high', fill: `var(--${colour})`, curve: 'step-after' }),
            ),
            Plot.ruleY([0], { strokeOpacity: 0.5 }),
          ],
        }),
      },
    ],
  }
}

/**
 * A layer's name in words.
 *
 * @example
 * layerWords('ownMoney:equity') // 'own money equity'
 */
export function layerWords(layer: string): string {
  const [kind = '', ...tranche] = layer.split(':')
  const words = kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return [words, ...tranche].join(' ')
}

function bandsOf({ layers, losses }: ReportLosses): readonly Band[] {
  const named = new Set(losses.flatMap(({ parts }) => parts.map(({ layer }) => layer)))
  const known = layers.map(({ layer }) => layer).filter((layer) => named.has(layer))
  const paid = [...known, ...[...named].filter((layer) => !known.includes(layer)).sort()]
  const all = losses.some(({ uncovered }) => uncovered > 0n) ? [...paid, 'uncovered'] : paid
  const last = colours.length - 1
  return colours.flatMap((colour, index) => {
    const own = index < last ? all.slice(index, index + 1) : all.slice(last)
    return own.length === 0 ? [] : [{ layers: own, colour }]
  })
}

/** First and last moment of a run. */
type Span = readonly [from: number, to: number]

type Step = { x: Date; low: number; high: number }

/** One step for each stretch of the room in which something was lost, as it stood at the stretch's end; the last goes on to the end of the run. */
function stackOf(
  { losses, decimals }: ReportLosses,
  bands: readonly Band[],
  { room, span: [first, last] }: Readonly<{ room: Room; span: Span }>,
): readonly Readonly<{ colour: string; points: readonly Step[] }>[] {
  const width = Math.max(1, (last - first + 1) / room.stretches)
  const sums = bands.map(() => 0n)
  const steps = bands.map((): Step[] => [])
  let stretch = -1
  for (const { at, parts, uncovered } of losses) {
    for (const [index, { layers }] of bands.entries()) {
      for (const part of parts) if (layers.includes(part.layer)) sums[index] = (sums[index] ?? 0n) + part.paid
      if (layers.includes('uncovered')) sums[index] = (sums[index] ?? 0n) + uncovered
    }
    const isSame = Math.floor((at - first) / width) === stretch
    stretch = Math.floor((at - first) / width)
    let low = 0
    for (const [index, sum] of sums.entries()) {
      const high = low + Number(sum) / powerOfTen(decimals)
      const own = steps[index] ?? []
      if (isSame) own.pop()
      own.push({ x: dateOf(at), low, high })
      low = high
    }
  }
  for (const own of steps) own.push(...own.slice(-1).map((step) => ({ ...step, x: dateOf(last) })))
  return bands.map(({ colour }, index) => ({ colour, points: steps[index] ?? [] }))
}
