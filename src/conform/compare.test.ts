import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../test/shared-data.ts'
import { compare } from './compare.ts'
import type { Mismatch, Tolerance } from './vector-file.ts'

test.each<[string, unknown, unknown, Tolerance, readonly string[]]>([
  ['equal numbers without a tolerance', 1, 1, {}, []],
  ['at the absolute tolerance', 1, 1.5, { abs: 0.5 }, []],
  ['above the absolute tolerance', 1, 1.5001, { abs: 0.5 }, ['']],
  ['at the relative tolerance', -100, -99, { rel: 0.01 }, []],
  ['above the relative tolerance', -100, -98.9, { rel: 0.01 }, ['']],
  ['both tolerances add', 100, 101.5, { rel: 0.01, abs: 0.5 }, []],
  ['a tolerance in words counts as none', 1, 1.1, { abs: 'per row' }, ['']],
  ['null for null', null, null, {}, []],
  ['nothing for null', { a: null }, {}, {}, []],
  ['NaN for null', null, Number.NaN, {}, []],
  ['zero for null', null, 0, {}, ['']],
  ['NaN for a number', 1, Number.NaN, { abs: 9 }, ['']],
  ['a text for a number', 1, '1', { abs: 9 }, ['']],
  ['unlike texts', 'a', 'b', { abs: 9 }, ['']],
  ['unlike truth', { a: [true] }, { a: [false] }, {}, ['a[0]']],
  ['a field nobody expected', { a: 1 }, { a: 1, b: 2 }, {}, []],
  ['a field that is absent', { a: { b: 1 } }, {}, {}, ['a.b']],
  ['a shorter list', { a: [1, 2] }, { a: [1] }, {}, ['a']],
  ['a typed list', [1, 2], Float64Array.of(1, 2), {}, []],
  ['no list', { a: [1] }, { a: 1 }, {}, ['a']],
  ['an override by last key', { x: { es: 1 } }, { x: { es: 2 } }, { fields: { es: { abs: 1 } } }, []],
  ['an override by prefix', { x: [{ es: 1 }] }, { x: [{ es: 2 }] }, { fields: { x: { abs: 1 } } }, []],
  ['the longest override wins', { x: { es: 1 } }, { x: { es: 2 } }, { fields: { es: { abs: 1 }, 'x.es': { abs: 0 } } }, ['x.es']],
  ['an override inherits the rest', { x: { es: 1 } }, { x: { es: 2 } }, { abs: 1, fields: { es: { rel: 0 } } }, []],
  ['a part of a name is no match', { x: { es99: 1 } }, { x: { es99: 2 } }, { fields: { es: { abs: 1 } } }, ['x.es99']],
])('%s', (_name, expected, actual, tolerance, paths) => {
  expect(compare(expected, actual, tolerance).map((mismatch) => mismatch.path)).toEqual(paths)
})

test.skipIf(!hasShared)('property: agrees with the reference comparison', async () => {
  const reference = (await import(sharedFile('vectors/compare.mjs'))) as {
    compare: (expected: unknown, actual: unknown, tolerance: Tolerance) => readonly Mismatch[]
  }
  const leaf = fc.oneof(fc.constantFrom(null, 'a', 'b', true, 1e-9, 0, 1), fc.double({ min: 0.9, max: 1.1, noNaN: true }))
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('x', 'y', 'z'), tie('node')),
    ),
  })).node
  const limits = fc.record({ rel: fc.constantFrom(0, 0.05), abs: fc.constantFrom(0, 0.02, 'words') }, { requiredKeys: [] })
  const tolerance = fc.record({ rel: fc.constantFrom(0, 0.1), fields: fc.dictionary(fc.constantFrom('x', 'y', 'x.y', 'y.z.x'), limits) })
  fc.assert(
    fc.property(tree, tree, tolerance, (expected, actual, limit) => {
      expect(compare(expected, actual, limit)).toEqual(reference.compare(expected, actual, limit))
    }),
    { numRuns: 2_000 },
  )
})
