import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import { ofKind } from '../../../test/engine-drive.ts'
import { startMarginDrive, tenthModel } from '../../../test/margin-drive.ts'
import { seconds } from '../../base/time.ts'
import { outcomeUnder } from '../../waterfall/deleveraging/compare-rules.ts'
import type { DeleverageRule } from '../../waterfall/deleveraging/deleverage-rule.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/concepts/deleveraging.md'), 'utf8')

/** The page's example, played under a rule: what each winner gives, and the Gini index. */
function played(rule: DeleverageRule): readonly string[] {
  const levels = { startAt: -0.3, stopAbove: -0.25, windowFor: seconds(28_800) }
  const drive = startMarginDrive({}, { deleveraging: { rule, levels, priceBoundBps: 1_000, waveApart: seconds(5) } })
  drive.open('long', { cash: 1_000, lots: 1_000 })
  drive.open('bold', { cash: 1_500, lots: -1_000 })
  drive.open('calm', { cash: 90_000, lots: -1_000 })
  drive.open('third', { cash: 2_000, lots: -500 })
  drive.wait(1)
  const outcome = drive.book({ mid: 89_000 })
  const closed = ofKind(outcome.decisions, 'positionsDeleveraged')[0]?.closed ?? []
  const gave = (account: string): string => (Number(closed.find((each) => each.account === account)?.gave.minor ?? 0n) / 1e6).toFixed(2)
  return [...['bold', 'calm', 'third'].map(gave), outcomeUnder(rule, outcome.deleveraged ?? []).gini.toFixed(3)]
}

test.each<[string, DeleverageRule]>([
  ['queue', { kind: 'queue', ranking: { kind: 'leveragedProfit' } }],
  ['proRata', { kind: 'proRata' }],
  ['equalLoss', { kind: 'equalLoss' }],
  ['riskAware', { kind: 'riskAware', leverage: { kind: 'linear' } }],
])('table: the example under %s is as played', (name, rule) => {
  const example = page.slice(page.indexOf('<!-- example -->'), page.indexOf('## A proof'))
  const row = example.split('\n').find((line) => line.startsWith(`| ${name} `))
  const cells = row?.split('|').slice(2, -1)
  expect(cells?.map((cell) => cell.trim())).toEqual(played(rule))
})
