import type { MarginPoint } from './margin-history.ts'

/** How a margin moved, and whether it was enough. Times are real: snapshots need not be evenly spaced. */
export type MarginMeasures = Readonly<{
  lowest: number
  highest: number
  /** Highest over lowest; absent where the lowest is 0 or less. */
  peakToTrough?: number
  /** Largest relative rise within a day and within five, 0.5 is half as much again; absent where a base is 0 or less, or the series is shorter. */
  oneDayIncrease?: number
  fiveDayIncrease?: number
  /** Largest extra call within a day, in quote. */
  oneDayCall: number
  /** Moments after which the account lost more, within a day, than its initial margin was then. */
  breaches: number
  /** Moments that have a day after them. */
  judged: number
  /** Largest loss within a day over the initial margin before it; absent where no margin was asked. */
  worstUse?: number
}>

const dayUs = 86_400e6
/** Snapshots of one hour of the day are some minutes apart from day to day. */
const slackUs = 3_600e6

/**
 * Measures of procyclicality and of cover of one series.
 *
 * @param points - Oldest first, at least one.
 *
 * @example
 * measuresOf(series.points).peakToTrough // 2.1
 */
export function measuresOf(points: readonly MarginPoint[]): MarginMeasures {
  const margins = points.map(({ initialMargin }) => initialMargin)
  const [lowest, highest] = [Math.min(...margins), Math.max(...margins)]
  const oneDay = increaseWithin(points, dayUs)
  const fiveDay = increaseWithin(points, 5 * dayUs)
  const uses = points.flatMap((point, i) => lossAfter(points, i).map((loss) => ({ loss, margin: point.initialMargin })))
  const shares = uses.filter(({ margin }) => margin > 0).map(({ loss, margin }) => loss / margin)
  return {
    lowest,
    highest,
    ...(lowest > 0 && { peakToTrough: highest / lowest }),
    ...(oneDay !== undefined && { oneDayIncrease: oneDay }),
    ...(fiveDay !== undefined && { fiveDayIncrease: fiveDay }),
    oneDayCall: largestCall(points),
    breaches: uses.filter(({ loss, margin }) => loss > margin).length,
    judged: uses.length,
    ...(shares.length > 0 && { worstUse: Math.max(...shares) }),
  }
}

/** Later points within a span of an earlier one, in order. */
function within(points: readonly MarginPoint[], start: number, spanUs: number): readonly MarginPoint[] {
  const from = points[start]
  return from === undefined ? [] : points.slice(start + 1).filter(({ at }) => at - from.at <= spanUs + slackUs)
}

function increaseWithin(points: readonly MarginPoint[], spanUs: number): number | undefined {
  let most: number | undefined
  for (const [i, { initialMargin }] of points.entries()) {
    for (const later of within(points, i, spanUs)) {
      if (!(initialMargin > 0)) return undefined
      most = Math.max(most ?? 0, later.initialMargin / initialMargin - 1)
    }
  }
  return most
}

function largestCall(points: readonly MarginPoint[]): number {
  return Math.max(0, ...points.flatMap((point, i) => within(points, i, dayUs).map((later) => later.initialMargin - point.initialMargin)))
}

/** The largest loss of equity within a day; nothing where no point lies in it. */
function lossAfter(points: readonly MarginPoint[], start: number): readonly number[] {
  const from = points[start]
  const after = within(points, start, dayUs)
  return from === undefined || after.length === 0 ? [] : [Math.max(...after.map((later) => from.equity - later.equity))]
}
