import { describe, expect, test } from 'vitest'
import { everyFacilityBody } from '../../test/facility-bodies.ts'
import { fakeDecision, fakeView } from '../../test/fake-session.ts'
import { decisionLine } from './decision-line.ts'
import { decisionBodySchema } from './schema-decision.ts'
import { facilityDecisionSchemas } from './schema-facility-decision.ts'
import { decisionLineSchema, decisionSchema } from './schema.ts'
import { toWire } from './wire.ts'

const lines = everyFacilityBody.map((body, place) => decisionLine(fakeDecision(body, place), place, fakeView()))

describe('decisions of the facilities', () => {
  test('behavior: every kind has its schema, and each body passes with every member it has', () => {
    const kinds = facilityDecisionSchemas.map((schema) => schema.shape.kind.value)
    expect(new Set(everyFacilityBody.map(({ kind }) => kind))).toEqual(new Set(kinds))
    for (const [place, body] of everyFacilityBody.entries()) {
      expect(decisionBodySchema.parse(toWire(body))).toStrictEqual(toWire(body))
      const decision = toWire(fakeDecision(body, place))
      expect(decisionSchema.strict().parse(decision)).toStrictEqual(decision)
    }
  })

  test('behavior: every line passes, names its account, and no two different bodies read the same', () => {
    for (const line of lines) expect(decisionLineSchema.strict().parse(line)).toStrictEqual(line)
    expect(new Set(lines.map(({ title, text }) => `${title}: ${text}`)).size).toBe(lines.length)
    for (const [place, body] of everyFacilityBody.entries()) {
      if (!('account' in body) || body.account === undefined) continue
      expect(lines[place]?.text).toContain(body.account)
      expect(lines[place]?.account).toBe(body.account)
    }
    for (const { text } of lines) expect(text).not.toContain('undefined')
  })

  test('table: how some read', () => {
    const textsOf = (kind: string): readonly string[] => lines.filter((line) => line.kind === kind).map(({ text }) => text)
    expect(textsOf('claimPaid')).toEqual(['fund-7: 64.00 USDT of 90.00 USDT lost on 9:0, 11:0, cover 7:0'])
    expect(textsOf('claimRefused')[0]).toBe('fund-7, cover 7:0, trade 9:9: the engine has not seen the trade')
    expect(textsOf('coverRefused')[0]).toBe("fund-7, 100.00 USDT: the linked group's limit leaves less (40.00 USDT)")
    expect(textsOf('loanRecovered')[0]).toContain('brought 173.00 USDT; 173.00 USDT principal and 0.00 USDT interest paid, 18.00 USDT lost')
    expect(textsOf('gainDecided')).toEqual(['fund-7: 60.00 USDT kept, by rule', 'fund-7: 60.00 USDT released, by ana: a hedge'])
    expect(textsOf('activationRandomised')[0]).toBe('does not act yet at a score of 1.25, probability 0.125, epoch 3')
  })
})
