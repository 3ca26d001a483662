import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { notionalOf } from '../../market/notional.ts'
import { bitcoinTether } from '../scenarios/bitcoin-tether.ts'
import { drawMembers } from './draw-members.ts'

const draw = { count: 2_000, seed: 7, instrument: bitcoinTether, ticks: 1_215_000 }

describe('drawMembers', () => {
  const drawn = drawMembers(draw)
  const members = drawn.accounts

  test('behavior: as many accounts as asked, each name once, the same from the same seed', () => {
    expect(members).toHaveLength(2_000)
    expect(new Set(members.map(({ account }) => account)).size).toBe(2_000)
    expect(drawMembers(draw)).toEqual(drawn)
    expect(drawMembers({ ...draw, seed: 8 })).not.toEqual(drawn)
  })

  test('behavior: traders are long and short in the shares asked for, leverages from twice to fifty times', () => {
    const traders = members.filter(({ account }) => account.startsWith('trader'))
    const sides = traders.map(({ positions: [held] }) => Math.sign(held?.lots ?? 0))
    expect(sides.filter((side) => side > 0).length / 2_000).toBeCloseTo(0.55, 1)
    expect(sides.filter((side) => side < 0).length / 2_000).toBeCloseTo(0.4, 1)
    const leverages = traders.flatMap(({ money, positions: [held] }) => {
      if (held === undefined) return []
      const now = notionalOf(bitcoinTether, { ticks: draw.ticks, lots: Math.abs(held.lots) })
      const entered = notionalOf(bitcoinTether, { ticks: held.ticks, lots: Math.abs(held.lots) })
      return [now / (Number(money[0]?.minor ?? 0) / 1e6 + Math.sign(held.lots) * (now - entered))]
    })
    expect(Math.min(...leverages)).toBeGreaterThan(0)
    expect(Math.max(...leverages)).toBeLessThanOrEqual(50)
    expect(leverages.filter((leverage) => leverage > 15).length).toBeGreaterThan(300)
  })

  test('behavior: providers stand by with a fiftieth of the open interest, and commit four times their money; a hundredth is in a mutual fund', () => {
    const bought = members.reduce((sum, { positions: [held] }) => sum + Math.max(0, held?.lots ?? 0), 0)
    const interest = notionalOf(bitcoinTether, { ticks: draw.ticks, lots: bought })
    const providers = members.filter(({ account }) => account.startsWith('provider'))
    const sum = (texts: readonly (string | undefined)[]): number => texts.reduce((total, text) => total + Number(text) / 1e6, 0)
    const money = sum(providers.map(({ money: [brought] }) => brought?.minor))
    expect(money / interest).toBeCloseTo(0.02, 6)
    expect(drawn.commitments.map(({ account }) => account)).toEqual(providers.map(({ account }) => account))
    expect(sum(drawn.commitments.flatMap(({ levels }) => levels.map(({ capacity }) => capacity))) / money).toBeCloseTo(4, 6)
    expect(sum(drawn.contributions.map(({ minor }) => minor)) / interest).toBeCloseTo(0.01, 6)
    expect(drawn.contributions).toHaveLength(2 + providers.length)
  })

  test('property: at every price as many lots were bought as sold, whatever the count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 900 }), fc.integer({ min: 0, max: 1_000 }), (count, seed) => {
        const sums = new Map<number, number>()
        for (const { positions } of drawMembers({ ...draw, count, seed }).accounts) {
          for (const { lots, ticks } of positions) sums.set(ticks, (sums.get(ticks) ?? 0) + lots)
        }
        expect([...sums.values()].every((sum) => sum === 0)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  test.each([{ count: 3 }, { count: 2.5 }, { ticks: 0 }, { instrument: { ...bitcoinTether, payoff: 'inverse' as const } }])(
    'error: %o',
    (changed) => {
      expect(() => drawMembers({ ...draw, ...changed })).toThrow(InvariantError)
    },
  )
})
