import { ArgumentError } from '../../base/argument.ts'
import { accept } from '../../base/result.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { collateralHaircut } from '../collateral-haircut.ts'
import type { MarginModel, RequirementPart } from '../margin-model.ts'
import { accountBooks, type AccountBook } from '../scan/account-books.ts'
import { requirementOf } from '../scan/requirement-of.ts'
import { spanCommodity, type SpanCommodity } from './span-commodity.ts'
import { spanPortfolio, type InterCommoditySpread, type SpanCharge } from './span-spreads.ts'
import { spanTermSheet, type SpanTermSheet } from './span-terms.ts'

/**
 * The worst of a portfolio's scenarios from published risk arrays.
 *
 * @param arrays - Losses of one long contract in every scenario, by contract; all of one length.
 * @param quantities - Contracts held; negative is short.
 * @returns Scanning risk, at least 0, and the number of the worst scenario, from 1.
 * @throws ArgumentError for a contract without an array.
 *
 * @example
 * scanningRisk({ future: [0, 100, -100] }, { future: 2 }) // { risk: 200, worst: 2 }
 */
export function scanningRisk(
  arrays: Readonly<Record<string, ArrayLike<number>>>,
  quantities: Readonly<Record<string, number>>,
): Readonly<{ risk: number; worst: number }> {
  const held = Object.entries(quantities).map(([name, quantity]) => {
    const losses = arrays[name]
    if (losses === undefined) throw new ArgumentError('quantities', { expected: 'contracts with a risk array', found: name })
    return { losses, quantity }
  })
  const count = held[0]?.losses.length ?? 0
  const losses = Array.from({ length: count }, (_, i) => compensatedSum(held.map((one) => one.quantity * (one.losses[i] ?? 0))))
  const highest = Math.max(...losses)
  return { risk: Math.max(0, highest), worst: losses.indexOf(highest) + 1 }
}

/**
 * SPAN with given numbers. What options are worth is part of an account's equity, so that it is not taken off the requirement again.
 *
 * @example
 * createSpanModel(spanTermSheet).assess(account, snapshot)
 */
export function createSpanModel(sheet: SpanTermSheet): MarginModel {
  return {
    name: 'span',
    title: 'SPAN, sixteen scenarios',
    effectiveFrom: sheet.effectiveFrom,
    source: sheet.source,
    assess: (account, snapshot) => {
      const books = accountBooks(account, snapshot)
      const spreads = spreadsAt(new Map(books.map(({ underlying, indexPrice }) => [underlying, indexPrice])), sheet)
      const portfolio = spanPortfolio(
        books.map((book) => commodityOf(book, sheet)),
        spreads,
      )
      const parts = [...partsOf(portfolio.charges, sheet), collateralHaircut(account.holdings)]
      return accept(requirementOf({ equity: account.equity, parts, scans: portfolio.charges.map(({ scan }) => scan) }))
    },
  }
}

function commodityOf(book: AccountBook, sheet: SpanTermSheet): SpanCommodity {
  const { indexPrice, underlying: commodity } = book
  const terms = sheet.commodities.get(commodity) ?? sheet.otherwise
  const lines = book.lines.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const short = lines.filter(({ instrument, size }) => instrument.kind === 'option' && size < 0)
  const { priceRange, volatilityRange, intraShare, shortOptionShare } = terms
  const { extremeCover, extremeMultiple, lookAheadYears, deltaWeights } = sheet
  return spanCommodity({
    commodity,
    lines,
    range: { priceRange, volatilityRange, extremeCover, extremeMultiple, lookAheadYears },
    deltaWeights,
    intraRate: intraShare * indexPrice,
    shortOptionMinimum: shortOptionShare * indexPrice * compensatedSum(short.map(({ size }) => -size)),
    indexPrice,
  })
}

/** Legs worth so much become legs of so many deltas. Rules that name a commodity the account does not hold form nothing. */
function spreadsAt(prices: ReadonlyMap<string, number>, sheet: SpanTermSheet): readonly InterCommoditySpread[] {
  return sheet.spreads
    .filter(({ legs }) => legs.every(([name]) => prices.has(name)))
    .map(({ legs, credit }) => ({ credit, legs: legs.map(([name, worth]) => [name, worth / (prices.get(name) ?? 1)] as const) }))
}

function partsOf(charges: readonly SpanCharge[], sheet: SpanTermSheet): readonly RequirementPart[] {
  const part = (name: string, amountOf: (charge: SpanCharge) => number): RequirementPart => {
    const maintenance = compensatedSum(charges.map(amountOf))
    return { name, maintenance, initial: sheet.initialOverMaintenance * maintenance }
  }
  const beforeMinimum = (charge: SpanCharge): number => charge.scanRisk + charge.intraCharge - charge.interCredit
  return [
    part('scanning risk', ({ scanRisk }) => scanRisk),
    part('intra-commodity charge', ({ intraCharge }) => intraCharge),
    part('inter-commodity credit', ({ interCredit }) => 0 - interCredit),
    part('short option minimum', (charge) => charge.risk - beforeMinimum(charge)),
  ]
}

/** SPAN with the numbers it is delivered with. */
export const span: MarginModel = createSpanModel(spanTermSheet)
