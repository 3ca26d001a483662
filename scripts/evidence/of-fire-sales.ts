import { liquidationCascade } from '../../src/risk/contagion/liquidation-cascade.ts'
import { depthOf, walkOf } from '../../src/risk/liquidation/book-walk.ts'
import { assessed } from './captures.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const shocks = [0.01, 0.02, 0.03, 0.05]
const interests = [1_000, 5_000, 20_000]

/**
 * Amplification of a shock by liquidations against the depth of a recorded book.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const { position } = await assessed('BTC perpetual', '1BTC')
  const walk = walkOf(position.book)
  // Units on the bids within two per cent, over the price they span: the depth of a linear cascade.
  const span = 0.02 * position.mid
  const within = walk.distances.findIndex((distance) => distance > span)
  const units = within <= 0 ? depthOf(walk) : (walk.unitsTo[within - 1] as number)
  const depth = units / span
  const count = 1_000
  const rows = shocks.map((shock) => [
    `${100 * shock} %`,
    ...interests.map((interest) => {
      const found = liquidationCascade({
        price: position.mid,
        shock,
        units: new Float64Array(count).fill(interest / count),
        liquidationPrices: Array.from({ length: count }, (_, i) => position.mid * (1 - (0.1 * (i + 1)) / count)),
        depth,
        impact: 'linear',
      })
      const factor = found.amplification.ok ? found.amplification.value.toFixed(2) : 'none'
      return `${factor} (${((100 * found.positionsLiquidated) / count).toFixed(0)} %)`
    }),
  ])
  const head = ['shock', ...interests.map((interest) => `${interest.toLocaleString('en-US')} BTC`)]
  const markdown = `The bids of the BTC perpetual of Binance at the end of 8 August 2024: ${Math.round(units).toLocaleString('en-US')} BTC within 2 % of the mid. Made-up long positions of so many BTC in all, liquidated
evenly over the next 10 % down: whole fall over the shock and, in brackets, the share liquidated. Where a unit's fall liquidates more than a unit, the
cascade runs to the end.

${markdownTable([head, ...rows])}`
  return { markdown, figures: new Map() }
}
