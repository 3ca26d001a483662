import type { Input } from '../../src/engine/input.ts'
import type { EffectId, EffectReport } from '../../src/engine/effect.ts'
import { timeUs, type TimeUs } from '../../src/base/time.ts'
import type { BroughtMoney, BroughtPosition, ContractMarked } from '../../src/engine/margin/member-input.ts'
import type { PriceGrade } from '../../src/market/price-grade.ts'
import type { AuditedAccount } from './books.ts'
import type { Seen } from './reckoning.ts'
import { expiresAt, historyStart, markets, pledged, type Traded } from './world.ts'

/** Draws of one history. */
export type Draw = Readonly<{
  /** From 0 up to 1. */
  uniform: () => number
  whole: (from: number, to: number) => number
  one: <T>(of: readonly T[]) => T
  chance: (share: number) => boolean
}>

/** An order of a liquidation that the venue has, or had. */
export type VenueOrder = {
  effectId: EffectId
  account: string
  contract: string
  side: 'buy' | 'sell'
  lots: number
  left: number
  bound: number
  heardAt: number
  /** What a lot of it was counted for under a limit of pace. */
  lotAt?: Readonly<{ startedAt: number; notional: number }>
}

/** What a history knows of when it goes on. */
export type Scene = Readonly<{
  draw: Draw
  seen: Seen
  accounts: ReadonlyMap<string, AuditedAccount>
  contracts: readonly Traded[]
  orders: Map<string, VenueOrder>
  /** Orders that are over, for reports that come late. */
  over: VenueOrder[]
  mids: Record<'BTC' | 'ETH', number>
}>

const tickOf = { BTC: 0.1, ETH: 0.01 } as const
const bases = ['BTC', 'ETH'] as const
const mostAccounts = 30

/**
 * Draws of a seed; the same seed draws the same.
 *
 * @example
 * drawOf(7).whole(1, 6)
 */
export function drawOf(seed: number): Draw {
  let state = seed >>> 0
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (from: number, to: number): number => from + Math.floor(uniform() * (to - from + 1))
  return { uniform, whole, one: (of) => of[whole(0, of.length - 1)] as never, chance: (share) => uniform() < share }
}

/**
 * The next input of a history, at a time not before the last.
 *
 * @example
 * nextInput(scene)
 */
export function nextInput(scene: Scene): Input {
  const { draw, seen } = scene
  const wait = draw.chance(0.02) ? draw.whole(61e6, 150e6) : draw.whole(0, 6e6)
  const at = timeUs(seen.at + (draw.chance(0.4) ? 0 : wait))
  const [, make] = draw.one(weighted)
  return make(scene, at)
}

type Make = (scene: Scene, at: TimeUs) => Input
const kinds: readonly (readonly [weight: number, make: Make])[] = [
  [18, book],
  [18, (_, at) => ({ kind: 'clockTicked', at })],
  [10, marks],
  [7, opened],
  [8, money],
  [20, trade],
  [5, orders],
  [14, report],
  [2, (scene, at) => ({ kind: 'fundingSettled', at, contract: anyContract(scene).id, rate: (scene.draw.uniform() - 0.5) / 100 })],
  [1, settled],
  [1, ({ draw }, at) => ({ kind: 'operatorCommanded', at, by: 'audit', command: draw.chance(0.3) ? 'halt' : 'resume', reason: 'drill' })],
  [1, nonsense],
]
const weighted = kinds.flatMap((kind) => Array.from({ length: kind[0] }, () => kind))

function book({ draw, mids, seen }: Scene, at: TimeUs): Input {
  const market = draw.one(markets)
  const base = market.base as 'BTC' | 'ETH'
  const start = base === 'BTC' ? 10_000 : 400
  const jump = draw.chance(0.03) ? (draw.uniform() - 0.5) * 0.3 : (draw.uniform() - 0.5) * 0.01
  mids[base] = Math.min(start * 2, Math.max(start / 2, mids[base] * (1 + jump + (start / mids[base] - 1) * 0.01)))
  const ticks = Math.round(mids[base] / tickOf[base])
  const half = draw.whole(1, Math.ceil(ticks / (draw.chance(0.1) ? 20 : 2_000)))
  const lots = draw.chance(0.2) ? draw.whole(1, 20) : draw.whole(100, 60_000)
  const hasBids = draw.chance(0.96)
  const hasAsks = draw.chance(0.96)
  return {
    kind: 'bookSnapshotReceived',
    at,
    venueAt: at,
    market: market.id,
    updateId: seen.at - historyStart + draw.whole(1, 1_000_000),
    bids: hasBids ? [ticks - half, lots] : [],
    asks: hasAsks ? [ticks + half, draw.whole(1, 2 * lots)] : [],
  }
}

function grade(draw: Draw): PriceGrade | undefined {
  return draw.chance(0.88) ? undefined : draw.one(['ok', 'wide', 'tooVolatile', 'stale', 'tooFew'] as const)
}

