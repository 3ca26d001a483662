import { bucketEndMs, type LatencyHistogram } from '../lab/margin-watch/latency-histogram.ts'
import type { WatchMarginEvent, WatchMarginSummary } from '../lab/margin-watch/watch-margin.ts'
import { countText, numberText, timeText } from '../report/words.ts'

/**
 * What happens on a watch, as a line.
 *
 * @returns `undefined` for progress, which a bar shows.
 *
 * @example
 * watchEventText({ kind: 'breached', tick: 7, at, balance }) // '2026-02-05 16:00:01  tick 7  account-9 falls short by 1,234'
 */
export function watchEventText(event: WatchMarginEvent): string | undefined {
  switch (event.kind) {
    case 'started': {
      const { accounts, positions, instruments, startMs } = event
      const held = `${countText(positions, 'position')} in ${countText(instruments, 'instrument')}`
      return `Watching ${countText(accounts, 'account')} with ${held}; all were computed in ${numberText(startMs, 3)} ms.`
    }
    case 'checked':
      return event.mismatches === 0
        ? undefined
        : `tick ${event.tick}: ${countText(event.mismatches, 'account')} differ from a full computation`
    case 'progressed':
      return undefined
    default: {
      const { account, balance } = event.balance
      const what = event.kind === 'breached' ? `falls short by ${numberText(-balance, 4)}` : `has ${numberText(balance, 4)} to spare again`
      return `${timeText(event.at)}  tick ${event.tick}  ${account} ${what}`
    }
  }
}

/**
 * How a watch went, with what a tick took as a drawing.
 *
 * @example
 * printText(watchSummaryText(summary, 100))
 */
export function watchSummaryText(summary: WatchMarginSummary, width: number): string {
  const { ticks, breaches, recoveries, breachedNow, accounts, checks, mismatches, latency } = summary
  const stopped = summary.outcome === 'stopped' ? 'Stopped after' : 'Watched'
  const checked =
    checks === 0
      ? []
      : [
          `Compared with a full computation of all accounts ${countText(checks, 'time')}: ${mismatches === 0 ? 'no difference' : countText(mismatches, 'difference')}.`,
        ]
  return [
    '',
    `${stopped} ${countText(ticks, 'tick')}: ${countText(breaches, 'time')} an account fell short and ${countText(recoveries, 'time')} one came back; ${breachedNow.toLocaleString('en-US')} of ${accounts.toLocaleString('en-US')} are short now.`,
    ...checked,
    `A tick took ${milliseconds(latency.meanMs)} ms in the mean, half at most ${milliseconds(latency.p50Ms)}, 99 of 100 at most ${milliseconds(latency.p99Ms)}, the longest ${milliseconds(latency.maxMs)}.`,
    ...histogramText(summary.histogram, width),
  ].join('\n')
}

const bucketsALine = 12

/** A bar for each doubling of the time, from the shortest to the longest that came. */
function histogramText({ counts, total }: LatencyHistogram, width: number): readonly string[] {
  if (total === 0) return []
  const lines = Array.from({ length: Math.ceil(counts.length / bucketsALine) }, (_, line) => ({
    upToMs: bucketEndMs(line * bucketsALine),
    count: counts.slice(Math.max(0, (line - 1) * bucketsALine + 1), line * bucketsALine + 1).reduce((sum, count) => sum + count, 0),
  }))
  const first = lines.findIndex(({ count }) => count > 0)
  const last = lines.findLastIndex(({ count }) => count > 0)
  const most = Math.max(...lines.map(({ count }) => count))
  const room = Math.max(10, Math.min(width, 100) - 30)
  return [
    '',
    ...lines.slice(first, last + 1).map(({ upToMs, count }) => {
      const bar = count === 0 ? '' : '█'.repeat(Math.max(1, Math.round((room * count) / most)))
      return `  to ${milliseconds(upToMs).padStart(8)} ms ${count.toLocaleString('en-US').padStart(9)} ${bar}`.trimEnd()
    }),
  ]
}

function milliseconds(ms: number): string {
  return numberText(ms, 3)
}
