import uPlot from 'uplot'
import type { ColourName } from './colour-name.ts'
import { colour } from './colour.ts'
import { compact } from './format.ts'
import { axisWidth } from './price-chart.ts'
import { labelTimes } from './panel-chart.ts'
import type { History } from './types.ts'

/** The parts a reserve is stacked of, from the foot up. */
export const stackParts: readonly Readonly<{ name: 'available' | 'committed' | 'deployed'; label: string; colour: ColourName }>[] = [
  { name: 'available', label: 'Available', colour: 's1' },
  { name: 'committed', label: 'Committed', colour: 's2' },
  { name: 'deployed', label: 'Deployed', colour: 's3' },
]

/** Columns of one reserve. */
export type ReserveColumns = History['reserves'][number]

/** The reserve over time as a stack. */
export type StackChart = Readonly<{
  show: (history: History, columns: ReserveColumns) => void
  resize: (width: number) => void
  destroy: () => void
}>

/**
 * Draws a reserve as stacked areas: what is available, what orders have committed, what is deployed.
 *
 * @example
 * const stack = createStackChart(element, 190)
 */
export function createStackChart(element: HTMLElement, height: number): StackChart {
  const chart = new uPlot(
    {
      width: Math.max(200, element.clientWidth),
      height,
      padding: [8, 0, 0, 0],
      legend: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      cursor: { show: false },
      scales: { x: { time: true }, y: { range: (_self, _min, max) => [0, (Number.isFinite(max) && max > 0 ? max : 1) * 1.06] } },
      axes: axesOf(),
      // Drawn from the top of the stack down, so that each lower part covers the one above it.
      series: [
        {},
        ...stackParts.toReversed().map((part) => ({
          stroke: colour(part.colour),
          width: 1,
          fill: () => patternOf(part.name, part.colour),
          points: { show: false },
        })),
      ],
    },
    [[], ...stackParts.map(() => [])],
    element,
  )
  return {
    show: (history, columns) => chart.setData(stacked(history, columns)),
    resize: (width) => chart.setSize({ width, height }),
    destroy: () => chart.destroy(),
  }
}

/** Opaque, so that a part hides those behind; committed is hatched so that it needs no colour to be told. */
function patternOf(name: string, colourName: ColourName): string | CanvasPattern {
  const tile = document.createElement('canvas')
  tile.width = tile.height = 8
  const context = tile.getContext('2d')
  if (context === null) return colour(colourName)
  context.fillStyle = colour('card')
  context.fillRect(0, 0, 8, 8)
  context.fillStyle = colour(colourName, name === 'available' ? 0.35 : name === 'deployed' ? 0.8 : 0.25)
  context.fillRect(0, 0, 8, 8)
  if (name === 'committed') {
    context.strokeStyle = colour(colourName)
    context.lineWidth = 2
    context.beginPath()
    context.moveTo(-2, 10)
    context.lineTo(10, -2)
    context.moveTo(-2, 2)
    context.lineTo(2, -2)
    context.moveTo(6, 10)
    context.lineTo(10, 6)
    context.stroke()
  }
  return context.createPattern(tile, 'repeat') ?? colour(colourName)
}

function stacked(history: History, columns: ReserveColumns): uPlot.AlignedData {
  const total = (upTo: number): (number | null)[] =>
    history.atUs.map((_at, i) => {
      let sum = 0
      for (const part of stackParts.slice(0, upTo + 1)) {
        const value = columns[part.name][i]
        if (value === null || value === undefined) return null
        sum += value
      }
      return sum
    })
  return [history.atUs.map((at) => at / 1e6), total(2), total(1), total(0)]
}

function axesOf(): uPlot.Axis[] {
  const common = {
    stroke: colour('muted'),
    font: '11px system-ui, sans-serif',
    ticks: { show: false },
    grid: { stroke: colour('line', 0.7), width: 1 },
  }
  return [
    { ...common, size: 24, space: 70, values: labelTimes },
    {
      ...common,
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the types name enums that the module does not have
      side: 1,
      size: axisWidth,
      gap: 6,
      space: 30,
      values: (_self, splits) => splits.map((value) => compact(value).replace('.00', '').replace('.0 ', ' ')),
    },
  ]
}
