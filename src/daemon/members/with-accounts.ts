import { encode } from '../../base/codec.ts'
import { hashOf } from '../../base/hash.ts'
import type { ContributionPaid } from '../../engine/loss/waterfall-input.ts'
import type { Feed } from '../../feed/feed-contract.ts'
import type { MarketInput } from '../../market/market-input.ts'
import type { FileInput, MemberInputs } from './read-accounts.ts'

/** What a run reads: markets, and members beside them. */
export type RunFeed = Omit<Feed, 'inputs'> & Readonly<{ inputs: AsyncIterable<readonly (MarketInput | FileInput | ContributionPaid)[]> }>

/**
 * Puts members' inputs into a feed: accounts without a time right after the first input of the market, everything else before the first
 * input that is later than it. What would come after the last input of the market is left out.
 *
 * @example
 * withAccounts(feed, readAccounts('accounts.yaml', terms))
 */
export function withAccounts(feed: Feed, members: MemberInputs): RunFeed {
  return {
    ...feed,
    label: `${feed.label}, with ${members.atStart.length + members.timed.filter(({ kind }) => kind === 'accountOpened').length} accounts`,
    identity: hashOf(encode({ feed: feed.identity, accounts: members.text })),
    inputs: { [Symbol.asyncIterator]: () => merged(feed.inputs, members) },
    notes: [...feed.notes, 'accounts and what they do come from a file; the market does not react to them'],
  }
}

async function* merged(
  batches: AsyncIterable<readonly MarketInput[]>,
  { atStart, timed }: MemberInputs,
): AsyncGenerator<readonly (MarketInput | FileInput)[]> {
  let next = 0
  let hasBegun = false
  for await (const batch of batches) {
    const inputs: (MarketInput | FileInput)[] = []
    for (const input of batch) {
      for (let member = timed[next]; member !== undefined && hasBegun && member.at < input.at; member = timed[next]) {
        inputs.push(member)
        next += 1
      }
      inputs.push(input)
      if (hasBegun) continue
      hasBegun = true
      inputs.push(...atStart.map((opened) => ({ ...opened, at: input.at })))
    }
    yield inputs
  }
}
