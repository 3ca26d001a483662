import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { almgrenImpact, equityCoefficients } from './almgren-impact.ts'
import { allowsRoundTripProfit, transientImpact } from './propagator.ts'
import { squareRootImpact } from './square-root-law.ts'

const law = { size: 25, volume: 100, volatility: 0.03, factor: 1, exponent: 0.5 }
const order = { shareOfVolume: 0.1, dailyVolume: 1, outstanding: 16, duration: 0.1, dailyVolatility: 100 }
const kernel = { factor: 1, sizeExponent: 0.5, decayExponent: 0.5, decayTime: 10 }

describe('squareRootImpact', () => {
  test('default: four times the size costs twice the return', () => {
    expect(squareRootImpact(law)).toMatchObject({ value: { peak: 0.015, average: 0.01 } })
    expect(squareRootImpact({ ...law, size: 100 })).toMatchObject({ value: { peak: 0.03 } })
  })

  test('behavior: nothing costs nothing; no volume is refused', () => {
    expect(squareRootImpact({ ...law, size: 0 })).toMatchObject({ value: { peak: 0, average: 0 } })
    expect(squareRootImpact({ ...law, volume: 0 })).toEqual({ ok: false, refusal: { reason: 'noVolume' } })
  })

  test('property: scaling size and volume together changes nothing; costs rise with size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 10 }), (size, power) => {
        const scale = 2 ** power
        expect(squareRootImpact({ ...law, size: size * scale, volume: 100 * scale })).toEqual(squareRootImpact({ ...law, size }))
        const [less, more] = [squareRootImpact({ ...law, size }), squareRootImpact({ ...law, size: size + 1 })]
        expect(more.ok && less.ok && more.value.peak > less.value.peak).toBe(true)
      }),
    )
  })

  test('error: terms out of range name themselves', () => {
    for (const name of ['size', 'volume', 'volatility', 'factor', 'exponent'] as const) {
      expect(() => squareRootImpact({ ...law, [name]: -1 })).toThrow(new RegExp(`^${name}`))
    }
  })
})

describe('almgrenImpact', () => {
  test('default: cost is half the permanent part and the temporary part', () => {
    const found = almgrenImpact(order)
    expect(found).toMatchObject({ value: { normalTemporary: 0.142, temporary: 14.2 } })
    expect(found.ok && found.value.cost).toBe(found.ok && found.value.permanent / 2 + found.value.temporary)
  })

  test('behavior: slower is cheaper, no volume is refused', () => {
    const [fast, slow] = [almgrenImpact(order), almgrenImpact({ ...order, duration: 1 })]
    expect(fast.ok && slow.ok && slow.value.cost < fast.value.cost && slow.value.permanent === fast.value.permanent).toBe(true)
    expect(almgrenImpact({ ...order, dailyVolume: 0 })).toMatchObject({ ok: false })
  })

  test('error: an order and coefficients out of range name themselves', () => {
    for (const name of ['shareOfVolume', 'dailyVolume', 'outstanding', 'duration', 'dailyVolatility'] as const) {
      expect(() => almgrenImpact({ ...order, [name]: -1 })).toThrow(new RegExp(`^${name}`))
    }
    expect(() => almgrenImpact(order, { ...equityCoefficients, temporaryExponent: 0 })).toThrow(/^temporaryExponent/)
    expect(() => almgrenImpact(order, { ...equityCoefficients, turnoverExponent: Number.NaN })).toThrow(/^turnoverExponent/)
  })
})

describe('transientImpact', () => {
  test('table: before, at and after a trade', () => {
    expect([...transientImpact(kernel, { times: [5], sizes: [-4] }, [0, 5, 35])]).toEqual([0, 0, -1])
  })

  test('property: trades of one time and sign add up under linear impact; signs mirror', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 20 }), (sizes) => {
        const times = sizes.map((_, i) => i)
        const linear = { ...kernel, sizeExponent: 1 }
        const both = transientImpact(linear, { times, sizes }, [30])
        const each = sizes.map((size, i) => transientImpact(linear, { times: [i], sizes: [size] }, [30])[0] ?? 0)
        expect(both[0]).toBeCloseTo(
          each.reduce((sum, part) => sum + part, 0),
          9,
        )
        const mirrored = transientImpact(kernel, { times, sizes: sizes.map((size) => -size) }, [30])
        expect(mirrored[0]).toBeCloseTo(-(transientImpact(kernel, { times, sizes }, [30])[0] as number), 12)
      }),
    )
  })

  test('table: which kernels allow a profit from a round trip', () => {
    const allows = (sizeExponent: number, decayExponent: number): boolean =>
      allowsRoundTripProfit({ ...kernel, sizeExponent, decayExponent })
    expect([
      allows(0.5, 0.5),
      allows(0.5, 0.49),
      allows(0.6, 0.42),
      allows(0.6, 0.41),
      allows(1, 0),
      allows(0.9, 0),
      allows(1, 0.2),
    ]).toEqual([false, true, false, true, false, true, false])
  })

  test('error: kernels and series out of range name themselves', () => {
    expect(() => transientImpact(kernel, { times: [1, 0], sizes: [1, 1] }, [2])).toThrow('times[1]: expected a number from 1, found 0')
    expect(() => transientImpact(kernel, { times: [1], sizes: [] }, [2])).toThrow(/^sizes/)
    expect(() => transientImpact(kernel, { times: [1], sizes: [Number.NaN] }, [2])).toThrow(/^sizes\[0\]/)
    expect(() => transientImpact(kernel, { times: [1], sizes: [1] }, [Infinity])).toThrow(/^at\[0\]/)
    expect(() => transientImpact({ ...kernel, decayTime: 0 }, { times: [], sizes: [] }, [])).toThrow(/^decayTime/)
  })
})
