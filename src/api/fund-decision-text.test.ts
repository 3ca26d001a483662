import { describe, expect, test } from 'vitest'
import { everyFundBody } from '../../test/fund-bodies.ts'
import { fakeDecision, fakeView } from '../../test/fake-session.ts'
import { decisionLine } from './decision-line.ts'
import { fundDecisionSchemas } from './schema-fund-decision.ts'
import { decisionBodySchema } from './schema-decision.ts'
import { decisionLineSchema } from './schema.ts'
import { toWire } from './wire.ts'

const lines = everyFundBody.map((body, place) => decisionLine(fakeDecision(body, place), place, fakeView()))

describe('decisions about shares of the fund', () => {
  test('behavior: every kind has its schema, and each body passes with every member it has', () => {
    const kinds = fundDecisionSchemas.map((schema) => schema.shape.kind.value)
    expect(new Set(everyFundBody.map(({ kind }) => kind))).toEqual(new Set(kinds))
    for (const body of everyFundBody) expect(decisionBodySchema.parse(toWire(body))).toStrictEqual(toWire(body))
  })

  test('behavior: every line passes, names its staker, and no two different bodies read the same', () => {
    for (const line of lines) expect(decisionLineSchema.strict().parse(line)).toStrictEqual(line)
    expect(new Set(lines.map(({ title, text }) => `${title}: ${text}`)).size).toBe(lines.length)
    for (const [place, body] of everyFundBody.entries()) {
      if ('staker' in body) expect(lines[place]?.text).toContain(body.staker)
    }
  })

  test('table: how some read', () => {
    const read = (kind: string): readonly string[] =>
      lines.filter((line) => line.kind === kind).map(({ title, text }) => `${title}: ${text}`)
    expect(read('fundInputRefused').slice(-2)).toEqual([
      'Fund input refused: fundRevenueReceived: the amount is no whole number above 0, -1',
      'Fund input refused: alice: unstakeClaimed: the cool-down is not over before 2023-11-14T22:13:20.000Z',
    ])
    expect(read('fundStaked')).toEqual(['Fund staked: alice: 9.00 USDT for 9,000,000 shares; the fund holds 1,000.00 USDT'])
    expect(read('unstakeRequested')).toEqual([
      'Exit requested: alice: 1 share, worth 2.00 USDT now; paid from 2023-11-14T22:13:20.000Z, less the losses until then',
    ])
    expect(read('unstakeSettled')).toEqual([
      'Exit paid: alice: 2.00 USDT of the 3.00 USDT asked for, for 5,000 shares; the fund holds 1,000.00 USDT',
    ])
    expect(read('fundSharesRebased')).toEqual(['Fund shares rebased: all shares divided by 10^3: 1,234,567 shares of 1.00 USDT'])
    expect(read('fundStatusMoved')[3]).toBe(
      'Fund on ice: from active: 33.33 % of the shares leave, the fund holds 7.00 USDT of at least 3.00 USDT',
    )
  })
})
