import type { MarginAccount, Position } from './margin-account.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { futureMark } from './position-value.ts'
import { resolvePosition } from './resolve-position.ts'

/**
 * An account whose futures and perpetuals without an entry price are entered at today's marks. What "nothing unrealised" means is then fixed, and
 * a shocked market shows their profit; without it they would be taken as marked there too, and nothing would ever be lost on them.
 *
 * @param snapshot - Today's. A position it cannot resolve stays as it is.
 *
 * @example
 * const entered = enteredAtMarks({ ...account, positions: [{ contract: 'BTC-PERP', size: 2 }] }, snapshot)
 * entered.positions[0]?.entryPrice // 60000
 */
export function enteredAtMarks(account: MarginAccount, snapshot: MarketSnapshot): MarginAccount {
  return { ...account, positions: account.positions.map((position) => entered(position, snapshot)) }
}

function entered(position: Position, snapshot: MarketSnapshot): Position {
  if (position.entryPrice !== undefined) return position
  const resolved = resolvePosition(position, snapshot)
  if (!resolved.ok) return position
  const { kind } = resolved.value.contract
  return kind === 'future' || kind === 'perpetual' ? { ...position, entryPrice: futureMark(resolved.value) } : position
}
