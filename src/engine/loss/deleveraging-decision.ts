import type { Amount } from '../../base/amount.ts'
import type { Hash } from '../../base/hash.ts'
import type { DeleverageRule } from '../../waterfall/deleveraging/deleverage-rule.ts'
import type { StartStopReason } from '../../waterfall/deleveraging/start-stop.ts'

/** One bankrupt account whose position was closed; `lots` signed, as held before, and `covered` of what it `needed`. */
export type DefaulterClosed = Readonly<{
  account: string
  /** The loss event: the decision that started the liquidation. */
  event: string
  lots: number
  lotsLeft: number
  needed: Amount
  covered: Amount
}>

/** One winner that was closed: lots it gave up, always above 0, and what of its gain it gave with them. */
export type WinnerClosed = Readonly<{ account: string; lots: number; gave: Amount }>

/** One holder whose position was ended at the mark, without gain or loss of it, because no winner was left. */
export type HolderTornUp = Readonly<{ account: string; lots: number }>

/** What was concluded of deleveraging. Past participles; never taken back. */
export type DeleveragingDecisionBody = Readonly<
  | {
      /** `isOn`: winners may be closed from now on; `ratio` is the fund's fall from its highest. */
      kind: 'deleveragingSwitched'
      isOn: boolean
      why: StartStopReason
      ratio: number
      fund: Amount
    }
  | {
      /** All that was due on one side of a contract in one input, closed at once. */
      kind: 'positionsDeleveraged'
      wave: number
      contract: string
      /** Lots that the bankrupt accounts held together, signed, and those that nobody took. */
      lots: number
      lotsLeft: number
      markTicks: number
      /** What of the accounts' deficits these positions had to bring together, and what winners gave. */
      needed: Amount
      covered: Amount
      /** The price bound held part of it back. */
      isBounded: boolean
      rule: DeleverageRule['kind']
      /** Accounts that could have borne something, and the commitment to them all, by which everyone can check its own result. */
      candidates: number
      commitment?: Hash
      /** In order of name, as those below. */
      defaulters: readonly DefaulterClosed[]
      closed: readonly WinnerClosed[]
      tornUp: readonly HolderTornUp[]
    }
>
