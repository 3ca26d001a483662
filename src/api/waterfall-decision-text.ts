import { assertNever } from '../base/assert.ts'
import type { LossMoneyRefusal, WaterfallDecisionBody } from '../engine/loss/waterfall-decision.ts'
import type { LayerKind } from '../waterfall/layers/layer-kind.ts'
import { formatNumber } from './format.ts'
import type { MarginScales } from './margin-decision-text.ts'

type Kind = WaterfallDecisionBody['kind']
type Body<Name extends Kind> = Extract<WaterfallDecisionBody, { kind: Name }>

const titles: Readonly<Record<Kind, string>> = {
  lossAllocated: 'Loss shared',
  lossNotAllocated: 'Loss not shared',
  lossRecovered: 'Loss recovered',
  withdrawalCut: 'Withdrawal cut',
  lossMoneyBooked: 'Money against losses',
  contributionReturned: 'Contribution returned',
  membershipEnded: 'Membership ended',
  lossMoneyRefused: 'Money against losses refused',
}

const layerLabels: Readonly<Record<LayerKind, string>> = {
  defaulterMargin: "the defaulter's margin",
  defaulterContribution: "the defaulter's contribution",
  ownMoney: 'own money',
  insuranceFund: 'the insurance fund',
  mutualFund: 'the mutual fund',
  assessments: 'assessments',
  providerTakeover: 'providers',
  deleveraging: 'deleveraging',
  gainsHaircut: 'a haircut of gains',
  tearUp: 'tear-up',
  socialisation: 'cuts of withdrawals',
}

const failures: Readonly<Record<Body<'lossNotAllocated'>['why'], string>> = {
  termsUnsound: 'the layers cannot be carried out',
  lossNotAboveZero: 'there is no loss',
  alreadyAllocated: 'this deficit was shared before',
  defaulterAmongMembers: 'the account stands among those who would pay',
  trancheUnknown: 'a tranche does not exist',
}

const refusals: Readonly<Record<LossMoneyRefusal, string>> = {
  waterfallOff: 'the policy has no waterfall',
  layerUnknown: 'the waterfall has no such layer',
  accountUnknown: 'there is no such account',
  amountNotPositive: 'the amount is no whole number of minor units above 0',
  memberHasLeft: 'the member has left',
  notAMember: 'the account never contributed',
  moreThanContributed: 'the contribution holds less',
  cappedPeriodRunning: 'a capped period is running',
}

const attempts: Readonly<Record<Body<'lossMoneyRefused'>['input'], string>> = {
  contributionPaid: 'contribution',
  contributionRequested: 'return of a contribution',
  lossMoneyPaid: 'payment into a layer',
  membershipEnded: 'end of a membership',
}

/**
 * Whether a decision is about losses and the money against them.
 *
 * @example
 * isWaterfallDecision(decision.body)
 */
export function isWaterfallDecision(body: Readonly<{ kind: string }>): body is WaterfallDecisionBody {
  return body.kind in titles
}

/**
 * The title of a decision about losses.
 *
 * @example
 * waterfallTitle(body) // 'Loss shared'
 */
export function waterfallTitle(body: WaterfallDecisionBody): string {
  return titles[body.kind]
}

/**
 * What people call a layer; a tranche of own money by its name.
 *
 * @example
 * layerText({ layer: 'ownMoney:equity', kind: 'ownMoney' }) // 'own money (equity)'
 */
export function layerText({ layer, kind }: Readonly<{ layer: string; kind: LayerKind }>): string {
  const tranche = kind === 'ownMoney' ? layer.slice('ownMoney:'.length) : ''
  return tranche === '' ? layerLabels[kind] : `${layerLabels[kind]} (${tranche})`
}

/**
 * A decision about losses as a sentence.
 *
 * @example
 * waterfallText(body, scales) // 'fund-7: 1,050.00 USDT, of which the insurance fund paid 1,000.00 USDT; 50.00 USDT uncovered'
 */
export function waterfallText(body: WaterfallDecisionBody, scales: MarginScales): string {
  const { money } = scales
  switch (body.kind) {
    case 'lossAllocated':
      return allocatedText(body, scales)
    case 'lossNotAllocated':
      return `${body.account}: ${money(body.loss)} of loss event ${body.event}, as ${failures[body.why]}`
    case 'lossRecovered':
      return `${body.account}: ${namedLayer(body.layer)} paid ${money(body.paid)} of loss event ${body.event}; ${uncoveredText(body, scales)}`
    case 'withdrawalCut':
      return `${body.account}: ${money(body.kept)} kept for losses that nobody covered, ${formatNumber(100 * body.factor)} % of what was asked for`
    case 'lossMoneyBooked':
      return `${body.account === undefined ? '' : `${body.account}: `}${money(body.paid)} into ${namedLayer(body.layer)}, which holds ${money(body.held)}${body.account === undefined ? '' : ' of it'}`
    case 'contributionReturned':
      return `${body.account}: ${money(body.returned)} given back, ${money(body.held)} still there`
    case 'membershipEnded':
      return `${body.account}: not assessed in capped periods that begin from now on; ${money(body.held)} still there`
    case 'lossMoneyRefused':
      return `${attempts[body.input]}, ${body.subject}${body.minor === undefined ? '' : ` for ${body.minor} minor units`}: ${refusals[body.why]}`
    default:
      return assertNever(body)
  }
}

function allocatedText(body: Body<'lossAllocated'>, scales: MarginScales): string {
  const paid = body.layers.filter(({ used }) => used.minor > 0n)
  const parts = paid.map((layer) => `${layerText(layer)} paid ${scales.money(layer.used)}${sharersText(layer.shares.length)}`)
  const period = body.period === undefined ? '' : `; capped period until ${scales.time(body.period.endsAt)}`
  const shared = parts.length === 0 ? 'of which no layer paid anything' : `of which ${parts.join(', ')}`
  return `${body.account}: ${scales.money(body.loss)} of loss event ${body.event}, ${shared}; ${uncoveredText(body, scales)}${period}`
}

function sharersText(count: number): string {
  return count === 0 ? '' : count === 1 ? ' (1 member)' : ` (${count} members)`
}

function uncoveredText({ uncovered }: Pick<Body<'lossAllocated'>, 'uncovered'>, scales: MarginScales): string {
  return uncovered.minor === 0n ? 'nothing uncovered' : `${scales.money(uncovered)} uncovered`
}

function namedLayer(layer: string): string {
  const kind = layer.startsWith('ownMoney:') ? 'ownMoney' : (layer as LayerKind)
  return layerText({ layer, kind })
}
