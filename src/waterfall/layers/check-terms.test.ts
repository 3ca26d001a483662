import { describe, expect, test } from 'vitest'
import { checkTerms, type TermsFault } from './check-terms.ts'
import { fractionOf } from './fraction.ts'
import { layerKinds } from './layer-kind.ts'
import type { LayerTerms } from './waterfall-terms.ts'

const period = { businessDays: 20, atMostMonths: 3 }
const cap = { perDefault: fractionOf(2), perPeriod: fractionOf(2), period }
const whole = fractionOf(1)
const layerOf: Readonly<Record<string, LayerTerms>> = {
  defaulterMargin: { kind: 'defaulterMargin' },
  defaulterContribution: { kind: 'defaulterContribution' },
  ownMoney: { kind: 'ownMoney', tranche: 'a' },
  insuranceFund: { kind: 'insuranceFund' },
  mutualFund: { kind: 'mutualFund', order: 'together' },
  assessments: { kind: 'assessments', order: 'together', cap },
  providerTakeover: { kind: 'providerTakeover' },
  deleveraging: { kind: 'deleveraging', atMost: whole },
  gainsHaircut: { kind: 'gainsHaircut', atMost: whole },
  tearUp: { kind: 'tearUp', atMost: whole },
  socialisation: { kind: 'socialisation', atMost: whole },
}

function layersOf(...kinds: readonly string[]): readonly LayerTerms[] {
  return kinds.map((kind) => layerOf[kind] as LayerTerms)
}

function faultsOf(...layers: readonly LayerTerms[]): readonly TermsFault['kind'][] {
  return checkTerms({ layers }).map(({ kind }) => kind)
}

test('default: every kind of layer in the order in which they are listed is sound', () => {
  expect(faultsOf(...layersOf(...layerKinds))).toEqual([])
})

test('error: no layers', () => {
  expect(faultsOf()).toEqual(['noLayers'])
})

describe('order', () => {
  // Columns: the first, the second, whether that order is sound.
  test.each([
    ['ownMoney', 'defaulterMargin', false],
    ['defaulterContribution', 'defaulterMargin', false],
    ['insuranceFund', 'defaulterContribution', false],
    ['mutualFund', 'ownMoney', true],
    ['insuranceFund', 'ownMoney', true],
    ['ownMoney', 'insuranceFund', true],
    ['mutualFund', 'insuranceFund', true],
    ['deleveraging', 'insuranceFund', false],
    ['gainsHaircut', 'ownMoney', false],
    ['gainsHaircut', 'deleveraging', true],
    ['deleveraging', 'gainsHaircut', true],
    ['tearUp', 'gainsHaircut', false],
    ['socialisation', 'tearUp', false],
    ['providerTakeover', 'insuranceFund', true],
    ['deleveraging', 'providerTakeover', false],
  ])('table: %s before %s', (first, second, sound) => {
    const faults = checkTerms({ layers: layersOf(first, second) })
    expect(faults).toEqual(sound ? [] : [expect.objectContaining({ kind: 'outOfOrder', layer: expect.stringContaining(first) as string })])
  })

  // A layer never stands before one of an earlier stage; within a stage any order is sound, but assessments follow the fund they refill.
  const stages: readonly (readonly LayerTerms['kind'][])[] = [
    ['defaulterMargin'],
    ['defaulterContribution'],
    ['ownMoney', 'insuranceFund', 'mutualFund', 'assessments', 'providerTakeover'],
    ['deleveraging', 'gainsHaircut'],
    ['tearUp'],
    ['socialisation'],
  ]
  const stageOf = (kind: LayerTerms['kind']): number => stages.findIndex((kinds) => kinds.includes(kind))
  const pairs = layerKinds.flatMap((first) => layerKinds.filter((second) => second !== first).map((second) => ({ first, second })))
  test.each(pairs)('table: $first before $second, by their stages', ({ first, second }) => {
    const sound = stageOf(first) <= stageOf(second) && !(first === 'assessments' && second === 'mutualFund')
    const named = (kind: string): string => (kind === 'ownMoney' ? 'ownMoney:a' : kind)
    const faults = checkTerms({ layers: layersOf(first, second) }).filter(({ kind }) => kind === 'outOfOrder')
    expect(faults).toEqual(sound ? [] : [{ kind: 'outOfOrder', layer: named(first), mustFollow: named(second) }])
  })

  test('table: own money may also stand behind assessments', () => {
    expect(faultsOf(...layersOf('mutualFund', 'assessments', 'ownMoney'))).toEqual([])
    expect(faultsOf(...layersOf('assessments', 'mutualFund'))).toEqual(['outOfOrder'])
  })
})

