import { nextUint32, nextUniform, type Prng } from '../base/prng.ts'
import type { BarClosed } from '../market/market-input.ts'

/** Prints along a bar's path: price in ticks and lots of each, some of 0 lots. */
export type IntrabarPath = Readonly<{ ticks: readonly number[]; lots: readonly number[] }>

/**
 * A seeded path of prints inside a bar.
 *
 * A rising bar goes open, low, high, close; a falling one open, high, low, close, the usual convention. Between these four
 * it walks straight with noise, never outside the bar. Its lots sum to the bar's volume exactly; the four corners get a
 * lot each as long as there are lots.
 *
 * @param count - Prints, at least 4.
 *
 * @example
 * const { ticks, lots } = intrabarPath(bar, { count: 18, pathNoise: 0.15, draws: createPrng(7) })
 */
export function intrabarPath(bar: BarClosed, options: Readonly<{ count: number; pathNoise: number; draws: Prng }>): IntrabarPath {
  const { count, draws } = options
  const rising = bar.closeTicks >= bar.openTicks
  const first = 1 + (nextUint32(draws) % (count - 3))
  const second = first + 1 + (nextUint32(draws) % (count - 2 - first))
  const corners = [0, first, second, count - 1]
  const prices = [bar.openTicks, rising ? bar.lowTicks : bar.highTicks, rising ? bar.highTicks : bar.lowTicks, bar.closeTicks]
  const ticks: number[] = [bar.openTicks]
  for (let leg = 1; leg < corners.length; leg++) {
    appendLeg(
      ticks,
      { from: prices[leg - 1] ?? 0, to: prices[leg] ?? 0, steps: (corners[leg] ?? 0) - (corners[leg - 1] ?? 0) },
      bar,
      options,
    )
  }
  return { ticks, lots: shareLots(bar.volumeLots, corners, options) }
}

function appendLeg(
  ticks: number[],
  leg: Readonly<{ from: number; to: number; steps: number }>,
  bar: BarClosed,
  options: Readonly<{ pathNoise: number; draws: Prng }>,
): void {
  const strays = options.pathNoise * (bar.highTicks - bar.lowTicks)
  for (let step = 1; step < leg.steps; step++) {
    const straight = leg.from + ((leg.to - leg.from) * step) / leg.steps
    const strayed = Math.round(straight + strays * (2 * nextUniform(options.draws) - 1))
    ticks.push(Math.min(bar.highTicks, Math.max(bar.lowTicks, strayed)))
  }
  ticks.push(leg.to)
}

// One lot to each corner in order of importance (close first: it is what the next bar starts from), the rest by random weights.
function shareLots(volumeLots: number, corners: readonly number[], options: Readonly<{ count: number; draws: Prng }>): number[] {
  const lots = Array.from({ length: options.count }, () => 0)
  let left = volumeLots
  for (const corner of corners.toReversed()) {
    if (left === 0) return lots
    lots[corner] = 1
    left -= 1
  }
  const weights = lots.map(() => 0.2 + nextUniform(options.draws))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let cumulative = 0
  let given = 0
  weights.forEach((weight, i) => {
    cumulative += weight
    const upTo = i === options.count - 1 ? left : Math.min(left, Math.floor((left * cumulative) / total))
    lots[i] = (lots[i] ?? 0) + upTo - given
    given = upTo
  })
  return lots
}
