/** Folders of the deterministic core: synchronous, no clock, no randomness, no IO. */
export const coreFolders: readonly string[] = [
  'base',
  'num',
  'market',
  'liquidity',
  'risk',
  'pricing',
  'margin',
  'trigger',
  'waterfall',
  'backstop',
  'ledger',
  'accounting',
  'engine',
]

/** What a folder may import from other folders of `src/`. `values` includes types; `types` is for `import type` only. */
export type ImportRow = Readonly<{ values: readonly string[]; types?: readonly string[]; packages?: readonly RegExp[] }>

const anything: readonly string[] = ['*']
const stdlib = /^@stdlib\/[a-z0-9-]+$/

/** Who may import whom. The same table stands in ARCHITECTURE.md; a test compares the folders. Not listed means forbidden. */
export const importTable: ReadonlyMap<string, ImportRow> = new Map<string, ImportRow>([
  ['base', { values: [], packages: [/^@noble\/hashes\//] }],
  ['num', { values: ['base'], packages: [stdlib] }],
  ['market', { values: ['base'] }],
  ['ledger', { values: ['base'] }],
  ['liquidity', { values: ['base', 'num', 'market'] }],
  ['risk', { values: ['base', 'num', 'market'] }],
  ['pricing', { values: ['base', 'num'] }],
  ['margin', { values: ['base', 'num', 'market', 'risk', 'pricing'] }],
  ['trigger', { values: ['base', 'num'] }],
  ['waterfall', { values: ['base', 'num'] }],
  // The policy's and the decisions' shapes are stated in engine/, so the folders that make decisions import those types.
  ['backstop', { values: ['base', 'num', 'market', 'liquidity', 'risk', 'margin', 'trigger', 'waterfall'], types: [] }],
  ['accounting', { values: ['base', 'ledger', 'market', 'margin', 'waterfall', 'backstop'], types: [] }],
  ['engine', { values: coreFolders }],
  ['policy', { values: coreFolders }],
  ['journal', { values: ['base', 'engine'] }],
  ['records', { values: ['base', 'engine'], types: ['ledger'] }],
  ['runtime', { values: ['base', 'engine', 'journal'], types: [...coreFolders, 'feed', 'venue'] }],
  ['feed', { values: ['base', 'market'], types: ['engine'] }],
  ['venue', { values: ['base', 'market'], types: ['engine'] }],
  ['chain', { values: ['base', 'market'], types: ['engine'] }],
  ['simulation', { values: [...coreFolders, 'venue'], types: ['feed'] }],
  ['lab', { values: [...coreFolders, 'policy', 'journal', 'runtime', 'feed', 'venue', 'simulation'] }],
  ['torture', { values: [...coreFolders, 'policy', 'journal', 'runtime', 'feed', 'venue', 'simulation'] }],
  ['conform', { values: coreFolders }],
  ['report', { values: ['base', 'num', 'engine'], types: [...coreFolders, 'lab'] }],
  ['api', { values: ['base', 'margin', 'engine', 'policy', 'runtime', 'records'], types: [...coreFolders, 'journal', 'feed'] }],
  ['daemon', { values: anything }],
  ['cli', { values: anything }],
])

/**
 * Whether code in `from` may import from `to`, both folders of `src/`.
 *
 * @example
 * mayImport({ from: 'risk', to: 'ledger', typeOnly: false }) // false
 */
export function mayImport(question: Readonly<{ from: string; to: string; typeOnly: boolean }>): boolean {
  if (question.from === question.to) return true
  const row = importTable.get(question.from)
  if (row === undefined) return false
  if (row.values.includes('*') || row.values.includes(question.to)) return true
  return question.typeOnly && (row.types?.includes(question.to) ?? false)
}
