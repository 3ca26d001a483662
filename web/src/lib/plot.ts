import uPlot from 'uplot'
import { colour } from './theme.svelte.ts'

/** Width of every left axis, so that the panels stand under each other. */
export const axisWidth = 62

/** What a panel is made of. */
export type PlotOptions = Readonly<{
  width: number
  height: number
  labels: readonly string[]
  colours: readonly string[]
  text: (value: number) => string
  logarithmic?: boolean
  /** Areas between each line and the one below, instead of lines. */
  stacked?: boolean
}>

/**
 * The options of one time panel, drawn in the theme's colours and with its cursor shared by all panels.
 *
 * @example
 * new uPlot(plotOptions({ width, height: 110, labels: ['spread'], colours: ['accent'], text: plain }), data, box)
 */
export function plotOptions(options: PlotOptions): uPlot.Options {
  const axis = { stroke: colour('soft'), grid: { stroke: colour('line'), width: 1 }, ticks: { stroke: colour('line'), width: 1 }, font: '11px system-ui' }
  return {
    width: options.width,
    height: options.height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    cursor: { sync: { key: 'seawall' }, drag: { x: false, y: false }, points: { size: 5 } },
    legend: { live: true },
    scales: { y: options.logarithmic === true ? { distr: 3 } : { range: (_plot, low, high) => rangeOf(low, high) } },
    axes: [
      { ...axis, values: (_plot, ticks) => ticks.map(clock) },
      {
        ...axis,
        size: axisWidth,
        space: 22,
        ...(options.logarithmic === true && { splits: (_plot: uPlot, _axis: number, low: number, high: number) => powersOfTen(low, high) }),
        values: (_plot, ticks) => ticks.map((tick) => (tick === null ? '' : options.text(tick))),
      },
    ],
    series: [
      { label: 'UTC', value: (_plot, at) => (at === null ? '' : new Date(at * 1000).toISOString().slice(5, 16).replace('T', ' ')) },
      ...options.labels.map((label, place) => ({
        label,
        stroke: colour(options.colours[place] ?? 'ink'),
        ...(options.stacked === true && { fill: `${colour(options.colours[place] ?? 'ink')}cc` }),
        width: options.stacked === true ? 1 : 1.6,
        points: { show: false },
        value: (_plot: uPlot, value: number | null) => (value === null ? '' : options.text(value)),
      })),
    ],
  }
}

/** Hour and minute, or the day at midnight, UTC. */
function clock(seconds: number): string {
  const text = new Date(seconds * 1000).toISOString()
  return seconds % 86_400 === 0 ? text.slice(5, 10) : text.slice(11, 16)
}

function powersOfTen(low: number, high: number): number[] {
  const powers: number[] = []
  for (let power = 10 ** Math.ceil(Math.log10(low)); power <= high * 1.001; power *= 10) powers.push(power)
  return powers
}

function rangeOf(low: number | null, high: number | null): [number, number] {
  const [from, to] = [Math.min(0, low ?? 0), high ?? 1]
  return [from, to === from ? from + 1 : to + (to - from) * 0.08]
}
