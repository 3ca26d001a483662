import fc from 'fast-check'
import type { Candidate, Candidates } from '../src/waterfall/deleveraging/candidates.ts'
import type { DeleverageRule } from '../src/waterfall/deleveraging/deleverage-rule.ts'

/** Every rule of allocation. */
export const deleverageRules: readonly DeleverageRule[] = [
  { kind: 'queue', ranking: { kind: 'leveragedProfit' } },
  { kind: 'queue', ranking: { kind: 'pseudoRandom', seed: 7 } },
  { kind: 'proRata' },
  { kind: 'cappedProRata', mostFraction: 0.5 },
  { kind: 'equalLoss' },
  { kind: 'equalAwards' },
  { kind: 'talmud' },
  { kind: 'equityWeighted' },
  { kind: 'riskAware', leverage: { kind: 'linear' } },
  { kind: 'riskAware', leverage: { kind: 'tail', above: 2 } },
  { kind: 'hedgeAware' },
]

const row = fc.record({
  gain: fc.integer({ min: -5_000, max: 1_000_000 }),
  margin: fc.integer({ min: 0, max: 900_000 }),
  notional: fc.integer({ min: 0, max: 9_000_000 }),
  equity: fc.integer({ min: -1_000, max: 3_000_000 }),
  advance: fc.integer({ min: 500, max: 3_000 }).map((permille) => permille / 1000),
  hedgedLoss: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 500_000 })),
})
/** Accounts with ordinary figures: some lose, some have no margin or equity left, some hedge. */
export const candidateRows = fc
  .array(row, { minLength: 1, maxLength: 10 })
  .map((list): Candidate[] => list.map((each, index) => ({ account: `m-${index}`, ...each })))
/**
 * What each candidate can bear: its gain.
 *
 * @example
 * capsOf(candidates)
 */
export function capsOf(candidates: Candidates): Float64Array {
  return candidates.gain.map((gain) => Math.max(0, gain))
}

/**
 * Everything in a list of whole numbers.
 *
 * @example
 * sum(Float64Array.of(1, 2)) // 3
 */
export function sum(values: Float64Array): number {
  return values.reduce((before, value) => before + value, 0)
}
