import { ArgumentError } from '../../base/argument.ts'
import { matrixOf, type Matrix } from '../../num/matrix.ts'

/**
 * A matrix of the rows of an argument.
 *
 * @throws ArgumentError naming `argument` and the row for no rows, rows of unlike length or a number that is not finite.
 *
 * @example
 * matrixOfRows('profits', [[1, 2], [3, 4]])
 */
export function matrixOfRows(argument: string, rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0
  if (columns === 0) throw new ArgumentError(argument, { expected: 'at least 1 row of 1 number', found: '0' })
  rows.forEach((row, position) => {
    if (row.length !== columns)
      throw new ArgumentError(argument, { position, expected: `${columns} numbers, as many as the first row`, found: String(row.length) })
    for (let j = 0; j < columns; j++) {
      const value = row[j] as number
      if (!Number.isFinite(value))
        throw new ArgumentError(`${argument}[${position}]`, { position: j, expected: 'a finite number', found: String(value) })
    }
  })
  return matrixOf(rows)
}
