import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, matrixOf, multiply, transposed, zeroMatrix } from './matrix.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

describe('symmetricEigen', () => {
  test('table: two by two, a diagonal, and a matrix of rank one', () => {
    expect(
      Array.from(
        symmetricEigen(
          matrixOf([
            [2, 1],
            [1, 2],
          ]),
        ).values,
      ).toSorted((a, b) => a - b),
    ).toEqual([expect.closeTo(1, 14), expect.closeTo(3, 14)])
    expect(
      Array.from(
        symmetricEigen(
          matrixOf([
            [5, 0],
            [0, -7],
          ]),
        ).values,
      ),
    ).toEqual([5, -7])
    const rankOne = symmetricEigen(
      matrixOf([
        [1, 2, 3],
        [2, 4, 6],
        [3, 6, 9],
      ]),
    ).values.toSorted()
    expect(rankOne[2]).toBeCloseTo(14, 12)
    expect(Math.abs(rankOne[0] ?? 1)).toBeLessThan(1e-13)
  })

  test('property: vectors times values times vectors is the matrix, and vectors are orthonormal', () => {
    const entry = fc.double({ min: -10, max: 10, noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(entry, { minLength: 36, maxLength: 36 }), (n, entries) => {
        const matrix = zeroMatrix(n, n)
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix.values[i * n + j] = entries[Math.min(i, j) * 6 + Math.max(i, j)] ?? 0
        const { values, vectors } = symmetricEigen(matrix)
        const scaled = zeroMatrix(n, n)
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) scaled.values[i * n + j] = entryOf(vectors, i, j) * (values[j] ?? 0)
        multiply(scaled, transposed(vectors)).values.forEach((value, i) => expect(value).toBeCloseTo(matrix.values[i] ?? 0, 10))
        multiply(transposed(vectors), vectors).values.forEach((value, i) => expect(value).toBeCloseTo(i % (n + 1) === 0 ? 1 : 0, 12))
      }),
    )
  })

  test('error: not square', () => {
    expect(() => symmetricEigen(matrixOf([[1, 2]]))).toThrow('matrix: expected a square matrix, found 1 by 2')
  })
})
