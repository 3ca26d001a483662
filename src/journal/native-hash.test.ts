import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashOf } from '../base/hash.ts'
import { nativeHashOf, storedHash } from './native-hash.ts'

test('property: the native hash is the hash of the core, for every text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(nativeHashOf(text)).toBe(hashOf(text))
      expect(storedHash(nativeHashOf(text))).toBe(hashOf(text))
    }),
  )
  // Half a character, as both write it in UTF-8.
  expect(nativeHashOf('a\ud800')).toBe(hashOf('a\ud800'))
})
