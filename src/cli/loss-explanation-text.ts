import { layerText } from '../api/waterfall-decision-text.ts'
import type { Amount } from '../base/amount.ts'
import { formatDecimal } from '../base/decimal.ts'
import type { LossExplanation } from '../daemon/run-types.ts'
import type { LayerKind } from '../waterfall/layers/layer-kind.ts'
import { moneyText } from './run-text.ts'
import { columns } from './write.ts'

/**
 * Who bore a loss, as a table of layers that sums to the deficit, and the ledger's lines.
 *
 * @example
 * lossLines(explanation.loss)
 */
export function lossLines(loss: LossExplanation): readonly string[] {
  const money = ({ minor }: Amount): string => moneyText(formatDecimal(minor, loss.decimals))
  const layers = loss.layers.map(({ layer, kind, held, used, shares, beside }) => [
    layerText({ layer, kind }),
    held === undefined ? '' : money(held),
    money(used),
    [
      ...shares.map(({ account, paid }) => `${account} ${money(paid)}`),
      ...(beside === undefined ? [] : [`own money beside them ${money(beside)}`]),
    ].join(', '),
  ])
  const recovered = loss.recovered.map(({ layer, paid }) => [`${namedLayer(layer)}, later`, '', money(paid), ''])
  const rows = [...layers, ...recovered, ['uncovered', '', money(loss.uncovered), ''], ['deficit', '', money(loss.deficit), '']]
  const legs = loss.transfers.map(({ amount, asset, debit, credit, id }) => [`${moneyText(amount)} ${asset}`, `${debit} to ${credit}`, id])
  return [...columns([[`Layer, in ${loss.deficit.asset}`, 'Held', 'Paid', 'By whom'], ...rows]), '', ...columns(legs)]
}

function namedLayer(layer: string): string {
  if (layer === 'fundDraw') return 'a draw on the fund'
  return layerText({ layer, kind: layer.startsWith('ownMoney:') ? 'ownMoney' : (layer as LayerKind) })
}
