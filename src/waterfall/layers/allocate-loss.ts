import { invariant } from '../../base/assert.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { splitMinor } from '../../base/split.ts'
import { checkTerms, type TermsFault } from './check-terms.ts'
import { deficitKey } from './deficit-key.ts'
import type { LayerKind } from './layer-kind.ts'
import type { LossMember, LossResources } from './loss-resources.ts'
import { sharedCapacity } from './shared-capacity.ts'
import { splitCapped } from './split-capped.ts'
import { layerName, type LayerTerms, type SharedLayer, type WaterfallTerms } from './waterfall-terms.ts'

/** A deficit: what an account failed to pay in a loss event, and which deficits were shared before, by `deficitKey`. */
export type Loss = Readonly<{ account: string; event: string; minor: bigint; allocated: Readonly<{ has: (key: string) => boolean }> }>

/** Why a loss was not shared, in order of precedence. Nothing is used then. */
export type LossRefusal = Readonly<
  | { kind: 'termsUnsound'; fault: TermsFault }
  | { kind: 'lossNotAboveZero'; minor: bigint }
  /** This deficit was shared before: it is never counted twice. */
  | { kind: 'alreadyAllocated'; account: string; event: string }
  | { kind: 'defaulterAmongMembers'; account: string }
  | { kind: 'trancheUnknown'; tranche: string }
>

/** What one layer did. Minor units; `usedMinor` never exceeds `heldMinor`. */
export type LayerUse = Readonly<{
  layer: string
  kind: LayerKind
  /** What could be used of it for this loss, after every cap. */
  heldMinor: bigint
  usedMinor: bigint
  /** What each of the members pays or gives up, in their order; empty for a layer that is nobody's share. */
  shares: readonly bigint[]
  /** What the tranche beside the members pays of `usedMinor`. */
  besideMinor: bigint
}>

/** Who bears a loss: the sum of what the layers use, and what none of them covers, is the loss to the unit. */
export type LossAllocation = Readonly<{ layers: readonly LayerUse[]; uncoveredMinor: bigint }>

/**
 * Shares a loss over the layers of a waterfall: each is used up before the next is touched.
 *
 * Shares within a layer are split to the last unit by largest remainder, so rounding loses nothing. Deleveraging, gains haircut and tear-up
 * draw on the same gains: what one layer took is not there for the next.
 *
 * @param terms - Checked here; a refusal names the first fault.
 * @returns What every layer held and paid, also of those that were not reached; or why nothing was shared.
 * @throws InvariantError when resources are negative.
 * @see ISDA, "CCP Loss Allocation at the End of the Waterfall" (2013); CPMI-IOSCO, "Recovery of financial market infrastructures" (2014).
 *
 * @example
 * const allocation = allocateLoss(terms, { account: 'm1', event: '41:0', minor: 330n, allocated: new Set() }, resources)
 * allocation.ok && allocation.value.layers[1].usedMinor // 200n
 */
export function allocateLoss(terms: WaterfallTerms, loss: Loss, resources: LossResources): Result<LossAllocation, LossRefusal> {
  const refusal = refusalOf(terms, loss, resources)
  if (refusal !== undefined) return refuse(refusal)
  requireNotNegative(resources)
  const layers: LayerUse[] = []
  let taken: readonly bigint[] = []
  let left = loss.minor
  for (const layer of terms.layers) {
    const use = isShared(layer) ? useShared(layer, left, { resources, taken }) : useOwn(layer, left, resources)
    layers.push(use)
    left -= use.usedMinor
    if (drawsOnGains(layer) && use.usedMinor > 0n) taken = use.shares.map((share, index) => share + (taken[index] ?? 0n))
  }
  return accept({ layers, uncoveredMinor: left })
}

