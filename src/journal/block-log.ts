import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { hash } from 'node:crypto'
import { EnvironmentFault, InputFault } from '../base/fault.ts'

/**
 * A file of blocks of bytes, each chained to the one before by its hash. What `append` returns from is on the disk.
 *
 * A block: its length in four bytes, low byte first; SHA-256 of the hash before, the length and the bytes; the bytes.
 */
export type BlockLog = Readonly<{
  /** Writes a block and waits for the disk. */
  append: (bytes: Uint8Array) => void
  /** How many blocks there are, and the hash of the last; of an empty log 64 zeros. */
  head: () => BlockHead
  close: () => void
}>

/** Where a log ends. */
export type BlockHead = Readonly<{ blocks: number; hash: string }>

const hashBytes = 32
const headerBytes = 4 + hashBytes
const emptyHash = '0'.repeat(2 * hashBytes)

/**
 * Opens a log and reads what is there. A last block that was not written to its end, as after a loss of power, was never acknowledged: it is
 * cut off. One writer at a time is the caller's to see to.
 *
 * @param onBlock - Told every block in order, before anything is appended.
 * @throws InputFault for a block that does not follow from those before; EnvironmentFault where the file cannot be opened or written.
 *
 * @example
 * const log = openBlockLog('transfers.log', (bytes) => postBatch(ledger, batchOf(bytes)))
 * log.append(batch.bytes)
 */
export function openBlockLog(file: string, onBlock: (bytes: Uint8Array) => void): BlockLog {
  const handle = guarded(file, 'open', () => openSync(file, 'a+'))
  let end: Readonly<{ head: BlockHead; size: number }>
  try {
    end = readBlocks({ file, handle }, onBlock)
  } catch (error) {
    closeSync(handle)
    throw error
  }
  let { head } = end
  return {
    append: (bytes) => {
      const lengths = lengthOf(bytes.length)
      const next = hashOf(head.hash, lengths, bytes)
      guarded(file, `block ${head.blocks + 1}`, () => {
        writeAll(handle, [lengths, Buffer.from(next, 'hex'), bytes])
        fdatasyncSync(handle)
      })
      head = { blocks: head.blocks + 1, hash: next }
    },
    head: () => head,
    close: () => closeSync(handle),
  }
}

type Opened = Readonly<{ file: string; handle: number }>

function readBlocks({ file, handle }: Opened, onBlock: (bytes: Uint8Array) => void): { head: BlockHead; size: number } {
  const { size } = fstatSync(handle)
  let head: BlockHead = { blocks: 0, hash: emptyHash }
  let at = 0
  while (at < size) {
    const header = readAt(handle, at, Math.min(headerBytes, size - at))
    const length = header.length < headerBytes ? Infinity : header.readUInt32LE(0)
    if (at + headerBytes + length > size) break
    const bytes = readAt(handle, at + headerBytes, length)
    const [stored, expected] = [header.toString('hex', 4), hashOf(head.hash, header.subarray(0, 4), bytes)]
    const isLast = at + headerBytes + length === size
    // A disk may have the last block's length and not all of its bytes.
    if (stored !== expected && isLast) break
    if (stored !== expected) {
      const place = `block ${head.blocks + 1}`
      throw new InputFault({ file, place, expected: `hash ${expected} over this block and the one before`, found: `hash ${stored}` })
    }
    onBlock(bytes)
    head = { blocks: head.blocks + 1, hash: stored }
    at += headerBytes + length
  }
  if (at < size) guarded(file, 'end', () => ftruncateSync(handle, at))
  return { head, size: at }
}

function hashOf(before: string, lengths: Uint8Array, bytes: Uint8Array): string {
  // One pass over the bytes: the short part is hashed with the hash of the long one.
  return hash('sha256', `${before}${Buffer.from(lengths).toString('hex')}${hash('sha256', bytes, 'hex')}`, 'hex')
}

function lengthOf(length: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(length)
  return bytes
}

function readAt(handle: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let read = 0
  while (read < length) {
    const more = readSync(handle, bytes, read, length - read, at + read)
    if (more === 0) return bytes.subarray(0, read)
    read += more
  }
  return bytes
}

function writeAll(handle: number, parts: readonly Uint8Array[]): void {
  const bytes = Buffer.concat(parts)
  let written = 0
  while (written < bytes.length) written += writeSync(handle, bytes, written)
}

function guarded<Value>(file: string, place: string, work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    throw new EnvironmentFault({ file, place, expected: 'a file that can be read and written', found })
  }
}
