import type { Allocation, Need } from '../../waterfall/deleveraging/allocate.ts'
import type { WinnerSide } from '../../waterfall/deleveraging/close-terms.ts'
import type { Candidates } from '../../waterfall/deleveraging/candidates.ts'

/** What was decided upon for one side of a contract, for whoever repeats it under other rules or checks it. */
export type DeleverageCase = Readonly<{
  /** Names it in the commitment: the decision's id and the contract. */
  name: string
  /** The bankrupt accounts, with the lots each held, from 0. */
  defaulters: readonly Readonly<{ account: string; lots: number }>[]
  contract: string
  wave: number
  winnerSide: WinnerSide
  candidates: Candidates
  /** What each candidate holds. */
  lots: Float64Array
  /** In lots. */
  need: Need
  allocation: Allocation
  /** Minor units that each lot has to bring. */
  costPerLot: number
}>
