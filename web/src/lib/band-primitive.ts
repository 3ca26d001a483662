import type { IChartApiBase, IPrimitivePaneRenderer, ISeriesPrimitive, SeriesAttachedParameter, UTCTimestamp } from 'lightweight-charts'
import type { Band } from './bands.ts'
import { paintBand } from './paint-band.ts'
import { colour } from './colour.ts'
import type { DecisionLine } from './types.ts'

/** Bands behind the price and a lane of fills at its foot. */
export type BandPrimitive = Readonly<{
  primitive: ISeriesPrimitive
  set: (bands: readonly Band[], marks: readonly DecisionLine[]) => void
}>

type Area = Readonly<{
  context: CanvasRenderingContext2D
  width: number
  height: number
  ratio: number
  x: (at: number) => number | undefined
}>

/**
 * Makes the plug-in that shades the triggers' phases behind a price series and marks fills: up for bought, down for sold.
 *
 * @example
 * series.attachPrimitive(createBandPrimitive().primitive)
 */
export function createBandPrimitive(): BandPrimitive {
  let bands: readonly Band[] = []
  let fills: readonly DecisionLine[] = []
  let attached: SeriesAttachedParameter | undefined
  const renderer = {
    draw: (target: Parameters<IPrimitivePaneRenderer['draw']>[0]) => {
      target.useBitmapCoordinateSpace(({ context, bitmapSize, horizontalPixelRatio }) => {
        if (attached === undefined) return
        const area: Area = {
          context,
          width: bitmapSize.width,
          height: bitmapSize.height,
          ratio: horizontalPixelRatio,
          x: placer(attached.chart, horizontalPixelRatio),
        }
        for (const band of bands) drawBand(area, band)
        for (const fill of fills) drawFill(area, fill)
      })
    },
  }
  const view = { zOrder: () => 'bottom' as const, renderer: () => renderer }
  return {
    primitive: {
      paneViews: () => [view],
      attached: (parameters) => {
        attached = parameters
      },
      detached: () => {
        attached = undefined
      },
    },
    set: (nextBands, marks) => {
      bands = nextBands
      fills = marks.filter((mark) => mark.kind === 'orderFilled')
      attached?.requestUpdate()
    },
  }
}

/** The chart's time scale is by points; between two points the place is interpolated by its own coordinate of the visible range. */
function placer(chart: IChartApiBase, ratio: number): (at: number) => number | undefined {
  const scale = chart.timeScale()
  const range = scale.getVisibleRange()
  if (range === null) return () => undefined
  const from = Number(range.from)
  const to = Number(range.to)
  const left = scale.timeToCoordinate(range.from)
  const right = scale.timeToCoordinate(range.to)
  if (left === null || right === null || to === from) return () => undefined
  return (at) => {
    const exact = scale.timeToCoordinate(at as UTCTimestamp)
    return (exact ?? left + ((at - from) / (to - from)) * (right - left)) * ratio
  }
}

function drawBand(area: Area, band: Band): void {
  const from = area.x(band.from)
  const to = area.x(band.to)
  if (from === undefined || to === undefined) return
  paintBand(area.context, band.phase, { left: from, top: 0, width: Math.max(area.ratio, to - from), height: area.height })
}

/** Two lanes at the foot: sold above, bought below, so that one does not hide the other. */
function drawFill(area: Area, fill: DecisionLine): void {
  const x = area.x(fill.at / 1e6)
  if (x === undefined || x < 0 || x > area.width) return
  const bought = fill.side === 'buy'
  const half = 4 * area.ratio
  const foot = area.height - (bought ? 2 : 13) * area.ratio
  const tip = bought ? foot - 9 * area.ratio : foot
  const base = bought ? foot : foot - 9 * area.ratio
  const { context } = area
  context.fillStyle = colour(bought ? 's1' : 's2', 0.85)
  context.beginPath()
  context.moveTo(x - half, base)
  context.lineTo(x + half, base)
  context.lineTo(x, tip)
  context.fill()
}
