import { powerOfTen } from '../../base/decimal.ts'
import type { DurationUs } from '../../base/time.ts'
import { fractionOf } from '../../waterfall/layers/fraction.ts'
import type { LastResortTerms } from '../../waterfall/layers/last-resort.ts'
import type { SocialisationRule } from '../../waterfall/layers/socialised-loss.ts'
import type { LayerTerms, PayingOrder, WaterfallTerms } from '../../waterfall/layers/waterfall-terms.ts'

/** A tranche of own money with what it holds when a run starts, in whole units of the settlement asset. */
export type TranchePolicy = Readonly<{ tranche: string; opening: number }>

type SharedPolicy = Readonly<{ order: PayingOrder; beside?: TranchePolicy }>

/** One layer as a policy states it. Money in whole units of the settlement asset, caps as multiples and parts. */
export type LayerPolicy = Readonly<{ atMostPerLoss?: number }> &
  (
    | Readonly<{ kind: 'defaulterMargin' | 'defaulterContribution' | 'providerTakeover' }>
    | Readonly<{ kind: 'insuranceFund'; opening: number }>
    | (TranchePolicy & Readonly<{ kind: 'ownMoney' }>)
    | (SharedPolicy & Readonly<{ kind: 'mutualFund' }>)
    | (SharedPolicy &
        Readonly<{ kind: 'assessments'; perDefault: number; perPeriod: number; periodBusinessDays: number; periodAtMostMonths: number }>)
    | Readonly<{ kind: 'deleveraging' | 'gainsHaircut' | 'tearUp'; atMostShare: number }>
    | Readonly<{ kind: 'socialisation'; rule: SocialisationRule; steps: readonly Readonly<{ after: DurationUs; part: number }>[] }>
  )

/** Who bears what a member could not pay: the layers, the first to pay first. */
export type WaterfallPolicy = Readonly<{ layers: readonly LayerPolicy[] }>

/**
 * The policy's layers as the waterfall reads them.
 *
 * @param decimals - Of the settlement asset.
 *
 * @example
 * checkTerms(waterfallTermsOf(policy.waterfall, 6))
 */
export function waterfallTermsOf(policy: WaterfallPolicy, decimals: number): WaterfallTerms {
  return { layers: policy.layers.map((layer) => ({ ...layerTermsOf(layer), ...cappedTerms(layer, decimals) })) }
}

/**
 * How a loss that nobody covered comes to be cut from withdrawals; `undefined` where the policy has no such layer.
 *
 * @example
 * lastResortTermsOf(policy.waterfall)?.steps[0]?.after
 */
export function lastResortTermsOf(policy: WaterfallPolicy): LastResortTerms | undefined {
  const layer = policy.layers.find((each) => each.kind === 'socialisation')
  if (layer?.kind !== 'socialisation') return undefined
  return { rule: layer.rule, steps: layer.steps.map(({ after, part }) => ({ after, part: fractionOf(part) })) }
}

/**
 * The tranches of own money a policy names, with what they open with.
 *
 * @example
 * tranchesOf(policy.waterfall).map(({ tranche }) => tranche) // ['equity']
 */
export function tranchesOf(policy: WaterfallPolicy): readonly TranchePolicy[] {
  return policy.layers.flatMap((layer) =>
    layer.kind === 'ownMoney' ? [layer] : 'beside' in layer && layer.beside !== undefined ? [layer.beside] : [],
  )
}

/**
 * Whether a layer holds money put up for losses before they come, or promised by members. The others cut gains or withdrawals.
 *
 * @example
 * holdsMoney({ kind: 'gainsHaircut' }) // false
 */
export function holdsMoney({ kind }: Pick<LayerTerms, 'kind'>): boolean {
  return kind !== 'deleveraging' && kind !== 'gainsHaircut' && kind !== 'tearUp' && kind !== 'socialisation'
}

/**
 * Whole units in minor units, as near as they were stated: a policy states money in decimals, of which floats lose the last bit.
 *
 * @example
 * minorOfWhole(143.1, 6) // 143_100_000n
 */
export function minorOfWhole(whole: number, decimals: number): bigint {
  return BigInt(Math.round(whole * powerOfTen(decimals)))
}

function cappedTerms({ atMostPerLoss }: LayerPolicy, decimals: number): Readonly<{ atMostMinor?: bigint }> {
  return atMostPerLoss === undefined ? {} : { atMostMinor: minorOfWhole(atMostPerLoss, decimals) }
}

function layerTermsOf(layer: LayerPolicy): LayerTerms {
  switch (layer.kind) {
    case 'ownMoney':
      return { kind: layer.kind, tranche: layer.tranche }
    case 'mutualFund':
      return { kind: layer.kind, ...sharedTerms(layer) }
    case 'assessments': {
      const { perDefault, perPeriod, periodBusinessDays: businessDays, periodAtMostMonths: atMostMonths } = layer
      const cap = { perDefault: fractionOf(perDefault), perPeriod: fractionOf(perPeriod), period: { businessDays, atMostMonths } }
      return { kind: layer.kind, ...sharedTerms(layer), cap }
    }
    case 'deleveraging':
    case 'gainsHaircut':
    case 'tearUp':
      return { kind: layer.kind, atMost: fractionOf(layer.atMostShare) }
    case 'socialisation':
      return { kind: layer.kind, atMost: fractionOf(1) }
    default:
      return { kind: layer.kind }
  }
}

function sharedTerms({ order, beside }: SharedPolicy): Readonly<{ order: PayingOrder; beside?: string }> {
  return { order, ...(beside && { beside: beside.tranche }) }
}
