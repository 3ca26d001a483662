import type { BenchResult } from './bench-result.ts'

/**
 * Lays results out as a table for a terminal: figures, ratio to the limit, times faster than peers.
 *
 * @example
 * console.log(benchTable([{ name: 'journal', unit: 'inputs/s', ours: 2e5, limit: null, ratioToLimit: null, peers: {} }]))
 */
export function benchTable(results: readonly BenchResult[]): string {
  const rows = [['bench', 'ours', 'limit', 'unit', 'ratio to limit', 'times faster than'], ...results.map(rowOf)]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const lines = rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, column))
      .join('  ')
      .trimEnd(),
  )
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '))
  return [...lines, ...results.flatMap((result) => (result.note === undefined ? [] : [`${result.name}: ${result.note}`]))].join('\n')
}

function rowOf(result: BenchResult): string[] {
  const peers = Object.entries(result.peers).map(([peer, times]) => `${peer} x${figure(times)}`)
  return [
    result.name,
    figure(result.ours),
    result.limit === null ? 'unknown' : figure(result.limit),
    result.unit,
    result.ratioToLimit === null ? 'unknown' : result.ratioToLimit.toFixed(2),
    peers.join(', ') || 'none measured',
  ]
}

function pad(cell: string, width: number, column: number): string {
  return column === 1 || column === 2 || column === 4 ? cell.padStart(width) : cell.padEnd(width)
}

/** Three digits that matter: more would claim a precision no bench has. */
function figure(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 3 })
}
