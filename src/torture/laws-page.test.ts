import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { allLaws } from './laws/all-laws.ts'

test('behavior: the page on laws says of each what the law itself says, and names no other', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/concepts/laws.md'), 'utf8').replaceAll(/ +/g, ' ')
  for (const { name, says } of allLaws) expect(page).toContain(`| ${name} | ${says} |`)
  const [, afterEvery = ''] = page.split('## After every input')
  const [table = ''] = afterEvery.split('## Of a run')
  expect(table.match(/^\| [a-z-]+ \| [A-Z]/gm)).toHaveLength(allLaws.length)
})
