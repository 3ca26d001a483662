import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPrng, nextUint32, nextUniform, type Prng } from '../src/base/prng.ts'
import { askSide, bidSide, type BookSide } from '../src/market/ladder.ts'

/** Level changes of one book, column-wise: side, price, lots that now rest there. */
export type BookEvents = Readonly<{ sides: Uint8Array; ticks: Int32Array; lots: Float64Array }>

/** Where the walk of the mid begins: 60,000.0 in ticks of 0.1. */
const startTicks = 600_000

/**
 * Makes a seeded stream of level changes: the mid walks by a tick in one of twenty events, four of five changes are near the touch and
 * the rest far out, nearly half of those at a level that exists remove it. A level that the mid walks over is removed first,
 * so the book never crosses. It settles at some 2,000 levels a side.
 *
 * @example
 * const { sides, ticks, lots } = makeBookEvents(3_000_000, 7)
 */
export function makeBookEvents(count: number, seed: number): BookEvents {
  const events = { sides: new Uint8Array(count), ticks: new Int32Array(count), lots: new Float64Array(count) }
  const generator = createPrng(seed)
  const live = [new Set<number>(), new Set<number>()] as const
  // Bids rest below the mid, asks at it and above.
  let mid = startTicks
  let made = 0
  const put = (side: BookSide, ticks: number, lots: number): void => {
    if (made === count) return
    events.sides[made] = side
    events.ticks[made] = ticks
    events.lots[made] = lots
    made++
    if (lots === 0) live[side].delete(ticks)
    else live[side].add(ticks)
  }
  while (made < count) {
    if (nextUniform(generator) < 0.05) {
      const isUp = nextUniform(generator) < 0.5
      const passed = isUp ? mid++ : --mid
      const side = isUp ? askSide : bidSide
      if (live[side].has(passed)) put(side, passed, 0)
    }
    const side = nextUniform(generator) < 0.5 ? bidSide : askSide
    const away = distanceOf(generator)
    const ticks = side === bidSide ? mid - 1 - away : mid + away
    const removes = live[side].has(ticks) && nextUniform(generator) < 0.45
    put(side, ticks, removes ? 0 : 1 + (nextUint32(generator) % 10_000))
  }
  return events
}

/**
 * Writes events as the native benches read them: all sides, then all ticks, then all lots, as this machine has them.
 *
 * @returns The file's path.
 *
 * @example
 * writeBookEvents(folder, makeBookEvents(1_000, 7))
 */
export function writeBookEvents(folder: string, { sides, ticks, lots }: BookEvents): string {
  const file = join(folder, 'events')
  writeFileSync(file, Buffer.concat([sides, new Uint8Array(ticks.buffer), new Uint8Array(lots.buffer)]))
  return file
}

/** Whole ticks, exponentially distributed: a mean of 25 near the touch, 400 far out. */
function distanceOf(generator: Prng): number {
  const mean = nextUniform(generator) < 0.8 ? 25 : 400
  return Math.floor(-Math.log(nextUniform(generator) + 1e-12) * mean)
}
