/** A deficit as it stood at a moment: everything the account could not pay after one loss event. Times in microseconds. */
export type Deficit = Readonly<{ account: string; event: string; at: number; minor: bigint }>

/** What one wave needs: deficits that came close together, over all markets. */
export type Wave = Readonly<{
  startedAt: number
  endedAt: number
  /** What the deficits of this wave need and no earlier wave was asked for. */
  needed: bigint
  /** Each by account and event, with what of it is new. */
  deficits: readonly Deficit[]
}>

/**
 * Groups deficits into waves and counts each once: a deficit is of one account and one loss event, and when it is reported again only
 * what it grew by is needed.
 *
 * @param deficits - In any order.
 * @param apart - A deficit this many microseconds or more after the one before starts a wave.
 *
 * @example
 * wavesOf([{ account: 'm-1', event: '7:0', at: 0, minor: 5n }, { account: 'm-1', event: '7:0', at: 9, minor: 5n }], 5) // one wave needs 5n
 */
export function wavesOf(deficits: readonly Deficit[], apart: number): readonly Wave[] {
  const asked = new Map<string, bigint>()
  const waves: { startedAt: number; endedAt: number; needed: bigint; deficits: Deficit[] }[] = []
  let before = Number.NEGATIVE_INFINITY
  for (const deficit of [...deficits].sort(byTime)) {
    if (waves.length === 0 || deficit.at - before >= apart) {
      waves.push({ startedAt: deficit.at, endedAt: deficit.at, needed: 0n, deficits: [] })
    }
    before = deficit.at
    const wave = waves.at(-1) as (typeof waves)[number]
    wave.endedAt = deficit.at
    const key = JSON.stringify([deficit.account, deficit.event])
    const known = asked.get(key) ?? 0n
    if (deficit.minor <= known) continue
    asked.set(key, deficit.minor)
    wave.deficits.push({ ...deficit, minor: deficit.minor - known })
    wave.needed += deficit.minor - known
  }
  return waves.filter(({ needed }) => needed > 0n)
}

function byTime(a: Deficit, b: Deficit): number {
  if (a.at !== b.at) return a.at - b.at
  const [first, second] = [JSON.stringify([a.account, a.event]), JSON.stringify([b.account, b.event])]
  if (first !== second) return first < second ? -1 : 1
  return a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : 0
}

/**
 * How much more was taken than needed, and how much of the need was not met. One of the two is 0.
 *
 * @example
 * missOf({ needed: 10, taken: 14 }) // { overshoot: 4, residual: 0 }
 */
export function missOf({ needed, taken }: Readonly<{ needed: number; taken: number }>): Readonly<{ overshoot: number; residual: number }> {
  return { overshoot: Math.max(0, taken - needed), residual: Math.max(0, needed - taken) }
}
