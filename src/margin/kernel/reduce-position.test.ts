import { describe, expect, test } from 'vitest'
import { madeSnapshot } from '../../../test/margin.ts'
import { madeGrid } from '../../../test/kernel-grid.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import type { Position } from '../account/margin-account.ts'
import { futureMark, positionValue, type PositionMarket } from '../account/position-value.ts'
import { resolvePosition } from '../account/resolve-position.ts'
import { shockSnapshot } from '../shock-snapshot.ts'
import { createKernel } from './kernel.ts'
import { reducePosition } from './reduce-position.ts'
import { priceGrid } from './scenario-grid.ts'
import type { KernelScenario } from './term-table.ts'

const kernel = createKernel()
const shocks: readonly (KernelScenario & Required<Pick<KernelScenario, 'spotFactor' | 'volatilityFactor' | 'volatilityPoints'>>)[] = [
  0.3, 0.84, 1, 1.16, 2.5,
].flatMap((spotFactor) =>
  [0.0001, 0.75, 1, 1.45].map((volatilityFactor) => ({ spotFactor, volatilityFactor, volatilityPoints: volatilityFactor === 1 ? 0.2 : 0 })),
)

function marketOf(position: Position, snapshot: MarketSnapshot): PositionMarket {
  const resolved = resolvePosition(position, snapshot)
  if (!resolved.ok) throw new Error(resolved.refusal.reason)
  return resolved.value
}

/** The value of a position under every shock, from the kernel. */
function kernelValues(market: PositionMarket): readonly number[] {
  const reduced = reducePosition(market)
  if (!reduced.ok) throw new Error(reduced.refusal.reason)
  const { market: term, option, size, constant } = reduced.value
  const instrument = option === undefined ? ({ kind: 'linear', term: 0 } as const) : { ...option, term: 0 }
  const grid = madeGrid(kernel, { terms: [term], instruments: [instrument], scenarios: shocks })
  priceGrid(kernel, grid, { lowestVolatility: 0.001 })
  return shocks.map((_, s) => constant + size * (grid.values[s] as number))
}

const averaging = (): MarketSnapshot => {
  const snapshot = madeSnapshot()
  const underlyings = [...snapshot.underlyings].map(([name, underlying]) => {
    const expiries = [...underlying.expiries].map(
      ([at, expiry]) => [at, { ...expiry, variableForward: 20_000, fixedForward: 40_100 }] as const,
    )
    return [name, { ...underlying, expiries: new Map(expiries) }] as const
  })
  const marks = [...snapshot.marks].map(([id, mark]) => [id, id === 'BTC-60D' ? { confidence: 1 } : mark] as const)
  return { ...snapshot, underlyings: new Map(underlyings), marks: new Map(marks) }
}

describe('a position as the kernel values it', () => {
  test('property: constant and units have the value of the position under every shock, for every kind of contract', () => {
    const snapshot = madeSnapshot()
    for (const contract of snapshot.contracts.values()) {
      for (const size of [3, -7]) {
        const position = { contract: contract.id, size, entryPrice: 57_000, unsettledFunding: -12.5 }
        expectValues(position, snapshot)
      }
    }
  })

  test('property: so have linear contracts within an averaging window', () => {
    for (const contract of ['BTC-60D', 'BTC-10D-60000-C', 'BTC-60D-60000-P']) {
      expectValues({ contract, size: -4, entryPrice: 60_000 }, averaging())
    }
  })

  test.each(['BTC-PERP', 'BTC-PERPETUAL', 'BTC-60D'])(
    'behavior: %s without a price of entry counts as entered at its mark of now',
    (contract) => {
      const snapshot = madeSnapshot()
      const market = marketOf({ contract, size: 2 }, snapshot)
      const entered = marketOf({ contract, size: 2, entryPrice: futureMark(market) }, snapshot)

      expect(reducePosition(market)).toEqual(reducePosition(entered))
    },
  )

  test('error: an inverse option within an averaging window has no such form, nor has an option without volatility', () => {
    const market = marketOf({ contract: 'BTC-10D-60000-C-I', size: 1 }, averaging())

    expect(reducePosition(market)).toEqual({ ok: false, refusal: { reason: 'inverseInAveraging' } })
    expect(reducePosition({ ...market, mark: { confidence: 1 } })).toEqual({ ok: false, refusal: { reason: 'optionNotPriced' } })
  })
})

function expectValues(position: Position, snapshot: MarketSnapshot): void {
  const market = marketOf(position, snapshot)
  const values = kernelValues(market)
  shocks.forEach(({ spotFactor, volatilityFactor, volatilityPoints }, s) => {
    const shocked = shockSnapshot(snapshot, { spotMove: spotFactor - 1, volatilityMove: volatilityFactor - 1, volatilityPoints })
    const expected = positionValue(marketOf(position, shocked))
    const scale = Math.abs(position.size) * market.contract.multiplier * 1e5
    expect(Math.abs((values[s] as number) - expected), `${position.contract} under ${s}`).toBeLessThan(1e-13 * scale)
  })
}
