import { insuranceFundAccount, ownMoneyAccount } from '../../accounting/loss-chart.ts'
import { lossPostings, type LossPayer } from '../../accounting/loss-postings.ts'
import { availableOf } from '../../ledger/balance.ts'
import { layerName } from '../../waterfall/layers/waterfall-terms.ts'
import { settlementAmount } from '../margin/member-books.ts'
import { bookPostings, recordDecision, type Turn } from '../turn.ts'
import type { WaterfallState } from './waterfall-state.ts'

/**
 * Pays what is uncovered out of the insurance fund and the tranches of own money as far as they hold money, the oldest deficit first: income and
 * money the operator puts up reach a loss that came before them. Nothing while nothing is uncovered.
 *
 * @example
 * recoverLosses(turn)
 */
export function recoverLosses(turn: Turn): void {
  const { waterfall, margin, terms } = turn.state
  const policy = terms?.policy.waterfall
  if (waterfall === undefined || margin === undefined || policy === undefined || waterfall.uncovered.length === 0) return
  const { asset } = margin.settlement
  for (const layer of policy.layers) {
    const payer: LossPayer | undefined = layer.kind === 'insuranceFund' || layer.kind === 'ownMoney' ? layer : undefined
    if (payer === undefined) continue
    const account = payer.kind === 'ownMoney' ? ownMoneyAccount(payer.tranche, asset) : insuranceFundAccount(asset)
    payOldest(turn, waterfall, { held: availableOf(turn.state.ledger, account), layer: layerName(layer), payer })
  }
}

type Source = Readonly<{ held: bigint; layer: string; payer: LossPayer }>

function payOldest(turn: Turn, waterfall: WaterfallState, { held, layer, payer }: Source): void {
  const { margin } = turn.state
  if (margin === undefined) return
  let left = held
  for (let oldest = waterfall.uncovered[0]; oldest !== undefined && left > 0n; oldest = waterfall.uncovered[0]) {
    const { account, event } = oldest
    const minor = reduceUncovered(waterfall, left)
    left -= minor
    const transfers = bookPostings(turn, lossPostings(payer, margin.settlement.asset, minor))
    waterfall.paid.set(layer, (waterfall.paid.get(layer) ?? 0n) + minor)
    const still = oldest === waterfall.uncovered[0] ? oldest.minor : 0n
    const [paid, uncovered] = [settlementAmount(margin, minor), settlementAmount(margin, still)]
    recordDecision(turn, { transfers, body: { kind: 'lossRecovered', account, event, layer, paid, uncovered } })
  }
}

/**
 * Notes that up to `most` of the oldest deficit is covered now.
 *
 * @returns How much of it is.
 *
 * @example
 * const minor = reduceUncovered(waterfall, kept)
 */
export function reduceUncovered(waterfall: WaterfallState, most: bigint): bigint {
  const [oldest] = waterfall.uncovered
  if (oldest === undefined) return 0n
  const minor = most < oldest.minor ? most : oldest.minor
  oldest.minor -= minor
  if (oldest.minor === 0n) waterfall.uncovered.shift()
  if (waterfall.uncovered.length === 0) waterfall.uncoveredSince = undefined
  return minor
}
