import { facilitiesViewOf, type FacilitiesView } from '../facilities/facilities-view.ts'
import type { EngineState } from '../state.ts'
import { auctionsViewOf, type AuctionsView } from './auctions-view.ts'
import { deleveragingViewOf, type DeleveragingView } from './deleveraging-view.ts'
import { fundViewOf, type FundView } from './fund-view.ts'
import { waterfallViewOf, type WaterfallView } from './waterfall-view.ts'

/** What happens between an account that cannot pay and a loss with an owner. A part is absent where the policy has none. */
export type LossesView = Readonly<{
  auctions?: AuctionsView
  deleveraging?: DeleveragingView
  facilities?: FacilitiesView
  fund?: FundView
  waterfall?: WaterfallView
}>

/**
 * The parts there are, as a reader sees them; `undefined` where there is none.
 *
 * @example
 * lossesViewOf(state)?.auctions?.closings.length
 */
export function lossesViewOf(state: EngineState): LossesView | undefined {
  const auctions = auctionsViewOf(state)
  const deleveraging = deleveragingViewOf(state)
  const facilities = facilitiesViewOf(state)
  const fund = fundViewOf(state)
  const waterfall = waterfallViewOf(state)
  if ([auctions, deleveraging, facilities, fund, waterfall].every((part) => part === undefined)) return undefined
  return {
    ...(auctions && { auctions }),
    ...(deleveraging && { deleveraging }),
    ...(facilities && { facilities }),
    ...(fund && { fund }),
    ...(waterfall && { waterfall }),
  }
}
