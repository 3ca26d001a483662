import ts from 'typescript'
import { importedPaths } from './imports.ts'
import type { Finding, ReadFile } from './finding.ts'

/**
 * Finds source files that no test imports. Files of types only, and files that only re-export, need none.
 *
 * @example
 * checkUntested(files) // [{ message: 'no test imports this file; ...', ... }]
 */
export function checkUntested(files: readonly ReadFile[]): Finding[] {
  const tested = new Set(files.filter((file) => file.isTest).flatMap(importedPaths))
  return files
    .filter((file) => file.path.startsWith('src/') && !file.isTest && !tested.has(file.path) && !isDeclarative(file))
    .map((file) => ({
      path: file.path,
      line: 1,
      severity: 'error',
      message: `no test imports this file; write ${file.path.replace(/\.ts$/, '.test.ts')}, or say why not in its first line (// tidy-ok: reason)`,
    }))
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
