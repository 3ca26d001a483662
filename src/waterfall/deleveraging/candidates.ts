import { invariant } from '../../base/assert.ts'

/**
 * Those who may be deleveraged, a column a figure and a row an account, in the order of the accounts' names: that order decides
 * between equals, so that nothing depends on how they were collected.
 */
export type Candidates = Readonly<{
  accounts: readonly string[]
  /** Unrealised gain of the position in question, negative for a loss. */
  gain: Float64Array
  /** Margin that stands for the position. */
  margin: Float64Array
  /** What all of the account's positions stand for. */
  notional: Float64Array
  /** Account value. */
  equity: Float64Array
  /** How far the price went the position's way, as a factor: mark over entry for a long, entry over mark for a short. */
  advance: Float64Array
  /** What the account loses on other positions that this one hedges, from 0. */
  hedgedLoss: Float64Array
}>

/** One row of `Candidates`. */
export type Candidate = Readonly<{
  account: string
  gain: number
  margin: number
  notional: number
  equity: number
  advance: number
  hedgedLoss: number
}>

/**
 * Puts candidates into columns, by the name of the account.
 *
 * @throws InvariantError when an account stands twice: that would let it be ranked by parts.
 *
 * @example
 * candidatesOf([{ account: 'm-1', gain: 5, margin: 10, notional: 100, equity: 50, advance: 1.05, hedgedLoss: 0 }])
 */
export function candidatesOf(rows: readonly Candidate[]): Candidates {
  const sorted = [...rows].sort((a, b) => (a.account < b.account ? -1 : 1))
  invariant(
    sorted.every((row, index) => row.account !== sorted[index + 1]?.account),
    'an account is a candidate once',
  )
  return {
    accounts: sorted.map(({ account }) => account),
    gain: Float64Array.from(sorted, ({ gain }) => gain),
    margin: Float64Array.from(sorted, ({ margin }) => margin),
    notional: Float64Array.from(sorted, ({ notional }) => notional),
    equity: Float64Array.from(sorted, ({ equity }) => equity),
    advance: Float64Array.from(sorted, ({ advance }) => advance),
    hedgedLoss: Float64Array.from(sorted, ({ hedgedLoss }) => hedgedLoss),
  }
}

/**
 * The row of one candidate.
 *
 * @param index - Of an account there is.
 *
 * @example
 * candidateAt(candidates, 0).account // 'm-1'
 */
export function candidateAt(candidates: Candidates, index: number): Candidate {
  const of = (column: Float64Array): number => column[index] as number
  const { accounts, gain, margin, notional, equity, advance, hedgedLoss } = candidates
  return {
    account: accounts[index] as string,
    gain: of(gain),
    margin: of(margin),
    notional: of(notional),
    equity: of(equity),
    advance: of(advance),
    hedgedLoss: of(hedgedLoss),
  }
}

/** Leverage of an account whose equity is gone: beyond every real one, and still a number that weights can be made of. */
const leverageWithoutEquity = 1_000_000

/**
 * What an account's positions stand for over its equity. One without equity counts as the highest there is.
 *
 * @example
 * leverageOf(candidates, 0) // 2
 */
export function leverageOf({ notional, equity }: Candidates, index: number): number {
  const own = equity[index] as number
  const value = notional[index] as number
  if (own <= 0) return value > 0 ? leverageWithoutEquity : 0
  return Math.min(leverageWithoutEquity, value / own)
}
