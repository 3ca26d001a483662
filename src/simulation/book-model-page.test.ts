import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { bookModelDefaults } from './book-model-parameters.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/concepts/book-model.md'), 'utf8')

test('behavior: the page on the book model states every parameter with the value in use, and no other', () => {
  const rows = page.matchAll(/^\| `(\w+)` +\| +([^|]+?) +\|/gm)
  const stated = Object.fromEntries([...rows].map(([, name = '', value = '']) => [name, JSON.parse(value) as unknown]))
  expect(stated).toEqual(bookModelDefaults)
})
