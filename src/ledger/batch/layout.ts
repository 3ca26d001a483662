/** Bytes of a transfer in a batch; `assembly/layout.ts` says what lies where. */
export const transferBytes = 64

/** Bytes of an account in the core's memory. */
export const accountBytes = 80

/** Bytes of a place in the core's table of reservations. */
export const slotBytes = 48

/** Kinds of a transfer, by the number that stands for them. */
export const kindNames = ['posted', 'pending', 'postPending', 'voidPending'] as const

/** Why a transfer of a batch was refused, by the number that stands for it. */
export const outcomeNames = [
  'accepted',
  'idNotAfterLast',
  'amountMustBePositive',
  'accountsMustDiffer',
  'debitAccountNotFound',
  'creditAccountNotFound',
  'assetsMustMatch',
  'exceedsCredits',
  'pendingNotFound',
  'exceedsPending',
  'balanceTooLarge',
  'kindUnknown',
] as const

/** What became of one transfer of a batch. */
export type BatchOutcome = (typeof outcomeNames)[number]
