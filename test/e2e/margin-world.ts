import { timeUs, type TimeUs } from '../../src/base/time.ts'
import { openScenarioSource } from '../../src/cli/scenario-source.ts'
import type { RunFeed } from '../../src/daemon/members/with-accounts.ts'
import type { AccountOpened, BroughtPosition, ContractListed, MarksChanged, MemberInput } from '../../src/engine/margin/member-input.ts'
import type { MarketInput } from '../../src/market/market-input.ts'
import { loadPolicy } from '../../src/policy/load.ts'

const perpetual = 'BTC/USD:USD'
/** Twenty-seventh of March and twenty-sixth of June 2020, 08:00 UTC. */
const expiries = [timeUs(1_585_296_000_000_000), timeUs(1_593_158_400_000_000)] as const
const strikes = [5_000, 6_000, 7_000, 8_000, 9_000, 10_000, 12_000] as const
/** Listed, but nobody says its volatility: whoever holds it is unknown. */
const unmarked = 'BTC-29MAY20-8000-C'
const marksEveryUs = 60_000_000

const optionId = (expiresAt: TimeUs, strike: number, kind: 'C' | 'P'): string =>
  `BTC-${expiresAt === expiries[0] ? '27MAR20' : '26JUN20'}-${strike}-${kind}`

/**
 * The profile with members' margin, under a model with scenarios and a call due after ten minutes, as text.
 *
 * @example
 * writeFileSync(file, marginWorldPolicy())
 */
export function marginWorldPolicy(): string {
  return loadPolicy('margined-perpetual')
    .text.replace('model: tiered', 'model: derive-pmrm2')
    .replace('callDueSeconds: 900', 'callDueSeconds: 600')
    .replace(/staleAfterSeconds: 60\b/, 'staleAfterSeconds: 600')
}

/** How many members there are, and which part of the day is played. */
export type MarginWorld = Readonly<{ accounts: number; from: string; to: string }>

/**
 * A part of the fall of 12 March 2020, with as many members beside it: levered longs and shorts, sellers of strangles and of covered
 * calls, holders of puts, and a few with an option that nobody marks. The same ones at every call.
 *
 * @example
 * marginWorldFeed({ accounts: 160, from: '2020-03-12T10:20', to: '2020-03-12T10:50' })
 */
export function marginWorldFeed({ accounts, from, to }: MarginWorld): RunFeed {
  const feed = openScenarioSource({ name: '2020-03-12', seed: 1, from, to })
  return {
    ...feed,
    label: `${feed.label}, with ${accounts} accounts`,
    identity: `${feed.identity}-margin-world-${accounts}`,
    inputs: { [Symbol.asyncIterator]: () => withMembers(feed.inputs, accounts) },
  }
}

async function* withMembers(
  batches: AsyncIterable<readonly MarketInput[]>,
  accounts: number,
): AsyncGenerator<readonly (MarketInput | MemberInput)[]> {
  let markedAt: number | undefined
  let openingPrice = 0
  for await (const batch of batches) {
    const inputs: (MarketInput | MemberInput)[] = []
    for (const input of batch) {
      inputs.push(input)
      if (input.kind !== 'bookSnapshotReceived' || (markedAt !== undefined && input.at - markedAt < marksEveryUs)) continue
      const mid = (((input.bids[0] as number) + (input.asks[0] as number)) / 2) * 0.5
      const isFirst = markedAt === undefined
      if (isFirst) {
        openingPrice = mid
        inputs.push(...listings(input.at))
      }
      inputs.push(marksAt(input.at, { mid, openingPrice }))
      if (isFirst) inputs.push(...Array.from({ length: accounts }, (_, place) => memberAt(input.at, place, mid)))
      markedAt = input.at
    }
    yield inputs
  }
}

