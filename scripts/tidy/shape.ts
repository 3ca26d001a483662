import ts from 'typescript'
import { errorAt, sourceFolder, type Finding, type ReadFile } from './finding.ts'
import { coreFolders } from './import-table.ts'

const vagueNames = /(^|[/-])(util|utils|helper|helpers|manager|misc|common)(\.|-|$)/

/**
 * Finds syntax and names this project does without: enums, namespaces, default exports, classes of our own, undocumented exports.
 *
 * @example
 * checkShape(file) // [{ message: 'enums are banned; use a union of string literals', ... }]
 */
export function checkShape(file: ReadFile): Finding[] {
  const findings: Finding[] = []
  if (vagueNames.test(file.path)) findings.push(errorAt(file, file.tree, 'the file name says nothing; name the one concept inside'))
  const visit = (node: ts.Node): void => {
    const message = complaint(file, node)
    if (message !== undefined) findings.push(errorAt(file, node, message))
    ts.forEachChild(node, visit)
  }
  visit(file.tree)
  if (!file.isTest) findings.push(...checkDocComments(file))
  return findings
}

function complaint(file: ReadFile, node: ts.Node): string | undefined {
  if (ts.isEnumDeclaration(node)) return 'enums are banned; use a union of string literals'
  if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name)) return 'namespaces are banned; a file is a module'
  if (ts.isExportAssignment(node) || hasModifier(node, ts.SyntaxKind.DefaultKeyword)) {
    return isConfiguration(file.path) ? undefined : 'default exports are banned; export a name'
  }
  if (ts.isClassLike(node)) return classComplaint(file, node)
  if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) {
    if (/, got\b/.test(node.text)) return "a message says 'expected ..., found ...'"
  }
  return undefined
}

function classComplaint(file: ReadFile, node: ts.ClassLikeDeclaration): string | undefined {
  const base = node.heritageClauses
    ?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)
    ?.types[0]?.expression.getText(file.tree)
  if (file.isTest || (base !== undefined && /(Error|Fault)$/.test(base))) return undefined
  const folder = sourceFolder(file.path)
  if (folder !== undefined && coreFolders.includes(folder)) return 'the core has no classes but errors; use functions over plain data'
  return base === undefined ? undefined : 'no inheritance between our own types; pass the part in'
}

function checkDocComments(file: ReadFile): Finding[] {
  const documented = new Set<string>()
  const findings: Finding[] = []
  for (const statement of file.tree.statements) {
    if (!hasModifier(statement, ts.SyntaxKind.ExportKeyword) || isInferred(file, statement)) continue
    const name = nameOf(file, statement)
    const hasDoc = ts.getLeadingCommentRanges(file.text, statement.pos)?.some((range) => file.text.startsWith('/**', range.pos)) ?? false
    if (hasDoc) documented.add(name)
    else if (!documented.has(name))
      findings.push(errorAt(file, statement, `'${name}' is exported without a doc comment; say what it is, its unit and its edge cases`))
  }
  return findings
}

/** A type read off a schema is documented where the schema is. */
function isInferred(file: ReadFile, statement: ts.Statement): boolean {
  return ts.isTypeAliasDeclaration(statement) && /^z\.(output|infer|input)</.test(statement.type.getText(file.tree))
}

function nameOf(file: ReadFile, statement: ts.Statement): string {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((item) => item.name.getText(file.tree)).join(', ')
  return (statement as ts.DeclarationStatement).name?.getText(file.tree) ?? 'this'
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false)
}

function isConfiguration(path: string): boolean {
  return /(^|\/)[a-z-]+\.config\.(ts|js)$/.test(path)
}
