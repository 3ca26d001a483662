const leastWaitMs = 900
const mostWaitMs = 10_000

/**
 * How long to wait before asking again: the server works a fifth of the time for this page at most.
 *
 * @example
 * waitAfter(300) // 1_200
 */
export function waitAfter(tookMs: number): number {
  return Math.min(mostWaitMs, Math.max(leastWaitMs, 4 * tookMs))
}
