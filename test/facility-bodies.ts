import { amount } from '../src/base/amount.ts'
import { timeUs } from '../src/base/time.ts'
import type { FacilityDecisionBody } from '../src/engine/facilities/facility-decision.ts'

const usdt = (whole: number) => amount('USDT', BigInt(whole * 1e6))
const at = timeUs(1_760_000_000_000_000)
const account = 'fund-7'

/** Every kind of decision of the facilities, each with every member it can have. */
export const everyFacilityBody: readonly FacilityDecisionBody[] = [
  { kind: 'requestRefused', request: 'loanRequested', reason: 'assetUnknown', account, subject: 'DOGE' },
  { kind: 'coverSold', account, group: 'deep', window: 3, from: at, until: at, cap: usdt(100), premium: usdt(2) },
  { kind: 'coverRefused', account, wanted: usdt(100), reason: 'beyondGroup', available: usdt(40) },
  { kind: 'coverRefused', account, wanted: usdt(100), reason: 'coolingDown', until: at },
  { kind: 'coverEnded', account, cover: '7:0', released: usdt(36), premium: usdt(2) },
  { kind: 'claimPaid', account, cover: '7:0', trades: ['9:0', '11:0'], lost: usdt(90), paid: usdt(64) },
  { kind: 'claimRefused', account, cover: '7:0', reason: 'tradeUnknown', trade: '9:9' },
  { kind: 'claimRefused', account, cover: '7:0', reason: 'tooEarly', until: at },
  { kind: 'loanGranted', account, lent: usdt(191), pledged: [amount('BTC', 3_000_000n)], yearlyRate: 0.0875, dueAt: at },
  { kind: 'loanRefused', account, wanted: usdt(191), reason: 'collateralShort', available: usdt(150) },
  { kind: 'loanRefused', account, wanted: usdt(191), reason: 'coolingDown', until: at },
  { kind: 'loanReduced', account, loan: '7:0', interest: usdt(1), principal: usdt(50), left: usdt(141), isOver: false },
  { kind: 'loanReduced', account, loan: '7:0', interest: usdt(1), principal: usdt(141), left: usdt(0), isOver: true },
  { kind: 'repaymentRefused', account, wanted: usdt(50), reason: 'notThere', available: usdt(20) },
  { kind: 'loanCalled', account, loan: '7:0', shortBy: usdt(18), dueAt: at },
  { kind: 'loanCallMet', account, loan: '7:0' },
  { kind: 'loanDefaulted', account, loan: '7:0', why: 'callUnpaid', principal: usdt(191), interest: usdt(1) },
  { kind: 'loanDefaulted', account, loan: '7:0', why: 'termOver', principal: usdt(191), interest: usdt(1) },
  {
    kind: 'loanRecovered',
    account,
    loan: '7:0',
    taken: [amount('BTC', 3_000_000n)],
    brought: usdt(173),
    principal: usdt(173),
    interest: usdt(0),
    lost: usdt(18),
  },
  { kind: 'fundDrawn', by: 'ana', account, event: '12:0', drawn: usdt(150), uncovered: usdt(50) },
  { kind: 'drawRefused', by: 'ana', event: '12:0', wanted: usdt(200), reason: 'beyondEvent', available: usdt(150) },
  { kind: 'drawRefused', by: 'ana', event: '12:0', wanted: usdt(200), reason: 'coolingDown', until: at },
  { kind: 'gainHeld', account, event: '12:0', hold: '12:4', why: 'linked', trades: ['9:0'], held: usdt(60), reviewUntil: at },
  { kind: 'gainHeld', account, event: '12:0', hold: '12:5', why: 'farPrice', trades: ['9:0'], held: usdt(60), reviewUntil: at },
  { kind: 'heldGainPaid', account, hold: '12:4', paid: usdt(20), left: usdt(40) },
  { kind: 'gainDecided', account, hold: '12:4', verdict: 'kept', decided: usdt(60) },
  { kind: 'gainDecided', account, hold: '12:5', verdict: 'released', decided: usdt(60), by: 'ana', reason: 'a hedge' },
  { kind: 'reviewRefused', by: 'ana', hold: '12:4', reason: 'reviewOver' },
  { kind: 'activationRandomised', epoch: 3, score: 1.25, propensity: 0.125, activated: false, seeded: true },
  { kind: 'activationRandomised', epoch: 3, score: 1.75, propensity: 0.375, activated: true, seeded: true },
  { kind: 'activationRandomised', epoch: 3, score: 1.75, propensity: 1, activated: true, seeded: false },
  { kind: 'thresholdSeedTaken', epoch: 3 },
  { kind: 'thresholdSeedRefused', epoch: 4, reason: 'otherEpoch' },
]
