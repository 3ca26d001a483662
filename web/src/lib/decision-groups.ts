import type { ColourName } from './colour-name.ts'
import type { DecisionLine } from './types.ts'

/** Kinds of decision a reader asks for together. Empty is all. */
export type DecisionGroup = Readonly<{ name: string; kinds: readonly string[] }>

/** All groups in the order of their buttons. */
export const groups: readonly DecisionGroup[] = [
  { name: 'All', kinds: [] },
  {
    name: 'Backstop',
    kinds: ['backstopActivated', 'backstopReleased', 'facilitySuspended', 'facilityWithheld', 'engineHalted', 'engineResumed'],
  },
  {
    name: 'Facilities',
    kinds: [
      'coverSold',
      'coverRefused',
      'coverEnded',
      'claimPaid',
      'claimRefused',
      'loanGranted',
      'loanRefused',
      'loanReduced',
      'repaymentRefused',
      'loanCalled',
      'loanCallMet',
      'loanDefaulted',
      'loanRecovered',
      'fundDrawn',
      'drawRefused',
      'gainHeld',
      'heldGainPaid',
      'gainDecided',
      'reviewRefused',
      'requestRefused',
      'activationRandomised',
      'thresholdSeedTaken',
      'thresholdSeedRefused',
    ],
  },
  { name: 'Models', kinds: ['modelDemoted', 'modelDistrusted', 'modelTrusted'] },
  { name: 'Triggers', kinds: ['triggerMoved'] },
  { name: 'Orders', kinds: ['quotesPlaced', 'quotesWithdrawn', 'purchaseOrdered', 'disposalOrdered', 'orderEnded'] },
  { name: 'Fills', kinds: ['orderFilled'] },
  { name: 'Marks', kinds: ['inventoryMarked'] },
  {
    name: 'Margin',
    kinds: [
      ...['accountRestricted', 'restrictionLifted', 'marginCallIssued', 'marginCallMet', 'liquidationStarted', 'liquidationWaited'],
      ...[
        'ordersCancelled',
        'liquidationEnded',
        'collateralTaken',
        'shortfallRealised',
        'fundCarried',
        'carryingRefused',
        'accountUnknown',
        'accountKnown',
      ],
    ],
  },
  {
    name: 'Members',
    kinds: [
      ...['accountOpened', 'depositBooked', 'withdrawalPaid', 'withdrawalRefused', 'tradeAccepted', 'tradeRefused', 'ordersNoted'],
      ...['ordersRefused', 'fundingBooked', 'positionSettled', 'contractOpened', 'contractClosed', 'inputRefused'],
    ],
  },
  {
    name: 'Losses',
    kinds: [
      ...['lossAllocated', 'lossNotAllocated', 'lossRecovered', 'withdrawalCut', 'deleveragingSwitched'],
      ...['positionsDeleveraged', 'lossMoneyBooked', 'lossMoneyRefused', 'contributionReturned', 'membershipEnded'],
    ],
  },
  {
    name: 'Auctions',
    kinds: [
      ...['escalated', 'auctionStarted', 'auctionPaused', 'auctionResumed', 'auctionRestarted', 'auctionEnded', 'bidAccepted'],
      ...['bidRefused', 'portfolioTransferred', 'providerTookOver', 'standingBidsNoted', 'standingBidsRefused'],
      ...['auctionCommandTaken', 'auctionCommandRefused'],
    ],
  },
  {
    name: 'Fund',
    kinds: [
      ...['fundStaked', 'unstakeRequested', 'unstakeCancelled', 'unstakeHeld', 'unstakeSettled', 'fundRevenueBooked'],
      ...['fundRevenueSettled', 'fundSharesRebased', 'fundStatusMoved', 'fundInputRefused'],
    ],
  },
  { name: 'Reductions', kinds: ['reductionOrdered', 'positionReduced', 'reductionEnded'] },
]

/** Names of the groups that a run without margin has no use for. */
export const memberGroups: readonly string[] = ['Margin', 'Members', 'Losses', 'Auctions', 'Fund', 'Reductions']

/** Signs of the list, drawn by `parts/Icon.svelte`. */
export type Sign = 'fired' | 'released' | 'moved' | 'up' | 'down' | 'alarm' | 'dot'

/**
 * The sign and colour of a decision in the list; the title says the same in words.
 *
 * @example
 * markOf(line).sign // 'fired'
 */
export function markOf(line: DecisionLine): Readonly<{ sign: Sign; colour: ColourName }> {
  switch (line.kind) {
    case 'backstopActivated':
      return { sign: 'fired', colour: 'active' }
    case 'backstopReleased':
      return { sign: 'released', colour: 'recovering' }
    case 'triggerMoved':
      return { sign: 'moved', colour: 'stressed' }
    case 'orderFilled':
      return line.side === 'buy' ? { sign: 'up', colour: 's1' } : { sign: 'down', colour: 's2' }
    case 'liquidationStarted':
      return { sign: 'fired', colour: 'active' }
    case 'liquidationEnded':
    case 'marginCallMet':
    case 'restrictionLifted':
    case 'accountKnown':
    case 'lossRecovered':
      return { sign: 'released', colour: 'recovering' }
    case 'marginCallIssued':
    case 'carryingRefused':
    case 'liquidationWaited':
    case 'unstakeHeld':
      return { sign: 'alarm', colour: 'stressed' }
    case 'fundStatusMoved':
    case 'escalated':
    case 'lossAllocated':
      return { sign: 'moved', colour: 'stressed' }
    case 'accountRestricted':
      return { sign: 'moved', colour: 'watch' }
    case 'positionReduced':
    case 'positionsDeleveraged':
      return { sign: 'down', colour: 's2' }
    case 'shortfallRealised':
    case 'lossNotAllocated':
    case 'withdrawalCut':
    case 'accountUnknown':
    case 'fundInputRefused':
    case 'fundSharesRebased':
    case 'inputRefused':
    case 'facilitySuspended':
    case 'facilityWithheld':
    case 'modelDemoted':
    case 'modelDistrusted':
    case 'engineHalted':
      return { sign: 'alarm', colour: 'active' }
    default:
      return { sign: 'dot', colour: 'muted' }
  }
}
