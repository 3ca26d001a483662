import { layerName, type WaterfallTerms } from '../../waterfall/layers/waterfall-terms.ts'
import { settlementAmount, type MemberTurn } from '../margin/member-books.ts'
import type { Deficit } from './allocate-shortfall.ts'
import type { LayerOutcome } from './waterfall-decision.ts'

/** What the layers that cut gains covered of a deficit. */
export type GainsCut = Readonly<{ layers: readonly LayerOutcome[]; transfers: readonly string[]; coveredMinor: bigint }>

/**
 * Covers what no money covered out of the gains of others, layer by layer.
 *
 * @example
 * cutGains(at, terms, { event, minor: allocation.uncoveredMinor }).coveredMinor
 */
export function cutGains(at: MemberTurn, terms: WaterfallTerms, deficit: Deficit): GainsCut {
  const layers: LayerOutcome[] = []
  for (const layer of terms.layers) {
    if (layer.kind !== 'deleveraging' && layer.kind !== 'gainsHaircut' && layer.kind !== 'tearUp') continue
    layers.push({ layer: layerName(layer), kind: layer.kind, used: settlementAmount(at.margin, 0n), shares: [] })
  }
  return { layers, transfers: [], coveredMinor: deficit.minor - deficit.minor }
}
