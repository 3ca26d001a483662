import { assertNever } from '../base/assert.ts'
import type { Amount } from '../base/amount.ts'
import type { FacilityDecisionBody } from '../engine/facilities/facility-decision.ts'
import { formatNumber } from './format.ts'
import type { MarginScales } from './margin-decision-text.ts'

type Kind = FacilityDecisionBody['kind']
type Body<Name extends Kind> = Extract<FacilityDecisionBody, { kind: Name }>

const titles: Readonly<Record<Kind, string>> = {
  requestRefused: 'Request refused',
  coverSold: 'Cover sold',
  coverRefused: 'Cover refused',
  coverEnded: 'Cover ended',
  claimPaid: 'Claim granted',
  claimRefused: 'Claim refused',
  loanGranted: 'Loan granted',
  loanRefused: 'Loan refused',
  loanReduced: 'Loan paid',
  repaymentRefused: 'Payment refused',
  loanCalled: 'Loan called',
  loanCallMet: "Loan's call met",
  loanDefaulted: 'Loan in default',
  loanRecovered: 'Loan recovered',
  fundDrawn: 'Fund drawn',
  drawRefused: 'Draw refused',
  gainHeld: 'Gain held for review',
  heldGainPaid: 'Held gain paid a debt',
  gainDecided: 'Review ended',
  reviewRefused: 'Review refused',
  activationRandomised: 'Threshold held',
  thresholdSeedTaken: 'Seed taken',
  thresholdSeedRefused: 'Seed refused',
}

type Reason = Extract<FacilityDecisionBody, { kind: `${string}Refused` }>['reason']

const reasons: Readonly<Record<Reason, string>> = {
  facilityOff: 'the policy has no such facility',
  accountUnknown: 'there is no such account',
  assetUnknown: 'the asset is no collateral of the policy',
  amountNotWhole: 'the amount is no whole number',
  pledgeNotThere: 'the account does not hold that much of it free',
  capNotPositive: 'the cap is not above 0',
  coolingDown: 'its group was helped lately',
  beyondBeneficiary: "the account's limit leaves less",
  beyondGroup: "the linked group's limit leaves less",
  beyondWindow: "the window's limit leaves less",
  beyondEpoch: "the epoch's limit leaves less",
  beyondBudget: 'the budget leaves less',
  beyondEvent: "the loss event's limit leaves less",
  beyondLoss: 'less of the loss is uncovered',
  beyondNeed: 'it lacks less',
  fundShort: 'the reserve has less free',
  premiumNotPaid: 'the account cannot pay the premium',
  coverUnknown: 'there is no such cover any more',
  notHolder: "the cover is another account's",
  tooEarly: 'the window has not ended',
  tooLate: 'the time for claims is over',
  evidenceEmpty: 'no trade is named',
  evidenceTwice: 'a trade is named twice',
  tradeUnknown: 'the engine has not seen the trade',
  tradeDiffers: 'the engine has seen the trade otherwise',
  tradeClaimed: 'the trade was claimed before',
  outOfWindow: 'the trade lies outside the window',
  counterpartyUnknown: 'nobody said who was on the other side',
  selfDealt: 'the other side was of its own group',
  notForced: 'the other side was not being liquidated',
  priceFar: 'the price was too far from the mark',
  closingUnknown: 'the contract had no price when the window ended',
  wantedNotPositive: 'the amount is not above 0',
  minorNotPositive: 'the amount is not above 0',
  standingUnknown: 'the account or its collateral cannot be valued',
  notSolvent: 'its equity is too small beside such a loan',
  notIlliquid: 'it can pay what it must',
  inDefault: 'its group left a loan unpaid',
  collateralShort: 'the collateral carries less',
  loanUnknown: 'it has no loan',
  notThere: 'it has less free',
  eventUnknown: 'there is no such loss event',
  holdUnknown: 'nothing of that name is held',
  reviewOver: 'the review is over',
  otherEpoch: 'it is not the epoch that runs',
  seedNotCommitted: 'it is not the seed that was committed',
}

const requests: Readonly<Record<Body<'requestRefused'>['request'], string>> = {
  guaranteeBought: 'cover',
  claimFiled: 'claim',
  loanRequested: 'loan',
  loanRepaid: 'payment on loans',
  drawRequested: 'draw',
  reviewDecided: 'review',
  thresholdSeedGiven: 'seed',
}

const defaults = {
  callUnpaid: 'its call was not met',
  termOver: 'its term is over',
  borrowerFailed: 'its account could not pay what it owed',
} as const

/**
 * Whether a decision is of guarantees, loans, draws or committed thresholds.
 *
 * @example
 * isFacilityDecision(decision.body)
 */
export function isFacilityDecision(body: Readonly<{ kind: string }>): body is FacilityDecisionBody {
  return body.kind in titles
}

/**
 * The title of such a decision.
 *
 * @example
 * facilityTitle(body) // 'Loan granted'
 */
export function facilityTitle(body: FacilityDecisionBody): string {
  return titles[body.kind]
}

/**
 * Such a decision as a sentence.
 *
 * @example
 * facilityText(body, scales) // 'fund-7: 500.00 USDT at 8.875 % a year until 2025-10-17T00:00:00.000Z, against 1,000 minor BTC'
 */
