import { describe, expect, test } from 'vitest'
import { gradeTolerated, priceGrades, pricedActions, toleratedGrades, worstGrade } from './price-grade.ts'

describe('grades and actions', () => {
  test.each([
    ['show', 5],
    ['value', 4],
    ['issueCall', 3],
    ['fireTrigger', 3],
    ['startLiquidation', 2],
    ['openRisk', 1],
    ['withdraw', 1],
    ['settle', 1],
  ] as const)('table: %s tolerates the best %d grades', (action, count) => {
    expect(priceGrades.map((grade) => gradeTolerated(action, grade))).toEqual(priceGrades.map((_grade, index) => index < count))
  })

  test('behavior: no action is taken on a price that one before it would not be taken on', () => {
    for (const [index, action] of pricedActions.entries()) {
      const before = pricedActions[index - 1]
      if (before !== undefined) expect(toleratedGrades[before]).toEqual(expect.arrayContaining([...toleratedGrades[action]]))
    }
  })

  test('behavior: nobody is liquidated, called or let out on a stale or missing price', () => {
    for (const action of ['issueCall', 'startLiquidation', 'openRisk', 'withdraw', 'settle'] as const)
      for (const grade of ['stale', 'tooFew'] as const) expect(gradeTolerated(action, grade)).toBe(false)
  })

  test('table: the worst grade of several', () => {
    expect(worstGrade([])).toBe('ok')
    expect(worstGrade(['wide', 'stale', 'tooVolatile'])).toBe('stale')
    for (const [index, grade] of priceGrades.entries()) expect(worstGrade(priceGrades.slice(0, index + 1))).toBe(grade)
  })
})
