import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDecimal, parseDecimal, powerOfTen, type DecimalRefusal } from './decimal.ts'
import type { Result } from './result.ts'

/** The same reading by regular expression and BigInt. */
function oracle(text: string, decimals: number): Result<number, DecimalRefusal> {
  const match = /^(-?)(\d*)(?:\.(\d+))?$/.exec(text)
  const [, sign, whole = '', fraction = ''] = match ?? []
  if (match === null || whole + fraction === '') return { ok: false, refusal: { kind: 'notADecimal' } }
  if (/[1-9]/.test(fraction.slice(decimals))) return { ok: false, refusal: { kind: 'tooManyDecimals', allowed: decimals } }
  const units = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0') || '0')
  if (units > BigInt(Number.MAX_SAFE_INTEGER)) return { ok: false, refusal: { kind: 'tooLarge' } }
  return { ok: true, value: Number(sign === '-' ? -units : units) }
}

describe('parseDecimal', () => {
  const notADecimal = { kind: 'notADecimal' }
  // Columns: text, decimals, what is expected: a number or a refusal.
  test.each<readonly [string, number, number | object]>([
    ['61800.20', 1, 618_002],
    ['61800.2', 2, 6_180_020],
    ['61800', 1, 618_000],
    ['0', 0, 0],
    ['-0', 1, 0],
    ['-0.0', 1, 0],
    ['-1.5', 1, -15],
    ['.5', 1, 5],
    ['-.5', 1, -5],
    ['007', 0, 7],
    ['1.0000000000000000000000000', 0, 1],
    ['9007199254740991', 0, Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', 0, -Number.MAX_SAFE_INTEGER],
    ['9007199254740992', 0, { kind: 'tooLarge' }],
    ['9007199254740993', 0, { kind: 'tooLarge' }],
    ['900719925474099.1', 1, Number.MAX_SAFE_INTEGER],
    ['900719925474099.2', 1, { kind: 'tooLarge' }],
    ['900719925474100', 1, { kind: 'tooLarge' }],
    ['9'.repeat(400), 0, { kind: 'tooLarge' }],
    ['1.25', 1, { kind: 'tooManyDecimals', allowed: 1 }],
    ['1.250', 2, 125],
    ['1.', 2, notADecimal],
    ['.', 2, notADecimal],
    ['-', 2, notADecimal],
    ['-.', 2, notADecimal],
    ['', 2, notADecimal],
    ['+1', 2, notADecimal],
    ['--1', 2, notADecimal],
    ['1e5', 2, notADecimal],
    ['1.2.3', 2, notADecimal],
    [' 1', 2, notADecimal],
    ['1 ', 2, notADecimal],
    ['NaN', 2, notADecimal],
    ['Infinity', 2, notADecimal],
    ['0x10', 2, notADecimal],
    ['1,5', 2, notADecimal],
    ['\u0661', 2, notADecimal],
  ])('table: %j with %d decimals', (text, decimals, expected) => {
    const result = parseDecimal(text, decimals)
    expect(result).toEqual(typeof expected === 'number' ? { ok: true, value: expected } : { ok: false, refusal: expected })
  })

  test('regression: minus zero would make two bits of one price', () => {
    const result = parseDecimal('-0.00', 2)
    expect(result.ok && Object.is(result.value, 0)).toBe(true)
  })

  test('property: agrees with BigInt on anything that looks like a number', () => {
    const digits = fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), maxLength: 18 })
    const plain = fc.tuple(fc.constantFrom('', '-'), digits, fc.constantFrom('', '.'), digits).map((parts) => parts.join(''))
    const odd = fc.string({ unit: fc.constantFrom(...Array.from('0123456789.-+e ')), maxLength: 12 })
    fc.assert(
      fc.property(fc.oneof(plain, odd), fc.nat(12), (text, decimals) => {
        const given = parseDecimal(text, decimals)
        const wanted = oracle(text, decimals)
        // Where a text is both too fine and malformed or too large, either refusal is right; the value must agree.
        expect(given.ok).toBe(wanted.ok)
        if (given.ok && wanted.ok) expect(Object.is(given.value, wanted.value)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('formatDecimal', () => {
  test.each([
    [1_500_000n, 6, '1.500000'],
    [0n, 2, '0.00'],
    [-5n, 2, '-0.05'],
    [5n, 0, '5'],
    [-123n, 0, '-123'],
    [99n, 2, '0.99'],
    [100n, 2, '1.00'],
  ])('table: %d with %d decimals is %s', (units, decimals, text) => {
    expect(formatDecimal(units, decimals)).toBe(text)
  })

  test('property: parsing what was formatted gives the same units', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(12), (units, decimals) => {
        const whole = Object.is(units, -0) ? 0 : units
        expect(parseDecimal(formatDecimal(BigInt(whole), decimals), decimals)).toEqual({ ok: true, value: whole })
      }),
    )
  })
})

describe('powerOfTen', () => {
  test('table: every power is exact', () => {
    for (let exponent = 0; exponent <= 22; exponent++) expect(BigInt(powerOfTen(exponent))).toBe(10n ** BigInt(exponent))
  })

  test.each([-1, 23, 0.5, Number.NaN])('error: %d is not tabled', (exponent) => {
    expect(() => powerOfTen(exponent)).toThrow('powers of ten are tabled from 0 to 22')
  })
})
