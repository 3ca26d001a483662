import { encode } from '../../base/codec.ts'
import { InputFault } from '../../base/fault.ts'
import { hashOf } from '../../base/hash.ts'
import type { ContributionPaid } from '../../engine/loss/waterfall-input.ts'
import type { Policy } from '../../engine/policy.ts'
import type { Feed } from '../../feed/feed-contract.ts'
import type { Instrument } from '../../market/instrument.ts'
import type { MarketInput } from '../../market/market-input.ts'
import { drawMembers, drawnMembersVersion } from '../../simulation/members/draw-members.ts'
import { memberParameters } from '../../simulation/members/member-parameters.ts'
import type { FileInput } from './read-accounts.ts'
import type { RunFeed } from './with-accounts.ts'

/** How many accounts are drawn, from which seed, and under which policy: providers commit where it has auctions, members pay into a fund it has. */
export type DrawnAccounts = Readonly<{ count: number; seed: number; policy: Pick<Policy, 'auction' | 'waterfall'> }>

/**
 * Puts drawn accounts into a feed, right after the first input that has a price, around that price and in the feed's first market.
 *
 * @throws InputFault when that market is not linear.
 *
 * @example
 * withDrawnAccounts(feed, { count: 20_000, seed: 1, policy })
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
    identity: hashOf(encode({ feed: feed.identity, drawnMembersVersion, memberParameters, count: drawn.count, seed: drawn.seed })),
    inputs: { [Symbol.asyncIterator]: () => merged(feed, drawn) },
    notes: [
      ...feed.notes,
      'accounts are drawn from the seed; they trade no more and bring no money, and the market does not react to them',
    ],
  }
}

async function* merged(feed: Feed, drawn: DrawnAccounts): AsyncGenerator<readonly (MarketInput | FileInput | ContributionPaid)[]> {
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
    const members = inputsOf(drawn, instrument, priceOf(priced)).map((member) => ({ ...member, at: priced.at }))
    yield [...batch.slice(0, place + 1), ...members, ...batch.slice(place + 1)]
  }
}

function inputsOf(
  { count, seed, policy }: DrawnAccounts,
  instrument: Instrument,
  ticks: number,
): readonly (FileInput | ContributionPaid)[] {
  const { accounts, commitments, contributions } = drawMembers({ count, seed, instrument, ticks })
  const isMutual = policy.waterfall?.layers.some(({ kind }) => kind === 'mutualFund') ?? false
  return [...accounts, ...(policy.auction === undefined ? [] : commitments), ...(isMutual ? contributions : [])]
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
    default:
      return 0
  }
}