describe('caps', () => {
  const gains = (atMost: number): LayerTerms => ({ kind: 'gainsHaircut', atMost: fractionOf(atMost) })
  const assessments = (
    perDefault: number,
    perPeriod: number,
    days = 20,
    atMostMonths = 3,
  ): Extract<LayerTerms, { kind: 'assessments' }> => ({
    kind: 'assessments',
    order: 'together',
    cap: { perDefault: fractionOf(perDefault), perPeriod: fractionOf(perPeriod), period: { businessDays: days, atMostMonths } },
  })
  const fund: LayerTerms = { kind: 'mutualFund', order: 'together' }
  const table: readonly (readonly [string, readonly LayerTerms[], readonly TermsFault['kind'][]])[] = [
    ['all of the gains', [gains(1)], []],
    ['more than all of the gains', [gains(1.000001)], ['capAboveWhole']],
    ['none of the gains', [gains(0)], ['capNotAboveZero']],
    ['a cap for one loss of one unit', [{ kind: 'insuranceFund', atMostMinor: 1n }], []],
    ['a cap for one loss of nothing', [{ kind: 'insuranceFund', atMostMinor: 0n }], ['capNotAboveZero']],
    ['a period cap as high as that of one default', [fund, assessments(2.75, 2.75)], []],
    ['a period cap below that of one default', [fund, assessments(2.75, 2.749999)], ['periodCapBelowOneDefault']],
    ['assessments of nothing', [fund, assessments(0, 2)], ['capNotAboveZero']],
    ['a period without days', [fund, assessments(2, 2, 0)], ['periodTooShort']],
    ['a period of half a day', [fund, assessments(2, 2, 0.5)], ['periodTooShort']],
    ['assessments without a fund', [assessments(2, 2)], ['assessmentsWithoutMutualFund']],
    ['two layers of a kind', [fund, fund], ['layerTwice']],
    ['two tranches', [...layersOf('ownMoney'), { kind: 'ownMoney', tranche: 'b' }], []],
    ['a tranche twice', layersOf('ownMoney', 'ownMoney'), ['layerTwice']],
    ['a tranche beside members that pays alone too', [...layersOf('ownMoney'), { ...fund, beside: 'a' }], ['trancheTwice']],
    ['a tranche beside members that pays nowhere else', [{ ...fund, beside: 'a' }], []],
  ]
  test.each(table)('table: %s', (_name, layers, faults) => {
    expect(faultsOf(...layers)).toEqual(faults)
  })

  test.each([
    ['a layer twice', [fund, fund], { kind: 'layerTwice', layer: 'mutualFund' }],
    ['a tranche twice', [...layersOf('ownMoney'), { ...fund, beside: 'a' }], { kind: 'trancheTwice', layer: 'mutualFund', tranche: 'a' }],
    [
      'a tranche beside two layers',
      [
        { ...fund, beside: 'b' },
        { ...assessments(2, 2), beside: 'b' },
      ],
      { kind: 'trancheTwice', layer: 'assessments', tranche: 'b' },
    ],
    ['no fund', [assessments(2, 2)], { kind: 'assessmentsWithoutMutualFund', layer: 'assessments' }],
    ['no fund among others', [...layersOf('ownMoney'), assessments(2, 2)], { kind: 'assessmentsWithoutMutualFund', layer: 'assessments' }],
    ['a cap below 0', [{ ...fund, atMostMinor: -1n }], { kind: 'capNotAboveZero', layer: 'mutualFund', cap: 'atMostMinor' }],
    ['no part of gains', [gains(0)], { kind: 'capNotAboveZero', layer: 'gainsHaircut', cap: 'atMost' }],
    [
      'a part of gains below 0',
      [{ kind: 'gainsHaircut', atMost: { numerator: -1n, denominator: 1n } }],
      { kind: 'capNotAboveZero', layer: 'gainsHaircut', cap: 'atMost' },
    ],
    [
      'a part without a whole',
      [{ kind: 'gainsHaircut', atMost: { numerator: 0n, denominator: 0n } }],
      { kind: 'capNotAboveZero', layer: 'gainsHaircut', cap: 'atMost' },
    ],
    ['no assessments', [fund, assessments(0, 2)], { kind: 'capNotAboveZero', layer: 'assessments', cap: 'perDefault' }],
    ['more than the gains', [gains(1.5)], { kind: 'capAboveWhole', layer: 'gainsHaircut' }],
    ['too low a cap of a period', [fund, assessments(2, 1)], { kind: 'periodCapBelowOneDefault', layer: 'assessments' }],
    ['a period without days', [fund, assessments(2, 2, 0)], { kind: 'periodTooShort', layer: 'assessments' }],
    ['a period without months', [fund, assessments(2, 2, 20, 0)], { kind: 'periodTooShort', layer: 'assessments' }],
  ] satisfies readonly (readonly [string, readonly LayerTerms[], TermsFault])[])('error: %s is named', (_name, layers, fault) => {
    expect(checkTerms({ layers })).toEqual([fault])
  })

  test.each([0n, -1n])('error: a part of a whole of %s is no part', (denominator) => {
    const faults = checkTerms({ layers: [{ kind: 'gainsHaircut', atMost: { numerator: 1n, denominator } }] })
    expect(faults[0]).toEqual({ kind: 'capNotAboveZero', layer: 'gainsHaircut', cap: 'atMost' })
  })

  test('error: every cap that is nothing is named', () => {
    expect(checkTerms({ layers: [{ kind: 'tearUp', atMost: fractionOf(0), atMostMinor: 0n }] })).toEqual([
      { kind: 'capNotAboveZero', layer: 'tearUp', cap: 'atMostMinor' },
      { kind: 'capNotAboveZero', layer: 'tearUp', cap: 'atMost' },
    ])
    expect(checkTerms({ layers: [fund, { ...assessments(0, 0), atMostMinor: 0n }] })).toEqual([
      { kind: 'capNotAboveZero', layer: 'assessments', cap: 'atMostMinor' },
      { kind: 'capNotAboveZero', layer: 'assessments', cap: 'perDefault' },
      { kind: 'capNotAboveZero', layer: 'assessments', cap: 'perPeriod' },
    ])
  })

  test('error: faults are told in order of precedence', () => {
    expect(faultsOf(gains(2), gains(0), ...layersOf('defaulterMargin'))).toEqual([
      'layerTwice',
      'outOfOrder',
      'outOfOrder',
      'capNotAboveZero',
      'capAboveWhole',
    ])
  })
})
