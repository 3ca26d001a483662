import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { evidenceNames, insertEvidence, type EvidencePart, type MakeEvidence } from './evidence.ts'

/** Where the pages of models lie. */
export const modelsFolder = resolve(import.meta.dirname, '../../docs/models')

/**
 * Every file that evidence writes, by path below `docs/models`: the pages, and the figures they show.
 *
 * @param progress - Told the name of what is made next.
 * @throws Error when a page asks for evidence that no file makes.
 *
 * @example
 * for (const [path, text] of await evidenceFiles()) writeFileSync(resolve(modelsFolder, path), text)
 */
export async function evidenceFiles(progress: (name: string) => void = () => {}): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for (const name of readdirSync(modelsFolder).filter((each) => each.endsWith('.md'))) {
    const page = readFileSync(resolve(modelsFolder, name), 'utf8')
    const parts = new Map<string, EvidencePart>()
    for (const wanted of evidenceNames(page)) {
      progress(wanted)
      const part = await makeEvidence(wanted)
      if (part === undefined) continue
      parts.set(wanted, part)
      for (const [figure, svg] of part.figures) files.set(`figures/${figure}`, svg)
    }
    files.set(name, insertEvidence(page, parts))
  }
  return files
}

async function makeEvidence(name: string): Promise<EvidencePart | undefined> {
  const path = resolve(import.meta.dirname, `of-${name}.ts`)
  if (!existsSync(path)) return undefined
  const module = (await import(pathToFileURL(path).href)) as { makeEvidence: MakeEvidence }
  return module.makeEvidence()
}
