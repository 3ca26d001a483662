import type { TimeUs } from '../base/time.ts'
import type { Decision, DecisionBody } from '../engine/decision.ts'
import { standingOf } from '../engine/margin/margin-view-of.ts'
import type { EngineState } from '../engine/state.ts'
import type { MarketView } from '../engine/view.ts'
import type { ReportCall, ReportLiquidation, ReportMembers, ReportReduction } from './report-members.ts'

/** A run that is over, as far as its members are concerned. */
export type MembersQuestion = Readonly<{ state: EngineState; decisions: readonly Decision[]; markets: readonly MarketView[] }>

const gravestFirst = ['unknown', 'liquidating', 'called', 'restricted', 'healthy'] as const

/**
 * What became of members' accounts: where they stand, every margin call and every liquidation with its end. Calls and liquidations are put
 * together from the decisions, in one pass.
 *
 * @returns `undefined` for a run without margin.
 *
 * @example
 * membersOf({ state, decisions, markets })?.calls.filter(({ ended }) => ended?.kind === 'lapsed').length // 2
 */
export function membersOf({ state, decisions, markets }: MembersQuestion): ReportMembers | undefined {
  const { margin } = state
  if (margin === undefined) return undefined
  const members = [...margin.members.values()]
  const { calls, liquidations } = livesOf(decisions, markets)
  return {
    asset: margin.settlement.asset,
    decimals: margin.settlement.decimals,
    accounts: members.length,
    standings: gravestFirst.flatMap((standing) => {
      const accounts = members.filter((member) => standingOf(member) === standing).map(({ id }) => id)
      return accounts.length === 0 ? [] : [{ standing, accounts: accounts.toSorted() }]
    }),
    calls,
    liquidations,
    callsMet: margin.counts.callsMet,
    shortfall: margin.counts.shortfallMinor,
    ...(margin.carried !== undefined && { mostCarried: mostCarried(decisions) }),
  }
}

function mostCarried(decisions: readonly Decision[]): bigint {
  let most = 0n
  for (const { body } of decisions) if (body.kind === 'fundCarried' && body.reserved.minor > most) most = body.reserved.minor
  return most
}

/** Orders in one contract, and sums over their fills: lots, and lots times price. */
type Closed = {
  readonly side: 'buy' | 'sell'
  orders: number
  lots: number
  paid: number
  bankrupt: number
  market?: MarketView | undefined
}

type OpenLiquidation = {
  -readonly [Key in keyof Omit<ReportLiquidation, 'reductions'>]: ReportLiquidation[Key]
} & { readonly closed: Map<string, Closed> }

type Lives = Readonly<{
  calls: Map<string, { -readonly [Key in keyof ReportCall]: ReportCall[Key] }>
  liquidations: OpenLiquidation[]
  /** What is open of each account. */
  openCalls: Map<string, string>
  atWork: Map<string, OpenLiquidation>
  /** The liquidation that sent an order: a fill may be told after its liquidation ended. */
  senders: Map<string, OpenLiquidation>
}>

function livesOf(decisions: readonly Decision[], markets: readonly MarketView[]): Pick<ReportMembers, 'calls' | 'liquidations'> {
  const lives: Lives = { calls: new Map(), liquidations: [], openCalls: new Map(), atWork: new Map(), senders: new Map() }
  const byName = new Map(markets.map((market) => [market.market as string, market]))
  for (const decision of decisions) {
    noteCall(lives, decision)
    noteLiquidation(lives, decision)
    if (decision.body.kind === 'positionReduced') noteFill(lives, decision.body, byName.get(decision.market ?? ''))
  }
  return {
    calls: [...lives.calls.values()],
    liquidations: lives.liquidations.map(({ closed, ...rest }) => ({ ...rest, reductions: [...closed].map(reductionOf) })),
  }
}

