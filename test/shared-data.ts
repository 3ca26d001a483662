import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** The folder of shared market data and vectors: `SEAWALL_SHARED`, or `../shared` beside the project. */
export const sharedFolder = process.env['SEAWALL_SHARED'] ?? resolve(import.meta.dirname, '../../shared')

/** Whether the shared folder is there. Tests that need it use `test.skipIf(!hasShared)`, which shows as skipped. */
export const hasShared = existsSync(sharedFolder)

/**
 * The path of a shared file.
 *
 * @example
 * sharedFile('data/l2/binance_raw_usdm_btcusdt_20240808.jsonl.gz')
 */
export function sharedFile(path: string): string {
  return resolve(sharedFolder, path)
}
