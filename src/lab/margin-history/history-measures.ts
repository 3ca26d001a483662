import type { MarginPoint } from './margin-history.ts'

/** How a margin moved, and whether it was enough. Times are real: snapshots need not be evenly spaced. */
export type MarginMeasures = Readonly<{
  lowest: number
  highest: number
  /** Highest over lowest. */
  peakToTrough: number
  /** Largest relative rise within a day and within five, 0.5 is half as much again; absent where the series is shorter. */
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
 * @param least - Margins below it count as it in ratios, above 0: a rise from next to nothing is a large number that hurts nobody.
 *
 * @example
 * measuresOf(series.points, 600).peakToTrough // 2.1
 */
export function measuresOf(points: readonly MarginPoint[], least: number): MarginMeasures {
  const margins = points.map(({ initialMargin }) => initialMargin)
  const [lowest, highest] = [Math.min(...margins), Math.max(...margins)]
  const oneDay = increaseWithin(points, { spanUs: dayUs, least })
  const fiveDay = increaseWithin(points, { spanUs: 5 * dayUs, least })
  const uses = points.flatMap((point, i) => lossAfter(points, i).map((loss) => ({ loss, margin: point.initialMargin })))
  const shares = uses.filter(({ margin }) => margin > 0).map(({ loss, margin }) => loss / margin)
  return {
    lowest,
    highest,
    peakToTrough: Math.max(highest, least) / Math.max(lowest, least),
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

function increaseWithin(points: readonly MarginPoint[], about: Readonly<{ spanUs: number; least: number }>): number | undefined {
  let most: number | undefined
  for (const [i, { initialMargin }] of points.entries()) {
    const base = Math.max(initialMargin, about.least)
    for (const later of within(points, i, about.spanUs)) most = Math.max(most ?? 0, Math.max(later.initialMargin, about.least) / base - 1)
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
