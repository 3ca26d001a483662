import { accept, refuse, type Result } from '../../base/result.ts'
import { exponential } from '../../num/elementary.ts'
import { normalQuantile } from '../../num/normal.ts'
import type { ChainRow } from './option-chain.ts'

/** A forward price and where it is from. */
export type ForwardPrice = Readonly<{ forward: number; from: 'venue' | 'parity' | 'delta' | 'index' }>

/**
 * The forward of one expiry: the venue's; else from put-call parity of marks in coin, `C - P = 1 - K / F`; else from the venue's delta
 * and volatility; else the index.
 *
 * @param rows - Of one expiry.
 * @returns The median of what the rows say. A refusal when they say nothing.
 *
 * @example
 * forwardOf(rows, 0.1)
 */
export function forwardOf(rows: readonly ChainRow[], timeYears: number): Result<ForwardPrice, Readonly<{ reason: 'noForward' }>> {
  const quoted = median(rows.map((row) => row.forward))
  if (quoted !== undefined) return accept({ forward: quoted, from: 'venue' })
  const parity = median(parityForwards(rows))
  if (parity !== undefined) return accept({ forward: parity, from: 'parity' })
  const implied = median(rows.map((row) => deltaForward(row, timeYears)))
  if (implied !== undefined) return accept({ forward: implied, from: 'delta' })
  const index = median(rows.map((row) => row.index))
  return index === undefined ? refuse({ reason: 'noForward' }) : accept({ forward: index, from: 'index' })
}

function parityForwards(rows: readonly ChainRow[]): readonly number[] {
  const puts = new Map(rows.filter((row) => row.kind === 'put').map((row) => [row.strike, row.mark]))
  const found: number[] = []
  for (const row of rows) {
    const put = puts.get(row.strike)
    // Marks are rounded, so a pair of which one is next to nothing says little.
    if (row.kind !== 'call' || row.mark === undefined || put === undefined || row.mark < 0.005 || put < 0.005) continue
    const share = 1 - (row.mark - put)
    if (share > 0) found.push(row.strike / share)
  }
  return found
}

/** `delta = N(d1)` solved for the forward; deltas near 0 or 1 are too rounded to say much. */
function deltaForward(row: ChainRow, timeYears: number): number | undefined {
  const { delta, markVolatility } = row
  if (delta === undefined || markVolatility === undefined || !(markVolatility > 0)) return undefined
  const ofCall = row.kind === 'call' ? delta : 1 + delta
  if (!(ofCall > 0.2 && ofCall < 0.8)) return undefined
  const deviation = markVolatility * Math.sqrt(timeYears)
  return row.strike * exponential(normalQuantile(ofCall) * deviation - 0.5 * deviation * deviation)
}

function median(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined && value > 0).sort((a, b) => (a as number) - (b as number))
  return known[Math.floor((known.length - 1) / 2)]
}
