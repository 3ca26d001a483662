import { createReadStream, type ReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createGunzip, type Gunzip } from 'node:zlib'
import { StringDecoder } from 'node:string_decoder'
import { EnvironmentFault, InputFault } from '../base/fault.ts'

// A capture's longest line is a snapshot of some hundred kilobytes. Beyond this a file has no lines worth the name.
const longestLine = 64 * 1024 * 1024

/** How far a reading has come: bytes taken from disk, complete lines given out. Mutated while `readLines` runs. */
export type LinePosition = { bytesRead: number; lines: number }

/**
 * Size of a file in bytes.
 *
 * @throws InputFault when there is no such file or it is a folder; EnvironmentFault when it may not be read.
 *
 * @example
 * await sizeOf('capture.jsonl.gz') // 3_637_062
 */
export async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file)
    if (found.isFile()) return found.size
  } catch (error) {
    throw fileFault(file, error)
  }
  throw new InputFault({ file, place: 'whole file', expected: 'a data file', found: 'a folder or device' })
}

/**
 * The first bytes of a file, fewer when it is shorter.
 *
 * @throws as `sizeOf`.
 *
 * @example
 * await firstBytes('bars.parquet', 4) // 'PAR1'
 */
export async function firstBytes(file: string, count: number): Promise<Buffer> {
  try {
    const handle = await open(file, 'r')
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw fileFault(file, error)
  }
}

/**
 * Lines of a text file in batches as they come off the disk, unzipped when the file begins as gzip does. Constant memory.
 *
 * Line ends are `\n` or `\r\n`; the last line may lack one.
 *
 * @throws InputFault for a gzip stream that is cut off or damaged, naming the line and byte; as `sizeOf` for the file itself.
 *
 * @example
 * for await (const lines of readLines('a.jsonl.gz', { bytesRead: 0, lines: 0 })) ...
 */
export async function* readLines(file: string, position: LinePosition): AsyncGenerator<readonly string[]> {
  const isGzip = isGzipHead(await firstBytes(file, 2))
  const raw = createReadStream(file, { highWaterMark: 256 * 1024 })
  raw.on('data', (chunk) => {
    position.bytesRead += chunk.length
  })
  const text = isGzip ? unzipped(raw) : raw
  const decoder = new StringDecoder('utf8')
  let rest = ''
  try {
    for await (const chunk of text) {
      const lines = (rest + decoder.write(chunk as Buffer)).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > longestLine) throw lineFault(file, position, 'a line end', `${rest.length} characters without one`)
      if (lines.length === 0) continue
      yield lines
      position.lines += lines.length
    }
  } catch (error) {
    throw readFault(file, position, error)
  } finally {
    raw.destroy()
    text.destroy()
  }
  rest += decoder.end()
  if (rest === '') return
  yield [rest]
  position.lines += 1
}

/**
 * Whether a file's first two bytes are those of gzip.
 *
 * @example
 * isGzipHead(Buffer.from([0x1f, 0x8b])) // true
 */
export function isGzipHead(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/**
 * The fault for a file that cannot be opened: bad input when it is not there, the environment's otherwise.
 *
 * @example
 * throw fileFault('a.csv', error)
 */
export function fileFault(file: string, error: unknown): unknown {
  const code = errorCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new InputFault({ file, place: 'whole file', expected: 'an existing file', found: 'no file of that name' })
  }
  if (code === 'EISDIR') return new InputFault({ file, place: 'whole file', expected: 'a data file', found: 'a folder' })
  if (code === undefined) return error
  return new EnvironmentFault({ file, place: 'whole file', expected: 'a readable file', found: code })
}

function unzipped(raw: ReadStream): Gunzip {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  // `pipe` does not pass errors on, and a reader of the unzipped side would wait for ever.
  raw.on('error', (error) => gunzip.destroy(error))
  return raw.pipe(gunzip)
}

function readFault(file: string, position: LinePosition, error: unknown): unknown {
  const code = errorCode(error)
  if (code === 'Z_BUF_ERROR') return lineFault(file, position, 'a complete gzip stream', 'the end of the file inside it')
  if (code?.startsWith('Z_')) return lineFault(file, position, 'a complete gzip stream', `damage (${(error as Error).message})`)
  return fileFault(file, error)
}

function lineFault(file: string, position: LinePosition, expected: string, found: string): InputFault {
  return new InputFault({ file, place: `line ${position.lines + 1}, byte ${position.bytesRead}`, expected, found })
}

function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return typeof code === 'string' ? code : undefined
}
