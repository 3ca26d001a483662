import { amount } from '../src/base/amount.ts'
import { timeUs } from '../src/base/time.ts'
import { effectId } from '../src/engine/effect.ts'
import type { MarginDecisionBody } from '../src/engine/margin/margin-decision.ts'

const usdt = (minor: bigint): ReturnType<typeof amount> => amount('USDT', minor)
const contract = 'BTC-PERP'
const figures = { equity: 900, initialMargin: 2_000, maintenanceMargin: 1_000 }
const asked = { initialMargin: 2_500, maintenanceMargin: 1_250, carried: 500 }
const worst = { underlying: 'BTC', scenario: 'spot -15 %, volatility up', profit: -1_500 }
const position = { contract, lots: 1_000, mark: 8_000, volatility: 0.6, markSeq: 6, value: -600 }
const evidence = { ...figures, worst, positions: [position], positionsHeld: 3 }
const account = 'fund-7'
const trade = { account, contract, lots: -250, ticks: 16_000 }
const cause = { account, locked: usdt(470_000_000n), evidence }
const order = { account, contract, effectId: effectId(7, 0), side: 'sell', lots: 250 } as const

/** One body of every kind about members, and of every reason that is worded differently. */
export const everyMarginBody: readonly MarginDecisionBody[] = [
  { kind: 'inputRefused', input: 'positionChanged', reason: 'lotsNotWhole', account, subject: contract, found: '0.5' },
  { kind: 'inputRefused', input: 'fundingSettled', reason: 'contractUnknown', subject: 'ETH' },
  { kind: 'contractOpened', contract },
  { kind: 'accountOpened', account },
  { kind: 'accountOpened', account, owner: 'deep-water' },
  { kind: 'depositBooked', account, deposited: usdt(540_000_000n) },
  { kind: 'withdrawalPaid', account, withdrawn: usdt(540_000_000n) },
  { kind: 'withdrawalRefused', account, wanted: usdt(540_000_000n), why: 'notThere' },
  { kind: 'withdrawalRefused', account, wanted: usdt(540_000_000n), why: 'insolventAuctions' },
  { kind: 'withdrawalRefused', account, wanted: usdt(540_000_000n), why: 'initialMargin', figures },
  { kind: 'tradeAccepted', ...trade, held: 750, realised: usdt(-120_200_000n) },
  ...(['initialMargin', 'restricted', 'called', 'liquidating', 'unknown', 'markNotBelieved'] as const).map(
    (why) => ({ kind: 'tradeRefused', ...trade, why }) as const,
  ),
  { kind: 'ordersNoted', account, orders: 2 },
  { kind: 'ordersRefused', account, why: 'initialMargin', figures },
  { kind: 'fundingBooked', contract, rate: 0.0001, paid: usdt(1_109n), accounts: 2 },
  { kind: 'contractClosed', contract, ticks: 16_000, accounts: 2 },
  { kind: 'positionSettled', ...trade, realised: usdt(0n) },
  { kind: 'accountRestricted', account, evidence },
  { kind: 'restrictionLifted', account, evidence: figures },
  { kind: 'marginCallIssued', ...cause, shortBy: usdt(1_100_000_000n), dueAt: timeUs(1_583_971_260_000_000) },
  { kind: 'marginCallMet', account, call: '4:1', how: 'paid', paid: usdt(1_100_000_000n), evidence: figures },
  { kind: 'marginCallMet', account, call: '4:1', how: 'recovered', paid: usdt(0n), evidence: figures },
  { kind: 'liquidationStarted', ...cause, cause: 'callNotMet', call: '4:1' },
  { kind: 'liquidationStarted', ...cause, cause: 'bankrupt' },
  ...(
    ['halted', 'noMarket', 'bookUnknown', 'noBids', 'noOffers', 'markNotBelieved', 'accountPace', 'marketPace', 'lossLimit'] as const
  ).map((why) => ({ kind: 'liquidationWaited', account, contract, why }) as const),
  { kind: 'reductionOrdered', ...order, markTicks: 16_000, boundTicks: 15_200, bookLots: 4_000 },
  ...(['restored', 'leastMissing', 'shares', 'accountPace', 'marketPace', 'lossLimit'] as const).map((by, i) => {
    const size = { by, averageTicks: 15_990.5, middleMoveTicks: -4, ...(i > 0 && { surplus: 1 - i }) }
    return { kind: 'reductionOrdered', ...order, markTicks: 16_000, boundTicks: 15_200, bookLots: 4_000, size } as const
  }),
  {
    kind: 'ordersCancelled',
    account,
    event: '9:0',
    orders: [{ contract, side: 'buy', lots: 250, ticks: 15_000 }],
    left: 1,
    why: 'restores',
    shortBy: usdt(90_000_000n),
  },
  {
    kind: 'ordersCancelled',
    account,
    event: '9:0',
    orders: [{ contract, side: 'sell', lots: 50, ticks: 17_000 }],
    left: 0,
    why: 'positionsClose',
  },
  {
    kind: 'positionReduced',
    ...order,
    ticks: 15_990,
    bankruptcyPrice: 7_600.5,
    realised: usdt(-120_200_000n),
    fee: usdt(9_399_000n),
    held: 750,
  },
  {
    kind: 'positionReduced',
    ...order,
    ticks: 15_990,
    bankruptcyPrice: 7_600.5,
    realised: usdt(-120_200_000n),
    fee: usdt(9_399_000n),
    penalty: { fund: usdt(8_000_000n), venue: usdt(2_000_000n) },
    held: 750,
  },
  {
    kind: 'positionReduced',
    ...order,
    ticks: 15_990,
    bankruptcyPrice: 7_600.5,
    realised: usdt(-120_200_000n),
    fee: usdt(9_399_000n),
    penalty: { fund: usdt(0n), venue: usdt(0n) },
    held: 750,
  },
  { kind: 'reductionEnded', account, contract, effectId: effectId(7, 0), lotsLeft: 50, why: 'cancelled' },
  { kind: 'collateralTaken', account, taken: amount('BTC', 10_000_000n), price: 8_100, paid: usdt(810_000_000n) },
  { kind: 'liquidationEnded', account, liquidation: '9:0', how: 'restored', lasted: 120_000_000, evidence: figures },
  { kind: 'liquidationEnded', account, liquidation: '9:0', how: 'closed', lasted: 120_000_000, evidence: figures },
  { kind: 'shortfallRealised', account, event: '7:0', amount: usdt(240_000_000n) },
  { kind: 'accountRestricted', account, evidence: { ...evidence, asked } },
  { kind: 'fundCarried', carried: usdt(500_000_001n), accounts: 2, reserved: usdt(600_000_000n), reservedBefore: usdt(0n) },
  { kind: 'carryingRefused', account, wanted: usdt(500_000_000n), available: usdt(20_000_000n), asked: { ...asked, carried: 0 } },
  { kind: 'accountUnknown', account, refusal: { account, reason: 'markStale', subject: contract, found: '5' } },
  { kind: 'accountKnown', account, unknownFor: 31_000_000, evidence: figures },
  { kind: 'accountKnown', account, unknownFor: 31_000_000, dueAt: timeUs(1_583_971_260_000_000), evidence: figures },
]
