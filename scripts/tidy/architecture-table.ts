import { coreFolders, type ImportRow } from './import-table.ts'

/**
 * The import table as ARCHITECTURE.md shows it, a row a folder that exists; spaces as the formatter leaves them do not matter.
 *
 * @example
 * architectureRows(importTable, ['base'])[0] // '| base | nothing; @noble/hashes |'
 */
export function architectureRows(imports: ReadonlyMap<string, ImportRow>, folders: readonly string[]): string[] {
  return folders.map((folder) => {
    const row = imports.get(folder)
    return row === undefined ? `| ${folder} | not in the table |` : `| ${folder} | ${rightsOf(row, folders).join('; ')} |`
  })
}

function rightsOf(row: ImportRow, folders: readonly string[]): string[] {
  if (row.values.includes('*')) return ['anything']
  const types = (row.types ?? []).filter((folder) => !row.values.includes(folder))
  const packages = (row.packages ?? []).map((pattern) => (pattern.source.includes('noble') ? '@noble/hashes' : 'single @stdlib functions'))
  return [
    named(row.values, folders) || 'nothing',
    ...(types.length > 0 && named(types, folders) !== '' ? [`types of ${named(types, folders)}`] : []),
    ...packages,
  ]
}

function named(allowed: readonly string[], folders: readonly string[]): string {
  const existing = folders.filter((folder) => allowed.includes(folder))
  const core = folders.filter((folder) => coreFolders.includes(folder))
  const wholeCore = core.every((folder) => allowed.includes(folder))
  return wholeCore ? ['every core folder', ...existing.filter((folder) => !core.includes(folder))].join(', ') : existing.join(', ')
}
