import fc from 'fast-check'
import { expect, test } from 'vitest'
import { choleskyOf, entryOf, inverseOf, matrixOf, multiply, solveSymmetric, transposed, type Matrix } from './matrix.ts'

const numbers = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 12, maxLength: 12 })

/** A positive definite matrix of size 3: a product with its own transpose, and a little on the diagonal. */
function positive(values: readonly number[]): Matrix {
  const root = matrixOf([values.slice(0, 4), values.slice(4, 8), values.slice(8, 12)])
  const product = multiply(root, transposed(root))
  for (let i = 0; i < 3; i++) product.values[i * 4] = entryOf(product, i, i) + 0.1
  return product
}

test('property: factor, inverse and solution undo the matrix', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const matrix = positive(values)
      const factor = choleskyOf(matrix)
      const inverse = inverseOf(matrix)
      const solution = solveSymmetric(matrix, [1, 2, 3])
      if (!factor.ok || !inverse.ok || !solution.ok) throw new Error('a positive definite matrix was refused')
      const again = multiply(factor.value, transposed(factor.value))
      matrix.values.forEach((value, i) => expect(again.values[i]).toBeCloseTo(value, 10))
      const unit = multiply(matrix, inverse.value)
      unit.values.forEach((value, i) => expect(value).toBeCloseTo(i % 4 === 0 ? 1 : 0, 8))
      const right = multiply(matrix, { rows: 3, columns: 1, values: solution.value })
      right.values.forEach((value, i) => expect(value).toBeCloseTo(i + 1, 8))
    }),
  )
})

test.each([
  [
    [
      [1, 2],
      [2, 1],
    ],
    1,
  ],
  [
    [
      [0, 0],
      [0, 1],
    ],
    0,
  ],
  [
    [
      [1, 1],
      [1, 1],
    ],
    1,
  ],
  [[[-1]], 0],
])('refuses %j at pivot %i', (rows, pivot) => {
  expect(choleskyOf(matrixOf(rows))).toEqual({ ok: false, refusal: { reason: 'notPositiveDefinite', pivot } })
})

test('names a ragged row and a number that is none', () => {
  expect(() => matrixOf([[1, 2], [3]])).toThrow('rows[1]: expected 2 numbers')
  expect(() =>
    matrixOf([
      [1, 2],
      [3, Number.NaN],
    ]),
  ).toThrow('rows[1][1]: expected a finite number')
  expect(() => multiply(matrixOf([[1, 2]]), matrixOf([[1, 2]]))).toThrow('as many columns')
})
