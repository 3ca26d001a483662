import { splitPrng, createPrng, nextUniform, type Prng } from '../../base/prng.ts'
import { timeUs } from '../../base/time.ts'
import type { StandingBidsChanged } from '../../engine/loss/auction-input.ts'
import type { ContributionPaid } from '../../engine/loss/waterfall-input.ts'
import type { AccountOpened } from '../../engine/margin/member-input.ts'
import type { Instrument } from '../../market/instrument.ts'
import { notionalOf } from '../../market/notional.ts'
import { exponential } from '../../num/elementary.ts'
import { nextIndex, nextNormal } from '../../num/random.ts'
import { invariant } from '../../base/assert.ts'
import { memberParameters, type MemberParameters } from './member-parameters.ts'

/** Raised whenever the same draw would give other accounts than before, so that run ids tell them apart. */
export const drawnMembersVersion = 2

/** One trader, one dealer and two providers. */
export const fewestMembers = 4

/** Which accounts are drawn: how many, and around which price, in ticks. */
export type MemberDraw = Readonly<{ count: number; seed: number; instrument: Instrument; ticks: number; parameters?: MemberParameters }>

type Held = { lots: number; ticks: number }
type Drawing = Readonly<{ draw: MemberDraw; parameters: MemberParameters; draws: Prng; dealers: number; imbalance: Map<number, number> }>

/** Members as a run is told of them, in this order, all without their time. */
export type DrawnMembers = Readonly<{
  accounts: readonly AccountOpened[]
  /** What providers commit to take over. */
  commitments: readonly StandingBidsChanged[]
  /** What dealers and providers pay into a mutual fund. */
  contributions: readonly ContributionPaid[]
}>

/**
 * Accounts such as a perpetual's venue has, drawn from a seed: traders long and short with sizes and leverages far apart, a few that only hold
 * money, dealers who took the other side of every trade, and providers who stand by with money. Every lot that is bought at a price was sold at
 * it, so gains and losses sum to nothing.
 *
 * @returns As many accounts as asked, the settlement asset as their money.
 * @throws InvariantError for a market that is not linear, a price not above 0, or fewer than four accounts.
 *
 * @example
 * drawMembers({ count: 20_000, seed: 1, instrument: bitcoinTether, ticks: 1_215_000 }).accounts.length // 20_000
 */
export function drawMembers(draw: MemberDraw): DrawnMembers {
  const { count, seed, instrument, ticks, parameters = memberParameters } = draw
  invariant(instrument.payoff === 'linear', 'accounts are drawn for linear markets')
  invariant(Number.isSafeInteger(count) && count >= fewestMembers, 'at least four accounts are drawn')
  invariant(ticks > 0, 'accounts are drawn around a price above 0')
  const dealers = Math.max(1, Math.round(count * parameters.dealerShare))
  const providers = Math.max(2, Math.round(count * parameters.providerShare))
  const drawing = { draw, parameters, draws: splitPrng(createPrng(seed)), dealers, imbalance: new Map<number, number>() }
  const traders = Array.from({ length: count - dealers - providers }, (_, place) => drawTrader(drawing, place))
  const trading = [...traders, ...Array.from({ length: dealers }, (_, place) => dealerOf(drawing, place))]
  return withProviders(draw, parameters, { trading, dealers, providers })
}

type Placed = Readonly<{ trading: readonly AccountOpened[]; dealers: number; providers: number }>

function withProviders(draw: MemberDraw, parameters: MemberParameters, { trading, dealers, providers }: Placed): DrawnMembers {
  const { instrument, ticks } = draw
  const bought = trading.reduce((sum, { positions }) => sum + positions.reduce((lots, held) => lots + Math.max(0, held.lots), 0), 0)
  const interest = notionalOf(instrument, { ticks, lots: bought })
  const money = Math.ceil((interest * parameters.providerMoneyShare) / providers)
  const names = Array.from({ length: providers }, (_, place) => `provider-${place + 1}`)
  const contributors = [...Array.from({ length: dealers }, (_, place) => `dealer-${place + 1}`), ...names]
  const contribution = minorText(instrument, (interest * parameters.contributionShare) / contributors.length)
  const at = timeUs(0)
  const levels = parameters.commitment.map(({ discountBps, timesMoney }) => ({
    discountBps,
    capacity: minorText(instrument, money * timesMoney),
  }))
  return {
    accounts: [...trading, ...names.map((name) => opened(draw, { name, owner: undefined, money, held: [] }))],
    commitments: names.map((account) => ({ kind: 'standingBidsChanged', at, account, levels })),
    contributions:
      contribution === '0' ? [] : contributors.map((account) => ({ kind: 'contributionPaid', at, account, minor: contribution })),
  }
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
  const minor = minorText(instrument, money)
  return {
    kind: 'accountOpened',
    at: timeUs(0),
    account: name,
    ...(owner !== undefined && { owner }),
    money: minor === '0' ? [] : [{ asset: instrument.quote, minor }],
    positions: held.map(({ lots, ticks }) => ({ contract: instrument.id, lots, ticks })),
  }
}

/** Whole units, rounded up, as minor units in a text. */
function minorText({ quoteDecimals }: Instrument, whole: number): string {
  return String(BigInt(Math.ceil(whole)) * 10n ** BigInt(quoteDecimals))
}
