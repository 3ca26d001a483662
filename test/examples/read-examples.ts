import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'

/** One example of a doc comment. */
export type Example = Readonly<{
  /** Absolute path of the file, whose exports the example may name. */
  file: string
  place: string
  name: string
  code: string
  expected: string | undefined
}>

const source = resolve(import.meta.dirname, '../../src')

/**
 * The examples of every function that a public subpath exports.
 *
 * The last line's comment is what its expression gives: a JavaScript value, compared at the digits shown. Earlier lines are
 * statements, and so are the examples that stand before it in the file. An example without such a comment is only run.
 *
 * @param subpath - A folder of `src/` with an `index.ts`.
 *
 * @example
 * readExamples('risk').find(({ name }) => name === 'kupiecTest')
 */
export function readExamples(subpath: string): readonly Example[] {
  const index = resolve(source, subpath, 'index.ts')
  return [...readFileSync(index, 'utf8').matchAll(/export \{([^}]*)\} from '([^']+)'/g)].flatMap(([, names = '', file = '']) => {
    const path = resolve(dirname(index), file)
    const exported = new Set(names.split(',').map((name) => name.trim()))
    return examplesOfFile(readFileSync(path, 'utf8'), path).filter(({ name }) => exported.has(name))
  })
}

/** Every exported function's example, in the file's order. Each begins where the one before it ended: what that made is at hand. */
function examplesOfFile(text: string, path: string): readonly Example[] {
  let before = ''
  const examples: Example[] = []
  for (const match of text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport function (\w+)/g)) {
    const [, comment = '', name = ''] = match
    const { statements, last, expected } = linesOf(comment)
    examples.push({
      file: path,
      name,
      place: `${relative(source, path)}: ${name}`,
      code: `${before}${statements}${isStatement(last) ? asVariable(last) : `return (${last})`}`,
      expected,
    })
    before += `${statements}${asVariable(last)}\n`
  }
  return examples
}

function linesOf(comment: string): Readonly<{ statements: string; last: string; expected: string | undefined }> {
  const body = comment.slice(comment.indexOf('@example') + '@example'.length)
  const lines = body
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .filter((line) => line.trim() !== '')
  const last = lines.pop() ?? ''
  const shown = / \/\/ (.*)$/.exec(last)
  const statements = lines.map((line) => `${asVariable(line)}\n`).join('')
  return { statements, last: shown === null ? last : last.slice(0, shown.index), expected: shown?.[1] }
}

/** Two examples of a file may give one name to two things. */
function asVariable(line: string): string {
  return line.replace(/^(const|let) /, 'var ')
}

function isStatement(line: string): boolean {
  return /^(const|let|for|if|while|return|throw)\b/.test(line)
}
