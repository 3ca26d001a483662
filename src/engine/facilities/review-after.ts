import { beforeChange } from '../margin/charge-member.ts'
import { indexMember } from '../margin/index-accounts.ts'
import type { MemberTurn } from '../margin/member-books.ts'
import { reviewMember } from '../margin/review-member.ts'
import type { Policy } from '../policy.ts'

/**
 * What every change of a member's money by a facility ends with: it is found under what it holds now, and looked at.
 *
 * @example
 * reviewAfter({ turn, margin, member }, policy)
 */
export function reviewAfter(at: MemberTurn, policy: Policy): void {
  if (policy.margin === undefined) return
  indexMember(at.margin, at.member, policy.margin)
  reviewMember(at, policy.margin)
}

/**
 * What every change of a member's money by a facility begins with.
 *
 * @example
 * prepareChange({ turn, margin, member }, policy)
 */
export function prepareChange(at: MemberTurn, policy: Policy): void {
  if (policy.margin !== undefined) beforeChange(at, policy.margin)
}
