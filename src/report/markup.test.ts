import { expect, test } from 'vitest'
import { markup, table, trusted } from './markup.ts'

test('default: text and numbers are escaped, markup is kept, lists are joined, undefined is nothing', () => {
  const item = (text: string) => markup`<li>${text}</li>`
  expect(markup`<ul class="${'"'}">${['<', '&'].map(item)}${3}${undefined}${trusted('<hr>')}</ul>`.markup).toBe(
    '<ul class="&quot;"><li>&lt;</li><li>&amp;</li>3<hr></ul>',
  )
})

test('behavior: control characters are shown as replaced, lines are kept', () => {
  expect(markup`${'a\u0000b\nc'}${trusted('\u001B')}`.markup).toBe('a\uFFFDb\nc\uFFFD')
})

test('default: a table names its columns in each cell, for narrow pages', () => {
  const text = table({ caption: 'Hashes', head: ['of', 'hash'], rows: [['state', '1a']], numeric: [1] }).markup
  expect(text).toContain('<td class="text" data-title="of">state</td><td class="number" data-title="hash">1a</td>')
})
