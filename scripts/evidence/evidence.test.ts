import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { hasShared } from '../../test/shared-data.ts'
import { evidenceNames, insertEvidence, markdownTable } from './evidence.ts'
import { evidenceFiles, modelsFolder } from './pages.ts'

const part = { markdown: 'Shown.\n', figures: new Map<string, string>() }

test('a block is written where its comment stands, and again in the same place', () => {
  const page = '# A model\n\n<!-- evidence: garch -->\n\nAfter.\n'
  const once = insertEvidence(page, new Map([['garch', part]]))
  expect(once).toBe('# A model\n\n<!-- evidence: garch -->\n\nShown.\n\n<!-- end of evidence -->\n\nAfter.\n')
  expect(insertEvidence(once, new Map([['garch', part]]))).toBe(once)
  expect(evidenceNames(once)).toEqual(['garch'])
})

test('evidence nobody makes is named', () => {
  expect(() => insertEvidence('<!-- evidence: nothing -->\n', new Map())).toThrow('the evidence "nothing"')
})

test('a table is set as the formatter sets it', () => {
  expect(
    markdownTable([
      ['model', 'p'],
      ['a', '0.31'],
    ]),
  ).toBe('| model |    p |\n| ----- | ---: |\n| a     | 0.31 |')
})

test.skipIf(!hasShared)('every page and figure of docs/models is what its script makes', { timeout: 240_000 }, async () => {
  const files = await evidenceFiles()
  for (const [path, text] of files) {
    const file = resolve(modelsFolder, path)
    expect(existsSync(file) && readFileSync(file, 'utf8') === text, `docs/models/${path} is stale: run npm run evidence`).toBe(true)
  }
  const figures = existsSync(resolve(modelsFolder, 'figures')) ? readdirSync(resolve(modelsFolder, 'figures')) : []
  expect(figures.filter((name) => !files.has(`figures/${name}`))).toEqual([])
})
