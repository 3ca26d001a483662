import { requireFinite, requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'

/** Gaps between exceedances say nothing where there are fewer than two. */
export type TooFewExceedances = Readonly<{ reason: 'tooFewExceedances'; found: number; needed: number }>

/** Exceedances of a series gathered in clusters. */
export type Clusters = Readonly<{
  /** One over the mean size of a cluster, above 0 and at most 1; 1 is independence. */
  extremalIndex: number
  /** A gap longer than this, in observations, parts two clusters. */
  runLength: number
  /** The worst loss of each cluster and its place in the series, in order of time; of equal losses the first. */
  worst: readonly Readonly<{ position: number; loss: number }>[]
}>

/**
 * The extremal index by the gaps between exceedances.
 *
 * @param losses - In order of time; positive is a loss.
 * @returns Above 0 and at most 1; refused for fewer than two exceedances.
 * @throws ArgumentError for a loss or threshold that is not finite.
 * @see Ferro & Segers, "Inference for clusters of extreme values", JRSS B 65 (2003), equation 5.
 *
 * @example
 * extremalIndex([9, 9, 0, 0, 0, 0, 9, 9], 5)
 */
export function extremalIndex(losses: ArrayLike<number>, threshold: number): Result<number, TooFewExceedances> {
  const positions = exceedancesOf(losses, threshold)
  if (positions.length < 2) return refuse({ reason: 'tooFewExceedances', found: positions.length, needed: 2 })
  return accept(indexOf(gapsOf(positions)))
}

/**
 * Keeps the worst loss of each cluster of exceedances. How long a gap parts clusters follows from the extremal index, not from taste.
 *
 * @param losses - In order of time; positive is a loss.
 * @returns Refused for fewer than two exceedances.
 * @throws ArgumentError for a loss or threshold that is not finite.
 * @see Ferro & Segers (2003), section 4.
 *
 * @example
 * decluster([9, 8, 0, 0, 0, 0, 7, 9], 5)
 */
export function decluster(losses: ArrayLike<number>, threshold: number): Result<Clusters, TooFewExceedances> {
  const positions = exceedancesOf(losses, threshold)
  if (positions.length < 2) return refuse({ reason: 'tooFewExceedances', found: positions.length, needed: 2 })
  const gaps = gapsOf(positions)
  const index = indexOf(gaps)
  const runLength = runLengthOf(gaps, Math.floor(index * positions.length))
  const worst: { position: number; loss: number }[] = []
  positions.forEach((position, i) => {
    const loss = losses[position] as number
    const last = worst.at(-1)
    if (last === undefined || (gaps[i - 1] as number) > runLength) worst.push({ position, loss })
    else if (loss > last.loss) worst[worst.length - 1] = { position, loss }
  })
  return accept({ extremalIndex: index, runLength, worst })
}

function exceedancesOf(losses: ArrayLike<number>, threshold: number): readonly number[] {
  requireSeries('losses', losses)
  requireFinite('threshold', threshold)
  return Array.from(losses).flatMap((loss, position) => (loss > threshold ? [position] : []))
}

function gapsOf(positions: readonly number[]): readonly number[] {
  return positions.slice(1).map((position, i) => position - (positions[i] as number))
}

/** Gaps in units of their mean are 0 within a cluster and exponential between clusters; their first two moments tell the share of each. */
function indexOf(gaps: readonly number[]): number {
  const isShort = Math.max(...gaps) <= 2
  const [a, b] = isShort ? [0, 0] : [1, 2]
  const first = gaps.reduce((sum, gap) => sum + gap - a, 0)
  const second = gaps.reduce((sum, gap) => sum + (gap - a) * (gap - b), 0)
  return Math.min(1, (2 * first * first) / (gaps.length * second))
}

/** The longest gap within a cluster when the `between` longest part clusters; equal gaps are all within. */
function runLengthOf(gaps: readonly number[], between: number): number {
  const longestFirst = gaps.toSorted((a, b) => b - a)
  return longestFirst[Math.min(between, longestFirst.length)] ?? 0
}
