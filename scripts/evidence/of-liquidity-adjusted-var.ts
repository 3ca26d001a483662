import { assessed, bpsCell, minutesCell, type CaptureName } from './captures.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const positions: readonly (readonly [CaptureName, string])[] = [
  ['BTC perpetual', '1BTC'],
  ['BTC perpetual', '25BTC'],
  ['BTC perpetual', '250BTC'],
  ['BTC perpetual', '-250BTC'],
  ['BTC perpetual', '2500BTC'],
  ['BTC perpetual', '20000BTC'],
  ['BTC inverse perpetual', '250BTC'],
  ['BTC spot', '250BTC'],
  ['ETH spot', '2500ETH'],
]

/**
 * The cost of leaving positions of many sizes through recorded books.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const rows: string[][] = []
  for (const [market, position] of positions) {
    const { loss, leaveNow, value, position: settled } = await assessed(market, position)
    const { valueAtRisk } = loss
    rows.push([
      `${position}, ${market}`,
      bpsCell(valueAtRisk.priceRisk / value),
      bpsCell((valueAtRisk.total - valueAtRisk.priceRisk) / value),
      minutesCell(valueAtRisk.plan.window),
      bpsCell(leaveNow.total / value),
      loss.atOnce.ok ? bpsCell(loss.atOnce.value / (Math.abs(settled.units) * settled.mid)) : 'book too thin',
    ])
  }
  const head = ['position', 'plain VaR', 'cost of leaving', 'minutes taken', 'if left now', 'all at once']
  const markdown = `Binance, the last minutes of 8 August 2024; volatility 60 % a year, 99 %, held a day, basis points of the value.
"Cost of leaving" is all but the plain VaR; "if left now" is that of a position that must not wait, the risk of its schedule included; "all at
once" is the walk of the book beyond the touch. For a day's horizon the cost of leaving is small beside the price; for one that must go now it
is all there is.

${markdownTable([head, ...rows])}`
  return { markdown, figures: new Map() }
}
