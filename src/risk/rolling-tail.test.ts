import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/codec.ts'
import { ratio } from '../base/ratio.ts'
import { historicalExpectedShortfall } from './expected-shortfall.ts'
import { createRollingTail, lossCount, pushLoss, tailExpectedShortfall, tailValueAtRisk, type RollingTail } from './rolling-tail.ts'
import { historicalValueAtRisk } from './value-at-risk.ts'

/** Twelve digits of the larger of the two: the promise the rolling ES makes beside the sorted one. */
function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(expected), 1e-3))
}

function expectSorted(tail: RollingTail, window: readonly number[]): void {
  expect(lossCount(tail)).toBe(window.length)
  expect(tailValueAtRisk(tail)).toBe(historicalValueAtRisk(window, tail.confidence))
  expectClose(tailExpectedShortfall(tail), historicalExpectedShortfall(window, tail.confidence))
}

const confidence = fc
  .oneof(fc.constantFrom(0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.999), fc.double({ min: 0.01, max: 0.999, noNaN: true }))
  .map(ratio)
const losses = fc.oneof(
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 150 }),
  // Few distinct values: most comparisons are ties.
  fc.array(fc.constantFrom(-0.02, -0, 0, 0.01, 0.03), { maxLength: 150 }),
  fc.array(fc.constant(0.1), { maxLength: 150 }),
)

describe('rolling tail', () => {
  test('default', () => {
    const tail = createRollingTail({ windowReturns: 4, confidence: ratio(0.75) })
    for (const loss of [0.5, 0.01, 0.1, 0.02, 0.03]) pushLoss(tail, loss)
    expect(lossCount(tail)).toBe(4)
    expect(tailValueAtRisk(tail)).toBe(0.03)
    expect(tailExpectedShortfall(tail)).toBeCloseTo(0.1, 15)
  })

  test('property: VaR equals that of the sorted window exactly, ES to twelve digits, at every push', () => {
    fc.assert(
      fc.property(losses, fc.integer({ min: 1, max: 60 }), confidence, (series, windowReturns, level) => {
        const tail = createRollingTail({ windowReturns, confidence: level })
        series.forEach((loss, i) => {
          pushLoss(tail, loss)
          expectSorted(tail, series.slice(Math.max(0, i + 1 - windowReturns), i + 1))
        })
      }),
      { numRuns: 300 },
    )
  })

  test('property: encoding and decoding in the middle changes nothing, to the bit', () => {
    fc.assert(
      fc.property(losses, fc.nat(150), fc.integer({ min: 1, max: 40 }), confidence, (series, cut, windowReturns, level) => {
        const whole = createRollingTail({ windowReturns, confidence: level })
        let cutTail = createRollingTail({ windowReturns, confidence: level })
        series.forEach((loss, i) => {
          if (i === cut) cutTail = decode(encode(cutTail)) as RollingTail
          pushLoss(whole, loss)
          pushLoss(cutTail, loss)
        })
        expect(encode(cutTail)).toBe(encode(whole))
      }),
    )
  })

  test('property: which losses are in the tail follows from the window alone, ties included', () => {
    fc.assert(
      fc.property(losses, losses, fc.integer({ min: 1, max: 40 }), confidence, (past, present, windowReturns, level) => {
        const window = [...present, ...Array.from({ length: windowReturns }, (_, i) => (i % 3) / 100)].slice(-windowReturns)
        const fresh = createRollingTail({ windowReturns, confidence: level })
        const old = createRollingTail({ windowReturns, confidence: level })
        for (const loss of [...past, ...window]) pushLoss(old, loss)
        for (const loss of window) pushLoss(fresh, loss)
        expect(tailMembers(old)).toEqual(tailMembers(fresh))
      }),
    )
  })

  test('behavior: the window of a day at the usual levels, through a crash and out of it', () => {
    for (const level of [0.975, 0.99]) {
      const tail = createRollingTail({ windowReturns: 1_440, confidence: ratio(level) })
      const series = Array.from({ length: 6_000 }, (_, i) => ((i * 7_919) % 997) / 1e5 - 0.005 + (i > 2_000 && i < 2_060 ? 0.05 : 0))
      series.forEach((loss, i) => {
        pushLoss(tail, loss)
        if (i % 53 === 0 || i < 120) expectSorted(tail, series.slice(Math.max(0, i + 1 - 1_440), i + 1))
      })
    }
  })

  test('behavior: a huge loss that has left the window leaves no rounding behind', () => {
    const tail = createRollingTail({ windowReturns: 40, confidence: ratio(0.9) })
    for (let i = 0; i < 200; i++) pushLoss(tail, i === 50 ? 1e12 : 0.001 * (i % 40))
    expectSorted(
      tail,
      Array.from({ length: 40 }, (_, i) => 0.001 * i),
    )
  })

  test('behavior: not even losses of sizes so far apart that the sum cannot carry them all', () => {
    const tail = createRollingTail({ windowReturns: 40, confidence: ratio(0.9) })
    const huge = new Map([
      [50, 1e30],
      [51, 1.1e13],
    ])
    for (let i = 0; i < 200; i++) pushLoss(tail, huge.get(i) ?? 0.001 * (i % 40))
    expectSorted(
      tail,
      Array.from({ length: 40 }, (_, i) => 0.001 * i),
    )
  })

  test('behavior: no drift after a million pushes', () => {
    const tail = createRollingTail({ windowReturns: 250, confidence: ratio(0.975) })
    const at = (i: number): number => ((i * 48_271) % 65_537) / 1e6 - 0.03
    for (let i = 0; i < 1_000_000; i++) pushLoss(tail, at(i))
    expectSorted(
      tail,
      Array.from({ length: 250 }, (_, i) => at(999_750 + i)),
    )
  })

  test('error: no loss yet, a loss that is not finite, an impossible window or confidence', () => {
    const tail = createRollingTail({ windowReturns: 4, confidence: ratio(0.75) })
    expect(() => tailValueAtRisk(tail)).toThrow('at least one loss')
    expect(() => tailExpectedShortfall(tail)).toThrow('at least one loss')
    expect(() => pushLoss(tail, Number.NaN)).toThrow('finite')
    expect(lossCount(tail)).toBe(0)
    expect(() => createRollingTail({ windowReturns: 0, confidence: ratio(0.75) })).toThrow('positive whole number')
    for (const level of [0, 1, Number.NaN])
      expect(() => createRollingTail({ windowReturns: 4, confidence: ratio(level) })).toThrow('between 0 and 1')
  })
})

/** The tail as ages (0 is the oldest), sorted. */
function tailMembers(tail: RollingTail): readonly number[] {
  const slots = [...tail.worst.slots.subarray(0, tail.worst.size)]
  return slots.map((slot) => (slot - tail.next + tail.windowReturns) % tail.windowReturns).toSorted((a, b) => a - b)
}
