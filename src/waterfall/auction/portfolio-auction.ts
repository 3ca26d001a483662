/**
 * How a whole portfolio is sold by a falling price. While it is worth something a share of it is sold for a falling share of its worth; once it
 * is worth nothing whoever takes it is paid a rising sum. Times are seconds of biddable time. As Derive's `DutchAuction` states it.
 */
export type PortfolioTerms = Readonly<{
  /** Share of the portfolio's worth asked at the start. */
  startShare: number
  /** ... and at the end of the fast phase. It falls to 0 in the slow one. */
  fastEndShare: number
  fastFor: number
  slowFor: number
  /** Seconds until the payout of an insolvent portfolio has grown to its whole margin. */
  insolventFor: number
  /** How far beyond maintenance margin a sale leads, as a fraction of the maintenance requirement. */
  bufferShare: number
}>

/** What a portfolio is worth, in the settlement asset. */
export type PortfolioFigures = Readonly<{
  /** Worth at marks, cash included; below 0 when insolvent. */
  markToMarket: number
  /** Worth less the maintenance requirement: below 0 while it may be sold. */
  maintenanceExcess: number
}>

/** Where the price of a solvent portfolio stands; `over`: nothing is asked any more. */
export type SolventPhase = 'fast' | 'slow' | 'over'

/**
 * The phase after `elapsed` seconds.
 *
 * @example
 * solventPhase(terms, 0) // 'fast'
 */
export function solventPhase(terms: PortfolioTerms, elapsed: number): SolventPhase {
  if (elapsed < terms.fastFor) return 'fast'
  return elapsed < terms.fastFor + terms.slowFor ? 'slow' : 'over'
}

/**
 * The share of the portfolio's worth asked after `elapsed` seconds.
 *
 * @returns From `startShare` to `fastEndShare` in the fast phase, on to 0 in the slow one, 0 afterwards.
 *
 * @example
 * solventMultiplier({ ...terms, startShare: 1, fastEndShare: 0.8, fastFor: 600 }, 300) // 0.9
 */
export function solventMultiplier(terms: PortfolioTerms, elapsed: number): number {
  const { startShare, fastEndShare, fastFor, slowFor } = terms
  const phase = solventPhase(terms, elapsed)
  if (phase === 'over') return 0
  if (phase === 'fast') return startShare - ((startShare - fastEndShare) * elapsed) / fastFor
  return fastEndShare * (1 - (elapsed - fastFor) / slowFor)
}

/**
 * What the portfolio is short of the margin a sale restores: maintenance margin and a buffer.
 *
 * @returns Below 0 while something is short.
 *
 * @example
 * bufferExcess({ markToMarket: 300, maintenanceExcess: -100 }, 0.1) // -140
 */
export function bufferExcess({ markToMarket, maintenanceExcess }: PortfolioFigures, bufferShare: number): number {
  return maintenanceExcess + bufferShare * (maintenanceExcess - markToMarket)
}

/** A solvent portfolio at one moment of its auction. */
export type SolventStanding = Readonly<{
  figures: PortfolioFigures
  /** Cash that earlier bids paid in: it is not for sale. */
  reservedCash: number
  /** Share of the worth asked. */
  multiplier: number
  bufferShare: number
}>

/**
 * The largest share of what is left of a portfolio that may be sold: as much as restores the buffer, no more.
 *
 * @returns From 0 to 1; 0 when nothing is short, 1 when the portfolio has no worth to sell.
 *
 * @example
 * largestShare({ figures: { markToMarket: 300, maintenanceExcess: -100 }, reservedCash: 0, multiplier: 1, bufferShare: 0.1 }) // 0.318
 */
export function largestShare({ figures, reservedCash, multiplier, bufferShare }: SolventStanding): number {
  const short = bufferExcess(figures, bufferShare)
  if (short >= 0) return 0
  if (figures.markToMarket <= 0) return 1
  const afterWhole = figures.markToMarket * multiplier + reservedCash * (1 - multiplier)
  return Math.min(1, short / (short - afterWhole))
}

/**
 * The price of the whole of what is left.
 *
 * @example
 * solventPrice({ ...standing, figures: { markToMarket: 300, maintenanceExcess: -100 }, reservedCash: 0, multiplier: 0.9 }) // 270
 */
