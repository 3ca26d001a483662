import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { architectureRows } from './architecture-table.ts'
import { importTable } from './import-table.ts'

const root = resolve(import.meta.dirname, '../..')
const folders = readdirSync(resolve(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
const known = [...importTable.keys()].filter((folder) => folders.includes(folder))

test('behavior: every folder of src/ has its row in ARCHITECTURE.md, as the check enforces it', () => {
  const page = readFileSync(resolve(root, 'ARCHITECTURE.md'), 'utf8').replaceAll(/ +/g, ' ')
  expect([...folders].sort()).toEqual([...known].sort())
  for (const row of architectureRows(importTable, known)) expect(page).toContain(row)
})
