import ts from 'typescript'
import { importedPaths } from './imports.ts'
import { sourceFolder, type Finding, type ReadFile } from './finding.ts'

/**
 * Finds source files that no test reaches: neither imported by a test, nor a part of a file of the same folder that is.
 * Files of types only, and files that only re-export, need none.
 *
 * @example
 * checkUntested(files) // [{ message: 'no test reaches this file; ...', ... }]
 */
export function checkUntested(files: readonly ReadFile[]): Finding[] {
  const tested = testedPaths(files)
  return files
    .filter((file) => file.path.startsWith('src/') && !file.isTest && !tested.has(file.path) && !isDeclarative(file))
    .map((file) => ({
      path: file.path,
      line: 1,
      severity: 'error',
      message: `no test reaches this file; write ${file.path.replace(/\.ts$/, '.test.ts')}, or say why not in its first line (// tidy-ok: reason)`,
    }))
}

function testedPaths(files: readonly ReadFile[]): ReadonlySet<string> {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const tested = new Set<string>()
  const waiting = files.filter((file) => file.isTest).flatMap(importedPaths)
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = byPath.get(path)
    if (file === undefined || tested.has(path)) continue
    tested.add(path)
    // Across folders a test must come near by itself: that the engine runs is no test of a formula in risk/.
    waiting.push(...importedPaths(file).filter((part) => sourceFolder(part) === sourceFolder(file.path)))
  }
  return tested
}

function isDeclarative(file: ReadFile): boolean {
  return file.tree.statements.every(
    (statement) =>
      ts.isTypeAliasDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isImportDeclaration(statement) ||
      ts.isExportDeclaration(statement) ||
      (ts.isVariableStatement(statement) &&
        (statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword) ?? false)),
  )
}