function noteCall(lives: Lives, { id, at, body }: Decision): void {
  switch (body.kind) {
    case 'marginCallIssued':
      lives.calls.set(id, { decisionId: id, account: body.account, issuedAt: at, asked: body.shortBy.minor, dueAt: body.dueAt })
      lives.openCalls.set(body.account, id)
      return
    case 'accountKnown': {
      const call = lives.calls.get(lives.openCalls.get(body.account) ?? '')
      if (call !== undefined && body.dueAt !== undefined) call.dueAt = body.dueAt
      return
    }
    case 'marginCallMet':
      return endCall(lives, body.account, { kind: 'met', at, how: body.how })
    case 'liquidationStarted':
      return endCall(lives, body.account, { kind: body.cause === 'callNotMet' ? 'lapsed' : 'liquidated', at })
    default:
  }
}

function endCall(lives: Lives, account: string, ended: NonNullable<ReportCall['ended']>): void {
  const call = lives.calls.get(lives.openCalls.get(account) ?? '')
  if (call !== undefined) call.ended = ended
  lives.openCalls.delete(account)
}

function noteLiquidation(lives: Lives, { id, at, body }: Decision): void {
  switch (body.kind) {
    case 'liquidationStarted':
      return startLiquidation(lives, { decisionId: id, account: body.account, startedAt: at, cause: body.cause })
    case 'reductionOrdered':
      return noteOrder(lives, body)
    case 'shortfallRealised': {
      const liquidation = lives.atWork.get(body.account)
      if (liquidation !== undefined) liquidation.shortfall += body.amount.minor
      return
    }
    case 'liquidationEnded':
      return endLiquidation(lives, body.account, { at, how: body.how })
    default:
  }
}

function startLiquidation(lives: Lives, start: Pick<ReportLiquidation, 'decisionId' | 'account' | 'startedAt' | 'cause'>): void {
  const liquidation = { ...start, realised: 0n, fees: 0n, shortfall: 0n, closed: new Map<string, Closed>() }
  lives.liquidations.push(liquidation)
  lives.atWork.set(start.account, liquidation)
}

function endLiquidation(lives: Lives, account: string, ended: Readonly<{ at: TimeUs; how: 'restored' | 'closed' }>): void {
  const liquidation = lives.atWork.get(account)
  if (liquidation !== undefined) liquidation.ended = ended
  lives.atWork.delete(account)
}

function noteOrder(lives: Lives, { account, contract, side, effectId }: Extract<DecisionBody, { kind: 'reductionOrdered' }>): void {
  const liquidation = lives.atWork.get(account)
  if (liquidation === undefined) return
  const closed = liquidation.closed.get(contract) ?? { side, orders: 0, lots: 0, paid: 0, bankrupt: 0 }
  closed.orders += 1
  liquidation.closed.set(contract, closed)
  lives.senders.set(effectId, liquidation)
}

function noteFill(lives: Lives, fill: Extract<DecisionBody, { kind: 'positionReduced' }>, market: MarketView | undefined): void {
  const liquidation = lives.senders.get(fill.effectId)
  const closed = liquidation?.closed.get(fill.contract)
  if (liquidation === undefined || closed === undefined) return
  closed.lots += fill.lots
  closed.paid += fill.lots * fill.ticks
  closed.bankrupt += fill.lots * fill.bankruptcyPrice
  closed.market = market
  liquidation.realised += fill.realised.minor
  liquidation.fees += fill.fee.minor
  if (fill.penalty !== undefined) liquidation.penalties = (liquidation.penalties ?? 0n) + fill.penalty.fund.minor + fill.penalty.venue.minor
}

function reductionOf([contract, closed]: readonly [string, Closed]): ReportReduction {
  const { side, orders, lots, paid, bankrupt, market } = closed
  // Positions are closed in markets of the run only, so where something was filled there is a market to take the steps from.
  if (lots === 0 || market === undefined) return { contract, side, orders }
  const { base, lotSize, tickSize } = market
  return {
    contract,
    side,
    orders,
    filled: { size: lots * lotSize, base, meanPrice: (paid / lots) * tickSize, meanBankruptcyPrice: bankrupt / lots },
  }
}
