import { InputFault } from '../../base/fault.ts'
import { normalDensity, normalQuantile } from '../../num/normal.ts'
import {
  liquidityAdjustedLoss,
  type AdjustedLoss,
  type LiquidityAdjustedLoss,
  type LiquidityAdjustedTerms,
} from '../../risk/liquidation/liquidity-adjusted-loss.ts'
import {
  bookOrigin,
  refillOf,
  slowCostOf,
  spreadOf,
  volatilityOf,
  type Assumption,
  type LiquidationQuestion,
  type NumberOrigin,
} from './measured-inputs.ts'
import { amountText, daysText, percent } from './number-text.ts'
import { settlePosition, type SettledPosition } from './position.ts'
import type { MarketWatch } from './watch-market.ts'

export type { Assumption, LiquidationQuestion, NumberOrigin } from './measured-inputs.ts'

/** The answer with all it rests on. */
export type LiquidationAssessment = Readonly<{
  market: string
  modelled: boolean
  at: number
  question: LiquidationQuestion
  position: SettledPosition
  /** Value of the position at the mid, in money, above zero. */
  value: number
  terms: LiquidityAdjustedTerms
  loss: LiquidityAdjustedLoss
  /** The value at risk of leaving at once, without holding first. */
  leaveNow: AdjustedLoss
  assumptions: readonly Assumption[]
  /** What a reader must know before using a number. Sentences. */
  warnings: readonly string[]
  /** Units traded a day, as measured; `undefined` without prints. */
  dailyVolume: number | undefined
}>

/**
 * Values the loss of a position with the cost of leaving it, from what was seen of its market.
 *
 * @throws InputFault when the position is not of this market, when no schedule fits through its book, or when volatility is not given and
 *   cannot be measured.
 *
 * @example
 * const { loss } = assessLiquidation(await watchMarket(feed, undefined), question)
 */
export function assessLiquidation(watch: MarketWatch, question: LiquidationQuestion): LiquidationAssessment {
  const position = settlePosition(question.position, watch)
  const volatility = volatilityOf(watch, question)
  const spread = spreadOf(watch, question.confidence)
  const refill = refillOf(watch, position)
  const slow = slowCostOf(watch, { position, question, dailyVolatility: volatility.daily })
  const z = normalQuantile(question.confidence)
  const terms: LiquidityAdjustedTerms = {
    units: position.units,
    mid: position.mid,
    book: position.book,
    horizon: question.horizonDays,
    volatility: volatility.daily,
    valueAtRisk: { deviations: z, spread: spread.worst },
    expectedShortfall: { deviations: normalDensity(z) / (1 - question.confidence), spread: spread.tail },
    usualSpread: spread.usual,
    refillHalfLife: refill.seconds / 86_400,
    slowCost: slow.cost,
    windows: windowsOf(question.withinDays, shortestOf(question, { size: Math.abs(position.units), dailyVolume: slow.dailyVolume })),
    trades: question.trades,
  }
  const found = liquidityAdjustedLoss(terms)
  const now = liquidityAdjustedLoss({ ...terms, horizon: 0 })
  if (!found.ok || !now.ok) throw tooThin(watch, { position, question, terms })
  const loss = found.value
  return {
    ...{ market: watch.instrument.id, modelled: watch.instrument.bookSource === 'modelled', at: watch.at },
    ...{ question, position, value: Math.abs(position.units) * position.mid, terms, loss, leaveNow: now.value.valueAtRisk },
    assumptions: [
      ...askedOf(question, z),
      ...[volatility, spread, refill, slow].flatMap(({ rows }) => rows),
      bookRow(position, bookOrigin(watch)),
      ...alwaysAssumed,
    ],
    warnings: warningsOf(watch, { position, question, loss, dailyVolume: slow.dailyVolume, volatility: volatility.warning }),
    dailyVolume: slow.dailyVolume,
  }
}

const alwaysAssumed: readonly Assumption[] = [
  { name: 'moves of the price', value: 'normal, no drift', origin: 'assumed', how: 'independent over time; tails of crypto are fatter' },
  { name: 'price and spread', value: 'worst together', origin: 'assumed', how: 'adds both in full, which errs on the safe side' },
]

