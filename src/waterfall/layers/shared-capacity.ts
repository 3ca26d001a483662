import { assertNever } from '../../base/assert.ts'
import { fractionDown, type Fraction } from './fraction.ts'
import type { LossMember } from './loss-resources.ts'
import type { AssessmentCap, SharedLayer } from './waterfall-terms.ts'

/** In proportion to what members share a layer, and how much each can bear there. A cap above 0 comes with a weight above 0. */
export type SharedCapacity = Readonly<{ weights: readonly bigint[]; caps: readonly bigint[] }>

/**
 * What each member can bear in a layer, in the members' order: contributions and assessments in proportion to contributions, cuts of gains in
 * proportion to gains, a cut of withdrawals in proportion to balances.
 *
 * @param taken - What each gave up of its gains in earlier layers; empty when nothing.
 *
 * @example
 * sharedCapacity({ kind: 'mutualFund', order: 'together' }, members, []).caps
 */
export function sharedCapacity(layer: SharedLayer, members: readonly LossMember[], taken: readonly bigint[]): SharedCapacity {
  switch (layer.kind) {
    case 'mutualFund': {
      const contributions = members.map(({ contribution }) => contribution)
      return { weights: contributions, caps: contributions }
    }
    case 'assessments':
      return {
        weights: members.map(({ assessmentBase }) => assessmentBase),
        caps: members.map((member) => assessable(member, layer.cap)),
      }
    case 'deleveraging':
    case 'gainsHaircut':
    case 'tearUp':
      return partOf(
        members.map(({ gain }, index) => (gain > 0n ? gain - (taken[index] ?? 0n) : 0n)),
        layer.atMost,
      )
    case 'socialisation':
      return partOf(
        members.map(({ withdrawable }) => withdrawable),
        layer.atMost,
      )
    default:
      return assertNever(layer)
  }
}

/**
 * What a member can still be assessed: the lesser of what is left of the cap for one default and of that for the period; nothing once it has left.
 *
 * @example
 * assessable({ ...emptyMember('m1'), assessmentBase: 40n }, cap) // 110n
 */
export function assessable(member: LossMember, cap: AssessmentCap): bigint {
  if (member.hasLeft) return 0n
  const forDefault = fractionDown(member.assessmentBase, cap.perDefault) - member.assessedForDefault
  const inPeriod = fractionDown(member.assessmentBase, cap.perPeriod) - member.assessedInPeriod
  const left = forDefault < inPeriod ? forDefault : inPeriod
  return left > 0n ? left : 0n
}

function partOf(weights: readonly bigint[], atMost: Fraction): SharedCapacity {
  return { weights, caps: weights.map((weight) => fractionDown(weight, atMost)) }
}
