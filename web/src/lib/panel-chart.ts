import uPlot from 'uplot'
import type { Band } from './bands.ts'
import { colour } from './colour.ts'
import type { PanelLine } from './panel-line.ts'
import { paintBand } from './paint-band.ts'
import { axisWidth, type Span } from './price-chart.ts'
import { axisTimes } from './time.ts'

/** What a panel looks like. */
export type PanelOptions = Readonly<{
  lines: readonly PanelLine[]
  height: number
  logarithmic: boolean
  /** Whether the axis starts at zero. */
  fromZero: boolean
  showTimes: boolean
  axisText: (value: number) => string
  onPoint: (index: number | undefined) => void
  onSelect: (span: Span) => void
}>

/** A small chart under the price. */
export type PanelChart = Readonly<{
  show: (data: uPlot.AlignedData, bands: readonly Band[], span: Span | undefined) => void
  pointAt: (index: number | undefined) => void
  resize: (width: number) => void
  destroy: () => void
}>

/**
 * Draws a panel with uPlot: lines over shaded bands; dragging selects a stretch of time.
 *
 * @example
 * const panel = createPanelChart(element, options)
 */
export function createPanelChart(element: HTMLElement, options: PanelOptions): PanelChart {
  let bands: readonly Band[] = []
  let silent = false
  const chart = new uPlot(
    {
      width: Math.max(200, element.clientWidth),
      height: options.height,
      padding: [6, 0, options.showTimes ? 0 : 4, 0],
      legend: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { size: 5 } },
      scales: { x: { time: true }, y: scaleOf(options) },
      axes: axesOf(options),
      series: [{}, ...options.lines.map((line) => seriesOf(line))],
      hooks: {
        drawClear: [(self) => drawBands(self, bands)],
        setCursor: [
          (self) => {
            if (!silent) options.onPoint((self.cursor.left ?? -1) < 0 ? undefined : (self.cursor.idx ?? undefined))
          },
        ],
        setSelect: [
          (self) => {
            if (self.select.width < 8) return
            options.onSelect({ from: self.posToVal(self.select.left, 'x'), to: self.posToVal(self.select.left + self.select.width, 'x') })
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          },
        ],
      },
    },
    [[], ...options.lines.map(() => [])],
    element,
  )
  return {
    show: (data, shaded, span) => {
      bands = shaded
      chart.setData(data, false)
      const times = data[0]
      const from = span?.from ?? times[0]
      const to = span?.to ?? times.at(-1)
      if (from !== undefined && to !== undefined && to > from) chart.setScale('x', { min: from, max: to })
    },
    pointAt: (index) => {
      const at = index === undefined ? undefined : chart.data[0][index]
      silent = true
      chart.setCursor(at === undefined ? { left: -10, top: -10 } : { left: chart.valToPos(at, 'x'), top: 5 }, true)
      silent = false
    },
    resize: (width) => chart.setSize({ width, height: options.height }),
    destroy: () => chart.destroy(),
  }
}

function seriesOf(line: PanelLine): uPlot.Series {
  return {
    label: line.label,
    stroke: colour(line.colour),
    width: 1.5,
    points: { show: false },
    spanGaps: false,
    ...(line.dash === undefined ? {} : { dash: [...line.dash] }),
    ...(line.fill === true ? { fill: colour(line.colour, 0.3) } : {}),
  }
}

function scaleOf({ logarithmic, fromZero }: PanelOptions): uPlot.Scale {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the types name enums that the module does not have
  if (logarithmic) return { distr: 3, log: 10, range: (_self, min, max) => logRange(min, max) }
  return {
    range: (_self, min, max) => {
      if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return [0, 1]
      const low = fromZero ? Math.min(0, min) : min
      const room = (max - low || Math.abs(max) || 1) * 0.08
      return [fromZero && min >= 0 ? 0 : low - room, max + room]
    },
  }
}

function logRange(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null || !(min > 0) || !Number.isFinite(max)) return [0.1, 10]
  return [min * 0.9, Math.max(max * 1.4, min * 12)]
}

/** Powers of ten within a range, with their halves and fifths when there is but one. */
function decades(_self: uPlot, _axis: number, min: number, max: number): number[] {
  const powers: number[] = []
  for (let exponent = Math.floor(Math.log10(min)); exponent <= Math.ceil(Math.log10(max)); exponent++) powers.push(10 ** exponent)
  const within = (values: readonly number[]): number[] => values.filter((value) => value >= min && value <= max)
  const whole = within(powers)
  return whole.length >= 2 ? whole : within(powers.flatMap((power) => [power, 2 * power, 5 * power]))
}

/**
 * Labels of a time axis; one at the very edge would be cut in half and is left out.
 *
 * @example
 * values: (self, splits) => labelTimes(self, splits)
 */
export function labelTimes(self: uPlot, splits: readonly number[]): string[] {
  const texts = axisTimes(splits)
  return texts.map((text, i) => (self.valToPos(splits[i] ?? 0, 'x') < 22 ? '' : text))
}

function axesOf({ axisText, showTimes, logarithmic }: PanelOptions): uPlot.Axis[] {
  const common = { stroke: colour('muted'), font: '11px system-ui, sans-serif', ticks: { show: false } }
  return [
    {
      ...common,
      size: showTimes ? 24 : 0,
      grid: { stroke: colour('line', 0.7), width: 1 },
      values: (self, splits) => (showTimes ? labelTimes(self, splits) : []),
      space: 70,
    },
    {
      ...common,
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the types name enums that the module does not have
      side: 1,
      size: axisWidth,
      gap: 6,
      space: 26,
      grid: { stroke: colour('line', 0.7), width: 1 },
      ...(logarithmic ? { splits: decades } : {}),
      values: (_self, splits) => splits.map((value) => (value === null ? '' : axisText(value))),
    },
  ]
}

function drawBands(self: uPlot, bands: readonly Band[]): void {
  const { left, top, width, height } = self.bbox
  for (const band of bands) {
    const from = Math.max(left, self.valToPos(band.from, 'x', true))
    const to = Math.min(left + width, self.valToPos(band.to, 'x', true))
    if (to >= from) paintBand(self.ctx, band.phase, { left: from, top, width: Math.max(1, to - from), height })
  }
}
