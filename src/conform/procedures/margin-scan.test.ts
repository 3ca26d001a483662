import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { runFile, vectorFileOf, type FileOutcome } from '../run-conform.ts'
import { marginScanProcedures } from './margin-scan.ts'

function outcomeOf(document: unknown, name: string): FileOutcome {
  return runFile(vectorFileOf(document, name), marginScanProcedures)
}

const files = [
  ...['margin-span-published', 'margin-span-crypto', 'margin-scenario-pm', 'margin-tims'].map((name) => `methods/${name}.json`),
  ...['span_examples', 'paradex_examples'].map((name) => `venues/${name}.json`),
]

function documentOf(file: string): unknown {
  return JSON.parse(readFileSync(sharedFile(`vectors/${file}`), 'utf8'))
}

test.skipIf(!hasShared).each(files)('vectors: %s', (file) => {
  const outcome = outcomeOf(documentOf(file), file.split('/')[1] ?? file)
  expect(outcome).toMatchObject({ status: 'passed', worst: undefined })
  expect(outcome.cases.passed).toBeGreaterThan(0)
})

/** Paths of numbers in a document, at most one of each list of numbers. */
function numbersOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value === 'number') return [path]
  if (Array.isArray(value) && typeof value[0] === 'number') return [[...path, value.length - 1]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => numbersOf(inner, [...path, name]))
}

function changedAt(document: unknown, path: readonly (string | number)[]): unknown {
  const copy = structuredClone(document)
  let at = copy as Record<string | number, unknown>
  for (const name of path.slice(0, -1)) at = at[name] as Record<string | number, unknown>
  const last = path.at(-1) ?? ''
  at[last] = (at[last] as number) + 1
  return copy
}

test.skipIf(!hasShared).each(files.filter((file) => file.startsWith('methods')))(
  'behavior: every number expected in %s is checked',
  (file) => {
    const document = documentOf(file) as Readonly<{ expected: unknown }>
    const paths = numbersOf(document.expected, ['expected'])
    expect(paths.length).toBeGreaterThan(3)
    for (const path of paths) expect([path, outcomeOf(changedAt(document, path), file).status]).toEqual([path, 'failed'])
  },
)

test.skipIf(!hasShared)('behavior: every group of the venue file is checked', () => {
  const document = documentOf('venues/paradex_examples.json') as Readonly<Record<string, unknown>>
  for (const group of [
    'portfolio_margin_scan',
    'min_delta_margin',
    'order_deleveraging',
    'partial_liquidation',
    'price_band',
    'position_limit',
    'socialised_loss',
  ]) {
    const paths = numbersOf(document[group], [group])
    const failed = paths.filter((path) => outcomeOf(changedAt(document, path), 'paradex_examples.json').status === 'failed')
    expect([group, failed.length > 0]).toEqual([group, true])
  }
})
