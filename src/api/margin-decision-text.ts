import { assertNever } from '../base/assert.ts'
import type { Amount } from '../base/amount.ts'
import type {
  AskedMargins,
  InputRefusalReason,
  LiquidationWait,
  MarginDecisionBody,
  MarginFigures,
  PenaltyPaid,
  ReductionSize,
  WithdrawalRefusalReason,
} from '../engine/margin/margin-decision.ts'
import { refusalClause } from '../margin/account/refusal-text.ts'
import { formatDuration, formatNumber } from './format.ts'

/** What a sentence about members needs to know: how to write prices, sizes, money and times. */
export type MarginScales = Readonly<{
  price: (contract: string, ticks: number) => string
  size: (contract: string, lots: number) => string
  money: (amount: Amount) => string
  time: (at: number) => string
}>

const titles: Readonly<Record<MarginDecisionBody['kind'], string>> = {
  inputRefused: 'Input refused',
  contractOpened: 'Contract listed',
  accountOpened: 'Account opened',
  depositBooked: 'Deposit booked',
  withdrawalPaid: 'Withdrawal paid',
  withdrawalRefused: 'Withdrawal refused',
  tradeAccepted: 'Trade accepted',
  tradeRefused: 'Trade refused',
  ordersNoted: 'Orders noted',
  ordersRefused: 'Orders refused',
  fundingBooked: 'Funding booked',
  contractClosed: 'Contract settled',
  positionSettled: 'Position settled',
  accountRestricted: 'Account restricted',
  restrictionLifted: 'Restriction lifted',
  marginCallIssued: 'Margin call issued',
  marginCallMet: 'Margin call met',
  liquidationStarted: 'Liquidation started',
  ordersCancelled: 'Orders cancelled',
  liquidationWaited: 'Liquidation waits',
  reductionOrdered: 'Reduction ordered',
  positionReduced: 'Position reduced',
  reductionEnded: 'Reduction ended',
  collateralTaken: 'Collateral taken',
  liquidationEnded: 'Liquidation ended',
  shortfallRealised: 'Shortfall realised',
  fundCarried: 'Margin carried by the fund',
  carryingRefused: 'Margin charged in full',
  accountUnknown: 'Account unknown',
  accountKnown: 'Account known again',
}

const refusals: Readonly<Record<WithdrawalRefusalReason, string>> = {
  initialMargin: 'it would leave less than initial margin',
  restricted: 'the account is restricted: its equity is below initial margin',
  called: 'a margin call is open',
  liquidating: 'the account is being liquidated',
  unknown: 'the account cannot be valued',
  markNotBelieved: 'a price it rests on is not believed enough for that',
  notThere: 'that much is not there, or not free',
  insolventAuctions: 'insolvent portfolios in auction may cost more than the insurance fund holds',
}

const inputRefusals: Readonly<Record<InputRefusalReason, string>> = {
  marginOff: 'the policy has no margin section',
  accountUnknown: 'there is no such account',
  accountExists: 'there is such an account already',
  nameNotAllowed: 'the name is not allowed',
  contractUnknown: 'there is no such contract',
  contractExists: 'the contract is there already',
  payoffNotSupported: 'the books do not hold coin, which this payoff settles in',
  contractNotWellFormed: 'the contract has no usable steps of price and size',
  assetUnknown: 'the asset is neither the settlement asset nor collateral of the policy',
  priceNotBelieved: 'nothing is pledged while its price is not believed',
  amountNotPositive: 'the amount is no whole number above 0',
  lotsNotWhole: 'the size is no whole number of lots',
  priceNotPositive: 'the price is not above 0',
  markNotANumber: 'a mark is no number in its range',
  markMissing: 'there is no mark',
  numberTooLarge: 'the number is too large',
}

const waits: Readonly<Record<LiquidationWait, string>> = {
  halted: 'the engine is halted',
  noMarket: 'what is left trades in no market of the run',
  bookUnknown: 'the book is unknown',
  noBids: 'there are no bids within the bound',
  noOffers: 'there are no offers within the bound',
  markNotBelieved: 'a price it rests on is not believed enough to close anything',
  accountPace: 'as much of it was closed as is allowed for one account in this stretch of time',
  marketPace: 'as much was closed in the market as is allowed in this stretch of time',
  lossLimit: 'closing more would lose more than the market may lose in this stretch of time',
}

const sizes: Readonly<Record<ReductionSize['by'], string>> = {
  restored: 'just enough',
  leastMissing: 'more would cost more than it frees',
  shares: 'all that shares and book allow',
  accountPace: 'all that one account may close now',
  marketPace: 'all that may be closed in the market now',
  lossLimit: 'all that may be closed at a loss now',
}

