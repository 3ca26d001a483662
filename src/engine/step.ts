import { openingPostings } from '../accounting/postings.ts'
import { facilityAccounts, facilityOpenings, reserveAccounts, reserveOpenings } from '../accounting/chart.ts'
import { facilityNames } from '../backstop/facility.ts'
import { assertNever, invariant } from '../base/assert.ts'
import { openAccount } from '../ledger/account.ts'
import type { AccountOpening } from '../ledger/account.ts'
import type { MarketInput } from '../market/market-input.ts'
import { actInMarket } from './act.ts'
import { notePrice, publishRisk } from './assess.ts'
import { wholeToMinor } from './books.ts'
import { withdrawQuotes } from './desk.ts'
import { desksOf, type Desk } from './desks.ts'
import type { Input, RunStarted, SequencedInput } from './input.ts'
import { followFacilities, seeTrade, startFacilities, takeFacilityInput, tickFacilities } from './facilities/take-facility-input.ts'
import { advanceAuctions } from './loss/advance-auctions.ts'
import { cutGains } from './loss/cut-gains.ts'
import { deleverageBankrupt } from './loss/deleverage-bankrupt.ts'
import { openWaterfall } from './loss/open-waterfall.ts'
import { recoverLosses } from './loss/recover-loss.ts'
import { reviewAssessed } from './loss/review-assessed.ts'
import { startAuctions, takeAuctionInput } from './loss/take-auction-input.ts'
import { takeWaterfallInput } from './loss/take-waterfall-input.ts'
import { followFund, startDeleveraging } from './loss/follow-fund.ts'
import { tickFund } from './loss/advance-fund.ts'
import { startFundShares } from './loss/fund-books.ts'
import { takeFundInput } from './loss/take-fund-input.ts'
import { bookCarried } from './margin/book-carried.ts'
import { applyReduction } from './margin/reduce-position.ts'
import { startMargin, takeMemberInput, tickMargin } from './margin/take-member-input.ts'
import { ageMarks, followBook } from './margin/take-marks.ts'
import type { MarketState } from './market-state.ts'
import { createMarketState } from './open-market.ts'
import { ageMarket, measureMarket } from './measure.ts'
import { observeMarket } from './observe.ts'
import { applyReport } from './orders.ts'
import type { Policy } from './policy.ts'
import { reviewModels } from './review-models.ts'
import type { EngineState } from './state.ts'
import { advanceTriggers } from './triggers.ts'
import { beginTurn, bookPostings, endTurn, recordDecision, type Outcome, type Turn } from './turn.ts'

/**
 * The engine: one input in, the state changed in place, its consequences out. Live, replay, backtest and simulation all run this.
 *
 * @throws InvariantError when inputs skip a number, time runs backwards, or the first input is not `runStarted`.
 *
 * @example
 * const { decisions, transfers, effects } = step(state, { seq: 1, input: runStarted })
 */
export function step(state: EngineState, sequenced: SequencedInput): Outcome {
  const { seq, input } = sequenced
  invariant(seq === state.seq + 1, 'inputs are numbered without gaps')
  invariant(input.at >= state.at, 'time never runs backwards')
  state.seq = seq
  state.at = input.at
  if (state.margin !== undefined) state.margin.at = input.at
  const turn = beginTurn(state, seq, input.at)
  if (input.kind === 'runStarted') startRun(turn, input)
  else if (state.terms === undefined) invariant(false, 'a run starts with its terms')
  else {
    take(turn, input, state.terms.policy)
    closeAgainstWinners(turn, state.terms.policy)
    followFacilities(turn, state.terms.policy)
  }
  return endTurn(turn)
}

function take(turn: Turn, input: Exclude<Input, RunStarted>, policy: Policy): void {
  switch (input.kind) {
    case 'clockTicked':
      return takeTick(turn, policy)
    case 'effectReported':
      return takeReport(turn, input, policy)
    case 'operatorCommanded':
      return takeCommand(turn, input, policy)
    case 'bookSnapshotReceived':
    case 'bookDeltaReceived':
    case 'quoteReceived':
    case 'tradeReceived':
    case 'barClosed':
      return takeMarketInput(turn, input, policy)
    case 'contractListed':
    case 'marksChanged':
    case 'accountOpened':
    case 'depositConfirmed':
    case 'withdrawalRequested':
    case 'positionChanged':
    case 'ordersChanged':
    case 'fundingSettled':
    case 'contractSettled':
      takeMemberInput(turn, input, policy)
      if (input.kind === 'positionChanged') seeTrade(turn, input, policy)
      return bookMembers(turn, policy)
    case 'contributionPaid':
    case 'contributionRequested':
    case 'lossMoneyPaid':
    case 'membershipEnded':
      return takeWaterfallInput(turn, input, policy)
    case 'bidPlaced':
    case 'standingBidsChanged':
    case 'auctionCommanded':
      takeAuctionInput(turn, input)
      return bookMembers(turn, policy)
    case 'fundStaked':
    case 'unstakeRequested':
    case 'unstakeCancelled':
    case 'unstakeClaimed':
    case 'fundRevenueReceived':
      return takeFundInput(turn, input, policy)
    case 'guaranteeBought':
    case 'claimFiled':
    case 'loanRequested':
    case 'loanRepaid':
    case 'drawRequested':
    case 'reviewDecided':
    case 'thresholdSeedGiven':
      takeFacilityInput(turn, input, policy)
      return bookMembers(turn, policy)
    default:
      return assertNever(input)
  }
}

