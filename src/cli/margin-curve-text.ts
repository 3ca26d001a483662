import type { CurvePoint } from '../margin/analysis/margin-curve.ts'
import { numberText } from '../report/words.ts'

/** How much room a drawing has, in characters. */
export type DrawingRoom = Readonly<{ width: number; height: number }>

type Figures = NonNullable<CurvePoint['figures']>

const lines = [
  { mark: 'i', name: 'initial margin', of: ({ initialMargin }: Figures) => initialMargin },
  { mark: 'm', name: 'maintenance margin', of: ({ maintenanceMargin }: Figures) => maintenanceMargin },
  { mark: '*', name: 'equity', of: ({ equity }: Figures) => equity },
] as const

const labelWidth = 11

/**
 * Draws equity and margin against the move of the price, for a terminal. Where lines meet, equity stands before margin.
 *
 * @param curve - Evenly spaced moves, as `marginCurve` makes them.
 *
 * @example
 * printText(curveText(curve, { width: 80, height: 16 }).join('\n'))
 */
export function curveText(curve: readonly CurvePoint[], room: DrawingRoom): readonly string[] {
  const known = curve.flatMap(({ figures }) => (figures === undefined ? [] : [figures]))
  if (known.length === 0) return ['  the account is not known at any of these prices']
  const width = Math.max(20, room.width - labelWidth - 2)
  const all = known.flatMap((figures) => lines.map((line) => line.of(figures)))
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)]
  const span = high > low ? high - low : 1
  const rowOf = (value: number): number => Math.round(((high - value) / span) * (room.height - 1))
  const grid: string[][] = Array.from({ length: room.height }, (_, row) =>
    Array.from({ length: width }, () => (row === rowOf(0) ? '·' : ' ')),
  )
  for (let column = 0; column < width; column++) {
    const figures = curve[Math.round((column / (width - 1)) * (curve.length - 1))]?.figures
    if (figures === undefined) continue
    for (const line of lines) (grid[rowOf(line.of(figures))] ?? [])[column] = line.mark
  }
  const labels = new Map([
    [0, high],
    [room.height - 1, low],
    [rowOf(0), 0],
  ])
  const rows = grid.map((cells, row) => {
    const value = labels.get(row)
    return `${(value === undefined ? '' : numberText(value, 3)).padStart(labelWidth)} │${cells.join('').trimEnd()}`
  })
  return [...rows, `${' '.repeat(labelWidth)} └${'─'.repeat(width)}`, axisText(curve, width), legend]
}

const legend = `${' '.repeat(labelWidth + 2)}${lines
  .map(({ mark, name }) => `${mark} ${name}`)
  .toReversed()
  .join('   ')}`

/** Moves under the axis, where they fit. */
function axisText(curve: readonly CurvePoint[], width: number): string {
  const first = curve[0]?.spotMove ?? 0
  const last = curve.at(-1)?.spotMove ?? 0
  const cells = Array.from({ length: width }, () => ' ')
  for (const move of width < 60 ? [-0.5, 0, 0.5, 1] : [-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1]) {
    const text = `${move > 0 ? '+' : ''}${Math.round(100 * move)} %`
    const middle = Math.round(((move - first) / (last - first)) * (width - 1))
    const start = Math.min(width - text.length, Math.max(0, middle - Math.floor(text.length / 2)))
    for (let i = 0; i < text.length; i++) cells[start + i] = text.charAt(i)
  }
  return `${' '.repeat(labelWidth + 2)}${cells.join('').trimEnd()}`
}
