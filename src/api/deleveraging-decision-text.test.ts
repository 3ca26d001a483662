import { describe, expect, test } from 'vitest'
import { everyDeleveragingBody } from '../../test/deleveraging-bodies.ts'
import { fakeDecision, fakeView } from '../../test/fake-session.ts'
import { decisionLine } from './decision-line.ts'
import { deleveragingDecisionSchemas } from './schema-deleveraging-decision.ts'
import { decisionBodySchema } from './schema-decision.ts'
import { decisionLineSchema } from './schema.ts'
import { toWire } from './wire.ts'

const lines = everyDeleveragingBody.map((body, place) => decisionLine(fakeDecision(body, place), place, fakeView()))

describe('decisions about deleveraging', () => {
  test('behavior: every kind has its schema, and each body passes with every member it has', () => {
    const kinds = deleveragingDecisionSchemas.map((schema) => schema.shape.kind.value)
    expect(new Set(everyDeleveragingBody.map(({ kind }) => kind))).toEqual(new Set(kinds))
    for (const body of everyDeleveragingBody) expect(decisionBodySchema.parse(toWire(body))).toStrictEqual(toWire(body))
  })

  test('behavior: every line passes, and no two different bodies read the same', () => {
    for (const line of lines) expect(decisionLineSchema.strict().parse(line)).toStrictEqual(line)
    expect(new Set(lines.map(({ text }) => text)).size).toBe(lines.length)
  })

  test('table: how some read', () => {
    expect(lines[0]?.text).toBe('on, as the insurance fund holds nothing: -31 % from its highest, 700.00 USDT')
    expect(lines.find(({ kind }) => kind === 'positionsDeleveraged')?.text).toBe(
      'fund-7: wave 3, 2 of 40 winners take 1 BTC BTC-PERP at 8,000.0; they give 100.00 USDT of 100.00 USDT (queue)',
    )
    expect(lines.at(-1)?.text).toBe(
      'fund-7: wave 3, 0 of 0 winners take 0 BTC BTC-PERP at 8,000.0; they give 0.00 USDT of 100.00 USDT (pro rata in gains); 1 that had won nothing end at the mark; 0.3 BTC are left',
    )
  })
})
