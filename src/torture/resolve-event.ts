import { assertNever } from '../base/assert.ts'
import { timeUs, type TimeUs } from '../base/time.ts'
import type { Input } from '../engine/input.ts'
import type { BroughtMoney, BroughtPosition, MemberOrder } from '../engine/margin/member-input.ts'
import type { EngineState } from '../engine/state.ts'
import type { Instrument } from '../market/instrument.ts'
import type { BookSnapshotReceived } from '../market/market-input.ts'
import type { TradedContract } from './contracts.ts'
import { pledges } from './draw-policy.ts'
import type { MarketEvent, MemberEvent, TortureEvent, WantedPosition } from './plan.ts'
import { lossInput } from './resolve-loss.ts'
import { nonsenseInput, strangeReceipt } from './nonsense.ts'
import { accountNamed } from './world.ts'

/** What events are made into inputs with: the true prices, and what of the run is needed to name it. */
export type Scene = {
  at: TimeUs
  readonly prices: number[]
  readonly contracts: readonly TradedContract[]
  readonly instruments: readonly Instrument[]
  /** The last number given to a message of a market. */
  messages: number
}

/** What an event means: the message that is true, for the venue, and what the engine is told. */
export type Resolved = Readonly<{ truth?: Input; told: readonly Input[] }>

/**
 * The inputs an event means in a scene; none where it means nothing there. Moves the scene's prices.
 *
 * @param state - Read for what members hold.
 *
 * @example
 * resolveEvent(scene, event, host.state).told
 */
export function resolveEvent(scene: Scene, event: TortureEvent, state: EngineState): Resolved {
  const { at } = scene
  switch (event.kind) {
    case 'book':
      return resolveBook(scene, event)
    case 'print':
      return resolvePrint(scene, event)
    case 'tick':
      return { told: [{ kind: 'clockTicked', at }] }
    case 'command':
      return { told: [{ kind: 'operatorCommanded', at, by: 'torture', command: event.command, reason: 'drill' }] }
    case 'strangeReceipt':
      return { told: strangeReceipt(at, state, event.which) }
    case 'venue':
    case 'kill':
    case 'diskFull':
    case 'secondWriter':
    case 'clockJump':
      return { told: [] }
    case 'marks':
    case 'open':
    case 'deposit':
    case 'withdraw':
    case 'trade':
    case 'close':
    case 'rest':
    case 'funding':
    case 'settle':
    case 'nonsense':
      return { told: memberInputs(scene, event, state) }
    default:
      return { told: [lossInput({ at, btcPrice: scene.prices[0] ?? 1, state }, event)] }
  }
}

type Event<Kind extends TortureEvent['kind']> = Extract<TortureEvent, { kind: Kind }>

function memberInputs(scene: Scene, event: Extract<TortureEvent, MemberEvent | { kind: 'marks' }>, state: EngineState): readonly Input[] {
  const { at } = scene
  switch (event.kind) {
    case 'marks':
      return [marks(scene, event)]
    case 'open':
      return [opened(scene, event)]
    case 'deposit':
    case 'withdraw': {
      const kind = event.kind === 'deposit' ? 'depositConfirmed' : 'withdrawalRequested'
      return [{ kind, at, account: accountNamed(event.account), ...moneyOf(scene, event.asset, event.amount) }]
    }
    case 'trade':
      return traded(scene, event)
    case 'close':
      return closed(scene, event, state)
    case 'rest':
      return [
        { kind: 'ordersChanged', at, account: accountNamed(event.account), orders: event.orders.flatMap((order) => resting(scene, order)) },
      ]
    case 'funding':
      return [{ kind: 'fundingSettled', at, contract: contractAt(scene, event.contract).id, rate: event.rate }]
    case 'settle': {
      const contract = contractAt(scene, event.contract)
      return [{ kind: 'contractSettled', at, contract: contract.id, ticks: ticksOf(scene, contract, event.off) }]
    }
    case 'nonsense':
      return nonsenseInput(scene, accountNamed(event.account), event.which)
    default:
      return assertNever(event)
  }
}

