import { candidateAt, candidatesOf, type Candidate } from './candidates.ts'
import type { ComparedCase } from './compare-rules.ts'

/**
 * Makes one case of all those of one side of a contract: lots and money are added up, and each account stands in it once, as it was when it had won most.
 *
 * @returns In the order in which each side first came up.
 *
 * @example
 * mergeCases([first, second]).length // 1, when both closed longs of the same contract
 */
export function mergeCases(cases: readonly ComparedCase[]): readonly ComparedCase[] {
  const sides = Map.groupBy(cases, ({ contract, winnerSide }) => `${winnerSide} ${contract}`)
  return [...sides.values()].map(mergeSide)
}

type Row = Readonly<{ candidate: Candidate; lots: number }>

function mergeSide(cases: readonly ComparedCase[]): ComparedCase {
  const [first] = cases as readonly [ComparedCase, ...ComparedCase[]]
  if (cases.length === 1) return first
  const rows = new Map<string, Row>()
  let [total, cost] = [0, 0]
  for (const { candidates, lots, need, costPerLot } of cases) {
    total += need.total
    cost += need.total * costPerLot
    for (const [index, account] of candidates.accounts.entries()) {
      const before = rows.get(account)
      if (before !== undefined && before.candidate.gain >= (candidates.gain[index] as number)) continue
      rows.set(account, { candidate: candidateAt(candidates, index), lots: lots[index] as number })
    }
  }
  const candidates = candidatesOf([...rows.values()].map(({ candidate }) => candidate))
  const lots = Float64Array.from(candidates.accounts, (account) => rows.get(account)?.lots ?? 0)
  return { ...first, candidates, lots, need: { total }, costPerLot: total === 0 ? 0 : cost / total }
}
