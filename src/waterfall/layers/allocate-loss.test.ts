import { describe, expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { allocateLoss, type Loss, type LossAllocation } from './allocate-loss.ts'
import { deficitKey } from './deficit-key.ts'
import { fractionOf } from './fraction.ts'
import { emptyMember, noResources, type LossMember, type LossResources } from './loss-resources.ts'
import type { AssessmentCap, LayerTerms } from './waterfall-terms.ts'

const period = { businessDays: 20, atMostMonths: 3 }
const cap: AssessmentCap = { perDefault: fractionOf(2.75), perPeriod: fractionOf(5.5), period }
const whole = fractionOf(1)

function lossOf(minor: bigint): Loss {
  return { account: 'd', event: '7:0', minor, allocated: new Set() }
}

function member(account: string, contribution: bigint, more: Partial<LossMember> = {}): LossMember {
  return { ...emptyMember(account), contribution, assessmentBase: contribution, ...more }
}

function allocated(layers: readonly LayerTerms[], minor: bigint, resources: Partial<LossResources>): LossAllocation {
  const outcome = allocateLoss({ layers }, lossOf(minor), { ...noResources, ...resources })
  if (!outcome.ok)
    throw new Error(JSON.stringify(outcome.refusal, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)))
  return outcome.value
}

function usedOf(allocation: LossAllocation): readonly bigint[] {
  return [...allocation.layers.map(({ usedMinor }) => usedMinor), allocation.uncoveredMinor]
}

describe('order', () => {
  const layers: readonly LayerTerms[] = [
    { kind: 'defaulterMargin' },
    { kind: 'defaulterContribution' },
    { kind: 'ownMoney', tranche: 'first' },
    { kind: 'insuranceFund' },
    { kind: 'mutualFund', order: 'together' },
    { kind: 'providerTakeover' },
    { kind: 'ownMoney', tranche: 'last' },
    { kind: 'deleveraging', atMost: fractionOf(0.5) },
    { kind: 'gainsHaircut', atMost: fractionOf(0.5) },
    { kind: 'tearUp', atMost: whole },
    { kind: 'socialisation', atMost: fractionOf(0.5) },
  ]
  const resources = {
    defaulterMargin: 1n,
    defaulterContribution: 2n,
    ownMoney: new Map([
      ['first', 4n],
      ['last', 64n],
    ]),
    insuranceFund: 8n,
    providerTakeover: 32n,
    members: [member('a', 16n, { gain: 512n, withdrawable: 1024n })],
  }
  const held = [1n, 2n, 4n, 8n, 16n, 32n, 64n, 256n, 128n, 128n, 512n]

  test.each(held.map((_part, index) => index))('table: at, just below and just above what the first %i layers hold', (count) => {
    const below = held.slice(0, count).reduce((sum, part) => sum + part, 0n)
    for (const minor of [below - 1n, below, below + 1n].filter((loss) => loss > 0n)) {
      let left = minor
      const expected = held.map((part) => {
        const used = part < left ? part : left
        left -= used
        return used
      })
      const allocation = allocated(layers, minor, resources)
      expect(usedOf(allocation)).toEqual([...expected, 0n])
      expect(allocation.layers.map(({ heldMinor }) => heldMinor).slice(0, 8)).toEqual(held.slice(0, 8))
    }
  })

  test('table: what no layer covers', () => {
    const all = held.reduce((sum, part) => sum + part, 0n)
    expect(usedOf(allocated(layers, all + 1n, resources))).toEqual([...held, 1n])
    expect(usedOf(allocated(layers, all, resources))).toEqual([...held, 0n])
  })

  test('behavior: gains are given up once, however many layers draw on them', () => {
    const { layers: uses } = allocated(layers, 127n + 512n, resources)
    expect(uses.filter(({ kind }) => ['deleveraging', 'gainsHaircut', 'tearUp'].includes(kind)).map(({ shares }) => shares)).toEqual([
      [256n],
      [128n],
      [128n],
    ])
  })
})

describe('caps', () => {
  test.each([
    [4n, [4n, 0n]],
    [5n, [5n, 0n]],
    [6n, [5n, 1n]],
  ])('table: a layer with a cap of 5 for one loss takes of %s', (minor, used) => {
    expect(usedOf(allocated([{ kind: 'insuranceFund', atMostMinor: 5n }], minor, { insuranceFund: 100n }))).toEqual(used)
  })

  test('table: a capped layer that is shared is shared in the same proportions', () => {
    const members = [member('a', 30n), member('b', 10n)]
    const { layers, uncoveredMinor } = allocated([{ kind: 'mutualFund', order: 'together', atMostMinor: 8n }], 50n, { members })
    expect(layers[0]).toMatchObject({ heldMinor: 8n, usedMinor: 8n, shares: [6n, 2n] })
    expect(uncoveredMinor).toBe(42n)
  })
})

