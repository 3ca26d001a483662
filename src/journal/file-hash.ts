import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { Hash } from '../base/hash.ts'
import { storedHash } from './native-hash.ts'

/**
 * SHA-256 over the bytes of a closed journal's file. The chain covers everything that is read of a journal; this covers the
 * rest as well, the space in the file that no row uses. Write it into the run's manifest beside the head.
 *
 * @returns `undefined` while part of the journal still lies in the write-ahead log beside the file: it is open, or was killed.
 * @throws The file system's error when the file cannot be read.
 *
 * @example
 * journal.close()
 * const manifest = { ...head, fileHash: journalFileHash('runs/1/journal.sqlite') }
 */
export function journalFileHash(path: string): Hash | undefined {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })
  if (log !== undefined && log.size > 0) return undefined
  const sum = createHash('sha256')
  const block = Buffer.allocUnsafe(1 << 20)
  const handle = openSync(path, 'r')
  try {
    for (let size = readSync(handle, block); size > 0; size = readSync(handle, block)) sum.update(block.subarray(0, size))
  } finally {
    closeSync(handle)
  }
  return storedHash(sum.digest('hex'))
}
