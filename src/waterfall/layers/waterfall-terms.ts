import type { Fraction } from './fraction.ts'
import type { LayerKind } from './layer-kind.ts'

/**
 * In which order the members of a shared layer pay: all together, or first those who made no bid in the defaulter's auction with all they have
 * there, and the bidders only then ("juniorisation", so that bidding pays).
 */
export type PayingOrder = 'together' | 'nonBiddersFirst'

/** For how long the caps on assessments hold: business days from each default, at most so many months from the first. */
export type CappedPeriodTerms = Readonly<{ businessDays: number; atMostMonths: number }>

/** How much a member may be assessed, in multiples of its contribution. */
export type AssessmentCap = Readonly<{ perDefault: Fraction; perPeriod: Fraction; period: CappedPeriodTerms }>

type Shared = Readonly<{
  order: PayingOrder
  /** A tranche of own money that pays beside the members, in proportion to what each side can still pay. */
  beside?: string
}>

/** What every layer may have: the most it pays for one loss, in minor units of the settlement asset. */
type Capped = Readonly<{ atMostMinor?: bigint }>

/** One layer of a waterfall: whose money it is and how much of it may be used. What it holds is no term; see `LossResources`. */
export type LayerTerms = Capped &
  (
    | Readonly<{ kind: 'defaulterMargin' | 'defaulterContribution' | 'insuranceFund' | 'providerTakeover' }>
    | Readonly<{ kind: 'ownMoney'; tranche: string }>
    | (Shared & Readonly<{ kind: 'mutualFund' }>)
    | (Shared & Readonly<{ kind: 'assessments'; cap: AssessmentCap }>)
    /** The most of what a member gained and has not yet given up in a layer before. */
    | Readonly<{ kind: 'deleveraging' | 'gainsHaircut' | 'tearUp'; atMost: Fraction }>
    /** The most of what a member could withdraw. */
    | Readonly<{ kind: 'socialisation'; atMost: Fraction }>
  )

/** A layer that is shared among members. */
export type SharedLayer = Extract<
  LayerTerms,
  Readonly<{ kind: 'mutualFund' | 'assessments' | 'deleveraging' | 'gainsHaircut' | 'tearUp' | 'socialisation' }>
>

/** A waterfall: its layers, the first to pay first. */
export type WaterfallTerms = Readonly<{ layers: readonly LayerTerms[] }>

/**
 * A layer's name, unique in its waterfall: its kind, and for own money the tranche.
 *
 * @example
 * layerName({ kind: 'ownMoney', tranche: 'equity' }) // 'ownMoney:equity'
 */
export function layerName(layer: Readonly<{ kind: LayerKind; tranche?: string }>): string {
  return layer.tranche === undefined ? layer.kind : `${layer.kind}:${layer.tranche}`
}
