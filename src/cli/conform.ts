import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import { InputFault } from '../base/fault.ts'
import { conformJson, conformText, hasPassed } from '../conform/conform-text.ts'
import { familyOf } from '../conform/family.ts'
import { procedures } from '../conform/procedures/index.ts'
import { runFile, vectorFileOf } from '../conform/run-conform.ts'
import type { VectorFile } from '../conform/vector-file.ts'
import { exitCodes } from './exit.ts'
import { withExamples, withJson } from './option.ts'
import { printJson, printText } from './write.ts'

type Flags = Readonly<{ json?: true; family?: string }>

/**
 * Adds `seawall conform`.
 *
 * @example
 * addConformCommand(program)
 */
export function addConformCommand(program: Command): void {
  const command = program
    .command('conform')
    .summary('compare the methods with files of reference numbers')
    .description(
      'Runs the procedure that each file of reference numbers names and compares what it computes with what the file expects. ' +
        'Exits with 1 when a file fails, or asks for a procedure that a supported family lacks.',
    )
    .argument('<path>', 'folder of .json files, or one file')
    .option('--family <names>', 'only files of these families, separated by commas: liq,vol,var,...')
  withExamples(withJson(command), ['seawall conform ../shared/vectors/methods', 'seawall conform cases/ --family bt,evt --json']).action(
    conform,
  )
}

function conform(path: string, flags: Flags): void {
  const files = readVectorFiles(path).filter(({ id }) => flags.family === undefined || flags.family.split(',').includes(familyOf(id)))
  if (files.length === 0)
    throw new InputFault({ file: path, place: '--family', expected: 'a family of which there are files', found: String(flags.family) })
  const outcomes = files.map((file) => runFile(file, procedures))
  if (!hasPassed(outcomes)) process.exitCode = exitCodes.checkFailed
  if (flags.json === true) printJson(conformJson(outcomes))
  else printText(conformText(outcomes))
}

function readVectorFiles(path: string): readonly VectorFile[] {
  const names = namesAt(path)
  if (names.length === 0) throw new InputFault({ file: path, place: 'folder', expected: 'at least one .json file', found: 'none' })
  return names.map(readVectorFile)
}

function namesAt(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
    const names = readdirSync(path).filter((name) => name.endsWith('.json'))
    return names.toSorted().map((name) => join(path, name))
  } catch {
    throw new InputFault({ file: path, place: 'path', expected: 'a folder or a file that can be read', found: 'none' })
  }
}

function readVectorFile(path: string): VectorFile {
  let document: unknown
  try {
    document = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new InputFault({ file: path, place: 'text', expected: 'JSON', found: error instanceof Error ? error.message : String(error) })
  }
  return vectorFileOf(document, basename(path))
}
