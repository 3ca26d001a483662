import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocateLoss, type LossAllocation } from './allocate-loss.ts'
import { fractionDown, fractionOf } from './fraction.ts'
import { emptyMember, noResources, type LossMember, type LossResources } from './loss-resources.ts'
import type { AssessmentCap, LayerTerms } from './waterfall-terms.ts'

const cap: AssessmentCap = { perDefault: fractionOf(1.5), perPeriod: fractionOf(2), period: { businessDays: 20, atMostMonths: 3 } }
const layers: readonly LayerTerms[] = [
  { kind: 'defaulterMargin' },
  { kind: 'ownMoney', tranche: 'first' },
  { kind: 'insuranceFund', atMostMinor: 300n },
  { kind: 'mutualFund', order: 'nonBiddersFirst', beside: 'second' },
  { kind: 'assessments', order: 'nonBiddersFirst', cap },
  { kind: 'ownMoney', tranche: 'last' },
  { kind: 'deleveraging', atMost: fractionOf(0.5) },
  { kind: 'gainsHaircut', atMost: fractionOf(0.75) },
  { kind: 'tearUp', atMost: fractionOf(1) },
  { kind: 'socialisation', atMost: fractionOf(0.25) },
]

const money = fc.oneof(fc.bigInt(0n, 9n), fc.bigInt(0n, 500n), fc.constant(0n))
const memberArbitrary: fc.Arbitrary<Omit<LossMember, 'account'>> = fc.record({
  contribution: money,
  assessmentBase: money,
  assessedForDefault: money,
  assessedInPeriod: money,
  hasLeft: fc.boolean(),
  hasBid: fc.boolean(),
  gain: fc.bigInt(-500n, 500n),
  withdrawable: money,
})
const resourcesArbitrary: fc.Arbitrary<LossResources> = fc
  .record({ margin: money, first: money, second: money, last: money, fund: money, members: fc.array(memberArbitrary, { maxLength: 8 }) })
  .map(({ margin, first, second, last, fund, members }) => ({
    ...noResources,
    defaulterMargin: margin,
    ownMoney: new Map([
      ['first', first],
      ['second', second],
      ['last', last],
    ]),
    insuranceFund: fund,
    members: members.map((each, index) => ({ ...each, account: `m${index}` })),
  }))
const lossArbitrary = fc.oneof(fc.bigInt(1n, 50n), fc.bigInt(1n, 9_000n))

function allocationOf(resources: LossResources, minor: bigint): LossAllocation {
  const outcome = allocateLoss({ layers }, { account: 'd', event: '1:0', minor, allocated: new Set() }, resources)
  if (!outcome.ok) throw new Error(outcome.refusal.kind)
  return outcome.value
}

function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((before, value) => before + value, 0n)
}

