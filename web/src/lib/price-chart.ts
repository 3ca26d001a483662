import {
  ColorType,
  createChart,
  createSeriesMarkers,
  CrosshairMode,
  LineSeries,
  LineStyle,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts'
import type { Band } from './bands.ts'
import { createBandPrimitive } from './band-primitive.ts'
import { colour } from './colour.ts'
import { fixed } from './format.ts'
import { clockText, dayText } from './time.ts'
import type { DecisionLine, History } from './types.ts'

/** Width of the value axis of every chart of the timeline, so that times stand above each other. */
export const axisWidth = 68

/** A stretch of time in seconds. */
export type Span = Readonly<{ from: number; to: number }>

/** The price over time with the triggers' bands and the backstop's interventions. */
export type PriceChart = Readonly<{
  show: (history: History, bands: readonly Band[], marks: readonly DecisionLine[]) => void
  zoom: (span: Span | undefined) => void
  pointAt: (index: number | undefined) => void
  destroy: () => void
}>

/**
 * Draws the price with lightweight-charts. Scrolling and zooming by hand are off: the timeline zooms all charts at once.
 *
 * @example
 * const chart = createPriceChart(element, { onPoint: (index) => (cursor = index), decimals: 1 })
 */
export function createPriceChart(
  element: HTMLElement,
  options: Readonly<{ onPoint: (index: number | undefined) => void; decimals: number }>,
): PriceChart {
  const chart = createChart(element, chartOptions(options.decimals))
  const line = chart.addSeries(LineSeries, {
    color: colour('ink'),
    lineWidth: 2,
    priceLineVisible: false,
    priceFormat: { type: 'price', precision: options.decimals, minMove: 10 ** -options.decimals },
  })
  const bands = createBandPrimitive()
  line.attachPrimitive(bands.primitive)
  const markers = createSeriesMarkers<Time>(line, [])
  let held: History | undefined
  let span: Span | undefined
  chart.subscribeCrosshairMove((event) => {
    // Moves that `pointAt` made have no source event: only the pointer tells the others.
    if (event.sourceEvent === undefined && event.point !== undefined) return
    options.onPoint(event.time === undefined ? undefined : event.logical)
  })
  return {
    show: (history, shaded, marks) => {
      held = history
      line.setData(pricesOf(history))
      bands.set(shaded, marks)
      setMarkers(markers, marks, history)
      applySpan(chart, span)
    },
    zoom: (next) => {
      span = next
      applySpan(chart, span)
    },
    pointAt: (index) => {
      if (held !== undefined) pointAt(chart, line, held, index)
    },
    destroy: () => chart.remove(),
  }
}

/** Unknown stays a hole: a time without a value. */
function pricesOf(history: History): { time: UTCTimestamp; value?: number }[] {
  return history.atUs.map((at, i) => {
    const value = history.series.price[i]
    const time = (at / 1e6) as UTCTimestamp
    return value === null || value === undefined ? { time } : { time, value }
  })
}

function applySpan(chart: IChartApi, span: Span | undefined): void {
  if (span === undefined) chart.timeScale().fitContent()
  else chart.timeScale().setVisibleRange({ from: span.from as UTCTimestamp, to: span.to as UTCTimestamp })
}

function pointAt(chart: IChartApi, line: ISeriesApi<'Line'>, history: History, index: number | undefined): void {
  const at = index === undefined ? undefined : history.atUs[index]
  const price = index === undefined ? undefined : history.series.price[index]
  if (at === undefined || price === undefined || price === null) chart.clearCrosshairPosition()
  else chart.setCrosshairPosition(price, (at / 1e6) as UTCTimestamp, line)
}

/** Activations and releases get a name on the line; fills are in the lane at the foot. */
function setMarkers(markers: ISeriesMarkersPluginApi<Time>, marks: readonly DecisionLine[], history: History): void {
  const first = history.atUs[0] ?? 0
  const named = marks.filter((mark) => mark.kind !== 'orderFilled' && mark.at >= first)
  markers.setMarkers(
    named.map((mark, i) => ({
      time: nearestTime(history, mark.at),
      position: mark.kind === 'backstopActivated' ? 'aboveBar' : 'belowBar',
      shape: mark.kind === 'backstopActivated' ? 'arrowDown' : mark.kind === 'backstopReleased' ? 'arrowUp' : 'square',
      color: colour(mark.kind === 'backstopReleased' ? 'recovering' : 'active'),
      text: crowded(named, i, history) ? '' : (markNames[mark.kind] ?? mark.title),
      size: 1,
    })),
  )
}

const markNames: Readonly<Record<string, string>> = { backstopActivated: 'fired', backstopReleased: 'released' }

/** Whether a mark of the same kind stands so close before that their names would overlap. */
function crowded(marks: readonly DecisionLine[], index: number, history: History): boolean {
  const mark = marks[index]
  const spanUs = (history.atUs.at(-1) ?? 0) - (history.atUs[0] ?? 0)
  return marks.slice(0, index).some((other) => other.kind === mark?.kind && mark.at - other.at < spanUs * 0.06)
}

/** The first point at or after a time; a marker must stand on a point. */
function nearestTime(history: History, at: number): UTCTimestamp {
  let low = 0
  let high = history.atUs.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((history.atUs[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  return ((history.atUs[low] ?? at) / 1e6) as UTCTimestamp
}

function chartOptions(decimals: number): Parameters<typeof createChart>[1] {
  const grid = { color: colour('line', 0.7) }
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: 'rgba(0, 0, 0, 0)' },
      textColor: colour('muted'),
      fontSize: 11,
      fontFamily: 'system-ui, sans-serif',
      // The notice the licence asks for stands in the page's foot.
      attributionLogo: false,
    },
    grid: { vertLines: { visible: false }, horzLines: grid },
    rightPriceScale: { borderVisible: false, minimumWidth: axisWidth, scaleMargins: { top: 0.12, bottom: 0.12 } },
    timeScale: { borderVisible: false, timeVisible: true, minBarSpacing: 0.01, rightOffset: 0 },
    crosshair: {
      mode: CrosshairMode.Magnet,
      vertLine: { color: colour('muted'), style: LineStyle.Dashed, labelVisible: false },
      horzLine: { color: colour('muted'), style: LineStyle.Dashed },
    },
    localization: {
      priceFormatter: (price: number) => fixed(price, decimals),
      timeFormatter: (time: Time) => `${dayText(Number(time) * 1e6)} ${clockText(Number(time) * 1e6)} UTC`,
    },
    handleScroll: false,
    handleScale: false,
  }
}
