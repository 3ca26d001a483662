import type ts from 'typescript'

/** One remark on one line. Errors fail the build, warnings are printed. */
export type Finding = Readonly<{ path: string; line: number; severity: 'error' | 'warning'; message: string }>

/** A file as the checks read it: path from the project's root, text, and TypeScript's tree of it. */
export type ReadFile = Readonly<{ path: string; text: string; tree: ts.SourceFile; isTest: boolean }>

/**
 * An error at a place in the tree.
 *
 * @example
 * findings.push(errorAt(file, node, 'enums are banned, use a union of string literals'))
 */
export function errorAt(file: ReadFile, node: ts.Node, message: string): Finding {
  return { path: file.path, line: lineOf(file, node.getStart(file.tree)), severity: 'error', message }
}

/**
 * The line, counted from 1, of an offset into the file.
 *
 * @example
 * lineOf(file, 0) // 1
 */
export function lineOf(file: ReadFile, offset: number): number {
  return file.tree.getLineAndCharacterOfPosition(offset).line + 1
}

/**
 * The folder of `src/` a path lies in, such as `risk`; `undefined` outside `src/`.
 *
 * @example
 * sourceFolder('src/venue/simulated/match.ts') // 'venue'
 */
export function sourceFolder(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1]
}
