import type { Amount } from '../../base/amount.ts'
import type { TimeUs } from '../../base/time.ts'
import type { MarginModelName, RequirementPart, Scan } from '../../margin/margin-model.ts'
import type { MarginRefusal } from '../../margin/account/margin-refusal.ts'
import type { AskedMargins, LiquidationWait, MarginFigures, MarkedPosition } from './margin-decision.ts'

/** Where an account stands; of several that hold, the first. An unknown one may have a call or a liquidation that waits. */
export type AccountStanding = 'unknown' | 'liquidating' | 'called' | 'restricted' | 'healthy'

/** One account in a list. Figures in whole units of the settlement asset; absent while unknown. */
export type AccountLine = Readonly<{
  account: string
  standing: AccountStanding
  /** Maintenance margin over equity: 1 is the liquidation line. Absent while unknown, without a requirement, and when equity is not above 0. */
  marginRatio?: number
  figures?: MarginFigures
  refusal?: MarginRefusal
}>

/** Accounts whose margin ratio is at least `from` and below `to`; `to` is absent in the last, which also holds those without equity. */
export type RatioBucket = Readonly<{ from: number; to?: number; accounts: number; standings: Readonly<Record<AccountStanding, number>> }>

/** A margin call that is open. */
export type OpenCallView = Readonly<{ call: string; account: string; issuedAt: TimeUs; dueAt: TimeUs; shortBy: Amount; paid: Amount }>

/** A liquidation at work. */
export type LiquidationView = Readonly<{ liquidation: string; account: string; startedAt: TimeUs; waiting?: LiquidationWait }>

/** What would be below maintenance margin if an underlying moved so far, others unchanged. Notional at the mark as it is now. */
export type RiskAtMove = Readonly<{ move: number; price: number; accounts: number; longNotional: number; shortNotional: number }>

/** Open interest at risk by price level of one underlying, moves ascending. */
export type LiquidationMap = Readonly<{ underlying: string; indexPrice: number; levels: readonly RiskAtMove[] }>

/** Margin of all accounts. */
export type MarginView = Readonly<{
  seq: number
  at: TimeUs
  model: MarginModelName
  settlement: Readonly<{ asset: string; decimals: number }>
  accounts: number
  standings: Readonly<Record<AccountStanding, number>>
  ratios: readonly RatioBucket[]
  /** Highest margin ratio first; those without equity before all. */
  nearest: readonly AccountLine[]
  unknown: readonly AccountLine[]
  calls: readonly OpenCallView[]
  liquidations: readonly LiquidationView[]
  counts: Readonly<{ calls: number; callsMet: number; liquidations: number }>
  shortfall: Amount
  /** What the fund carries of all accounts' margins; absent without a speed limit. */
  carried?: Amount
  maps: readonly LiquidationMap[]
  /** Accounts the maps are made of: those nearest to liquidation. */
  accountsInMaps: number
}>

/** One account in full. */
export type AccountPage = Readonly<{
  seq: number
  at: TimeUs
  account: string
  owner?: string
  standing: AccountStanding
  marginRatio?: number
  cash: Amount
  owed: Amount
  locked: Amount
  /** What is pledged, with the decimals of each asset's minor unit. */
  collateral: readonly (Amount & Readonly<{ decimals: number }>)[]
  positions: readonly PositionLine[]
  orders: number
  /** The requirement as the model states it now; absent while unknown. */
  requirement?: Readonly<{
    equity: number
    initialMargin: number
    maintenanceMargin: number
    parts: readonly RequirementPart[]
    scans: readonly Scan[]
    /** What the model asks, where the fund carries part of it; the figures above are what is charged. */
    asked?: AskedMargins
  }>
  refusal?: MarginRefusal
  call?: OpenCallView
  liquidation?: LiquidationView
  /** Margin against moves of each underlying it holds. */
  curves: readonly MarginCurve[]
}>

/** A position in an account's page. */
export type PositionLine = MarkedPosition & Readonly<{ size: number; entryPrice: number }>

/** Equity and requirements if one underlying moved, others unchanged; a level that cannot be valued is left out. */
export type MarginCurve = Readonly<{ underlying: string; levels: readonly CurveLevel[] }>

/** One level of a curve. */
export type CurveLevel = Readonly<{ move: number; price: number; equity: number; initialMargin: number; maintenanceMargin: number }>
