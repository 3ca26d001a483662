import { expect, test } from 'vitest'
import type { ScanLine } from '../scan/scan-instrument.ts'
import { timsTerms } from './tims-terms.ts'
import { timsCharge, timsScenarios } from './tims.ts'

const scenarios = timsScenarios({ range: timsTerms.otherwise, steps: timsTerms.steps })
const price = { moving: 100, fixed: 0 }
const stock: ScanLine = { id: 'stock', size: 200, instrument: { kind: 'deltaOne', payoff: 'linear', price } }
const put: ScanLine = {
  id: 'put',
  size: 200,
  instrument: { kind: 'option', payoff: 'linear', option: 'put', strike: 100, price, timeYears: 0.01, volatility: 0.01 },
}
const charge = (lines: readonly ScanLine[]) =>
  timsCharge({ underlying: 'X', lines, scenarios, coins: { indexPrice: 100, counting: 'quote' } }, timsTerms.minimumPerUnit)

test('table: ten points to either side of now, which is none of them', () => {
  const moves = scenarios.map(({ spotMove }) => Math.round(spotMove * 100))
  expect(moves).toEqual([-15, -12, -9, -6, -3, 3, 6, 9, 12, 15])
})

test.each([
  ['a stock is charged its fall', [stock], 3_000, 0],
  ['its put takes the fall away and has a least charge', [stock, put], 75, 75],
  ['a short stock is charged its rise', [{ ...stock, size: -200 }], 3_000, 0],
  ['options held long count toward the least charge as short ones do', [put], 75, 75],
  ['nothing costs nothing', [], 0, 0],
] as const)('table: %s', (_name, lines, requirement, minimum) => {
  const found = charge(lines)
  expect(found.requirement).toBeCloseTo(requirement, 1)
  expect(found.minimum).toBeCloseTo(minimum, 12)
})
