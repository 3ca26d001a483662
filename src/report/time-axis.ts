import type * as Plot from '@observablehq/plot'
import type { Room } from './chart.ts'
import { dateOf } from './thin-series.ts'

const minuteUs = 60e6

/**
 * The time axis that all panels of a market share: UTC on a clock of 24 hours, the day named at the first tick and at midnight.
 *
 * @example
 * timeAxis(market.history.atUs, room)
 */
export function timeAxis(atUs: readonly number[], room: Room): Plot.ScaleOptions {
  const from = atUs[0] ?? 0
  const to = atUs.at(-1) ?? from
  const withSeconds = to - from < 20 * minuteUs
  let lastDay = ''
  return {
    type: 'utc',
    domain: [dateOf(from), dateOf(to)],
    label: null,
    ticks: room.name === 'wide' ? 12 : 4,
    tickFormat: (tick: Date, place: number) => {
      if (place === 0) lastDay = ''
      const text = tick.toISOString()
      const day = text.slice(0, 10)
      const clock = text.slice(11, withSeconds ? 19 : 16)
      const named = day === lastDay ? clock : `${clock}\n${day}`
      lastDay = day
      return named
    },
  }
}