function graded(draw: Draw): Readonly<{ grade?: PriceGrade }> {
  const given = grade(draw)
  return given === undefined ? {} : { grade: given }
}

function marks({ draw, mids, contracts, seen }: Scene, at: TimeUs): Input {
  const indexes = bases
    .filter(() => draw.chance(0.7))
    .map((underlying) => ({
      underlying,
      // A feed that says otherwise than the book would be overruled by it at the next tick.
      indexPrice: seen.indexes.get(underlying)?.price ?? mids[underlying],
      confidence: 1,
      ...graded(draw),
      ...(draw.chance(0.5) && {
        expiries: [{ expiresAt, variableForward: mids[underlying] * (1 + draw.uniform() / 500), fixedForward: 0, rate: 0, confidence: 1 }],
      }),
    }))
  const marked = contracts
    .filter(({ market }) => draw.chance(market ? 0.05 : 0.7))
    .flatMap(({ id, kind, underlying, market }): readonly ContractMarked[] => {
      const near = mids[underlying] * (1 + (draw.uniform() - 0.5) / 200)
      if (kind === 'option') return [{ contract: id, volatility: 0.3 + draw.uniform() * 2, confidence: 1, ...graded(draw) }]
      const stood = seen.marks.get(id)?.price
      if (market && stood === undefined) return []
      return [{ contract: id, markPrice: market ? (stood ?? near) : near, confidence: 1, ...graded(draw) }]
    })
  const assets = draw.chance(0.3) ? [{ asset: 'USDC', price: 0.9 + draw.uniform() / 8, confidence: 1 }] : []
  return { kind: 'marksChanged', at, indexes, contracts: marked, assets }
}

function anyContract({ draw, contracts }: Scene): Traded {
  return draw.one(contracts)
}

/** Sizes of some hundred to some hundred thousand dollars. */
function anyLots({ draw, mids }: Scene, { lot, underlying }: Traded): number {
  const worth = 10 ** (2 + draw.uniform() * 3.3)
  return Math.max(1, Math.round(worth / (lot * mids[underlying]))) * (draw.chance(0.5) ? 1 : -1)
}

function anyTicks({ draw, mids }: Scene, { kind, tick, underlying }: Traded): number {
  const near = kind === 'option' ? mids[underlying] * draw.uniform() * 0.05 : mids[underlying]
  const spread = draw.chance(0.1) ? 0.2 : 0.01
  return Math.max(1, Math.round((near * (1 + (draw.uniform() - 0.5) * spread)) / tick))
}

function anyMoney({ draw }: Scene): BroughtMoney {
  const asset = draw.chance(0.7) ? 'USDT' : draw.one(pledged).asset
  const decimals = pledged.find((terms) => terms.asset === asset)?.decimals ?? 6
  const unit = asset === 'BTC' ? 1e-4 : asset === 'ETH' ? 2.5e-3 : 1
  const whole = 10 ** (1 + draw.uniform() * 3.5) * unit
  return { asset, minor: String(BigInt(Math.round(whole * 1e6)) * 10n ** BigInt(decimals - 6) + BigInt(draw.whole(0, 999))) }
}

function anyName(scene: Scene): string {
  const { draw, accounts } = scene
  return draw.chance(0.01) || accounts.size === 0 ? 'nobody' : draw.one([...accounts.keys()])
}

function opened(scene: Scene, at: TimeUs): Input {
  const { draw, accounts, contracts } = scene
  const isNew = accounts.size < mostAccounts && draw.chance(0.9)
  const account = isNew ? `m-${accounts.size}` : anyName(scene)
  const positions: BroughtPosition[] = contracts
    .filter(() => draw.chance(0.25))
    .map((contract) => ({ contract: contract.id, lots: anyLots(scene, contract), ticks: anyTicks(scene, contract) }))
  const brought = [anyMoney(scene), anyMoney(scene)].filter(() => draw.chance(0.8))
  return { kind: 'accountOpened', at, account, money: brought, positions }
}

function money(scene: Scene, at: TimeUs): Input {
  return { kind: scene.draw.chance(0.6) ? 'depositConfirmed' : 'withdrawalRequested', at, account: anyName(scene), ...anyMoney(scene) }
}

function trade(scene: Scene, at: TimeUs): Input {
  const { draw, accounts } = scene
  const account = anyName(scene)
  const held = [...(accounts.get(account)?.positions ?? [])]
  const contract = anyContract(scene)
  const [against, { lots: there }] = draw.one<readonly [string, Readonly<{ lots: number }>]>(
    held.length === 0 ? [[contract.id, { lots: 0 }]] : held,
  )
  const whole = scene.contracts.find(({ id }) => id === against) ?? contract
  // Half of trades go against what is held: a part of it, all of it, or through zero.
  const share = draw.one([0.1, 0.37, 1, 1, 1.6])
  const closing = -Math.trunc(there * share)
  const [traded, lots] = draw.chance(0.5) && closing !== 0 ? [whole, closing] : [contract, anyLots(scene, contract)]
  return { kind: 'positionChanged', at, account, contract: traded.id, lots, ticks: anyTicks(scene, traded) }
}

