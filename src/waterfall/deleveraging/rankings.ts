import { assertNever } from '../../base/assert.ts'
import { leverageOf, type Candidates } from './candidates.ts'

/**
 * Whose turn comes first, as venues state it. A higher score is closed earlier; equals go by account name.
 *
 * - `leveragedProfit`: profit over margin, times leverage for a winner and over leverage for a loser. Binance states it so (FAQ
 *   360033525471), and in the same words the paper on deleveraging (arXiv 2512.01112).
 * - `bybit`: profit over the value at entry, times effective leverage, as BitMEX stated first; a loser's over its leverage.
 * - `okx`: profit over the value at entry, over the account's margin ratio (equity over value); for a loser times the ratio.
 * - `hyperliquid`: (mark / entry) x (notional / account value). Their text has mark over entry for both sides; for a short we take
 *   entry over mark, without which it would rank the least profitable first.
 * - `pseudoRandom`: no ranking, an order drawn from a seed and the account's name. dYdX starts at a pseudo-random account.
 */
export type Ranking = Readonly<
  | { kind: 'leveragedProfit' }
  | { kind: 'bybit' }
  | { kind: 'okx' }
  | { kind: 'hyperliquid' }
  | {
      kind: 'pseudoRandom'
      /** A whole number. */
      seed: number
    }
>

/**
 * Scores every candidate.
 *
 * @returns A score each, a finite number: without margin a gain scores the highest there is and a loss the lowest.
 *
 * @example
 * scoresOf({ kind: 'hyperliquid' }, candidates)[0] // 1.05 * 100 / 50
 */
export function scoresOf(ranking: Ranking, candidates: Candidates): Float64Array {
  return Float64Array.from(candidates.accounts, (_account, index) => scoreOf(ranking, candidates, index))
}

/**
 * Scores one candidate from its own figures alone, so that an account can compute its own.
 *
 * @example
 * scoreOf({ kind: 'hyperliquid' }, candidates, 0)
 */
export function scoreOf(ranking: Ranking, candidates: Candidates, index: number): number {
  switch (ranking.kind) {
    case 'leveragedProfit':
      return levered(ratioOf(candidates.gain[index] as number, candidates.margin[index] as number), leverageOf(candidates, index))
    case 'bybit':
    case 'okx':
      return levered((candidates.advance[index] as number) - 1, leverageOf(candidates, index))
    case 'hyperliquid':
      return (candidates.advance[index] as number) * leverageOf(candidates, index)
    case 'pseudoRandom':
      return drawOf(ranking.seed, candidates.accounts[index] as string)
    default:
      return assertNever(ranking)
  }
}

function ratioOf(over: number, under: number): number {
  if (under > 0) return over / under
  return over === 0 ? 0 : Math.sign(over) * Number.MAX_VALUE
}

function levered(profit: number, leverage: number): number {
  if (profit > 0) return leverage === 0 ? 0 : Math.min(profit * leverage, Number.MAX_VALUE)
  return profit === 0 ? 0 : Math.max(profit / leverage, -Number.MAX_VALUE)
}

/** A number from 0 to 2^32 - 1 by FNV-1a over the name, started from the seed and stirred as murmur3 ends. */
function drawOf(seed: number, account: string): number {
  let state = (seed ^ 0x811c9dc5) | 0
  for (let at = 0; at < account.length; at++) state = Math.imul(state ^ account.charCodeAt(at), 0x01000193)
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}
