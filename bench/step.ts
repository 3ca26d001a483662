import { createReadStream, existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { BookDeltaReceived } from '../src/market/market-input.ts'
import type { Instrument } from '../src/market/instrument.ts'
import { openFeed } from '../src/feed/open.ts'
import { createState } from '../src/engine/state.ts'
import { step } from '../src/engine/step.ts'
import type { SequencedInput } from '../src/engine/input.ts'
import { loadPolicy } from '../src/policy/load.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { median } from './native-code.ts'

/** A recorded perpetual: the busiest book there is to hand. */
const capture = resolve(process.env['SEAWALL_SHARED'] ?? '../shared', 'data/l2/binance_raw_usdm_btcusdt_20240808.jsonl.gz')

/**
 * The whole step on recorded book frames: observe, measure, assess, trigger, decide. Its peer is `JSON.parse` of the same frames,
 * which it must not cost more than.
 *
 * @example
 * (await bench({ quick: true })).peers['JSON.parse']
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  if (!existsSync(capture)) {
    return {
      name: 'step',
      unit: 'frames/s',
      ours: 0,
      limit: null,
      ratioToLimit: null,
      peers: {},
      note: `skipped: no recorded frames at ${capture}`,
    }
  }
  const feed = await openFeed({ paths: [capture] })
  const inputs: SequencedInput[] = []
  for await (const batch of feed.inputs) {
    for (const input of batch) {
      if (input.kind === 'bookDeltaReceived' || input.kind === 'bookSnapshotReceived') inputs.push({ seq: inputs.length + 2, input })
    }
  }
  const frames = await framesOf(capture)
  const levels = inputs.reduce((sum, { input }) => sum + levelsIn(input as BookDeltaReceived), 0)
  const rounds = options.quick ? 2 : 9
  const ours: number[] = []
  const parsing: number[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push(secondsOf(() => runAll(inputs, feed.instruments)))
    parsing.push(secondsOf(() => parseAll(frames)))
  }
  const [our, parse] = [median(ours) / inputs.length, median(parsing) / frames.length]
  return {
    name: 'step',
    unit: 'frames/s',
    ours: 1 / our,
    limit: null,
    ratioToLimit: null,
    peers: { 'JSON.parse': parse / our },
    note: `${Math.round(levels / inputs.length)} levels a frame, ${Math.round(levels / inputs.length / our).toLocaleString('en')} level updates/s; recorded Binance BTCUSDT perpetual`,
  }
}

function runAll(inputs: readonly SequencedInput[], instruments: readonly Instrument[]): void {
  const state = createState()
  const { policy } = loadedPolicy
  const at = inputs[0]?.input.at ?? (0 as SequencedInput['input']['at'])
  step(state, { seq: 1, input: { kind: 'runStarted', at, engineVersion: 'bench', source: 'bench', seed: 1, policy, instruments } })
  for (const sequenced of inputs) step(state, sequenced)
}

const loadedPolicy = loadPolicy('exchange-perpetual')

function parseAll(frames: readonly string[]): void {
  for (const frame of frames) JSON.parse(frame)
}

async function framesOf(path: string): Promise<readonly string[]> {
  const frames: string[] = []
  const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()) })
  for await (const line of lines) {
    if (line.includes('"depthUpdate"') || line.includes('"lastUpdateId"')) frames.push(line.slice(line.indexOf(' ') + 1))
  }
  return frames
}

function levelsIn(input: Readonly<{ bids: readonly number[]; asks: readonly number[] }>): number {
  return (input.bids.length + input.asks.length) / 2
}

function secondsOf(work: () => void): number {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}
