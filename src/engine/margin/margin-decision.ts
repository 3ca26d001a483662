import type { Amount } from '../../base/amount.ts'
import type { TimeUs } from '../../base/time.ts'
import type { MarginRefusal } from '../../margin/account/margin-refusal.ts'
import type { Side } from '../../market/instrument.ts'
import type { EffectId } from '../effect.ts'
import type { MemberInput, MemberOrder } from './member-input.ts'

/** The scenario that costs an account most, where its model has scenarios. `profit` in quote; a loss is below 0. */
export type WorstScenario = Readonly<{ underlying: string; scenario: string; profit: number }>

/** What an account stood at: all in whole units of the settlement asset. */
export type MarginFigures = Readonly<{
  equity: number
  /** As charged; as the model asks unless a speed limit holds it back. */
  initialMargin: number
  maintenanceMargin: number
  worst?: WorstScenario
  /** Where a speed limit holds margins back: what the model asks. */
  asked?: AskedMargins
}>

/** What a model asks where the fund carries part of it. `carried` is the larger difference to what is charged. */
export type AskedMargins = Readonly<{ initialMargin: number; maintenanceMargin: number; carried: number }>

/** A position as it stood, with the mark it was valued at and the input that brought that mark. */
export type MarkedPosition = Readonly<{
  contract: string
  lots: number
  /** Its mark, or the index of its underlying where the contract has none; the volatility of an option. */
  mark?: number
  volatility?: number
  markSeq: number
  /** What it adds to equity, in whole units of the settlement asset. */
  value: number
}>

/** Figures with the positions behind them, largest value first, and how many there were in all. */
export type MarginEvidence = MarginFigures & Readonly<{ positions: readonly MarkedPosition[]; positionsHeld: number }>

/** Why an input of a member was refused. */
export type InputRefusalReason =
  | 'marginOff'
  | 'accountUnknown'
  | 'accountExists'
  | 'nameNotAllowed'
  | 'contractUnknown'
  | 'contractExists'
  | 'payoffNotSupported'
  | 'contractNotWellFormed'
  | 'assetUnknown'
  | 'amountNotPositive'
  | 'priceNotBelieved'
  | 'lotsNotWhole'
  | 'priceNotPositive'
  | 'markNotANumber'
  | 'markMissing'
  | 'numberTooLarge'

/** Why a trade or orders were not accepted. */
export type TradeRefusalReason = 'initialMargin' | 'restricted' | 'called' | 'liquidating' | 'unknown' | 'markNotBelieved'

/** Why money was not paid out. */
export type WithdrawalRefusalReason = TradeRefusalReason | 'notThere' | 'insolventAuctions'

/** How a margin call ended well: paid, or equity rose back by itself. */
export type CallMetHow = 'paid' | 'recovered'

/** Why a liquidation began. */
export type LiquidationCause = 'callNotMet' | 'bankrupt'

/** Why a liquidation does not go on for now. */
export type LiquidationWait =
  'halted' | 'noMarket' | 'bookUnknown' | 'noBids' | 'noOffers' | 'markNotBelieved' | 'accountPace' | 'marketPace' | 'lossLimit'

/** How the size of a reduction came about, and what it is expected to lead to. */
export type ReductionSize = Readonly<{
  /** Just enough, as much as leaves least missing, all that the shares or the book allow, or what a limit of pace allows. */
  by: 'restored' | 'leastMissing' | 'shares' | 'accountPace' | 'marketPace' | 'lossLimit'
  /** Mean price against the book as it stood, and by how much taking it moves the book's middle. */
  averageTicks: number
  middleMoveTicks: number
  /** Equity above the liquidation's target after it, at the price after the impact; below 0 is what is missing. Absent where it is not known. */
  surplus?: number
}>

/** A penalty and whose income it is. */
export type PenaltyPaid = Readonly<{ fund: Amount; venue: Amount }>

/** How a liquidation ended: equity is enough again, or nothing is left to close. */
export type LiquidationEnd = 'restored' | 'closed'

