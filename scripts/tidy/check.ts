import ts from 'typescript'
import { brandHomes, checkBrands } from './brands.ts'
import { checkReminders, commentsOf, exceptionsOf } from './comments.ts'
import { checkDeterminism } from './determinism.ts'
import type { Finding, ReadFile } from './finding.ts'
import { checkImports } from './imports.ts'
import { checkShape } from './shape.ts'
import { checkSizes } from './sizes.ts'
import { checkUntested } from './untested.ts'

/** What tidy has to say: what stands, and what was excused inline with a reason. */
export type TidyReport = Readonly<{ findings: readonly Finding[]; excused: readonly Readonly<{ finding: Finding; reason: string }>[] }>

/**
 * Checks a set of files, given as path and text, against the rules of STYLE.md that a machine can check.
 *
 * @example
 * checkFiles(new Map([['src/risk/tail.ts', 'export enum Tail { Left }']])).findings[0]?.line // 1
 */
export function checkFiles(texts: ReadonlyMap<string, string>): TidyReport {
  const files = [...texts].map(([path, text]) => readFile(path, text))
  const homes = brandHomes(files)
  const untested = Map.groupBy(checkUntested(files), (finding) => finding.path)
  const findings: Finding[] = []
  const excused: { finding: Finding; reason: string }[] = []
  for (const file of files) {
    const comments = commentsOf(file)
    const reasons = exceptionsOf(file, comments)
    const all = [
      ...(untested.get(file.path) ?? []),
      ...checkSizes(file),
      ...checkImports(file),
      ...checkDeterminism(file),
      ...checkShape(file),
      ...checkBrands(file, homes),
      ...checkReminders(file, comments),
    ]
    for (const finding of all) {
      const reason = reasons.get(finding.line)
      if (reason === undefined) findings.push(finding)
      else excused.push({ finding, reason })
    }
    findings.push(...idleExceptions(file, all, reasons))
  }
  return { findings, excused }
}

/** An exception that excuses nothing is stale, or stands on the wrong line. One at the top may say how the file is tested from afar. */
function idleExceptions(file: ReadFile, all: readonly Finding[], reasons: ReadonlyMap<number, string>): Finding[] {
  const used = new Set(all.map((finding) => reasons.get(finding.line)))
  const idle = [...reasons].filter(([line, reason]) => line > 2 && !used.has(reason) && reasons.get(line - 1) !== reason)
  return idle.map(([line]) => ({
    path: file.path,
    line,
    severity: 'error',
    message: 'this tidy-ok excuses nothing; remove it or move it to the line it is for',
  }))
}

function readFile(path: string, text: string): ReadFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS)
  return { path, text, tree, isTest: /\.(test|contract)\.ts$/.test(path) || path.startsWith('test/') }
}
