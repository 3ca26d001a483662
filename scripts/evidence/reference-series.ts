import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { sharedFile } from '../../test/shared-data.ts'

/**
 * One column of a reference series of `../shared/data/reference`, oldest first.
 *
 * @throws Error when the file has no such column, or a row no number in it.
 *
 * @example
 * referenceSeries('danish_fire', 'dat').length // 2167
 */
export function referenceSeries(name: string, column: string): Float64Array {
  const [head = '', ...rows] = gunzipSync(readFileSync(sharedFile(`data/reference/${name}.csv.gz`)))
    .toString('utf8')
    .trim()
    .split(/\r?\n/)
  const place = head.split(',').indexOf(column)
  const values = Float64Array.from(rows, (row) => Number(row.split(',')[place]))
  if (place < 0 || values.some(Number.isNaN)) throw new Error(`${name} has no column ${column} of numbers`)
  return values
}

/**
 * Returns of a price, in per cent: 100 times the difference of logarithms.
 *
 * @example
 * percentReturns(Float64Array.of(100, 101)) // [0.995]
 */
export function percentReturns(prices: Float64Array): Float64Array {
  return Float64Array.from({ length: prices.length - 1 }, (_, t) => 100 * Math.log((prices[t + 1] as number) / (prices[t] as number)))
}