export function facilityText(body: FacilityDecisionBody, scales: MarginScales): string {
  switch (body.kind) {
    case 'coverSold':
    case 'coverEnded':
    case 'claimPaid':
      return guaranteeText(body, scales)
    case 'loanGranted':
    case 'loanReduced':
    case 'loanCalled':
    case 'loanCallMet':
    case 'loanDefaulted':
    case 'loanRecovered':
      return loanText(body, scales)
    case 'fundDrawn':
    case 'gainHeld':
    case 'heldGainPaid':
    case 'gainDecided':
      return drawText(body, scales)
    case 'activationRandomised':
      return thresholdText(body)
    case 'thresholdSeedTaken':
      return `of epoch ${formatNumber(body.epoch)}, as committed`
    default:
      return refusedText(body, scales)
  }
}

function guaranteeText(body: Body<'coverSold' | 'coverEnded' | 'claimPaid'>, { money, time }: MarginScales): string {
  switch (body.kind) {
    case 'coverSold':
      return `${body.account}: up to ${money(body.cap)} from ${time(body.from)} to ${time(body.until)}, for a premium of ${money(body.premium)}`
    case 'coverEnded':
      return `${body.account}: cover ${body.cover}; ${money(body.released)} free again, premium of ${money(body.premium)} earned`
    case 'claimPaid':
      return `${body.account}: ${money(body.paid)} of ${money(body.lost)} lost on ${body.trades.join(', ')}, cover ${body.cover}`
    default:
      return assertNever(body)
  }
}

type LoanKind = 'loanGranted' | 'loanReduced' | 'loanCalled' | 'loanCallMet' | 'loanDefaulted' | 'loanRecovered'

function loanText(body: Body<LoanKind>, { money, time }: MarginScales): string {
  switch (body.kind) {
    case 'loanGranted': {
      const rate = formatNumber(100 * body.yearlyRate)
      return `${body.account}: ${money(body.lent)} at ${rate} % a year until ${time(body.dueAt)}, against ${listOf(body.pledged, money)}`
    }
    case 'loanReduced': {
      const left = body.isOver ? 'the loan is over' : `${money(body.left)} left`
      return `${body.account}: ${money(body.principal)} and ${money(body.interest)} interest on loan ${body.loan}; ${left}`
    }
    case 'loanCalled':
      return `${body.account}: loan ${body.loan} is short by ${money(body.shortBy)} of collateral, due ${time(body.dueAt)}`
    case 'loanCallMet':
      return `${body.account}: the collateral of loan ${body.loan} carries it again`
    case 'loanDefaulted': {
      const why = defaults[body.why]
      return `${body.account}: loan ${body.loan}, as ${why}; ${money(body.principal)} and ${money(body.interest)} interest owed`
    }
    case 'loanRecovered': {
      const paid = `${money(body.principal)} principal and ${money(body.interest)} interest paid`
      return `${body.account}: ${listOf(body.taken, money)} of loan ${body.loan} brought ${money(body.brought)}; ${paid}, ${money(body.lost)} lost`
    }
    default:
      return assertNever(body)
  }
}

function drawText(body: Body<'fundDrawn' | 'gainHeld' | 'heldGainPaid' | 'gainDecided'>, { money, time }: MarginScales): string {
  switch (body.kind) {
    case 'fundDrawn':
      return `${body.account}: ${money(body.drawn)} for loss event ${body.event} by ${body.by}; ${money(body.uncovered)} uncovered`
    case 'gainHeld': {
      const why = body.why === 'linked' ? "of the loser's own group" : 'made far from the mark'
      return `${body.account}: ${money(body.held)} won in loss event ${body.event}, ${why}, until ${time(body.reviewUntil)}`
    }
    case 'heldGainPaid':
      return `${body.account}: ${money(body.paid)} of what is held in review ${body.hold} paid what it owed; ${money(body.left)} held on`
    case 'gainDecided': {
      const by = body.by === undefined ? 'by rule' : `by ${body.by}: ${body.reason ?? ''}`
      return `${body.account}: ${money(body.decided)} ${body.verdict}, ${by}`
    }
    default:
      return assertNever(body)
  }
}

function thresholdText({ epoch, score, propensity, activated, seeded }: Body<'activationRandomised'>): string {
  const outcome = activated ? 'acts' : 'does not act yet'
  const drawn = seeded ? `probability ${formatNumber(propensity)}` : 'no seed was given'
  return `${outcome} at a score of ${formatNumber(score)}, ${drawn}, epoch ${formatNumber(epoch)}`
}

type Refused = Extract<FacilityDecisionBody, { kind: `${string}Refused` }>

/** Who wanted what, and why not. */
function refusedText(body: Refused, { money, time }: MarginScales): string {
  const who = [
    'account' in body ? body.account : undefined,
    'by' in body ? body.by : undefined,
    body.kind === 'requestRefused' ? requests[body.request] : undefined,
    'event' in body ? `loss event ${body.event}` : undefined,
    'cover' in body ? `cover ${body.cover}` : undefined,
    'hold' in body ? body.hold : undefined,
    'epoch' in body ? `epoch ${formatNumber(body.epoch)}` : undefined,
    'wanted' in body ? money(body.wanted) : undefined,
    'subject' in body ? body.subject : undefined,
    'trade' in body && body.trade !== undefined ? `trade ${body.trade}` : undefined,
  ].filter((part) => part !== undefined)
  const why: Reason = body.reason
  const limit = 'available' in body && body.available !== undefined ? ` (${money(body.available)})` : ''
  const until = 'until' in body && body.until !== undefined ? ` (${time(body.until)})` : ''
  return `${who.join(', ')}: ${reasons[why]}${limit}${until}`
}

function listOf(amounts: readonly Amount[], money: (amount: Amount) => string): string {
  return amounts.length === 0 ? 'no collateral' : amounts.map(money).join(', ')
}
