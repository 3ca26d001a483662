import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const onLinux = process.platform === 'linux'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seawall-memory-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A calm market's one-minute bars, so that a run is as long as it is without decisions. */
function writeBars(file: string, days: number): void {
  const lines = ['timestamp,open,high,low,close,volume']
  for (let minute = 0; minute < days * 1_440; minute++) {
    const at = new Date(Date.UTC(2024, 0, 1) + minute * 60_000).toISOString()
    const price = 40_000 + 20 * Math.sin(minute / 50)
    lines.push(
      `${at},${price.toFixed(1)},${(price + 8).toFixed(1)},${(price - 8).toFixed(1)},${(price + 1).toFixed(1)},${20 + (minute % 7)}`,
    )
  }
  writeFileSync(file, `${lines.join('\n')}\n`)
}

/** Runs the engine over the bars and returns the most memory it held, in bytes, with how many inputs it took. */
async function peakOf(file: string): Promise<{ bytes: number; inputs: number }> {
  const args = [
    join(root, 'bin/seawall.mjs'),
    'run',
    '--data',
    file,
    '--symbol',
    'BTC/USDT:USDT',
    '--runs',
    join(folder, 'runs'),
    '--json',
    '--quiet',
  ]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A collector takes what it is given; a small heap shows what is needed.
    env: { ...process.env, NODE_OPTIONS: '--max-old-space-size=160' },
  })
  let output = ''
  let bytes = 0
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const watching = setInterval(() => {
    try {
      const high = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
      if (high !== undefined) bytes = Number(high) * 1_024
    } catch {
      // It has just ended; the last figure stands.
    }
  }, 25)
  await new Promise((done) => child.on('close', done))
  clearInterval(watching)
  return { bytes, inputs: (JSON.parse(output) as { inputs: number }).inputs }
}

describe('memory', () => {
  test.skipIf(!onLinux)(
    'stays flat over a ten times longer input',
    async () => {
      writeBars(join(folder, 'short.csv'), 2)
      writeBars(join(folder, 'long.csv'), 20)
      const short = await peakOf(join(folder, 'short.csv'))
      const long = await peakOf(join(folder, 'long.csv'))
      expect(long.inputs).toBeGreaterThan(short.inputs * 9)
      expect(long.bytes).toBeLessThan(short.bytes * 1.5)
    },
    300_000,
  )
})
