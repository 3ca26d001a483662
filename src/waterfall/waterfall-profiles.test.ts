import { describe, expect, test } from 'vitest'
import { allocateLoss } from './layers/allocate-loss.ts'
import { checkTerms } from './layers/check-terms.ts'
import { emptyMember, noResources, type LossMember } from './layers/loss-resources.ts'
import { cmeWaterfall, eurexWaterfall, waterfallProfiles } from './waterfall-profiles.ts'

describe.each(waterfallProfiles.map((profile) => [profile.name, profile] as const))('%s', (_name, { terms, tranches, sources }) => {
  test('default: its terms are sound and sourced', () => {
    expect(checkTerms(terms)).toEqual([])
    expect(sources.length).toBeGreaterThan(0)
  })

  test('behavior: the tranches it states sizes of are the ones its layers name', () => {
    const named = terms.layers.flatMap((layer) => ('tranche' in layer ? layer.tranche : 'beside' in layer ? (layer.beside ?? []) : []))
    if (tranches.length > 0) expect(tranches.map(({ tranche }) => tranche).toSorted()).toEqual(named.toSorted())
  })
})

function member(contribution: bigint, more: Partial<LossMember> = {}): LossMember {
  return { ...emptyMember('m'), contribution, assessmentBase: contribution, ...more }
}

test('table: in millions, a loss beyond everything pre-funded at a house with 20 times 100 in its fund', () => {
  const ownMoney = new Map(eurexWaterfall.tranches.map(({ tranche, millions }) => [tranche, BigInt(millions)]))
  const members = Array.from({ length: 20 }, () => member(100n))
  const resources = { ...noResources, ownMoney, members }
  const loss = { account: 'd', event: '1:0', minor: 143n + 2_057n + 2_150n, allocated: new Set<string>() }
  const outcome = allocateLoss(eurexWaterfall.terms, loss, resources)
  expect(
    outcome.ok && outcome.value.layers.map(({ layer, heldMinor, usedMinor, besideMinor }) => [layer, heldMinor, usedMinor, besideMinor]),
  ).toEqual([
    ['defaulterMargin', 0n, 0n, 0n],
    ['defaulterContribution', 0n, 0n, 0n],
    ['ownMoney:dedicatedAmount', 143n, 143n, 0n],
    ['mutualFund', 2_057n, 2_057n, 57n],
    // Half of what could be asked: 300 and 4,000 pay in proportion.
    ['assessments', 4_300n, 2_150n, 150n],
    ['ownMoney:equity', 600n, 0n, 0n],
    ['ownMoney:letterOfComfort', 600n, 0n, 0n],
  ])
})

test('table: 275 % in the first default of a period and 550 % in the second and third together', () => {
  const base = { ...noResources, ownMoney: new Map([['cmeContribution', 0n]]) }
  const assessedOf = (before: Partial<LossMember>): bigint => {
    const members = [{ ...member(0n, before), assessmentBase: 100n }]
    const outcome = allocateLoss(
      cmeWaterfall.terms,
      { account: 'd', event: '1:0', minor: 9_999n, allocated: new Set() },
      { ...base, members },
    )
    return (outcome.ok && outcome.value.layers.find(({ kind }) => kind === 'assessments')?.usedMinor) || 0n
  }
  expect(assessedOf({})).toBe(275n)
  expect(assessedOf({ assessedInPeriod: 275n })).toBe(275n)
  expect(assessedOf({ assessedInPeriod: 550n })).toBe(0n)
})
