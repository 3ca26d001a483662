import { amount } from '../../base/amount.ts'
import { collateralAccount, memberAccounts } from '../../accounting/member-chart.ts'
import { accept } from '../../base/result.ts'
import { balanceOf, remainingOf } from '../../ledger/balance.ts'
import type { EngineState } from '../state.ts'
import { assessMember, carriesRisk, figuresOf, contractsOf, entryPriceOf, markedPositions, type Assessed } from './assess-member.ts'
import { chargedView } from './charge-member.ts'
import { liquidationMaps, marginCurves } from './liquidation-map.ts'
import type { MarginFigures, MarkedPosition } from './margin-decision.ts'
import type { MarginState, MemberState } from './margin-state.ts'
import { settlementAmount } from './member-books.ts'
import type {
  AccountLine,
  AccountPage,
  AccountStanding,
  LiquidationView,
  MarginView,
  OpenCallView,
  PositionLine,
  RatioBucket,
} from './margin-view.ts'

/** Accounts listed as nearest to liquidation, and as unknown. */
const mostListed = 50
/** Accounts the liquidation maps are made of: enough to see where risk lies, few enough to be asked for every second. */
const mostInMaps = 200

/** Edges of the distribution: quarters up to half the liquidation line, then tenths, and what lies beyond it. */
const ratioEdges = [0, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const

/**
 * Margin of all accounts as a reader sees it: a copy, plain data. `undefined` without a margin policy. Figures are those each account was
 * last assessed with, which is after every mark that touches it.
 *
 * @example
 * marginViewOf(state)?.nearest[0]?.marginRatio // 0.93
 */
export function marginViewOf(state: EngineState): MarginView | undefined {
  const { margin } = state
  const policy = state.terms?.policy.margin
  if (margin === undefined || policy === undefined) return undefined
  const members = [...margin.members.values()]
  const lines = members.map((member) => lineOf(state, margin, member))
  const ranked = lines.filter(({ figures }) => figures !== undefined && figures.maintenanceMargin > 0).toSorted(byNearness)
  const inMaps = ranked.slice(0, mostInMaps).flatMap(({ account }) => margin.members.get(account) ?? [])
  const { calls, callsMet, liquidations } = margin.counts
  return {
    seq: state.seq,
    at: state.at,
    model: policy.model,
    settlement: { asset: margin.settlement.asset, decimals: margin.settlement.decimals },
    accounts: members.length,
    standings: countsOf(lines),
    ratios: bucketsOf(ranked),
    nearest: ranked.slice(0, mostListed),
    unknown: lines.filter(({ standing }) => standing === 'unknown').slice(0, mostListed),
    calls: members.flatMap((member) => callOf(margin, member) ?? []),
    liquidations: members.flatMap((member) => liquidationOf(member) ?? []),
    counts: { calls, callsMet, liquidations },
    shortfall: settlementAmount(margin, margin.counts.shortfallMinor),
    ...(margin.carried && { carried: settlementAmount(margin, margin.carried.totalMinor) }),
    maps: liquidationMaps(state, margin, { members: inMaps, policy }),
    accountsInMaps: inMaps.length,
  }
}

/**
 * One account in full, its requirement made anew from the state. `undefined` for an unknown name.
 *
 * @example
 * accountPageOf(state, 'fund-7')?.requirement?.scans[0]?.worst
 */
export function accountPageOf(state: EngineState, account: string): AccountPage | undefined {
  const { margin } = state
  const policy = state.terms?.policy.margin
  const member = margin?.members.get(account)
  if (margin === undefined || policy === undefined || member === undefined) return undefined
  const asked = carriesRisk(state, margin, member) ? assessMember(state, margin, member) : undefined
  const assessed = asked?.ok === true ? accept(chargedView(state, member, asked.value)) : asked
  const { standing, marginRatio, refusal } = lineOf(state, margin, member)
  const call = callOf(margin, member)
  const liquidation = liquidationOf(member)
  return {
    seq: state.seq,
    at: state.at,
    account,
    ...(member.owner !== undefined && { owner: member.owner }),
    standing,
    ...(marginRatio !== undefined && { marginRatio }),
    ...moneyOf(state, margin, member),
    positions:
      assessed?.ok === true
        ? positionsOf(margin, member, assessed.value)
        : [...member.positions.keys()].flatMap((id) => bareLine(margin, member, id) ?? []),
    orders: member.orders.length,
    ...(assessed?.ok === true && { requirement: requirementOf(assessed.value) }),
    ...(refusal !== undefined && { refusal }),
    ...(call && { call }),
    ...(liquidation && { liquidation }),
    curves: assessed?.ok === true ? marginCurves(state, margin, { member, policy }) : [],
  }
}

/**
 * Where an account stands, the gravest that holds.
 *
 * @example
 * standingOf(member) // 'called'
 */
export function standingOf(member: MemberState): AccountStanding {
  if (member.unknown !== undefined) return 'unknown'
  if (member.liquidation !== undefined) return 'liquidating'
  if (member.call !== undefined) return 'called'
  return member.restricted ? 'restricted' : 'healthy'
}

function lineOf(state: EngineState, margin: MarginState, member: MemberState): AccountLine {
  const { unknown } = member
  const figures = figuresNow(state, margin, member)
  const marginRatio = figures === undefined ? undefined : ratioOf(figures)
  return {
    account: member.id,
    standing: standingOf(member),
    ...(marginRatio !== undefined && { marginRatio }),
    ...(figures !== undefined && { figures }),
    ...(unknown !== undefined && { refusal: unknown.refusal }),
  }
}

/** Figures of an account that rests may be of older marks. */
function figuresNow(state: EngineState, margin: MarginState, member: MemberState): MarginFigures | undefined {
  if (member.quiet === undefined || !carriesRisk(state, margin, member)) return member.figures
  const assessed = assessMember(state, margin, member)
  return assessed.ok ? figuresOf(assessed.value) : member.figures
}

function ratioOf({ equity, maintenanceMargin }: MarginFigures): number | undefined {
  return equity > 0 && maintenanceMargin > 0 ? maintenanceMargin / equity : undefined
}

function byNearness(a: AccountLine, b: AccountLine): number {
  const [first, second] = [a.marginRatio ?? Infinity, b.marginRatio ?? Infinity]
  if (first !== second) return first > second ? -1 : 1
  return a.account < b.account ? -1 : 1
}

function countsOf(lines: readonly AccountLine[]): MarginView['standings'] {
  const counts = { liquidating: 0, unknown: 0, called: 0, restricted: 0, healthy: 0 }
  for (const { standing } of lines) counts[standing] += 1
  return counts
}

function bucketsOf(lines: readonly AccountLine[]): readonly RatioBucket[] {
  return ratioEdges.map((from, place) => {
    const to = ratioEdges[place + 1]
    const inside = lines.filter(({ marginRatio = Infinity }) => marginRatio >= from && (to === undefined || marginRatio < to))
    return { from, ...(to !== undefined && { to }), accounts: inside.length, standings: countsOf(inside) }
  })
}

function callOf(margin: MarginState, { id, call }: MemberState): OpenCallView | undefined {
  if (call === undefined) return undefined
  const { issuedAt, dueAt, shortByMinor, paidMinor } = call
  const [shortBy, paid] = [settlementAmount(margin, shortByMinor), settlementAmount(margin, paidMinor)]
  return { call: call.id, account: id, issuedAt, dueAt, shortBy, paid }
}

function liquidationOf({ id, liquidation }: MemberState): LiquidationView | undefined {
  if (liquidation === undefined) return undefined
  const { startedAt, waiting } = liquidation
  return { liquidation: liquidation.id, account: id, startedAt, ...(waiting !== undefined && { waiting }) }
}

function moneyOf(
  state: EngineState,
  margin: MarginState,
  member: MemberState,
): Pick<AccountPage, 'cash' | 'owed' | 'locked' | 'collateral'> {
  const { ledger } = state
  const { cash, owed } = memberAccounts(member.id)
  return {
    cash: settlementAmount(margin, balanceOf(ledger, cash)),
    owed: settlementAmount(margin, -balanceOf(ledger, owed)),
    locked: settlementAmount(margin, remainingOf(ledger, member.lockId)),
    collateral: member.assets.flatMap((asset) => {
      const decimals = state.terms?.policy.margin?.collateral.find((terms) => terms.asset === asset)?.decimals
      return decimals === undefined ? [] : [{ ...amount(asset, balanceOf(ledger, collateralAccount(member.id, asset))), decimals }]
    }),
  }
}

function positionsOf(margin: MarginState, member: MemberState, assessed: Assessed): readonly PositionLine[] {
  return markedPositions(margin, member, assessed).flatMap((marked) => lineWith(margin, member, marked) ?? [])
}

/** A position of an account that cannot be valued: what is held, without what it is worth. */
function bareLine(margin: MarginState, member: MemberState, contract: string): PositionLine | undefined {
  const lots = member.positions.get(contract)?.lots ?? 0
  return lineWith(margin, member, { contract, lots, markSeq: margin.markAges.get(contract)?.seq ?? 0, value: 0 })
}

function lineWith(margin: MarginState, member: MemberState, marked: MarkedPosition): PositionLine | undefined {
  const listing = margin.listings.get(marked.contract)
  const held = member.positions.get(marked.contract)
  if (listing === undefined || held === undefined) return undefined
  return { ...marked, size: contractsOf(listing, held.lots), entryPrice: entryPriceOf(listing, held) }
}

function requirementOf({ requirement, asked }: Assessed): NonNullable<AccountPage['requirement']> {
  const { equity, initialMargin, maintenanceMargin, parts, scans } = requirement
  return { equity, initialMargin, maintenanceMargin, parts, scans, ...(asked && { asked }) }
}