describe('mutual fund', () => {
  const members = [member('a', 30n, { hasBid: true }), member('b', 10n), member('c', 0n), member('d2', 20n)]
  const rows: readonly (readonly [bigint, readonly bigint[]])[] = [
    [1n, [0n, 0n, 0n, 1n]],
    [15n, [0n, 5n, 0n, 10n]],
    [30n, [0n, 10n, 0n, 20n]],
    [31n, [1n, 10n, 0n, 20n]],
    [60n, [30n, 10n, 0n, 20n]],
    [61n, [30n, 10n, 0n, 20n]],
  ]
  test.each(rows)('table: of %s those who made no bid pay all they have first', (minor, shares) => {
    expect(allocated([{ kind: 'mutualFund', order: 'nonBiddersFirst' }], minor, { members }).layers[0]?.shares).toEqual(shares)
  })

  test('table: without that order bids make no difference', () => {
    expect(allocated([{ kind: 'mutualFund', order: 'together' }], 30n, { members }).layers[0]?.shares).toEqual([15n, 5n, 0n, 10n])
  })

  test('table: a tranche beside the members pays in proportion to what each side holds', () => {
    const layers: readonly LayerTerms[] = [{ kind: 'mutualFund', order: 'together', beside: 'second' }]
    const { layers: uses } = allocated(layers, 40n, { members, ownMoney: new Map([['second', 20n]]) })
    expect(uses[0]).toMatchObject({ heldMinor: 80n, usedMinor: 40n, besideMinor: 10n, shares: [15n, 5n, 0n, 10n] })
  })
})

describe('assessments', () => {
  const layers: readonly LayerTerms[] = [
    { kind: 'mutualFund', order: 'together' },
    { kind: 'assessments', order: 'together', cap },
  ]
  // Columns: assessed for this default, in the period, assessed now at most.
  test.each([
    [0n, 0n, 110n],
    [109n, 109n, 1n],
    [110n, 110n, 0n],
    [0n, 110n, 110n],
    [0n, 111n, 109n],
    [0n, 219n, 1n],
    [0n, 220n, 0n],
    [0n, 300n, 0n],
  ])('table: 275 %% for one default and 550 %% in a period, %s and %s assessed before', (assessedForDefault, assessedInPeriod, most) => {
    const members = [{ ...member('a', 0n, { assessedForDefault, assessedInPeriod }), assessmentBase: 40n }]
    expect(usedOf(allocated(layers, 1_000n, { members }))).toEqual([0n, most, 1_000n - most])
  })

  test('table: a member that left is not assessed, and what it would have paid is not asked of the others beyond their caps', () => {
    const members = [member('a', 40n), member('b', 40n, { hasLeft: true })]
    expect(allocated(layers, 1_000n, { members }).layers.map(({ shares }) => shares)).toEqual([
      [40n, 40n],
      [110n, 0n],
    ])
  })

  test('table: in proportion to contributions, and what one is capped for is asked of the others', () => {
    const members = [member('a', 40n, { assessedForDefault: 100n }), member('b', 40n), member('c', 20n)]
    expect(allocated(layers, 160n, { members }).layers[1]?.shares).toEqual([10n, 33n, 17n])
  })

  test("table: the operator's further money pays beside the assessments", () => {
    const beside: readonly LayerTerms[] = [
      { kind: 'mutualFund', order: 'together' },
      { kind: 'assessments', order: 'together', cap: { perDefault: fractionOf(2), perPeriod: fractionOf(2), period }, beside: 'further' },
    ]
    const { layers: uses } = allocated(beside, 100n + 110n, { members: [member('a', 100n)], ownMoney: new Map([['further', 20n]]) })
    expect(uses[1]).toMatchObject({ heldMinor: 220n, usedMinor: 110n, besideMinor: 10n, shares: [100n] })
  })
})

test('default: a member of whom nothing is told is there, made no bid and holds nothing', () => {
  const nothing = { contribution: 0n, assessmentBase: 0n, assessedForDefault: 0n, assessedInPeriod: 0n, gain: 0n, withdrawable: 0n }
  expect(emptyMember('a')).toEqual({ account: 'a', hasLeft: false, hasBid: false, ...nothing })
})

