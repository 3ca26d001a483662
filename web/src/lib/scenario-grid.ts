import type { MarginAccountPage } from './types.ts'

/** The scenarios of one underlying. */
export type Scan = NonNullable<MarginAccountPage['requirement']>['scans'][number]
/** One scenario and where it stands. */
export type GridCell = Readonly<{ scenario: Scan['scenarios'][number]; worst: boolean }>
/** One move of spot; a tail counts in part only. */
export type GridColumn = Readonly<{ spotMove: number; weight: number; tail: boolean }>
/** A volatility move with a cell for each column, where the model has one. */
export type GridRow = Readonly<{ volatilityMove: string; cells: readonly (GridCell | undefined)[] }>

/** Scenarios as a table, with those that have no place in it beside. */
export type ScenarioGrid = Readonly<{
  columns: readonly GridColumn[]
  rows: readonly GridRow[]
  others: readonly GridCell[]
  /** The largest profit or loss, for colours and units. */
  largest: number
}>

const usualRows: readonly string[] = ['up', 'unchanged', 'down']
/** What is wider is no table any more. */
const mostColumns = 40

/**
 * Lays scenarios out: moves of spot as columns, ascending, tails at the outer ends; moves of volatility as rows. What would share a cell, and
 * moves that are neither up, down nor unchanged, stand beside the table. The worst cell is the one the model names.
 *
 * @example
 * scenarioGrid(scan).rows[0]?.volatilityMove // 'up'
 */
export function scenarioGrid(scan: Scan): ScenarioGrid {
  const cells = scan.scenarios.map((scenario, i): GridCell => ({ scenario, worst: i === scan.worst }))
  const largest = Math.max(0, ...cells.map(({ scenario }) => Math.abs(scenario.profit)))
  const placed = new Map<string, GridCell>()
  const columns = new Map<string, GridColumn>()
  const others: GridCell[] = []
  for (const cell of cells) {
    const { spotMove, weight, volatilityMove } = cell.scenario
    const column: GridColumn = { spotMove, weight, tail: weight !== 1 }
    const place = `${keyOf(column)} ${volatilityMove}`
    if (!usualRows.includes(volatilityMove) || placed.has(place)) {
      others.push(cell)
      continue
    }
    placed.set(place, cell)
    columns.set(keyOf(column), column)
  }
  if (columns.size > mostColumns) return { columns: [], rows: [], others: cells, largest }
  const ordered = orderColumns([...columns.values()])
  const rows = usualRows
    .map((volatilityMove): GridRow => ({
      volatilityMove,
      cells: ordered.map((column) => placed.get(`${keyOf(column)} ${volatilityMove}`)),
    }))
    .filter((row) => row.cells.some((cell) => cell !== undefined))
  return { columns: ordered, rows, others, largest }
}

function keyOf({ spotMove, weight }: GridColumn): string {
  return `${spotMove} ${weight}`
}

function orderColumns(columns: readonly GridColumn[]): readonly GridColumn[] {
  const ascending = columns.toSorted((a, b) => a.spotMove - b.spotMove)
  const body = ascending.filter(({ tail }) => !tail)
  const middle = body[Math.floor(body.length / 2)]?.spotMove ?? 0
  const tails = ascending.filter(({ tail }) => tail)
  return [...tails.filter(({ spotMove }) => spotMove < middle), ...body, ...tails.filter(({ spotMove }) => spotMove >= middle)]
}

/**
 * A move as a signed percentage without needless zeros.
 *
 * @example
 * moveText(-0.135) // '−13.5 %'
 */
export function moveText(move: number): string {
  const percent = Math.round(Math.abs(move) * 1_000) / 10
  return percent === 0 ? '0 %' : `${move < 0 ? '−' : '+'}${percent} %`
}
