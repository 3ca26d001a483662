import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { durationUs, timeUs } from '../../base/time.ts'
import { beginAgain, countedAt, releaseClock, startClock, stopClock, type BiddableClock, type ClockStop } from './biddable-clock.ts'

const goesOn = { startAgainAfter: undefined }
const after = (count: number) => ({ startAgainAfter: durationUs(count) })
const outage = (from: number, to: number, rule: Parameters<typeof releaseClock>[2]['rule']): BiddableClock =>
  releaseClock(stopClock(startClock(timeUs(100)), 'outage', timeUs(from)), 'outage', { at: timeUs(to), rule })

describe('a clock of biddable time', () => {
  test('behavior: a reason that stops it twice stops it once, from the first time on', () => {
    const twice = stopClock(stopClock(startClock(timeUs(100)), 'outage', timeUs(103)), 'outage', timeUs(108))
    expect(twice).toMatchObject({ stops: ['outage'], stoppedAt: 103, counted: 3, readAt: 108 })
  })

  test('table: it runs from its start, and never backwards', () => {
    expect(countedAt(startClock(timeUs(100)), timeUs(100))).toBe(0)
    expect(countedAt(startClock(timeUs(100)), timeUs(107))).toBe(7)
    expect(() => countedAt(startClock(timeUs(100)), timeUs(99))).toThrow(InvariantError)
  })

  test.each([
    ['the clock goes on where it stood', goesOn, 15, 0],
    ['a stop below the rule does not set it back', after(51), 15, 0],
    ['a stop as long as the rule does', after(50), 5, 1],
  ])('table: %s', (_name, rule, counted, restarts) => {
    const clock = outage(110, 160, rule)
    expect(countedAt(clock, timeUs(165))).toBe(counted)
    expect(clock.restarts).toBe(restarts)
  })

  test('behavior: two reasons stop it until the last is gone, and a repeated one is one', () => {
    let clock = stopClock(startClock(timeUs(0)), 'outage', timeUs(5))
    clock = stopClock(clock, 'outage', timeUs(6))
    clock = stopClock(clock, 'stalePrice', timeUs(7))
    clock = releaseClock(clock, 'outage', { at: timeUs(8), rule: after(3) })
    expect([countedAt(clock, timeUs(20)), clock.stops]).toEqual([5, ['stalePrice']])
    clock = releaseClock(clock, 'stalePrice', { at: timeUs(20), rule: after(16) })
    expect(countedAt(clock, timeUs(21))).toBe(6)
  })

  test('behavior: releasing what does not stop it changes nothing', () => {
    const clock = releaseClock(startClock(timeUs(0)), 'paused', { at: timeUs(9), rule: after(0) })
    expect([countedAt(clock, timeUs(10)), clock.restarts]).toEqual([10, 0])
  })

  test('behavior: another stage begins at nothing, and only while bids come in', () => {
    expect(countedAt(beginAgain(startClock(timeUs(0)), timeUs(9)), timeUs(12))).toBe(3)
    expect(() => beginAgain(stopClock(startClock(timeUs(0)), 'paused', timeUs(1)), timeUs(2))).toThrow(InvariantError)
  })

  test('property: it counts the moments in which nothing stopped it, and no other', () => {
    const stops = fc.constantFrom<ClockStop>('outage', 'paused', 'stalePrice')
    const steps = fc.array(fc.record({ by: fc.integer({ min: 0, max: 9 }), why: stops, isStop: fc.boolean() }), { maxLength: 40 })
    fc.assert(
      fc.property(steps, (all) => {
        let clock = startClock(timeUs(0))
        let at = 0
        let expected = 0
        const stopping = new Set<ClockStop>()
        for (const { by, why, isStop } of all) {
          if (stopping.size === 0) expected += by
          at += by
          if (isStop) stopping.add(why)
          else stopping.delete(why)
          clock = isStop ? stopClock(clock, why, timeUs(at)) : releaseClock(clock, why, { at: timeUs(at), rule: goesOn })
          expect(countedAt(clock, timeUs(at))).toBe(expected)
        }
      }),
    )
  })
})
