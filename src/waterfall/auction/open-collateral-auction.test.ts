import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openAuction, resetReward, startReward } from './open-collateral-auction.ts'
import { wad } from './ray.ts'

const vault = { debt: 100n, collateral: 40n }
const terms = { room: 80n, leastDebt: 20n, penaltyFactor: wad }

describe('opening an auction', () => {
  test.each([
    ['as much as there is room for', {}, { debt: 80n, collateral: 32n, due: 80n, left: { debt: 20n, collateral: 8n } }],
    [
      'all, where the rest would be too small',
      { leastDebt: 21n },
      { debt: 100n, collateral: 40n, due: 100n, left: { debt: 0n, collateral: 0n } },
    ],
    ['a part that is just large enough', { room: 20n }, { debt: 20n, collateral: 8n, due: 20n, left: { debt: 80n, collateral: 32n } }],
    ['all that fits', { room: 100n }, { debt: 100n, due: 100n, left: { debt: 0n, collateral: 0n } }],
    [
      'room counts the penalty',
      { penaltyFactor: (11n * wad) / 10n },
      { debt: 72n, collateral: 28n, due: 79n, left: { debt: 28n, collateral: 12n } },
    ],
  ])('table: %s', (_name, changes, opened) => {
    expect(openAuction(vault, { ...terms, ...changes })).toMatchObject({ ok: true, value: opened })
  })

  test.each([
    ['no room', vault, { room: 0n }, 'limitReached'],
    ['less than no room', vault, { room: -1n }, 'limitReached'],
    ['a part too small to be auctioned', vault, { room: 19n }, 'dustyAuction'],
    ['a debt without collateral', { debt: 100n, collateral: 0n }, {}, 'nothingToSell'],
    ['no debt', { debt: 0n, collateral: 4n }, {}, 'nothingToSell'],
  ] as const)('table: refuses %s', (_name, debt, changes, refusal) => {
    expect(openAuction(debt, { ...terms, ...changes })).toEqual({ ok: false, refusal })
  })

  test('property: what goes and what stays add up, and neither is dust', () => {
    const sums = fc.bigInt(1n, 1_000n)
    fc.assert(
      fc.property(sums, sums, sums, sums, (debt, collateral, room, leastDebt) => {
        const opened = openAuction({ debt, collateral }, { room, leastDebt, penaltyFactor: wad })
        if (!opened.ok) return
        const { left } = opened.value
        expect([opened.value.debt + left.debt, opened.value.collateral + left.collateral]).toEqual([debt, collateral])
        expect(left.debt === 0n || (left.debt >= leastDebt && opened.value.debt >= leastDebt)).toBe(true)
      }),
    )
  })

  test('table: rewards', () => {
    const reward = { sum: 100n, share: wad / 50n }
    expect(startReward(110n, reward)).toBe(102n)
    expect(resetReward({ due: 110n, worth: 110n, least: 110n }, reward)).toBe(102n)
    expect(resetReward({ due: 109n, worth: 110n, least: 110n }, reward)).toBe(0n)
    expect(resetReward({ due: 110n, worth: 109n, least: 110n }, reward)).toBe(0n)
  })
})
