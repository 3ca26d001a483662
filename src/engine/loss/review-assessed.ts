import type { Policy } from '../policy.ts'
import { reviewMember } from '../margin/review-member.ts'
import type { Turn } from '../turn.ts'

/**
 * Looks at the members that were assessed in this input: paying may have left one below its margin. What that leads to may assess others again.
 *
 * @example
 * reviewAssessed(turn, policy)
 */
export function reviewAssessed(turn: Turn, policy: Policy): void {
  const { waterfall, margin } = turn.state
  if (waterfall === undefined || margin === undefined || policy.margin === undefined) return
  for (let account = waterfall.assessed.shift(); account !== undefined; account = waterfall.assessed.shift()) {
    const member = margin.members.get(account)
    if (member !== undefined) reviewMember({ turn, margin, member }, policy.margin)
  }
}
