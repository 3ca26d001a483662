import { accept } from '../../base/result.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { collateralHaircut } from '../collateral/collateral-haircut.ts'
import type { MarginModel, RequirementPart, Scan } from '../margin-model.ts'
import { accountBooks, type AccountBook } from '../scan/account-books.ts'
import { createRowMemory } from '../scan/row-memory.ts'
import { requirementOf } from '../scan/requirement-of.ts'
import { priceNow } from '../scan/scan-instrument.ts'
import { lossOf, scanLines, type ScanInput } from '../scan/scan-lines.ts'
import { preparedTerms } from '../scan/terms-by-underlying.ts'
import { unitDelta } from '../scan/unit-delta.ts'
import { paradexShocks, shockScenarios } from './paradex-scenarios.ts'
import { paradexTermSheet, type ParadexTermSheet } from './paradex-terms.ts'

/** Net and offset deltas, in units of the underlying. */
export type DeltaExposure = Readonly<{ net: number; hedged: number }>

/**
 * Net delta, and hedged delta: what of the longs and the shorts offsets each other, `(gross - |net|) / 2`.
 *
 * @param deltas - One for every position.
 *
 * @example
 * deltaExposure([1, -1.5]) // { net: -0.5, hedged: 1 }
 */
export function deltaExposure(deltas: readonly number[]): DeltaExposure {
  const long = compensatedSum(deltas.filter((delta) => delta > 0))
  const short = 0 - compensatedSum(deltas.filter((delta) => delta < 0))
  return { net: long - short, hedged: Math.min(long, short) }
}

/** What is charged on deltas, whatever the scan says: fractions of the price of one unit. */
export type MinimumDeltaTerms = Readonly<{ netDeltaShare: number; hedgedDeltaShare: number }>

/**
 * The least requirement: `(net share |net delta| + hedged share hedged delta) spot`, in quote.
 *
 * @example
 * minimumDeltaMargin({ net: -0.5, hedged: 1 }, 70000, { netDeltaShare: 0.02, hedgedDeltaShare: 0.01 }) // 1400
 */
export function minimumDeltaMargin(exposure: DeltaExposure, spot: number, terms: MinimumDeltaTerms): number {
  return (terms.netDeltaShare * Math.abs(exposure.net) + terms.hedgedDeltaShare * exposure.hedged) * spot
}

/** A scan with everything that follows from it, in quote. */
export type ScenarioMargin = Readonly<{
  scan: Scan
  scanLoss: number
  delta: DeltaExposure
  minimumDelta: number
  /** The larger of scan loss and least requirement. */
  net: number
  initial: number
  maintenance: number
}>

/** What is charged on top of a scan. */
export type ScenarioMarginTerms = MinimumDeltaTerms & Readonly<{ maintenanceShare: number; provision: number }>

/**
 * Initial margin `max(scan, least requirement) + provision`; maintenance margin takes a share of the first part.
 *
 * @param input - Positions on one underlying and the table of scenarios.
 * @see Paradex documentation, "Portfolio Margin".
 *
 * @example
 * scenarioMargin(input, { netDeltaShare: 0.02, hedgedDeltaShare: 0.01, maintenanceShare: 0.5, provision: 25 }).initial
 */
export function scenarioMargin(input: ScanInput, terms: ScenarioMarginTerms): ScenarioMargin {
  const scan = scanLines(input)
  const { indexPrice, counting } = input.coins
  const delta = deltaExposure(input.lines.map(({ size, instrument }) => size * unitDelta(instrument, counting)))
  const scanLoss = lossOf(scan)
  const minimumDelta = minimumDeltaMargin(delta, indexPrice, terms)
  const net = Math.max(scanLoss, minimumDelta)
  const { maintenanceShare, provision } = terms
  return { scan, scanLoss, delta, minimumDelta, net, initial: net + provision, maintenance: maintenanceShare * net + provision }
}

/**
 * Paradex's portfolio margin with given numbers.
 *
 * @example
 * const asked = createParadexModel({ ...paradexTermSheet, feeRate: 0.0003 }).assess(valued, snapshot)
 * asked.ok && asked.value.initialMargin // 14842.32
 */
export function createParadexModel(sheet: ParadexTermSheet): MarginModel {
  const tableOf = preparedTerms(sheet, (terms) => ({ terms, scenarios: shockScenarios(paradexShocks(terms), terms) }))
  const rows = createRowMemory()
  const marginOf = (book: AccountBook): ScenarioMargin => {
    const { terms, scenarios } = tableOf(book.underlying)
    const coins = { indexPrice: book.indexPrice, counting: 'quote' } as const
    const provision = sheet.feeRate * notionalOf(book)
    return scenarioMargin({ ...book, scenarios, coins, rows }, { ...terms, maintenanceShare: sheet.maintenanceShare, provision })
  }
  return {
    name: 'paradex',
    title: 'Paradex portfolio margin',
    effectiveFrom: sheet.effectiveFrom,
    source: sheet.source,
    assess: (account, snapshot) => {
      const margins = accountBooks(account, snapshot).map(marginOf)
      const parts = [...partsOf(margins, sheet), collateralHaircut(account.holdings)]
      return accept(requirementOf({ equity: account.equity, parts, scans: margins.map(({ scan }) => scan) }))
    },
  }
}

/** Linear and option positions at their underlying's price; inverse futures stand for an amount of quote as they are. */
function notionalOf(book: AccountBook): number {
  const notionals = book.lines.map(({ size, instrument }) => {
    const inQuote = instrument.kind === 'deltaOne' && instrument.payoff === 'inverse'
    return Math.abs(size) * (inQuote ? 1 : priceNow(instrument))
  })
  return compensatedSum(notionals)
}

function partsOf(margins: readonly ScenarioMargin[], sheet: ParadexTermSheet): readonly RequirementPart[] {
  const total = (amountOf: (margin: ScenarioMargin) => number): number => compensatedSum(margins.map(amountOf))
  const scaled = (name: string, initial: number): RequirementPart => ({ name, initial, maintenance: sheet.maintenanceShare * initial })
  const provision = total(({ initial, net }) => initial - net)
  return [
    scaled(
      'worst scenario',
      total(({ scanLoss }) => scanLoss),
    ),
    scaled(
      'least for delta',
      total(({ net, scanLoss }) => net - scanLoss),
    ),
    { name: 'fee provision', initial: provision, maintenance: provision },
  ]
}

/** Paradex with its published numbers. */
export const paradex: MarginModel = createParadexModel(paradexTermSheet)