function orders(scene: Scene, at: TimeUs): Input {
  const { draw, accounts } = scene
  const account = anyName(scene)
  const before = accounts.get(account)?.orders ?? []
  const kept = before
    .filter(() => draw.chance(0.6))
    .map((order) => ({ ...order, lots: Math.max(1, Math.round(order.lots * draw.one([1, 1, 0.5]))) }))
  const added = [0, 1, 2]
    .filter(() => draw.chance(0.3))
    .map(() => {
      const contract = anyContract(scene)
      return {
        contract: contract.id,
        side: draw.one(['buy', 'sell'] as const),
        lots: Math.abs(anyLots(scene, contract)),
        ticks: anyTicks(scene, contract),
      }
    })
  // The same order told twice is two orders.
  const doubled = draw.chance(0.15) ? before : []
  return { kind: 'ordersChanged', at, account, orders: [...kept, ...added, ...doubled] }
}

function report(scene: Scene, at: TimeUs): Input {
  const { draw, over } = scene
  const live = [...scene.orders.values()]
  const late = draw.chance(0.1) && over.length > 0
  if (!late && live.length === 0) return { kind: 'clockTicked', at }
  const order = draw.one(late ? over : live)
  return { kind: 'effectReported', at, effectId: order.effectId, report: reportOf(scene, order) }
}

function reportOf({ draw }: Scene, order: VenueOrder): EffectReport {
  const { left, bound, side } = order
  if (draw.chance(0.06)) return { kind: 'accepted' }
  if (draw.chance(0.08)) return { kind: 'cancelled', lotsLeft: left }
  if (draw.chance(0.05)) return { kind: 'rejected', reason: 'bookUnknown' }
  const lots = draw.chance(0.5) ? left : draw.whole(1, Math.max(1, left))
  const better = draw.whole(0, Math.ceil(bound / 40))
  const ticks = side === 'sell' ? bound + better : Math.max(1, bound - better)
  // Now and then one that does not follow on what is left: told before, or of nothing.
  const lotsLeft = draw.chance(0.06) ? Math.max(0, left - lots + draw.whole(-3, 3)) : left - lots
  const feeMinor = String(draw.chance(0.1) ? -draw.whole(1, 1_000) : draw.whole(0, 4_000_000))
  return { kind: 'filled', ticks, lots, lotsLeft, liquidity: 'taker', feeMinor }
}

function settled(scene: Scene, at: TimeUs): Input {
  const { draw, contracts, mids } = scene
  const dated = contracts.filter(({ kind }) => kind !== 'perpetual')
  const isOver = at >= expiresAt
  const contract = draw.one(
    isOver && dated.length > 0 && draw.chance(0.9) ? dated : contracts.filter(() => draw.chance(0.5)).concat(contracts[0] as Traded),
  )
  const near = Math.round(mids[contract.underlying] / contract.tick)
  if (contract.kind !== 'option') return { kind: 'contractSettled', at, contract: contract.id, ticks: near }
  return { kind: 'contractSettled', at, contract: contract.id, ticks: draw.chance(0.4) ? 0 : draw.whole(0, Math.ceil(near / 20)) }
}

function nonsense(scene: Scene, at: TimeUs): Input {
  const account = anyName(scene)
  const { id } = anyContract(scene)
  const bad = [
    { kind: 'positionChanged', at, account, contract: id, lots: 0.5, ticks: 10 },
    { kind: 'positionChanged', at, account, contract: 'NO-SUCH', lots: 1, ticks: 10 },
    { kind: 'positionChanged', at, account, contract: id, lots: 1, ticks: 0 },
    { kind: 'depositConfirmed', at, account, asset: 'USDT', minor: '-5' },
    { kind: 'depositConfirmed', at, account, asset: 'DOGE', minor: '5' },
    { kind: 'withdrawalRequested', at, account, asset: 'USDT', minor: '1e9' },
    { kind: 'fundingSettled', at, contract: id, rate: NaN },
    { kind: 'contractSettled', at, contract: id, ticks: -1 },
    { kind: 'marksChanged', at, indexes: [{ underlying: 'BTC', indexPrice: 0, confidence: 1 }], contracts: [], assets: [] },
    { kind: 'marksChanged', at, indexes: [], contracts: [{ contract: id, markPrice: NaN, confidence: 1 }], assets: [] },
    { kind: 'ordersChanged', at, account, orders: [{ contract: id, side: 'buy', lots: -1, ticks: 10 }] },
    { kind: 'accountOpened', at, account: 'no spaces', money: [], positions: [] },
    { kind: 'accountOpened', at, account: 'm-x', money: [], positions: [{ contract: id, lots: 0, ticks: 1 }] },
  ] as const satisfies readonly Input[]
  return scene.draw.one(bad)
}