export function solventPrice({ figures, reservedCash, multiplier }: SolventStanding): number {
  return (figures.markToMarket - reservedCash) * multiplier
}

/** What a bidder gets and pays, and what is left. */
export type SolventSale = Readonly<{
  /** Share of what was left. */
  share: number
  paid: number
  /** Whether the bid was cut to the largest share, after which the auction is over. */
  isRestored: boolean
  after: PortfolioFigures
  reservedCash: number
}>

/**
 * A sale of the share wanted, or of the largest that may be sold. Cash that earlier bids paid in stays with the portfolio.
 *
 * @param wanted - Share of what is left, from 0 to 1.
 *
 * @example
 * sellShare(standing, 0.1).paid
 */
export function sellShare(standing: SolventStanding, wanted: number): SolventSale {
  const most = largestShare(standing)
  const share = Math.min(wanted, most)
  const paid = solventPrice(standing) * share
  const { figures, reservedCash } = standing
  const left = (worth: number): number => (worth - reservedCash) * (1 - share) + reservedCash + paid
  const after = { markToMarket: left(figures.markToMarket), maintenanceExcess: left(figures.maintenanceExcess) }
  return { share, paid, isRestored: wanted >= most, after, reservedCash: reservedCash + paid }
}

/**
 * Whether a solvent auction must end and begin anew: the portfolio became insolvent, or is worth no more than what bids paid in.
 *
 * @returns How it begins anew, or `goesOn`.
 *
 * @example
 * restartOf({ markToMarket: -600, maintenanceExcess: -900 }, 0) // 'insolvent'
 */
export function restartOf({ markToMarket }: PortfolioFigures, reservedCash: number): 'goesOn' | 'solvent' | 'insolvent' {
  if (markToMarket < 0) return 'insolvent'
  return reservedCash >= markToMarket && reservedCash > 0 ? 'solvent' : 'goesOn'
}

/**
 * The price of an insolvent portfolio after `elapsed` seconds: what it is worth at first, then down to its whole maintenance deficit.
 *
 * @returns Below 0: minus what its taker is paid. 0 when nothing is short.
 *
 * @example
 * insolventPrice({ markToMarket: -100, maintenanceExcess: -300 }, 600, 300) // -200
 */
export function insolventPrice(figures: PortfolioFigures, insolventFor: number, elapsed: number): number {
  const { maintenanceExcess } = figures
  if (maintenanceExcess >= 0) return 0
  const start = Math.min(figures.markToMarket, 0)
  return elapsed >= insolventFor ? maintenanceExcess : start + ((maintenanceExcess - start) * elapsed) / insolventFor
}

/** What the taker of an insolvent portfolio is paid, and by whom. */
export type InsolventSale = Readonly<{ payout: number; fromFund: number; uncovered: number }>

/**
 * The payout of a share of an insolvent portfolio. The fund pays what it holds; the rest is for the layers behind it.
 *
 * @param price - As `insolventPrice` gives it.
 * @param fund - What the fund holds.
 *
 * @example
 * insolventSale(-104, 0.5, 1_000) // { payout: 52, fromFund: 52, uncovered: 0 }
 */
export function insolventSale(price: number, share: number, fund: number): InsolventSale {
  // No minus zero: a price of 0 pays 0.
  const payout = price === 0 ? 0 : -price * share
  const fromFund = Math.min(payout, Math.max(0, fund))
  return { payout, fromFund, uncovered: payout - fromFund }
}

/**
 * Whether a payment is more than the bidder agreed to. Payments to the bidder are negative, and so is the least it wants.
 *
 * @param paid - What the bidder would pay in all; negative when it is paid.
 *
 * @example
 * exceedsLimit(-100, -200) // true: it wants 200 and would get 100
 */
export function exceedsLimit(paid: number, limit: number): boolean {
  return paid > limit
}

/**
 * Whether withdrawals wait: insolvent portfolios may cost more than the fund holds.
 *
 * @param insolventTotal - Sum of the maintenance deficits of portfolios in insolvent auctions, at their start; 0 or above.
 * @param fund - Undefined where there is no fund that withdrawals would wait for.
 *
 * @example
 * withdrawalsBlocked(600, 599) // true
 */
export function withdrawalsBlocked(insolventTotal: number, fund: number | undefined): boolean {
  return fund !== undefined && insolventTotal > 0 && insolventTotal > fund
}
