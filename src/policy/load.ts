import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { InputFault, InputFaults } from '../base/fault.ts'
import type { Policy } from '../engine/policy.ts'
import { lintPolicy } from './lint.ts'
import { nearestWord } from './near-miss.ts'

/** A policy with the text and the file it came from. */
export type LoadedPolicy = Readonly<{ policy: Policy; text: string; path: string }>

/** Folder of the policies that come with the engine. From `dist/` the profiles are found in the sources, which are shipped for them. */
const profilesFolder = [resolve(import.meta.dirname, 'profiles'), resolve(import.meta.dirname, '../../src/policy/profiles')].find(
  existsSync,
)

/**
 * Names of the policies that come with the engine, in order of the alphabet.
 *
 * @example
 * profileNames() // ['clearing-house', 'equity-options-clearing', 'exchange-perpetual', 'margined-perpetual', ...]
 */
export function profileNames(): readonly string[] {
  if (profilesFolder === undefined) return []
  return readdirSync(profilesFolder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort()
}

/**
 * Loads a policy: a profile by its name, or a file by its path.
 *
 * @throws InputFaults with every problem of the file; InputFault when there is no such profile or file.
 *
 * @example
 * loadPolicy('exchange-perpetual').policy.hash
 */
export function loadPolicy(nameOrPath: string): LoadedPolicy {
  const { text, path } = readPolicy(nameOrPath)
  const { faults, policy } = lintPolicy(text, path)
  const [first, ...others] = faults
  if (first !== undefined) throw new InputFaults([first, ...others])
  if (policy === undefined) throw new InputFault({ file: path, place: 'the whole file', expected: 'a policy', found: 'none' })
  return { policy, text, path }
}

/**
 * The text of a policy and where it is, unchecked.
 *
 * @throws InputFault when there is no such profile or file, or it cannot be read.
 *
 * @example
 * readPolicy('exchange-perpetual').text
 */
export function readPolicy(nameOrPath: string): Readonly<{ text: string; path: string }> {
  const path = profileNames().includes(nameOrPath) ? resolve(profilesFolder ?? '', `${nameOrPath}.yaml`) : nameOrPath
  if (!existsSync(path)) throw noSuchPolicy(nameOrPath)
  try {
    return { text: readFileSync(path, 'utf8'), path }
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    throw new InputFault({ file: path, place: 'the whole file', expected: 'a readable file', found })
  }
}

function noSuchPolicy(nameOrPath: string): InputFault {
  const names = profileNames()
  const near = nearestWord(nameOrPath, names)
  return new InputFault({
    file: nameOrPath,
    place: 'the policy',
    expected: `a file, or the name of a profile (${names.join(', ')})`,
    found: near === undefined ? 'neither' : `neither; did you mean ${near}?`,
  })
}
