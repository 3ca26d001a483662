import { netDeltas } from './delta-equivalent.ts'
import type { Direction } from './close-out-book.ts'
import type { ValuedAccount } from '../account/valued-account.ts'

/** What accounts of one owner hold on one underlying, delta-equivalent in base, each side by itself and 0 or above. */
export type SidedSizes = Readonly<Record<Direction, number>>

/** By owner, then by underlying. */
export type LinkedSizes = ReadonlyMap<string, ReadonlyMap<string, SidedSizes>>

/**
 * Adds up what linked accounts hold. Longs and shorts of different accounts do not offset each other: each account is closed by itself. An
 * account without an owner is linked to none and not in the result.
 *
 * @example
 * linkedSizesOf(accounts).get('fund')?.get('BTC') // { long: 120, short: 30 }
 */
export function linkedSizesOf(accounts: readonly ValuedAccount[]): LinkedSizes {
  const linked = new Map<string, Map<string, SidedSizes>>()
  for (const account of accounts) {
    const { owner } = account.account
    if (owner === undefined) continue
    const sizes = linked.get(owner) ?? new Map<string, SidedSizes>()
    linked.set(owner, sizes)
    for (const [underlying, delta] of netDeltas(account)) {
      const { long, short } = sizes.get(underlying) ?? { long: 0, short: 0 }
      sizes.set(underlying, { long: long + Math.max(0, delta), short: short + Math.max(0, -delta) })
    }
  }
  return linked
}
