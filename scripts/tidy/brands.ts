import ts from 'typescript'
import { errorAt, type Finding, type ReadFile } from './finding.ts'

/**
 * The branded types of the project and the files that make them.
 *
 * @example
 * brandHomes(files).get('TimeUs') // 'src/base/time.ts'
 */
export function brandHomes(files: readonly ReadFile[]): ReadonlyMap<string, string> {
  const homes = new Map<string, string>()
  for (const file of files) {
    for (const statement of file.tree.statements) {
      if (ts.isTypeAliasDeclaration(statement) && statement.type.getText(file.tree).startsWith('Brand<'))
        homes.set(statement.name.text, file.path)
    }
  }
  return homes
}

/**
 * Finds brands made by a cast outside the file that checks what deserves the name.
 *
 * @example
 * checkBrands(file, brandHomes(files)) // [{ message: "'as TimeUs' outside src/base/time.ts; call its constructor", ... }]
 */
export function checkBrands(file: ReadFile, homes: ReadonlyMap<string, string>): Finding[] {
  if (file.isTest || !file.path.startsWith('src/')) return []
  const findings: Finding[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isAsExpression(node) && ts.isTypeReferenceNode(node.type)) {
      const name = node.type.typeName.getText(file.tree)
      const home = homes.get(name)
      if (home !== undefined && home !== file.path)
        findings.push(errorAt(file, node, `'as ${name}' outside ${home}; call the function there that makes one`))
    }
    ts.forEachChild(node, visit)
  }
  visit(file.tree)
  return findings
}
