import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inDays, madeAccount, madeSnapshot } from '../../../test/margin.ts'
import { deltaEquivalent } from '../coverage/delta-equivalent.ts'
import { enteredAtMarks } from './entered-at-marks.ts'
import type { MarginAccount } from './margin-account.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { revaluedPosition } from './revalue-position.ts'
import { shockSnapshot } from '../shock-snapshot.ts'
import { valueAccount } from './value-account.ts'

const held = (contract: string, size: number): MarginAccount => madeAccount({ positions: [{ contract, size }] })

/** Two thirds of the settlement price for the next expiry are fixed. */
function averaging(snapshot: MarketSnapshot): MarketSnapshot {
  const market = snapshot.underlyings.get('BTC')!
  const expiry = { variableForward: 20_000, fixedForward: 40_100, rate: 0.03, confidence: 1 }
  const btc = { ...market, expiries: new Map([...market.expiries, [inDays(10), expiry]]) }
  return { ...snapshot, underlyings: new Map([...snapshot.underlyings, ['BTC', btc]]) }
}

describe('a position valued anew', () => {
  test('property: as the shocked snapshot values it', () => {
    const snapshot = madeSnapshot()
    const ids = [...snapshot.contracts.keys()]
    fc.assert(
      fc.property(
        fc.constantFrom(...ids),
        fc.integer({ min: -900, max: 3_000 }),
        fc.integer({ min: -500, max: 2_000 }),
        (id, spot, volatility) => {
          const account = enteredAtMarks(held(id, -3), snapshot)
          const [now, then] = [
            valueAccount(account, snapshot),
            valueAccount(account, shockSnapshot(snapshot, { spotMove: spot / 1e3, volatilityMove: volatility / 1e3 })),
          ]
          const position = now.ok ? now.value.positions[0] : undefined
          if (position === undefined || !then.ok) throw new Error('valued')
          const anew = revaluedPosition(position, { spot: 1 + spot / 1e3, volatility: 1 + volatility / 1e3 })
          expect(Math.abs(anew - (then.value.positions[0]?.value ?? NaN))).toBeLessThanOrEqual(1e-8)
        },
      ),
    )
  })

  test('behavior: a move of the price alone does not lift a volatility that is next to nothing', () => {
    const snapshot = madeSnapshot({ marks: new Map([['BTC-60D-60000-C', { volatility: 0.0001, confidence: 1 }]]) })
    const valued = valueAccount(held('BTC-60D-60000-C', 3), snapshot)
    const position = valued.ok ? valued.value.positions[0] : undefined
    if (position === undefined) throw new Error('valued')
    expect(revaluedPosition(position, { spot: 1, volatility: 1 })).toBe(position.value)
    expect(revaluedPosition(position, { spot: 1, volatility: 0.5 })).toBe(position.value)
  })

  test('property: its delta-equivalent is its profit from a small move, over that move', () => {
    const snapshot = averaging(madeSnapshot())
    for (const id of snapshot.contracts.keys()) {
      // A coin-settled option's dollar delta is that of its price in dollars at an unmoved ratio of index to forward.
      const valued = valueAccount(enteredAtMarks(held(id, 3), snapshot), snapshot)
      const position = valued.ok ? valued.value.positions[0] : undefined
      if (position === undefined) throw new Error(id)
      const step = 1e-5
      const index = position.underlying.indexPrice
      const change =
        revaluedPosition(position, { spot: 1 + step, volatility: 1 }) - revaluedPosition(position, { spot: 1 - step, volatility: 1 })
      const slope = change / (2 * step * index)
      // Forwards and futures move with their own price, a hundredth above the index at most.
      expect(Math.abs(slope - deltaEquivalent(position))).toBeLessThanOrEqual(0.01 * Math.abs(slope) + 1e-9)
    }
  })
})
