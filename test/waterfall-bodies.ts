import { amount } from '../src/base/amount.ts'
import { timeUs } from '../src/base/time.ts'
import type { LossMoneyRefusal, WaterfallDecisionBody } from '../src/engine/loss/waterfall-decision.ts'
import type { LossRefusal } from '../src/waterfall/layers/allocate-loss.ts'

const usdt = (whole: number) => amount('USDT', BigInt(Math.round(whole * 1e6)))
const about = { account: 'fund-7', event: '41:0' }

const failures: readonly LossRefusal['kind'][] = [
  'termsUnsound',
  'lossNotAboveZero',
  'alreadyAllocated',
  'defaulterAmongMembers',
  'trancheUnknown',
]
const refusals: readonly LossMoneyRefusal[] = [
  'waterfallOff',
  'layerUnknown',
  'accountUnknown',
  'amountNotPositive',
  'memberHasLeft',
  'notAMember',
  'moreThanContributed',
  'cappedPeriodRunning',
]

/** At least one of every kind of decision about losses, with every reason. */
export const everyWaterfallBody: readonly WaterfallDecisionBody[] = [
  {
    kind: 'lossAllocated',
    ...about,
    loss: usdt(1_050),
    layers: [
      { layer: 'defaulterContribution', kind: 'defaulterContribution', held: usdt(100), used: usdt(100), shares: [] },
      { layer: 'ownMoney:equity', kind: 'ownMoney', held: usdt(200), used: usdt(200), shares: [] },
      {
        layer: 'mutualFund',
        kind: 'mutualFund',
        held: usdt(400),
        used: usdt(400),
        shares: [
          { account: 'maker-1', paid: usdt(250) },
          { account: 'maker-2', paid: usdt(50) },
        ],
        beside: usdt(100),
      },
      {
        layer: 'assessments',
        kind: 'assessments',
        held: usdt(300),
        used: usdt(300),
        shares: [{ account: 'maker-1', paid: usdt(300) }],
      },
      { layer: 'gainsHaircut', kind: 'gainsHaircut', used: usdt(0), shares: [] },
    ],
    uncovered: usdt(50),
    period: { startedAt: timeUs(1_760_130_900_000_000), endsAt: timeUs(1_762_473_600_000_000), defaults: 1 },
  },
  {
    kind: 'lossAllocated',
    ...about,
    loss: usdt(5),
    layers: [{ layer: 'insuranceFund', kind: 'insuranceFund', held: usdt(9), used: usdt(5), shares: [] }],
    uncovered: usdt(0),
  },
  { kind: 'lossAllocated', ...about, loss: usdt(5), layers: [], uncovered: usdt(5) },
  ...failures.map((why) => ({ kind: 'lossNotAllocated', ...about, loss: usdt(5), why }) as const),
  { kind: 'lossRecovered', ...about, layer: 'insuranceFund', paid: usdt(30), uncovered: usdt(20) },
  { kind: 'lossRecovered', ...about, layer: 'ownMoney:equity', paid: usdt(20), uncovered: usdt(0) },
  { kind: 'withdrawalCut', account: 'fund-7', kept: usdt(125), factor: 0.25 },
  { kind: 'lossMoneyBooked', layer: 'insuranceFund', paid: usdt(1_000), held: usdt(1_500) },
  { kind: 'lossMoneyBooked', layer: 'mutualFund', account: 'fund-7', paid: usdt(40), held: usdt(60) },
  { kind: 'contributionReturned', account: 'fund-7', returned: usdt(40), held: usdt(20) },
  { kind: 'membershipEnded', account: 'fund-7', held: usdt(20) },
  ...refusals.map((why) => ({ kind: 'lossMoneyRefused', input: 'contributionPaid', subject: 'fund-7', minor: '-5', why }) as const),
  { kind: 'lossMoneyRefused', input: 'contributionRequested', subject: 'fund-7', minor: '5', why: 'notAMember' },
  { kind: 'lossMoneyRefused', input: 'lossMoneyPaid', subject: 'ownMoney:equity', minor: '5', why: 'layerUnknown' },
  { kind: 'lossMoneyRefused', input: 'membershipEnded', subject: 'fund-7', why: 'notAMember' },
]