function refusalOf(terms: WaterfallTerms, loss: Loss, resources: LossResources): LossRefusal | undefined {
  const { account, event, minor } = loss
  const [fault] = checkTerms(terms)
  if (fault !== undefined) return { kind: 'termsUnsound', fault }
  if (minor <= 0n) return { kind: 'lossNotAboveZero', minor }
  if (loss.allocated.has(deficitKey(loss))) return { kind: 'alreadyAllocated', account, event }
  if (resources.members.some((member) => member.account === account)) return { kind: 'defaulterAmongMembers', account }
  const tranches = terms.layers.flatMap((layer) => ('tranche' in layer ? layer.tranche : 'beside' in layer ? (layer.beside ?? []) : []))
  const unknown = tranches.find((tranche) => !resources.ownMoney.has(tranche))
  return unknown === undefined ? undefined : { kind: 'trancheUnknown', tranche: unknown }
}

function requireNotNegative(resources: LossResources): void {
  const { defaulterMargin, defaulterContribution, ownMoney, insuranceFund, providerTakeover, members } = resources
  const pots = [defaulterMargin, defaulterContribution, insuranceFund, providerTakeover, ...ownMoney.values()]
  const sound = (member: LossMember): boolean =>
    member.contribution >= 0n && member.assessmentBase >= 0n && member.assessedForDefault >= 0n && member.assessedInPeriod >= 0n
  invariant(
    pots.every((pot) => pot >= 0n),
    'a layer never holds less than nothing',
  )
  invariant(
    members.every((member) => sound(member) && member.withdrawable >= 0n),
    'a member never puts up less than nothing',
  )
}

function isShared(layer: LayerTerms): layer is SharedLayer {
  return 'order' in layer || 'atMost' in layer
}

function drawsOnGains({ kind }: LayerTerms): boolean {
  return kind === 'deleveraging' || kind === 'gainsHaircut' || kind === 'tearUp'
}

function useOwn(layer: Exclude<LayerTerms, SharedLayer>, left: bigint, resources: LossResources): LayerUse {
  const held = layer.kind === 'ownMoney' ? (resources.ownMoney.get(layer.tranche) ?? 0n) : resources[layer.kind]
  const heldMinor = least(held, layer.atMostMinor)
  return { layer: layerName(layer), kind: layer.kind, heldMinor, usedMinor: least(heldMinor, left), shares: [], besideMinor: 0n }
}

function useShared(layer: SharedLayer, left: bigint, from: Readonly<{ resources: LossResources; taken: readonly bigint[] }>): LayerUse {
  const { members, ownMoney } = from.resources
  const { weights, caps } = sharedCapacity(layer, members, from.taken)
  const ofMembers = sumOf(caps)
  const ofTranche = 'beside' in layer && layer.beside !== undefined ? (ownMoney.get(layer.beside) ?? 0n) : 0n
  const heldMinor = least(ofMembers + ofTranche, layer.atMostMinor)
  const usedMinor = least(heldMinor, left)
  const [besideMinor = 0n, membersMinor = 0n] = splitMinor(usedMinor, [ofTranche, ofMembers])
  const ranked = 'order' in layer && layer.order === 'nonBiddersFirst' ? rankedCaps(members, caps) : [caps]
  const shares = paidInRanks(membersMinor, weights, ranked)
  return { layer: layer.kind, kind: layer.kind, heldMinor, usedMinor, shares, besideMinor }
}

/** Caps of those who made no bid, then of those who did. */
function rankedCaps(members: readonly LossMember[], caps: readonly bigint[]): readonly (readonly bigint[])[] {
  return [false, true].map((hasBid) => caps.map((cap, index) => (members[index]?.hasBid === hasBid ? cap : 0n)))
}

/** Each rank pays all it has before the next pays anything. */
function paidInRanks(total: bigint, weights: readonly bigint[], ranks: readonly (readonly bigint[])[]): readonly bigint[] {
  let left = total
  let shares: readonly bigint[] | undefined
  for (const caps of ranks) {
    const all = sumOf(caps)
    if (left === 0n || all === 0n) continue
    const paid = left >= all ? caps : splitCapped(left, weights, caps)
    shares = shares?.map((share, index) => share + (paid[index] as bigint)) ?? paid
    left -= least(left, all)
  }
  return shares ?? weights.map(() => 0n)
}

function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((before, value) => before + value, 0n)
}

function least(one: bigint, other: bigint | undefined): bigint {
  return other !== undefined && other < one ? other : one
}
