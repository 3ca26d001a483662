import { describe, expect, test } from 'vitest'
import { fakeDecision, fakeView } from '../../test/fake-session.ts'
import { everyWaterfallBody } from '../../test/waterfall-bodies.ts'
import { decisionLine } from './decision-line.ts'
import { decisionBodySchema } from './schema-decision.ts'
import { waterfallDecisionSchemas } from './schema-waterfall-decision.ts'
import { decisionLineSchema, decisionSchema } from './schema.ts'
import { toWire } from './wire.ts'

const lines = everyWaterfallBody.map((body, place) => decisionLine(fakeDecision(body, place), place, fakeView()))

describe('decisions about losses', () => {
  test('behavior: every kind has its schema, and each body passes with every member it has', () => {
    const kinds = waterfallDecisionSchemas.map((schema) => schema.shape.kind.value)
    expect(new Set(everyWaterfallBody.map(({ kind }) => kind))).toEqual(new Set(kinds))
    for (const [place, body] of everyWaterfallBody.entries()) {
      expect(decisionBodySchema.parse(toWire(body))).toStrictEqual(toWire(body))
      const decision = toWire(fakeDecision(body, place))
      expect(decisionSchema.strict().parse(decision)).toStrictEqual(decision)
    }
  })

  test('behavior: every line passes, names its account, and no two different bodies read the same', () => {
    for (const line of lines) expect(decisionLineSchema.strict().parse(line)).toStrictEqual(line)
    expect(new Set(lines.map(({ title, text }) => `${title}: ${text}`)).size).toBe(lines.length)
    for (const [place, body] of everyWaterfallBody.entries()) {
      if (!('account' in body) || body.account === undefined) continue
      expect(lines[place]?.text).toContain(body.account)
      expect(lines[place]?.account).toBe(body.account)
    }
  })

  test('table: how some read', () => {
    const textsOf = (kind: string): readonly string[] => lines.filter((line) => line.kind === kind).map(({ text }) => text)
    expect(textsOf('lossAllocated')).toEqual([
      "fund-7: 1,050.00 USDT of loss event 41:0, of which the defaulter's contribution paid 100.00 USDT, own money (equity) paid 200.00 USDT, the mutual fund paid 400.00 USDT (2 members), assessments paid 300.00 USDT (1 member); 50.00 USDT uncovered; capped period until 2025-11-07T00:00:00.000Z",
      'fund-7: 5.00 USDT of loss event 41:0, of which the insurance fund paid 5.00 USDT; nothing uncovered',
      'fund-7: 5.00 USDT of loss event 41:0, of which no layer paid anything; 5.00 USDT uncovered',
    ])
    expect(textsOf('lossRecovered')[0]).toBe('fund-7: the insurance fund paid 30.00 USDT of loss event 41:0; 20.00 USDT uncovered')
    expect(textsOf('withdrawalCut')).toEqual(['fund-7: 125.00 USDT kept for losses that nobody covered, 25 % of what was asked for'])
    expect(textsOf('lossMoneyRefused')[0]).toBe('contribution, fund-7 for -5 minor units: the policy has no waterfall')
  })
})