function askedOf(question: LiquidationQuestion, z: number): Assumption[] {
  const { confidence, horizonDays, withinDays, trades } = question
  return [
    {
      name: 'confidence',
      value: `${Number((100 * confidence).toPrecision(10))} %`,
      origin: 'given',
      how: `${z.toFixed(3)} deviations of a normal distribution`,
    },
    { name: 'horizon', value: daysText(horizonDays), origin: 'given', how: 'held so long before it is left' },
    {
      name: 'liquidation within',
      value: daysText(withinDays),
      origin: 'given',
      how: `${trades} trades at equal distances, windows down from this one`,
    },
  ]
}

function bookRow({ book, takesBids, unitAsset }: SettledPosition, origin: NumberOrigin): Assumption {
  let depth = 0
  for (let i = 0; i < book.sizes.length; i++) depth += book.sizes[i] as number
  const value = `${book.prices.length} ${takesBids ? 'bids' : 'asks'}, ${amountText(depth)} ${unitAsset}`
  return { name: 'the book', value, origin, how: 'as it stood; a crash can take most of it (--overlay withholds liquidity)' }
}

type WarningBasis = Readonly<{
  position: SettledPosition
  question: LiquidationQuestion
  loss: LiquidityAdjustedLoss
  dailyVolume: number | undefined
  volatility: string | undefined
}>

function warningsOf(watch: MarketWatch, basis: WarningBasis): string[] {
  const { position, question, loss, dailyVolume } = basis
  const size = Math.abs(position.units)
  const warnings: string[] = []
  if (watch.instrument.bookSource === 'modelled')
    warnings.push('The book is modelled from bars: spread, depth and refilling are the model’s, not the venue’s.')
  if (!loss.atOnce.ok) {
    const { plan } = loss.valueAtRisk
    const most = Math.max(...plan.trades)
    warnings.push(
      `The book holds ${amountText(loss.depth)} ${position.unitAsset} on the side taken, less than the ${amountText(size)} to leave: the schedule waits for it to refill and takes at most ${amountText(most)} at a time.`,
    )
  }
  const { window } = loss.valueAtRisk.plan
  if (dailyVolume !== undefined && window > 0) {
    const share = size / (dailyVolume * window)
    if (share > 1.001 * question.shareOfVolume) {
      warnings.push(
        `Even the longest time allowed makes the schedule ${percent(share)} of what trades meanwhile: give --within a longer one.`,
      )
    }
  }
  if (dailyVolume !== undefined && size > dailyVolume)
    warnings.push('The position is larger than the volume of a day at the pace of the data.')
  if (basis.volatility !== undefined) warnings.push(basis.volatility)
  return warnings
}

function tooThin(
  watch: MarketWatch,
  basis: Readonly<{ position: SettledPosition; question: LiquidationQuestion; terms: LiquidityAdjustedTerms }>,
) {
  const found = liquidityAdjustedLoss(basis.terms)
  const most = found.ok ? 0 : found.refusal.mostWithinWindow
  const depth = found.ok ? found.value.depth : found.refusal.available
  const { unitAsset, units } = basis.position
  return new InputFault({
    file: '--position',
    place: 'value',
    expected: `a position that ${watch.instrument.id} can take within ${daysText(basis.question.withinDays)}: about ${amountText(most)} ${unitAsset}, as the book holds ${amountText(depth)} (give --within a longer time)`,
    found: `${amountText(Math.abs(units))} ${unitAsset}`,
  })
}

/** Days that the position takes at the pace allowed; none where the volume is not known. */
function shortestOf(
  question: LiquidationQuestion,
  { size, dailyVolume }: Readonly<{ size: number; dailyVolume: number | undefined }>,
): number {
  return dailyVolume === undefined ? 0 : size / (dailyVolume * question.shareOfVolume)
}

/** From the longest down by halves to the shortest allowed, or ten seconds; the longest alone where that is shorter still. */
function windowsOf(withinDays: number, shortest: number): number[] {
  const least = Math.max(shortest, 10 / 86_400)
  const windows = [withinDays]
  while ((windows.at(-1) as number) / 2 > least) windows.push((windows.at(-1) as number) / 2)
  if (shortest > 0 && (windows.at(-1) as number) > least) windows.push(least)
  return windows
}
