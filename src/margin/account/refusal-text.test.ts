import { expect, test } from 'vitest'
import { marginRefusalReasons } from './margin-refusal.ts'
import { refusalText } from './refusal-text.ts'

test.each(marginRefusalReasons)('behavior: %s names the account, the subject and what was found', (reason) => {
  const text = refusalText({ account: 'fund-7', reason, subject: 'BTC-PERP', found: '-3' })
  expect(text).toMatch(/^account fund-7: expected .+, found -3$/)
  if (reason !== 'nothingHeld') expect(text).toContain('BTC-PERP')
  expect(refusalText({ account: 'a', reason })).toMatch(/^account a: expected .+, found .+$/)
})

test('behavior: every reason has its own sentence', () => {
  expect(new Set(marginRefusalReasons.map((reason) => refusalText({ account: 'a', reason }))).size).toBe(marginRefusalReasons.length)
})

test('table: sentences', () => {
  const lots = { account: 'fund-7', reason: 'sizeNotWholeLots', subject: 'BTC-PERP', found: '0.0005' } as const
  expect(refusalText(lots)).toBe('account fund-7: expected a size of BTC-PERP in whole lots, found 0.0005')
  expect(refusalText({ account: 'a', reason: 'contractTwice', subject: 'B' })).toBe('account a: expected one position in B, found two')
  expect(refusalText({ account: 'a', reason: 'markMissing', subject: 'B' })).toBe('account a: expected a mark price for B, found none')
})
