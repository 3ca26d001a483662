import { accept, refuse, type Result } from '../../base/result.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { addParts } from '../add-parts.ts'
import { closeOutBook, costOfClosing, type CloseOutBook, type Direction } from './close-out-book.ts'
import { netDeltas } from './delta-equivalent.ts'
import { liquidityCoverageTerms, type LiquidityCoverageTerms } from './liquidity-coverage-terms.ts'
import type { LinkedSizes } from './linked-sizes.ts'
import type { MarginModel } from '../margin-model.ts'
import type { MarginRefusal } from '../account/margin-refusal.ts'
import type { MarketSnapshot, UnderlyingMarket } from '../market-snapshot.ts'
import { filterDailyReturns } from '../return-volatility.ts'
import type { ValuedAccount } from '../account/valued-account.ts'

/** What it takes to close one underlying's position of an account. */
export type CloseOutCharge = Readonly<{
  underlying: string
  direction: Direction
  /** Delta-equivalent of the account and of all accounts linked to it on that side, in base, above 0. */
  units: number
  groupUnits: number
  /** Days it takes to close the group. */
  horizonDays: number
  /** The account's share, in quote: of what the price may move against the group beyond the days covered, and of what closing costs. */
  horizonCharge: number
  closingCost: number
}>

type Unknown = Omit<MarginRefusal, 'account'>

/**
 * Liquidity-coverage margin: how long it takes to close an account's positions against what lasts of the live book, together with all accounts
 * linked to it, and what that may cost.
 *
 * For `S` units of the group on one side, capacity `c` a day, price `P` and a day's volatility `s`:
 *
 *     horizon = S / c,  c = participation * min(daily volume, lasting depth * replenishments)
 *     horizon charge = deviations * s * P * S * (sqrt(max(horizon, covered)) - sqrt(covered))
 *     closing cost = S * half spread + walk(S), beyond the visible book by the square-root law
 *
 * Both grow faster than `S`; the account bears them in the share of its units. So splitting a position over linked accounts changes nothing, and
 * splitting it into a long and a short costs more.
 *
 * @param linked - Of all accounts. An account counts at least as itself.
 * @returns One entry for each underlying with a direction, in order of name. Refused where book or returns are not known.
 *
 * @example
 * const charges = closeOutCharges(accounts[0], { snapshot, linked: linkedSizesOf(accounts) })
 * charges.ok && charges.value[0] // { groupUnits: 120, horizonDays: 0.96, horizonCharge: 0, closingCost: 11158.3756 }
 */
export function closeOutCharges(
  account: ValuedAccount,
  markets: Readonly<{ snapshot: MarketSnapshot; linked: LinkedSizes }>,
  terms: LiquidityCoverageTerms = liquidityCoverageTerms,
): Result<readonly CloseOutCharge[], MarginRefusal> {
  const { owner, id } = account.account
  const group = owner === undefined ? undefined : markets.linked.get(owner)
  const charges: CloseOutCharge[] = []
  for (const [underlying, delta] of netDeltas(account)) {
    if (delta === 0) continue
    const direction = delta > 0 ? 'long' : 'short'
    const units = Math.abs(delta)
    const groupUnits = Math.max(units, group?.get(underlying)?.[direction] ?? 0)
    const closing = closingOf({ underlying, direction, units: groupUnits }, markets.snapshot, terms)
    if (!closing.ok) return refuse({ account: id, ...closing.refusal })
    const share = units / groupUnits
    const { horizonDays, horizonCharge, closingCost } = closing.value
    charges.push({
      underlying,
      direction,
      units,
      groupUnits,
      horizonDays,
      horizonCharge: horizonCharge * share,
      closingCost: closingCost * share,
    })
  }
  return accept(charges)
}

/**
 * A model with liquidity coverage added: its requirement, and a part for the horizon and one for the cost of closing, the same for initial and
 * maintenance margin, since closing costs what it costs.
 *
 * @param linked - Sizes of all linked accounts; those of this moment's accounts, by `linkedSizesOf`.
 *
 * @example
 * const asked = withLiquidityCoverage(model, linkedSizesOf(accounts)).assess(accounts[0], snapshot)
 * asked.ok && asked.value.initialMargin // 1595158.38
 */
