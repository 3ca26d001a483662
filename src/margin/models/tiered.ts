import { accept, refuse, type Result } from '../../base/result.ts'
import { collateralHaircut } from '../collateral/collateral-haircut.ts'
import type { MarginModel, MarginRequirement, RequirementPart } from '../margin-model.ts'
import type { MarginRefusal } from '../account/margin-refusal.ts'
import { futureMark } from '../account/position-value.ts'
import { requirementOf } from '../scan/requirement-of.ts'
import type { ValuedAccount, ValuedPosition } from '../account/valued-account.ts'
import { deductedTiers, tieredInitial, tieredMaintenance, type DeductedTier } from './leverage-tiers.ts'
import { tieredTerms, type TieredTerms } from './tiered-terms.ts'

/**
 * Tiered margin of perpetuals and futures: each contract by itself, the more of it the higher the rate. Options and spot are not covered.
 *
 * @param terms - Tables with at least one tier each.
 *
 * @example
 * // Perpetuals and nothing else.
 * const asked = createTieredModel(tieredTerms).assess(perpetuals, snapshot)
 * asked.ok && asked.value.initialMargin // 1200
 */
export function createTieredModel(terms: TieredTerms): MarginModel {
  const deducted = (tables: TieredTerms['linear']): Tables => new Map([...tables].map(([name, tiers]) => [name, deductedTiers(tiers)]))
  const [linear, inverse] = [deducted(terms.linear), deducted(terms.inverse)]
  const fallback = terms.linearDefault === undefined ? undefined : deductedTiers(terms.linearDefault)
  const tiersFor = ({ contract }: ValuedPosition): readonly DeductedTier[] | undefined => {
    if (contract.kind === 'spot' || contract.kind === 'option') return undefined
    const tables = contract.payoff === 'linear' ? linear : inverse
    return tables.get(contract.id) ?? tables.get(contract.underlying) ?? (contract.payoff === 'linear' ? fallback : undefined)
  }
  return {
    name: 'tiered',
    title: 'Tiered margin of perpetuals and futures',
    effectiveFrom: terms.effectiveFrom,
    source: terms.source,
    assess: (account) => assess(account, tiersFor),
  }
}

/** With the house's tables. */
export const tieredHouseModel: MarginModel = createTieredModel(tieredTerms)

type Tables = ReadonlyMap<string, readonly DeductedTier[]>

function assess(
  account: ValuedAccount,
  tiersFor: (position: ValuedPosition) => readonly DeductedTier[] | undefined,
): Result<MarginRequirement, MarginRefusal> {
  const parts: RequirementPart[] = []
  for (const position of account.positions) {
    const { kind, id } = position.contract
    if (kind === 'spot' || kind === 'option') {
      return refuse({ account: account.account.id, reason: 'contractNotCovered', subject: id, found: kind })
    }
    const tiers = tiersFor(position)
    if (tiers === undefined || tiers.length === 0) {
      return refuse({ account: account.account.id, reason: 'tiersMissing', subject: id, found: position.contract.payoff })
    }
    parts.push(partOf(position, tiers))
  }
  if (account.holdings.length > 0) parts.push(collateralHaircut(account.holdings))
  return accept(requirementOf({ equity: account.equity, parts, scans: [] }))
}

/** Inverse contracts are margined in coin and valued at the index, as their profit is. */
function partOf(position: ValuedPosition, tiers: readonly DeductedTier[]): RequirementPart {
  const { contract, exposure, underlying } = position
  const isLinear = contract.kind === 'spot' || contract.payoff === 'linear'
  const mark = futureMark(position)
  const notional = isLinear ? Math.abs(exposure) * mark : Math.abs(exposure) / mark
  const unit = isLinear ? 1 : underlying.indexPrice
  return { name: contract.id, initial: tieredInitial(tiers, notional) * unit, maintenance: tieredMaintenance(tiers, notional) * unit }
}
