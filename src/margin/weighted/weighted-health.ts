import { invariant } from '../../base/assert.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { perpetualContribution } from './perpetual-contribution.ts'
import { reservedOf, spotOrderContribution, type ReservedToken } from './spot-order-contribution.ts'
import type { HealthKind, WeightedAccount, WeightedToken } from './weighted-account.ts'
import { assetPrice, liabilityPrice, tokenWeights } from './weighted-price.ts'

/**
 * What an account is worth when every asset counts for less and every liability for more: tokens at their weights, with perpetuals in the
 * token they settle in, and resting orders in the worse direction.
 *
 * @returns In quote; below 0 the question of `kind` is answered with no. 0 for an empty account.
 * @throws InvariantError for an order or perpetual in a token the account does not list.
 * @see Mango v4, programs/mango-v4/src/health; the rules, not the code.
 *
 * @example
 * const initial = { asset: 0.8, liability: 1.2 }
 * const usd = { name: 'USD', balance: 100, prices: { mark: 1, stable: 1 }, initial, maintenance: { asset: 0.9, liability: 1.1 } }
 * weightedHealth({ tokens: [usd], perpetuals: [], spotOrders: [] }, 'initial') // 80
 */
export function weightedHealth(account: WeightedAccount, kind: HealthKind): number {
  const balances = new Map(
    account.tokens.map((token): [string, ReservedToken] => [token.name, { token, balance: token.balance, mostReserved: 0 }]),
  )
  for (const perpetual of account.perpetuals) {
    const held = named(balances, perpetual.settlesIn)
    balances.set(perpetual.settlesIn, { ...held, balance: held.balance + perpetualContribution(perpetual, kind) })
  }
  const reserved = account.spotOrders.map((orders) => {
    const [base, quote] = [named(balances, orders.base).token, named(balances, orders.quote).token]
    return { orders, reserved: reservedOf(orders, { base, quote }, kind) }
  })
  for (const { orders, reserved: market } of reserved) {
    reserve(balances, orders.base, market.asBase)
    reserve(balances, orders.quote, market.asQuote)
  }
  const terms = [...balances.values()].map(({ token, balance }) => weightedValue(token, balance, kind))
  for (const { orders, reserved: market } of reserved) {
    const tokens = { base: named(balances, orders.base), quote: named(balances, orders.quote) }
    terms.push(spotOrderContribution(market, tokens, kind))
  }
  return compensatedSum(terms)
}

/** All three answers, in quote. */
export type WeightedHealths = Readonly<{ initial: number; liquidationEnd: number; maintenance: number }>

/**
 * The three healths of an account, each at most the next: `initial <= liquidationEnd <= maintenance`. Here, and nowhere else, a health that
 * would stand above the next is brought down to it: initial weights laxer than maintenance ones, or orders that count for more when the
 * balance behind them is lower, could otherwise let an account take risk that may be liquidated at once.
 *
 * @throws InvariantError for an order or perpetual in a token the account does not list.
 *
 * @example
 * weightedHealths({ tokens: [usd], perpetuals: [], spotOrders: [] }) // { initial: 80, liquidationEnd: 80, maintenance: 90 }
 */
export function weightedHealths(account: WeightedAccount): WeightedHealths {
  const maintenance = weightedHealth(account, 'maintenance')
  const liquidationEnd = Math.min(weightedHealth(account, 'liquidationEnd'), maintenance)
  return { initial: Math.min(weightedHealth(account, 'initial'), liquidationEnd), liquidationEnd, maintenance }
}

function weightedValue(token: WeightedToken, balance: number, kind: HealthKind): number {
  const weights = tokenWeights(token, kind)
  if (balance >= 0) return balance * weights.asset * assetPrice(token.prices, kind)
  return balance * weights.liability * liabilityPrice(token.prices, kind)
}

function named(balances: ReadonlyMap<string, ReservedToken>, name: string): ReservedToken {
  const found = balances.get(name)
  invariant(found !== undefined, `the account lists the token ${name}`)
  return found
}

function reserve(balances: Map<string, ReservedToken>, name: string, amount: number): void {
  const held = named(balances, name)
  balances.set(name, { ...held, mostReserved: held.mostReserved + amount })
}
