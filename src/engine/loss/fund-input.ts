import type { TimeUs } from '../../base/time.ts'

/** Money of a staker has arrived for shares of the insurance fund, in minor units of the settlement asset as text. */
export type FundStaked = Readonly<{ kind: 'fundStaked'; at: TimeUs; staker: string; minor: string }>

/** A staker asks to leave: with whole shares, as text, or with all of them where none are named. */
export type UnstakeRequested = Readonly<{ kind: 'unstakeRequested'; at: TimeUs; staker: string; shares?: string }>

/** A staker takes its request back. */
export type UnstakeCancelled = Readonly<{ kind: 'unstakeCancelled'; at: TimeUs; staker: string }>

/** A staker asks to be paid now. Without it the clock pays, with its first tick after the cool-down. */
export type UnstakeClaimed = Readonly<{ kind: 'unstakeClaimed'; at: TimeUs; staker: string }>

/** Income of the insurance fund has arrived, in minor units of the settlement asset as text. */
export type FundRevenueReceived = Readonly<{ kind: 'fundRevenueReceived'; at: TimeUs; minor: string }>

/** What stakers and those who pay the fund tell. */
export type FundInput = FundStaked | UnstakeRequested | UnstakeCancelled | UnstakeClaimed | FundRevenueReceived
