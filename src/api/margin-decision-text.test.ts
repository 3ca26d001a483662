import { describe, expect, test } from 'vitest'
import { fakeDecision, fakeView } from '../../test/fake-session.ts'
import { everyMarginBody } from '../../test/margin-bodies.ts'
import { decisionLine } from './decision-line.ts'
import { decisionBodySchema } from './schema-decision.ts'
import { marginDecisionSchemas } from './schema-margin-decision.ts'
import { decisionLineSchema, decisionSchema } from './schema.ts'
import { toWire } from './wire.ts'

const lines = everyMarginBody.map((body, place) => decisionLine(fakeDecision(body, place), place, fakeView()))

describe('decisions about members', () => {
  test('behavior: every kind has its schema, and each body passes with every member it has', () => {
    const kinds = marginDecisionSchemas.map((schema) => schema.shape.kind.value)
    expect(new Set(everyMarginBody.map(({ kind }) => kind))).toEqual(new Set(kinds))
    for (const [place, body] of everyMarginBody.entries()) {
      expect(decisionBodySchema.parse(toWire(body))).toStrictEqual(toWire(body))
      const decision = toWire(fakeDecision(body, place))
      expect(decisionSchema.strict().parse(decision)).toStrictEqual(decision)
    }
  })

  test('behavior: every line passes, names its account, and no two different bodies read the same', () => {
    for (const line of lines) expect(decisionLineSchema.strict().parse(line)).toStrictEqual(line)
    expect(new Set(lines.map(({ title, text }) => `${title}: ${text}`)).size).toBe(lines.length)
    for (const [place, body] of everyMarginBody.entries()) {
      const named = 'account' in body ? body.account : undefined
      expect(lines[place]?.account).toBe(named)
      if (named !== undefined) expect(lines[place]?.text).toContain(named)
    }
  })

  test('table: how some read', () => {
    const textOf = (kind: string): string | undefined => lines.find((line) => line.kind === kind)?.text
    expect(textOf('marginCallIssued')).toBe(
      'fund-7 is short by 1,100.00 USDT, due 2020-03-12T00:01:00.000Z: equity 900, initial margin 2,000, maintenance margin 1,000; worst spot -15 %, volatility up on BTC, -1,500',
    )
    expect(textOf('positionReduced')).toBe(
      'fund-7: sell 0.25 BTC at 7,995.0, bankruptcy price 7,600.5; realised -120.20 USDT, fee 9.39 USDT, 0.75 BTC left',
    )
    const textsOf = (kind: string): readonly string[] => lines.filter((line) => line.kind === kind).map(({ text }) => text)
    expect(textsOf('positionReduced')[1]).toContain(
      'fee 9.39 USDT, penalty 8.00 USDT to the insurance fund and 2.00 USDT to the venue, 0.75',
    )
    expect(textsOf('positionReduced')[2]).toContain('fee 9.39 USDT, no penalty, 0.75')
    expect(
      textsOf('reductionOrdered')
        .slice(1, 4)
        .map((text) => text.split('; ').at(-1)),
    ).toEqual([
      'just enough',
      'more would cost more than it frees, then 0 above its target',
      'all that shares and book allow, then 1 below its target',
    ])
    expect(textsOf('ordersCancelled')).toEqual([
      'fund-7: buy 0.25 BTC BTC-PERP at 7,500.0; 1 left, that is enough, 90.00 USDT short before',
      'fund-7: sell 0.05 BTC BTC-PERP at 8,500.0; 0 left, positions must be closed as well',
    ])
    expect(textOf('inputRefused')).toBe('positionChanged fund-7 BTC-PERP: the size is no whole number of lots, found 0.5')
  })
})
