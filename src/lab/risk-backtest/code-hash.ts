import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Folders whose code makes forecasts. */
const folders = ['base', 'num', 'risk', 'lab/risk-backtest']

/**
 * A hash of the code that makes forecasts, so that parts kept by other code are never taken for those of this.
 *
 * @example
 * codeHash() // 64 hexadecimal digits
 */
export function codeHash(): string {
  const root = resolve(import.meta.dirname, '../..')
  const patterns = folders.map((folder) => `${folder}/**/*.{ts,js}`)
  const files = globSync(patterns, { cwd: root }).filter((path) => !/\.(test|d)\.ts$/.test(path))
  const sum = createHash('sha256')
  for (const path of files.toSorted()) sum.update(`${path}\0`).update(readFileSync(resolve(root, path)))
  return sum.digest('hex')
}
