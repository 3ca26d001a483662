import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { garchReturns } from '../../../test/garch-returns.ts'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { compare } from '../compare.ts'
import { fieldsOf } from '../fields.ts'
import type { JudgedProcedure, Procedure } from '../procedure.ts'
import type { Mismatch, Tolerance, VectorFile } from '../vector-file.ts'
import { volatilityProcedures } from './volatility.ts'

type File = Readonly<{ procedure: string; inputs: unknown; expected: unknown; tolerance: Tolerance }>
type Answer = Readonly<Record<string, unknown>>

function compute(procedure: string, inputs: unknown): Answer {
  const entry = volatilityProcedures[procedure] as Procedure | JudgedProcedure
  const run = typeof entry === 'function' ? entry : entry.compute
  return run(fieldsOf(inputs, { file: 'inline', place: 'inputs' })) as Answer
}

const files = hasShared ? readdirSync(sharedFile('vectors/methods')).filter((name) => name.startsWith('vol-')) : ['vol-none.json']
const quiet = { mean: 0, omega: 0.05, alpha: 0.1, gamma: 0, beta: 0.85, degreesOfFreedom: Infinity }

describe('volatility procedures', () => {
  test.skipIf(!hasShared).each(files)('vector: %s', (name) => {
    const file = JSON.parse(readFileSync(sharedFile(`vectors/methods/${name}`), 'utf8')) as File
    expect(compare(file.expected, compute(file.procedure, file.inputs), file.tolerance)).toEqual([])
  })

  test('table: a filter that is not stationary has no long run, and defaults stand for what is absent', () => {
    const found = compute('vol-garch-filter', { y: [1, -1, 1], omega: 0.1, alpha: 0.3, beta: 0.8 })
    expect(found).toMatchObject({ uncond: null, half_life: null })
    expect(found['h_last']).toHaveLength(3)
    expect(found['forecast']).toHaveLength(20)
  })

  test('table: a window without two moves in a row has no jump test', () => {
    expect(compute('vol-realized-jumps', { r: [0, 1, 0, 1] })).toMatchObject({ rv: 2, bv: 0, z_bns: null, p_bns: null, jump: 2 })
  })

  test('table: a window longer than the series has no complete one', () => {
    const bars = { open: [1, 1, 1], high: [2, 2, 2], low: [1, 1, 1], close: [1, 2, 1] }
    expect(compute('vol-range-ttrc', { ...bars, n: 4, N: 252 })).toMatchObject({ close: [], parkinson: [], yang_zhang: [] })
    expect(compute('vol-range-ttrc', { ...bars, n: 3, N: 252 })['parkinson']).toHaveLength(1)
  })

  test('table: the order of returns is read', () => {
    const oldestFirst = compute('vol-ewma-riskmetrics', { r: [1, 2, 5], lambda: 0.9, order: 'oldest first' })
    expect(compute('vol-ewma-riskmetrics', { r: [5, 2, 1], lambda: 0.9, order: 'newest first' })).toEqual(oldestFirst)
  })

  test('behavior: every option of a fit is read', () => {
    const y = [...garchReturns(300, quiet, 2)]
    expect(compute('vol-garch-fit', { y, mean: 'zero' })).toMatchObject({ mu: 0, gamma: 0, nu: 0 })
    const all = compute('vol-garch-fit', { y, mean: 'constant', gjr: true, distribution: 'student-t' })
    expect(all['gamma']).not.toBe(0)
    expect(all['nu']).toBeGreaterThan(2)
    expect(compute('vol-garch-fit', { y, gjr: false, distribution: 'normal' })).toEqual(compute('vol-garch-fit', { y }))
    expect(compute('vol-garch-fit', { y: Array.from({ length: 40 }, () => 2) })).toMatchObject({ mu: null, loglik: null })
  })

  test('behavior: a fit is judged by its likelihood where the file says so, and its other figures are not excused', () => {
    const { judge } = volatilityProcedures['vol-garch-fit'] as JudgedProcedure
    const file = (conventions: string, expected: Answer): VectorFile => ({
      id: 'a',
      procedure: 'vol-garch-fit',
      inputs: {},
      expected,
      tolerance: {},
      document: { conventions },
    })
    const plain = (judged: VectorFile, actual: unknown): readonly Mismatch[] => compare(judged.expected, actual, {})
    const words = 'A fit passes if its loglik is >= expected loglik*(1-1e-7 relative slack)'
    const expected = { mu: 1, loglik: -100, se_hessian: { mu: 2 } }
    expect(judge(file(words, expected), { mu: 1.1, loglik: -99.9, se_hessian: { mu: 2 } }, plain)).toEqual([])
    expect(judge(file(words, expected), { mu: 1.1, loglik: -100.1, se_hessian: { mu: 2 } }, plain)).toHaveLength(2)
    expect(judge(file(words, expected), { mu: 1.1, loglik: -99.9, se_hessian: { mu: 3 } }, plain)).toHaveLength(1)
    expect(judge(file('', expected), { mu: 1.1, loglik: -99.9, se_hessian: { mu: 2 } }, plain)).toHaveLength(2)
    const blocks = { unconstrained: { mu: 1 }, constrained: { mu: 2 } }
    const either = 'passes by matching ONE of the two blocks'
    expect(judge(file(either, blocks), { unconstrained: { mu: 1 }, constrained: { mu: 3 } }, plain)).toEqual([])
    expect(judge(file(either, blocks), { unconstrained: { mu: 0 }, constrained: { mu: 3 } }, plain)).toHaveLength(2)
  })
})
