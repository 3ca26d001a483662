import ts from 'typescript'
import { lineOf, type Finding, type ReadFile } from './finding.ts'

/** A comment of a file with its first line. */
export type Comment = Readonly<{ line: number; text: string }>

/**
 * Every comment of a file, in order.
 *
 * @example
 * commentsOf(file) // [{ line: 3, text: '// We do not act on what we do not know.' }]
 */
export function commentsOf(file: ReadFile): Comment[] {
  const byOffset = new Map<number, Comment>()
  const collect = (ranges: readonly ts.CommentRange[] | undefined): void => {
    for (const range of ranges ?? [])
      byOffset.set(range.pos, { line: lineOf(file, range.pos), text: file.text.slice(range.pos, range.end) })
  }
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file.tree)
    if (children.length > 0) return children.forEach(visit)
    collect(ts.getLeadingCommentRanges(file.text, node.pos))
    collect(ts.getTrailingCommentRanges(file.text, node.end))
  }
  visit(file.tree)
  return [...byOffset.values()]
}

/**
 * Finds reminders that nobody will be reminded of.
 *
 * @example
 * checkReminders(file, commentsOf(file))
 */
export function checkReminders(file: ReadFile, comments: readonly Comment[]): Finding[] {
  return comments
    .filter((comment) => /\b(TODO|FIXME|HACK|XXX)\b/.test(comment.text) && !/#\d+/.test(comment.text))
    .map((comment) => ({
      path: file.path,
      line: comment.line,
      severity: 'error',
      message: 'a reminder without an issue number is forgotten; do it now or write the number (#12)',
    }))
}

/**
 * The reasons given inline for exceptions, by the line they excuse: their own, and the next one when they stand alone.
 *
 * @example
 * exceptionsOf(file, commentsOf(file)).get(12) // 'log line only'
 */
export function exceptionsOf(file: ReadFile, comments: readonly Comment[]): ReadonlyMap<number, string> {
  const lines = file.text.split('\n')
  const reasons = new Map<number, string>()
  for (const comment of comments) {
    const reason = /^\/\/ tidy-ok: (\S.*)$/.exec(comment.text)?.[1]
    if (reason === undefined) continue
    const standsAlone = lines[comment.line - 1]?.trimStart().startsWith('//') === true
    reasons.set(comment.line, reason)
    if (standsAlone) reasons.set(comment.line + 1, reason)
  }
  return reasons
}
