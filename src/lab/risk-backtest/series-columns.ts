import { InputFault } from '../../base/fault.ts'

/** What the numbers of a column are: prices, whose steps make returns; returns, positive is a gain; losses, positive is a loss. */
export type ColumnKind = 'price' | 'return' | 'loss'

/** A column and what it holds, with how that is known, so that the output can say it. */
export type ValueColumn = Readonly<{ name: string; kind: ColumnKind; knownFrom: 'its name' | '--kind' }>

/** What the command line says of the columns. */
export type ColumnOptions = Readonly<{ column?: string; kind?: ColumnKind; time?: string }>

const namesOf: Readonly<Record<ColumnKind, readonly string[]>> = {
  price: ['close', 'c', 'price', 'settle', 'settlement', 'mark', 'mark_price', 'mid', 'last', 'index_price', 'adj close', 'adj_close'],
  return: ['return', 'returns', 'ret', 'logret', 'log_return', 'log_returns', 'simple_return', 'r'],
  loss: ['loss', 'losses'],
}
const kinds: readonly ColumnKind[] = ['price', 'return', 'loss']
const timeNames = ['ts', 'timestamp', 'open_time', 'opentime', 'time', 'datetime', 'date', 'snapped_at', 'day', 'rownames', 'row', 'index']

/**
 * Chooses the column of values by its option, or by its name. Nothing is guessed: a name that says nothing asks for `--kind`, and
 * names of two kinds ask for `--column`.
 *
 * @throws InputFault that names the columns there are.
 *
 * @example
 * valueColumnOf('sp500.csv', ['Date', 'Close'], {}) // { name: 'Close', kind: 'price', knownFrom: 'its name' }
 */
export function valueColumnOf(file: string, columns: readonly string[], options: ColumnOptions): ValueColumn {
  const wanted = options.column
  if (wanted !== undefined) {
    const name = columns.find((column) => column === wanted) ?? columns.find((column) => column.toLowerCase() === wanted.toLowerCase())
    if (name === undefined) throw columnFault(file, `column "${wanted}"`, 'one of the columns of the file', columns)
    const kind = options.kind ?? kindOfName(name)
    if (kind !== undefined) return { name, kind, knownFrom: options.kind === undefined ? 'its name' : '--kind' }
    throw kindFault(file, name)
  }
  const found = (options.kind === undefined ? kinds : [options.kind]).flatMap((kind) => {
    const name = firstNamed(columns, namesOf[kind])
    return name === undefined ? [] : [{ name, kind, knownFrom: 'its name' as const }]
  })
  const [first, second] = found
  if (first !== undefined && second === undefined) return first
  if (second !== undefined) throw columnFault(file, 'header', 'prices, returns or losses, not several of them, or --column', columns)
  return onlyNamelessColumn(file, columns, options)
}

/** A file with one column beside its times or row numbers leaves no choice of column; of its kind we are told, or stop. */
function onlyNamelessColumn(file: string, columns: readonly string[], options: ColumnOptions): ValueColumn {
  const others = columns.filter((column) => !timeNames.includes(column.toLowerCase()) && column !== options.time)
  const [only] = others
  if (only === undefined || others.length > 1) {
    throw columnFault(file, 'header', 'a column of prices, returns or losses known by its name, or --column with --kind', columns)
  }
  if (options.kind === undefined) throw kindFault(file, only)
  return { name: only, kind: options.kind, knownFrom: '--kind' }
}

/**
 * The column of times: that of `--time`, else one with a usual name.
 *
 * @returns `undefined` when the rows carry no time, or `--time none` says to count them.
 * @throws InputFault when the named column is not there.
 *
 * @example
 * timeColumnOf('sp500.csv', ['Date', 'Close'], {}) // 'Date'
 */
export function timeColumnOf(file: string, columns: readonly string[], options: ColumnOptions): string | undefined {
  if (options.time === 'none') return undefined
  if (options.time === undefined) {
    const usual = firstNamed(columns, timeNames)
    return usual === undefined || ['rownames', 'row', 'index'].includes(usual.toLowerCase()) ? undefined : usual
  }
  const wanted = options.time
  const name = columns.find((column) => column.toLowerCase() === wanted.toLowerCase())
  if (name === undefined) throw columnFault(file, `column "${wanted}"`, 'one of the columns of the file, or none', columns)
  return name
}

function firstNamed(columns: readonly string[], names: readonly string[]): string | undefined {
  return names.map((name) => columns.find((column) => column.toLowerCase() === name)).find((name) => name !== undefined)
}

function kindOfName(name: string): ColumnKind | undefined {
  return kinds.find((kind) => namesOf[kind].includes(name.toLowerCase()))
}

function kindFault(file: string, name: string): InputFault {
  return new InputFault({
    file,
    place: `column "${name}"`,
    expected: '--kind price, --kind return or --kind loss',
    found: 'a name that does not say which',
  })
}

function columnFault(file: string, place: string, expected: string, columns: readonly string[]): InputFault {
  return new InputFault({ file, place, expected, found: `the columns ${columns.join(', ')}` })
}
