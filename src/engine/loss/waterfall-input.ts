import type { TimeUs } from '../../base/time.ts'

/** A member paid into the mutual fund, in minor units of the settlement asset as text. */
export type ContributionPaid = Readonly<{ kind: 'contributionPaid'; at: TimeUs; account: string; minor: string }>

/** A member wants its contribution, or part of it, back. */
export type ContributionRequested = Readonly<{ kind: 'contributionRequested'; at: TimeUs; account: string; minor: string }>

/** The operator paid into a layer of its own: `insuranceFund`, or `ownMoney:` and a tranche. */
export type LossMoneyPaid = Readonly<{ kind: 'lossMoneyPaid'; at: TimeUs; layer: string; minor: string }>

/** A member leaves the mutual fund: it is not assessed for capped periods that begin later. */
export type MembershipEnded = Readonly<{ kind: 'membershipEnded'; at: TimeUs; account: string }>

/** What changes the money that stands against losses. */
export type WaterfallInput = ContributionPaid | ContributionRequested | LossMoneyPaid | MembershipEnded
