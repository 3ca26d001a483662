/** What members, providers, stakers and operators do about losses. Amounts in quote; who and what is counted from 0. */
export type LossHappening = Readonly<
  | { kind: 'contribute' | 'recall'; account: number; amount: number }
  | { kind: 'leave'; account: number }
  | { kind: 'putUp'; layer: number; amount: number }
  /** The auction is one that is open, by its place; from 100 on one that is over, from 200 on none there ever was. */
  | { kind: 'bid'; auction: number; account: number; parts: number; discountBps: number }
  | { kind: 'stand'; account: number; levels: readonly Readonly<{ discountBps: number; capacity: number }>[] }
  | { kind: 'auctionCommand'; auction: number; command: 'pause' | 'resume' }
  | { kind: 'stake'; staker: number; amount: number }
  | { kind: 'unstake'; staker: number; share: number }
  | { kind: 'stayStaked' | 'claimStake'; staker: number }
  | { kind: 'fundIncome'; amount: number }
  | { kind: 'buyCover'; account: number; amount: number }
  | { kind: 'claim'; account: number; cover: number; trade: number; isForged: boolean }
  | { kind: 'borrow'; account: number; amount: number; pledge: number }
  | { kind: 'repay'; account: number; amount: number }
  | { kind: 'drawFund'; event: number; amount: number }
  | { kind: 'decideReview'; hold: number; verdict: 'released' | 'kept' }
  | { kind: 'giveSeed'; epoch: number; isTrue: boolean }
>
