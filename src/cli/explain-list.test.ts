import { describe, expect, test } from 'vitest'
import type { DecisionLine } from '../api/schema.ts'
import { amount } from '../base/amount.ts'
import { askedOf, summaryText } from './explain-list.ts'

const line = (index: number, kind: string, account: string | undefined, text: string): DecisionLine => ({
  index,
  id: `${index}:0`,
  at: 1_600_000_000_000_000 + index,
  kind,
  title: kind === 'lossAllocated' ? 'Loss shared' : 'Account restricted',
  text,
  ...(account !== undefined && { account }),
})
const lines = [
  line(1, 'accountRestricted', 'trader-1', 'trader-1: equity 5'),
  line(2, 'accountRestricted', 'trader-10', 'trader-10: equity 6'),
  line(3, 'lossAllocated', 'trader-10', 'trader-10: 7 of loss event 2:0'),
  line(4, 'positionsDeleveraged', undefined, 'closed against trader-1, trader-12'),
]
const ids = (found: readonly DecisionLine[]): readonly string[] => found.map(({ id }) => id)

describe('askedOf', () => {
  test.each([
    ['nothing is asked', {}, ['1:0', '2:0', '3:0', '4:0']],
    ['a kind', { kind: 'accountRestricted' }, ['1:0', '2:0']],
    ['an account, by its whole name, also where a text names it', { account: 'trader-1' }, ['1:0', '4:0']],
    ['an account at the end of a text', { account: 'trader-12' }, ['4:0']],
    ['both', { account: 'trader-10', kind: 'lossAllocated' }, ['3:0']],
  ])('table: %s', (_name, flags, expected) => {
    expect(ids(askedOf(lines, flags))).toEqual(expected)
  })

  test('error: what there is none of is refused, and the kinds there are are named', () => {
    expect(() => askedOf(lines, { kind: 'lossShared' })).toThrow(/accountRestricted, lossAllocated, positionsDeleveraged.*lossShared/)
    expect(() => askedOf(lines, { account: 'trader' })).toThrow(/an account that the run decided something about.*"trader"/)
    expect(() => askedOf(lines, { account: 'trader-10', kind: 'positionsDeleveraged' })).toThrow('--account')
  })
})

describe('summaryText', () => {
  test('default: kinds by how many there are with the first of each, and the largest losses', () => {
    const losses = [{ event: '2:0', account: 'trader-10', amount: amount('USDT', 7_500_000n), decimals: 6 }]
    const text = summaryText(lines.slice(0, 3), { lines, losses, lossCount: 1_234 }).join('\n')
    expect(text).toMatch(/Account restricted +accountRestricted +2 +1:0\nLoss shared +lossAllocated +1 +3:0/)
    expect(text).toMatch(/The largest of 1,234 losses\nLoss event +Account +Loss\n2:0 +trader-10 +7.50 USDT/)
    expect(text).toContain('--all lists every one')
  })

  test('behavior: of a run without losses none are told', () => {
    expect(summaryText(lines.slice(0, 2), { lines, losses: [], lossCount: 0 }).join('\n')).not.toContain('losses')
  })
})
