import { insuranceFundAccount, ownMoneyAccount } from '../../accounting/loss-chart.ts'
import type { Amount } from '../../base/amount.ts'
import type { TimeUs } from '../../base/time.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { isRunning, type CappedPeriod } from '../../waterfall/layers/capped-period.ts'
import { toNumber } from '../../waterfall/layers/fraction.ts'
import { lastResortPreview } from '../../waterfall/layers/last-resort.ts'
import type { LayerKind } from '../../waterfall/layers/layer-kind.ts'
import { layerName } from '../../waterfall/layers/waterfall-terms.ts'
import { settlementAmount } from '../margin/member-books.ts'
import type { EngineState } from '../state.ts'
import { balancesMinor, contributionOf, uncoveredMinor } from './waterfall-books.ts'
import { lastResortTermsOf, minorOfWhole, type LayerPolicy } from './waterfall-policy.ts'

/** One layer as it stands: what the policy opens it with, what it holds, absent where nothing is put up before a loss, and what it has paid. */
export type LayerView = Readonly<{ layer: string; kind: LayerKind; opening?: Amount; holds?: Amount; paid: Amount }>

/** The waterfall as it stands. */
export type WaterfallView = Readonly<{
  asset: string
  decimals: number
  /** In the policy's order. */
  layers: readonly LayerView[]
  contributors: number
  losses: number
  uncovered: Amount
  uncoveredSince?: TimeUs
  /** If nothing changes: from each time on, a withdrawal loses that part. Empty while nothing is uncovered. */
  cuts: readonly Readonly<{ at: TimeUs; factor: number }>[]
  /** Absent while no capped period runs. */
  period?: CappedPeriod
}>

/**
 * The waterfall as a reader sees it: a copy. `undefined` without a policy of one.
 *
 * @example
 * waterfallViewOf(state)?.layers[0]?.holds?.minor
 */
export function waterfallViewOf(state: EngineState): WaterfallView | undefined {
  const { waterfall, margin, ledger, terms } = state
  const policy = terms?.policy.waterfall
  if (waterfall === undefined || margin === undefined || policy === undefined) return undefined
  const { asset, decimals } = margin.settlement
  const { uncoveredSince, period } = waterfall
  const shortfallMinor = uncoveredMinor(ledger, asset)
  const schedule = lastResortTermsOf(policy)
  const previewed =
    schedule === undefined || uncoveredSince === undefined
      ? []
      : lastResortPreview(schedule, { shortfallMinor, balancesMinor: balancesMinor(ledger, margin) }, uncoveredSince)
  return {
    asset,
    decimals,
    layers: policy.layers.map((layer) => layerView(state, layer)),
    contributors: waterfall.contributors.size,
    losses: waterfall.allocated.size,
    uncovered: settlementAmount(margin, shortfallMinor),
    ...(uncoveredSince !== undefined && { uncoveredSince }),
    cuts: previewed.map(({ at, factor }) => ({ at, factor: toNumber(factor) })),
    ...(period !== undefined && isRunning(period, state.at) && { period: { ...period } }),
  }
}

function layerView(state: EngineState, layer: LayerPolicy): LayerView {
  const { waterfall, margin } = state
  const of = (minor: bigint): Amount => ({ asset: margin?.settlement.asset ?? '', minor })
  const name = layerName(layer)
  const holds = holdsOf(state, layer)
  const opening = openingOf(layer)
  return {
    layer: name,
    kind: layer.kind,
    ...(opening !== undefined && { opening: of(minorOfWhole(opening, margin?.settlement.decimals ?? 0)) }),
    ...(holds !== undefined && { holds: of(holds) }),
    paid: of(waterfall?.paid.get(name) ?? 0n),
  }
}

/** What the policy puts into a layer when a run starts, in whole units: nothing that members bring. */
function openingOf(layer: LayerPolicy): number | undefined {
  if (layer.kind === 'insuranceFund' || layer.kind === 'ownMoney') return layer.opening
  return 'beside' in layer ? layer.beside?.opening : undefined
}

function holdsOf({ ledger, margin, waterfall }: EngineState, layer: LayerPolicy): bigint | undefined {
  const asset = margin?.settlement.asset ?? ''
  if (layer.kind === 'insuranceFund') return balanceOf(ledger, insuranceFundAccount(asset))
  if (layer.kind === 'ownMoney') return balanceOf(ledger, ownMoneyAccount(layer.tranche, asset))
  const beside = 'beside' in layer && layer.beside !== undefined ? balanceOf(ledger, ownMoneyAccount(layer.beside.tranche, asset)) : 0n
  if (layer.kind !== 'mutualFund') return beside > 0n ? beside : undefined
  let sum = beside
  for (const account of waterfall?.contributors.keys() ?? []) sum += contributionOf(ledger, account)
  return sum
}
