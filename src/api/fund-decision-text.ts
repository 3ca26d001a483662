import type { Amount } from '../base/amount.ts'
import { assertNever } from '../base/assert.ts'
import type { FundDecisionBody, FundRefusalReason } from '../engine/loss/fund-decision.ts'
import type { ExitStatus } from '../waterfall/shares/exit-queue.ts'
import { formatNumber } from './format.ts'

/** How a sentence about the fund writes money and times. */
type FundScales = Readonly<{ money: (amount: Amount) => string; time: (at: number) => string }>

const titles: Readonly<Record<FundDecisionBody['kind'], string>> = {
  fundInputRefused: 'Fund input refused',
  fundStaked: 'Fund staked',
  unstakeRequested: 'Exit requested',
  unstakeCancelled: 'Exit taken back',
  unstakeHeld: 'Exit waits',
  unstakeSettled: 'Exit paid',
  fundRevenueBooked: 'Fund income booked',
  fundRevenueSettled: 'Fund income settled',
  fundSharesRebased: 'Fund shares rebased',
  fundStatusMoved: 'Fund status',
}

const refusals: Readonly<Record<FundRefusalReason, string>> = {
  fundSharesOff: 'the policy has no shares of the insurance fund',
  nameNotAllowed: 'the name is not allowed',
  amountNotPositive: 'the amount is no whole number above 0',
  sharesNotWhole: 'the shares are no whole number above 0',
  belowLeastStake: 'it is less than the least stake',
  revenueOff: 'the policy settles no income into the fund',
  nothingStaked: 'nothing is staked under this name',
  nothingRequested: 'no exit was requested',
  requestInProgress: 'an exit is already on its way',
  moreThanHeld: 'it is more than is held',
  coolingDown: 'the cool-down is not over',
  lossOpen: 'a loss event is open',
  claimsOnEmptyVault: 'shares claim an empty fund, and new money would be theirs',
  buysNoShare: 'it is less than a share costs',
  forfeitureTooCoarse: 'others hold so little that rounding would take more than a thousandth of it; let the exit be paid instead',
}

const statusWords: Readonly<Record<ExitStatus, string>> = {
  activeByOperator: 'active by hand',
  active: 'active',
  onIceByOperator: 'on ice by hand',
  onIce: 'on ice',
  frozenByOperator: 'frozen by hand',
  frozen: 'frozen',
  setup: 'not opened',
}

/**
 * Whether a decision is about shares of the fund.
 *
 * @example
 * isFundDecision(decision.body)
 */
export function isFundDecision(body: Readonly<{ kind: string }>): body is FundDecisionBody {
  return body.kind in titles
}

/**
 * The title of a decision about shares of the fund.
 *
 * @example
 * fundTitle(body) // 'Exit paid'
 */
export function fundTitle(body: FundDecisionBody): string {
  return body.kind === 'fundStatusMoved' ? `Fund ${statusWords[body.to]}` : titles[body.kind]
}

/**
 * A decision about shares of the fund as a sentence.
 *
 * @example
 * fundText(body, scales) // 'alice: 5,000 USDT for 5,000 shares; the fund holds 105,000 USDT'
 */
export function fundText(body: FundDecisionBody, { money, time }: FundScales): string {
  switch (body.kind) {
    case 'fundInputRefused':
      return refusalText(body, time)
    case 'fundStaked':
      return `${body.staker}: ${money(body.staked)} for ${sharesText(body.bought)}; the fund holds ${money(body.fund)}`
    case 'unstakeRequested':
      return `${body.staker}: ${sharesText(body.shares)}, worth ${money(body.worth)} now; paid from ${time(body.until)}, less the losses until then`
    case 'unstakeCancelled':
      return `${body.staker}: ${sharesText(body.forfeited)} forfeited, ${sharesText(body.held)} kept`
    case 'unstakeHeld':
      return `${body.staker}: the cool-down is over; loss event ${body.event} is not`
    case 'unstakeSettled':
      return `${body.staker}: ${money(body.paid)} of the ${money(body.asked)} asked for, for ${sharesText(body.shares)}; the fund holds ${money(body.fund)}`
    case 'fundRevenueBooked':
      return `${money(body.received)}; ${money(body.waiting)} wait to be settled`
    case 'fundRevenueSettled':
      return `${money(body.settled)}; the fund holds ${money(body.fund)}, ${money(body.waiting)} wait`
    case 'fundSharesRebased':
      return `all shares divided by 10^${body.tenfolds}: ${sharesText(body.totalShares)} of ${money(body.fund)}`
    case 'fundStatusMoved':
      return `from ${statusWords[body.from]}: ${queuedText(body.queued, body.totalShares)} leave, the fund holds ${money(body.fund)} of at least ${money(body.leastFund)}`
    default:
      return assertNever(body)
  }
}

function refusalText(body: Extract<FundDecisionBody, { kind: 'fundInputRefused' }>, time: FundScales['time']): string {
  const who = body.staker === undefined ? '' : `${body.staker}: `
  const found = body.found === undefined ? '' : `, ${body.found}`
  const until = body.until === undefined ? '' : ` before ${time(body.until)}`
  return `${who}${body.input}: ${refusals[body.reason]}${until}${found}`
}

function sharesText(shares: string): string {
  return shares === '1' ? '1 share' : `${BigInt(shares).toLocaleString('en-US')} shares`
}

function queuedText(queued: string, total: string): string {
  if (total === '0') return 'none of no shares'
  return `${formatNumber(Number((BigInt(queued) * 10_000n) / BigInt(total)) / 100)} % of the shares`
}
