import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { encode } from '../base/codec.ts'
import { fileFault, sizeOf } from './lines.ts'

const edgeBytes = 1024 * 1024

/**
 * What a feed's content is known by: SHA-256 over each file's base name, size and the hash of its first and last MiB, and
 * the options that change what is read. Moving a folder does not change it; editing a file's head or tail, or its size, does.
 *
 * @throws InputFault when a file is missing.
 *
 * @example
 * await identityOf(['a.jsonl.gz'], { from: '2024-08-08' })
 */
export async function identityOf(files: readonly string[], options: Readonly<Record<string, unknown>>): Promise<string> {
  const described: unknown[] = []
  for (const file of files) described.push({ name: basename(file), bytes: await sizeOf(file), edges: await hashOfEdges(file) })
  return createHash('sha256')
    .update(encode({ files: described, options }))
    .digest('hex')
}

async function hashOfEdges(file: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    const handle = await open(file, 'r')
    try {
      const { size } = await handle.stat()
      const buffer = Buffer.alloc(Math.min(edgeBytes, size))
      for (const position of [0, Math.max(0, size - edgeBytes)]) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, position)
        hash.update(buffer.subarray(0, bytesRead))
      }
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw fileFault(file, error)
  }
  return hash.digest('hex')
}
