import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { EnvironmentFault, InputFault } from '../base/fault.ts'
import { acquireRunLock, type RunLock } from '../runtime/lock.ts'
import type { RunSummary } from './run-types.ts'

/** What is kept beside a run's journal, for people and for going on. */
export type Manifest = Readonly<{
  run: string
  /** Hash of everything that determines the run: data, policy, seed, engine. */
  identity: string
  status: 'running' | 'finished' | 'failed'
  label: string
  notes: readonly string[]
  modelled: boolean
  sources: readonly Readonly<{ title: string; url?: string }>[]
  policyName: string
  policyHash: string
  engineVersion: string
  command: readonly string[]
  startedAt: string
  /** Where the journal ends, once the run is finished: a cut tail is seen against it. */
  head?: Readonly<{ seq: number; hash: string; fileHash?: string }>
  summary?: RunSummary
  failure?: string
}>

/** A run's folder, held by this process alone. */
export type HeldFolder = Readonly<{ run: string; folder: string; lock: RunLock; goesOn: boolean }>

/**
 * Finds or makes the folder of a run: one that was started before and not finished is taken over, unless another process is
 * at work in it; a finished one is left as it is and the next number is used.
 *
 * @throws EnvironmentFault when no folder can be written there.
 *
 * @example
 * const held = holdRunFolder('runs', { name: '2020-03-12-exchange-perpetual', identity })
 */
export function holdRunFolder(runsFolder: string, wanted: Readonly<{ name: string; identity: string }>): HeldFolder {
  for (let number = 1; ; number++) {
    const run = `${wanted.name}-${wanted.identity.slice(0, 8)}${number === 1 ? '' : `.${number}`}`
    const folder = resolve(runsFolder, run)
    makeFolder(folder)
    const lock = acquireRunLock(folder)
    if (lock === undefined) continue
    const manifest = existsSync(join(folder, manifestName)) ? readManifest(folder) : undefined
    const usable = manifest === undefined || (manifest.status !== 'finished' && manifest.identity === wanted.identity)
    if (usable) return { run, folder, lock, goesOn: manifest !== undefined }
    lock.close()
  }
}

const manifestName = 'manifest.json'

/**
 * Reads a run's manifest.
 *
 * @throws InputFault when the folder holds no run or the file is not one of ours.
 *
 * @example
 * readManifest('runs/2020-03-12-exchange-perpetual-1a2b3c4d').status // 'finished'
 */
export function readManifest(folder: string): Manifest {
  const path = join(folder, manifestName)
  if (!existsSync(path)) {
    throw new InputFault({ file: folder, place: manifestName, expected: 'the folder of a run', found: 'no such file' })
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest
  } catch {
    throw new InputFault({ file: path, place: 'whole file', expected: 'the manifest of a run as JSON', found: 'text that is not JSON' })
  }
}

/**
 * Writes a run's manifest: the old one stays whole until the new one is complete.
 *
 * @throws EnvironmentFault when it cannot be written.
 *
 * @example
 * writeManifest(folder, { ...manifest, status: 'finished' })
 */
export function writeManifest(folder: string, manifest: Manifest): void {
  writeWhole(join(folder, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`)
}

/**
 * Writes a file of a run so that readers see the old one or the new one, never a part.
 *
 * @throws EnvironmentFault when it cannot be written.
 *
 * @example
 * writeWhole(join(folder, 'report.html'), html)
 */
export function writeWhole(path: string, text: string): void {
  try {
    writeFileSync(`${path}.part`, text, { flush: true })
    renameSync(`${path}.part`, path)
  } catch (error) {
    throw new EnvironmentFault({ file: path, place: 'whole file', expected: 'a file that can be written', found: (error as Error).message })
  }
}

/** Level by level: the recursive form of Node never returns where a file system refuses a folder without saying why, as /proc does. */
function makeLevels(folder: string): void {
  if (existsSync(folder)) return
  makeLevels(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another run may have made it in this very moment.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function makeFolder(folder: string): void {
  try {
    makeLevels(folder)
  } catch (error) {
    throw new EnvironmentFault({ file: folder, place: 'folder', expected: 'a folder that can be written', found: (error as Error).message })
  }
}
