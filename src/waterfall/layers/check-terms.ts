import { isBelow, type Fraction } from './fraction.ts'
import { layerKinds, type LayerKind } from './layer-kind.ts'
import { layerName, type LayerTerms, type WaterfallTerms } from './waterfall-terms.ts'

const whole: Fraction = { numerator: 1n, denominator: 1n }

/** Why a waterfall's terms cannot be carried out, in order of precedence. `layer` is the name of the layer at fault. */
export type TermsFault = Readonly<
  | { kind: 'noLayers' }
  | { kind: 'layerTwice'; layer: string }
  | { kind: 'trancheTwice'; layer: string; tranche: string }
  /** `layer` stands before a layer that must pay first. */
  | { kind: 'outOfOrder'; layer: string; mustFollow: string }
  | { kind: 'assessmentsWithoutMutualFund'; layer: string }
  /** A cap below 0, or of 0, which could never be drawn. */
  | { kind: 'capNotAboveZero'; layer: string; cap: string }
  /** A layer cannot take more of a gain or a balance than there is. */
  | { kind: 'capAboveWhole'; layer: string }
  /** All defaults of a period together are capped below one of them. */
  | { kind: 'periodCapBelowOneDefault'; layer: string }
  | { kind: 'periodTooShort'; layer: string }
>

/** The defaulter's own resources pay first, and nobody's gains or balances are cut while there is money put up for losses. */
const defaulters: readonly LayerKind[] = ['defaulterMargin', 'defaulterContribution']
const putUp: readonly LayerKind[] = [...defaulters, 'ownMoney', 'insuranceFund', 'mutualFund', 'assessments', 'providerTakeover']
const mustFollow: Readonly<Record<LayerKind, readonly LayerKind[]>> = {
  defaulterMargin: [],
  defaulterContribution: ['defaulterMargin'],
  ownMoney: defaulters,
  insuranceFund: defaulters,
  mutualFund: defaulters,
  assessments: [...defaulters, 'mutualFund'],
  providerTakeover: defaulters,
  deleveraging: putUp,
  gainsHaircut: putUp,
  tearUp: [...putUp, 'deleveraging', 'gainsHaircut'],
  socialisation: layerKinds.filter((kind) => kind !== 'socialisation'),
}

/**
 * What is wrong with a waterfall's terms, the weightiest first; empty when nothing is.
 *
 * @example
 * checkTerms({ layers: [] }) // [{ kind: 'noLayers' }]
 */
export function checkTerms({ layers }: WaterfallTerms): readonly TermsFault[] {
  if (layers.length === 0) return [{ kind: 'noLayers' }]
  return [
    ...layersTwice(layers),
    ...tranchesTwice(layers),
    ...outOfOrder(layers),
    ...assessmentsAlone(layers),
    ...layers.flatMap(capsNotAboveZero),
    ...layers.flatMap(capsAboveWhole),
    ...layers.flatMap(periodFaults),
  ]
}

function layersTwice(layers: readonly LayerTerms[]): readonly TermsFault[] {
  const names = layers.map(layerName)
  return names.flatMap((layer, index) => (names.indexOf(layer) < index ? [{ kind: 'layerTwice', layer }] : []))
}

/** A tranche that pays in two places would have to be capped in one by what it paid in the other. */
function tranchesTwice(layers: readonly LayerTerms[]): readonly TermsFault[] {
  const seen = new Set(layers.flatMap((layer) => (layer.kind === 'ownMoney' ? [layer.tranche] : [])))
  return layers.flatMap((layer): readonly TermsFault[] => {
    if (!('beside' in layer) || layer.beside === undefined) return []
    if (seen.has(layer.beside)) return [{ kind: 'trancheTwice', layer: layer.kind, tranche: layer.beside }]
    seen.add(layer.beside)
    return []
  })
}

function outOfOrder(layers: readonly LayerTerms[]): readonly TermsFault[] {
  return layers.flatMap((layer, index): readonly TermsFault[] => {
    const later = layers.slice(index + 1).find(({ kind }) => mustFollow[layer.kind].includes(kind))
    return later === undefined ? [] : [{ kind: 'outOfOrder', layer: layerName(layer), mustFollow: layerName(later) }]
  })
}

/** An assessment is a multiple of a contribution. */
function assessmentsAlone(layers: readonly LayerTerms[]): readonly TermsFault[] {
  const has = (kind: LayerKind): boolean => layers.some((layer) => layer.kind === kind)
  return has('assessments') && !has('mutualFund') ? [{ kind: 'assessmentsWithoutMutualFund', layer: 'assessments' }] : []
}

function capsNotAboveZero(layer: LayerTerms): readonly TermsFault[] {
  const fault = (cap: string): TermsFault => ({ kind: 'capNotAboveZero', layer: layerName(layer), cap })
  const minor = layer.atMostMinor !== undefined && layer.atMostMinor <= 0n ? [fault('atMostMinor')] : []
  const nothing = ({ numerator, denominator }: Fraction): boolean => numerator <= 0n || denominator <= 0n
  if ('atMost' in layer) return nothing(layer.atMost) ? [...minor, fault('atMost')] : minor
  if (!('cap' in layer)) return minor
  const caps = [
    ...(nothing(layer.cap.perDefault) ? [fault('perDefault')] : []),
    ...(nothing(layer.cap.perPeriod) ? [fault('perPeriod')] : []),
  ]
  return [...minor, ...caps]
}

function capsAboveWhole(layer: LayerTerms): readonly TermsFault[] {
  return 'atMost' in layer && isBelow(whole, layer.atMost) ? [{ kind: 'capAboveWhole', layer: layerName(layer) }] : []
}

function periodFaults(layer: LayerTerms): readonly TermsFault[] {
  if (!('cap' in layer)) return []
  const { perDefault, perPeriod, period } = layer.cap
  const lasts = (length: number): boolean => Number.isSafeInteger(length) && length > 0
  return [
    ...(isBelow(perPeriod, perDefault) ? [{ kind: 'periodCapBelowOneDefault', layer: layer.kind } as const] : []),
    ...(lasts(period.businessDays) && lasts(period.atMostMonths) ? [] : [{ kind: 'periodTooShort', layer: layer.kind } as const]),
  ]
}
