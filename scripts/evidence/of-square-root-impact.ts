import { assessed, bpsCell, type CaptureName } from './captures.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const shares = [0.00001, 0.0001, 0.001, 0.01]
const markets: readonly CaptureName[] = ['BTC perpetual', 'BTC spot']

/**
 * The square-root law beside the walk of the book, by size.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const rows: string[][] = []
  for (const market of markets) {
    const { dailyVolume } = await assessed(market, '1BTC')
    for (const share of shares) {
      const size = share * (dailyVolume as number)
      const { loss, terms, value } = await assessed(market, `${size.toFixed(3)}BTC`)
      const walked = loss.atOnce.ok ? bpsCell(loss.atOnce.value / value) : 'book too thin'
      rows.push([`${(100 * share).toPrecision(1)} %, ${market}`, size.toFixed(1), bpsCell(terms.slowCost), walked])
    }
  }
  const markdown = `Binance, 8 August 2024, volatility 60 % a year, the volume of five minutes taken for a day, factor 1. Average cost in basis points: worked without
hurry, by the law, and all at once, by the walk of the book beyond the touch. Small orders cost less at once than the law says, as no law of
large orders holds for them; large ones are what it is for.

${markdownTable([['share of a day, market', 'BTC', 'by the law', 'at once'], ...rows])}`
  return { markdown, figures: new Map() }
}
