import { encode } from '../../base/codec.ts'
import { InputFault } from '../../base/fault.ts'
import { hashOf } from '../../base/hash.ts'
import type { MemberInput } from '../../engine/margin/member-input.ts'
import type { Feed } from '../../feed/feed-contract.ts'
import type { MarketInput } from '../../market/market-input.ts'
import { drawMembers, drawnMembersVersion } from '../../simulation/members/draw-members.ts'
import { memberParameters } from '../../simulation/members/member-parameters.ts'
import type { RunFeed } from './with-accounts.ts'

/** How many accounts are drawn, and from which seed. */
export type DrawnAccounts = Readonly<{ count: number; seed: number }>

/**
 * Puts drawn accounts into a feed, right after the first input that has a price, around that price and in the feed's first market.
 *
 * @throws InputFault when that market is not linear.
 *
 * @example
 * withDrawnAccounts(feed, { count: 20_000, seed: 1 })
 */
export function withDrawnAccounts(feed: Feed, drawn: DrawnAccounts): RunFeed {
  const [instrument] = feed.instruments
  if (instrument?.payoff !== 'linear') {
    const found = instrument === undefined ? 'no market' : `${instrument.id}, which is ${instrument.payoff}`
    throw new InputFault({ file: '--accounts', place: 'option', expected: 'a linear market to draw accounts in', found })
  }
  return {
    ...feed,
    label: `${feed.label}, with ${drawn.count} drawn accounts`,
    identity: hashOf(encode({ feed: feed.identity, drawnMembersVersion, memberParameters, drawn })),
    inputs: { [Symbol.asyncIterator]: () => merged(feed, drawn) },
    notes: [
      ...feed.notes,
      'accounts are drawn from the seed; they trade no more and bring no money, and the market does not react to them',
    ],
  }
}

async function* merged(feed: Feed, { count, seed }: DrawnAccounts): AsyncGenerator<readonly (MarketInput | MemberInput)[]> {
  const [instrument] = feed.instruments
  let isDrawn = false
  for await (const batch of feed.inputs) {
    const place =
      isDrawn || instrument === undefined ? -1 : batch.findIndex((input) => input.market === instrument.id && priceOf(input) > 0)
    const priced = batch[place]
    if (priced === undefined || instrument === undefined) {
      yield batch
      continue
    }
    isDrawn = true
    const members = drawMembers({ count, seed, instrument, ticks: priceOf(priced) })
    yield [...batch.slice(0, place + 1), ...members.map((member) => ({ ...member, at: priced.at })), ...batch.slice(place + 1)]
  }
}

/** In ticks; 0 where an input has none. */
function priceOf(input: MarketInput): number {
  switch (input.kind) {
    case 'bookSnapshotReceived':
      return input.bids[0] === undefined || input.asks[0] === undefined ? 0 : Math.round((input.bids[0] + input.asks[0]) / 2)
    case 'tradeReceived':
      return input.ticks
    case 'barClosed':
      return input.closeTicks
    case 'bookDeltaReceived':
    case 'quoteReceived':
      return 0
  }
}
