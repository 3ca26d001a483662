import { describe, expect, test } from 'vitest'
import { timeUs } from '../base/time.ts'
import { lotSize, tickSize } from '../market/instrument.ts'
import type { BookSnapshotReceived } from '../market/market-input.ts'
import { barToInputs } from './book-model.ts'
import { createBookModelState } from './book-model-state.ts'
import { bitcoinTether as instrument } from './scenarios/bitcoin-tether.ts'

const minuteUs = 60_000_000

/** What the book is like: spread in bps, depth of both sides within 100 bps of the mid in quote. */
type Look = Readonly<{ spreadBps: number; depth: number }>

function lookOf(book: BookSnapshotReceived): Look {
  const [bidTicks = 0] = book.bids
  const [askTicks = 0] = book.asks
  const midTicks = (bidTicks + askTicks) / 2
  let depth = 0
  for (const levels of [book.bids, book.asks]) {
    for (let i = 0; i < levels.length; i += 2) {
      const ticks = levels[i] as number
      if (Math.abs(ticks - midTicks) <= midTicks / 100)
        depth += ticks * tickSize(instrument) * (levels[i + 1] as number) * lotSize(instrument)
    }
  }
  return { spreadBps: ((askTicks - bidTicks) / midTicks) * 1e4, depth }
}

/** Six calm hours, a fall of 15 % in 15 minutes at ten times the volume, ten calm hours. Means per minute. */
function crash(): readonly Look[] {
  const looks: Look[] = []
  let state = createBookModelState()
  let openTicks = 600_000
  for (let minute = 0; minute < 6 * 60 + 15 + 600; minute++) {
    const falling = minute >= 360 && minute < 375
    const step = falling ? -6_000 : minute % 2 === 0 ? 300 : -300
    const closeTicks = openTicks + step
    const [highTicks, lowTicks] = [Math.max(openTicks, closeTicks) + 150, Math.min(openTicks, closeTicks) - 150]
    const at = timeUs((minute + 1) * minuteUs)
    const bar = { kind: 'barClosed' as const, at, market: instrument.id, startedAt: timeUs(minute * minuteUs) }
    const made = barToInputs(
      state,
      { ...bar, openTicks, highTicks, lowTicks, closeTicks, volumeLots: falling ? 1_000_000 : 100_000 },
      { instrument, seed: 7 },
    )
    const frames = made.inputs.filter((input) => input.kind === 'bookSnapshotReceived').map(lookOf)
    looks.push({ spreadBps: mean(frames.map((look) => look.spreadBps)), depth: mean(frames.map((look) => look.depth)) })
    state = made.state
    openTicks = closeTicks
  }
  return looks
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('a modelled book in a crash', () => {
  const looks = crash()
  const calm = looks.slice(300, 360)
  const calmDepth = mean(calm.map((look) => look.depth))

  test('behavior: is steady before it', () => {
    for (const look of calm) {
      expect(look.depth / calmDepth).toBeGreaterThan(0.8)
      expect(look.depth / calmDepth).toBeLessThan(1.25)
      expect(look.spreadBps).toBeLessThan(0.5)
    }
  })

  test('behavior: loses at least 70 % of its depth within five minutes and stays thin to the end of the fall', () => {
    for (const look of looks.slice(365, 375)) expect(look.depth / calmDepth).toBeLessThan(0.3)
    for (const look of looks.slice(365, 375)) expect(look.depth).toBeGreaterThan(0)
  })

  test('behavior: its spread widens a hundredfold, not without bound', () => {
    const widest = Math.max(...looks.slice(360, 375).map((look) => look.spreadBps))
    expect(widest).toBeGreaterThan(100 * mean(calm.map((look) => look.spreadBps)))
    expect(widest).toBeLessThanOrEqual(121)
  })

  test('behavior: comes back over an hour or two, not at once', () => {
    expect((looks[380]?.depth ?? 0) / calmDepth).toBeLessThan(0.3)
    const after = looks.slice(375 + 180)
    expect(mean(after.map((look) => look.depth)) / calmDepth).toBeGreaterThan(0.6)
    expect(Math.max(...after.map((look) => look.spreadBps))).toBeLessThan(1)
  })
})
