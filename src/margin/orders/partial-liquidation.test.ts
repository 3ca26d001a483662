import { expect, test } from 'vitest'
import { liquidationShare, liquidationSteps } from './partial-liquidation.ts'

const terms = { shareStep: 0.25, targetRatio: 0.9, feeShare: 0 }

test.each([
  ['just above the target after one step', 75 / 0.9 - 0.01, 0.5],
  ['at it still another', 75 / 0.9, 0.5],
  ['just below it one step is enough', 75 / 0.9 + 0.01, 0.25],
  ['hardly anything left: all', 10, 1],
  ['nothing left: all', 0, 1],
  ['less than nothing: all', -5, 1],
])('table: %s', (_name, accountValue, share) => {
  expect(liquidationShare({ maintenanceMargin: 100, accountValue }, terms)).toBe(share)
})

test('behavior: the penalty is taken from the value, and may take all of it', () => {
  const steps = liquidationSteps({ maintenanceMargin: 100, accountValue: 30 }, { ...terms, feeShare: 0.5 })
  expect(steps.map(({ penalty, accountValue }) => [penalty, accountValue])).toEqual([
    [12.5, 17.5],
    [25, 5],
    [37.5, -7.5],
  ])
  expect(steps.map(({ marginRatio }) => marginRatio)).toEqual([75 / 17.5, 10, Infinity])
})
