import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { runFile, vectorFileOf, type FileOutcome } from '../run-conform.ts'
import { blendProcedures } from './blend.ts'

const outcomeOf = (document: unknown): FileOutcome => runFile(vectorFileOf(document, 'blend_backstop.json'), blendProcedures)
const scaled = (row: object): FileOutcome => outcomeOf({ scaleAuction: [{ test: 'a', bid: 1_001, lot: 1_001, ...row }] })

describe('a pool of two sides', () => {
  test.skipIf(!hasShared)('vectors: every case of blend_backstop', () => {
    const outcome = outcomeOf(JSON.parse(readFileSync(sharedFile('vectors/venues/blend_backstop.json'), 'utf8')))
    expect(outcome).toMatchObject({ status: 'passed', worst: undefined, cases: { failed: 0 } })
    expect(outcome.cases.passed).toBeGreaterThanOrEqual(11)
  })

  test.each([
    [1, { toFillBid: 11, toFillLot: 0, remainingBid: 990, remainingLot: 991 }],
    [200, { toFillBid: 11, toFillLot: 10, remainingBid: 990, remainingLot: 991 }],
    [201, { toFillBid: 11, toFillLot: 10, remainingBid: 990, remainingLot: 991 }],
  ])('table: 1 %% after %i blocks', (blocksElapsed, expect_) => {
    expect(scaled({ blocksElapsed, fillPct: 1, expect: expect_ }).status).toBe('passed')
    expect(scaled({ blocksElapsed, fillPct: 1, expect: { ...expect_, remainingLot: 990 } }).status).toBe('failed')
  })

  test('behavior: what is left although nothing should be differs, and so does what nothing computes', () => {
    expect(scaled({ blocksElapsed: 0, fillPct: 99, expect: { remaining: null } }).status).toBe('failed')
    expect(scaled({ blocksElapsed: 0, fillPct: 100, expect: { remaining: null } }).status).toBe('passed')
    expect(scaled({ blocksElapsed: 0, fillPct: 100, expect: { other: 1 } }).status).toBe('failed')
    expect(scaled({ blocksElapsed: 0, fillPct: 101, expect: {} }).worst).toMatchObject({ actual: 'percentOutOfRange' })
  })
})
