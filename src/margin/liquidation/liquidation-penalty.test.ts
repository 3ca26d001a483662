import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { penaltyMinor, splitPenalty } from './liquidation-penalty.ts'

test.each([
  ['a fraction of the notional', 10_000_000n, 1_000_000n, 150, 150_000n],
  ['rounded down', 333n, 1_000n, 150, 4n],
  ['a thousandth of a bps counts', 10_000_000n, 1_000_000n, 0.001, 1n],
  ['what is left just above it', 10_000_000n, 150_001n, 150, 150_000n],
  ['what is left of the account is all that is taken', 10_000_000n, 149_999n, 150, 149_999n],
  ['nothing is left', 10_000_000n, 0n, 150, 0n],
  ['less than nothing', 10_000_000n, -5n, 150, 0n],
  ['no penalty', 10_000_000n, 1_000_000n, 0, 0n],
])('table: %s', (_name, notionalMinor, ownMinor, feeBps, penalty) => {
  expect(penaltyMinor({ notionalMinor, ownMinor }, feeBps)).toBe(penalty)
})

test('property: the parts sum to the whole, and nobody without a share gets any', () => {
  const share = fc.bigInt({ min: 0n, max: 100n })
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), share, share, share, (minor, liquidator, fund, venue) => {
      fc.pre(liquidator + fund + venue > 0n)
      const parts = splitPenalty(minor, { liquidator, fund, venue })
      expect(parts.liquidator + parts.fund + parts.venue).toBe(minor)
      if (fund === 0n) expect(parts.fund).toBe(0n)
      if (venue === 0n) expect(parts.venue).toBe(0n)
      expect(parts.liquidator * (liquidator + fund + venue) <= minor * liquidator + liquidator + fund + venue).toBe(true)
    }),
  )
})

test('error: a penalty that nobody gets', () => {
  expect(() => splitPenalty(1n, { liquidator: 0n, fund: 0n, venue: 0n })).toThrow(InvariantError)
})
