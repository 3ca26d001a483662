import type { RequirementPart } from '../margin-model.ts'

/** What one of Derive's models asks of a portfolio. */
export type DeriveMargin = Readonly<{
  /** What everything is worth at the model's marks, cash included. */
  markToMarket: number
  /** What is asked, by part, in the settlement asset; positive is demanded. */
  parts: readonly RequirementPart[]
  /** Mark to market less the parts: what the venue calls margin; below 0 something is lacking. */
  initialBalance: number
  maintenanceBalance: number
}>

/**
 * Balances from what a portfolio is worth and what is asked of it.
 *
 * @example
 * deriveMarginOf(100, [{ name: 'worst scenario', initial: 60, maintenance: 48 }]).initialBalance // 40
 */
export function deriveMarginOf(markToMarket: number, parts: readonly RequirementPart[]): DeriveMargin {
  let initialBalance = markToMarket
  let maintenanceBalance = markToMarket
  for (const { initial, maintenance } of parts) {
    initialBalance -= initial
    maintenanceBalance -= maintenance
  }
  return { markToMarket, parts, initialBalance, maintenanceBalance }
}

/**
 * The same parts of several portfolios added up, in the order of the first.
 *
 * @example
 * sumParts([bitcoin.parts, ether.parts])
 */
export function sumParts(lists: readonly (readonly RequirementPart[])[]): readonly RequirementPart[] {
  const sums = new Map<string, RequirementPart>()
  for (const { name, initial, maintenance } of lists.flat()) {
    const before = sums.get(name) ?? { name, initial: 0, maintenance: 0 }
    sums.set(name, { name, initial: before.initial + initial, maintenance: before.maintenance + maintenance })
  }
  return [...sums.values()]
}

/** A confidence that is too low, and what it costs. */
export type ConfidenceTerms = Readonly<{ confidenceThreshold: number; confidenceFactor: number }>

/**
 * What initial margin asks for doubt: nothing at the threshold or above, else what the confidence lacks to 1, times the factor, of the notional.
 *
 * @example
 * doubtCharge({ confidenceThreshold: 0.6, confidenceFactor: 0.5 }, { confidence: 0.1, notional: 1500 }) // 675
 */
export function doubtCharge(terms: ConfidenceTerms, about: Readonly<{ confidence: number; notional: number }>): number {
  const { confidence, notional } = about
  return confidence < terms.confidenceThreshold ? (1 - confidence) * terms.confidenceFactor * notional : 0
}