describe('allocateLoss', () => {
  test('property: every unit of a loss has a named owner or is uncovered', () => {
    fc.assert(
      fc.property(resourcesArbitrary, lossArbitrary, (resources, minor) => {
        const { layers: uses, uncoveredMinor } = allocationOf(resources, minor)
        expect(sumOf(uses.map(({ usedMinor }) => usedMinor)) + uncoveredMinor).toBe(minor)
        for (const use of uses) {
          const isShared = use.shares.length > 0 || use.besideMinor > 0n
          if (isShared) expect(sumOf(use.shares) + use.besideMinor).toBe(use.usedMinor)
        }
      }),
    )
  })

  test('property: no layer beyond what it holds, no member beyond its part, no cap exceeded', () => {
    fc.assert(
      fc.property(resourcesArbitrary, lossArbitrary, (resources, minor) => {
        const { layers: uses } = allocationOf(resources, minor)
        for (const { usedMinor, heldMinor, shares } of uses) {
          expect(usedMinor >= 0n && usedMinor <= heldMinor).toBe(true)
          expect(shares.every((share) => share >= 0n)).toBe(true)
        }
        const sharesOf = (kind: string): readonly bigint[] => uses.find((use) => use.kind === kind)?.shares ?? []
        for (const [index, member] of resources.members.entries()) {
          expect((sharesOf('mutualFund')[index] ?? 0n) <= member.contribution).toBe(true)
          const assessed = sharesOf('assessments')[index] ?? 0n
          if (assessed > 0n) {
            expect(member.hasLeft).toBe(false)
            expect(assessed + member.assessedForDefault <= fractionDown(member.assessmentBase, cap.perDefault)).toBe(true)
            expect(assessed + member.assessedInPeriod <= fractionDown(member.assessmentBase, cap.perPeriod)).toBe(true)
          }
          const gains = ['deleveraging', 'gainsHaircut', 'tearUp'].map((kind) => sharesOf(kind)[index] ?? 0n)
          expect(sumOf(gains) <= (member.gain > 0n ? member.gain : 0n)).toBe(true)
        }
      }),
    )
  })

  test('property: a layer is untouched while one before it holds money', () => {
    fc.assert(
      fc.property(resourcesArbitrary, lossArbitrary, (resources, minor) => {
        const { layers: uses, uncoveredMinor } = allocationOf(resources, minor)
        const firstLeft = uses.findIndex(({ usedMinor, heldMinor }) => usedMinor < heldMinor)
        if (firstLeft < 0) return
        expect(sumOf(uses.slice(firstLeft + 1).map(({ usedMinor }) => usedMinor)) + uncoveredMinor).toBe(0n)
      }),
    )
  })

  test('property: bidders pay nothing into a layer where a member without a bid has something left', () => {
    fc.assert(
      fc.property(resourcesArbitrary, lossArbitrary, (resources, minor) => {
        const shares = allocationOf(resources, minor).layers.find(({ kind }) => kind === 'mutualFund')?.shares ?? []
        const { members } = resources
        const left = members.some((member, index) => !member.hasBid && (shares[index] ?? 0n) < member.contribution)
        if (left) expect(members.every((member, index) => !member.hasBid || (shares[index] ?? 0n) === 0n)).toBe(true)
      }),
    )
  })

  test('property: the order of members changes no layer, and no share by more than the unit that is left over', () => {
    fc.assert(
      fc.property(resourcesArbitrary, lossArbitrary, (resources, minor) => {
        const forwards = allocationOf(resources, minor)
        const backwards = allocationOf({ ...resources, members: resources.members.toReversed() }, minor)
        expect(backwards.uncoveredMinor).toBe(forwards.uncoveredMinor)
        for (const [index, use] of forwards.layers.entries()) {
          const other = backwards.layers[index]
          expect(other?.usedMinor).toBe(use.usedMinor)
          if (use.kind !== 'mutualFund') continue
          const turned = other?.shares.toReversed() ?? []
          for (const [place, share] of use.shares.entries()) {
            const difference = share - (turned[place] ?? 0n)
            expect(difference >= -1n && difference <= 1n).toBe(true)
          }
        }
      }),
    )
  })

  test('property: two deficits reach no layer sooner than one of their sum', () => {
    const own: readonly LayerTerms[] = [
      { kind: 'ownMoney', tranche: 'first' },
      { kind: 'insuranceFund' },
      { kind: 'mutualFund', order: 'nonBiddersFirst', beside: 'second' },
      { kind: 'ownMoney', tranche: 'last' },
    ]
    const allocate = (resources: LossResources, minor: bigint, event: string): LossAllocation => {
      const outcome = allocateLoss({ layers: own }, { account: 'd', event, minor, allocated: new Set() }, resources)
      if (!outcome.ok) throw new Error(outcome.refusal.kind)
      return outcome.value
    }
    fc.assert(
      fc.property(resourcesArbitrary, lossArbitrary, lossArbitrary, (resources, one, other) => {
        const together = allocate(resources, one + other, '1:0')
        const first = allocate(resources, one, '1:0')
        const used = (layer: number): bigint => first.layers[layer]?.usedMinor ?? 0n
        const shares = first.layers[2]?.shares ?? []
        const left: LossResources = {
          ...resources,
          ownMoney: new Map([
            ['first', (resources.ownMoney.get('first') ?? 0n) - used(0)],
            ['second', (resources.ownMoney.get('second') ?? 0n) - (first.layers[2]?.besideMinor ?? 0n)],
            ['last', (resources.ownMoney.get('last') ?? 0n) - used(3)],
          ]),
          insuranceFund: resources.insuranceFund - used(1),
          members: resources.members.map((member, index) => ({ ...member, contribution: member.contribution - (shares[index] ?? 0n) })),
        }
        const second = allocate(left, other, '2:0')
        for (const [index, use] of together.layers.entries()) {
          expect((first.layers[index]?.usedMinor ?? 0n) + (second.layers[index]?.usedMinor ?? 0n)).toBe(use.usedMinor)
        }
        expect(first.uncoveredMinor + second.uncoveredMinor).toBe(together.uncoveredMinor)
      }),
    )
  })

  test('property: an account that holds nothing shares nothing, and its presence changes nothing', () => {
    fc.assert(
      fc.property(resourcesArbitrary, lossArbitrary, fc.nat(8), (resources, minor, drawn) => {
        const place = Math.min(drawn, resources.members.length)
        const members = resources.members.toSpliced(place, 0, { ...emptyMember('idle'), gain: -20n })
        const without = allocationOf(resources, minor)
        const allocation = allocationOf({ ...resources, members }, minor)
        for (const [index, use] of allocation.layers.entries()) {
          const before = without.layers[index]?.shares ?? []
          if (use.shares.length > 0) expect(use.shares).toEqual(before.toSpliced(place, 0, 0n))
        }
        expect(allocation.uncoveredMinor).toBe(without.uncoveredMinor)
      }),
    )
  })

  test('property: an account split in two pays together what it paid alone, but for units left over', () => {
    fc.assert(
      fc.property(resourcesArbitrary, lossArbitrary, (resources, minor) => {
        const [first, ...others] = resources.members
        if (first === undefined) return
        const alone = { ...first, assessedForDefault: 0n, assessedInPeriod: 0n, gain: 0n, withdrawable: 0n }
        const halves = [0n, 1n].map((part) => {
          const half = alone.contribution / 2n
          return { ...alone, account: `half${part}`, contribution: part === 0n ? half : alone.contribution - half, assessmentBase: 0n }
        })
        const fundShare = (members: readonly LossMember[]): readonly bigint[] =>
          allocationOf({ ...resources, members }, minor).layers.find(({ kind }) => kind === 'mutualFund')?.shares ?? []
        const one = fundShare([{ ...alone, assessmentBase: 0n }, ...others])[0] ?? 0n
        const [left = 0n, right = 0n] = fundShare([...halves, ...others])
        const difference = left + right - one
        expect(difference >= -2n && difference <= 2n).toBe(true)
      }),
    )
  })
})
