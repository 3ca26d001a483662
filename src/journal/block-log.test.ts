import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { EnvironmentFault, InputFault } from '../base/fault.ts'
import { openBlockLog, type BlockLog } from './block-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'seawall-blocks-'))
afterAll(() => rmSync(folder, { recursive: true }))

function opened(file: string): Readonly<{ log: BlockLog; blocks: readonly string[] }> {
  const blocks: string[] = []
  const log = openBlockLog(file, (bytes) => void blocks.push(Buffer.from(bytes).toString()))
  return { log, blocks }
}

function written(name: string, blocks: readonly string[]): string {
  const file = join(folder, name)
  const { log } = opened(file)
  for (const block of blocks) log.append(Buffer.from(block))
  log.close()
  return file
}

describe('a block log', () => {
  test('default: what was appended is there when it is opened again, and it goes on', () => {
    const file = written('plain', ['one', '', 'three'])
    const { log, blocks } = opened(file)
    expect(blocks).toEqual(['one', '', 'three'])
    const { hash } = log.head()
    log.append(Buffer.from('four'))
    log.close()
    const again = opened(file)
    expect(again.blocks).toEqual(['one', '', 'three', 'four'])
    expect(again.log.head().blocks).toBe(4)
    expect(again.log.head().hash).not.toBe(hash)
    again.log.close()
  })

  test('behavior: cut at any byte, every whole block is there, the rest is gone, and it goes on', () => {
    const file = written('cut', ['first', 'second', 'third'])
    const whole = readFileSync(file)
    const ends = [0, 41, 41 + 42, 41 + 42 + 41]
    expect(whole).toHaveLength(ends.at(-1) ?? 0)
    for (let size = 0; size <= whole.length; size++) {
      writeFileSync(file, whole)
      truncateSync(file, size)
      const { log, blocks } = opened(file)
      expect(blocks).toHaveLength(ends.filter((end) => end > 0 && end <= size).length)
      log.append(Buffer.from('next'))
      log.close()
      const again = opened(file)
      expect(again.blocks.at(-1)).toBe('next')
      again.log.close()
    }
  })

  test('behavior: a last block of which some bytes never reached the disk is cut off', () => {
    const file = written('torn', ['first', 'second'])
    const bytes = readFileSync(file)
    bytes[bytes.length - 2] = 0
    writeFileSync(file, bytes)
    const { log, blocks } = opened(file)
    expect(blocks).toEqual(['first'])
    log.close()
  })

  test('error: a block that was changed before the last, or moved, is refused by its place', () => {
    const file = written('changed', ['first', 'second', 'third'])
    const bytes = readFileSync(file)
    bytes[36] = 'F'.charCodeAt(0)
    writeFileSync(file, bytes)
    expect(() => opened(file)).toThrow(InputFault)
    expect(() => opened(file)).toThrow(/block 1: expected hash [0-9a-f]{64}/)
    const swapped = written('swapped', ['aa', 'bb', 'cc'])
    const parts = readFileSync(swapped)
    writeFileSync(swapped, Buffer.concat([parts.subarray(38, 76), parts.subarray(0, 38), parts.subarray(76)]))
    expect(() => opened(swapped)).toThrow(/block 1/)
  })

  test('error: a place that cannot be written', () => {
    expect(() => opened(folder)).toThrow(EnvironmentFault)
  })

  test('behavior: killed at any moment, no block that was acknowledged is lost', async () => {
    const file = join(folder, 'killed')
    const script = join(folder, 'writer.ts')
    const source = resolve(import.meta.dirname, 'block-log.ts')
    writeFileSync(
      script,
      `import { openBlockLog } from ${JSON.stringify(source)}\nconst log = openBlockLog(${JSON.stringify(file)}, () => undefined)\n` +
        `for (let i = log.head().blocks; ; i++) { log.append(Buffer.from(String(i).repeat(500))); process.stdout.write(i + '\\n') }\n`,
    )
    let acknowledged = -1
    for (const patience of [120, 190, 260]) {
      acknowledged = Math.max(acknowledged, await runAndKill(script, patience))
      const { log, blocks } = opened(file)
      log.close()
      expect(blocks.length).toBeGreaterThan(acknowledged)
      expect(blocks.every((block, i) => block === String(i).repeat(500))).toBe(true)
    }
    expect(acknowledged).toBeGreaterThan(0)
    // What a crash leaves half-written at the end is no block.
    appendFileSync(file, Buffer.from([9, 0, 0]))
    const { log, blocks } = opened(file)
    log.close()
    expect(blocks.length).toBeGreaterThan(acknowledged)
  })
})

/** Returns the last block the writer said was durable. */
function runAndKill(script: string, patience: number): Promise<number> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (text: Buffer) => {
      if (said === '') setTimeout(() => child.kill('SIGKILL'), patience)
      said += text.toString()
    })
    child.on('close', () => done(Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))))
  })
}