function listings(at: TimeUs): readonly ContractListed[] {
  const listed = (id: string, option: 'call' | 'put', about: Readonly<{ strike: number; expiresAt: TimeUs }>): ContractListed => ({
    kind: 'contractListed',
    at,
    contract: { id, kind: 'option', underlying: 'BTC', multiplier: 1, payoff: 'linear', option, ...about },
    ...{ tickUnits: 5, priceDecimals: 1, lotUnits: 1, sizeDecimals: 1 },
  })
  const series = expiries.flatMap((expiresAt) =>
    strikes.flatMap((strike) => [
      listed(optionId(expiresAt, strike, 'C'), 'call', { strike, expiresAt }),
      listed(optionId(expiresAt, strike, 'P'), 'put', { strike, expiresAt }),
    ]),
  )
  return [...series, listed(unmarked, 'call', { strike: 8_000, expiresAt: expiries[1] })]
}

/** Volatility rises as the price falls, most for low strikes. */
function marksAt(at: TimeUs, { mid, openingPrice }: Readonly<{ mid: number; openingPrice: number }>): MarksChanged {
  const stress = Math.max(0, 1 - mid / openingPrice)
  const contracts = expiries.flatMap((expiresAt) =>
    strikes.flatMap((strike) => {
      const volatility = 0.75 + 2 * stress + 0.3 * Math.max(0, 1 - strike / mid)
      return (['C', 'P'] as const).map((kind) => ({ contract: optionId(expiresAt, strike, kind), volatility, confidence: 1 }))
    }),
  )
  const forwards = expiries.map((expiresAt) => ({ expiresAt, variableForward: mid, fixedForward: 0, rate: 0, confidence: 1 }))
  return {
    kind: 'marksChanged',
    at,
    indexes: [{ underlying: 'BTC', indexPrice: mid, confidence: 1, expiries: forwards }],
    contracts,
    assets: [],
  }
}

const options = (id: string, contracts: number, price: number): BroughtPosition => ({
  contract: id,
  lots: contracts * 10,
  ticks: price * 2,
})

/** What an account holds, by kind of member: per BTC of size, and how its money follows from its place. */
function memberAt(at: TimeUs, place: number, openingPrice: number): AccountOpened {
  const perpetualLots = (contracts: number): BroughtPosition => ({
    ...{ contract: perpetual, lots: contracts * 1_000 },
    ticks: Math.round(openingPrice * 2),
  })
  // Multiples of the golden ratio spread evenly over 0 to 1.
  const spread = (place * 0.618_033_988_75) % 1
  const size = 2 + Math.floor(((place * 0.381_966) % 1) ** 3 * 120)
  const [near, far] = expiries
  const levered = (side: 1 | -1): readonly [BroughtPosition[], number] => [
    [perpetualLots(side * size)],
    (size * openingPrice) / (1.3 + 3.4 * spread),
  ]
  const kinds: readonly (readonly [name: string, member: () => readonly [BroughtPosition[], number]])[] = [
    ['long', () => levered(1)],
    ['short', () => levered(-1)],
    ['long', () => levered(1)],
    ['basis', () => [[perpetualLots(size), options(optionId(far, 8_000, 'C'), -size, 1_200)], size * (2_600 + 2_400 * spread)]],
    [
      'strangle',
      () => [
        [options(optionId(near, 6_000, 'P'), -size, 150), options(optionId(near, 10_000, 'C'), -size, 160)],
        size * (550 + 1_900 * spread),
      ],
    ],
    ['hedged', () => [[perpetualLots(size), options(optionId(near, 7_000, 'P'), size, 320)], size * (1_700 + 2_000 * spread)]],
  ]
  const [name, member] = kinds[place % kinds.length] as (typeof kinds)[number]
  const [positions, money] = member()
  const isUnmarked = place % 53 === 52
  return {
    kind: 'accountOpened',
    at,
    account: `${name}-${String(place + 1).padStart(3, '0')}`,
    ...(place % 5 === 0 && { owner: `house-${(place / 5) % 7}` }),
    money: [{ asset: 'USD', minor: String(Math.round(money * 1e6)) }],
    positions: isUnmarked ? [...positions, options(unmarked, 1, 900)] : positions,
  }
}
