import {
  bufferExcess,
  exceedsLimit,
  insolventPrice,
  insolventSale,
  largestShare,
  sellShare,
  solventMultiplier,
  solventPrice,
  withdrawalsBlocked,
  type PortfolioTerms,
} from '../../waterfall/auction/portfolio-auction.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome, ProcedureTable } from '../procedure.ts'
import { createChecker, outcomeOf, type Checker } from './margin-derive-check.ts'

/** Portfolio auctions as Derive's contract tests state them. */
export const deriveAuctionProcedures: ProcedureTable = {
  derive_auction_units: { cases: unitCases },
  derive_liquidation_sims: { cases: simulationCases },
}

// Both files say what they were checked to.
const exactly = { rel: 1e-12, abs: 1e-12 }

function unitCases(document: Fields): readonly CaseOutcome[] {
  const rows = (name: string): readonly Fields[] => (document.has(name) ? document.rows(name) : [])
  const insolventFor = document.fields('params').number('insolvent_s')
  return [
    ...rows('solvent').map((row) => outcomeOf(`solvent ${row.text('name')}`, () => solventMismatches(row))),
    ...insolventCases(rows('insolvent'), insolventFor),
    ...rows('withdraw_block').map((row, index) => outcomeOf(`withdrawals ${index}`, () => withdrawalMismatches(row))),
    ...(document.has('restart_as_insolvent') ? [restartCase(document.fields('restart_as_insolvent'), insolventFor)] : []),
  ]
}

function solventMismatches(row: Fields): CaseOutcome['mismatches'] {
  const standing = {
    figures: { markToMarket: row.number('MtM'), maintenanceExcess: row.number('MM') },
    reservedCash: row.numberOr('reserved_cash', 0),
    multiplier: row.number('discount_multiplier'),
    bufferShare: row.number('buffer'),
  }
  const sale = sellShare(standing, row.numberOr('percent_wanted', 1))
  const expected = row.fields('expected')
  const check = createChecker(exactly)
  const actual: Readonly<Record<string, number>> = {
    buffer_margin: bufferExcess(standing.figures, standing.bufferShare),
    max_proportion: largestShare(standing),
    bid_price_full: solventPrice(standing),
    percent_filled: sale.share,
    cash_paid: sale.paid,
  }
  checkEach(expected, actual, check)
  return check.mismatches
}

/** A field that the file expects and nothing computes must not pass unseen. */
function checkEach(expected: Fields, actual: Readonly<Record<string, number>>, check: Checker): void {
  for (const name of expected.names()) check.near(name, expected.number(name), actual[name] ?? Number.NaN)
}

/** A row that names no portfolio speaks of the last one named before it. */
function insolventCases(rows: readonly Fields[], insolventFor: number): readonly CaseOutcome[] {
  let figures = { markToMarket: Number.NaN, maintenanceExcess: Number.NaN }
  return rows.map((row, index) => {
    figures = {
      markToMarket: row.numberOr('MtM', figures.markToMarket),
      maintenanceExcess: row.numberOr('MM', figures.maintenanceExcess),
    }
    const price = insolventPrice(figures, insolventFor, row.number('t'))
    return outcomeOf(`insolvent ${index}`, () => insolventMismatches(row, price))
  })
}

function insolventMismatches(row: Fields, price: number): CaseOutcome['mismatches'] {
  const check = createChecker(exactly)
  const isFundEmpty = row.has('fund_empty') && row.truth('fund_empty')
  const sale = insolventSale(price, row.numberOr('percent', 1), isFundEmpty ? 0 : Number.POSITIVE_INFINITY)
  const isRefused = row.has('limit') && exceedsLimit(-sale.payout, row.number('limit'))
  check.same('error', row.textOr('error', undefined), isRefused ? 'PriceLimitExceeded' : undefined)
  check.near('bid', row.raw('bid'), price)
  check.near('payout', row.raw('payout'), isRefused ? Number.NaN : sale.payout)
  if (row.has('shortfall_socialised')) check.same('shortfall_socialised', row.truth('shortfall_socialised'), sale.uncovered > 0)
  return check.mismatches
}