test('table: a gains haircut is in proportion to positive gains', () => {
  const members = [member('a', 0n, { gain: 100n }), member('b', 0n, { gain: -30n }), member('c', 0n, { gain: 300n }), member('e', 0n)]
  expect(allocated([{ kind: 'gainsHaircut', atMost: whole }], 40n, { members }).layers[0]?.shares).toEqual([10n, 0n, 30n, 0n])
})

describe('refusals, in order of precedence', () => {
  const fine: readonly LayerTerms[] = [{ kind: 'ownMoney', tranche: 'x' }]
  const unsound: readonly LayerTerms[] = [...fine, { kind: 'defaulterMargin' }]
  const done = new Set([deficitKey({ account: 'd', event: '7:0' })])
  const members = [member('d', 5n)]
  const kindOf = (layers: readonly LayerTerms[], loss: Partial<Loss>, resources: Partial<LossResources>): string => {
    const outcome = allocateLoss({ layers }, { ...lossOf(9n), ...loss }, { ...noResources, ...resources })
    return outcome.ok ? 'accepted' : outcome.refusal.kind
  }

  test('error: each is told before the next', () => {
    expect(kindOf(unsound, { minor: 0n, allocated: done }, { members })).toBe('termsUnsound')
    expect(kindOf(fine, { minor: 0n, allocated: done }, { members })).toBe('lossNotAboveZero')
    expect(kindOf(fine, { allocated: done }, { members })).toBe('alreadyAllocated')
    expect(kindOf(fine, {}, { members })).toBe('defaulterAmongMembers')
    expect(kindOf(fine, {}, {})).toBe('trancheUnknown')
    expect(kindOf([{ kind: 'mutualFund', order: 'together', beside: 'y' }], {}, {})).toBe('trancheUnknown')
    expect(kindOf(fine, {}, { ownMoney: new Map([['x', 1n]]) })).toBe('accepted')
  })

  test('behavior: another account of the event and another event of the account are other deficits', () => {
    const ownMoney = new Map([['x', 1n]])
    expect(kindOf(fine, { allocated: done, event: '8:0' }, { ownMoney })).toBe('accepted')
    expect(kindOf(fine, { allocated: done, account: 'e' }, { ownMoney })).toBe('accepted')
    expect(deficitKey({ account: 'a', event: 'b,c' })).not.toBe(deficitKey({ account: 'a,b', event: 'c' }))
  })

  const broken: readonly (readonly [string, Partial<LossResources>])[] = [
    ['the margin', { defaulterMargin: -1n }],
    ['the contribution', { defaulterContribution: -1n }],
    [
      'one tranche of two',
      {
        ownMoney: new Map([
          ['x', 1n],
          ['y', -1n],
        ]),
      },
    ],
    ['the fund', { insuranceFund: -1n }],
    ['the takeover', { providerTakeover: -1n }],
    ["a member's contribution", { members: [member('b', 1n), member('a', -1n, { assessmentBase: 0n })] }],
    ["a member's base of assessments", { members: [member('a', 0n, { assessmentBase: -1n })] }],
    ['what was assessed for the default', { members: [member('a', 0n, { assessedForDefault: -1n })] }],
    ['what was assessed in the period', { members: [member('a', 0n, { assessedInPeriod: -1n })] }],
    ['what can be withdrawn', { members: [member('a', 0n, { withdrawable: -1n })] }],
  ]
  test.each(broken)('error: %s below nothing is a broken promise', (_name, resources) => {
    expect(() => allocated([{ kind: 'insuranceFund' }], 1n, resources)).toThrow(InvariantError)
  })

  test('error: what is refused is named', () => {
    const refusalOf = (layers: readonly LayerTerms[], loss: Partial<Loss>, resources: Partial<LossResources>): unknown => {
      const outcome = allocateLoss({ layers }, { ...lossOf(9n), ...loss }, { ...noResources, ...resources })
      return outcome.ok ? 'accepted' : outcome.refusal
    }
    expect(refusalOf([], {}, {})).toEqual({ kind: 'termsUnsound', fault: { kind: 'noLayers' } })
    expect(refusalOf(fine, { minor: -1n }, {})).toEqual({ kind: 'lossNotAboveZero', minor: -1n })
    expect(refusalOf(fine, { allocated: done }, {})).toEqual({ kind: 'alreadyAllocated', account: 'd', event: '7:0' })
    expect(refusalOf(fine, {}, { members: [member('a', 1n), ...members] })).toEqual({ kind: 'defaulterAmongMembers', account: 'd' })
    expect(refusalOf([...fine, { kind: 'mutualFund', order: 'together', beside: 'y' }], {}, { ownMoney: new Map([['x', 1n]]) })).toEqual({
      kind: 'trancheUnknown',
      tranche: 'y',
    })
  })
})
