import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { referencePages } from './reference-pages.ts'

// Writes docs/reference/ from the code. A test fails when a page there is stale.
const folder = resolve(import.meta.dirname, '../docs/reference')
mkdirSync(folder, { recursive: true })
for (const [name, text] of referencePages()) {
  writeFileSync(resolve(folder, name), text)
  console.log(`docs/reference/${name}`)
}
