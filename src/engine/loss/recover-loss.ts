import { insuranceFundAccount, ownMoneyAccount } from '../../accounting/loss-chart.ts'
import { lossPostings, type LossPayer } from '../../accounting/loss-postings.ts'
import { availableOf } from '../../ledger/balance.ts'
import { layerName } from '../../waterfall/layers/waterfall-terms.ts'
import { settlementAmount } from '../margin/member-books.ts'
import { bookPostings, recordDecision, type Turn } from '../turn.ts'
import { minorOfWhole } from './waterfall-policy.ts'
import type { UncoveredLoss, WaterfallState } from './waterfall-state.ts'

/**
 * Pays what is uncovered out of the insurance fund and the tranches of own money as far as they hold money and their
 * caps allow, the oldest deficit first: income and
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
    const most = layer.atMostPerLoss === undefined ? undefined : minorOfWhole(layer.atMostPerLoss, margin.settlement.decimals)
    payOldest(turn, waterfall, { held: availableOf(turn.state.ledger, account), layer: layerName(layer), payer, most })
  }
}

type Source = Readonly<{ held: bigint; layer: string; payer: LossPayer; most: bigint | undefined }>

function payOldest(turn: Turn, waterfall: WaterfallState, { held, layer, payer, most }: Source): void {
  const { margin } = turn.state
  if (margin === undefined) return
  let left = held
  // A copy, as what is covered is taken off the list.
  for (const loss of [...waterfall.uncovered]) {
    const before = loss.paid.get(layer) ?? 0n
    const minor = least(left, loss.minor, most === undefined ? left : most - before)
    if (minor <= 0n) continue
    left -= minor
    loss.paid.set(layer, before + minor)
    waterfall.paid.set(layer, (waterfall.paid.get(layer) ?? 0n) + minor)
    coverPart(waterfall, loss, minor)
    const transfers = bookPostings(turn, lossPostings(payer, margin.settlement.asset, minor))
    const [paid, uncovered] = [settlementAmount(margin, minor), settlementAmount(margin, loss.minor)]
    const { account, event } = loss
    recordDecision(turn, { transfers, body: { kind: 'lossRecovered', account, event, layer, paid, uncovered } })
  }
}

/**
 * Notes that money covers what is uncovered now, the oldest deficit first.
 *
 * @param minor - At most what is uncovered of all.
 *
 * @example
 * coverOldest(waterfall, kept)
 */
export function coverOldest(waterfall: WaterfallState, minor: bigint): void {
  let left = minor
  for (const loss of [...waterfall.uncovered]) {
    const part = least(left, loss.minor, left)
    left -= part
    coverPart(waterfall, loss, part)
  }
}

/**
 * What is uncovered of one loss event, in minor units.
 *
 * @example
 * uncoveredOfEvent(waterfall, '119:2') // 0n once it is covered
 */
export function uncoveredOfEvent({ uncovered }: WaterfallState, event: string): bigint {
  return uncovered.reduce((sum, loss) => (loss.event === event ? sum + loss.minor : sum), 0n)
}

/**
 * Notes that money from elsewhere covers what is uncovered of one loss event.
 *
 * @param minor - At most `uncoveredOfEvent`.
 *
 * @example
 * coverEvent(waterfall, '119:2', drawn)
 */
export function coverEvent(waterfall: WaterfallState, event: string, minor: bigint): void {
  let left = minor
  for (const loss of waterfall.uncovered.filter((each) => each.event === event)) {
    const part = least(left, loss.minor, left)
    left -= part
    coverPart(waterfall, loss, part)
  }
}

function coverPart(waterfall: WaterfallState, loss: UncoveredLoss, minor: bigint): void {
  loss.minor -= minor
  if (loss.minor === 0n) waterfall.uncovered.splice(waterfall.uncovered.indexOf(loss), 1)
  if (waterfall.uncovered.length === 0) waterfall.uncoveredSince = undefined
}

function least(first: bigint, second: bigint, third: bigint): bigint {
  const less = first < second ? first : second
  return less < third ? less : third
}
