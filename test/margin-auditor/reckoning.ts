import { assessWithOrders } from '../../src/margin/orders/open-orders.ts'
import { marginModelOf } from '../../src/margin/model-catalogue.ts'
import type { MarginModelName } from '../../src/margin/margin-model.ts'
import type { Contract } from '../../src/margin/contract.ts'
import type { MarketSnapshot } from '../../src/margin/market-snapshot.ts'
import type { PriceGrade } from '../../src/market/price-grade.ts'
import { timeUs } from '../../src/base/time.ts'
import type { AuditedAccount } from './books.ts'
import { expiresAt, pledged, type Traded } from './world.ts'

/** A price as it was last told. */
export type Told = { price: number; at: number; grade: PriceGrade; stale: boolean; isSaid?: boolean; gradedAt?: number }

/** Markets as the auditor saw them: by underlying, by contract, by asset. */
export type Seen = {
  at: number
  indexes: Map<string, Told>
  /** The forward for the one expiry, by underlying. */
  forwards: Map<string, number>
  /** Mark of a perpetual or future, volatility of an option. */
  marks: Map<string, Told>
  /** Prices of collateral. */
  assets: Map<string, number>
  snapshot?: MarketSnapshot | undefined
  /** Collateral whose price this tick moved: what is concluded while the tick goes through the markets may rest on the price before it. */
  repriced?: ReadonlySet<string>
  books: Map<string, Readonly<{ bid?: readonly [number, number]; ask?: readonly [number, number] }>>
}

/** What an account is worth and what is asked of it; `near` is how far floats may be off. */
export type Reckoned = Readonly<{ equity: number; initial: number; maintenance: number; near: number }>

const quotePerMinor = 1e-6

/**
 * Values an account from the auditor's own books, exactly as far as money is booked.
 *
 * @returns `undefined` where it cannot be valued.
 *
 * @example
 * reckon(account, seen, { model: 'tiered', contracts })?.equity // 900
 */
export function reckon(
  account: AuditedAccount,
  seen: Seen,
  { model, contracts }: Readonly<{ model: MarginModelName; contracts: ReadonlyMap<string, Traded> }>,
): Reckoned | undefined {
  const equity = equityOf(account, seen, contracts)
  if (equity === undefined) return undefined
  return model === 'tiered' ? tiered(account, seen, { contracts, equity }) : scanned(account, seen, { contracts, equity, model })
}

type Valued = Readonly<{ contracts: ReadonlyMap<string, Traded>; equity: number }>

function equityOf(account: AuditedAccount, seen: Seen, contracts: ReadonlyMap<string, Traded>): number | undefined {
  let equity = Number(account.cash) * quotePerMinor
  for (const [asset, minor] of account.collateral) {
    const price = seen.assets.get(asset)
    if (minor !== 0n && price === undefined) return undefined
    equity += wholeOf(asset, minor) * (price ?? 0)
  }
  for (const [id, { lots, cost }] of account.positions) {
    const contract = contracts.get(id)
    const price = contract && priceOf(contract, seen)
    if (contract === undefined || price === undefined) return undefined
    const worth = lots * contract.lot * price
    equity += contract.kind === 'option' ? worth : worth - Math.sign(lots) * Number(cost) * quotePerMinor
  }
  return equity
}

/**
 * What one unit of a contract is worth now.
 *
 * @returns `undefined` where that is not known, or too old, or not to be believed.
 *
 * @example
 * priceOf(contract, seen) // 10_003.5
 */
export function priceOf(contract: Traded, seen: Seen): number | undefined {
  const [index, mark] = [seen.indexes.get(contract.underlying), seen.marks.get(contract.id)]
  return isKnown(index) && isKnown(mark) ? lastPriceOf(contract, seen) : undefined
}

/** What it was last worth, however long ago that is. An order is judged by it: one far away must not make its account unknown. */
function lastPriceOf(contract: Traded, seen: Seen): number | undefined {
  const mark = seen.marks.get(contract.id)
  if (mark === undefined || !seen.indexes.has(contract.underlying)) return undefined
  if (contract.kind === 'perpetual') return mark.price
  if (seen.at >= expiresAt) return undefined
  if (contract.kind === 'future') return mark.price
  const forward = seen.forwards.get(contract.underlying)
  if (forward === undefined) return undefined
  const years = (expiresAt - seen.at) / (365 * 86_400e6)
  return optionPrice(contract, { forward, spread: mark.price * Math.sqrt(years) })
}

function isKnown(told: Told | undefined): told is Told {
  return told !== undefined && !told.stale && told.grade !== 'stale' && told.grade !== 'tooFew'
}

