import type { TimeUs } from '../base/time.ts'
import type { OptionKind } from '../pricing/option-terms.ts'

/** In what a derivative is margined and settled: the quote asset (`linear`) or the coin it is on (`inverse`). */
export type Payoff = 'linear' | 'inverse'

type ContractTerms = Readonly<{
  /** The venue's name, unique in a snapshot: `BTC-27FEB26-60000-P`. */
  id: string
  /** Asset whose price it follows: `BTC`. */
  underlying: string
  /** What one contract stands for, above 0: in base for spot, options and linear futures, in quote for inverse futures and perpetuals. */
  multiplier: number
  /** Smallest step of a size, in contracts; any size is allowed where it is absent. */
  lotSize?: number
}>

/** The asset itself, held or owed. */
export type SpotContract = ContractTerms & Readonly<{ kind: 'spot' }>

/** A future without expiry, held to the index by funding payments. */
export type PerpetualContract = ContractTerms & Readonly<{ kind: 'perpetual'; payoff: Payoff }>

/** A dated future. */
export type FutureContract = ContractTerms & Readonly<{ kind: 'future'; payoff: Payoff; expiresAt: TimeUs }>

/** A European option on the forward for its expiry. */
export type OptionContract = ContractTerms &
  Readonly<{ kind: 'option'; payoff: Payoff; option: OptionKind; strike: number; expiresAt: TimeUs }>

/** What an account can hold a position in. */
export type Contract = SpotContract | PerpetualContract | FutureContract | OptionContract

/**
 * When a contract settles.
 *
 * @returns `undefined` for a contract without expiry.
 *
 * @example
 * expiryOf({ id: 'BTC-PERP', underlying: 'BTC', multiplier: 1, kind: 'perpetual', payoff: 'linear' }) // undefined
 */
export function expiryOf(contract: Contract): TimeUs | undefined {
  return contract.kind === 'future' || contract.kind === 'option' ? contract.expiresAt : undefined
}
