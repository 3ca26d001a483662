import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { allocateLoss } from './layers/allocate-loss.ts'
import { toNumber } from './layers/fraction.ts'
import { layerKinds } from './layers/layer-kind.ts'
import { emptyMember, noResources } from './layers/loss-resources.ts'
import { cutWithdrawal, socialisedLossFactor, type SocialisationRule } from './layers/socialised-loss.ts'
import { eurexWaterfall } from './waterfall-profiles.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/concepts/waterfall.md'), 'utf8')

function rowsOf(heading: string): readonly (readonly string[])[] {
  const section = page.split('\n## ').find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

const numberOf = (cell = ''): number => Number(cell.replaceAll(/[,%]/g, ''))

test('behavior: the page on the waterfall names every layer', () => {
  const named = rowsOf('Layers').flatMap(([cell = '']) => cell.split(', '))
  expect(named).toEqual([...layerKinds])
})

test('behavior: the numbers of its example are what the profile comes to', () => {
  const [, members = '', each = '', minor = ''] = /with (\w+) members of ([\d,]+) each\. A loss of ([\d,]+) after/.exec(page) ?? []
  expect(members).toBe('twenty')
  const one = { ...emptyMember('m'), contribution: BigInt(each), assessmentBase: BigInt(each) }
  const resources = {
    ...noResources,
    ownMoney: new Map(eurexWaterfall.tranches.map(({ tranche, millions }) => [tranche, BigInt(millions)])),
    members: Array.from({ length: 20 }, () => one),
  }
  const loss = { account: 'd', event: '1:0', minor: BigInt(numberOf(minor)), allocated: new Set<string>() }
  const outcome = allocateLoss(eurexWaterfall.terms, loss, resources)
  const layers = outcome.ok ? outcome.value.layers.filter(({ layer }) => !layer.startsWith('defaulter')) : []
  const told = rowsOf('Example').map(([layer, ...cells]) => [layer, ...cells.map(numberOf)])
  expect(told).toEqual(
    layers.map(({ layer, heldMinor, usedMinor, besideMinor }) => [layer, ...[heldMinor, usedMinor, besideMinor].map(Number)]),
  )
  const asked = layers.find(({ kind }) => kind === 'assessments')
  expect(page).toContain(
    `each member pays ${asked?.shares[0]} of its ${2n * one.contribution}, and the further dedicated amount ${asked?.besideMinor} of its 300`,
  )
})

test('behavior: the numbers of both rules for withdrawals are what they come to', () => {
  const about = { shortfallMinor: 1_000n, balancesMinor: 4_000n }
  expect(page).toContain('With 1,000 uncovered of 4,000 on all accounts')
  const rows = rowsOf('What is uncovered')
  expect(rows).toHaveLength(2)
  for (const [rule = '', loses, paid] of rows) {
    const factor = socialisedLossFactor(about, rule as SocialisationRule)
    expect([numberOf(loses), numberOf(paid)]).toEqual([100 * toNumber(factor), Number(cutWithdrawal(500n, factor).paidMinor)])
  }
})
