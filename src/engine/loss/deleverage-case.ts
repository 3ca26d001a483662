import type { Allocation, Need } from '../../waterfall/deleveraging/allocate.ts'
import type { Candidates } from '../../waterfall/deleveraging/candidates.ts'

/** What was decided upon for one position, for whoever repeats it under other rules or checks it. */
export type DeleverageCase = Readonly<{
  /** Names it in the commitment: the loss event and the contract. */
  name: string
  account: string
  contract: string
  wave: number
  candidates: Candidates
  /** In lots. */
  need: Need
  allocation: Allocation
  /** Minor units that each lot has to bring. */
  costPerLot: number
}>
