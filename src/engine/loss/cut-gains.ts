import { layerName } from '../../waterfall/layers/waterfall-terms.ts'
import { settlementAmount } from '../margin/member-books.ts'
import type { Policy } from '../policy.ts'
import type { Turn } from '../turn.ts'
import { haircutGains } from './haircut-gains.ts'
import { recordLoss, type GainsCut } from './open-loss.ts'
import { waterfallTermsOf } from './waterfall-policy.ts'

/**
 * Covers what no money covered of the losses of this input out of the gains of others, layer by layer, all losses at once: each gives in proportion to its
 * gain, whichever loss it is written against. A layer takes its part of what those before it left of a gain.
 *
 * @returns Whether there was any loss: then there are accounts to look at.
 *
 * @example
 * while (cutGains(turn, policy)) reviewAssessed(turn, policy)
 */
export function cutGains(turn: Turn, policy: Policy): boolean {
  const { margin } = turn.state
  const losses = turn.openLosses.splice(0)
  if (margin === undefined || policy.margin === undefined || policy.waterfall === undefined || losses.length === 0) return false
  const cuts = losses.map((): GainsCut => ({ layers: [], transfers: [], coveredMinor: 0n }))
  for (const layer of waterfallTermsOf(policy.waterfall, margin.settlement.decimals).layers) {
    if (layer.kind !== 'deleveraging' && layer.kind !== 'gainsHaircut' && layer.kind !== 'tearUp') continue
    const { atMost, atMostMinor } = layer
    const claims = losses.map(({ account, uncoveredMinor }, index) => {
      const missing = uncoveredMinor - (cuts[index]?.coveredMinor ?? 0n)
      return { account, minor: atMostMinor !== undefined && atMostMinor < missing ? atMostMinor : missing }
    })
    for (const [index, given] of haircutGains(turn, policy.margin, { claims, atMost }).entries()) {
      const cut = cuts[index] as GainsCut
      cut.coveredMinor += given.coveredMinor
      for (const id of given.transfers) cut.transfers.push(id)
      cut.layers.push({
        layer: layerName(layer),
        kind: layer.kind,
        used: settlementAmount(margin, given.coveredMinor),
        shares: given.shares,
      })
    }
  }
  for (const [index, loss] of losses.entries()) recordLoss(turn, margin, loss, cuts[index] as GainsCut)
  return true
}
