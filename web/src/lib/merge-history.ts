import type { History } from './types.ts'

type Column = (number | null)[]

/**
 * Joins what came since to what is held: points of `next` replace held ones from its first time on. A whole answer
 * replaces everything.
 *
 * @example
 * history = mergeHistory(history, answer)
 */
export function mergeHistory(held: History | undefined, next: History): History {
  if (held === undefined || next.whole) return next
  const first = next.atUs[0]
  if (first === undefined) return held
  // The last held bucket may have been unfinished: the answer brings it again, with the time it now ends at.
  const bucketOf = (at: number): number => (next.bucketUs === 0 ? at : Math.floor(at / next.bucketUs))
  let keep = held.atUs.length
  while (keep > 0 && bucketOf(held.atUs[keep - 1] ?? 0) >= bucketOf(first)) keep--
  const join = (before: Column | undefined, after: Column): Column => [...(before ?? []).slice(0, keep), ...after]
  return {
    ...next,
    whole: true,
    atUs: [...held.atUs.slice(0, keep), ...next.atUs],
    series: joinAll(held.series, next.series, join),
    phases: next.phases.map((phase, i) => ({ trigger: phase.trigger, values: join(held.phases[i]?.values, phase.values) })),
    reserves: next.reserves.map((reserve, i) => {
      const { asset, ...columns } = reserve
      const before = held.reserves[i]
      return { asset, ...(before === undefined ? columns : joinAll(before, columns, join)) }
    }),
  }
}

function joinAll<Columns extends Readonly<Record<string, Column>>>(
  before: Readonly<Record<keyof Columns, Column>>,
  after: Columns,
  join: (before: Column, after: Column) => Column,
): Columns {
  return Object.fromEntries(Object.entries(after).map(([name, column]) => [name, join(before[name as keyof Columns], column)])) as Columns
}
