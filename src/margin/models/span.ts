import { ArgumentError } from '../../base/argument.ts'
import { accept } from '../../base/result.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { collateralHaircut } from '../collateral/collateral-haircut.ts'
import type { MarginModel, RequirementPart } from '../margin-model.ts'
import { accountBooks, type AccountBook } from '../scan/account-books.ts'
import { createRowMemory } from '../scan/row-memory.ts'
import { requirementOf } from '../scan/requirement-of.ts'
import { preparedTerms } from '../scan/terms-by-underlying.ts'
import { spanTable } from './span-arrays.ts'
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
 * const asked = createSpanModel(spanTermSheet).assess(valued, snapshot)
 * asked.ok && asked.value.initialMargin // 10575.15
 */
export function createSpanModel(sheet: SpanTermSheet): MarginModel {
  const { extremeCover, extremeMultiple, lookAheadYears, deltaWeights } = sheet
  const moved = { extremeCover, extremeMultiple, lookAheadYears }
  const tableOf = preparedTerms(sheet, (terms) => ({ ...terms, table: spanTable({ ...terms, ...moved }) }))
  const rows = createRowMemory()
  const commodityOf = (book: AccountBook): SpanCommodity => {
    const { table, intraShare, shortOptionShare } = tableOf(book.underlying)
    const { indexPrice, lines } = book
    const shortOptionMinimum = shortOptionShare * indexPrice * unitsSold(book)
    return spanCommodity({
      commodity: book.underlying,
      lines,
      table,
      deltaWeights,
      intraRate: intraShare * indexPrice,
      shortOptionMinimum,
      indexPrice,
      rows,
    })
  }
  return {
    name: 'span',
    title: 'SPAN, sixteen scenarios',
    effectiveFrom: sheet.effectiveFrom,
    source: sheet.source,
    assess: (account, snapshot) => {
      const books = accountBooks(account, snapshot)
      const spreads = spreadsAt(new Map(books.map(({ underlying, indexPrice }) => [underlying, indexPrice])), sheet)
      const portfolio = spanPortfolio(books.map(commodityOf), spreads)
      const parts = [...partsOf(portfolio.charges, sheet), collateralHaircut(account.holdings)]
      return accept(requirementOf({ equity: account.equity, parts, scans: portfolio.charges.map(({ scan }) => scan) }))
    },
  }
}

/** Units of the underlying under short options. */
function unitsSold(book: AccountBook): number {
  return compensatedSum(book.lines.map(({ instrument, size }) => (instrument.kind === 'option' ? Math.max(0, -size) : 0)))
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
