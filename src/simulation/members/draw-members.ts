import { splitPrng, createPrng, nextUniform, type Prng } from '../../base/prng.ts'
import { timeUs } from '../../base/time.ts'
import type { AccountOpened } from '../../engine/margin/member-input.ts'
import type { Instrument } from '../../market/instrument.ts'
import { notionalOf } from '../../market/notional.ts'
import { exponential } from '../../num/elementary.ts'
import { nextIndex, nextNormal } from '../../num/random.ts'
import { invariant } from '../../base/assert.ts'
import { memberParameters, type MemberParameters } from './member-parameters.ts'

/** Raised whenever the same draw would give other accounts than before, so that run ids tell them apart. */
export const drawnMembersVersion = 1

/** Which accounts are drawn: how many, and around which price, in ticks. */
export type MemberDraw = Readonly<{ count: number; seed: number; instrument: Instrument; ticks: number; parameters?: MemberParameters }>

type Held = { lots: number; ticks: number }
type Drawing = Readonly<{ draw: MemberDraw; parameters: MemberParameters; draws: Prng; dealers: number; imbalance: Map<number, number> }>

/**
 * Accounts such as a perpetual's venue has, drawn from a seed: traders long and short with sizes and leverages far apart, a few that only hold
 * money, and dealers who took the other side of every trade. Every lot that is bought at a price was sold at it, so gains and losses sum to
 * nothing.
 *
 * @returns As many accounts as asked, without their time, the settlement asset as their money.
 * @throws InvariantError for a market that is not linear, a price not above 0, or fewer than two accounts.
 *
 * @example
 * drawMembers({ count: 20_000, seed: 1, instrument: bitcoinTether, ticks: 1_215_000 }).length // 20_000
 */
export function drawMembers(draw: MemberDraw): readonly AccountOpened[] {
  const { count, seed, instrument, ticks, parameters = memberParameters } = draw
  invariant(instrument.payoff === 'linear', 'accounts are drawn for linear markets')
  invariant(Number.isSafeInteger(count) && count >= 2, 'at least two accounts are drawn')
  invariant(ticks > 0, 'accounts are drawn around a price above 0')
  const dealers = Math.max(1, Math.round(count * parameters.dealerShare))
  const drawing = { draw, parameters, draws: splitPrng(createPrng(seed)), dealers, imbalance: new Map<number, number>() }
  const traders = Array.from({ length: count - dealers }, (_, place) => drawTrader(drawing, place))
  return [...traders, ...Array.from({ length: dealers }, (_, place) => dealerOf(drawing, place))]
}

/** As many draws for each account whatever it becomes, so that accounts do not shift one another. */
function drawTrader({ draw, parameters, draws, dealers, imbalance }: Drawing, place: number): AccountOpened {
  const levels = levelsOf(parameters, dealers)
  const [kind, level, size, leverage, joined] = [
    nextUniform(draws),
    nextIndex(draws, levels),
    nextNormal(draws),
    nextUniform(draws),
    nextUniform(draws),
  ]
  const name = `trader-${String(place + 1).padStart(5, '0')}`
  // An owner is named for the first of its accounts.
  const owner = joined < parameters.sharedOwnerShare && place > 0 ? `trader-${String(place).padStart(5, '0')}` : undefined
  const notional = parameters.medianNotional * exponential(parameters.notionalSpread * size)
  if (kind >= parameters.longShare + parameters.shortShare) return opened(draw, { name, owner, money: notional, held: [] })
  const ticks = entryTicks(draw, levels, { level, spacing: parameters.entrySpacing })
  const lots = Math.max(1, Math.round(Math.min(notional, parameters.largestNotional) / notionalOf(draw.instrument, { ticks, lots: 1 })))
  const signed = kind < parameters.longShare ? lots : -lots
  imbalance.set(ticks, (imbalance.get(ticks) ?? 0) + signed)
  const position = { lots: signed, ticks }
  return opened(draw, {
    name,
    owner,
    money: moneyFor(draw, position, leverageOf(parameters, { draw: leverage, notional })),
    held: [position],
  })
}

/**
 * Each dealer has what traders bought and sold at one price, the other way round, or its part of it where dealers share a price; the first of
 * those takes what does not divide.
 */
function dealerOf({ draw, parameters, dealers, imbalance }: Drawing, place: number): AccountOpened {
  const levels = levelsOf(parameters, dealers)
  const level = place % levels
  const sharing = Math.floor((dealers - 1 - level) / levels) + 1
  const ticks = entryTicks(draw, levels, { level, spacing: parameters.entrySpacing })
  const bought = imbalance.get(ticks) ?? 0
  const each = Math.trunc(bought / sharing)
  const lots = -(place < levels ? bought - each * (sharing - 1) : each) + 0
  const held = lots === 0 ? [] : [{ lots, ticks }]
  const money = held.reduce((sum, position) => sum + moneyFor(draw, position, parameters.dealerLeverage), 0)
  return opened(draw, { name: `dealer-${place + 1}`, owner: undefined, money, held })
}

/** No more prices than dealers: each has one. */
function levelsOf({ entryLevels }: MemberParameters, dealers: number): number {
  return Math.min(entryLevels, dealers)
}

function entryTicks({ ticks }: MemberDraw, levels: number, { level, spacing }: Readonly<{ level: number; spacing: number }>): number {
  return Math.max(1, Math.round(ticks * (1 + (level - (levels - 1) / 2) * spacing)))
}

function leverageOf(parameters: MemberParameters, { draw, notional }: Readonly<{ draw: number; notional: number }>): number {
  const { leverages, mostLeverage } = parameters
  const drawn = leverages[Math.floor(draw * leverages.length)] ?? 1
  const most = mostLeverage.find(({ upTo }) => notional <= upTo)?.leverage ?? 1
  return Math.min(drawn, most)
}

/** Equity of the notional over the leverage at the price now, so what the entry has lost already is there as well. */
function moneyFor({ instrument, ticks }: MemberDraw, held: Held, leverage: number): number {
  const lots = Math.abs(held.lots)
  const gained = Math.sign(held.lots) * (notionalOf(instrument, { ticks, lots }) - notionalOf(instrument, { ticks: held.ticks, lots }))
  return Math.max(0, notionalOf(instrument, { ticks, lots }) / leverage - gained)
}

type Opening = Readonly<{ name: string; owner: string | undefined; money: number; held: readonly Held[] }>

function opened({ instrument }: MemberDraw, { name, owner, money, held }: Opening): AccountOpened {
  const minor = BigInt(Math.ceil(money)) * 10n ** BigInt(instrument.quoteDecimals)
  return {
    kind: 'accountOpened',
    at: timeUs(0),
    account: name,
    ...(owner !== undefined && { owner }),
    money: minor === 0n ? [] : [{ asset: instrument.quote, minor: String(minor) }],
    positions: held.map(({ lots, ticks }) => ({ contract: instrument.id, lots, ticks })),
  }
}
