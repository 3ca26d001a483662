import type { CappedPeriod } from '../../waterfall/layers/capped-period.ts'
import type { MarginState } from '../margin/margin-state.ts'
import { settlementAmount } from '../margin/member-books.ts'
import { recordDecision, type Turn } from '../turn.ts'
import type { LayerOutcome } from './waterfall-decision.ts'

/** A loss that layers which hold money have paid what they could of, in minor units of the settlement asset. */
export type OpenLoss = Readonly<{
  account: string
  event: string
  minor: bigint
  uncoveredMinor: bigint
  layers: readonly LayerOutcome[]
  /** What each of those layers paid, by its name. */
  paid: ReadonlyMap<string, bigint>
  transfers: readonly string[]
  /** The capped period as it stands after it, where members were asked. */
  period?: CappedPeriod
}>

/** What the layers that cut gains did about one loss. */
export type GainsCut = { layers: LayerOutcome[]; transfers: string[]; coveredMinor: bigint }

/**
 * Records who bore a loss. What is left is uncovered until money comes in.
 *
 * @example
 * recordLoss(turn, margin, loss, { layers: [], transfers: [], coveredMinor: 0n })
 */
export function recordLoss(turn: Turn, margin: MarginState, loss: OpenLoss, cut: GainsCut): void {
  const { waterfall } = turn.state
  if (waterfall === undefined) return
  const layers = [...loss.layers, ...cut.layers]
  for (const { layer, used } of layers) if (used.minor > 0n) waterfall.paid.set(layer, (waterfall.paid.get(layer) ?? 0n) + used.minor)
  const minor = loss.uncoveredMinor - cut.coveredMinor
  const { account, event, period } = loss
  if (minor > 0n) {
    waterfall.uncovered.push({ account, event, minor, paid: new Map(loss.paid) })
    waterfall.uncoveredSince ??= turn.at
  }
  const [whole, uncovered] = [settlementAmount(margin, loss.minor), settlementAmount(margin, minor)]
  const body = { kind: 'lossAllocated', account, event, loss: whole, layers, uncovered, ...(period !== undefined && { period }) } as const
  recordDecision(turn, { transfers: [...loss.transfers, ...cut.transfers], body })
}
