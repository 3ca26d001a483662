import type { FaultDetails } from '../base/fault.ts'
import type { TimeUs } from '../base/time.ts'
import type { SignalEvidence } from '../engine/decision.ts'
import type { ReportFacilities } from './report-facilities.ts'
import type { ReportLosses } from './report-losses.ts'
import type { ReportMembers } from './report-members.ts'

/** A series beside its times; `null` where nothing was known. */
export type Column = readonly (number | null)[]

/** Phases by the small integer that stands for them in a history. */
export const phaseNames = ['calm', 'watch', 'stressed', 'active', 'recovering'] as const

/** The series a report draws. Prices in quote per base, depth in quote, volatility, VaR and ES as fractions. */
export type ReportSeries =
  | 'price'
  | 'spreadBps'
  | 'depth10Bps'
  | 'depth25Bps'
  | 'depth50Bps'
  | 'depth100Bps'
  | 'volumeRatio'
  | 'ewmaVolatility'
  | 'realisedVolatility'
  | 'valueAtRisk'
  | 'expectedShortfall'

/** One market over time: columns of one length. */
export type ReportHistory = Readonly<{
  atUs: readonly number[]
  series: Readonly<Record<ReportSeries, Column>>
  /** Phases as places in `phaseNames`. */
  phases: readonly Readonly<{ trigger: string; values: Column }>[]
  /** In whole units of the asset. */
  reserves: readonly Readonly<{ asset: string; available: Column; committed: Column; deployed: Column; unrealised: Column }>[]
}>

/** One market of the run. */
export type ReportMarket = Readonly<{
  market: string
  base: string
  quote: string
  /** Whether its book is made by the book model. */
  modelled: boolean
  history: ReportHistory
  /** Returns as losses (positive is a loss) as they were held against value at risk, if at hand. */
  losses?: readonly Readonly<{ atUs: number; loss: number; exceeds: boolean }>[]
}>

/** One stay of a trigger in activation, with what fired it. */
export type ReportActivation = Readonly<{
  market: string
  trigger: string
  firedAt: TimeUs
  /** Absent while not released. */
  releasedAt?: TimeUs
  decisionId: string
  /** The signals as they stood when it fired. */
  evidence: readonly SignalEvidence[]
}>

/** The reserve of one asset over the run, in minor units. */
export type ReportReserve = Readonly<{
  asset: string
  decimals: number
  opening: bigint
  available: bigint
  committed: bigint
  deployed: bigint
  /** The most that was committed and deployed at once. */
  peakUse: bigint
  realised: bigint
  unrealised: bigint
  fees: bigint
}>

/** One decision, told. */
export type ReportDecision = Readonly<{
  id: string
  at: TimeUs
  kind: string
  market?: string
  facility?: string
  title: string
  text: string
  /** Of a fill: side, price in quote per base, notional in quote. */
  fill?: Readonly<{ side: 'buy' | 'sell'; price: number; notional: number }>
}>

/** One account of the books at the end, in minor units. */
export type ReportAccount = Readonly<{
  id: string
  asset: string
  decimals: number
  debitsPosted: bigint
  creditsPosted: bigint
  debitsPending: bigint
  creditsPending: bigint
}>

/** Everything a report shows. Plain data: the report computes no figure of the run, it only lays out. */
export type ReportInput = Readonly<{
  run: string
  command: readonly string[]
  engineVersion: string
  data: Readonly<{
    label: string
    /** How far the data is what happened: recorded at a venue, recorded with a modelled book, or rebuilt from published figures. */
    kind: 'recorded' | 'modelled' | 'reconstruction'
    sources: readonly Readonly<{ title: string; url?: string }>[]
    from: TimeUs
    to: TimeUs
    inputs: number
  }>
  policy: Readonly<{ name: string; hash: string; text: string }>
  counts: Readonly<{ decisions: number; transfers: number; effects: number }>
  markets: readonly ReportMarket[]
  activations: readonly ReportActivation[]
  reserves: readonly ReportReserve[]
  /** Absent for a run without margin. */
  members?: ReportMembers
  /** Absent for a run without a waterfall. */
  losses?: ReportLosses
  /** Absent for a run without guarantees, loans and draws. */
  facilities?: ReportFacilities
  decisions: readonly ReportDecision[]
  accounts: readonly ReportAccount[]
  faults: readonly FaultDetails[]
  /** What a reader must know of the method, and what this replay cannot know: whole sentences. */
  limits: readonly string[]
  hashes: Readonly<{ state: string; journal: string }>
}>
