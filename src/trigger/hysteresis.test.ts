import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../base/argument.ts'
import { decode, encode } from '../base/codec.ts'
import { createHysteresis, hysteresisPath, stepHysteresis, type HysteresisRule, type HysteresisState } from './hysteresis.ts'

const rule: HysteresisRule = { onLevel: 2, offLevel: 1, onAfter: 2, offAfter: 2, coolDownPeriods: 2 }
const text = (series: readonly (number | undefined)[], given = rule): string =>
  hysteresisPath(series, given)
    .isOn.map((is) => (is ? '1' : '0'))
    .join('')

describe('hysteresis', () => {
  test.each([
    ['at the on level it counts', [2, 2], '01'],
    ['just below it does not', [2, 1.999, 2], '000'],
    ['at the off level it does not count', [2, 2, 1, 1], '0111'],
    ['just below it does', [2, 2, 0.999, 0.999], '0110'],
    ['the other side sets the count back', [2, 2, 0.9, 1, 0.9, 0.9], '011110'],
    ['missing leaves the count', [2, undefined, 2, 0.9, undefined, 0.9], '001110'],
    ['cooling hears nothing, and the count begins anew', [2, 2, 0, 0, 2, 2, 2, 2], '01100001'],
    ['cooling passes with missing periods', [2, 2, 0, 0, undefined, undefined, 2, 2], '01100001'],
    ['cooling is its periods and no more', [2, 2, 0, 0, 0, 0, 2, 2, 2], '011000011'],
  ])('table: %s', (_name, series, expected) => {
    expect(text(series)).toBe(expected)
  })

  test('table: without dwell and cool-down it follows at once', () => {
    const quick = { onLevel: 2, offLevel: 2, onAfter: 1, offAfter: 1, coolDownPeriods: 0 }
    expect(text([1, 2, 1, 2], quick)).toBe('0101')
    expect(hysteresisPath([1, 2, 1, 2], quick)).toMatchObject({ activations: 2, periodsOn: 2 })
    expect(hysteresisPath([2, 2, 2], quick)).toMatchObject({ activations: 1, periodsOn: 3 })
  })

  test('property: a path is repeated streaming, cut and restored anywhere; dwell and cool-down are kept', () => {
    const reading = fc.option(fc.constantFrom(0.5, 1, 1.5, 2, 3), { nil: undefined, freq: 5 })
    const laws = fc.record({
      onLevel: fc.constant(2),
      offLevel: fc.constant(1),
      onAfter: fc.integer({ min: 1, max: 4 }),
      offAfter: fc.integer({ min: 1, max: 4 }),
      coolDownPeriods: fc.nat(5),
    })
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 80 }), laws, fc.nat(80), (series, given, cut) => {
        const { isOn, activations, periodsOn } = hysteresisPath(series, given)
        let state = createHysteresis(given)
        let off = -1
        series.forEach((x, i) => {
          if (i === cut) state = decode(encode(state)) as HysteresisState
          expect(stepHysteresis(state, given, x)).toBe(isOn[i])
          if (isOn[i] === true && isOn[i - 1] !== true) {
            const known = series.slice(0, i + 1).filter((value) => value !== undefined)
            expect(known.slice(-given.onAfter).every((value) => value >= 2)).toBe(true)
            if (off >= 0) expect(i - off).toBeGreaterThanOrEqual(given.coolDownPeriods + given.onAfter)
          }
          if (isOn[i] === false && isOn[i - 1] === true) off = i
        })
        expect(activations).toBe(isOn.filter((is, i) => is && isOn[i - 1] !== true).length)
        expect(periodsOn).toBe(isOn.filter((is) => is).length)
      }),
    )
  })

  test('error: what was expected and found is told', () => {
    expect(() => hysteresisPath([], rule)).toThrow('series: expected at least 1 period, found 0')
    expect(() => hysteresisPath([Infinity], rule)).toThrow('series[0]: expected a finite number or nothing, found Infinity')
  })

  test.each([
    ['onLevel', [1], { ...rule, onLevel: Number.NaN }],
    ['offLevel', [1], { ...rule, offLevel: Infinity }],
    ['onAfter', [1], { ...rule, onAfter: 0 }],
    ['offAfter', [1], { ...rule, offAfter: 1.5 }],
    ['coolDownPeriods', [1], { ...rule, coolDownPeriods: -1 }],
    ['series', [], rule],
    ['series[1]', [1, Number.NaN], rule],
  ] as const)('error: %s', (argument, series, given) => {
    expect(() => hysteresisPath(series, given)).toThrow(ArgumentError)
    expect(() => hysteresisPath(series, given)).toThrow(`${argument}: expected`)
  })
})
