import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { checkFiles } from './tidy/check.ts'

// Checks the project against the rules of STYLE.md and ARCHITECTURE.md that a machine can check. Exits with 1 on an error.
const root = resolve(import.meta.dirname, '..')
// A kernel's assembly is AssemblyScript, another language in files of the same name.
const paths = globSync(['src/**/*.ts', 'scripts/**/*.ts', 'bench/**/*.ts', 'test/**/*.ts', 'web/src/**/*.ts', '*.config.ts'], {
  cwd: root,
  exclude: ['src/*/*/assembly/*.ts'],
}).sort()
const texts = new Map(paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(resolve(root, path), 'utf8')]))
const { findings, excused } = checkFiles(texts)

for (const { path, line, severity, message } of findings) console.log(`${path}:${line}: ${severity}: ${message}`)
for (const { finding, reason } of excused) console.log(`${finding.path}:${finding.line}: excused: ${reason}`)
const errors = findings.filter((finding) => finding.severity === 'error').length
console.log(
  `tidy: ${paths.length} files, ${errors} errors, ${findings.length - errors} warnings, ${excused.length} exceptions with a reason`,
)
if (errors > 0) process.exitCode = 1