function contractAt({ contracts }: Scene, place: number): TradedContract {
  return contracts[place % contracts.length] as TradedContract
}

function priceOf({ prices }: Scene, { market }: TradedContract): number {
  return prices[market] ?? 1
}

function ticksOf(scene: Scene, contract: TradedContract, off: number): number {
  return Math.max(1, Math.round((priceOf(scene, contract) * (1 + off)) / contract.tick))
}

/** Even, so that an account can be split in halves. */
function lotsOf(scene: Scene, contract: TradedContract, notional: number): number {
  const lots = Math.round(notional / priceOf(scene, contract) / contract.lot / 2) * 2
  return lots === 0 ? (notional < 0 ? -2 : 2) : lots
}

function moved(scene: Scene, market: number, move: number): number {
  const before = scene.prices[market] ?? 1
  const start = market === 0 ? 10_000 : 400
  const price = Math.min(start * 5, Math.max(start / 5, before * (1 + Math.max(-0.9, move))))
  scene.prices[market] = price
  return price
}

function resolveBook(scene: Scene, event: Extract<MarketEvent, { kind: 'book' }>): Resolved {
  const market = event.market % scene.instruments.length
  const contract = contractAt(scene, market)
  const price = moved(scene, market, event.move)
  const truth = bookAt(scene, { event, contract, price })
  if (event.told === 'nothing') return { truth, told: [] }
  if (event.told === 'true') return { truth, told: [truth] }
  return { truth, told: [bookAt(scene, { event, contract, price: price * event.told })] }
}

type BookWanted = Readonly<{ event: Extract<MarketEvent, { kind: 'book' }>; contract: TradedContract; price: number }>

function bookAt(scene: Scene, { event, contract, price }: BookWanted): BookSnapshotReceived {
  const { at } = scene
  const instrument = scene.instruments[contract.market] as Instrument
  const mid = Math.max(5, Math.round(price / contract.tick))
  const half = Math.max(1, Math.round((mid * event.halfSpreadBps) / 10_000))
  const [bid, ask] = event.shape === 'crossed' ? [mid + half, mid - half] : [mid - half, mid + half]
  const step = Math.max(1, Math.round(mid / 1_000))
  const side = (best: number, direction: 1 | -1): readonly number[] =>
    [0, 1, 2].flatMap((level) => {
      const ticks = best + direction * level * step
      return ticks < 1 ? [] : [ticks, Math.max(1, Math.round(((level + 1) * event.depth) / 6 / price / contract.lot))]
    })
  const hasBids = event.shape !== 'asksOnly' && event.shape !== 'empty'
  const hasAsks = event.shape !== 'bidsOnly' && event.shape !== 'empty'
  scene.messages += 1
  return {
    kind: 'bookSnapshotReceived',
    at,
    venueAt: at,
    market: instrument.id,
    updateId: scene.messages,
    bids: hasBids ? side(Math.max(1, bid), -1) : [],
    asks: hasAsks ? side(Math.max(1, ask), 1) : [],
  }
}

function resolvePrint(scene: Scene, { market: place, notional, taker }: Extract<MarketEvent, { kind: 'print' }>): Resolved {
  const { at } = scene
  const market = place % scene.instruments.length
  const contract = contractAt(scene, market)
  const instrument = scene.instruments[market] as Instrument
  scene.messages += 1
  const ticks = ticksOf(scene, contract, taker === 'buy' ? 0.0005 : -0.0005)
  const lots = Math.max(1, Math.abs(lotsOf(scene, contract, notional)))
  const truth = { kind: 'tradeReceived', at, venueAt: at, market: instrument.id, tradeId: scene.messages, ticks, lots, taker } as const
  return { truth, told: [truth] }
}

