import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { faultText } from '../base/fault.ts'
import { hashOf } from '../base/hash.ts'
import { seconds } from '../base/time.ts'
import { commitThresholds } from '../trigger/committed-threshold.ts'
import { facilitiesChecks } from './facilities-checks.ts'
import { lintPolicy } from './lint.ts'

const profile = readFileSync(resolve(import.meta.dirname, 'profiles/supported-perpetual.yaml'), 'utf8')
const lint = (text: string) => lintPolicy(text, 'mine.yaml')
const root = hashOf('facilities-test')
const distribution = [
  { level: 1, probability: 0 },
  { level: 1.5, probability: 1 },
]
const { commitment } = commitThresholds(root, { epochs: 365, distribution })
const randomised = (section: object): string =>
  `${profile}\nrandomised: ${JSON.stringify({ epochSeconds: 86_400, epochs: 365, commitment, distribution, ...section })}\n`

describe('the sections of facilities', () => {
  test('behavior: they reach the policy in core units', () => {
    const { policy } = lint(randomised({}))
    expect(policy?.lossGuarantee).toMatchObject({ windowFor: seconds(28_800), perWindow: 1_000_000, coveredBps: 8_000 })
    expect(policy?.collateralSupport).toMatchObject({ collateral: [{ asset: 'BTC', haircut: 0.2 }], termFor: seconds(604_800) })
    expect(policy?.fundDraw).toMatchObject({ perEvent: 500_000, reviewFor: seconds(259_200) })
    expect(policy?.randomised).toEqual({ epochFor: seconds(86_400), epochs: 365, commitment, distribution })
  })

  test('behavior: a policy without them has none', () => {
    const plain = profile.slice(0, profile.indexOf('\nlossGuarantee:'))
    const { policy } = lint(plain)
    expect(policy).toBeDefined()
    for (const section of ['lossGuarantee', 'collateralSupport', 'fundDraw', 'randomised']) expect(policy).not.toHaveProperty(section)
  })

  test.each([
    [
      'an asset without a price',
      '{ asset: BTC, haircut: 0.2 }',
      '{ asset: ETH, haircut: 0.2 }',
      'an asset of margin.collateral, which has a price, found ETH',
    ],
    ['a call at what is lent', 'callAtBps: 10000', 'callAtBps: 9000', 'more than lendAtBps, 9000'],
    ['a window beyond the reserve', 'perWindow: 1000000', 'perWindow: 60000000', 'at most openingReserve, 50000000'],
    ['a haircut of everything', 'haircut: 0.2 }', 'haircut: 1 }', 'haircut'],
    ['no seconds', 'reviewSeconds: 259200', 'reviewSeconds: 0', 'reviewSeconds'],
  ])('error: %s', (_name, from, to, said) => {
    expect(profile).toContain(from)
    expect(lint(profile.replace(from, to)).faults.map(faultText).join('\n')).toContain(said)
  })

  test.each([
    ['the same', 400_000, 0],
    ['one more', 400_001, 1],
  ])('table: a limit of an account that is %s as its group’s: %d warnings', (_name, perAccount, warnings) => {
    const { faults, warnings: found } = lint(profile.replace('perAccount: 250000', `perAccount: ${perAccount}`))
    expect([faults.length, found.length]).toEqual([0, warnings])
  })

  test('error: without members they are about nobody', () => {
    expect(facilitiesChecks({ fundDraw: {} })).toMatchObject([{ path: ['fundDraw'], level: 'fault', found: 'none' }])
    expect(facilitiesChecks({ fundDraw: {}, margin: {} })).toEqual([])
    expect(
      facilitiesChecks({
        collateralSupport: { collateral: [{ asset: 'BTC' }, { asset: 'BTC' }] },
        margin: { collateral: [{ asset: 'BTC' }] },
      }),
    ).toMatchObject([{ path: ['collateralSupport', 'collateral', 1, 'asset'], expected: 'each asset once' }])
  })
})

describe('committed thresholds', () => {
  test('behavior: a root that is told is warned of, and must be the committed one', () => {
    expect(lint(randomised({ root })).warnings.map(faultText).join()).toContain('no root outside simulations')
    expect(lint(randomised({ root })).faults).toEqual([])
    expect(
      lint(randomised({ root, epochs: 364 }))
        .faults.map(faultText)
        .join(),
    ).toContain('the commitment of root and epochs')
  })

  test.each([
    [
      'that falls',
      [
        { level: 2, probability: 0 },
        { level: 1, probability: 1 },
      ],
    ],
    [
      'that ends early',
      [
        { level: 1, probability: 0 },
        { level: 2, probability: 0.9 },
      ],
    ],
  ])('error: a distribution %s', (_name, wrong) => {
    expect(
      lint(randomised({ distribution: wrong }))
        .faults.map(faultText)
        .join(),
    ).toContain('levels and probabilities that rise')
  })
})