/**
 * Whether a decision is about members' accounts.
 *
 * @example
 * isMarginDecision(decision.body)
 */
export function isMarginDecision(body: Readonly<{ kind: string }>): body is MarginDecisionBody {
  return body.kind in titles
}

/**
 * The title of a decision about members.
 *
 * @example
 * marginTitle(body) // 'Margin call issued'
 */
export function marginTitle(body: MarginDecisionBody): string {
  return titles[body.kind]
}

/**
 * A decision about members as a sentence.
 *
 * @example
 * marginText(body, scales) // 'fund-7 is short by 1,250.00 USDT, due 2020-03-12T11:00:00Z: equity 900 ...'
 */
export function marginText(body: MarginDecisionBody, scales: MarginScales): string {
  switch (body.kind) {
    case 'inputRefused':
      return `${body.input}${said(body.account)}${said(body.subject)}: ${inputRefusals[body.reason]}${body.found === undefined ? '' : `, found ${body.found}`}`
    case 'contractOpened':
      return body.contract
    case 'accountOpened':
      return `${body.account}${body.owner === undefined ? '' : ` of ${body.owner}`}`
    case 'depositBooked':
      return `${body.account}: ${scales.money(body.deposited)}`
    case 'withdrawalPaid':
      return `${body.account}: ${scales.money(body.withdrawn)}`
    case 'withdrawalRefused':
      return `${body.account}: ${scales.money(body.wanted)}; ${refusals[body.why]}${optionalFigures(body.figures)}`
    case 'fundingBooked':
      return `${body.contract} at ${formatNumber(body.rate * 10_000)} bps: ${scales.money(body.paid)} paid among ${body.accounts} accounts`
    case 'contractClosed':
      return `${body.contract} at ${scales.price(body.contract, body.ticks)}: ${body.accounts} positions`
    default:
      return tradeText(body, scales)
  }
}

type Rest = Exclude<
  MarginDecisionBody,
  {
    kind:
      | 'inputRefused'
      | 'contractOpened'
      | 'accountOpened'
      | 'depositBooked'
      | 'withdrawalPaid'
      | 'withdrawalRefused'
      | 'fundingBooked'
      | 'contractClosed'
  }
>

function tradeText(body: Rest, scales: MarginScales): string {
  switch (body.kind) {
    case 'tradeAccepted':
    case 'tradeRefused':
    case 'positionSettled': {
      const { account, contract, lots, ticks } = body
      const traded = `${account}: ${scales.size(contract, lots)} ${contract} at ${scales.price(contract, ticks)}`
      if (body.kind === 'tradeRefused') return `${traded}; ${refusals[body.why]}${optionalFigures(body.figures)}`
      return `${traded}; cash ${scales.money(body.realised)}`
    }
    case 'ordersNoted':
      return `${body.account}: ${body.orders} resting`
    case 'ordersRefused':
      return `${body.account}: ${refusals[body.why]}${optionalFigures(body.figures)}`
    case 'reductionOrdered':
      return `${body.account}: ${body.side} ${scales.size(body.contract, body.lots)} of ${body.contract}, no worse than ${scales.price(body.contract, body.boundTicks)}; mark ${scales.price(body.contract, body.markTicks)}, ${scales.size(body.contract, body.bookLots)} on the book within the bound${sizeText(body.size)}`
    case 'positionReduced':
      return `${body.account}: ${body.side} ${scales.size(body.contract, body.lots)} at ${scales.price(body.contract, body.ticks)}, bankruptcy price ${formatNumber(body.bankruptcyPrice)}; realised ${scales.money(body.realised)}, fee ${scales.money(body.fee)}${penaltyText(body.penalty, scales)}, ${scales.size(body.contract, body.held)} left`
    case 'reductionEnded':
      return `${body.account}: ${scales.size(body.contract, body.lotsLeft)} left unfilled, ${body.why}`
    case 'collateralTaken':
      return `${body.account}: ${scales.money(body.taken)} at ${formatNumber(body.price)}, ${scales.money(body.paid)} towards what is owed`
    default:
      return standingText(body, scales)
  }
}

type Standing = Exclude<
  Rest,
  {
    kind:
      | 'tradeAccepted'
      | 'tradeRefused'
      | 'positionSettled'
      | 'ordersNoted'
      | 'ordersRefused'
      | 'reductionOrdered'
      | 'positionReduced'
      | 'reductionEnded'
      | 'collateralTaken'
  }
>