function marks(scene: Scene, event: Event<'marks'>): Input {
  const contract = contractAt(scene, event.contract)
  const price = priceOf(scene, contract) * (1 + event.off)
  const index =
    event.index === undefined
      ? []
      : [{ underlying: contract.underlying, indexPrice: price, confidence: 1, ...(event.index !== 'untold' && { grade: event.index }) }]
  return {
    kind: 'marksChanged',
    at: scene.at,
    indexes: index,
    contracts: [{ contract: contract.id, markPrice: price, confidence: 1, ...(event.grade !== undefined && { grade: event.grade }) }],
    assets: event.asset === undefined ? [] : [{ asset: 'USDC', price: event.asset, confidence: 1 }],
  }
}

function opened(scene: Scene, event: Event<'open'>): Input {
  const seen = new Set<string>()
  const positions = event.positions.flatMap((wanted): readonly BroughtPosition[] => {
    const contract = contractAt(scene, wanted.contract)
    if (seen.has(contract.id)) return []
    seen.add(contract.id)
    return [{ contract: contract.id, lots: lotsOf(scene, contract, wanted.notional), ticks: ticksOf(scene, contract, wanted.off) }]
  })
  const money = [
    ...(event.money > 0 ? [moneyOf(scene, 0, event.money)] : []),
    ...(event.pledge > 0 ? [moneyOf(scene, 1, event.pledge)] : []),
  ]
  const owner = event.owner === undefined ? {} : { owner: `owner-${event.owner}` }
  return { kind: 'accountOpened', at: scene.at, account: accountNamed(event.account), ...owner, money, positions }
}

/** Asset 0 is the settlement asset; others are pledged, bought at their true price. Even minor units, at least 2. */
function moneyOf(scene: Scene, asset: number, amount: number): BroughtMoney {
  const terms = asset === 0 ? undefined : pledges[(asset - 1) % pledges.length]
  const price = terms?.asset === 'BTC' ? (scene.prices[0] ?? 1) : 1
  const decimals = terms?.decimals ?? 6
  const millionths = BigInt(Math.max(1, Math.round((amount / price) * 1e6)))
  const minor = decimals >= 6 ? millionths * 10n ** BigInt(decimals - 6) : millionths
  return { asset: terms?.asset ?? 'USDT', minor: String(minor + (minor % 2n) + 2n) }
}

function traded(scene: Scene, event: Event<'trade'>): readonly Input[] {
  const contract = contractAt(scene, event.contract)
  const lots = lotsOf(scene, contract, event.notional)
  const ticks = ticksOf(scene, contract, event.off)
  const side = (account: number, signed: number, other: number): Input => ({
    kind: 'positionChanged',
    at: scene.at,
    account: accountNamed(account),
    contract: contract.id,
    lots: signed,
    ticks,
    ...(other !== account && { counterparty: accountNamed(other) }),
  })
  const { buyer, seller } = event
  return buyer === seller ? [side(buyer, lots, buyer)] : [side(buyer, lots, seller), side(seller, -lots, buyer)]
}

function closed(scene: Scene, event: Event<'close'>, state: EngineState): readonly Input[] {
  const account = accountNamed(event.account)
  const held = [...(state.margin?.members.get(account)?.positions ?? [])]
  const position = held[event.place % Math.max(1, held.length)]
  const contract = scene.contracts.find(({ id }) => id === position?.[0])
  if (position === undefined || contract === undefined) return []
  const lots = -Math.trunc((position[1].lots * event.share) / 2) * 2
  if (lots === 0) return []
  return [{ kind: 'positionChanged', at: scene.at, account, contract: contract.id, lots, ticks: ticksOf(scene, contract, event.off) }]
}

function resting(scene: Scene, order: WantedPosition & Readonly<{ side: MemberOrder['side'] }>): readonly MemberOrder[] {
  const contract = contractAt(scene, order.contract)
  return [
    {
      contract: contract.id,
      side: order.side,
      lots: Math.abs(lotsOf(scene, contract, order.notional)),
      ticks: ticksOf(scene, contract, order.off),
    },
  ]
}

/**
 * The time of a scene moved on by an event's wait.
 *
 * @example
 * scene.at = timeAfter(scene.at, event.wait)
 */
export function timeAfter(at: TimeUs, wait: number): TimeUs {
  return timeUs(Math.max(0, at + wait))
}
