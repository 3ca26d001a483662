/**
 * Prints one object as JSON on stdout; the only thing a command with `--json` writes there. Money in `bigint` becomes decimal text.
 *
 * @example
 * printJson({ valid: true })
 */
export function printJson(value: unknown): void {
  process.stdout.write(`${jsonText(value)}\n`)
}

/**
 * JSON with `bigint` as decimal text, indented for people.
 *
 * @example
 * jsonText({ minor: 5n }) // '{\n  "minor": "5"\n}'
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner), 2)
}

/**
 * Prints a result for people on stdout.
 *
 * @example
 * printText('3 scenarios')
 */
export function printText(text: string): void {
  process.stdout.write(`${text}\n`)
}

/**
 * Tells something beside the result, on stderr: what goes on, what went wrong.
 *
 * @example
 * tell('serving at http://127.0.0.1:7341')
 */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

/**
 * Sets rows out in columns, two spaces apart; the last column is not padded.
 *
 * @example
 * columns([['a', 'long'], ['bb', 'x']]) // ['a   long', 'bb  x']
 */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

/**
 * Sets rows of figures out in columns, indented: the first flush left, all others flush right.
 *
 * @example
 * alignedColumns([['a', '1'], ['bb', '10']]) // ['  a    1', '  bb  10']
 */
export function alignedColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  return rows.map((row) =>
    `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`.trimEnd(),
  )
}