function takeReport(turn: Turn, input: Extract<Input, { kind: 'effectReported' }>, policy: Policy): void {
  const { margin } = turn.state
  const desk = deskOf(turn.state, input.effectId, policy)
  if (desk !== undefined) return applyReport(turn, desk, input.effectId, input.report)
  const reduction = margin?.reductions.get(input.effectId)
  const member = reduction && margin?.members.get(reduction.account)
  if (reduction === undefined || member === undefined || margin === undefined || policy.margin === undefined) return
  applyReduction({ turn, margin, member }, reduction, input.report, policy.margin)
  bookMembers(turn, policy)
}

function takeMarketInput(turn: Turn, input: MarketInput, policy: Policy): void {
  const market = turn.state.markets.get(input.market)
  invariant(market !== undefined, 'a market input is of a market the run was started with')
  const changed = observeMarket(market, input)
  if (changed === 'nothing') return
  if (changed === 'price') return assessMarket(turn, market, policy)
  measureMarket(market, turn.at)
  if (market.instrument.bookSource === 'recorded') assessMarket(turn, market, policy)
  advanceTriggers(turn, market, policy)
  actInMarket(turn, market, policy)
  markMembers(turn, market, policy)
}

function markMembers(turn: Turn, market: MarketState, policy: Policy): void {
  if (turn.state.margin !== undefined && policy.margin !== undefined) followBook(turn, turn.state.margin, market, policy.margin)
  bookMembers(turn, policy)
}

/** What the fund carries is booked before anything else may spend the reserve. */
function bookMembers(turn: Turn, policy: Policy): void {
  do reviewAssessed(turn, policy)
  while (cutGains(turn, policy))
  if (turn.state.margin !== undefined && policy.margin !== undefined) bookCarried(turn, turn.state.margin, policy.margin)
}

/** All that is due in one input at once; what that leads to may list others. */
function closeAgainstWinners(turn: Turn, policy: Policy): void {
  while (deleverageBankrupt(turn, policy) || turn.openLosses.length > 0) bookMembers(turn, policy)
}

function assessMarket(turn: Turn, market: MarketState, policy: Policy): void {
  notePrice(market, turn.at, policy.measure)
  if (reviewModels(turn, market, policy.measure)) publishRisk(market, policy.measure)
}

function takeTick(turn: Turn, policy: Policy): void {
  // Before anything is concluded at this time, what is too old by now is so: nobody is liquidated on it.
  if (turn.state.margin !== undefined && policy.margin !== undefined) ageMarks(turn, turn.state.margin, policy.margin)
  for (const market of turn.state.markets.values()) {
    ageMarket(market, turn.at, policy.measure)
    // A recorded book may be silent across a return's boundary: its price stands. A modelled one has prices at bar closes only.
    if (market.instrument.bookSource === 'recorded') assessMarket(turn, market, policy)
    advanceTriggers(turn, market, policy)
    actInMarket(turn, market, policy)
    markMembers(turn, market, policy)
  }
  if (turn.state.margin !== undefined && policy.margin !== undefined) tickMargin(turn, turn.state.margin, policy.margin)
  tickFacilities(turn, policy)
  followFund(turn)
  advanceAuctions(turn)
  recoverLosses(turn)
  bookMembers(turn, policy)
  // Before shares of the fund are paid out: what it loses now they bear.
  closeAgainstWinners(turn, policy)
  tickFund(turn, policy)
}

function takeCommand(turn: Turn, input: Extract<Input, { kind: 'operatorCommanded' }>, policy: Policy): void {
  const { by, reason } = input
  turn.state.halted = input.command === 'halt'
  recordDecision(turn, { body: { kind: turn.state.halted ? 'engineHalted' : 'engineResumed', by, reason } })
  if (!turn.state.halted) return
  for (const market of turn.state.markets.values()) {
    for (const desk of desksOf(market, policy)) withdrawQuotes(turn, desk, 'halted')
  }
}

function startRun(turn: Turn, input: RunStarted): void {
  const { state } = turn
  invariant(state.terms === undefined, 'a run starts once')
  const { policy, engineVersion, source, seed } = input
  state.terms = { engineVersion, source, seed, policy, startedAt: input.at }
  for (const instrument of input.instruments) {
    invariant(!state.markets.has(instrument.id), 'each market is given once')
    if (!state.reserves.has(instrument.quote)) openReserve(turn, instrument.quote, instrument.quoteDecimals)
    for (const name of facilityNames) openAll(state, facilityOpenings(facilityAccounts(name, instrument.id), instrument.quote))
    state.markets.set(instrument.id, createMarketState(instrument, policy, input.at))
  }
  startMargin(state, policy, input.instruments)
  openWaterfall(turn, policy)
  startAuctions(state, policy)
  startDeleveraging(state)
  startFacilities(state, policy)
  // After everything that opens layers and puts money into them: what is in the fund by now is the house's.
  startFundShares(turn, policy)
}

function openReserve(turn: Turn, asset: string, decimals: number): void {
  const { state } = turn
  invariant(state.terms !== undefined, 'a reserve is opened by the policy')
  const openingMinor = wholeToMinor(state.terms.policy.openingReserve, decimals)
  openAll(state, reserveOpenings(asset))
  bookPostings(turn, openingPostings(reserveAccounts(asset), openingMinor))
  state.reserves.set(asset, { openingMinor, peakUseMinor: 0n, decimals })
}

function openAll(state: EngineState, openings: readonly AccountOpening[]): void {
  for (const opening of openings) invariant(openAccount(state.ledger, opening).ok, 'accounts are opened once, when the run starts')
}

function deskOf(state: EngineState, orderId: string, policy: Policy): Desk | undefined {
  const order = state.orders.get(orderId as Parameters<typeof state.orders.get>[0])
  const market = order && state.markets.get(order.market)
  return market && desksOf(market, policy).find((desk) => desk.facility.facility === order.facility)
}
