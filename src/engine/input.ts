import type { TimeUs } from '../base/time.ts'
import type { Instrument } from '../market/instrument.ts'
import type { MarketInput } from '../market/market-input.ts'
import type { EffectId, EffectReport } from './effect.ts'
import type { FacilityInput } from './facilities/facility-input.ts'
import type { AuctionInput } from './loss/auction-input.ts'
import type { WaterfallInput } from './loss/waterfall-input.ts'
import type { FundInput } from './loss/fund-input.ts'
import type { MemberInput } from './margin/member-input.ts'
import type { Policy } from './policy.ts'

/** The first input of every run: what governs it. A replay needs nothing else. */
export type RunStarted = Readonly<{
  kind: 'runStarted'
  at: TimeUs
  engineVersion: string
  source: string
  seed: number
  policy: Policy
  instruments: readonly Instrument[]
}>

/** Everything the engine may react to. Anything that is not here did not happen. */
export type Input =
  | RunStarted
  | MarketInput
  | MemberInput
  | FacilityInput
  | FundInput
  | WaterfallInput
  | AuctionInput
  | Readonly<{ kind: 'clockTicked'; at: TimeUs }>
  | Readonly<{ kind: 'effectReported'; at: TimeUs; effectId: EffectId; report: EffectReport }>
  | Readonly<{ kind: 'operatorCommanded'; at: TimeUs; by: string; command: OperatorCommand; reason: string }>

/** What an operator may order. Halting stops new orders and withdraws resting ones; nothing else. */
export type OperatorCommand = 'halt' | 'resume'

/** An input with its place in the journal, counted from 1 without gaps. */
export type SequencedInput = Readonly<{ seq: number; input: Input }>
