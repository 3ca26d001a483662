/** What the real series say of one model: text for its page and the figures the text names. */
export type EvidencePart = Readonly<{
  /** Markdown: tables, a sentence on what they show, and images `figures/NAME.svg`. */
  markdown: string
  /** SVG by file name. */
  figures: ReadonlyMap<string, string>
}>

/** Makes the evidence of one page. It reads `../shared/data` and nothing else, and has no clock and no chance in it. */
export type MakeEvidence = () => Promise<EvidencePart>

const blockPattern = /<!-- evidence: ([a-z0-9-]+) -->\n(?:[\s\S]*?<!-- end of evidence -->\n)?/g

/**
 * The names of evidence a page asks for, in its order.
 *
 * @example
 * evidenceNames('<!-- evidence: garch -->\n') // ['garch']
 */
export function evidenceNames(page: string): readonly string[] {
  return [...page.matchAll(blockPattern)].map((match) => match[1] as string)
}

/**
 * A page with its blocks of evidence written anew. What stands between a block's two comments is replaced.
 *
 * @throws Error when a name has no evidence.
 *
 * @example
 * insertEvidence(page, new Map([['garch', part]]))
 */
export function insertEvidence(page: string, parts: ReadonlyMap<string, EvidencePart>): string {
  return page.replaceAll(blockPattern, (_block, name: string) => {
    const part = parts.get(name)
    if (part === undefined) throw new Error(`docs/models asks for the evidence "${name}", which no file of scripts/evidence/ makes`)
    return `<!-- evidence: ${name} -->\n\n${part.markdown.trim()}\n\n<!-- end of evidence -->\n`
  })
}

/**
 * A Markdown table, columns padded as the formatter wants them.
 *
 * @param rows - The first is the heading. Columns after the first are set to the right.
 *
 * @example
 * markdownTable([['model', 'p'], ['garch', '0.31']])
 */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [heading = []] = rows
  const widths = heading.map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(heading), `| ${rule.join(' | ')} |`, ...rows.slice(1).map(line)].join('\n')
}
