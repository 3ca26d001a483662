import { enteredAtMarks } from '../account/entered-at-marks.ts'
import type { MarginAccount } from '../account/margin-account.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { shockSnapshot } from '../shock-snapshot.ts'
import { assessAccount, type MarginView } from './assess-account.ts'
import { nearestCrossings, type Crossings, type GapAt } from './nearest-crossings.ts'

/** Prices of one underlying at which an account changes what it is, nearest to the present on either side; in quote. */
export type CriticalPrices = Readonly<{
  underlying: string
  indexPrice: number
  /** Where equity meets maintenance margin: the account falls below it there, or comes back where it is below now. */
  liquidation: Crossings
  /** Where equity meets 0. */
  bankruptcy: Crossings
}>

/**
 * Liquidation and bankruptcy prices along one underlying: its index, forwards, futures and the collateral that follows it move together, volatilities and
 * everything else stay as they are.
 *
 * @param underlying - A key of the snapshot's underlyings.
 * @returns Nothing below or above where there is no such price, or the account cannot be valued on the way there.
 *
 * @example
 * criticalPrices(account, { snapshot, model, underlying: 'BTC' }).bankruptcy // { below: 4000, above: 323809.5238 }
 */
export function criticalPrices(account: MarginAccount, view: MarginView & Readonly<{ underlying: string }>): CriticalPrices {
  const { snapshot, model, underlying } = view
  // What has no price of entry was entered at the marks of now, not at those of each shock.
  const entered = enteredAtMarks(account, snapshot)
  const indexPrice = snapshot.underlyings.get(underlying)?.indexPrice ?? 0
  const seen = new Map<number, Gaps | undefined>()
  const gapsAt = (factor: number): Gaps | undefined => {
    if (seen.has(factor)) return seen.get(factor)
    const assessed = assessAccount(entered, { snapshot: shockSnapshot(snapshot, { underlying, spotMove: factor - 1 }), model })
    const gaps = assessed.ok
      ? { liquidation: assessed.value.equity - assessed.value.maintenanceMargin, bankruptcy: assessed.value.equity }
      : undefined
    seen.set(factor, gaps)
    return gaps
  }
  const strikes = strikesHeld(account, snapshot, underlying).map((strike) => strike / indexPrice)
  const pricesWhere = (gapAt: GapAt): Crossings => inQuote(nearestCrossings(gapAt, strikes), indexPrice)
  return {
    underlying,
    indexPrice,
    liquidation: pricesWhere((factor) => gapsAt(factor)?.liquidation),
    bankruptcy: pricesWhere((factor) => gapsAt(factor)?.bankruptcy),
  }
}

type Gaps = Readonly<{ liquidation: number; bankruptcy: number }>

function strikesHeld(account: MarginAccount, snapshot: MarketSnapshot, underlying: string): readonly number[] {
  return account.positions.flatMap(({ contract: id }) => {
    const contract = snapshot.contracts.get(id)
    return contract?.kind === 'option' && contract.underlying === underlying ? [contract.strike] : []
  })
}

function inQuote({ below, above }: Crossings, indexPrice: number): Crossings {
  return { ...(below !== undefined && { below: below * indexPrice }), ...(above !== undefined && { above: above * indexPrice }) }
}
