import { contributionAccount, insuranceFundAccount, lossMoneyOpening, ownMoneyAccount } from '../../accounting/loss-chart.ts'
import { givenBackPostings, putUpPostings } from '../../accounting/loss-postings.ts'
import { houseAccounts } from '../../accounting/member-chart.ts'
import { assertNever, invariant } from '../../base/assert.ts'
import { openAccount } from '../../ledger/account.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { isRunning } from '../../waterfall/layers/capped-period.ts'
import type { MarginState } from '../margin/margin-state.ts'
import { settlementAmount } from '../margin/member-books.ts'
import { positiveMinor } from '../margin/refuse-input.ts'
import type { Policy } from '../policy.ts'
import { bookPostings, recordDecision, type Turn } from '../turn.ts'
import { recoverLosses } from './recover-loss.ts'
import { contributionOf } from './waterfall-books.ts'
import type { LossMoneyRefusal } from './waterfall-decision.ts'
import type { ContributionPaid, ContributionRequested, LossMoneyPaid, MembershipEnded, WaterfallInput } from './waterfall-input.ts'
import type { WaterfallPolicy } from './waterfall-policy.ts'
import type { WaterfallState } from './waterfall-state.ts'

/** Where such an input is worked on. */
type LossTurn = Readonly<{ turn: Turn; margin: MarginState; waterfall: WaterfallState; policy: WaterfallPolicy }>

/**
 * Takes in money that is put up against losses, and who leaves the mutual fund. What makes no sense is refused by a decision; nothing throws.
 *
 * @example
 * takeWaterfallInput(turn, input, policy)
 */
export function takeWaterfallInput(turn: Turn, input: WaterfallInput, policy: Policy): void {
  const { margin, waterfall } = turn.state
  if (margin === undefined || waterfall === undefined || policy.waterfall === undefined) return refuse(turn, input, 'waterfallOff')
  const at: LossTurn = { turn, margin, waterfall, policy: policy.waterfall }
  switch (input.kind) {
    case 'lossMoneyPaid':
      return takeOwnMoney(at, input)
    case 'contributionPaid':
      return takeContribution(at, input)
    case 'contributionRequested':
      return returnContribution(at, input)
    case 'membershipEnded':
      return endMembership(at, input)
    default:
      return assertNever(input)
  }
}

function takeOwnMoney({ turn, margin, policy }: LossTurn, input: LossMoneyPaid): void {
  const account = ownAccount(policy, input.layer, margin.settlement.asset)
  const minor = positiveMinor(input.minor)
  if (account === undefined) return refuse(turn, input, 'layerUnknown')
  if (minor === undefined) return refuse(turn, input, 'amountNotPositive')
  const transfers = bookPostings(turn, putUpPostings(houseAccounts(margin.settlement.asset).outside, account, minor))
  const held = settlementAmount(margin, balanceOf(turn.state.ledger, account))
  recordDecision(turn, { transfers, body: { kind: 'lossMoneyBooked', layer: input.layer, paid: settlementAmount(margin, minor), held } })
  recoverLosses(turn)
}

/** The ledger's account of a layer of the operator's; `undefined` for a name that is none. */
function ownAccount(policy: WaterfallPolicy, layer: string, asset: string): string | undefined {
  const has = (kind: string, tranche?: string): boolean =>
    policy.layers.some(
      (each) =>
        (each.kind === kind && (!('tranche' in each) || each.tranche === tranche)) ||
        ('beside' in each && each.beside !== undefined && each.beside.tranche === tranche),
    )
  if (layer === 'insuranceFund') return has('insuranceFund') ? insuranceFundAccount(asset) : undefined
  const tranche = /^ownMoney:(.+)$/.exec(layer)?.[1]
  return tranche !== undefined && has('ownMoney', tranche) ? ownMoneyAccount(tranche, asset) : undefined
}

function takeContribution({ turn, margin, waterfall, policy }: LossTurn, input: ContributionPaid): void {
  const { account } = input
  const minor = positiveMinor(input.minor)
  const contributor = waterfall.contributors.get(account)
  if (!policy.layers.some(({ kind }) => kind === 'mutualFund')) return refuse(turn, input, 'layerUnknown')
  if (!margin.members.has(account)) return refuse(turn, input, 'accountUnknown')
  if (minor === undefined) return refuse(turn, input, 'amountNotPositive')
  if (contributor?.leftAt !== undefined) return refuse(turn, input, 'memberHasLeft')
  const { asset } = margin.settlement
  const into = contributionAccount(account)
  if (contributor === undefined) {
    waterfall.contributors.set(account, { baseMinor: 0n, assessedMinor: 0n })
    invariant(openAccount(turn.state.ledger, lossMoneyOpening(into, asset)).ok, "a member's contribution is opened once")
  }
  const transfers = bookPostings(turn, putUpPostings(houseAccounts(asset).outside, into, minor))
  const held = settlementAmount(margin, contributionOf(turn.state.ledger, account))
  const body = { kind: 'lossMoneyBooked', layer: 'mutualFund', account, paid: settlementAmount(margin, minor), held } as const
  recordDecision(turn, { transfers, body })
}

/** Not in a capped period: what stood for its losses stands until it is over. */
function returnContribution({ turn, margin, waterfall }: LossTurn, input: ContributionRequested): void {
  const { account } = input
  const minor = positiveMinor(input.minor)
  if (!margin.members.has(account)) return refuse(turn, input, 'accountUnknown')
  if (minor === undefined) return refuse(turn, input, 'amountNotPositive')
  if (!waterfall.contributors.has(account)) return refuse(turn, input, 'notAMember')
  if (minor > contributionOf(turn.state.ledger, account)) return refuse(turn, input, 'moreThanContributed')
  if (waterfall.period !== undefined && isRunning(waterfall.period, turn.at)) return refuse(turn, input, 'cappedPeriodRunning')
  const transfers = bookPostings(
    turn,
    givenBackPostings(contributionAccount(account), houseAccounts(margin.settlement.asset).outside, minor),
  )
  const held = settlementAmount(margin, contributionOf(turn.state.ledger, account))
  recordDecision(turn, { transfers, body: { kind: 'contributionReturned', account, returned: settlementAmount(margin, minor), held } })
}

function endMembership({ turn, margin, waterfall }: LossTurn, input: MembershipEnded): void {
  const { account } = input
  const contributor = waterfall.contributors.get(account)
  if (!margin.members.has(account)) return refuse(turn, input, 'accountUnknown')
  if (contributor === undefined) return refuse(turn, input, 'notAMember')
  if (contributor.leftAt !== undefined) return refuse(turn, input, 'memberHasLeft')
  contributor.leftAt = turn.at
  const held = settlementAmount(margin, contributionOf(turn.state.ledger, account))
  recordDecision(turn, { body: { kind: 'membershipEnded', account, held } })
}

function refuse(turn: Turn, input: WaterfallInput, why: LossMoneyRefusal): void {
  const subject = input.kind === 'lossMoneyPaid' ? input.layer : input.account
  const minor = 'minor' in input ? { minor: input.minor } : {}
  recordDecision(turn, { body: { kind: 'lossMoneyRefused', input: input.kind, subject, ...minor, why } })
}
