import type { MarginState } from './margin-state.ts'

/**
 * The group an account belongs to: its owner, or the account itself where no owner was told. Accounts of one group never deal with each other
 * at the expense of a fund.
 *
 * @example
 * groupOf(margin, 'fund-7') // 'deep-water'
 */
export function groupOf(margin: MarginState, account: string): string {
  return margin.members.get(account)?.owner ?? account
}