function withdrawalMismatches(row: Fields): CaseOutcome['mismatches'] {
  const check = createChecker(exactly)
  const actual = withdrawalsBlocked(row.number('insolvent_MM_total'), row.numberOr('fund', undefined))
  check.same('withdraw_blocked', row.truth('withdraw_blocked'), actual)
  return check.mismatches
}

/** The first price does not depend on the margin, as long as something is short. */
function restartCase(row: Fields, insolventFor: number): CaseOutcome {
  const markToMarket = row.number('MtM')
  const figures = { markToMarket, maintenanceExcess: row.numberOr('MM', markToMarket - 1) }
  const check = createChecker(exactly)
  check.near('first_bid', row.number('first_bid'), insolventPrice(figures, insolventFor, 0))
  return { name: 'restart as insolvent', mismatches: check.mismatches }
}

function simulationCases(document: Fields): readonly CaseOutcome[] {
  const parameters = document.fields('auction_parameters')
  const terms: PortfolioTerms = {
    startShare: parameters.number('startingMtMPercentage'),
    fastEndShare: parameters.number('fastAuctionCutoffPercentage'),
    fastFor: parameters.number('fastAuctionLength_s'),
    slowFor: parameters.number('slowAuctionLength_s'),
    insolventFor: parameters.number('insolventAuctionLength_s'),
    bufferShare: parameters.number('bufferMarginPercentage'),
  }
  const cases = document.fields('cases')
  return cases.names().map((name): CaseOutcome => {
    // The file says so: they state an insolvent auction that its source has since replaced, and left them commented out.
    if (name.startsWith('Insolvent')) return { name, mismatches: [], skipped: 'stale at its source, as the file says' }
    return outcomeOf(name, () => simulationMismatches(cases.fields(name), terms))
  })
}

function simulationMismatches(one: Fields, terms: PortfolioTerms): CaseOutcome['mismatches'] {
  const check = createChecker(exactly)
  let reservedCash = 0
  for (const [index, action] of one.rows('Actions').entries()) {
    const multiplier = solventMultiplier(terms, action.number('Time') - one.numberOr('StartTime', 0))
    reservedCash = checkAction(action, { terms, reservedCash, multiplier, index, check })
  }
  return check.mismatches
}

const unit = 1e18

type ActionAt = Readonly<{ terms: PortfolioTerms; reservedCash: number; multiplier: number; index: number; check: Checker }>

/** Figures before a bid are taken as stated: what the market did between bids is not the auction's. Returns the cash paid in so far. */
function checkAction(action: Fields, { terms, reservedCash, multiplier, index, check }: ActionAt): number {
  const results = action.fields('Results')
  const stated = (name: string): number => results.number(name) / unit
  const { bufferShare } = terms
  const before = { markToMarket: stated('PreMtM'), maintenanceExcess: stated('PreMM') }
  const standing = { figures: before, reservedCash, multiplier, bufferShare }
  const sale = sellShare(standing, action.fields('Liquidator').number('PercentWant') / unit)
  const actual: Readonly<Record<string, number>> = {
    PreBM: bufferExcess(before, bufferShare),
    PreFMax: largestShare(standing),
    ExpectedBidPrice: sale.paid,
    // `FinalPercentageReceived` is of the first portfolio in one case and of what is left in another, and nothing upstream reads it.
    fLiquidatedOfOriginal: sale.share,
    PostMtM: sale.after.markToMarket,
    PostMM: sale.after.maintenanceExcess,
    PostBM: bufferExcess(sale.after, bufferShare),
    PostFMax: largestShare({ ...standing, figures: sale.after, reservedCash: sale.reservedCash }),
  }
  for (const [name, value] of Object.entries(actual)) check.near(`Actions[${index}].${name}`, stated(name), value)
  return sale.reservedCash
}
