import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { evidenceFiles, modelsFolder } from './evidence/pages.ts'

// Writes the evidence in docs/models/ from the real series in ../shared/data. A test fails when a page or a figure there is stale.
mkdirSync(resolve(modelsFolder, 'figures'), { recursive: true })
const files = await evidenceFiles((name) => console.log(`evidence: ${name}`))
for (const [path, text] of files) writeFileSync(resolve(modelsFolder, path), text)
console.log(`docs/models: ${files.size} files`)
