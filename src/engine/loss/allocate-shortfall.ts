import { assessmentPostings, lossPostings } from '../../accounting/loss-postings.ts'
import { invariant } from '../../base/assert.ts'
import { allocateLoss, type LayerUse, type LossAllocation } from '../../waterfall/layers/allocate-loss.ts'
import { periodWithDefault, isRunning } from '../../waterfall/layers/capped-period.ts'
import { deficitKey } from '../../waterfall/layers/deficit-key.ts'
import type { LossMember } from '../../waterfall/layers/loss-resources.ts'
import type { LayerTerms, WaterfallTerms } from '../../waterfall/layers/waterfall-terms.ts'
import { beforeChange } from '../margin/charge-member.ts'
import type { MarginPolicy } from '../margin/margin-policy.ts'
import { bookFor, settlementAmount, type MemberTurn } from '../margin/member-books.ts'
import { bookPostings, recordDecision, type Turn } from '../turn.ts'
import { resourcesOf } from './waterfall-books.ts'
import type { LayerOutcome } from './waterfall-decision.ts'
import { holdsMoney, waterfallTermsOf } from './waterfall-policy.ts'
import type { WaterfallState } from './waterfall-state.ts'

/** What an account failed to pay in a loss event, in minor units of the settlement asset. */
export type Deficit = Readonly<{ event: string; minor: bigint }>

/**
 * Shares what a member could not pay over the layers of the policy that hold money, and books what each pays; for what is left gains are cut when the input
 * is done with everything else, and members that are assessed are looked at then. Nothing without a waterfall.
 *
 * @example
 * allocateShortfall(at, policy.margin, { event: member.liquidation.id, minor: owed })
 */
export function allocateShortfall(at: MemberTurn, policy: MarginPolicy, deficit: Deficit): void {
  const { turn, margin, member } = at
  const { waterfall } = turn.state
  const sections = turn.state.terms?.policy
  if (waterfall === undefined || sections?.waterfall === undefined) return
  const about = { account: member.id, event: deficit.event }
  const terms = waterfallTermsOf(sections.waterfall, margin.settlement.decimals)
  const resources = resourcesOf(turn.state, sections.waterfall, about)
  const money = { layers: terms.layers.filter(holdsMoney) }
  const shared = allocateLoss(money, { ...about, minor: deficit.minor, allocated: waterfall.allocated }, resources)
  const loss = settlementAmount(margin, deficit.minor)
  if (!shared.ok) {
    return void recordDecision(turn, { body: { kind: 'lossNotAllocated', ...about, loss, why: shared.refusal.kind } })
  }
  waterfall.allocated.set(deficitKey(about), deficit.minor)
  const transfers = shared.value.layers.flatMap((use) => bookUse(at, policy, { use, terms, members: resources.members }))
  const layers = shared.value.layers.map((use) => outcomeOf(at, use, resources.members))
  const paid = new Map(shared.value.layers.map(({ layer, usedMinor }) => [layer, usedMinor]))
  const asked = noteAsked(turn, waterfall, { terms, allocation: shared.value, members: resources.members })
  const period = asked && waterfall.period !== undefined ? { period: { ...waterfall.period } } : {}
  turn.openLosses.push({ ...about, minor: deficit.minor, uncoveredMinor: shared.value.uncoveredMinor, layers, paid, transfers, ...period })
}

type Booked = Readonly<{ use: LayerUse; terms: WaterfallTerms; members: readonly LossMember[] }>

function bookUse(at: MemberTurn, policy: MarginPolicy, { use, terms, members }: Booked): readonly string[] {
  const { turn, margin, member } = at
  const { asset } = margin.settlement
  const layer = terms.layers.find((each) => each.kind === use.kind && (!('tranche' in each) || use.layer.endsWith(`:${each.tranche}`)))
  invariant(layer !== undefined, 'a layer that pays is a layer of the policy')
  const beside = besideOf(layer)
  const fromTranche = beside === undefined ? [] : lossPostings({ kind: 'ownMoney', tranche: beside }, asset, use.besideMinor)
  switch (layer.kind) {
    case 'insuranceFund':
      return bookPostings(turn, lossPostings({ kind: 'insuranceFund' }, asset, use.usedMinor))
    case 'ownMoney':
      return bookPostings(turn, lossPostings({ kind: 'ownMoney', tranche: layer.tranche }, asset, use.usedMinor))
    case 'defaulterContribution':
      return bookPostings(turn, lossPostings({ kind: 'contribution', member: member.id }, asset, use.usedMinor))
    case 'mutualFund': {
      const shares = members.flatMap(({ account }, index) =>
        lossPostings({ kind: 'contribution', member: account }, asset, use.shares[index] ?? 0n),
      )
      return bookPostings(turn, [...fromTranche, ...shares])
    }
    case 'assessments': {
      const paid = members.flatMap(({ account }, index) => assess(at, policy, { account, minor: use.shares[index] ?? 0n }))
      return [...bookPostings(turn, fromTranche), ...paid]
    }
    default:
      invariant(use.usedMinor === 0n, 'a layer that pays has an account it pays from')
      return []
  }
}

function besideOf(layer: LayerTerms): string | undefined {
  return 'beside' in layer ? layer.beside : undefined
}

/** Out of the member's cash, and what that cannot pay it owes: the loss is covered, and the debt is the member's own. */
function assess(at: MemberTurn, policy: MarginPolicy, asked: Readonly<{ account: string; minor: bigint }>): readonly string[] {
  const { turn, margin } = at
  const member = margin.members.get(asked.account)
  if (asked.minor === 0n || member === undefined) return []
  const of = { turn, margin, member }
  beforeChange(of, policy)
  turn.state.waterfall?.assessed.push(asked.account)
  return bookFor(of, (books) => assessmentPostings(books, asked.minor))
}

function outcomeOf({ margin }: MemberTurn, use: LayerUse, members: readonly LossMember[]): LayerOutcome {
  const shares = members.flatMap(({ account }, index) => {
    const minor = use.shares[index] ?? 0n
    return minor === 0n ? [] : [{ account, paid: settlementAmount(margin, minor) }]
  })
  return {
    layer: use.layer,
    kind: use.kind,
    held: settlementAmount(margin, use.heldMinor),
    used: settlementAmount(margin, use.usedMinor),
    shares,
    ...(use.besideMinor > 0n && { beside: settlementAmount(margin, use.besideMinor) }),
  }
}

type Asked = Readonly<{ terms: WaterfallTerms; allocation: LossAllocation; members: readonly LossMember[] }>

/** A default that reached the members' money begins or extends a capped period; one that did not leaves it as it is. */
function noteAsked(turn: Turn, waterfall: WaterfallState, { terms, allocation, members }: Asked): boolean {
  const layer = terms.layers.find(({ kind }) => kind === 'assessments')
  const reached = allocation.layers.some(({ kind, shares }) => kind !== 'gainsHaircut' && shares.some((share) => share > 0n))
  if (layer?.kind !== 'assessments' || !reached) return false
  const { period } = waterfall
  const begins = period === undefined || !isRunning(period, turn.at)
  waterfall.period = periodWithDefault(period, turn.at, layer.cap.period)
  const shares = allocation.layers.find(({ kind }) => kind === 'assessments')?.shares ?? []
  for (const [index, { account, assessmentBase }] of members.entries()) {
    const contributor = waterfall.contributors.get(account)
    if (contributor === undefined) continue
    if (begins) {
      contributor.baseMinor = assessmentBase
      contributor.assessedMinor = 0n
    }
    contributor.assessedMinor += shares[index] ?? 0n
  }
  return true
}
