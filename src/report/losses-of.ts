import type { Decision } from '../engine/decision.ts'
import { waterfallViewOf } from '../engine/loss/waterfall-view.ts'
import type { EngineState } from '../engine/state.ts'
import type { ReportClosings, ReportLoss, ReportLosses } from './report-losses.ts'

/** A loss that later payments may still add to. */
type OpenLoss = { -readonly [Key in keyof ReportLoss]: ReportLoss[Key] }

/**
 * Every loss of a run with the layers that bore it, put together from the decisions in one pass, and the layers at its end.
 *
 * @returns `undefined` for a run without a waterfall.
 *
 * @example
 * lossesOf({ state, decisions })?.losses[0]?.parts
 */
export function lossesOf({ state, decisions }: Readonly<{ state: EngineState; decisions: readonly Decision[] }>): ReportLosses | undefined {
  const view = waterfallViewOf(state)
  if (view === undefined) return undefined
  const losses = new Map<string, OpenLoss>()
  for (const { id, at, body } of decisions) {
    if (body.kind === 'lossAllocated') {
      const parts = body.layers.flatMap(({ layer, used, shares }) =>
        used.minor === 0n ? [] : [{ layer, paid: used.minor, members: shares.length }],
      )
      const { event, account } = body
      losses.set(event, { event, decisionId: id, account, at, deficit: body.loss.minor, parts, uncovered: body.uncovered.minor })
    }
    const recovered = body.kind === 'lossRecovered' ? losses.get(body.event) : undefined
    if (body.kind === 'lossRecovered' && recovered !== undefined) {
      recovered.parts = [...recovered.parts, { layer: `${body.layer}, later`, paid: body.paid.minor, members: 0 }]
      recovered.uncovered = body.uncovered.minor
    }
  }
  return {
    asset: view.asset,
    decimals: view.decimals,
    layers: view.layers.map(({ layer, holds, paid }) => ({ layer, paid: paid.minor, ...(holds && { holds: holds.minor }) })),
    losses: [...losses.values()],
    uncovered: view.uncovered.minor,
    closings: closingsOf(decisions),
  }
}

function closingsOf(decisions: readonly Decision[]): ReportClosings {
  const found = { auctions: 0, sales: 0, salesGave: 0n, takeovers: 0, takeoversGave: 0n, winners: 0, winnersGave: 0n, tornUp: 0 }
  for (const { body } of decisions) {
    if (body.kind === 'auctionEnded') found.auctions += 1
    if (body.kind === 'portfolioTransferred') {
      found.sales += 1
      found.salesGave += body.discount.minor
    }
    if (body.kind === 'providerTookOver') {
      found.takeovers += 1
      found.takeoversGave += body.discount.minor
    }
    if (body.kind !== 'positionsDeleveraged') continue
    found.winners += body.closed.length
    found.winnersGave += body.covered.minor
    found.tornUp += body.tornUp.length
  }
  return found
}
