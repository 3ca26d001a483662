import { InputFault } from '../../base/fault.ts'
import type { TimeUs } from '../../base/time.ts'
import { timeText } from '../../feed/parse-time.ts'
import type { MarketSnapshot } from '../../margin/market-snapshot.ts'

const dayUs = 86_400e6

/** An expiry with fewer options than this cannot strike the standard portfolios. */
const fewestOptions = 20

/**
 * The expiries to strike portfolios in: the first that outlives the history by a day, and the first at least four weeks after it.
 *
 * @param until - The last moment of the history.
 * @throws InputFault where the snapshot has no two such expiries.
 *
 * @example
 * chooseExpiries(snapshot, { underlying: 'BTC', until }).near
 */
export function chooseExpiries(
  snapshot: MarketSnapshot,
  about: Readonly<{ underlying: string; until: TimeUs }>,
): Readonly<{ near: TimeUs; far: TimeUs }> {
  const counts = new Map<TimeUs, number>()
  for (const contract of snapshot.contracts.values()) {
    if (contract.kind !== 'option' || contract.underlying !== about.underlying) continue
    if (snapshot.marks.get(contract.id)?.volatility === undefined) continue
    counts.set(contract.expiresAt, (counts.get(contract.expiresAt) ?? 0) + 1)
  }
  const usable = [...counts].filter(([, count]) => count >= fewestOptions).map(([expiry]) => expiry).sort((a, b) => a - b) // prettier-ignore
  const near = usable.find((expiry) => expiry >= about.until + dayUs)
  const far = near === undefined ? undefined : usable.find((expiry) => expiry >= near + 28 * dayUs - 1)
  if (near !== undefined && far !== undefined) return { near, far }
  throw new InputFault({
    file: '--to',
    place: 'value',
    expected: `a time before expiries that were listed at ${timeText(snapshot.at)}: ${usable.map((expiry) => timeText(expiry).slice(0, 10)).join(', ') || 'none'}`,
    found: timeText(about.until),
  })
}
