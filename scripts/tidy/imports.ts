import { posix } from 'node:path'
import ts from 'typescript'
import { errorAt, sourceFolder, type Finding, type ReadFile } from './finding.ts'
import { coreFolders, importTable, mayImport } from './import-table.ts'

/** One `import` or `export ... from` of a file. */
type Import = Readonly<{ node: ts.Node; target: string; typeOnly: boolean }>

/**
 * Holds a file's imports against the table of ARCHITECTURE.md, and the core against packages and `node:` modules.
 *
 * @example
 * checkImports(file) // [{ message: "'risk' may not import 'ledger' ...", ... }]
 */
export function checkImports(file: ReadFile): Finding[] {
  const folder = sourceFolder(file.path)
  if (folder === undefined) return importsOf(file).flatMap((item) => checkOutside(file, item))
  if (!importTable.has(folder)) {
    return [
      errorAt(
        file,
        file.tree,
        `folder 'src/${folder}' is not in the import table; add its row to scripts/tidy/import-table.ts and ARCHITECTURE.md`,
      ),
    ]
  }
  return importsOf(file).flatMap((item) =>
    item.target.startsWith('.') ? checkRelative(file, folder, item) : checkPackage(file, folder, item),
  )
}

/**
 * The project's files that a file imports, by path from the root.
 *
 * @example
 * importedPaths(file) // ['src/base/assert.ts']
 */
export function importedPaths(file: ReadFile): string[] {
  return importsOf(file)
    .filter((item) => item.target.startsWith('.'))
    .map((item) => resolved(file, item))
}

function checkRelative(file: ReadFile, folder: string, item: Import): Finding[] {
  const path = resolved(file, item)
  const to = sourceFolder(path)
  if (to === undefined) {
    if (file.isTest || path === 'package.json') return []
    return [errorAt(file, item.node, `src/ may not import '${path}'; move what is needed into src/`)]
  }
  if (mayImport({ from: folder, to, typeOnly: item.typeOnly })) return []
  // A test may look at what its folder's neighbours may: shell tests wire whole parts together, core tests stay in the core.
  if (file.isTest && (!coreFolders.includes(folder) || coreFolders.includes(to))) return []
  const typesAllowed = mayImport({ from: folder, to, typeOnly: true })
  const remedy = typesAllowed
    ? 'use `import type`'
    : 'pass the value in as an argument, or move the shared part to a folder both may import'
  return [errorAt(file, item.node, `'${folder}' may not import '${to}'; ${remedy} (table: ARCHITECTURE.md)`)]
}

function checkPackage(file: ReadFile, folder: string, item: Import): Finding[] {
  if (file.isTest || !coreFolders.includes(folder)) return []
  if (importTable.get(folder)?.packages?.some((pattern) => pattern.test(item.target)) === true) return []
  const remedy = item.target.startsWith('node:')
    ? 'do the IO in the shell and pass its result in as an input'
    : 'wrap it in the shell, or in num/ if it is one @stdlib function'
  return [errorAt(file, item.node, `the core imports no package, found '${item.target}'; ${remedy}`)]
}

function checkOutside(file: ReadFile, item: Import): Finding[] {
  if (!file.path.startsWith('web/') || !item.target.startsWith('.')) return []
  const path = resolved(file, item)
  if (path.startsWith('web/') || file.isTest) return []
  if (path.startsWith('src/api/') && item.typeOnly) return []
  return [errorAt(file, item.node, `the dashboard imports types of src/api only, found '${path}'; ask the API for the value`)]
}

function resolved(file: ReadFile, item: Import): string {
  return posix.normalize(posix.join(posix.dirname(file.path), item.target))
}

function importsOf(file: ReadFile): Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) found.push({ node, target: specifier(node.moduleSpecifier), typeOnly: isTypeOnly(node.importClause) })
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      found.push({ node, target: specifier(node.moduleSpecifier), typeOnly: node.isTypeOnly })
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      found.push({ node, target: specifier(node.arguments[0]), typeOnly: false })
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push({ node, target: specifier(node.argument.literal), typeOnly: true })
    }
    ts.forEachChild(node, visit)
  }
  visit(file.tree)
  return found
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const names = clause.namedBindings
  return clause.name === undefined && names !== undefined && ts.isNamedImports(names) && names.elements.every((name) => name.isTypeOnly)
}

function specifier(node: ts.Node | undefined): string {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : ''
}
