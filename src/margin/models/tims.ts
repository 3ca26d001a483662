import { accept } from '../../base/result.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { collateralHaircut } from '../collateral/collateral-haircut.ts'
import type { MarginModel, Scan } from '../margin-model.ts'
import { accountBooks, followingHoldings } from '../scan/account-books.ts'
import { createRowMemory } from '../scan/row-memory.ts'
import { requirementOf } from '../scan/requirement-of.ts'
import { lossOf, scanLines, type ScanInput } from '../scan/scan-lines.ts'
import { scenarioName, unchangedVolatility, type ScanScenario } from '../scan/scan-scenario.ts'
import { preparedTerms } from '../scan/terms-by-underlying.ts'
import { timsTerms, type TimsTerms } from './tims-terms.ts'

/** What one underlying is charged, in quote. */
export type TimsCharge = Readonly<{ scan: Scan; worstLoss: number; minimum: number; requirement: number }>

/** How far one underlying is moved, as a fraction, and in how many steps to either side. */
export type TimsRange = Readonly<{ range: number; steps: number }>

/**
 * Equidistant moves to either side of now, without now itself, at today's volatility and time.
 *
 * @example
 * timsScenarios({ range: 0.15, steps: 5 }).map(({ spotMove }) => spotMove)[0] // -0.15
 */
export function timsScenarios({ range, steps }: TimsRange): readonly ScanScenario[] {
  return Array.from({ length: 2 * steps }, (_, i) => {
    const step = i < steps ? i - steps : i - steps + 1
    const spotMove = (range * step) / steps
    const name = scenarioName(spotMove, 'unchanged')
    return { name, spotMove, volatilityMove: 'unchanged', weight: 1, passingYears: 0, shockedVolatility: unchangedVolatility }
  })
}

/**
 * The charge for positions on one underlying: the worst loss, and no less than an amount for every option, long or short.
 *
 * @see OCC, Theoretical Intermarket Margin System; FINRA Rule 4210(g).
 *
 * @example
 * timsCharge({ underlying: 'XYZ', lines, scenarios: timsScenarios({ range: 0.15, steps: 5 }), coins }, 0.375).requirement
 */
export function timsCharge(input: ScanInput, minimumPerUnit: number): TimsCharge {
  const scan = scanLines(input)
  const worstLoss = lossOf(scan)
  const units = compensatedSum(input.lines.map(({ size, instrument }) => (instrument.kind === 'option' ? Math.abs(size) : 0)))
  const minimum = minimumPerUnit * units
  return { scan, worstLoss, minimum, requirement: Math.max(worstLoss, minimum) }
}

/**
 * Portfolio margin as the options clearing house computes it, with given numbers. Coin that follows an underlying is scanned with the
 * positions on it, and has no haircut besides. Initial and maintenance margin are the same.
 *
 * @example
 * const asked = createTimsModel({ ...timsTerms, otherwise: 0.2 }).assess(valued, snapshot)
 * asked.ok && asked.value.initialMargin // 15796.19
 */
export function createTimsModel(terms: TimsTerms): MarginModel {
  const scenariosOf = preparedTerms(terms, (range) => timsScenarios({ range, steps: terms.steps }))
  const rows = createRowMemory()
  return {
    name: 'tims',
    title: 'TIMS, customer portfolio margin',
    effectiveFrom: terms.effectiveFrom,
    source: terms.source,
    assess: (account, snapshot) => {
      const scanned = followingHoldings(account, snapshot)
      const charges = accountBooks(account, snapshot, scanned).map((book) => {
        const coins = { indexPrice: book.indexPrice, counting: 'quote' } as const
        return timsCharge({ ...book, scenarios: scenariosOf(book.underlying), coins, rows }, terms.minimumPerUnit)
      })
      const both = (name: string, amount: number) => ({ name, initial: amount, maintenance: amount })
      const parts = [
        both('worst scenario', compensatedSum(charges.map(({ worstLoss }) => worstLoss))),
        both('least for options', compensatedSum(charges.map(({ requirement, worstLoss }) => requirement - worstLoss))),
        collateralHaircut(account.holdings.filter((holding) => !scanned.includes(holding))),
      ]
      return accept(requirementOf({ equity: account.equity, parts, scans: charges.map(({ scan }) => scan) }))
    },
  }
}

/** TIMS with FINRA's numbers. */
export const tims: MarginModel = createTimsModel(timsTerms)
