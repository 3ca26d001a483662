import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { InputFault } from '../src/base/fault.ts'
import { timeUs, type TimeUs } from '../src/base/time.ts'
import type { Instrument } from '../src/market/instrument.ts'
import type { MarketInput } from '../src/market/market-input.ts'
import { btcPerpetual } from './instruments.ts'

/** A folder for a test's files. `write` returns the path; names ending in `.gz` are zipped unless bytes are given. */
export type TestFolder = Readonly<{ write: (name: string, content: string | Uint8Array) => string; path: string; remove: () => void }>

/** Makes an empty folder under the system's temporary one. */
export function testFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'seawall-feed-'))
  return {
    path,
    write: (name, content) => {
      const file = join(path, name)
      writeFileSync(file, typeof content === 'string' && name.endsWith('.gz') ? gzipSync(content) : content)
      return file
    },
    remove: () => {
      rmSync(path, { recursive: true })
    },
  }
}

/** Start of the made captures: 2024-08-09T00:00:00Z. */
export const captureStart = 1_723_161_600_000_000

/** Microseconds after `captureStart` as a time. */
export function afterStart(microseconds: number): TimeUs {
  return timeUs(captureStart + microseconds)
}

/** A capture line of a message received so many microseconds after the start. */
export function captureLine(microseconds: number, data: unknown, stream = 'btcusdt@any'): string {
  return `${captureStart + microseconds}000 ${JSON.stringify(isSnapshot(data) ? data : { stream, data })}`
}

/** A perpetual depth diff as Binance writes it. */
export function depthMessage(U: number, u: number, pu: number, b: readonly (readonly string[])[] = [['100.0', '1.000']]): unknown {
  return { e: 'depthUpdate', E: 1_723_161_600_000, T: 1_723_161_600_000, s: 'BTCUSDT', U, u, pu, b, a: [['100.5', '2.000']] }
}

/** A REST snapshot as Binance writes it. */
export function snapshotMessage(lastUpdateId: number, bid = '100.0', ask = '100.5'): unknown {
  return {
    lastUpdateId,
    E: 1_723_161_600_000,
    T: 1_723_161_600_000,
    bids: [
      [bid, '1.000'],
      ['99.5', '3.000'],
    ],
    asks: [[ask, '2.000']],
  }
}

/** A perpetual trade as Binance writes it. */
export function tradeMessage(t: number, p = '100.5', q = '0.250', m = false): unknown {
  return { e: 'trade', E: 1_723_161_600_000, T: 1_723_161_600_000, s: 'BTCUSDT', t, p, q, X: 'MARKET', m }
}

/** A small capture without a fault: three diffs, a snapshot behind the second, a trade. */
export const goodLines: readonly string[] = [
  captureLine(0, depthMessage(10, 12, 9)),
  captureLine(100, depthMessage(14, 15, 12)),
  captureLine(200, snapshotMessage(15)),
  captureLine(300, tradeMessage(1)),
  captureLine(400, depthMessage(16, 18, 15, [['99.5', '0.000']])),
]

/** An instrument for tests with ticks of 0.1 and lots of 0.001. */
export function testInstrument(change: Partial<Instrument> = {}): Instrument {
  return { ...btcPerpetual, sequenceRule: 'binancePerpetual', ...change }
}

/** All inputs of a stream of batches. */
export async function collect(batches: AsyncIterable<readonly MarketInput[]>): Promise<MarketInput[]> {
  const inputs: MarketInput[] = []
  for await (const batch of batches) inputs.push(...batch)
  return inputs
}

/** Inputs as one batch, for what reads streams. */
export async function* stream(inputs: readonly MarketInput[], batch = inputs.length): AsyncGenerator<readonly MarketInput[]> {
  for (let start = 0; start < inputs.length; start += batch) yield await Promise.resolve(inputs.slice(start, start + batch))
}

/** The message of the `InputFault` that something ends in, without the folder. */
export async function faultOf(run: () => unknown): Promise<string> {
  try {
    await run()
  } catch (error) {
    if (error instanceof InputFault) return error.message.replace(/\/\S*\//, '')
    throw error
  }
  return 'no fault'
}

function isSnapshot(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'lastUpdateId' in data
}
