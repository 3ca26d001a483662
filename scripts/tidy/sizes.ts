import ts from 'typescript'
import { lineOf, type Finding, type ReadFile } from './finding.ts'

/** Lines at which a file or a function is remarked on, and at which it fails the build. */
export const sizeLimits = { fileWarn: 300, fileFail: 500, functionWarn: 50, functionFail: 70 } as const

/**
 * Measures the file and each of its functions in lines. Functions of tests are not measured: a `describe` is a list.
 *
 * @example
 * checkSizes(file) // [{ message: 'the file has 512 lines, 500 is the limit; ...', ... }]
 */
export function checkSizes(file: ReadFile): Finding[] {
  const findings: Finding[] = []
  const lines = file.text.trimEnd().split('\n').length
  const size = severity(lines, sizeLimits.fileWarn, sizeLimits.fileFail)
  if (size !== undefined) {
    findings.push({
      path: file.path,
      line: 1,
      severity: size,
      message: `the file has ${lines} lines, ${sizeLimits.fileFail} is the limit; split it by concept`,
    })
  }
  if (file.isTest) return findings
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) findings.push(...checkFunction(file, node))
    ts.forEachChild(node, visit)
  }
  visit(file.tree)
  return findings
}

function checkFunction(file: ReadFile, node: ts.SignatureDeclaration): Finding[] {
  const line = lineOf(file, node.getStart(file.tree))
  const lines = lineOf(file, node.end) - line + 1
  const size = severity(lines, sizeLimits.functionWarn, sizeLimits.functionFail)
  if (size === undefined) return []
  const name = node.name?.getText(file.tree) ?? 'the function'
  return [
    {
      path: file.path,
      line,
      severity: size,
      message: `${name} has ${lines} lines, ${sizeLimits.functionFail} is the limit; name a part of it`,
    },
  ]
}

function severity(lines: number, warn: number, fail: number): 'error' | 'warning' | undefined {
  if (lines > fail) return 'error'
  return lines > warn ? 'warning' : undefined
}
