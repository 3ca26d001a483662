/** Counts of durations in buckets that grow by a twelfth of a doubling, from 100 ns on; plain data. */
export type LatencyHistogram = { readonly counts: number[]; total: number; sumMs: number; maxMs: number }

const leastMs = 0.0001
const bucketsADoubling = 12
const buckets = 400

/** What a histogram says, in milliseconds. `p50Ms` and `p99Ms` are upper edges of their bucket, at most 6 % too high. */
export type LatencySummary = Readonly<{ count: number; meanMs: number; p50Ms: number; p99Ms: number; maxMs: number }>

/**
 * Makes an empty histogram.
 *
 * @example
 * const histogram = createLatencyHistogram()
 */
export function createLatencyHistogram(): LatencyHistogram {
  return { counts: Array.from({ length: buckets }, () => 0), total: 0, sumMs: 0, maxMs: 0 }
}

/**
 * Counts one duration in milliseconds, 0 or above.
 *
 * @example
 * countLatency(histogram, 0.07)
 */
export function countLatency(histogram: LatencyHistogram, ms: number): void {
  const bucket = ms <= leastMs ? 0 : Math.min(buckets - 1, Math.ceil(Math.log2(ms / leastMs) * bucketsADoubling))
  histogram.counts[bucket] = (histogram.counts[bucket] as number) + 1
  histogram.total++
  histogram.sumMs += ms
  histogram.maxMs = Math.max(histogram.maxMs, ms)
}

/**
 * The highest duration of a bucket, in milliseconds.
 *
 * @example
 * bucketEndMs(12) // 0.0002
 */
export function bucketEndMs(bucket: number): number {
  return leastMs * 2 ** (bucket / bucketsADoubling)
}

/**
 * Mean, quantiles and maximum; all 0 for an empty histogram.
 *
 * @example
 * latencySummary(histogram).p99Ms
 */
export function latencySummary(histogram: LatencyHistogram): LatencySummary {
  const { total, sumMs, maxMs } = histogram
  const quantile = (share: number): number => {
    let seen = 0
    for (let bucket = 0; bucket < buckets; bucket++) {
      seen += histogram.counts[bucket] as number
      if (seen > 0 && seen >= share * total) return Math.min(maxMs, bucketEndMs(bucket))
    }
    return maxMs
  }
  return { count: total, meanMs: total === 0 ? 0 : sumMs / total, p50Ms: quantile(0.5), p99Ms: quantile(0.99), maxMs }
}
