import { describe, expect, test } from 'vitest'
import { checkFiles } from './check.ts'

/** Messages about one planted file, as `line: message`, without the remark that it has no test. */
function remarksOn(path: string, text: string): string[] {
  return checkFiles(new Map([[path, text]]))
    .findings.filter((finding) => !finding.message.startsWith('no test reaches'))
    .map((finding) => `${finding.line}: ${finding.message}`)
}

const lines = (count: number, line = ''): string => Array.from({ length: count }, () => line).join('\n')
const functionOf = (bodyLines: number): string => `function long(): void {\n${lines(bodyLines, '  step()')}\n}`

describe('checkFiles', () => {
  // Columns: what, path, planted text, the start of what is said (undefined: nothing is said).
  const table: readonly (readonly [string, string, string, string | undefined])[] = [
    ['import against the table', 'src/risk/a.ts', `import { post } from '../ledger/post.ts'`, "1: 'risk' may not import 'ledger'"],
    ['import in the table', 'src/risk/a.ts', `import { ratio } from '../base/ratio.ts'`, undefined],
    ['import of its own folder', 'src/risk/a.ts', `import { tail } from './tail.ts'`, undefined],
    ['type where types are allowed', 'src/feed/a.ts', `import type { Policy } from '../engine/policy.ts'`, undefined],
    ['inline type where types are allowed', 'src/feed/a.ts', `import { type Policy } from '../engine/policy.ts'`, undefined],
    [
      'value where only types are allowed',
      'src/feed/a.ts',
      `import { step } from '../engine/step.ts'`,
      "1: 'feed' may not import 'engine'; use `import type`",
    ],
    ['re-export against the table', 'src/base/a.ts', `export { step } from '../engine/step.ts'`, "1: 'base' may not import 'engine'"],
    ['import() against the table', 'src/base/a.ts', `const step = import('../engine/step.ts')`, "1: 'base' may not import 'engine'"],
    [
      'import() type against the table',
      'src/base/a.ts',
      `type Step = import('../engine/step.ts').Step`,
      "1: 'base' may not import 'engine'",
    ],
    ['a folder without a row', 'src/oracle/a.ts', ``, "1: folder 'src/oracle' is not in the import table"],
    ['import out of src', 'src/cli/a.ts', `import { b } from '../../test/b.ts'`, "1: src/ may not import 'test/b.ts'"],
    ['node: in the core', 'src/market/a.ts', `import { readFileSync } from 'node:fs'`, '1: the core imports no package'],
    ['node: in the shell', 'src/feed/a.ts', `import { readFileSync } from 'node:fs'`, undefined],
    ['package in the core', 'src/market/a.ts', `import { z } from 'zod'`, '1: the core imports no package'],
    ['stdlib function in num', 'src/num/a.ts', `import exp from '@stdlib/math-base-special-exp'`, undefined],
    ['stdlib whole in num', 'src/num/a.ts', `import stdlib from '@stdlib/stdlib/lib'`, '1: the core imports no package'],
    ['stdlib function outside num', 'src/risk/a.ts', `import exp from '@stdlib/math-base-special-exp'`, '1: the core imports no package'],
    ['noble in base', 'src/base/a.ts', `import { sha256 } from '@noble/hashes/sha2.js'`, undefined],
    ['core test importing the shell', 'src/risk/a.test.ts', `import { read } from '../feed/read.ts'`, "1: 'risk' may not import 'feed'"],
    ['shell test importing the core', 'src/feed/a.test.ts', `import { step } from '../engine/step.ts'`, undefined],
    [
      'dashboard importing the engine',
      'web/src/a.ts',
      `import type { Step } from '../../src/engine/step.ts'`,
      '1: the dashboard imports types of src/api only',
    ],
    ['dashboard importing API types', 'web/src/a.ts', `import type { View } from '../../src/api/schema.ts'`, undefined],

    ['clock', 'src/risk/a.ts', `const now = Date.now()`, "1: 'Date' is banned in the core; use the `at` of the input"],
    ['a member named Date', 'src/risk/a.ts', `const now = input.Date`, undefined],
    ['a key named process', 'src/risk/a.ts', `const step = { process: 1 }`, undefined],
    ['shorthand process', 'src/risk/a.ts', `const step = { process }`, "1: 'process' is banned"],
    ['clock in the shell', 'src/runtime/a.ts', `const now = Date.now()`, undefined],
    ['randomness', 'src/risk/a.ts', `const x = Math.random()`, "1: 'Math.random' is banned in the core; use a seeded generator"],
    ['exp', 'src/num/a.ts', `const x = Math.exp(1)`, "1: 'Math.exp' is left to the implementation"],
    ['tan', 'src/risk/a.ts', `const x = Math.tan(1)`, "1: 'Math.tan' is left to the implementation"],
    ['sqrt', 'src/risk/a.ts', `const x = Math.sqrt(2)`, undefined],
    ['power', 'src/risk/a.ts', `const x = 2 ** n`, "1: '**' is left to the implementation"],
    ['power assigned', 'src/risk/a.ts', `x **= 2`, "1: '**' is left to the implementation"],
    ['async function', 'src/engine/a.ts', `async function run(): Thenable {}`, '1: the core is synchronous'],
    ['async arrow', 'src/engine/a.ts', `const run = async () => 1`, '1: the core is synchronous'],
    ['promise type', 'src/engine/a.ts', `let x: Promise<void>`, "1: 'Promise' is banned in the core"],
    ['timer', 'src/engine/a.ts', `setTimeout(run, 1)`, "1: 'setTimeout' is banned in the core; a wait is a `clockTicked` input"],
    ['locale', 'src/engine/a.ts', `const text = price.toLocaleString()`, "1: 'toLocaleString' is banned in the core"],
    ['Intl', 'src/engine/a.ts', `const format = Intl.NumberFormat()`, "1: 'Intl' is banned in the core"],
    ['for in', 'src/engine/a.ts', `for (const key in record) count(key)`, "1: 'for in' follows an object's key order"],

    ['300 lines', 'src/cli/a.ts', lines(299, '// a') + '\n// b', undefined],
    ['301 lines', 'src/cli/a.ts', lines(301, '// a'), '1: the file has 301 lines'],
    ['50 lines in a function', 'src/cli/a.ts', functionOf(48), undefined],
    ['51 lines in a function', 'src/cli/a.ts', functionOf(49), '1: long has 51 lines'],
    ['a long test', 'src/cli/a.test.ts', functionOf(90), undefined],

    ['enum', 'src/cli/a.ts', `enum Side { Buy }`, '1: enums are banned; use a union of string literals'],
    ['namespace', 'src/cli/a.ts', `namespace Side {}`, '1: namespaces are banned'],
    ['default export', 'src/cli/a.ts', `export default 1`, '1: default exports are banned; export a name'],
    ['default function', 'src/cli/a.ts', `/** Runs. */\nexport default function run(): void {}`, '2: default exports are banned'],
    ['default export of a configuration', 'vitest.config.ts', `export default 1`, undefined],
    ['class in the core', 'src/risk/a.ts', `class Tail {}`, '1: the core has no classes but errors'],
    ['error class in the core', 'src/risk/a.ts', `class TailError extends Error {}`, undefined],
    ['class of the shell', 'src/api/a.ts', `class Server {}`, undefined],
    ['inheritance', 'src/api/a.ts', `class Server extends Base {}`, '1: no inheritance between our own types'],
    [
      'message with the banned phrase',
      'src/api/a.ts',
      ['const text = `a number', ' got ${x}`'].join(','),
      "1: a message says 'expected ..., found ...'",
    ],
    ['vague file name', 'src/cli/table-utils.ts', ``, '1: the file name says nothing'],
    ['export without a comment', 'src/cli/a.ts', `export const limit = 3`, "1: 'limit' is exported without a doc comment"],
    ['type of a schema', 'src/cli/a.ts', `export type Run = z.output<typeof runSchema>`, undefined],
    ['fault that extends a fault', 'src/policy/a.ts', `class PolicyFault extends InputFault {}`, undefined],
    ['export with a line comment', 'src/cli/a.ts', `// The limit.\nexport const limit = 3`, "2: 'limit' is exported without"],
    ['export with a comment', 'src/cli/a.ts', `/** The limit. */\nexport const limit = 3`, undefined],
    ['second overload', 'src/cli/a.ts', `/** Runs. */\nexport function run(): void\nexport function run(): void {}`, undefined],
    ['reminder', 'src/cli/a.ts', `const a = 1 // TODO round`, '1: a reminder without an issue number is forgotten'],
    ['reminder at the end', 'src/cli/a.ts', `const a = 1\n// FIXME`, '2: a reminder without an issue number'],
    ['reminder with its issue', 'src/cli/a.ts', `const a = 1 // TODO #12 round`, undefined],
    ['reminder inside a string', 'src/cli/a.ts', `const a = 'TODO'`, undefined],
  ]
  test.each(table)('table: %s', (_what, path, text, expected) => {
    const found = remarksOn(path, text)
    if (expected === undefined) expect(found).toEqual([])
    else expect(found[0]?.slice(0, expected.length)).toBe(expected)
  })

  test('behavior: 500 lines and 70-line functions warn, one more fails', () => {
    const severities = (text: string): string[] => checkFiles(new Map([['scripts/a.ts', text]])).findings.map((finding) => finding.severity)
    expect(severities(lines(500, '// a'))).toEqual(['warning'])
    expect(severities(lines(501, '// a'))).toEqual(['error'])
    expect(severities(functionOf(68))).toEqual(['warning'])
    expect(severities(functionOf(69))).toEqual(['error'])
  })

  test('behavior: a brand is made only in its own file', () => {
    const home = `/** Time. */\nexport type TimeUs = Brand<number, 'TimeUs'>\nconst now = 1 as TimeUs`
    const { findings } = checkFiles(
      new Map([
        ['src/base/time.ts', home],
        ['src/cli/a.ts', `import type { TimeUs } from '../base/time.ts'\nconst now = 1 as TimeUs`],
        ['src/cli/a.test.ts', `import './a.ts'\nimport '../base/time.ts'\nconst now = 1 as TimeUs`],
      ]),
    )
    expect(findings.map((finding) => `${finding.path}:${finding.line}: ${finding.message}`)).toEqual([
      "src/cli/a.ts:2: 'as TimeUs' outside src/base/time.ts; call the function there that makes one",
    ])
  })

  test('behavior: a file needs a test, its own or that of a file of its folder, unless it only declares or re-exports', () => {
    const { findings } = checkFiles(
      new Map([
        ['src/cli/untested.ts', 'const a = 1'],
        ['src/cli/tested.ts', `import './part.ts'\nimport '../risk/tail.ts'`],
        ['src/cli/part.ts', 'const a = 1'],
        ['src/risk/tail.ts', 'const a = 1'],
        ['src/cli/types.ts', 'type A = 1'],
        ['src/cli/index.ts', `export { a } from './tested.ts'`],
        ['src/cli/tested.test.ts', `import './tested.ts'`],
      ]),
    )
    expect(findings.map((finding) => finding.path)).toEqual(['src/cli/untested.ts', 'src/risk/tail.ts'])
  })

  test('behavior: an exception needs a reason, is reported, and excuses its own line or the next', () => {
    const excused = (text: string): number => checkFiles(new Map([['scripts/a.ts', text]])).excused.length
    expect(excused('enum A { B } // tidy-ok: shows the ban')).toBe(1)
    expect(excused('// tidy-ok: shows the ban\nenum A { B }')).toBe(1)
    expect(excused('// tidy-ok: shows the ban\n\nenum A { B }')).toBe(0)
    expect(excused('enum A { B } // tidy-ok:')).toBe(0)
    expect(excused('enum A { B } // tidy-ok')).toBe(0)
  })

  test('behavior: an exception that excuses nothing is an error', () => {
    expect(remarksOn('scripts/a.ts', 'const a = 1\n\n// tidy-ok: left over\nconst b = 1')).toEqual([
      '3: this tidy-ok excuses nothing; remove it or move it to the line it is for',
    ])
  })
})
