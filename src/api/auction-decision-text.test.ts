import { describe, expect, test } from 'vitest'
import { everyAuctionBody } from '../../test/auction-bodies.ts'
import { fakeDecision, fakeView } from '../../test/fake-session.ts'
import { decisionLine } from './decision-line.ts'
import { auctionDecisionSchemas } from './schema-auction-decision.ts'
import { decisionBodySchema } from './schema-decision.ts'
import { decisionLineSchema, decisionSchema } from './schema.ts'
import { toWire } from './wire.ts'

const lines = everyAuctionBody.map((body, place) => decisionLine(fakeDecision(body, place), place, fakeView()))

describe('decisions about auctions', () => {
  test('behavior: every kind has its schema, and each body passes with every member it has', () => {
    const kinds = auctionDecisionSchemas.map((schema) => schema.shape.kind.value)
    expect(new Set(everyAuctionBody.map(({ kind }) => kind))).toEqual(new Set(kinds))
    for (const [place, body] of everyAuctionBody.entries()) {
      expect(decisionBodySchema.parse(toWire(body))).toStrictEqual(toWire(body))
      const decision = toWire(fakeDecision(body, place))
      expect(decisionSchema.strict().parse(decision)).toStrictEqual(decision)
    }
  })

  test('behavior: every line passes, names its account, and no two different bodies read the same', () => {
    for (const line of lines) expect(decisionLineSchema.strict().parse(line)).toStrictEqual(line)
    expect(new Set(lines.map(({ title, text }) => `${title}: ${text}`)).size).toBe(lines.length)
    for (const [place, body] of everyAuctionBody.entries()) {
      if ('account' in body) expect(lines[place]?.text).toContain(body.account)
      expect(lines[place]?.account).toBe('account' in body ? body.account : undefined)
    }
  })

  test('table: how some read', () => {
    const textsOf = (kind: string): readonly string[] => lines.filter((line) => line.kind === kind).map(({ text }) => text)
    expect(textsOf('auctionStarted')).toEqual([
      'fund-7: round 1, sealed bids at one price, solvent; 40 parts of -0.25 BTC BTC-PERP at 8,000.0, 2,000.00 USDT in all, at most 500 bps below the marks',
      'fund-7: round 2, a price that falls, insolvent; 40 parts of 1 lots A at 2 ticks, 1 lots B at 2 ticks, 1 lots C at 2 ticks and 1 more, 2,000.00 USDT in all, at most 500 bps below the marks',
    ])
    expect(textsOf('portfolioTransferred')).toEqual([
      'fund-7: maker-1 takes 10 parts, -0.25 BTC BTC-PERP at 8,000.0, and is given 24.00 USDT (120 bps)',
      'fund-7: maker-1 takes 1 part, no position, and is given 24.00 USDT (120 bps)',
    ])
    expect(textsOf('auctionEnded').at(-1)).toBe('fund-7: sold; 40 parts sold at 85 bps, 0 left, 3 bid')
    expect(textsOf('bidRefused')[0]).toBe('auction 120:4: maker-1 for 10 parts at 120 bps; the policy has no auctions')
  })
})
