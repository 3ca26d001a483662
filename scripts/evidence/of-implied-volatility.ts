import type { ChainRow, OptionChain } from '../../src/lab/surface/option-chain.ts'
import { black76Greeks, black76Price } from '../../src/pricing/black-76.ts'
import { impliedVolatility } from '../../src/pricing/implied-volatility.ts'
import type { OptionTerms } from '../../src/pricing/option-terms.ts'
import { chainAt, snapshots, type SnapshotName } from './chains.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const usPerYear = 365 * 24 * 3_600 * 1_000_000
/** The step of prices of small options on Deribit, in coin. */
const tickCoin = 0.0001
const near = 2 / 365

/**
 * Volatilities of every price of bitcoin chains through the crash of February 2026: which have none, and how far a tick moves them.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const names = Object.keys(snapshots) as SnapshotName[]
  const found = await Promise.all(names.map(async (name) => ({ name, prices: pricesOf(await chainAt(name)) })))
  const prices = found.flatMap((each) => each.prices)
  const sides = [
    ['out of the money', prices.filter(({ isOut }) => isOut)],
    ['in the money', prices.filter(({ isOut }) => !isOut)],
  ] as const
  const rows = sides.flatMap(([side, those]) =>
    (['bid', 'ask', 'mark'] as const).map((of) => [`${of}, ${side}`, ...refusalCells(those.filter((price) => price.of === of))]),
  )
  const marks = found.flatMap((each) => {
    const out = each.prices.filter(({ of, isOut }) => of === 'mark' && isOut)
    return [
      [`${each.name}, two days`, ...markCells(out.filter(({ terms }) => terms.timeYears <= near))],
      [`${each.name}, later`, ...markCells(out.filter(({ terms }) => terms.timeYears > near))],
    ]
  })
  const markdown = `Bitcoin options of Deribit, ${names.length} snapshots of February 2026 through the crash, every bid, ask and mark above 0. "Round trip" is the worst difference between a
price and the price of the volatility found for it, as a share of the forward.

${markdownTable([['price', 'prices', 'below intrinsic', 'at intrinsic', 'other refusals', 'round trip'], ...rows])}

Bids below what exercise is worth are common in the money, and no mistake of the solver. Marks out of the money, options of the next two days and later ones: what
a tick of ${tickCoin} coin is in points of volatility for deltas up to 0.05 and above, and how far our volatility lies from the one the venue states.

${markdownTable([['marks', 'number', 'tick, small delta', 'tick, others', 'from the venue, median', 'worst 5 %'], ...marks])}

On a calm evening both agree to a hundredth of a point. In the fall they differ, most for options about to expire; the likely reason is that mark, forward
and volatility of a snapshot are not of one moment.`
  return { markdown, figures: new Map() }
}

type Priced = Readonly<{ of: 'bid' | 'ask' | 'mark'; row: ChainRow; terms: OptionTerms; price: number; isOut: boolean }>

function pricesOf(chain: OptionChain): readonly Priced[] {
  return chain.rows.flatMap((row) => {
    const { kind, strike, forward } = row
    if (forward === undefined || row.expiry <= chain.at) return []
    const terms = { kind, forward, strike, timeYears: (row.expiry - chain.at) / usPerYear }
    const isOut = kind === (strike >= forward ? 'call' : 'put')
    return (['bid', 'ask', 'mark'] as const).flatMap((of) => {
      const coin = row[of]
      return coin !== undefined && coin > 0 ? [{ of, row, terms, price: coin * forward, isOut }] : []
    })
  })
}

function refusalCells(prices: readonly Priced[]): string[] {
  let [below, at, other, worst] = [0, 0, 0, 0]
  for (const { terms, price } of prices) {
    const found = impliedVolatility(terms, price)
    if (!found.ok && found.refusal.reason === 'belowIntrinsic') below++
    else if (!found.ok) other++
    else if (found.value === 0) at++
    else worst = Math.max(worst, Math.abs(black76Price({ ...terms, volatility: found.value }) - price) / terms.forward)
  }
  return [...[prices.length, below, at, other].map((count) => count.toLocaleString('en-US')), worst.toExponential(0)]
}

function markCells(marks: readonly Priced[]): string[] {
  const ticks: (readonly [delta: number, points: number])[] = []
  const differences: number[] = []
  for (const { row, terms, price } of marks) {
    const found = impliedVolatility(terms, price)
    if (!found.ok || row.markVolatility === undefined) continue
    differences.push(100 * Math.abs(found.value - row.markVolatility))
    const greeks = black76Greeks({ ...terms, volatility: found.value })
    if (greeks.ok) ticks.push([Math.abs(greeks.value.delta), (100 * tickCoin * terms.forward) / greeks.value.vega])
  }
  const small = ticks.filter(([delta]) => delta <= 0.05).map(([, points]) => points)
  const others = ticks.filter(([delta]) => delta > 0.05).map(([, points]) => points)
  return [String(differences.length), ...[at(small, 0.5), at(others, 0.5), at(differences, 0.5), at(differences, 0.95)]]
}

function at(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(2) ?? ''
}