/** What was concluded of members' accounts. Past participles; never taken back. */
export type MarginDecisionBody = Readonly<
  | {
      kind: 'inputRefused'
      input: MemberInput['kind']
      reason: InputRefusalReason
      account?: string
      /** The contract or asset it is about, and what was found there. */
      subject?: string
      found?: string
    }
  | { kind: 'contractOpened'; contract: string }
  | { kind: 'accountOpened'; account: string; owner?: string }
  | { kind: 'depositBooked'; account: string; deposited: Amount }
  | { kind: 'withdrawalPaid'; account: string; withdrawn: Amount }
  | { kind: 'withdrawalRefused'; account: string; wanted: Amount; why: WithdrawalRefusalReason; figures?: MarginFigures }
  | {
      kind: 'tradeAccepted'
      account: string
      contract: string
      lots: number
      ticks: number
      /** Lots held after it, and what closing realised. */
      held: number
      realised: Amount
    }
  | {
      kind: 'tradeRefused'
      account: string
      contract: string
      lots: number
      ticks: number
      why: TradeRefusalReason
      /** As they would have been after the trade, where that is the reason. */
      figures?: MarginFigures
    }
  | { kind: 'ordersNoted'; account: string; orders: number }
  | { kind: 'ordersRefused'; account: string; why: TradeRefusalReason; figures?: MarginFigures }
  | { kind: 'fundingBooked'; contract: string; rate: number; paid: Amount; accounts: number }
  | { kind: 'contractClosed'; contract: string; ticks: number; accounts: number }
  | { kind: 'positionSettled'; account: string; contract: string; lots: number; ticks: number; realised: Amount }
  | { kind: 'accountRestricted'; account: string; evidence: MarginEvidence }
  | { kind: 'restrictionLifted'; account: string; evidence: MarginFigures }
  | {
      kind: 'marginCallIssued'
      account: string
      /** What would bring equity up to initial margin. */
      shortBy: Amount
      dueAt: TimeUs
      locked: Amount
      evidence: MarginEvidence
    }
  | { kind: 'marginCallMet'; account: string; call: string; how: CallMetHow; paid: Amount; evidence: MarginFigures }
  | { kind: 'liquidationStarted'; account: string; cause: LiquidationCause; call?: string; locked: Amount; evidence: MarginEvidence }
  | {
      kind: 'ordersCancelled'
      account: string
      /** The decision that started the liquidation. */
      event: string
      /** In the order they were cancelled, and how many are left. */
      orders: readonly MemberOrder[]
      left: number
      /** They are enough, or positions must be closed as well. */
      why: 'restores' | 'positionsClose'
      /** What was missing to the liquidation's target before; absent where it is not known. */
      shortBy?: Amount
    }
  | { kind: 'liquidationWaited'; account: string; contract?: string; why: LiquidationWait }
  | {
      kind: 'reductionOrdered'
      account: string
      contract: string
      effectId: EffectId
      side: Side
      lots: number
      markTicks: number
      boundTicks: number
      /** Lots on the other side of the book within the bound. */
      bookLots: number
      /** Where the policy asks for more than shares. */
      size?: ReductionSize
    }
  | {
      kind: 'positionReduced'
      account: string
      contract: string
      effectId: EffectId
      side: Side
      lots: number
      ticks: number
      /** Price at which the account's equity would have been 0, before this fill, in quote. */
      bankruptcyPrice: number
      realised: Amount
      fee: Amount
      /** Where the policy has a penalty. */
      penalty?: PenaltyPaid
      /** Lots still held. */
      held: number
    }
  | { kind: 'reductionEnded'; account: string; contract: string; effectId: EffectId; lotsLeft: number; why: string }
  | { kind: 'collateralTaken'; account: string; taken: Amount; price: number; paid: Amount }
  | { kind: 'liquidationEnded'; account: string; liquidation: string; how: LiquidationEnd; lasted: number; evidence: MarginFigures }
  /** `event` is the loss event: the decision that started the liquidation. What the account cannot pay is realised once for each. */
  | { kind: 'shortfallRealised'; account: string; event: string; amount: Amount }
  | {
      kind: 'fundCarried'
      /** What the fund now stands for, and for how many accounts. */
      carried: Amount
      accounts: number
      /** Reserved for it now and before: whole steps, rounded up. */
      reserved: Amount
      reservedBefore: Amount
    }
  | { kind: 'carryingRefused'; account: string; wanted: Amount; available: Amount; asked: AskedMargins }
  | { kind: 'accountUnknown'; account: string; refusal: MarginRefusal }
  | { kind: 'accountKnown'; account: string; unknownFor: number; dueAt?: TimeUs; evidence: MarginFigures }
>
