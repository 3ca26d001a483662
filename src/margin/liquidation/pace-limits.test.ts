import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lotsWithinPace } from './pace-limits.ts'

const nothing = { accountNotional: 0, marketNotional: 0, marketLoss: 0 }
const closing = { lots: 50, notionalPerLot: 10, lossAfter: (lots: number) => lots * 2 }

test.each([
  ['no limit', {}, nothing, { lots: 50 }],
  ['a limit just at what is wanted', { accountNotional: 500 }, nothing, { lots: 50 }],
  ['just below it', { accountNotional: 499 }, nothing, { lots: 49, bound: 'accountPace' }],
  ['just above it', { accountNotional: 501 }, nothing, { lots: 50 }],
  ['less what was closed before', { accountNotional: 500 }, { ...nothing, accountNotional: 300 }, { lots: 20, bound: 'accountPace' }],
  ['a limit that is reached', { accountNotional: 500 }, { ...nothing, accountNotional: 500 }, { lots: 0, bound: 'accountPace' }],
  ['one that is passed', { accountNotional: 500 }, { ...nothing, accountNotional: 505 }, { lots: 0, bound: 'accountPace' }],
  ['smaller than a lot: one lot', { accountNotional: 9 }, nothing, { lots: 1, bound: 'accountPace' }],
  ['... and no more', { accountNotional: 9 }, { ...nothing, accountNotional: 10 }, { lots: 0, bound: 'accountPace' }],
  ["the market's limit", { accountNotional: 400, marketNotional: 300 }, nothing, { lots: 30, bound: 'marketPace' }],
  ['of equal limits the first', { accountNotional: 300, marketNotional: 300 }, nothing, { lots: 30, bound: 'accountPace' }],
  ['losses just at the limit', { marketLoss: 100 }, nothing, { lots: 50 }],
  ['losses just above it', { marketLoss: 99 }, nothing, { lots: 49, bound: 'lossLimit' }],
  ['losses before', { marketLoss: 100 }, { ...nothing, marketLoss: 50 }, { lots: 25, bound: 'lossLimit' }],
  ['not even one lot', { marketLoss: 1 }, nothing, { lots: 0, bound: 'lossLimit' }],
  ['losses past the limit', { marketLoss: 100 }, { ...nothing, marketLoss: 101 }, { lots: 0, bound: 'lossLimit' }],
])('table: %s', (_name, terms, spent, expected) => {
  expect(lotsWithinPace(closing, terms, spent)).toEqual(expected)
})

test('property: no limit is passed, and one lot more would pass the one that is named', () => {
  const money = fc.integer({ min: 0, max: 2_000 })
  fc.assert(
    fc.property(fc.tuple(money, money, money), fc.tuple(money, money, money), fc.nat(100), (limits, used, lots) => {
      const terms = { accountNotional: limits[0], marketNotional: limits[1], marketLoss: limits[2] }
      const spent = { accountNotional: used[0], marketNotional: used[1], marketLoss: used[2] }
      const paced = lotsWithinPace({ ...closing, lots }, terms, spent)
      const passes = (size: number): Readonly<Record<string, boolean>> => ({
        accountPace: spent.accountNotional + size * 10 > terms.accountNotional,
        marketPace: spent.marketNotional + size * 10 > terms.marketNotional,
        lossLimit: spent.marketLoss + size * 2 > terms.marketLoss,
      })
      const isFirst = paced.lots === 1 && (used[0] === 0 || used[1] === 0)
      if (paced.lots > 0 && !isFirst) expect(Object.values(passes(paced.lots))).not.toContain(true)
      if (paced.bound !== undefined) expect(passes(paced.lots + 1)[paced.bound]).toBe(true)
      else expect(paced.lots).toBe(lots)
    }),
  )
})
