import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inverseBankruptcyPrice, inverseValue } from './inverse-perpetual.ts'

const long = { contracts: 100, multiplier: 10, entry: 50_000 }

describe('inverseValue', () => {
  test('default: a long of a thousand dollars doubles to a hundredth of a coin more', () => {
    expect(inverseValue(long, 100_000)).toEqual({ profitCoin: 0.01, deltaCoinPerUsd: 1e-7, gammaCoin: -2e-12 })
    expect(inverseValue(long, 50_000).profitCoin).toBe(0)
  })

  test('property: delta and gamma are slopes of the profit, and a short is the long turned round', () => {
    const price = fc.double({ min: 1_000, max: 200_000, noNaN: true })
    fc.assert(
      fc.property(price, price, fc.integer({ min: -500, max: 500 }), (entry, mark, contracts) => {
        const position = { contracts, multiplier: 10, entry }
        const value = inverseValue(position, mark)
        const step = 1e-4 * mark
        const [up, down] = [inverseValue(position, mark + step), inverseValue(position, mark - step)]
        const scale = Math.abs(contracts) / mark / mark
        expect(Math.abs((up.profitCoin - down.profitCoin) / (2 * step) - value.deltaCoinPerUsd)).toBeLessThanOrEqual(1e-5 * scale)
        expect(Math.abs((up.deltaCoinPerUsd - down.deltaCoinPerUsd) / (2 * step) - value.gammaCoin)).toBeLessThanOrEqual(
          ((1e-5 * scale) / mark) * 20,
        )
        expect(inverseValue({ ...position, contracts: -contracts }, mark).profitCoin).toBeCloseTo(-value.profitCoin, 14)
      }),
    )
  })

  test.each([
    ['mark', long, 0],
    ['entry', { ...long, entry: 0 }, 1],
    ['multiplier', { ...long, multiplier: -1 }, 1],
    ['contracts', { ...long, contracts: Number.NaN }, 1],
  ])('error: %s is named', (argument, position, mark) => {
    expect(() => inverseValue(position, mark)).toThrow(argument)
  })
})

describe('inverseBankruptcyPrice', () => {
  test('property: at that price collateral and profit are worth nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), fc.double({ min: 0, max: 0.5, noNaN: true }), (contracts, collateral) => {
        const position = { ...long, contracts }
        const price = inverseBankruptcyPrice(position, collateral)
        if (price.ok) expect(Math.abs(collateral + inverseValue(position, price.value).profitCoin)).toBeLessThan(1e-10)
        else expect(contracts * 10 + collateral * 50_000 >= 0).toBe(true)
      }),
    )
  })

  // A short of 1,000 dollars entered at 50,000 is worth 0.02 coin.
  test.each([
    [-100, 0.019, true],
    [-100, 0.02, false],
    [-100, 0.021, false],
    [100, 1, true],
    [0, 1, false],
    [100, -0.02, false],
  ])('table: %d contracts with %d coin', (contracts, collateral, bankrupts) => {
    const price = inverseBankruptcyPrice({ ...long, contracts }, collateral)
    expect(price.ok).toBe(bankrupts)
    if (!price.ok) expect(price.refusal).toEqual({ reason: 'noPriceBankrupts' })
  })

  test('error: collateral is named', () => {
    expect(() => inverseBankruptcyPrice(long, Infinity)).toThrow('collateral')
  })
})
