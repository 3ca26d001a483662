import { accept } from '../../base/result.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { collateralHaircut } from '../collateral/collateral-haircut.ts'
import type { MarginModel, RequirementPart, Scan } from '../margin-model.ts'
import { accountBooks, lineOf, type AccountBook } from '../scan/account-books.ts'
import { createRowMemory, type ProfitRows } from '../scan/row-memory.ts'
import { requirementOf } from '../scan/requirement-of.ts'
import type { ScanLine } from '../scan/scan-instrument.ts'
import { lossOf, scanLines } from '../scan/scan-lines.ts'
import type { ScanScenario } from '../scan/scan-scenario.ts'
import { preparedTerms } from '../scan/terms-by-underlying.ts'
import { unitDelta } from '../scan/unit-delta.ts'
import type { CoinCounting } from '../scan/unit-profits.ts'
import { deribitScenarios } from './deribit-scenarios.ts'
import { deltaShock, rollShock } from './deribit-shocks.ts'
import { deribitTermSheet, type DeribitMoves, type DeribitSettlement, type DeribitTerms, type DeribitTermSheet } from './deribit-terms.ts'

/** A position to scan, and when it ends. */
export type ExpiringLine = ScanLine & Readonly<{ timeYears: number }>

/** Positions on one underlying that settle in one asset. */
export type DeribitBook = Readonly<{
  underlying: string
  lines: readonly ExpiringLine[]
  indexPrice: number
  /** `coin` for inverse contracts, whose profits are coins at today's index; `quote` for linear ones. */
  counting: CoinCounting
  /** Unit profits, where they are remembered from account to account. */
  rows?: ProfitRows
}>

/** What a book is charged, in quote: the sum of the three is its initial margin. */
export type DeribitCharge = Readonly<{ scan: Scan; worstLoss: number; rollShock: number; deltaShock: number }>

/** An underlying's numbers and scenarios for contracts that settle in coin and in quote. */
export type DeribitTable = Readonly<
  Record<CoinCounting, Readonly<{ moves: DeribitMoves; settlement: DeribitSettlement; scenarios: readonly ScanScenario[] }>>
>

/**
 * Makes an underlying's scenarios, once for all accounts.
 *
 * @example
 * deribitTable(deribitTermSheet.otherwise, deribitTermSheet).coin.scenarios.length // 35
 */
export function deribitTable({ moves, coin }: DeribitTerms, sheet: DeribitTermSheet): DeribitTable {
  const settled = (counting: CoinCounting, settlement: DeribitSettlement): DeribitTable[CoinCounting] => {
    const extended = { moves: sheet.extendedMoves, dampener: settlement.extendedDampener, counting }
    return { moves, settlement, scenarios: deribitScenarios(moves, extended) }
  }
  return { coin: settled('coin', coin), quote: settled('quote', sheet.quote) }
}

/**
 * The charge of segregated portfolio margin: worst scenario, roll shock and delta shock.
 *
 * @see Deribit support, "Portfolio Margin"; docs.deribit.com, private/pme/simulate.
 *
 * @example
 * deribitCharge(book, deribitTable(deribitTermSheet.otherwise, deribitTermSheet)).worstLoss // 28800
 */
export function deribitCharge(book: DeribitBook, table: DeribitTable): DeribitCharge {
  const { counting, indexPrice, rows } = book
  const { moves, settlement, scenarios } = table[counting]
  const underlying = counting === 'coin' ? `${book.underlying} settled in coin` : book.underlying
  const scan = scanLines({ underlying, lines: book.lines, scenarios, coins: { indexPrice, counting }, ...(rows && { rows }) })
  const deltas = book.lines.map(({ instrument, size, timeYears }) => ({ delta: size * unitDelta(instrument, counting), timeYears }))
  const net = compensatedSum(deltas.map(({ delta }) => delta))
  return {
    scan,
    worstLoss: lossOf(scan),
    rollShock: indexPrice * rollShock(deltas, settlement),
    deltaShock: indexPrice * deltaShock(net, indexPrice, moves),
  }
}

/**
 * Deribit's segregated portfolio margin with given numbers. Contracts settled in coin and in quote are margined apart, as the venue does.
 *
 * @example
 * const asked = createDeribitModel(deribitTermSheet).assess(valued, snapshot)
 * asked.ok && asked.value.initialMargin // 18915.87
 */
export function createDeribitModel(sheet: DeribitTermSheet): MarginModel {
  const tableOf = preparedTerms(sheet, (terms) => deribitTable(terms, sheet))
  const rows = createRowMemory()
  return {
    name: 'deribit',
    title: 'Deribit segregated portfolio margin',
    effectiveFrom: sheet.effectiveFrom,
    source: sheet.source,
    assess: (account, snapshot) => {
      const charges = accountBooks(account, snapshot)
        .flatMap(booksOf)
        .map((book) => deribitCharge({ ...book, rows }, tableOf(book.underlying)))
      const part = (name: string, amountOf: (charge: DeribitCharge) => number): RequirementPart => {
        const initial = compensatedSum(charges.map(amountOf))
        return { name, initial, maintenance: sheet.maintenanceShare * initial }
      }
      const parts = [
        part('worst scenario', ({ worstLoss }) => worstLoss),
        part('roll shock', (charge) => charge.rollShock),
        part('delta shock', (charge) => charge.deltaShock),
        collateralHaircut(account.holdings),
      ]
      return accept(requirementOf({ equity: account.equity, parts, scans: charges.map(({ scan }) => scan) }))
    },
  }
}

function booksOf({ underlying, indexPrice, positions }: AccountBook): readonly DeribitBook[] {
  const lines = positions.map((position) => ({ ...lineOf(position), timeYears: position.timeYears }))
  const settled = (payoff: 'linear' | 'inverse'): readonly ExpiringLine[] => lines.filter(({ instrument }) => instrument.payoff === payoff)
  const books: readonly DeribitBook[] = [
    { underlying, indexPrice, counting: 'quote', lines: settled('linear') },
    { underlying, indexPrice, counting: 'coin', lines: settled('inverse') },
  ]
  return books.filter((book) => book.lines.length > 0)
}

/** Deribit with the numbers it has shown. */
export const deribit: MarginModel = createDeribitModel(deribitTermSheet)
