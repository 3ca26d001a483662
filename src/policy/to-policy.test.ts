import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { editedPolicy, policyText } from '../../test/policy-text.ts'
import { lintPolicy } from './lint.ts'
import { policyFileSchema } from './schema.ts'
import { toPolicy } from './to-policy.ts'

const hashOfText = (text: string): string | undefined => lintPolicy(text, 'p.yaml').policy?.hash
const hash = hashOfText(policyText)
const data = parse(policyText) as Record<string, unknown>

/** Where every number and every boolean of the small policy is. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value === 'number' || typeof value === 'boolean') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, Array.isArray(value) ? Number(key) : key]))
}

function withChanged(path: readonly (string | number)[]): unknown {
  const copy = structuredClone(data)
  let inner = copy as Record<string | number, unknown>
  for (const part of path.slice(0, -1)) inner = inner[part] as Record<string | number, unknown>
  const last = path.at(-1) ?? ''
  const value = inner[last]
  // Whole numbers stay whole, fractions below 1 stay below 1, and distances stay ones that are measured.
  if (typeof value === 'boolean') inner[last] = !value
  else if (last === 'withinBps') inner[last] = 100
  else inner[last] = Number.isInteger(value) ? Number(value) + 1 : Number(value) * 0.99
  return copy
}

describe('toPolicy', () => {
  test('default: core units, with the number of agreeing conditions counted out', () => {
    const policy = toPolicy(policyFileSchema.parse(data))
    expect(policy.measure.normTimeConstant).toBe(4 * 3600 * 1e6)
    expect(policy.markEvery).toBe(60e6)
    expect(policy.triggers[0]).toEqual({
      name: 'depthLoss',
      conditions: [
        { signal: 'depth25Ratio', index: 6, direction: 'below', fire: 0.35, release: 0.6, watch: 0.5 },
        { signal: 'spreadBps', index: 0, direction: 'above', fire: 8, release: 3, watch: 8 },
      ],
      agreeing: 2,
      holdFor: 10e6,
      releaseHoldFor: 60e6,
      coolDownFor: 300e6,
    })
    expect(policy.depthDeployment?.disposal.patientFor).toBe(24 * 3600 * 1e6)
    expect(policy.assetPurchase?.limits).toEqual({ budget: 500_000, inventoryLimit: 500_000, lossLimit: 60_000, mayBeShort: false })
  })

  // Columns: what the file requires, how many conditions of two must agree.
  test.each([
    ['all', 2],
    ['any', 1],
    ['{ atLeast: 1 }', 1],
  ])('table: require %s is %i of two', (word, agreeing) => {
    const { policy } = lintPolicy(editedPolicy(['require: { atLeast: 2 }', `require: ${word}`]), 'p.yaml')
    expect(policy?.triggers[0]?.agreeing).toBe(agreeing)
  })

  test('behavior: facilities that are not named are absent', () => {
    const { policy } = lintPolicy(policyText.slice(0, policyText.indexOf('assetPurchase')), 'p.yaml')
    expect(policy).toBeDefined()
    expect('assetPurchase' in (policy ?? {})).toBe(false)
  })

  test('behavior: comments, layout and description do not change the hash', () => {
    expect(hashOfText(`# a remark\n\n${policyText}\n# the end\n`)).toBe(hash)
    expect(hashOfText(stringify(data))).toBe(hash)
    expect(hashOfText(JSON.stringify(data))).toBe(hash)
    expect(hashOfText(`description: For people.\n${policyText}`)).toBe(hash)
    expect(hashOfText(editedPolicy(['ewmaLambda: 0.94', 'ewmaLambda: 9.4e-1']))).toBe(hash)
  })

  test('property: the order of keys does not change the hash', () => {
    const shuffled = (value: unknown, draw: () => number): unknown => {
      if (Array.isArray(value)) return value.map((inner) => shuffled(inner, draw))
      if (typeof value !== 'object' || value === null) return value
      const entries = Object.entries(value).map(([key, inner]) => ({ key, inner: shuffled(inner, draw), rank: draw() }))
      return Object.fromEntries(entries.toSorted((a, b) => a.rank - b.rank).map(({ key, inner }) => [key, inner]))
    }
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (ranks) => {
        const draw = (): number => Number(ranks.next().value)
        expect(hashOfText(stringify(shuffled(data, draw)))).toBe(hash)
      }),
      { numRuns: 30 },
    )
  })

  test('property: changing any number or boolean changes the hash, and each change gives another one', () => {
    const hashes = leavesOf(data).map((path) => toPolicy(policyFileSchema.parse(withChanged(path))).hash)
    expect(hashes.length).toBeGreaterThan(40)
    expect(new Set([hash, ...hashes]).size).toBe(hashes.length + 1)
  })
})
