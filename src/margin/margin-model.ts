import type { Result } from '../base/result.ts'
import type { MarginRefusal } from './account/margin-refusal.ts'
import type { MarketSnapshot } from './market-snapshot.ts'
import type { ValuedAccount } from './account/valued-account.ts'

/** Models by the name they have on the command line and in policies. */
export const marginModelNames = [
  'derive-pmrm2',
  'derive-pmrm1',
  'derive-srm',
  'span',
  'deribit',
  'paradex',
  'tims',
  'fhs-es',
  'tiered',
] as const

/** A model's name. */
export type MarginModelName = (typeof marginModelNames)[number]

/** What one scenario does to the positions on one underlying. */
export type ScenarioOutcome = Readonly<{
  /** For people, and unique in its scan: `spot -16 %, volatility up`. */
  name: string
  /** Move of the underlying as a fraction: -0.16 is 16 % down. */
  spotMove: number
  /** How volatility moves, for people: `up`, `unchanged`, `+15 points`. */
  volatilityMove: string
  /** Share of the profit that counts; 1 unless the scenario is dampened. */
  weight: number
  /** Profit in quote after the weight; a loss is negative. */
  profit: number
}>

/** What one position adds to a figure; the contributions to it add up to the whole. */
export type PositionContribution = Readonly<{ contract: string; amount: number }>

/** The scenarios of one underlying, in the model's order. */
export type Scan = Readonly<{
  underlying: string
  scenarios: readonly ScenarioOutcome[]
  /** Index of the scenario that loses most, the first of equals; it is the worst also when it gains. */
  worst: number
  /** Loss of each position in the worst scenario, in quote; negative where a position gains. They sum to minus its profit. */
  contributions: readonly PositionContribution[]
}>

/** One named part of a requirement, in quote; negative is a credit. The parts add up to the whole. */
export type RequirementPart = Readonly<{ name: string; initial: number; maintenance: number }>

/** Expected shortfall over scenarios, split by Euler's rule: the contributions add up to it. In quote. */
export type ShortfallAllocation = Readonly<{
  confidence: number
  /** Below 0 where even the worst scenarios gain. */
  expectedShortfall: number
  contributions: readonly PositionContribution[]
}>

/** What a model asks of an account. All figures in quote. */
export type MarginRequirement = Readonly<{
  initialMargin: number
  maintenanceMargin: number
  /** Cash, collateral before haircuts and positions at their marks. Haircuts are parts of the requirement. */
  equity: number
  parts: readonly RequirementPart[]
  /** One for every underlying that was scanned, in order of name; empty for models without scenarios. */
  scans: readonly Scan[]
  /** Of models that take an expected shortfall. */
  shortfall?: ShortfallAllocation
}>

/** A margin model with its numbers. `assess` is pure: the same account and snapshot give the same bits. */
export type MarginModel = Readonly<{
  name: MarginModelName
  /** For people: `Derive portfolio margin, second generation`. */
  title: string
  /** The day the numbers came into force at the venue, ISO; and where they were read. */
  effectiveFrom: string
  source: string
  assess: (account: ValuedAccount, snapshot: MarketSnapshot) => Result<MarginRequirement, MarginRefusal>
}>
