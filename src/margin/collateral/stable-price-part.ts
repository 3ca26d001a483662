import { accept, type Result } from '../../base/result.ts'
import { requirePositive } from '../../base/argument.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { enteredAtMarks } from '../account/entered-at-marks.ts'
import type { RequirementPart } from '../margin-model.ts'
import type { MarginRefusal } from '../account/margin-refusal.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { shockSnapshot } from '../shock-snapshot.ts'
import { valueAccount } from '../account/value-account.ts'
import type { ValuedAccount } from '../account/valued-account.ts'

/**
 * What an account owes to prices that may have been pushed: for every underlying, what it would lose if the index, and all that follows it,
 * stood at its stable price. Nothing where it would gain, so the worse of the two prices counts; and long and short of one underlying are
 * looked at together, so a hedge costs nothing. It is asked for new risk only: a price that comes back slowly liquidates nobody.
 *
 * @param stablePrices - By underlying, in quote, above 0; underlyings without one are taken at their index.
 * @returns One part, in quote, 0 or above. A refusal when the account cannot be valued at a stable price.
 * @throws ArgumentError for a stable price that is not above 0.
 *
 * @example
 * stablePricePart(valued, snapshot, new Map([['BTC', 57_000]])) // { ok: true, value: { initial: 2777.4785, maintenance: 0 } }
 */
export function stablePricePart(
  account: ValuedAccount,
  snapshot: MarketSnapshot,
  stablePrices: ReadonlyMap<string, number>,
): Result<RequirementPart, MarginRefusal> {
  // What has no price of entry was entered at the mark of now, and would lose nothing at a mark that moved with it.
  const entered = enteredAtMarks(account.account, snapshot)
  const losses: number[] = []
  for (const [underlying, stablePrice] of stablePrices) {
    requirePositive(`stablePrices ${underlying}`, stablePrice)
    const indexPrice = snapshot.underlyings.get(underlying)?.indexPrice
    if (indexPrice === undefined) continue
    const stable = valueAccount(entered, shockSnapshot(snapshot, { underlying, spotMove: stablePrice / indexPrice - 1 }))
    if (!stable.ok) return stable
    losses.push(Math.max(0, account.equity - stable.value.equity))
  }
  return accept({ name: 'stable price', initial: compensatedSum(losses), maintenance: 0 })
}