function standingText(body: Standing, scales: MarginScales): string {
  switch (body.kind) {
    case 'accountRestricted':
    case 'restrictionLifted':
      return `${body.account}: ${figuresText(body.evidence)}`
    case 'marginCallIssued':
      return `${body.account} is short by ${scales.money(body.shortBy)}, due ${scales.time(body.dueAt)}: ${figuresText(body.evidence)}`
    case 'marginCallMet':
      return `${body.account}: ${body.how === 'paid' ? `${scales.money(body.paid)} was paid` : 'equity recovered'}; ${figuresText(body.evidence)}`
    case 'liquidationStarted':
      return `${body.account}: ${body.cause === 'bankrupt' ? 'equity is below 0' : 'its margin call was not met in time'}; ${figuresText(body.evidence)}`
    case 'ordersCancelled':
      return cancelledText(body, scales)
    case 'liquidationWaited':
      return `${body.account}: ${waits[body.why]}`
    case 'liquidationEnded':
      return `${body.account}: ${body.how === 'restored' ? 'equity is enough again' : 'nothing is left to close'}, after ${formatDuration(body.lasted)}; ${figuresText(body.evidence)}`
    case 'shortfallRealised':
      return `${body.account} cannot pay ${scales.money(body.amount)}`
    case 'fundCarried':
      return `${scales.money(body.carried)} for ${body.accounts} accounts; ${scales.money(body.reserved)} of the reserve stand for it, ${scales.money(body.reservedBefore)} before`
    case 'carryingRefused':
      return `${body.account}: the reserve cannot carry ${scales.money(body.wanted)}, it has ${scales.money(body.available)} free; ${askedText(body.asked)}`
    case 'accountUnknown':
      return `${body.account}: ${refusalClause(body.refusal)}; restricted, not liquidated`
    case 'accountKnown':
      return `${body.account}, after ${formatDuration(body.unknownFor)}: ${figuresText(body.evidence)}${body.dueAt === undefined ? '' : `; its call is now due ${scales.time(body.dueAt)}`}`
    default:
      return assertNever(body)
  }
}

/**
 * What an account stands at, in words.
 *
 * @example
 * figuresText({ equity: 900, initialMargin: 2_000, maintenanceMargin: 1_000 }) // 'equity 900, initial margin 2,000, maintenance margin 1,000'
 */
export function figuresText({ equity, initialMargin, maintenanceMargin, worst, asked }: MarginFigures): string {
  const held = asked === undefined ? '' : `; ${askedText(asked)}, ${formatNumber(asked.carried)} of it carried by the fund`
  const scenario = worst === undefined ? '' : `; worst ${worst.scenario} on ${worst.underlying}, ${formatNumber(worst.profit)}`
  return `equity ${formatNumber(equity)}, initial margin ${formatNumber(initialMargin)}, maintenance margin ${formatNumber(maintenanceMargin)}${held}${scenario}`
}

function askedText({ initialMargin, maintenanceMargin }: AskedMargins): string {
  return `the model asks ${formatNumber(initialMargin)} and ${formatNumber(maintenanceMargin)}`
}

function cancelledText(body: Extract<MarginDecisionBody, { kind: 'ordersCancelled' }>, scales: MarginScales): string {
  const orders = body.orders.map(
    ({ contract, side, lots, ticks }) => `${side} ${scales.size(contract, lots)} ${contract} at ${scales.price(contract, ticks)}`,
  )
  const short = body.shortBy === undefined ? '' : `, ${scales.money(body.shortBy)} short before`
  const why = body.why === 'restores' ? 'that is enough' : 'positions must be closed as well'
  return `${body.account}: ${orders.join(', ')}; ${body.left} left, ${why}${short}`
}

function sizeText(size: ReductionSize | undefined): string {
  if (size === undefined) return ''
  const { by, surplus } = size
  const after = surplus === undefined ? '' : `, then ${formatNumber(Math.abs(surplus))} ${surplus >= 0 ? 'above' : 'below'} its target`
  return `; ${sizes[by]}${after}`
}

function penaltyText(penalty: PenaltyPaid | undefined, scales: MarginScales): string {
  if (penalty === undefined) return ''
  // Whoever has nothing left owes none.
  if (penalty.fund.minor === 0n && penalty.venue.minor === 0n) return ', no penalty'
  return `, penalty ${scales.money(penalty.fund)} to the insurance fund and ${scales.money(penalty.venue)} to the venue`
}

function optionalFigures(figures: MarginFigures | undefined): string {
  return figures === undefined ? '' : ` (${figuresText(figures)})`
}

function said(text: string | undefined): string {
  return text === undefined ? '' : ` ${text}`
}
