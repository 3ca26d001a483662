import type { Policy } from '../policy.ts'
import { reviewMember } from '../margin/review-member.ts'
import type { Turn } from '../turn.ts'

/**
 * Looks at the members that were assessed in this input, or closed against a bankrupt account: paying may have left one below its margin, and one without
 * a position is restricted no more. What that leads to may assess others again.
 *
 * @example
 * reviewAssessed(turn, policy)
 */
export function reviewAssessed(turn: Turn, policy: Policy): void {
  const { waterfall, margin } = turn.state
  if (margin === undefined || policy.margin === undefined) return
  // An account that many were closed against is looked at once, and again only for what its own review led to.
  while ((waterfall?.assessed.length ?? 0) + turn.toReview.length > 0) {
    const names = new Set([...(waterfall?.assessed.splice(0) ?? []), ...turn.toReview.splice(0)])
    for (const account of names) {
      const member = margin.members.get(account)
      if (member !== undefined) reviewMember({ turn, margin, member }, policy.margin)
    }
  }
}