/**
 * Whole units of an asset.
 *
 * @example
 * wholeOf('BTC', 150_000_000n) // 1.5
 */
export function wholeOf(asset: string, minor: bigint): number {
  return Number(minor) / 10 ** (pledged.find((terms) => terms.asset === asset)?.decimals ?? 6)
}

function optionPrice({ option, strike = 0 }: Traded, { forward, spread }: Readonly<{ forward: number; spread: number }>): number {
  const d1 = Math.log(forward / strike) / spread + spread / 2
  const call = forward * normal(d1) - strike * normal(d1 - spread)
  return option === 'call' ? call : call - forward + strike
}

/** The series of the normal distribution; beyond 7 deviations it is 0 or 1 in a float of a price. */
function normal(x: number): number {
  if (Math.abs(x) > 7) return x > 0 ? 1 : 0
  let [sum, term] = [x, x]
  for (let k = 3; Math.abs(term) > 1e-18; k += 2) {
    term *= (x * x) / k
    sum += term
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
}

const tables: Readonly<Record<'BTC' | 'ETH', readonly (readonly [number, number, number])[]>> = {
  BTC: [
    [1e6, 0.005, 100],
    [1e7, 0.01, 50],
    [5e7, 0.02, 25],
    [1e8, 0.05, 10],
    [2e8, 0.1, 5],
    [4e8, 0.25, 2],
    [8e8, 0.5, 1],
  ],
  ETH: [
    [5e5, 0.005, 100],
    [5e6, 0.01, 50],
    [2.5e7, 0.02, 25],
    [5e7, 0.05, 10],
    [1e8, 0.1, 5],
    [2e8, 0.25, 2],
    [4e8, 0.5, 1],
  ],
}

/** Each slice of the notional at the rate of its tier; initial margin is the whole over the leverage of the tier it lies in. */
function tiersOf(underlying: 'BTC' | 'ETH', size: number): readonly [initial: number, maintenance: number] {
  let [below, maintenance] = [0, 0]
  const rows = tables[underlying]
  for (const [k, [upTo, rate, leverage]] of rows.entries()) {
    const isLast = size <= upTo || k === rows.length - 1
    maintenance += ((isLast ? size : upTo) - below) * rate
    if (isLast) return [size / leverage, maintenance]
    below = upTo
  }
  return [0, 0]
}

function tiered(account: AuditedAccount, seen: Seen, { contracts, equity }: Valued): Reckoned | undefined {
  const haircut = { initial: 0, maintenance: 0 }
  for (const { asset, initialHaircut, maintenanceHaircut } of pledged) {
    const value = wholeOf(asset, account.collateral.get(asset) ?? 0n) * (seen.assets.get(asset) ?? 0)
    haircut.initial += value * initialHaircut
    haircut.maintenance += value * maintenanceHaircut
  }
  const held = new Map([...account.positions].map(([id, { lots }]) => [id, lots]))
  const asked = tieredOf(held, seen, contracts)
  if (asked === undefined) return undefined
  const extra = ordersOf(account, seen, { contracts, held, asked })
  if (extra === undefined) return undefined
  const initial = asked.initial + haircut.initial + extra.initial
  const maintenance = asked.maintenance + haircut.maintenance + extra.maintenance
  return { equity, initial, maintenance, near: 4e-12 * (asked.gross + Math.abs(equity) + initial) + 1e-9 }
}

type Asked = Readonly<{ initial: number; maintenance: number; gross: number }>

function tieredOf(held: ReadonlyMap<string, number>, seen: Seen, contracts: ReadonlyMap<string, Traded>): Asked | undefined {
  const asked = { initial: 0, maintenance: 0, gross: 0 }
  for (const [id, lots] of held) {
    const contract = contracts.get(id)
    const price = contract && lastPriceOf(contract, seen)
    if (contract === undefined || price === undefined || contract.kind === 'option') return undefined
    const size = Math.abs(lots) * contract.lot * price
    const [initial, maintenance] = tiersOf(contract.underlying, size)
    asked.initial += initial
    asked.maintenance += maintenance
    asked.gross += size
  }
  return asked
}

/** Orders in the worse direction: for each underlying none, all that buy, or all that sell fill, at the worse of price and mark. */
function ordersOf(
  account: AuditedAccount,
  seen: Seen,
  before: Readonly<{ contracts: ReadonlyMap<string, Traded>; held: ReadonlyMap<string, number>; asked: Asked }>,
): Readonly<{ initial: number; maintenance: number }> | undefined {
  const { contracts, held, asked } = before
  const worst = { initial: 0, maintenance: 0 }
  if (account.orders.length === 0) return worst
  const choices = [undefined, 'buy', 'sell'] as const
  for (const btc of choices) {
    for (const eth of choices) {
      const after = new Map(held)
      let cost = 0
      for (const { contract: id, side, lots, ticks } of account.orders) {
        const contract = contracts.get(id)
        const price = contract && lastPriceOf(contract, seen)
        if (contract === undefined || price === undefined) return undefined
        if (side !== (contract.underlying === 'BTC' ? btc : eth)) continue
        after.set(id, (after.get(id) ?? 0) + (side === 'buy' ? lots : -lots))
        const paid = ticks * contract.tick
        cost += lots * contract.lot * Math.max(0, side === 'buy' ? paid - price : price - paid)
      }
      const then = tieredOf(after, seen, contracts)
      if (then === undefined) return undefined
      worst.initial = Math.max(worst.initial, then.initial - asked.initial + cost)
      worst.maintenance = Math.max(worst.maintenance, then.maintenance - asked.maintenance + cost)
    }
  }
  return worst
}

/** The model is asked directly, of an account and markets put together from the auditor's books. */
function scanned(
  account: AuditedAccount,
  seen: Seen,
  { contracts, equity, model }: Valued & Readonly<{ model: MarginModelName }>,
): Reckoned | undefined {
  const positions = [...account.positions].map(([contract, { lots, cost }]) => {
    const size = lots * (contracts.get(contract)?.lot ?? 0)
    return cost === 0n ? { contract, size } : { contract, size, entryPrice: (Number(cost) * quotePerMinor) / Math.abs(size) }
  })
  const orders = account.orders.map(({ contract, side, lots, ticks }) => {
    const { lot = 0, tick = 0 } = contracts.get(contract) ?? {}
    return { contract, side, size: lots * lot, price: ticks * tick }
  })
  const collateral = [...account.collateral]
    .filter(([, minor]) => minor !== 0n)
    .map(([asset, minor]) => ({ asset, amount: wholeOf(asset, minor) }))
  const cash = Number(account.cash) * quotePerMinor
  const snapshot = snapshotOf(seen, contracts)
  const asked = assessWithOrders(marginModelOf(model), { id: account.id, cash, collateral, positions, orders }, snapshot)
  if (!asked.ok) return undefined
  const { initialMargin: initial, maintenanceMargin: maintenance } = asked.value
  const gross = positions.reduce(
    (sum, { contract, size }) => sum + Math.abs(size) * (seen.indexes.get(contracts.get(contract)?.underlying ?? '')?.price ?? 0),
    0,
  )
  return { equity, initial, maintenance, near: 4e-12 * (gross + Math.abs(equity) + initial) + 1e-9 }
}

/** Markets put together for one input serve every account. */
function snapshotOf(seen: Seen, contracts: ReadonlyMap<string, Traded>): MarketSnapshot {
  seen.snapshot ??= madeOf(seen, contracts)
  return seen.snapshot
}

function madeOf(seen: Seen, contracts: ReadonlyMap<string, Traded>): MarketSnapshot {
  const terms = { multiplier: 1, payoff: 'linear' } as const
  const plain = [...contracts.values()].map((contract): Contract => {
    const named = { ...terms, id: contract.id, underlying: contract.underlying }
    if (contract.kind === 'perpetual') return { ...named, kind: 'perpetual' }
    if (contract.kind === 'future') return { ...named, kind: 'future', expiresAt }
    return { ...named, kind: 'option', expiresAt, option: contract.option ?? 'call', strike: contract.strike ?? 0 }
  })
  return {
    at: timeUs(seen.at),
    settlement: { asset: 'USDT', price: 1, confidence: 1 },
    underlyings: new Map(
      [...seen.indexes].map(([name, { price }]) => {
        const forward = seen.forwards.get(name)
        const expiry =
          forward === undefined ? [] : [[expiresAt, { variableForward: forward, fixedForward: 0, rate: 0, confidence: 1 }] as const]
        return [name, { indexPrice: price, confidence: 1, expiries: new Map(expiry) }]
      }),
    ),
    contracts: new Map(plain.map((contract) => [contract.id, contract])),
    marks: new Map(
      [...seen.marks].map(([id, { price }]) => [
        id,
        contracts.get(id)?.kind === 'option' ? { volatility: price, confidence: 1 } : { markPrice: price, confidence: 1 },
      ]),
    ),
    collateral: new Map(
      pledged.flatMap(({ decimals: _, ...haircuts }) => {
        const price = seen.assets.get(haircuts.asset)
        return price === undefined ? [] : [[haircuts.asset, { price, confidence: 1, ...haircuts }] as const]
      }),
    ),
  }
}
