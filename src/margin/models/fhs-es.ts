import { accept, refuse, type Result } from '../../base/result.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { scenarioAllocation } from '../../risk/portfolio/scenario-allocation.ts'
import { collateralHaircut } from '../collateral/collateral-haircut.ts'
import { netDeltas } from '../coverage/delta-equivalent.ts'
import type { MarginModel, MarginRequirement, RequirementPart, ShortfallAllocation } from '../margin-model.ts'
import type { MarginRefusal } from '../account/margin-refusal.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { flooredMargin, stressWeightedMargin } from '../procyclicality/anti-procyclicality.ts'
import { followingHoldings } from '../scan/account-books.ts'
import { requirementOf } from '../scan/requirement-of.ts'
import { lossOf } from '../scan/scan-lines.ts'
import type { ValuedAccount } from '../account/valued-account.ts'
import { filteredMarginTerms, type FilteredMarginTerms } from './fhs-es-terms.ts'
import { alignedMoves, type AlignedMoves } from './aligned-moves.ts'
import { closeOutCost } from './filtered-margin.ts'
import { movingItems, stressScan, volatilityLoss, type MovingItem } from './moving-items.ts'

/**
 * Portfolio margin by filtered historical simulation: what the positions lose on average in the worst of past days, at today's volatility and
 * over the margin period of risk, options valued anew. In those days implied volatility follows the price by a stated factor alone, so what a
 * move of volatility by itself would lose is charged besides.
 *
 * Collateral that follows an underlying moves with the positions and has no haircut besides; other collateral has its haircut.
 *
 * @example
 * const asked = createFilteredMarginModel({ ...filteredMarginTerms, confidence: 0.995 }).assess(valued, snapshot)
 * asked.ok && asked.value.initialMargin // 25426.26
 */
export function createFilteredMarginModel(terms: FilteredMarginTerms): MarginModel {
  return {
    name: 'fhs-es',
    title: 'Filtered historical simulation, expected shortfall',
    effectiveFrom: terms.effectiveFrom,
    source: terms.source,
    assess: (account, snapshot) => assess(account, snapshot, terms),
  }
}

/** With the house's numbers. */
export const filteredMarginHouseModel: MarginModel = createFilteredMarginModel(filteredMarginTerms)

function assess(account: ValuedAccount, snapshot: MarketSnapshot, terms: FilteredMarginTerms): Result<MarginRequirement, MarginRefusal> {
  const refusal = (found: Omit<MarginRefusal, 'account'>): MarginRefusal => ({ account: account.account.id, ...found })
  const items = movingItems(account, snapshot)
  const underlyings = [...new Set(items.map(({ underlying }) => underlying))].toSorted()
  const moves = alignedMoves(underlyings, snapshot, terms)
  if (!moves.ok) return refuse(refusal(moves.refusal))
  const volumes = new Map(
    [...netDeltas(account)].map(([name, delta]) => [name, volumeFor(name, { units: Math.abs(delta), snapshot }, terms)]),
  )
  const [unknown] = [...volumes].find(([, volume]) => volume === undefined) ?? []
  if (unknown !== undefined) return refuse(refusal({ reason: 'depthMissing', subject: unknown, found: 'no daily volume' }))
  const shortfall = shortfallOf(items, moves.value, terms)
  const scans = underlyings.map((underlying) => stressScan(underlying, items, terms))
  const mixed = { stress: compensatedSum(scans.map(lossOf)), weight: terms.stressWeight }
  const following = new Set(followingHoldings(account, snapshot))
  const parts = [
    ...scaledParts(account, { snapshot, volumes, moves: moves.value, shortfall: shortfall.expectedShortfall, mixed }, terms),
    scaledPart('volatility', compensatedSum(scans.map(volatilityLoss)), terms),
    collateralHaircut(account.holdings.filter((holding) => !following.has(holding))),
  ]
  return accept({ ...requirementOf({ equity: account.equity, parts, scans }), shortfall })
}

function shortfallOf(items: readonly MovingItem[], moves: AlignedMoves, terms: FilteredMarginTerms): ShortfallAllocation {
  const { confidence } = terms
  if (items.length === 0) return { confidence, expectedShortfall: 0, contributions: [] }
  const profits = Array.from({ length: moves.count }, (_, scenario) =>
    Float64Array.from(items, (item) => item.profit(moves.at(item.underlying, scenario))),
  )
  const { expectedShortfall, componentExpectedShortfall } = scenarioAllocation(profits, confidence)
  const contributions = items.map(({ name }, i) => ({ contract: name, amount: componentExpectedShortfall[i] as number }))
  return { confidence, expectedShortfall, contributions }
}

/** A part of which maintenance margin is a stated fraction. */
function scaledPart(name: string, initial: number, { maintenanceShare }: FilteredMarginTerms): RequirementPart {
  return { name, initial, maintenance: initial * maintenanceShare }
}

function scaledParts(
  account: ValuedAccount,
  of: Readonly<{
    snapshot: MarketSnapshot
    volumes: ReadonlyMap<string, number | undefined>
    moves: AlignedMoves
    shortfall: number
    mixed: Readonly<{ stress: number; weight: number }>
  }>,
  terms: FilteredMarginTerms,
): readonly RequirementPart[] {
  const { snapshot, volumes, moves, shortfall, mixed } = of
  const afterStress = stressWeightedMargin(shortfall, mixed)
  const [notionals, costs]: [number[], number[]] = [[], []]
  for (const [name, delta] of netDeltas(account)) {
    const { indexPrice = 0 } = snapshot.underlyings.get(name) ?? {}
    const [units, dailyVolume] = [Math.abs(delta), volumes.get(name)]
    notionals.push(units * indexPrice)
    if (dailyVolume === undefined || units === 0) continue
    costs.push(closeOutCost({ units, price: indexPrice, volatility: moves.volatilityOf(name), dailyVolume }, terms.closeOut))
  }
  const afterFloor = flooredMargin(afterStress, terms.floor * compensatedSum(notionals))
  const part = (name: string, initial: number): RequirementPart => scaledPart(name, initial, terms)
  return [
    part('expected shortfall', (1 - mixed.weight) * shortfall),
    part('stress', mixed.weight * mixed.stress),
    part('floor', afterFloor - afterStress),
    part('close-out', compensatedSum(costs)),
  ]
}

/** The volume of an underlying, or the one that makes the position the share it is taken for; 0 for no position. */
function volumeFor(
  underlying: string,
  of: Readonly<{ units: number; snapshot: MarketSnapshot }>,
  { unknownVolumeShare }: FilteredMarginTerms,
): number | undefined {
  const known = of.snapshot.underlyings.get(underlying)?.dailyVolume
  if (known !== undefined && known > 0 && known < Infinity) return known
  return unknownVolumeShare === undefined ? undefined : of.units / unknownVolumeShare
}
