import ts from 'typescript'
import { errorAt, sourceFolder, type Finding, type ReadFile } from './finding.ts'
import { coreFolders } from './import-table.ts'

const timers = 'a wait is a `clockTicked` input'
const bannedNames: ReadonlyMap<string, string> = new Map([
  ['Date', 'use the `at` of the input'],
  ['performance', 'use the `at` of the input'],
  ['process', 'pass the setting in as an argument'],
  ['globalThis', 'pass the value in as an argument'],
  ['Promise', 'the core is synchronous: ask for an effect and receive its report as an input'],
  ['setTimeout', timers],
  ['setInterval', timers],
  ['setImmediate', timers],
  ['queueMicrotask', timers],
  ['fetch', 'ask for an effect and receive its report as an input'],
  ['crypto', 'use base/prng or base/hash'],
  ['console', 'return a decision; the shell prints'],
  ['Intl', 'format at the edge: report/, cli/ or web/'],
  ['WeakRef', 'keep the value in the state'],
  ['FinalizationRegistry', 'keep the value in the state'],
])

const bannedMembers: ReadonlyMap<string, string> = new Map(
  ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'toLocaleUpperCase', 'toLocaleLowerCase', 'localeCompare'].map((name) => [
    name,
    'its result depends on the machine; compare or print code units',
  ]),
)

const exactMath: ReadonlySet<string> = new Set([
  'abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc', 'PI', 'E', 'SQRT2', 'SQRT1_2', 'LN2', 'LN10',
]) // prettier-ignore

/**
 * Finds what would make two machines disagree: clocks, randomness, locale, asynchrony, inexact mathematics. Core folders only.
 *
 * @example
 * checkDeterminism(file) // [{ message: "'Math.random' is banned in the core, use a seeded generator passed in", ... }]
 */
export function checkDeterminism(file: ReadFile): Finding[] {
  const folder = sourceFolder(file.path)
  if (file.isTest || folder === undefined || !coreFolders.includes(folder)) return []
  const findings: Finding[] = []
  const visit = (node: ts.Node): void => {
    const message = complaint(node)
    if (message !== undefined) findings.push(errorAt(file, node, message))
    ts.forEachChild(node, visit)
  }
  visit(file.tree)
  return findings
}

function complaint(node: ts.Node): string | undefined {
  if (
    node.kind === ts.SyntaxKind.AsyncKeyword ||
    ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined)
  ) {
    return 'the core is synchronous; await in the shell and pass the result in as an input'
  }
  if (ts.isBinaryExpression(node) && isPower(node.operatorToken.kind))
    return "'**' is left to the implementation; use powerOfTen, a product or num/"
  if (ts.isForInStatement(node)) return "'for in' follows an object's key order; use a Map or an array"
  if (ts.isPropertyAccessExpression(node)) return memberComplaint(node)
  if (ts.isIdentifier(node) && isReference(node)) {
    const remedy = bannedNames.get(node.text)
    if (remedy !== undefined) return `'${node.text}' is banned in the core; ${remedy}`
  }
  return undefined
}

function memberComplaint(node: ts.PropertyAccessExpression): string | undefined {
  const member = node.name.text
  const remedy = bannedMembers.get(member)
  if (remedy !== undefined) return `'${member}' is banned in the core; ${remedy}`
  if (!ts.isIdentifier(node.expression) || node.expression.text !== 'Math' || exactMath.has(member)) return undefined
  if (member === 'random') return "'Math.random' is banned in the core; use a seeded generator passed in (base/prng)"
  return `'Math.${member}' is left to the implementation; use num/, which gives the same bits everywhere`
}

function isPower(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.AsteriskAsteriskToken || kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken
}

/** A name that is read, as opposed to a member, a key or a declaration that happens to be spelt alike. */
function isReference(node: ts.Identifier): boolean {
  const parent = node.parent
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isQualifiedName(parent)) return parent.left === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  const named = parent as ts.NamedDeclaration
  return named.name !== node || ts.isShorthandPropertyAssignment(parent)
}
