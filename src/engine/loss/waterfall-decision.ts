import type { Amount } from '../../base/amount.ts'
import type { LossRefusal } from '../../waterfall/layers/allocate-loss.ts'
import type { CappedPeriod } from '../../waterfall/layers/capped-period.ts'
import type { LayerKind } from '../../waterfall/layers/layer-kind.ts'
import type { WaterfallInput } from './waterfall-input.ts'

/** What one member pays of a loss. */
export type LossShare = Readonly<{ account: string; paid: Amount }>

/** What one layer did about a loss, after every cap. */
export type LayerOutcome = Readonly<{
  layer: string
  kind: LayerKind
  /** What could be used of it; absent where nobody can say before it is tried. */
  held?: Amount
  used: Amount
  /** Members that paid, none of them nothing. */
  shares: readonly LossShare[]
  /** What the operator's tranche beside the members paid of `used`. */
  beside?: Amount
}>

/** Why money against losses was not taken or given, in order of precedence. */
export type LossMoneyRefusal =
  | 'waterfallOff'
  | 'layerUnknown'
  | 'accountUnknown'
  | 'amountNotPositive'
  | 'memberHasLeft'
  | 'notAMember'
  | 'moreThanContributed'
  | 'cappedPeriodRunning'

/** What was concluded of losses and the money against them. */
export type WaterfallDecisionBody = Readonly<
  | {
      kind: 'lossAllocated'
      account: string
      /** The loss event: the decision that started the liquidation. */
      event: string
      loss: Amount
      layers: readonly LayerOutcome[]
      uncovered: Amount
      /** The capped period as it stands after it, where members were asked. */
      period?: CappedPeriod
    }
  | { kind: 'lossNotAllocated'; account: string; event: string; loss: Amount; why: LossRefusal['kind'] }
  /** Money that came in later paid what was uncovered. */
  | { kind: 'lossRecovered'; account: string; event: string; layer: string; paid: Amount; uncovered: Amount }
  /** Part of a withdrawal was kept for what is uncovered: `factor` of it. */
  | { kind: 'withdrawalCut'; account: string; kept: Amount; factor: number }
  | { kind: 'lossMoneyBooked'; layer: string; account?: string; paid: Amount; held: Amount }
  | { kind: 'contributionReturned'; account: string; returned: Amount; held: Amount }
  | { kind: 'membershipEnded'; account: string; held: Amount }
  | { kind: 'lossMoneyRefused'; input: WaterfallInput['kind']; subject: string; minor?: string; why: LossMoneyRefusal }
>