export function withLiquidityCoverage(
  model: MarginModel,
  linked: LinkedSizes,
  terms: LiquidityCoverageTerms = liquidityCoverageTerms,
): MarginModel {
  return {
    ...model,
    title: `${model.title}, with liquidity coverage`,
    assess: (account, snapshot) => {
      const plain = model.assess(account, snapshot)
      if (!plain.ok) return plain
      const charges = closeOutCharges(account, { snapshot, linked }, terms)
      if (!charges.ok) return charges
      const part = (name: string, amounts: readonly number[]): Readonly<{ name: string; initial: number; maintenance: number }> => {
        const amount = compensatedSum(amounts)
        return { name, initial: amount, maintenance: amount }
      }
      return accept(
        addParts(plain.value, [
          part(
            'liquidity horizon',
            charges.value.map(({ horizonCharge }) => horizonCharge),
          ),
          part(
            'closing cost',
            charges.value.map(({ closingCost }) => closingCost),
          ),
        ]),
      )
    },
  }
}

type GroupPosition = Readonly<{ underlying: string; direction: Direction; units: number }>
type Closing = Pick<CloseOutCharge, 'horizonDays' | 'horizonCharge' | 'closingCost'>

function closingOf(position: GroupPosition, snapshot: MarketSnapshot, terms: LiquidityCoverageTerms): Result<Closing, Unknown> {
  const { underlying, direction, units } = position
  const market = snapshot.underlyings.get(underlying)
  if (market === undefined) return refuse({ reason: 'underlyingUnknown', subject: underlying })
  const book = closeOutBook(market, direction)
  if (!book.ok) return refuse({ reason: 'depthMissing', subject: underlying, found: book.refusal })
  const volatility = dailyVolatility(market, underlying)
  if (!volatility.ok) return volatility
  const deviation = volatility.value * market.indexPrice
  const horizonDays = units / capacityOf(market, book.value, terms)
  const beyond = Math.sqrt(Math.max(horizonDays, terms.coveredDays)) - Math.sqrt(terms.coveredDays)
  const coefficient = isVolume(market.dailyVolume) ? (terms.impact * deviation) / Math.sqrt(market.dailyVolume) : 0
  return accept({
    horizonDays,
    horizonCharge: terms.deviations * deviation * units * beyond,
    closingCost: costOfClosing(book.value, units, coefficient),
  })
}

/** What can be closed in a day: a share of what is traded or of what the book brings back, whichever is less. */
function capacityOf(market: UnderlyingMarket, book: CloseOutBook, terms: LiquidityCoverageTerms): number {
  const replenished = book.depth * terms.replenishmentsPerDay
  return terms.participation * (isVolume(market.dailyVolume) ? Math.min(market.dailyVolume, replenished) : replenished)
}

function isVolume(volume: number | undefined): volume is number {
  return volume !== undefined && volume > 0 && volume < Infinity
}

/** What the history says, and no less than what is stated beside it; either is enough. */
function dailyVolatility(market: UnderlyingMarket, subject: string): Result<number, Unknown> {
  const { dailyReturns: returns, dailyVolatility: stated } = market
  if (stated !== undefined && !(stated > 0 && stated < Infinity))
    return refuse({ reason: 'historyMissing', subject, found: String(stated) })
  if (returns === undefined) return stated === undefined ? refuse({ reason: 'historyMissing', subject }) : accept(stated)
  if (returns.length === 0) return refuse({ reason: 'historyTooShort', subject, found: '0 daily returns' })
  if (!returns.every(Number.isFinite)) return refuse({ reason: 'historyMissing', subject, found: 'a return that is not finite' })
  const filtered = filterDailyReturns(returns)
  if (!filtered.ok) return refuse({ reason: 'historyMissing', subject, found: 'returns of zero' })
  return accept(Math.max(filtered.value.nextVolatility, stated ?? 0))
}
