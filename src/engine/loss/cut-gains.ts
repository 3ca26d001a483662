import { layerName, type WaterfallTerms } from '../../waterfall/layers/waterfall-terms.ts'
import type { MarginPolicy } from '../margin/margin-policy.ts'
import { settlementAmount, type MemberTurn } from '../margin/member-books.ts'
import { haircutGains } from './haircut-gains.ts'
import type { LayerOutcome } from './waterfall-decision.ts'

/** What the layers that cut gains covered of a deficit. */
export type GainsCut = Readonly<{ layers: readonly LayerOutcome[]; transfers: readonly string[]; coveredMinor: bigint }>

/**
 * Covers what no money covered out of the gains of others, layer by layer. A layer takes its part of what those before it left of a gain.
 *
 * @param minor - What is missing, in minor units of the settlement asset.
 *
 * @example
 * cutGains(at, policy.margin, { terms, minor: allocation.uncoveredMinor }).coveredMinor
 */
export function cutGains(
  at: MemberTurn,
  policy: MarginPolicy,
  { terms, minor }: Readonly<{ terms: WaterfallTerms; minor: bigint }>,
): GainsCut {
  const layers: LayerOutcome[] = []
  const transfers: string[] = []
  let coveredMinor = 0n
  for (const layer of terms.layers) {
    if (layer.kind !== 'deleveraging' && layer.kind !== 'gainsHaircut' && layer.kind !== 'tearUp') continue
    const { atMost, atMostMinor } = layer
    const missing = minor - coveredMinor
    const need = atMostMinor !== undefined && atMostMinor < missing ? atMostMinor : missing
    const cut = haircutGains(at, policy, { minor: need, atMost })
    coveredMinor += cut.coveredMinor
    transfers.push(...cut.transfers)
    layers.push({ layer: layerName(layer), kind: layer.kind, used: settlementAmount(at.margin, cut.coveredMinor), shares: cut.shares })
  }
  return { layers, transfers, coveredMinor }
}
