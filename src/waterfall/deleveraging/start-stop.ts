/** The levels at which deleveraging starts and stops, as a fall of the fund from its highest in the window. */
export type StartStopTerms = Readonly<{
  /** Starts at this ratio or below, such as -0.3. */
  startAt: number
  /** Stops above this ratio, such as -0.25: between the two it goes on as it was. */
  stopAbove: number
  /** How long a high counts, in microseconds. */
  windowFor: number
}>

/** A fund at a moment: its balance, and its profit since it was opened, which leaves out what was paid into it. */
export type FundReading = Readonly<{ at: number; balance: number; profit: number }>

/** Whether deleveraging is on, and the readings that can still be the highest of a window. Plain data. */
export type StartStop = Readonly<{
  isOn: boolean
  /** Why it is as it is. */
  reason: StartStopReason
  ratio: number
  balances: readonly FundReading[]
  profits: readonly FundReading[]
}>

/** `exhausted`: nothing is left. `fell`: the start level was reached. `held`: between the levels, as before. `recovered`: above the stop. */
export type StartStopReason = 'exhausted' | 'fell' | 'held' | 'recovered'

/** Bybit's levels: start at -30 %, stop above -25 %, of the highest in 8 hours. */
export const bybitLevels: StartStopTerms = { startAt: -0.3, stopAbove: -0.25, windowFor: 28_800_000_000 }

/**
 * Before the first reading.
 *
 * @example
 * advanceStartStop(startStopOff(), reading, bybitLevels)
 */
export function startStopOff(): StartStop {
  return { isOn: false, reason: 'recovered', ratio: 0, balances: [], profits: [] }
}

/**
 * Takes a reading of the fund. The ratio is (profit - highest profit in the window) / highest balance in the window, as Bybit states
 * it; with a profit that moves as the balance does it is OKX's fall from the peak. A fund at 0 or below starts at any ratio, and does
 * not stop before it holds something. Their text has "below -30 %" and their example takes -30 % itself; so do we.
 *
 * @example
 * advanceStartStop(startStopOff(), { at: 0, balance: 0, profit: 0 }, bybitLevels).isOn // true
 */
export function advanceStartStop(before: StartStop, reading: FundReading, terms: StartStopTerms): StartStop {
  const since = reading.at - terms.windowFor
  const balances = withReading(before.balances, { reading, since, of: ({ balance }) => balance })
  const profits = withReading(before.profits, { reading, since, of: ({ profit }) => profit })
  const highest = (balances[0] as FundReading).balance
  const ratio = drawdownRatio(reading.profit, (profits[0] as FundReading).profit, highest)
  const readings = { ratio, balances, profits }
  if (reading.balance <= 0) return { isOn: true, reason: 'exhausted', ...readings }
  if (ratio <= terms.startAt) return { isOn: true, reason: 'fell', ...readings }
  if (ratio > terms.stopAbove) return { isOn: false, reason: 'recovered', ...readings }
  return { isOn: before.isOn, reason: 'held', ...readings }
}

/**
 * How far the profit fell from its highest, as a part of the highest balance.
 *
 * @returns 0 or below; minus infinity for a fall of a fund that never held anything.
 *
 * @example
 * drawdownRatio(-350_000, 0, 1_000_000) // -0.35
 */
export function drawdownRatio(profit: number, highestProfit: number, highestBalance: number): number {
  if (profit >= highestProfit) return 0
  return highestBalance > 0 ? (profit - highestProfit) / highestBalance : Number.NEGATIVE_INFINITY
}

/**
 * How much of the fall lies beyond the start level: what is deleveraged at least.
 *
 * @example
 * fallBeyondStart({ ratio: -0.35, highestBalance: 1_000_000 }, bybitLevels) // 50_000
 */
export function fallBeyondStart(fall: Readonly<{ ratio: number; highestBalance: number }>, terms: StartStopTerms): number {
  return Math.max(0, terms.startAt - fall.ratio) * fall.highestBalance
}

type Kept = Readonly<{ reading: FundReading; since: number; of: (reading: FundReading) => number }>

/** Drops what left the window and what the new reading tops: the first that stays is the highest. */
function withReading(before: readonly FundReading[], { reading, since, of }: Kept): readonly FundReading[] {
  return [...before.filter((each) => each.at >= since && of(each) > of(reading)), reading]
}
