import { auctionsKeepTime } from './auctions-keep-time.ts'
import { facilitiesPayOnce } from './facilities-pay-once.ts'
import { booksBalance } from './books-balance.ts'
import { budgetsHold } from './budgets-hold.ts'
import { bystandersKeepTheirs } from './bystanders-keep-theirs.ts'
import { callsAreLawful } from './calls-are-lawful.ts'
import { effectsOnce } from './effects-once.ts'
import { fillsOnce } from './fills-once.ts'
import { facilitiesKeepCaps } from './facilities-keep-caps.ts'
import { handsAreOthers } from './hands-are-others.ts'
import { layersInOrder } from './layers-in-order.ts'
import type { Law } from './law.ts'
import { lossesHaveOwners } from './losses-have-owners.ts'
import { moneyHasAReason } from './money-has-a-reason.ts'
import { positionsAreTraded } from './positions-are-traded.ts'
import { sharesAreBacked } from './shares-are-backed.ts'
import { unknownMovesNothing } from './unknown-moves-nothing.ts'
import { wealthIsExplained } from './wealth-is-explained.ts'

/** Every law that is held after each input, in the order in which they are asked. */
export const allLaws: readonly Law[] = [
  booksBalance,
  moneyHasAReason,
  wealthIsExplained,
  positionsAreTraded,
  bystandersKeepTheirs,
  unknownMovesNothing,
  callsAreLawful,
  layersInOrder,
  lossesHaveOwners,
  handsAreOthers,
  sharesAreBacked,
  fillsOnce,
  effectsOnce,
  budgetsHold,
  facilitiesKeepCaps,
  auctionsKeepTime,
  facilitiesPayOnce,
]
